"""One folder of a mailbox, over IMAP. The only import of imapclient; it blocks, so it lives in a thread (see reader.py).

Nothing is deleted. What became something here is marked as seen, what was left as flagged, so that people who look into the mailbox
with a mail program see it too.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from imapclient import FLAGGED, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from aftercall.post.servers import Server
from aftercall.post.structure import Part, choose, parts, said

WHOLE_OVER: Final = 2 << 20
"""Bytes by which a letter may be larger than its largest attachment and is still brought whole: text, headers, base64."""
CONNECT: Final = 10.0
"""Seconds until a server that says nothing is not there: for so long a daemon that stops may wait."""
ERRORS: Final = (IMAPClientError, OSError, EOFError, ssl.SSLError, UnicodeError)


class NotRead(Exception):  # noqa: N818 - reads as what it is
    """The mailbox cannot be read; the message says why, on one line."""


@dataclass(frozen=True, slots=True)
class Found:
    """`raw`: as it lies there, or put together of what was brought; `left`: what was not, for people."""

    uid: int
    raw: bytes
    at: int
    left: tuple[str, ...] = ()


class Folder:
    """Raises NotRead from everything; then it is closed, and another one is to be opened."""

    def __init__(self, server: Server, folder: str, tls: ssl.SSLContext, within: float, largest: int) -> None:
        self._server = server
        self._name = folder
        self._tls = tls
        self._within = within
        self._largest = largest
        self._client: IMAPClient | None = None
        self._closed = False
        self.validity = 0
        self.next = 1

    def open(self) -> None:
        server = self._server
        try:
            client = IMAPClient(
                server.host,
                server.port,
                use_uid=True,
                ssl=server.tls == "tls",
                ssl_context=self._tls if server.tls == "tls" else None,
                timeout=SocketTimeout(min(self._within, CONNECT), self._within),
            )
            self._client = client
            if server.tls == "starttls":
                client.starttls(self._tls)
            client.login(server.user, server.password)
            there = client.select_folder(self._name)
        except LoginError as error:
            raise self._broken(error, f"does not let {server.user} in") from error
        except ERRORS as error:
            raise self._broken(error) from error
        if self._closed:  # somebody broke it off while it was being opened
            self.close()
        self.validity = int(there.get(b"UIDVALIDITY", 0))
        self.next = int(there.get(b"UIDNEXT", 1))

    def close(self) -> None:
        """At once, and from any thread: whoever waits for the server gets NotRead."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            with suppress(*ERRORS):
                client.shutdown()

    def after(self, uid: int) -> list[int]:
        """Letters that came later, in order."""
        try:
            found = self._there().search(["UID", f"{uid + 1}:*"])  # `*` names the last one, however old
        except ERRORS as error:
            raise self._broken(error) from error
        return sorted(int(one) for one in found if one > uid)

    def bring(self, uid: int) -> Found | None:
        """None: it is gone. A letter whose whole size is within reason comes as it is."""
        try:
            client = self._there()
            about = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
            if about is None:
                return None
            at = _ms(about.get(b"INTERNALDATE"))
            if int(about[b"RFC822.SIZE"]) <= self._largest + WHOLE_OVER:
                whole = client.fetch([uid], ["BODY.PEEK[]"]).get(uid)
                return None if whole is None else Found(uid, whole[b"BODY[]"] or b"", at)
            return self._in_parts(client, uid, at)
        except ERRORS as error:
            raise self._broken(error) from error

    def mark(self, uid: int, left: bool) -> None:
        """A folder that may not be marked is read all the same."""
        try:
            self._there().add_flags([uid], [FLAGGED if left else SEEN], silent=True)
        except IMAPClientError:
            return
        except ERRORS as error:
            raise self._broken(error) from error

    def wait(self, seconds: float) -> None:
        """Until something happened there, or so long; at once where the server does not tell (then its caller waits)."""
        try:
            client = self._there()
            client.idle()
            client.idle_check(timeout=seconds)
            client.idle_done()
        except ERRORS as error:
            raise self._broken(error) from error

    @property
    def tells(self) -> bool:
        """The server can be waited for (IDLE)."""
        try:
            return bool(self._there().has_capability("IDLE"))
        except ERRORS as error:
            raise self._broken(error) from error

    def look(self) -> None:
        """Lets the server say what is new."""
        try:
            self._there().noop()
        except ERRORS as error:
            raise self._broken(error) from error

    # --- inside ------------------------------------------------------------------------------------------------------

    def _there(self) -> IMAPClient:
        if self._client is None:
            raise NotRead("the connection is closed")
        return self._client

    def _in_parts(self, client: IMAPClient, uid: int, at: int) -> Found | None:
        about = client.fetch([uid], ["BODYSTRUCTURE", "BODY.PEEK[HEADER]"]).get(uid)
        if about is None:
            return None
        brought, left = choose(list(parts(about[b"BODYSTRUCTURE"])), self._largest)
        pieces = [self._piece(client, uid, part) for part in brought]
        raw = together(about[b"BODY[HEADER]"] or b"", pieces)
        return Found(uid, raw, at, tuple(said(part) for part in left))

    def _piece(self, client: IMAPClient, uid: int, part: Part) -> tuple[bytes, bytes]:
        """Its headers and its body. A letter that is one part has its headers in front."""
        head, body = f"BODY[{part.number}.MIME]", f"BODY[{part.number}]"
        found = client.fetch([uid], [f"BODY.PEEK[{part.number}.MIME]", f"BODY.PEEK[{part.number}]"]).get(
            uid, {}
        )
        return found.get(head.encode()) or b"", found.get(body.encode()) or b""

    def _broken(self, error: BaseException, why: str = "") -> NotRead:
        self.close()
        place = self._server.place
        words = " ".join(str(error).strip("b'\"").split())[:300] or type(error).__name__
        return NotRead(f"{place} {why}: {words}" if why else f"{place}: {words}")


def together(head: bytes, pieces: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The letter again, of those parts that were brought."""
    border = b"aftercall-brought-in-parts"
    kept = b"\r\n".join(
        line for line in _unfolded(head) if not line.lower().startswith((b"content-", b"mime-version"))
    )
    found = (
        kept + b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="' + border + b'"\r\n\r\n'
    )
    for mime, body in pieces:
        found += b"--" + border + b"\r\n" + mime.rstrip(b"\r\n") + b"\r\n\r\n" + body + b"\r\n"
    return found + b"--" + border + b"--\r\n"


def _unfolded(head: bytes) -> list[bytes]:
    """Each header with the lines that go on with it."""
    found: list[bytes] = []
    for line in head.replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and found:
            found[-1] += b"\r\n" + line
        elif line:
            found.append(line)
    return found


def _ms(at: Any) -> int:
    """IMAPClient gives local time without a zone."""
    if not isinstance(at, datetime):
        return 0
    return round((at if at.tzinfo else at.astimezone(UTC)).timestamp() * 1000)
