"""A letter as it came over the wire -> what it says. Pure; whatever the bytes are, a `Letter` comes out.

The standard library's parser with its modern policy, and around it what real mail needs: headers that the policy cannot read are read
the old way, charsets that lie are guessed, parcels of Outlook are unpacked, structures without end are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from typing import Any, Final

from aftercall.post import winmail
from aftercall.post.charsets import smuggled, text_of
from aftercall.post.html_text import text_of_html
from aftercall.post.send import LOOP

LONGEST_TEXT: Final = 100_000
LONGEST_HTML: Final = 1_000_000
LONGEST_SUBJECT: Final = 300
LONGEST_NAME: Final = 120
MOST_PARTS: Final = 100
BROKEN: Final = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
"""What the parser answers bytes with that nobody foresaw."""
_ID: Final = re.compile(r"<[^<>\s]{1,900}>")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment. `cid`: by which the letter's HTML shows it, if it does."""

    name: str
    kind: str
    data: bytes = field(repr=False)
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a mail server reports of a letter of ours: `original` is that letter's Message-ID. `final`: it is not tried any more."""

    original: str
    whom: str
    why: str
    final: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """`answers`: Message-IDs that it answers, the nearest first. `auto`: `replied` by a machine, `sent` by one (lists, notices), or
    none of it. `loops`: what mailers that pass it on left, ours too. `said`: what of it was left out, for people."""

    mail_id: str = ""
    answers: tuple[str, ...] = ()
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    at: int | None = None
    enclosed: tuple[Enclosed, ...] = ()
    auto: str = ""
    loops: tuple[str, ...] = ()
    bounced: Bounced | None = None
    said: tuple[str, ...] = ()


def read(data: bytes) -> Letter:
    try:
        return _read(message_from_bytes(data, policy=policy.default))
    except RecursionError:
        head = BytesHeaderParser(policy=policy.default).parsebytes(data)
        return _head(head, said=("its parts are nested too deep to be read",))


def _read(letter: EmailMessage) -> Letter:
    texts: list[str] = []
    pages: list[str] = []
    enclosed: list[Enclosed] = []
    said: list[str] = []
    for count, part in enumerate(_leaves(letter)):
        if count == MOST_PARTS:
            said.append(f"of its parts only the first {MOST_PARTS} were read")
            break
        kind, name = part.get_content_type(), _name(part)
        if kind.startswith("multipart/"):  # it has no parts: no border was found
            kind = "text/plain"
        if kind == "text/plain" and not _is_attached(part, name):
            texts.append(text_of(_bytes(part), _charset(part)))
        elif kind == "text/html" and not _is_attached(part, name):
            pages.append(text_of(_bytes(part), _charset(part)))
        elif kind not in ("message/delivery-status", "text/rfc822-headers"):
            enclosed += _enclosed(part, kind, name)
    html = "\n".join(page for page in pages if page.strip())
    text = "\n".join(piece.strip("\n") for piece in texts if piece.strip()) or text_of_html(html)
    if len(text) > LONGEST_TEXT:
        said.append(f"its text has {len(text)} characters, the first {LONGEST_TEXT} are here")
    if len(html) > LONGEST_HTML:
        said.append("its HTML is too long to be shown")
        html = ""
    return _head(letter, text[:LONGEST_TEXT], html, tuple(enclosed), tuple(said))


def _head(
    letter: EmailMessage,
    text: str = "",
    html: str = "",
    enclosed: tuple[Enclosed, ...] = (),
    said: tuple[str, ...] = (),
) -> Letter:
    sender_name, sender = _from(letter)
    return Letter(
        mail_id=next(iter(ids(_header(letter, "Message-ID"))), ""),
        answers=tuple(
            dict.fromkeys(ids(_header(letter, "In-Reply-To")) + ids(_header(letter, "References"))[::-1])
        ),
        sender=sender,
        sender_name=sender_name[:LONGEST_NAME],
        reply_to=_address(_header(letter, "Reply-To"))[1],
        to=tuple(
            one.lower()
            for _, one in getaddresses([_header(letter, "To"), _header(letter, "Cc")])
            if "@" in one
        ),
        subject=" ".join(_CONTROL.sub(" ", _header(letter, "Subject")).split())[:LONGEST_SUBJECT],
        text=text,
        html=html,
        at=_moment(_header(letter, "Date")),
        enclosed=enclosed,
        auto=_auto(letter),
        loops=tuple(smuggled(str(one)) for one in letter.get_all(LOOP, [])),
        bounced=_bounced(letter),
        said=said,
    )


# --- headers ---------------------------------------------------------------------------------------------------------


def _header(letter: Message[Any, Any], name: str) -> str:
    """Decoded; empty: it has none."""
    try:
        return smuggled(str(letter.get(name, "")))
    except BROKEN:
        return _the_old_way(letter, name)


def _the_old_way(letter: Message[Any, Any], name: str) -> str:
    raw = next((value for key, value in letter.raw_items() if key.lower() == name.lower()), "")
    try:
        pieces = decode_header(str(raw))
    except BROKEN:
        return smuggled(str(raw))
    return "".join(
        text_of(piece, charset or "") if isinstance(piece, bytes) else smuggled(piece)
        for piece, charset in pieces
    )


def ids(text: str) -> list[str]:
    return _ID.findall(text)


def _address(text: str) -> tuple[str, str]:
    """Name and address; the address in small letters, empty where there is none."""
    name, address = parseaddr(text)
    if "@" not in address or " " in address:
        found = re.search(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+", text)
        name, address = "", found.group() if found else ""
    return " ".join(_CONTROL.sub(" ", name).split()), _CONTROL.sub("", address).strip().lower()[
        :LONGEST_SUBJECT
    ]


def _from(letter: Message[Any, Any]) -> tuple[str, str]:
    """The modern parser makes one address of a name and an address that no bracket parts."""
    name, address = _address(_header(letter, "From"))
    if not address or '"' in address:
        name, address = _address(_the_old_way(letter, "From").replace('"', " "))
    return name, address


def _moment(text: str) -> int | None:
    try:
        return round(parsedate_to_datetime(text).timestamp() * 1000)
    except (*BROKEN, OverflowError, OSError):
        return None


def _auto(letter: EmailMessage) -> str:
    """RFC 3834, and what mailers wrote before and beside it."""
    submitted = re.split(r"[;(\s]", _header(letter, "Auto-Submitted").strip().lower())[0]
    precedence = _header(letter, "Precedence").strip().lower()
    if submitted in ("auto-replied", "auto-notified") or precedence == "auto_reply":
        return "replied"
    if any(_header(letter, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")):
        return "replied"
    if submitted not in ("", "no") or precedence in ("bulk", "list", "junk"):
        return "sent"
    if any(_header(letter, name) for name in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress")):
        return "sent"
    return ""


# --- parts -----------------------------------------------------------------------------------------------------------


def _leaves(part: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """What holds nothing else, in order; a letter within is one piece."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        inner = one.get_payload()
        if one.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [piece for piece in reversed(inner) if isinstance(piece, Message)]
        else:
            yield one


def _is_attached(part: Message[Any, Any], name: str) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(name)
    except BROKEN:
        return bool(name)


def _name(part: Message[Any, Any]) -> str:
    try:
        found = part.get_filename() or ""
    except BROKEN:
        found = ""
    name = re.split(r"[/\\]", _CONTROL.sub(" ", smuggled(str(found))))[-1].strip()
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - 20]}{dot}{ending[:16]}" if dot else name[:LONGEST_NAME]


def _charset(part: Message[Any, Any]) -> str:
    try:
        return str(part.get_content_charset() or "")
    except BROKEN:
        return ""


def _bytes(part: Message[Any, Any]) -> bytes:
    """Decoded; a part that is not what it says it is, as it came."""
    try:
        found = part.get_payload(decode=True)
    except BROKEN:
        found = None
    if isinstance(found, bytes):
        return found
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _enclosed(part: Message[Any, Any], kind: str, name: str) -> list[Enclosed]:
    cid = str(part.get("Content-ID", "")).strip().strip("<>")
    if kind == "message/rfc822":
        return _letter_within(part, name)
    data = _bytes(part)
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
        try:
            return [
                Enclosed(inner, "application/octet-stream", value) for inner, value in winmail.unpack(data)
            ]
        except ValueError:
            pass  # then it is shown as what it is
    return (
        [Enclosed(name or f"attachment.{part.get_content_subtype()[:16]}", kind, data, cid)] if data else []
    )


def _letter_within(part: Message[Any, Any], name: str) -> list[Enclosed]:
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(first, Message):
        return []
    try:
        data = first.as_bytes(policy=policy.compat32)
    except BROKEN:
        return []
    title = _header(first, "Subject")[:60].replace("/", "-").strip() or "letter"
    return [Enclosed(name or f"{title}.eml", "message/rfc822", data)]


# --- bounces ---------------------------------------------------------------------------------------------------------


def _bounced(letter: EmailMessage) -> Bounced | None:
    """RFC 3464. A report that a letter was delivered or read is none."""
    if letter.get_content_type() != "multipart/report":
        return None
    original = whom = why = ""
    final = reported = False
    for part in letter.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in _blocks(part):
                if (action := _header(block, "Action").lower()) in ("failed", "delayed"):
                    reported, final = True, final or action == "failed"
                    whom = whom or _header(block, "Final-Recipient").partition(";")[2].strip()
                    said = _header(block, "Diagnostic-Code").partition(";")[2] or _header(block, "Status")
                    why = why or " ".join(said.split())[:300]
        elif kind in ("message/rfc822", "text/rfc822-headers") and not original:
            original = _original(part)
    return Bounced(original, whom, why, final) if reported else None


def _blocks(part: Message[Any, Any]) -> list[Message[Any, Any]]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _original(part: Message[Any, Any]) -> str:
    inner = part.get_payload()
    if isinstance(inner, list):
        head = inner[0] if inner and isinstance(inner[0], Message) else None
    else:
        head = BytesHeaderParser(policy=policy.default).parsebytes(_bytes(part))
    return next(iter(ids(_header(head, "Message-ID"))), "") if head is not None else ""
