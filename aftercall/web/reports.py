"""Reports: which there are, and each as JSON, CSV or XLSX; as lines that say how far it is, for those who wait."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Annotated, Any, BinaryIO, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from aftercall.office.errors import NotKnown, OfficeError
from aftercall.people.rights import Asker, Right
from aftercall.reporting.answer import ReportAnswer, ReportItem, report_item
from aftercall.reporting.catalogue import REPORTS, Report
from aftercall.reporting.desk import Far, Made
from aftercall.reporting.files import KINDS
from aftercall.reporting.question import NoSuchReport, Question, WrongQuestion, check
from aftercall.web.answers import ErrorBody
from aftercall.web.caller import House, Reporter
from aftercall.web.guard import note
from aftercall.web.reaching import over, reached, within
from aftercall.web.service import Service

router = APIRouter(prefix="/reports", tags=["reports"])
LINES: Final = "application/x-ndjson"
PIECE: Final = 1 << 16

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
Twice = Annotated[bool, Query(description="count a second way too, where there is one, and tell differences")]
Language = Annotated[Literal["en", "pl", "ru", "et", "es"], Query(description="of the headings")]

REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ErrorBody, "description": "There is no such report, queue or agent."},
    422: {"model": ErrorBody, "description": "It cannot be counted so: which field, why, and what to do."},
    503: {"model": ErrorBody, "description": "The database is away, or too many reports are being made."},
}


def _file(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {KINDS[kind]: {}}, "description": "The file."}, **REFUSED}


@router.get("", summary="All reports, their figures and definitions")
async def all_reports(house: House, by: Reporter) -> list[ReportItem]:
    return [report_item(report) for report in REPORTS.values()]


@router.get("/{code}.csv", summary="A report as CSV", response_class=Response, responses=_file("csv"))
async def as_csv(
    code: str,
    request: Request,
    house: House,
    by: Reporter,
    from_: From = None,
    to: To = None,
    step: Step_ = None,
    queue: Queue = None,
    agent: Agent = None,
    team: Team = None,
    language: Language = "en",
) -> Response:
    """Spans are seconds, shares per cent. A cell that would be a formula gets an apostrophe."""
    ask = asked(house, by, code, from_, to, step, queue, agent, team, double=False)
    note(request, "exported")
    return await _sent(house, ask, "csv", language)


@router.get("/{code}.xlsx", summary="A report as XLSX", response_class=Response, responses=_file("xlsx"))
async def as_xlsx(
    code: str,
    request: Request,
    house: House,
    by: Reporter,
    from_: From = None,
    to: To = None,
    step: Step_ = None,
    queue: Queue = None,
    agent: Agent = None,
    team: Team = None,
    language: Language = "en",
) -> Response:
    """With its definitions, and what came of counting twice, on sheets of their own."""
    ask = asked(house, by, code, from_, to, step, queue, agent, team, double=True)
    note(request, "exported")
    return await _sent(house, ask, "xlsx", language)


WHOLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": ReportAnswer,
        "content": {LINES: {"schema": {"type": "string"}}},
        "description": 'The report. Asked for as application/x-ndjson: lines `{"far": [done, of]}` while it is counted, at last '
        '`{"report": …}` or `{"error": …}`.',
    },
    **REFUSED,
}


@router.get("/{code}", summary="A report", responses=WHOLE, response_class=Response)
async def one_report(
    code: str,
    request: Request,
    house: House,
    by: Reporter,
    from_: From = None,
    to: To = None,
    step: Step_ = None,
    queue: Queue = None,
    agent: Agent = None,
    team: Team = None,
    double: Twice = True,
) -> Response:
    """Ten years at most, and no more lines than anybody reads: what is too much is refused with what to do."""
    ask = asked(house, by, code, from_, to, step, queue, agent, team, double=double)
    await house.reports.settled()
    if LINES in request.headers.get("accept", ""):
        return StreamingResponse(_told(house, ask), media_type=LINES)
    return await _sent(house, ask, "json", "en")


def asked(
    house: Service,
    by: Asker,
    code: str,
    first: dt.date | None,
    last: dt.date | None,
    step: str | None,
    queue: str | None,
    agent: str | None,
    team: str | None,
    *,
    double: bool,
) -> Question:
    """Within the asker's reach. Raises WrongQuestion, NotKnown, Barred."""
    now = house.desk.now()
    today = dt.datetime.fromtimestamp(now / 1000, ZoneInfo(house.zone)).date()
    first = first or last or today
    last = last or max(first, today)
    try:
        chosen = check(code, first, last, step)
    except NoSuchReport as error:
        raise NotKnown("report", code, REPORTS) from error
    report = REPORTS[code]
    _fits(report, queue=queue, agent=agent, team=team)
    return Question(
        code,
        first,
        last,
        chosen,
        house.zone,
        house.site.name,
        now,
        queues=_queues(house, by, queue) if "queue" in report.filters else None,
        agents=_agents(house, by, agent, team) if "agent" in report.filters else None,
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


# --- as it is sent -------------------------------------------------------------------------------------------------------


async def _sent(house: Service, ask: Question, kind: str, language: str) -> Response:
    async with house.reporting.held(ask, kind, language) as made:
        file = made.path.open("rb")  # its name goes at once, what it holds when it was sent
    headers = {"Content-Length": str(os.fstat(file.fileno()).st_size)}
    if kind != "json":
        headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return StreamingResponse(_pieces(file), headers=headers, media_type=KINDS[kind])


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


async def _told(house: Service, ask: Question) -> AsyncIterator[str]:
    try:
        async with aclosing(house.reporting.made(ask, "json")) as told:
            async for one in told:
                yield _line(one)
    except WrongQuestion as wrong:
        yield _error("bad-field", wrong.why, wrong.remedy, wrong.field)
    except OfficeError as error:
        yield _error(error.code, error.why, error.remedy)


def _line(one: Far | Made) -> str:
    if isinstance(one, Far):
        return json.dumps({"far": [one.done, one.of]}) + "\n"
    return '{"report": ' + one.path.read_text("utf-8") + "}\n"


def _error(code: str, why: str, remedy: str, field: str | None = None) -> str:
    return json.dumps({"error": {"code": code, "why": why, "remedy": remedy, "field": field}}) + "\n"
