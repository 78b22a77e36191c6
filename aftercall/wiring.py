"""The one place where real things are made, joined, opened in order and closed in reverse."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import structlog

from acd.asterisk.exchange import Door, Exchange
from acd.asterisk.hear import Star
from acd.asterisk.link import LinkLost, NoAnswer
from acd.asterisk.provision import Provision
from acd.asterisk.recording import Recorder
from acd.board.models import AsteriskNow
from acd.board.publisher import Publisher
from acd.board.teller import Ear, Site, Teller
from acd.core.alarms import next_deadline
from acd.core.facts import CallEnded, Fact, LinkChanged
from acd.core.heard import DayBegan, Heard, SwitchIs
from acd.core.moment import HOUR
from acd.core.orders import Forget
from acd.desk import Desk, Took
from acd.store.cards import AllCards, Cards
from acd.store.database import Database, open_database
from acd.store.item_restore import heard_of, open_items
from acd.store.items import ItemStore
from acd.store.journal import Journal
from acd.store.migrate import migrate_when_there
from acd.store.pins import Pins
from acd.store.reports import Reports
from acd.store.restore import Restored
from acd.store.today import Today, today
from aftercall import __version__
from aftercall.broker import broker_of
from aftercall.clock import Clock
from aftercall.contacts import ContactDesk
from aftercall.contacts.by_hand import ByHand
from aftercall.contacts.cabinet import Cabinet
from aftercall.counting import Counting
from aftercall.dialing import Dialing
from aftercall.forgetting import Forgetting
from aftercall.hooks.address import Rules as HookRules
from aftercall.hooks.desk import HookDesk
from aftercall.hooks.happened import queues_of
from aftercall.hooks.post import Sender
from aftercall.hooks.store import Store as HookStore
from aftercall.items.desk import ItemDesk
from aftercall.items.leaving import Leaving
from aftercall.items.shelf import AttachmentShelf
from aftercall.items.threads import ANY, Threads
from aftercall.loading.desk import LoadDesk
from aftercall.loading.foreman import Foreman, hinting
from aftercall.loading.shelf import UploadShelf
from aftercall.memory import look_seldom
from aftercall.office import DialOffice, DialStore, InAsterisk, Office, OfficeError
from aftercall.openings import Openings
from aftercall.people.reception import open_reception
from aftercall.phones.sheet import Door as PhoneDoor
from aftercall.post.desk import MailDesk
from aftercall.post.send import SitePost
from aftercall.post.store import MailStore
from aftercall.replay import note, note_floor
from aftercall.reporting.desk import ReportDesk
from aftercall.reporting.mailman import Mailman
from aftercall.restored import restored_floor
from aftercall.retention import Retention
from aftercall.settings import Settings
from aftercall.shelf import Shelf
from aftercall.stars import Stars
from aftercall.vitals import Vitals
from aftercall.web.answers import PartNow
from aftercall.web.hub import Hub
from aftercall.web.live import Live
from aftercall.web.live.ledger import PLANNERS
from aftercall.web.server import serving
from aftercall.web.service import Service
from aftercall.widget.desk import WidgetDesk
from aftercall.widget.store import WidgetStore
from dialer.board.teller import CampaignTeller
from dialer.core.days import day_of

log = structlog.get_logger(__name__)
WATCH_EVERY = 1.0
SETTLED_WITHIN = 1.0


class Daemon:
    """Everything of one site. `async with Daemon(settings)`; then `await serve()`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stack = AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Daemon:
        try:
            await self._open()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in reversed(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stack.aclose()

    async def _open(self) -> None:
        settings = self.settings
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.database: Database = open_database(settings.database.url)
        self._stack.push_async_callback(self.database.close)
        spool = settings.state_dir / "spool"
        self.journal = Journal(self.database, spool, self._written, settings.site, self._safe)
        self._stack.callback(self.journal.close)
        await self._database_ready()
        restored = await self.journal.open()
        self.cards = Cards(self.database)
        await self.cards.seed()
        cards = await self.cards.all()
        self._there = await open_items(self.database, settings.site)
        self.clock = Clock(not_before=restored.last_at)
        midnight, _ = day_of(settings.floor.zone, self.clock.now())
        counted = await today(self.database, midnight, settings.site)
        await self._join(cards, restored, counted)

    async def _database_ready(self) -> None:
        """A start without a database waits and touches nothing."""
        await migrate_when_there(self.settings.database.url)

    async def _join(self, cards: AllCards, restored: Restored, counted: Today) -> None:
        settings, now = self.settings, self.clock.now
        floor = restored_floor(settings, cards, restored, counted, now())
        self.reporting = ReportDesk(settings.database.url, settings.state_dir / "reports")
        self.recorder = self._recorder()
        if self.recorder is not None:
            note_floor(self.recorder, floor)
        self.publisher = Publisher(broker_of(settings.mqtt), settings.site, now)
        site = Site(settings.site, __version__, now(), settings.mqtt.numbers)
        self.hub = Hub()
        self.live = Live(self.hub, site.run)
        self.vitals = Vitals(lambda: self.journal.spooled, lambda: self.exchange.daily.version)
        self.threads = Threads()
        ears: list[Ear] = [self.publisher, self.hub, self.live, self.vitals.tally, self.threads]
        self.teller = Teller(site, ears, restored.last_seq)
        self.exchange = Exchange(
            self._door(),
            hear=self._hear,
            star=self._star,
            now=now,
            tap=self.recorder,
            prepare=self._prepare,
        )
        self.desk = Desk(floor, now, self.exchange.order, self._told, self._stepped, answers_wait=True)
        for event in heard_of(self._there, now()):
            self.desk.hear(event)
        self.dialing = Dialing(self.database, settings.site, self.exchange, self.desk, now, self._dialer_told)
        self.foreman = self._foreman()
        self.items = self._item_desk()
        pins = Pins(self.database)
        provision = Provision(self.exchange.daily, self.exchange.provision)
        dial_store = DialStore(self.database)
        in_asterisk = InAsterisk(provision, now)
        self.office = Office(self.cards, pins, self.desk, in_asterisk, dial_store)
        self.vitals.hours = in_asterisk.hours
        self.openings = Openings(self.office, self._hear, now, lambda: in_asterisk.hours().known_until)
        self.dial_office = DialOffice(self.office, dial_store, self.desk, self.dialing.desk)
        self.campaigns = CampaignTeller(
            self.teller, site.name, lambda: self.dialing.desk.room, lambda: self.desk.floor, now
        )
        self.counting = self._counting()
        self.reception = await open_reception(self.database, settings.site, now, settings.web)
        self.reception.people.changed.append(lambda _: self.live.ask_again())
        self._stack.push_async_callback(self.reception.close)
        self.hooks = self._hook_desk()
        directory = settings.recording.directory
        self.shelf = Shelf(directory) if directory is not None else None
        self.post = SitePost(settings.mail)
        self.mailman = Mailman(
            self.database, settings.site, settings.floor.zone, self.reporting, self.post, self.clock.now
        )
        self.mail = self._mail_desk()
        self.widgets = WidgetDesk(
            WidgetStore(self.database), self.items, self.threads, self.desk, self.office.item_queues
        )
        self.stars = Stars(self.desk, pins.right, self.exchange.answer)
        self._stack.push_async_callback(self.stars.stop)
        await self._stack.enter_async_context(self.publisher)
        self.teller.whole(floor, now())
        dialer = await self._stack.enter_async_context(self.dialing.opened())
        self.campaigns.tell()
        self._tell_daemon()
        self._run("journal", self.journal.run())
        self._run("desk", self.desk.run())
        self._run("board", self.teller.run(now))
        self._run("dialer", dialer.run())
        self._run("campaigns", self.campaigns.run())
        self._run("counting", self.counting.run())
        self._run("uploads", self.foreman.run())
        self._run("people", self.reception.people.run())
        self._run("trail", self.reception.trail.run())
        self.exchange.start()
        self._stack.push_async_callback(self.exchange.stop)
        await self.hooks.open()
        self._stack.push_async_callback(self.hooks.close)
        await self.mail.open()
        self._stack.push_async_callback(self.mail.close)
        self._stack.callback(self.threads.listen(ANY, self.mail.written))
        await self.widgets.open()
        self._stack.push_async_callback(self.widgets.close)
        self.service = self._service(site)
        await self._stack.enter_async_context(serving(self.service, settings.api.socket))
        self._stack.push_async_callback(self.office.close)
        self._stack.push_async_callback(self.dial_office.close)
        self._run("reports", self.mailman.run())
        self._run("audit", self._audits())
        self._run("watch", self._watch())
        self._run("lag", self.vitals.lag.run())
        self._run("days", self._days())
        self._run("openings", self.openings.run())
        self._run("attachments", self.items.run())
        self._run("forgetting", self._forgetting().run())
        if self.shelf is not None:
            self._run("retention", Retention(self.shelf, self.office.all, self._hear, now).run())
        log.info(
            "open",
            site=settings.site,
            agents=len(floor.agents),
            queues=len(floor.queues),
            due=next_deadline(floor),
        )

    def _counting(self) -> Counting:
        room, zone = lambda: self.dialing.desk.room, self.settings.floor.zone
        return Counting(self.database, self.campaigns.pulse, room, self.clock.now, zone)

    def _foreman(self) -> Foreman:
        settings = self.settings
        shelf = UploadShelf(settings.uploads.directory or settings.state_dir / "uploads")
        return Foreman(shelf, settings.database.url, settings.uploads.keep, self.clock.now)

    def _hook_desk(self) -> HookDesk:
        given = self.settings.hooks
        return HookDesk(
            HookStore(self.database, self.settings.site),
            Sender(HookRules(given.private, given.http), self.clock.now, given.within),
            keep=round(given.keep_trying * HOUR),
            queues_of=lambda agent: queues_of(self.desk.floor, agent),
            known=self.office.queues,
        )

    def _item_desk(self) -> ItemDesk:
        shelf = AttachmentShelf(self.settings.state_dir / "attachments")
        shelf.open()
        store = ItemStore(self.database, self.settings.site, self._hear, self.clock.now)
        return ItemDesk(store, self.database, self.settings.site, self.desk, shelf)

    def _forgetting(self) -> Forgetting:
        settings, now = self.settings, self.clock.now
        items, held = self.items, lambda: self.desk.floor.items
        kept = settings.items.keep, settings.items.customers
        leaving = Leaving(self.database, items.store, items.shelf, held, now, *kept)
        days, zone = settings.journal.keep, settings.floor.zone
        more = leaving.forget, self.widgets.forget
        return Forgetting(self.database, settings.site, days, zone, now, *more)

    def _mail_desk(self) -> MailDesk:
        return MailDesk(
            MailStore(self.database),
            self.items.store,
            self.items.shelf,
            self.post,
            self.settings.site,
            self.clock.now,
            self.office.item_queues,
        )

    def _service(self, site: Site) -> Service:
        reports = Reports(self.database, site.name, self._settled)
        loads = LoadDesk(self.database, self.foreman, self.settings.uploads.largest)
        self.foreman.ears.append(hinting(lambda: self.live.hint(PLANNERS, "uploads"), self.clock.now))
        self._stack.push_async_callback(loads.close)
        zone = self.settings.floor.zone
        return Service(
            self.desk,
            self.office,
            self.hub,
            reports,
            site,
            self.dial_office,
            ContactDesk(self.database, site.name, self.desk, self.dialing.desk),
            self.hooks,
            zone,
            self._parts,
            self.shelf,
            pulse=self.campaigns.pulse,
            vitals=self.vitals,
            own_recordings=self.settings.recording.own,
            door=PhoneDoor(
                self.settings.phones.host, self.settings.phones.port, self.settings.phones.transport
            ),
            link_lasts=round(self.settings.phones.link_hours * HOUR),
            reception=self.reception,
            live=self.live,
            loads=loads,
            cabinet=Cabinet(self.database, self.clock.now),
            reporting=self.reporting,
            mailman=self.mailman,
            by_hand=ByHand(
                self.database, lambda: self.dialing.desk.room, lambda: self.desk.floor, self.clock.now
            ),
            pace=self.campaigns.pace,
            items=self.items,
            threads=self.threads,
            mail=self.mail,
            widgets=self.widgets,
        )

    def _parts(self) -> list[PartNow]:
        """How Asterisk, the database, the broker and the mailboxes stand now."""
        link, health = self.exchange.daily, self.publisher.health
        broker: Literal["up", "away", "off"] = (
            "up" if health.connected else "away" if health.configured else "off"
        )
        trouble = self.mail.trouble
        mail: Literal["up", "away", "off"] = "off" if trouble is None else "away" if trouble else "up"
        return [
            PartNow(
                name="asterisk",
                state="up" if self.exchange.up else "away",
                detail=self.exchange.why or link.version,
            ),
            PartNow(name="database", state="away" if self.journal.away else "up", detail=self.database.name),
            PartNow(name="broker", state=broker, detail=health.why),
            PartNow(name="mail", state=mail, detail=trouble or ""),
        ]

    def _door(self) -> Door:
        ami = self.settings.ami
        return Door(
            ami.host,
            ami.port,
            ami.user,
            ami.secret.get_secret_value(),
            ami.provision_user,
            ami.provision_secret.get_secret_value(),
        )

    def _recorder(self) -> Recorder | None:
        path = self.settings.ami.recording
        if path is None:
            return None
        file = self._stack.enter_context(path.open("ab"))
        return Recorder(file, self.clock.now)

    def _run(self, name: str, work: Coroutine[None, None, None]) -> None:
        """A part that ends by itself takes the daemon down: half a daemon is worse than none."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._part_ended)
        self._tasks.append(task)

    def _part_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or self._over.done():
            return
        error = task.exception() or RuntimeError("ended by itself")
        log.error("a part of the daemon ended", part=task.get_name(), why=repr(error))
        self._over.set_exception(error)

    def _end(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    async def serve(self) -> None:
        """Until SIGTERM or SIGINT, or until a part fails (raises what it raised)."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        waiting = asyncio.ensure_future(stop.wait())
        waiting.add_done_callback(lambda _: self._end())
        try:
            await self._over
        finally:
            waiting.cancel()
        log.info("stopping", site=self.settings.site)

    # --- the seams -----------------------------------------------------------------------------------------------

    def _hear(self, heard: Heard) -> None:
        self.desk.hear(heard)

    def _star(self, star: Star) -> None:
        self.stars.dialled(star)

    def _stepped(self, heard: Heard) -> None:
        if self.recorder is not None:
            note(self.recorder, heard)
        if isinstance(heard, SwitchIs) and heard.complete:
            self._tasks.append(asyncio.create_task(self._ready(), name="ready"))

    async def _prepare(self) -> None:
        """What is configured goes into Asterisk before the floor looks at it."""
        try:
            await self.office.provision()
        except OfficeError as error:
            log.error("not provisioned", why=str(error))

    async def _ready(self) -> None:
        """The floor has taken the switch's picture in: agents may be rung."""
        try:
            await self.exchange.ready()
        except (LinkLost, NoAnswer) as error:
            log.warning("asterisk was not told that we are ready; its janitor will see to it", why=str(error))

    def _told(self, took: Took) -> None:
        self.journal.put(took.facts, took.agents, took.items)
        self.teller.step(took.before, took.after, took.facts, took.at)
        self.dialing.desk.overhear(took.facts)
        if any(isinstance(fact, LinkChanged) for fact in took.facts):
            self._tell_daemon()

    def _dialer_told(self, facts: Sequence[Fact]) -> None:
        """What became true in the dialer."""
        self.journal.put(facts)
        self.campaigns.hear(facts)
        self.counting.hear(facts)
        self.teller.facts(facts)

    async def _settled(self) -> None:
        """What was told so far is in the database, if it takes it at all."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_WITHIN):
                await self.journal.drained()

    def _safe(self, facts: tuple[Fact, ...]) -> None:
        self.desk.answer(facts)

    def _written(self, facts: tuple[Fact, ...]) -> None:
        """On record: Asterisk need not remember these conversations, and hooks may be told."""
        self.hooks.written(facts)
        for fact in facts:
            if isinstance(fact, CallEnded):
                self.exchange.order(Forget(fact.token))

    def _tell_daemon(self) -> None:
        link = self.exchange.daily
        up = self.exchange.up
        now = AsteriskNow(link="up" if up else "down", version=link.version or None, detail=self.exchange.why)
        self.teller.daemon(now, not self.journal.away, self.clock.now())

    async def _audits(self) -> None:
        while True:
            await asyncio.sleep(self.settings.ami.audit_every)
            await self.exchange.audit()

    async def _watch(self) -> None:
        """Says on the board when the database or the link changed; says so when the wall clock was set."""
        shown = (self.journal.away, self.exchange.why)
        told_gap = 0.0
        while True:
            await asyncio.sleep(WATCH_EVERY)
            if (now := (self.journal.away, self.exchange.why)) != shown:
                shown = now
                self._tell_daemon()
            if abs(gap := self.clock.gap()) > 1 and abs(gap - told_gap) > 1:
                log.warning("the wall clock was set; our clock follows slowly", ahead_seconds=round(gap, 1))
            told_gap = gap

    async def _days(self) -> None:
        zone = ZoneInfo(self.settings.floor.zone)
        while True:
            now = datetime.fromtimestamp(self.clock.now() / 1000, zone)
            midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), zone)
            await asyncio.sleep(midnight.timestamp() - now.timestamp() + 0.01)
            self.desk.hear(DayBegan(self.clock.now(), midnight.date().isoformat()))


async def run(settings: Settings) -> None:
    async with Daemon(settings) as daemon:
        look_seldom()
        await daemon.serve()
