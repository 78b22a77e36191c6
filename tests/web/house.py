"""A whole daemon but for Asterisk: desk, journal, office, hub and the API on a real Unix socket; a switch that obeys at once."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from acd.board.models import AsteriskNow
from acd.board.teller import Site, Teller
from acd.core import heard, orders
from acd.core.facts import Fact
from acd.core.floor import Floor, Rules
from acd.core.heard import Device, MemberSeen
from acd.core.moment import DAY
from acd.desk import Desk, Took
from acd.store.cards import Cards
from acd.store.database import Database, open_database
from acd.store.items import ItemStore
from acd.store.journal import Journal
from acd.store.migrate import migrate
from acd.store.pins import Pins
from acd.store.reports import Reports
from aftercall.client import Client
from aftercall.contacts import ContactDesk
from aftercall.contacts.by_hand import ByHand
from aftercall.contacts.cabinet import Cabinet
from aftercall.hooks.address import Rules as HookRules
from aftercall.hooks.desk import HookDesk
from aftercall.hooks.post import Sender
from aftercall.hooks.store import Store as HookStore
from aftercall.items.desk import ItemDesk
from aftercall.items.shelf import AttachmentShelf
from aftercall.items.threads import ANY, Threads
from aftercall.loading.desk import LoadDesk
from aftercall.loading.foreman import Foreman, hinting
from aftercall.loading.shelf import UploadShelf
from aftercall.office import DialOffice, DialStore, NotForAsterisk, Office, OfficeError, opening
from aftercall.office.asterisk import wanted
from aftercall.office.everything import Everything
from aftercall.people.reception import open_reception
from aftercall.post.desk import MailDesk
from aftercall.post.send import SitePost
from aftercall.post.store import MailStore
from aftercall.reporting.desk import ReportDesk
from aftercall.reporting.mailman import Mailman
from aftercall.settings import MailSettings, Web
from aftercall.web.answers import PartNow
from aftercall.web.hub import Hub
from aftercall.web.live import Live
from aftercall.web.live.ledger import PLANNERS
from aftercall.web.server import serving
from aftercall.web.service import Service
from aftercall.widget.desk import WidgetDesk
from aftercall.widget.store import WidgetStore
from dialer.board.teller import CampaignTeller
from dialer.core import heard as dialer_heard
from dialer.core import orders as dialer_orders
from dialer.desk import DialDesk
from dialer.store.paper import Paper

LOOPBACK = (IPv4Network("127.0.0.0/8"),)


LARGEST_UPLOAD = 1 << 20
"""Bytes."""


@dataclass
class FakeSwitch:
    """Obeys every order at once, unless `silent`; keeps what it was provisioned with, unless `trouble` is raised."""

    desk: Desk = field(init=False)
    silent: bool = False
    trouble: OfficeError | None = None
    cards: Everything = field(default_factory=Everything)
    applied: int = 0
    given: list[orders.Order] = field(default_factory=list)

    def order(self, order: orders.Order) -> None:
        self.given.append(order)
        if self.silent:
            return
        at = self.desk.now()
        match order:
            case orders.Arrange():
                for event in self._arranged(order, at):
                    self.desk.hear(event)
            case orders.MoveDeadline():
                self.desk.hear(heard.Moved(at, order.agent, order.token, order.deadline, True))
            case orders.MuteRecording():
                what = (order.agent, order.channel, order.on, True, order.wish, order.by)
                self.desk.hear(heard.Recorded(at, *what))

    def _arranged(self, order: orders.Arrange, at: int) -> list[heard.Heard]:
        queues, paused = dict(order.queues), order.pause is not None
        events: list[heard.Heard] = []
        for code, queue in self.desk.floor.queues.items():
            if code in queues:
                seen = MemberSeen(code, order.agent, order.phone, paused, order.pause or "", Device.FREE)
                events.append(heard.MemberIs(at, seen))
            elif order.agent in queue.members:
                events.append(heard.MemberGone(at, code, order.agent))
        return [*events, heard.Arranged(at, order.agent, order.seq)]

    # --- provisioning, as `aftercall.office.Provisioning` ------------------------------------------------------------

    def check(self, before: Everything, after: Everything) -> bool:
        try:
            at = now()
            return wanted(before, at) != wanted(after, at)
        except NotForAsterisk:
            wanted(after, now())
            return True

    async def apply(self, cards: Everything) -> Sequence[str]:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        drift = await self.drift(cards)
        self.cards, self.applied = cards, self.applied + 1
        return drift

    async def drift(self, cards: Everything) -> Sequence[str]:
        if self.trouble is not None:
            raise self.trouble
        at = now()
        return [] if wanted(cards, at) == wanted(self.cards, at) else ["acd_queues.conf: differs"]


@dataclass
class FakeTelephone:
    """Takes every dial; what becomes of a line is for the test to say."""

    now: Callable[[], int]
    dialled: list[dialer_orders.Dial] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def dial(self, order: dialer_orders.Dial) -> None:
        self.dialled.append(order)

    def cancel(self, order: dialer_orders.Cancel) -> None:
        self.cancelled.append(order.attempt)

    async def lines(self) -> dialer_heard.LinesAre:
        return dialer_heard.LinesAre(self.now(), ())


@dataclass
class House:
    """`campaigns`: nobody tells their boards unless a test lets it run."""

    folder: Path
    service: Service
    switch: FakeSwitch
    journal: Journal
    cards: Cards
    client: Client
    parts: list[PartNow]
    dialer: DialDesk
    telephone: FakeTelephone
    database: Database
    campaigns: CampaignTeller
    _calls: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def socket(self) -> Path:
        return self.folder / "a.sock"

    @property
    def desk(self) -> Desk:
        return self.service.desk

    def hear(self, event: heard.Heard) -> None:
        self.desk.hear(event)

    async def phones_ready(self, *codes: str) -> None:
        await self.desk.heed(*(heard.PhoneIs(self.desk.now(), code, Device.FREE) for code in codes))

    async def talk(self, agent: str, queue: str = "sales") -> str:
        """A caller of this queue is talking with this agent; his number."""
        call, at = f"c{next(self._calls)}", self.desk.now()
        leg = f"PJSIP/{agent}-{call}"
        await self.desk.heed(
            heard.CallerJoined(at, queue, call, f"PJSIP/in-{call}", "+48500", "Jan", 1),
            heard.Offered(at, queue, call, agent, agent, leg),
            heard.CallerLeft(at, queue, call),
            heard.Answered(at, queue, call, agent, agent, leg, f"t-{call}"),
        )
        return call

    async def hang_up(self, call: str, agent: str, queue: str = "sales") -> None:
        at, span = self.desk.now(), self.desk.floor.queues[queue].card.aftercall
        await self.desk.heed(heard.Ended(at, agent, agent, queue, call, f"t-{call}", at - 1, span, at + span))


def now() -> int:
    return int(time.time() * 1000)


@asynccontextmanager
async def house(
    template: Path,
    rules: Rules | None = None,
    kept: int = 5000,
    web: Web | None = None,
    mail: MailSettings | None = None,
) -> AsyncIterator[House]:
    """`web`: none, so it is reached by the Unix socket alone. `template`: a folder with a migrated and seeded database `floor.db`."""
    folder = Path(tempfile.mkdtemp(prefix="acd-"))
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        shutil.copy(template / "floor.db", folder / "floor.db")
        database = open_database(f"sqlite:///{folder}/floor.db")
        stack.push_async_callback(database.close)
        switch, hub, cards = FakeSwitch(), Hub(kept), Cards(database)
        site = Site("main", "0.1.0", now(), numbers=True)
        live = Live(hub, site.run)
        threads = Threads()
        teller = Teller(site, [hub, live, threads])
        sender = Sender(HookRules(LOOPBACK), now, 2.0)
        hooks = HookDesk(HookStore(database, "main"), sender, DAY, known=lambda: office.queues())
        journal = Journal(database, folder, written=hooks.written, safe=lambda facts: desk.answer(facts))
        await journal.open()

        def told(took: Took) -> None:
            journal.put(took.facts, took.agents, took.items)
            teller.step(took.before, took.after, took.facts, took.at)
            dialer.overhear(took.facts)

        def dialer_told(facts: Sequence[Fact]) -> None:
            journal.put(facts)
            campaigns.hear(facts)
            teller.facts(facts)

        desk = switch.desk = Desk(Floor(rules=rules or Rules()), now, switch.order, told, answers_wait=True)
        parts = [PartNow(name="asterisk", state="up"), PartNow(name="broker", state="off")]
        telephone, store = FakeTelephone(now), DialStore(database)
        dialer = DialDesk(
            Paper(database), telephone, ask=desk.ask, floor=lambda: desk.floor, now=now, told=dialer_told
        )
        campaigns = CampaignTeller(teller, "main", lambda: dialer.room, lambda: desk.floor, now)
        office = Office(cards, Pins(database), desk, switch, store)
        shelf = AttachmentShelf(folder / "attachments")
        dialing = DialOffice(office, store, desk, dialer)
        foreman = Foreman(UploadShelf(folder / "uploads"), f"sqlite:///{folder}/floor.db", 7, now)
        stack.push_async_callback(dialing.close)
        reception = await open_reception(database, "main", now, web or Web(port=None))
        reception.people.changed.append(lambda _: live.ask_again())
        foreman.ears.append(hinting(lambda: live.hint(PLANNERS, "uploads"), now))
        stack.push_async_callback(reception.close)
        items = ItemDesk(ItemStore(database, "main", desk.hear, now), database, "main", desk, shelf)
        post = SitePost(mail or MailSettings(poll=1.0))
        reporting = ReportDesk(f"sqlite:///{folder}/floor.db", folder / "reports")
        service = Service(
            desk,
            office,
            hub,
            Reports(database),
            site,
            dialing,
            ContactDesk(database, "main", desk, dialer),
            hooks,
            parts=lambda: parts,
            pulse=campaigns.pulse,
            reception=reception,
            live=live,
            loads=LoadDesk(database, foreman, LARGEST_UPLOAD),
            cabinet=Cabinet(database, now),
            reporting=reporting,
            mailman=Mailman(database, "main", "UTC", reporting, post, now),
            by_hand=ByHand(database, lambda: dialer.room, lambda: desk.floor, now),
            pace=campaigns.pace,
            items=items,
            threads=threads,
            mail=MailDesk(MailStore(database), items.store, shelf, post, "main", now, office.item_queues),
            widgets=WidgetDesk(WidgetStore(database), items, threads, desk, office.item_queues),
        )
        runs = (
            desk.run(),
            teller.run(now),
            journal.run(),
            dialer.run(),
            foreman.run(),
            reception.trail.run(),
        )
        tasks = [asyncio.create_task(run) for run in runs]
        stack.push_async_callback(_stop, tasks)
        await desk.heed(heard.LinkUp(now(), "22.10.1", "start"), *opening(await cards.all(), now()))
        teller.daemon(AsteriskNow(link="up", version="22.10.1"), True, now())
        await hooks.open()
        stack.push_async_callback(hooks.close)
        await service.mail.open()
        stack.push_async_callback(service.mail.close)
        stack.callback(threads.listen(ANY, service.mail.written))
        await service.widgets.open()
        stack.push_async_callback(service.widgets.close)
        await stack.enter_async_context(serving(service, folder / "a.sock"))
        client = await stack.enter_async_context(Client(folder / "a.sock"))
        yield House(
            folder, service, switch, journal, cards, client, parts, dialer, telephone, database, campaigns
        )


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def make_template(folder: Path) -> None:
    """A database as a new floor has it."""
    url = f"sqlite:///{folder}/floor.db"
    await migrate(url)
    database = open_database(url)
    await Cards(database).seed()
    await database.close()


async def small_floor(it: House) -> None:
    """Queues sales (10 s of aftercall) and help; agents 1001 and 1002 with phones of their own, registered."""
    await it.client.put_queue("sales", aftercall=10_000, step=5_000, longest=20_000)
    await it.client.put_queue("help")
    for code in ("1001", "1002"):
        await it.client.put_phone(code)
        await it.client.put_agent(code, name=f"Agent {code}", phone=code, queues=[["sales", 0], ["help", 2]])
    await it.phones_ready("1001", "1002")
