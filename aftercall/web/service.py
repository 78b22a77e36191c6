"""What the API speaks for: the living floor and those who know about it. Plain objects, given once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from acd.board.models import AgentBoard, QueueBoard
from acd.board.teller import Site
from acd.board.views import Head, agent_board, queue_board
from acd.core.calendar import Calendar
from acd.core.moment import HOUR, Span
from acd.core.scene import Floor
from acd.desk import Desk
from acd.store.reports import Reports
from aftercall.contacts import ContactDesk
from aftercall.contacts.by_hand import ByHand
from aftercall.contacts.cabinet import Cabinet
from aftercall.hooks.desk import HookDesk
from aftercall.items.desk import ItemDesk
from aftercall.items.threads import Threads
from aftercall.loading.desk import LoadDesk
from aftercall.office import DialOffice, Office
from aftercall.people.audit import Trail
from aftercall.people.desk import FrontDesk
from aftercall.people.people import People
from aftercall.people.reception import Reception
from aftercall.phones.once import Once
from aftercall.phones.sheet import Door
from aftercall.post.desk import MailDesk
from aftercall.reporting.desk import ReportDesk
from aftercall.reporting.mailman import Mailman
from aftercall.settings import Web
from aftercall.shelf import Shelf
from aftercall.vitals import Vitals
from aftercall.web.answers import PartNow
from aftercall.web.hub import Hub
from aftercall.web.live import Live, Panels
from aftercall.web.played import Played
from aftercall.widget.desk import WidgetDesk
from dialer.board.history import PaceHistory
from dialer.board.models import CampaignBoard
from dialer.board.pulse import Pulse
from dialer.board.views import campaign_board


@dataclass
class Service:
    """`parts`: how Asterisk, the database and the broker stand now. `zone`: whose midnight begins an agent's day.
    `shelf`: the folder of the recordings, where it can be looked into. `owner`: uid of the system user for whom the
    floor is open, besides root. `pulse`: how fast each campaign dials, `pace`: how it went in the last hour. `loads`: files of
    contacts that are brought, `cabinet`: contacts that are kept. `items`: chats, tickets and customers, `threads`: who listens to what
    is written in them."""

    desk: Desk
    office: Office
    hub: Hub
    reports: Reports
    site: Site
    dialing: DialOffice
    contacts: ContactDesk
    hooks: HookDesk
    zone: str = "UTC"
    parts: Callable[[], Sequence[PartNow]] = tuple
    shelf: Shelf | None = None
    owner: int = field(default_factory=os.geteuid)
    pulse: Pulse = field(default_factory=Pulse)
    vitals: Vitals = field(default_factory=Vitals)
    own_recordings: bool = False
    door: Door = field(default_factory=Door)
    once: Once = field(init=False)
    played: Played = field(init=False)
    link_lasts: Span = 24 * HOUR
    reception: Reception = field(kw_only=True)
    address: str | None = None
    live: Live = field(kw_only=True)
    panels: Panels = field(default_factory=Panels, kw_only=True)
    loads: LoadDesk = field(kw_only=True)
    cabinet: Cabinet = field(kw_only=True)
    reporting: ReportDesk = field(kw_only=True)
    mailman: Mailman = field(kw_only=True)
    pace: PaceHistory = field(default_factory=PaceHistory)
    by_hand: ByHand = field(kw_only=True)
    items: ItemDesk = field(kw_only=True)
    threads: Threads = field(kw_only=True)
    mail: MailDesk = field(kw_only=True)
    widgets: WidgetDesk = field(kw_only=True)

    @property
    def people(self) -> People:
        return self.reception.people

    @property
    def front(self) -> FrontDesk:
        return self.reception.front

    @property
    def trail(self) -> Trail:
        return self.reception.trail

    @property
    def web(self) -> Web:
        return self.reception.settings

    def __post_init__(self) -> None:
        self.once = Once(self.desk.now, self.link_lasts)
        self.played = Played(self.desk.now, self.trail.write)

    @property
    def floor(self) -> Floor:
        return self.desk.floor

    def calendar(self, code: str) -> Calendar | None:
        """As the floor knows it: with the holidays of the years around now."""
        return self.floor.calendars.get(code)

    def head(self) -> Head:
        """With numbers, whatever MQTT is told: each asker sees what his rights let him (`masking`)."""
        return Head(self.site.name, self.site.run, self.hub.seq, self.desk.now(), numbers=True)

    def agent(self, code: str) -> AgentBoard | None:
        agent = self.floor.agents.get(code)
        return None if agent is None else agent_board(self.head(), self.floor, agent)

    def agents(self) -> tuple[AgentBoard, ...]:
        head, floor = self.head(), self.floor
        return tuple(agent_board(head, floor, floor.agents[code]) for code in sorted(floor.agents))

    def queues(self) -> tuple[QueueBoard, ...]:
        head, floor = self.head(), self.floor
        return tuple(queue_board(head, floor, floor.queues[code]) for code in sorted(floor.queues))

    def campaign(self, code: str) -> CampaignBoard | None:
        room = self.dialing.room
        if code not in room.campaigns:
            return None
        return campaign_board(self.head(), room, self.floor, code, self.pulse.of(code))

    def campaigns(self) -> tuple[CampaignBoard, ...]:
        head, room = self.head(), self.dialing.room
        return tuple(
            campaign_board(head, room, self.floor, code, self.pulse.of(code))
            for code in sorted(room.campaigns)
        )


def service(connection: HTTPConnection) -> Service:
    """For routes: the one that the app was made with."""
    found: Service = connection.app.state.service
    return found
