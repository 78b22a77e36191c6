"""Mail: is each mailbox read, and do answers leave; does the server of mailed reports let us in.

The daemon says how it goes. Where none runs both servers of each mailbox are tried from here: nothing is read, and nothing sent.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable
from typing import Any, Final

from acd.core.moment import MINUTE
from acd.store.database import open_database
from acd.store.errors import FAILURES, OpenError, UrlError, reason
from aftercall.checks.database import missing_file
from aftercall.checks.finding import Finding, failed, ok, skipped, warning
from aftercall.cli.daemon import NotThere, get
from aftercall.cli.faults import Fault
from aftercall.cli.spans import clock, moment
from aftercall.post.card import Mailbox
from aftercall.post.imap import NotRead
from aftercall.post.send import NotSent, SitePost
from aftercall.post.store import EMPTY, MailStore, Outbox
from aftercall.post.try_imap import try_folder
from aftercall.post.try_smtp import try_server
from aftercall.settings import MailSettings, Settings

PART: Final = "mail"
LONG: Final = 15 * MINUTE
"""An answer that waits longer than this is worth a look, though others leave."""
AT_ONCE: Final = 8
"""Servers that are tried side by side."""
SITE: Final = "set mail.host, mail.port, mail.tls, mail.user and mail.password to what the server knows"


def look(settings: Settings) -> list[Finding]:
    """Nothing to look at where there is neither a mailbox nor a server of the site's own."""
    try:
        tls = SitePost(settings.mail).tls
    except (OSError, ssl.SSLError) as error:
        why = f"{settings.mail.ca_file}: {error}"
        return [failed(PART, "certificates", why, "set mail.ca_file to a PEM file that can be read")]
    try:
        found = as_the_daemon_says(get("/mailboxes"))
        mails = mailed(get("/report-mails"))
    except NotThere:
        found, mails = asyncio.run(_tried(settings, tls)), []
    except Fault as fault:
        found, mails = [failed(PART, "mailboxes", fault.why, fault.remedy or "see the daemon's log")], []
    return [*found, *asyncio.run(_site(settings.mail, tls)), *mails]


# --- the daemon runs -------------------------------------------------------------------------------------------------


def as_the_daemon_says(mailboxes: list[Any]) -> list[Finding]:
    return [finding for one in mailboxes for finding in _standing(one)]


def _standing(one: Any) -> list[Finding]:
    code = str(one["code"])
    if not one["active"]:
        return [skipped(PART, f"mailbox {code}", "not active")]
    last = f"last letter {_ago(one['letter'])}" if one["letter"] else "no letter yet"
    seen = (
        f"looked into {_ago(one['reading']['looked'])}" if one["reading"]["looked"] else "not looked into yet"
    )
    outbox = Outbox(one["waiting"], moment(one["oldest"]) if one["oldest"] else None)
    return [
        _how(f"reads {code}", one["reading"], f"{one['address']}, {seen}, {last}", code),
        _sends(code, outbox)
        if one["sending"]["state"] == "ok"
        else _how(f"sends from {code}", one["sending"], _waiting(outbox), code),
    ]


def _how(what: str, how: Any, text: str, code: str) -> Finding:
    if how["state"] == "ok":
        return ok(PART, what, text)
    since = f", since {_ago(how['since'])}" if how["since"] else ""
    return failed(PART, what, f"{how['why']} ({how['state']}{since}); {text}", _remedy(code, how["why"]))


def _sends(code: str, outbox: Outbox) -> Finding:
    what, text = f"sends from {code}", _waiting(outbox)
    if outbox.oldest is not None and _now() - outbox.oldest > LONG:
        remedy = f"their threads say why; `aftercall mailboxes now {code}` tries at once"
        return warning(PART, what, text, remedy)
    return ok(PART, what, text)


def mailed(mails: list[Any]) -> list[Finding]:
    """Those whose last mail did not leave."""
    failing = [
        one
        for one in mails
        if one["active"] and one["last"] and one["last"]["state"] in ("failed", "given up")
    ]
    return [
        failed(
            PART,
            f"report {one['code']}",
            f"{one['last']['state']}, was due {_ago(one['last']['due'])}: {one['last']['why']}",
            f"`aftercall reports mails send {one['code']}` sends it again when that is right",
        )
        for one in failing
    ]


# --- no daemon runs --------------------------------------------------------------------------------------------------


async def _tried(settings: Settings, tls: ssl.SSLContext) -> list[Finding]:
    """What the database says is wrong with itself is said there."""
    away = [skipped(PART, "mailboxes", "only the database knows them")]
    try:
        if missing_file(settings.database.url):
            return away
        database = open_database(settings.database.url)
    except (UrlError, OpenError):
        return away
    try:
        store = MailStore(database)
        cards, outboxes = await store.cards(), await store.outboxes()
    except (OpenError, *FAILURES):
        return away
    finally:
        await database.close()
    room = asyncio.Semaphore(AT_ONCE)
    post = SitePost(settings.mail)
    tried = [_try(card, outboxes.get(card.source, EMPTY), post, tls, room) for card in cards]
    return [finding for findings in await asyncio.gather(*tried) for finding in findings]


async def _try(
    card: Mailbox, outbox: Outbox, post: SitePost, tls: ssl.SSLContext, room: asyncio.Semaphore
) -> list[Finding]:
    if not card.active:
        return [skipped(PART, f"mailbox {card.code}", "not active")]
    reads, sends = f"reads {card.code}", f"sends from {card.code}"
    async with room:
        unread = await _why(try_folder(card.imap, card.folder, tls, post.patience))
        unsent = await _why(_try_smtp(card, post, tls))
    let_in = f"{card.imap.host}:{card.imap.port} lets {card.imap_user} in; no daemon reads it"
    return [
        failed(PART, reads, unread, _remedy(card.code, unread)) if unread else ok(PART, reads, let_in),
        failed(PART, sends, f"{unsent}; {_waiting(outbox)}", _remedy(card.code, unsent))
        if unsent
        else ok(PART, sends, _waiting(outbox)),
    ]


async def _try_smtp(card: Mailbox, post: SitePost, tls: ssl.SSLContext) -> None:
    await try_server(card.smtp or post.server, tls, post.patience)


async def _site(mail: MailSettings, tls: ssl.SSLContext) -> list[Finding]:
    """The server that mailed reports leave by. None is set: then none can be."""
    post = SitePost(mail)
    if not post.ready:
        return []
    why = await _why(try_server(post.server, tls, post.patience))
    return [failed(PART, "mail.host", why, SITE) if why else ok(PART, "mail.host", f"{post.name} lets us in")]


async def _why(attempt: Awaitable[None]) -> str:
    """Empty: it went well."""
    try:
        await attempt
    except (NotRead, NotSent) as error:
        return reason(error)
    return ""


# --- pieces ----------------------------------------------------------------------------------------------------------


def _remedy(code: str, why: str) -> str:
    change = f"`aftercall mailboxes set {code}` changes server, user, password and folder"
    if "certificate" in why.lower():
        change = f"name the authority of its certificate in mail.ca_file, or the server as it is named there; {change}"
    return f"{change}; `aftercall mailboxes test {code}` tries both servers"


def _waiting(outbox: Outbox) -> str:
    if outbox.oldest is None:
        return "no answer waits"
    waits = "1 answer waits" if outbox.waiting == 1 else f"{outbox.waiting} answers wait, the oldest"
    return f"{waits} for {clock(max(0, _now() - outbox.oldest))}"


def _ago(said: str) -> str:
    return f"{clock(max(0, _now() - moment(said)))} ago"


def _now() -> int:
    return int(time.time() * 1000)
