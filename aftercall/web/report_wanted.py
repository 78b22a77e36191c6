"""What somebody asks of a report: as it is said in a query, and as it is counted, within his reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from aftercall.office.errors import NotKnown
from aftercall.people.rights import Asker, Right
from aftercall.reporting.catalogue import REPORTS, Report
from aftercall.reporting.question import NoSuchReport, Question, WrongQuestion, check
from aftercall.web.reaching import over, reached, within
from aftercall.web.service import Service

From = Annotated[
    dt.date | None,
    Query(alias="from", description="the first day, in the site's zone; today, if it is not given"),
]
To = Annotated[dt.date | None, Query(description="the last day, included; the first, if it is not given")]
Step_ = Annotated[
    Literal["15m", "30m", "1h", "day", "week", "all"] | None,
    Query(description="how its time is cut; by default the first of the report's `steps`"),
]
Queue = Annotated[str | None, Query(description="of this queue or campaign only")]
Agent = Annotated[str | None, Query(description="of this agent only")]
Team = Annotated[str | None, Query(description="of this team's agents only")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which report, of when and of whom, as it was said; whether that can be had is another question (`asked`)."""

    code: str
    first: dt.date | None = None
    last: dt.date | None = None
    step: str | None = None
    queue: str | None = None
    agent: str | None = None
    team: str | None = None


def wanted(
    code: str,
    from_: From = None,
    to: To = None,
    step: Step_ = None,
    queue: Queue = None,
    agent: Agent = None,
    team: Team = None,
) -> Wanted:
    return Wanted(code, from_, to, step, queue, agent, team)


Asked = Annotated[Wanted, Depends(wanted)]


# Dependencies, for where one stands in the API's description: a parameter of the route itself would stand before all of the above.


def twice(
    double: Annotated[
        bool, Query(description="count a second way too, where there is one, and tell differences")
    ] = True,
) -> bool:
    return double


def headings(
    language: Annotated[Literal["en", "pl", "ru", "et", "es"], Query(description="of the headings")] = "en",
) -> str:
    return language


Twice = Annotated[bool, Depends(twice)]
Language = Annotated[str, Depends(headings)]


def asked(house: Service, by: Asker, ask: Wanted, *, double: bool) -> Question:
    """Within the asker's reach. Raises WrongQuestion, NotKnown, Barred."""
    now = house.desk.now()
    today = dt.datetime.fromtimestamp(now / 1000, ZoneInfo(house.zone)).date()
    first = ask.first or ask.last or today
    last = ask.last or max(first, today)
    try:
        step = check(ask.code, first, last, ask.step)
    except NoSuchReport as error:
        raise NotKnown("report", ask.code, REPORTS) from error
    report = REPORTS[ask.code]
    _fits(report, queue=ask.queue, agent=ask.agent, team=ask.team)
    return Question(
        ask.code,
        first,
        last,
        step,
        house.zone,
        house.site.name,
        now,
        queues=_queues(house, by, ask.queue) if "queue" in report.filters else None,
        agents=_agents(house, by, ask.agent, ask.team) if "agent" in report.filters else None,
        double=double,
    )


def _fits(report: Report, **given: str | None) -> None:
    for name, value in given.items():
        if value is not None and name not in report.filters:
            why = f"the report {report.code} is not narrowed by {name}"
            raise WrongQuestion(name, why, f"leave it out, or give one of {', '.join(report.filters)}")


def _queues(house: Service, by: Asker, queue: str | None) -> tuple[str, ...] | None:
    if queue is None:
        return None if by.reach is None else tuple(sorted(by.reach))
    within(by, queue)
    if queue not in house.floor.queues:
        raise NotKnown("queue", queue, house.floor.queues)
    return (queue,)


def _agents(house: Service, by: Asker, agent: str | None, team: str | None) -> tuple[str, ...] | None:
    if agent is not None:
        over(house, by, agent, Right.REPORTS)
        if agent not in house.floor.agents:
            raise NotKnown("agent", agent, house.floor.agents)
    if by.reach is None and agent is None and team is None:
        return None
    there = reached(house.floor, by)
    teams = {house.floor.agents[code].card.team for code in there}
    if team is not None and team not in teams:
        raise NotKnown("team", team, teams)
    return tuple(
        code for code in there if agent in (None, code) and team in (None, house.floor.agents[code].card.team)
    )
