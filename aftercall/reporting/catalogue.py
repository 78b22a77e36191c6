"""Which reports there are: what each counts by, which figures it shows, how time may be cut, and by what it can be narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aftercall.reporting import definitions as d
from aftercall.reporting.definitions import Figure
from aftercall.reporting.when import Step


class By(StrEnum):
    """What a line is of, beside its piece of time. The words of people: a column's heading."""

    AGENT = "agent"
    TEAM = "team"
    TYPE = "type"
    STATE = "state"
    QUEUE = "queue"
    CAMPAIGN = "campaign"
    LIST = "list"
    OUTCOME = "outcome"
    DISPOSITION = "disposition"
    LEVEL = "level"
    TARGET = "target"


HEADINGS: Final[Mapping[By, str]] = {
    By.AGENT: "Agent",
    By.TEAM: "Team",
    By.TYPE: "Type",
    By.STATE: "State",
    By.QUEUE: "Queue",
    By.CAMPAIGN: "Campaign",
    By.LIST: "List",
    By.OUTCOME: "Outcome",
    By.DISPOSITION: "Disposition",
    By.LEVEL: "Level",
    By.TARGET: "Target",
}
DAYS: Final = (Step.DAY, Step.WEEK, Step.ALL)
ALL: Final = (Step.DAY, Step.QUARTER, Step.HALF, Step.HOUR, Step.WEEK, Step.ALL)


@dataclass(frozen=True, slots=True)
class Report:
    """`steps`: the first is taken where none is asked for. `chart`: the figures that are drawn first. `now`: it counts what stands
    now, whatever the dates are. `filters`: queue (a campaign is one too), agent, team."""

    code: str
    name: str
    what: str
    by: tuple[By, ...]
    figures: tuple[Figure, ...]
    steps: tuple[Step, ...]
    filters: tuple[str, ...]
    chart: tuple[str, ...]
    now: bool = False

    def figure(self, code: str) -> Figure:
        return next(one for one in self.figures if one.code == code)


_OF_AGENTS: Final = ("agent", "team")

REPORTS: Final[Mapping[str, Report]] = {
    one.code: one
    for one in (
        Report(
            "agents",
            "Agents' time",
            "How the log-in of each agent divides: working time, breaks, holds, handling.",
            (By.AGENT, By.TEAM),
            d.TIME,
            DAYS,
            _OF_AGENTS,
            ("working", "breaks"),
        ),
        Report(
            "agent-types",
            "Time by type",
            "The time of each agent under each type and state.",
            (By.AGENT, By.TYPE, By.STATE),
            d.TYPES,
            DAYS,
            _OF_AGENTS,
            ("time",),
        ),
        Report(
            "calls",
            "Calls",
            "Calls of each queue: offered, answered, lost, how long they waited and were handled.",
            (By.QUEUE,),
            d.CALLS,
            ALL,
            ("queue",),
            ("answered", "abandoned"),
        ),
        Report(
            "campaigns",
            "Campaigns",
            "Attempts of each campaign by what became of them, and what was abandoned against the cap.",
            (By.CAMPAIGN,),
            d.CAMPAIGNS,
            ALL,
            ("queue",),
            ("connected", "abandoned"),
        ),
        Report(
            "outcomes",
            "Outcomes",
            "Attempts of each campaign by outcome.",
            (By.CAMPAIGN, By.OUTCOME),
            d.OUTCOMES,
            DAYS,
            ("queue",),
            ("attempts",),
        ),
        Report(
            "dispositions",
            "Dispositions",
            "Attempts of each campaign by what agents said became of them.",
            (By.CAMPAIGN, By.DISPOSITION),
            d.OUTCOMES,
            DAYS,
            ("queue",),
            ("attempts",),
        ),
        Report(
            "contacts",
            "Contacts",
            "How many contacts of each list are left, and where the others stand, now.",
            (By.CAMPAIGN, By.LIST),
            d.CONTACTS,
            (Step.ALL,),
            ("queue",),
            ("left", "finished"),
            now=True,
        ),
        Report(
            "promises",
            "Promises",
            "Promises kept and broken, by level, queue and target, and the credits for them.",
            (By.LEVEL, By.QUEUE, By.TARGET),
            d.PROMISES,
            DAYS,
            ("queue",),
            ("kept", "broken"),
        ),
        Report(
            "chats",
            "Chats",
            "Chats of each queue: how many came, were answered and solved, and how soon.",
            (By.QUEUE,),
            d.ITEMS,
            ALL,
            ("queue",),
            ("came", "solved"),
        ),
        Report(
            "tickets",
            "Tickets",
            "Tickets of each queue: how many came, were answered and solved, and how soon.",
            (By.QUEUE,),
            d.ITEMS,
            ALL,
            ("queue",),
            ("came", "solved"),
        ),
    )
}
