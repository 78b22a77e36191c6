"""Mails reports when they are due: each once. Before a mail leaves it is on record that it is leaving, and afterwards that it left.

A daemon that dies between the two does not know whether the server took it: it sends the same mail again, under the same Message-ID,
so mail programs show it once. What was due while nobody was there is sent late, once each, the last seven of a card.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal, Protocol

import sqlalchemy as sa
import structlog

from acd.core.moment import DAY, MINUTE, Moment
from acd.store.database import Database
from acd.store.errors import FAILURES, BadCard, reason
from acd.store.write import upsert
from aftercall.office.errors import NotKnown, OfficeError, database
from aftercall.post.send import File, Mail, NotSent
from aftercall.reporting.catalogue import REPORTS
from aftercall.reporting.desk import ReportDesk
from aftercall.reporting.files import KINDS, words_of
from aftercall.reporting.question import Question, WrongQuestion
from aftercall.reporting.schedule import MailCard, check_card, due_after, missed
from aftercall.reporting.tables import report_cards, report_mails

log = structlog.get_logger(__name__)
EVERY: Final = 20.0
"""Seconds between two looks at what is due."""
AGAIN: Final = 5 * MINUTE
"""After so long what did not leave is tried again,"""
GIVE_UP: Final = DAY
"""until so long after it was due."""
MOST: Final = 100
"""Cards of a site."""
KEPT: Final = 400 * DAY
"""For so long it stays on record what was mailed."""
Done = Literal["made", "changed", "same"]
Asked = Callable[[MailCard, Moment], Question]
"""What this card asks for when it is due, as far as who wants it may see. Raises OfficeError or Barred."""


class Post(Protocol):
    @property
    def ready(self) -> bool: ...

    @property
    def name(self) -> str: ...

    async def send(self, mail: Mail) -> str: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail. `state`: sending, sent, failed (it is tried again), given up; since `at`."""

    due: Moment
    state: str
    at: Moment
    tries: int
    why: str


@dataclass(frozen=True, slots=True)
class CardNow:
    """`next`: when it is due; None: it is not active. `last`: the newest mail of it."""

    card: MailCard
    next: Moment | None
    last: Sent | None

    @property
    def failing(self) -> bool:
        """Its last mail did not leave, or not yet."""
        return self.last is not None and self.last.state in ("failed", "given up")


class Mailman:
    def __init__(
        self,
        database: Database,
        site: str,
        zone: str,
        reports: ReportDesk,
        post: Post,
        now: Callable[[], Moment],
    ) -> None:
        self._database = database
        self._site = site
        self._zone = zone
        self._reports = reports
        self._post = post
        self._now = now
        self._bell = asyncio.Event()
        self._alone = asyncio.Lock()
        self.asked: Asked | None = None

    @property
    def server(self) -> str:
        """By which reports leave; empty: none is set."""
        return self._post.name

    # --- cards -------------------------------------------------------------------------------------------------------

    async def all(self) -> list[CardNow]:
        with database():
            return [await self._now_of(card, since) for card, since in await self._cards()]

    async def one(self, code: str) -> CardNow:
        """Raises NotKnown."""
        card, since = await self._card(code)
        return await self._now_of(card, since)

    async def change(self, code: str, changes: Mapping[str, Any], by: str) -> tuple[MailCard, Done]:
        """Whoever changes it is from then on who wants it. Raises BadCard, DatabaseAway."""
        async with self._alone:
            with database():
                known = {card.code: (card, since) for card, since in await self._cards()}
                old, since = known.get(code, (None, self._now()))
                if old is None and len(known) >= MOST:
                    raise BadCard("code", code, f"would be one more than {MOST}", "remove another first")
                card = replace(old or MailCard(code, "", ()), **changes)
                card = replace(card, by=by)
                check_card(card)
                if card == old:
                    return card, "same"
                await self._keep(card, since if _goes_on(old, card) else self._now())
        self._bell.set()
        return card, "changed" if old else "made"

    async def remove(self, code: str) -> None:
        await self._card(code)
        with database():
            async with self._database.write() as connection:
                for table in (report_cards, report_mails):
                    mine = (table.c.site == self._site, table.c.code == code)
                    await connection.execute(sa.delete(table).where(*mine))

    async def send_now(self, code: str) -> str:
        """The last one that was due, or would have been, once more. Its Message-ID. Raises NotSent and what counting raises."""
        card, _ = await self._card(code)
        now = self._now()
        return await self._mail(card, now, f"now.{now}")

    # --- the daemon's ------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled. While the database is away nothing is sent; it is late then."""
        while True:
            try:
                await self.look()
            except FAILURES as error:
                log.warning("reports are not mailed", why=reason(error))
            self._bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._bell.wait()

    async def look(self) -> None:
        """Sends what is due."""
        for card, since in await self._cards():
            if not card.active:
                continue
            for due in await self._due(card, since):
                await self._deliver(card, due)

    async def _due(self, card: MailCard, since: Moment) -> list[Moment]:
        now = self._now()
        done = {one.due: one for one in await self._sent(card.code)}
        return [due for due in missed(card, since, now, self._zone) if _may_go(done.get(due), now)]

    async def _deliver(self, card: MailCard, due: Moment) -> None:
        tries = next((one.tries for one in await self._sent(card.code) if one.due == due), 0) + 1
        await self._note(card, due, "sending", tries)
        try:
            await self._mail(card, due, str(due))
        except (NotSent, OfficeError, WrongQuestion) as error:
            lasting = isinstance(error, WrongQuestion) or getattr(error, "lasting", False)
            over = lasting or self._now() - due > GIVE_UP
            await self._note(card, due, "given up" if over else "failed", tries, str(error))
            log.warning(
                "a report was not mailed", card=card.code, due=due, tries=tries, why=str(error), given_up=over
            )
        else:
            await self._note(card, due, "sent", tries)
            log.info("report mailed", card=card.code, report=card.report, due=due, to=len(card.to))

    async def _mail(self, card: MailCard, due: Moment, mark: str) -> str:
        if self.asked is None:
            raise NotSent("the daemon is not ready")
        ask, words = self.asked(card, due), words_of(card.language)
        async with self._reports.held(ask, card.kind, card.language) as made:
            data = await asyncio.to_thread(made.path.read_bytes)
        name = words(REPORTS[card.report].name)
        days = " - ".join(dict.fromkeys((ask.first.isoformat(), ask.last.isoformat())))
        mail = Mail(
            card.to,
            f"{name}, {days}",
            f"{name}: {words(REPORTS[card.report].what)}\n{days} ({self._zone})\n",
            files=(File(made.name, data, KINDS[card.kind]),),
            mail_id=f"<report.{self._site}.{card.code}.{mark}@aftercall.invalid>",
            headers=(("Auto-Submitted", "auto-generated"),),
        )
        return await self._post.send(mail)

    # --- on record ---------------------------------------------------------------------------------------------------

    async def _cards(self) -> list[tuple[MailCard, Moment]]:
        wish = sa.select(report_cards).where(report_cards.c.site == self._site).order_by(report_cards.c.code)
        async with self._database.read() as connection:
            return [(_read(row["card"]), row["since"]) for row in (await connection.execute(wish)).mappings()]

    async def _card(self, code: str) -> tuple[MailCard, Moment]:
        with database():
            known = {card.code: (card, since) for card, since in await self._cards()}
        if code not in known:
            raise NotKnown("mailed report", code, known)
        return known[code]

    async def _keep(self, card: MailCard, since: Moment) -> None:
        row = {"site": self._site, "code": card.code, "card": asdict(card), "since": since}
        async with self._database.write() as connection:
            await upsert(connection, report_cards, [row])

    async def _now_of(self, card: MailCard, since: Moment) -> CardNow:
        sent = await self._sent(card.code)
        following = due_after(card, self._now(), self._zone) if card.active else None
        return CardNow(card, following, sent[0] if sent else None)

    async def _sent(self, code: str) -> list[Sent]:
        """The newest first."""
        m = report_mails.c
        wish = sa.select(*(m[one.name] for one in fields(Sent))).where(m.site == self._site, m.code == code)
        async with self._database.read() as connection:
            return [Sent(*row) for row in await connection.execute(wish.order_by(m.due.desc()))]

    async def _note(self, card: MailCard, due: Moment, state: str, tries: int, why: str = "") -> None:
        row = {"site": self._site, "code": card.code, "due": due, "state": state, "at": self._now()}
        old = (report_mails.c.site == self._site, report_mails.c.due < self._now() - KEPT)
        async with self._database.write() as connection:
            await upsert(connection, report_mails, [row | {"tries": tries, "why": why}])
            await connection.execute(sa.delete(report_mails).where(*old))


def _goes_on(old: MailCard | None, card: MailCard) -> bool:
    """It was mailed at these times already: what was missed is still to come. Else it begins now, and nothing was missed."""
    if old is None or not old.active:
        return False
    return (old.every, old.weekday, old.at) == (card.every, card.weekday, card.at)


def _may_go(before: Sent | None, now: Moment) -> bool:
    """Never tried; or left behind in the middle of it; or tried long enough ago."""
    if before is None or before.state == "sending":
        return True
    return before.state == "failed" and now - before.at >= AGAIN


def _read(row: Mapping[str, Any]) -> MailCard:
    names = {one.name for one in fields(MailCard)}
    given = {name: value for name, value in row.items() if name in names}
    return MailCard(**(given | {"to": tuple(given["to"])}))
