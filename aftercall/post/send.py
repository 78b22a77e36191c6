"""One mail, handed to a server: taken, or not and why.

    await SitePost(settings.mail).send(Mail(("chief@firm.example",), "Yesterday", "See the table.", files=(File(…),)))

raises `NotSent`; its `lasting` says whether the same mail may be taken later. Nothing is kept here: who must not lose a mail keeps
it until this returns.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from functools import cached_property
from typing import Any, Final

import aiosmtplib

from aftercall.post.servers import Server, certificates
from aftercall.settings import MailSettings

LOOP: Final = "X-Loop"
WIRE: Final = SMTP.clone(cte_type="7bit")
"""What every server takes, also one that knows no 8BITMIME."""
PERMANENT: Final = range(500, 600)


class NotSent(Exception):  # noqa: N818 - reads as what it is
    """No server took it. `lasting`: none would take the very same later."""

    def __init__(self, why: str, lasting: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class File:
    """`kind`: its media type, `text/csv`."""

    name: str
    data: bytes = field(repr=False)
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Mail:
    """`to`: plain addresses. `sender`, `sender_name`: the site's where empty. `references`: Message-IDs of the thread, oldest first;
    the last is the one that is answered. `mail_id`: made where empty. `headers`: more of them."""

    to: Sequence[str]
    subject: str
    text: str
    html: str = ""
    files: Sequence[File] = ()
    sender: str = ""
    sender_name: str = ""
    mail_id: str = ""
    references: Sequence[str] = ()
    headers: Sequence[tuple[str, str]] = ()


class SitePost:
    """The site's own mail, by `mail.*`: reports, and mailboxes that name no server."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings

    @property
    def ready(self) -> bool:
        """A server is set."""
        return bool(self.settings.host)

    @property
    def name(self) -> str:
        """Its server, as people are told; empty: none is set."""
        return f"{self.settings.host}:{self.settings.port}" if self.settings.host else ""

    @property
    def patience(self) -> float:
        """Seconds for a try of a server: somebody waits for it."""
        return min(self.settings.within, 15)

    @cached_property
    def tls(self) -> ssl.SSLContext:
        return certificates(self.settings.ca_file)

    @property
    def server(self) -> Server:
        """Raises NotSent: none is set."""
        given = self.settings
        if not given.host:
            raise NotSent("no mail server is set: set mail.host and mail.sender")
        return Server(given.host, given.port, given.tls, given.user, given.password.get_secret_value())

    async def send(self, mail: Mail) -> str:
        """Its Message-ID, when the server has taken it for all who are named. Raises NotSent."""
        given = self.settings
        letter = written(mail, given.sender or given.user, given.sender_name)
        await deliver(letter, mail.to, self.server, self.tls, given.within)
        return str(letter["Message-ID"])


def written(mail: Mail, sender: str, sender_name: str = "", at: datetime | None = None) -> EmailMessage:
    """As it goes over the wire. Raises NotSent: it names nobody, or an address is none."""
    letter = EmailMessage(policy=WIRE)
    address = mail.sender or sender
    try:
        letter["From"] = formataddr((mail.sender_name or sender_name, address))
        letter["To"] = ", ".join(mail.to)
        letter["Subject"] = " ".join(mail.subject.split())
        letter["Date"] = format_datetime(at or datetime.now(UTC))
        letter["Message-ID"] = mail.mail_id or make_msgid(domain=domain(address))
        if mail.references:
            letter["In-Reply-To"] = mail.references[-1]
            letter["References"] = " ".join(mail.references)
        for name, value in mail.headers:
            letter[name] = value
    except (ValueError, IndexError) as error:
        raise NotSent(f"this cannot be written as a mail: {error}", lasting=True) from error
    if not mail.to or "@" not in address:
        raise NotSent(f"it goes to {list(mail.to)} from {address!r}: both need an address", lasting=True)
    letter.set_content(mail.text)
    if mail.html:
        letter.add_alternative(mail.html, subtype="html")
    for file in mail.files:
        main, _, sub = file.kind.partition("/")
        letter.add_attachment(file.data, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return letter


async def deliver(
    letter: EmailMessage, to: Sequence[str], server: Server, tls: ssl.SSLContext, within: float
) -> None:
    """To one server, one connection. Raises NotSent; also when it refused some of those named."""
    try:
        async with asyncio.timeout(within):
            refused, _ = await aiosmtplib.send(letter, recipients=list(to), **way_to(server, tls, within))
    except TimeoutError as error:
        raise NotSent(f"{server.place} did not answer within {within:g} s") from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _refused(
            server, [(one.code, one.message, one.recipient) for one in error.recipients]
        ) from error
    except aiosmtplib.SMTPResponseException as error:
        lasting = error.code in PERMANENT and not isinstance(error, aiosmtplib.SMTPAuthenticationError)
        raise NotSent(f"{server.place} says {error.code} {in_one_line(error.message)}", lasting) from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"{server.place}: {in_one_line(str(error)) or type(error).__name__}") from error
    if refused:
        raise _refused(server, [(one.code, one.message, who) for who, one in refused.items()])


def way_to(server: Server, tls: ssl.SSLContext, within: float) -> dict[str, Any]:
    """As aiosmtplib wants it; `within` in seconds, for each of its steps."""
    return {
        "hostname": server.host,
        "port": server.port,
        "use_tls": server.tls == "tls",
        "start_tls": server.tls == "starttls",
        "tls_context": tls,
        "username": server.user or None,
        "password": server.password or None,
        "timeout": within,
    }


def _refused(server: Server, who: Sequence[tuple[int, str, str]]) -> NotSent:
    said = "; ".join(f"{address}: {code} {in_one_line(words)}" for code, words, address in who)
    return NotSent(f"{server.place} takes nothing for {said}", all(code in PERMANENT for code, _, _ in who))


def domain(address: str) -> str:
    """Of an address, for Message-IDs; ASCII."""
    found = address.rpartition("@")[2].strip().lower() or "aftercall.invalid"
    try:
        return found.encode("idna").decode("ascii")
    except UnicodeError:
        return "aftercall.invalid"


def in_one_line(words: str) -> str:
    """What a server said, 300 characters of it at most."""
    return " ".join(words.split())[:300]
