"""Reports: which there are, and each as JSON, CSV or XLSX; as lines that say how far it is, for those who wait."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any, BinaryIO, Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from aftercall.office.errors import OfficeError
from aftercall.reporting.answer import ReportAnswer, ReportItem, report_item
from aftercall.reporting.catalogue import REPORTS
from aftercall.reporting.desk import Far, Made
from aftercall.reporting.files import KINDS
from aftercall.reporting.question import Question, WrongQuestion
from aftercall.web import routers
from aftercall.web.answers import ErrorBody
from aftercall.web.caller import House, Reporter
from aftercall.web.guard import note
from aftercall.web.report_wanted import Asked, Language, Twice, asked
from aftercall.web.service import Service

router = routers.asked("/reports", tags=["reports"])
LINES: Final = "application/x-ndjson"
PIECE: Final = 1 << 16

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
async def as_csv(ask: Asked, request: Request, house: House, by: Reporter, language: Language) -> Response:
    """Spans are seconds, shares per cent. A cell that would be a formula gets an apostrophe."""
    question = asked(house, by, ask, double=False)
    note(request, "exported")
    return await _sent(house, question, "csv", language)


@router.get("/{code}.xlsx", summary="A report as XLSX", response_class=Response, responses=_file("xlsx"))
async def as_xlsx(ask: Asked, request: Request, house: House, by: Reporter, language: Language) -> Response:
    """With its definitions, and what came of counting twice, on sheets of their own."""
    question = asked(house, by, ask, double=True)
    note(request, "exported")
    return await _sent(house, question, "xlsx", language)


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
async def one_report(ask: Asked, request: Request, house: House, by: Reporter, double: Twice) -> Response:
    """Ten years at most, and no more lines than anybody reads: what is too much is refused with what to do."""
    question = asked(house, by, ask, double=double)
    await house.reports.settled()
    if LINES in request.headers.get("accept", ""):
        return StreamingResponse(_told(house, question), media_type=LINES)
    return await _sent(house, question, "json", "en")


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
