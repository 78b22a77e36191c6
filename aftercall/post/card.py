"""A mailbox, as people configure it. Pure: is it fit to be kept?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final, get_args

from acd.store.check import check_code, there_are
from acd.store.errors import BadCard
from aftercall.post.servers import Server, Tls, is_this_machine

LONGEST: Final = 2000
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9a-fA-F:.]{2,45}")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LINE: Final = re.compile(r"[^\x00-\x1f\x7f]*")
_TEXT: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`address` and `name`: whom answers come from. `folder`: which of the mailbox is read. Without `smtp_host` answers leave by the
    site's own server (`mail.*`). `signature`: below every answer. `acknowledge`: what is answered at once to a new letter; empty:
    nothing. `old`: also letters that lay there before."""

    code: str
    queue: str = ""
    address: str = ""
    name: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_tls: Tls = "tls"
    imap_user: str = ""
    imap_password: str = field(default="", repr=False)
    folder: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Tls = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    signature: str = ""
    acknowledge: str = ""
    old: bool = False
    active: bool = True

    @property
    def imap(self) -> Server:
        return Server(self.imap_host, self.imap_port, self.imap_tls, self.imap_user, self.imap_password)

    @property
    def smtp(self) -> Server | None:
        """Its own; None: the site's."""
        if not self.smtp_host:
            return None
        return Server(self.smtp_host, self.smtp_port, self.smtp_tls, self.smtp_user, self.smtp_password)

    @property
    def source(self) -> str:
        """What items that came by it say of where they came from."""
        return source_of(self.code)


def source_of(code: str) -> str:
    return f"mail:{code}"


def code_of(source: str) -> str | None:
    """The mailbox of an item; None: it came by another door."""
    door, _, code = source.partition(":")
    return code if door == "mail" else None


def check_mailbox(
    card: Mailbox, others: Collection[Mailbox], queues: Collection[str], plain: bool, site_sends: bool
) -> None:
    """`plain`: no encryption is allowed anywhere. `site_sends`: the site has an SMTP server of its own. Raises BadCard."""
    check_code("code", card.code, [other.code for other in others])
    if card.queue not in queues:
        raise BadCard("queue", card.queue, "is no queue for tickets", there_are(queues))
    if _ADDRESS.fullmatch(card.address) is None:
        raise BadCard("address", card.address, "is no mail address", "write the one that customers write to")
    for name in ("name", "imap_user", "smtp_user", "folder", "imap_password", "smtp_password"):
        _check_words(card, name, _LINE, 200)
    for name in ("signature", "acknowledge"):
        _check_words(card, name, _TEXT, LONGEST)
    if not card.imap_user or not card.folder:
        raise BadCard(
            "folder" if card.imap_user else "imap_user", "", "is missing", "the mailbox is read as its user"
        )
    _check_server(card, "imap", plain)
    if card.smtp_host:
        _check_server(card, "smtp", plain)
    elif not site_sends:
        remedy = "name one, or set the site's with mail.host"
        raise BadCard("smtp_host", "", "is missing: there is no server for answers", remedy)
    for other in others:
        if other.code != card.code and _place(other) == _place(card):
            raise BadCard(
                "imap_user", card.imap_user, f"is read by mailbox {other.code} already", "change that one"
            )


def _place(card: Mailbox) -> tuple[str, int, str, str]:
    return card.imap_host.lower(), card.imap_port, card.imap_user, card.folder


def _check_words(card: Mailbox, name: str, pattern: re.Pattern[str], longest: int) -> None:
    """What is secret is in no message."""
    value = getattr(card, name)
    if len(value) > longest or pattern.fullmatch(value) is None:
        shown = "…" if "password" in name else value
        raise BadCard(
            name, shown, "cannot be kept", f"up to {longest} characters, none of them a control character"
        )


def _check_server(card: Mailbox, which: str, plain: bool) -> None:
    host, port = getattr(card, f"{which}_host"), getattr(card, f"{which}_port")
    tls, user = getattr(card, f"{which}_tls"), getattr(card, f"{which}_user")
    if _HOST.fullmatch(host) is None:
        raise BadCard(f"{which}_host", host, "is no host", "write a name or an address, without a port")
    if not 1 <= port <= 65535:
        raise BadCard(f"{which}_port", port, "is no port", "1 to 65535; 993 and 587 are usual")
    if tls not in get_args(Tls):
        raise BadCard(f"{which}_tls", tls, "is not known", "tls, starttls or none")
    if tls == "none" and not (plain or is_this_machine(host)):
        remedy = "use tls or starttls, or allow it with the setting mail.plain"
        raise BadCard(f"{which}_tls", tls, "sends letters and passwords for everybody to read", remedy)
    if user and not getattr(card, f"{which}_password"):
        raise BadCard(f"{which}_password", "", "is missing", f"{user} logs in with one")
