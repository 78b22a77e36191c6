"""Reports over the API: what may be asked, by whom, and as what it comes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from acd.core.facts import CallAnswered, CallEnded, CallLost, CallQueued
from tests.web.house import House, small_floor
from tests.web.people_kit import desktop

API = "/api/v1/reports"


async def ask(it: House, path: str, accept: str = "*/*", **params: Any) -> httpx2.Response:
    transport = httpx2.AsyncHTTPTransport(uds=str(it.socket))
    async with httpx2.AsyncClient(transport=transport, base_url="http://a", timeout=60) as http:
        return await http.get(API + path, params=params, headers={"Accept": accept})


async def some_calls(it: House) -> None:
    """Of today: one answered and one lost in each queue."""
    at = it.desk.now()
    for queue in ("sales", "help"):
        it.journal.put(
            [
                CallQueued(at - 9000, queue, f"a-{queue}", "+48500", "Jan", 1),
                CallAnswered(at - 7000, queue, f"a-{queue}", "1001", 2000),
                CallEnded(at - 2000, queue, f"a-{queue}", "1001", f"t-{queue}", 5000),
                CallQueued(at - 5000, queue, f"b-{queue}", "+48500", "Jan", 1),
                CallLost(at - 1000, queue, f"b-{queue}", "abandoned", 4000),
            ]
        )


async def change(it: House, statement: str) -> None:
    async with it.database.write() as connection:
        await connection.execute(sa.text(statement))


async def test_the_reports_there_are(floor: House) -> None:
    """Each with its figures, and each figure with its formula in words and where it is read from."""
    found = (await ask(floor, "")).json()
    assert {one["code"] for one in found} >= {"agents", "calls", "campaigns", "promises", "chats", "tickets"}
    figures = [figure for one in found for figure in one["figures"]]
    assert all(figure["formula"] and figure["source"] for figure in figures)


async def test_calls(floor: House) -> None:
    """What was just told is in it; the total is of all; counted twice it is the same."""
    await some_calls(floor)
    found = (await ask(floor, "/calls", step="all")).json()
    assert [line["key"] for line in found["lines"]] == [{"queue": "help"}, {"queue": "sales"}]
    total = found["total"]
    assert (total["offered"], total["answered"], total["abandoned"], total["short"]) == (4, 2, 2, 2)
    assert (total["service_level"], total["asa"], total["longest"], total["talk"]) == (
        100,
        2000,
        4000,
        10_000,
    )
    assert found["same"] is True
    assert {one["what"] for one in found["doubles"]} == {"offered", "answered", "lost", "talk"}
    one = await floor.client.report("calls", step="all", queue="help", double=False)
    assert (one.total["offered"], one.doubles) == (2, ())


async def test_a_difference_is_reported(floor: House) -> None:
    """A call that one of the two records has lost is told with both numbers, in the answer."""
    await some_calls(floor)
    await ask(floor, "/calls")
    await change(floor, "DELETE FROM calls WHERE call = 'b-sales'")
    found = (await ask(floor, "/calls")).json()
    assert found["same"] is False
    wrong = {one["what"]: (one["one"], one["other"]) for one in found["doubles"] if not one["same"]}
    assert wrong == {"offered": (3, 4), "lost": (1, 2)}


async def test_how_far_it_is(floor: House) -> None:
    """Ten years: lines say how far it is, and the report is the last one; what is too much is refused and says what to do."""
    ten = {"from": "2016-12-01", "to": "2026-11-30", "double": "false"}
    answer = await ask(floor, "/agents", accept="application/x-ndjson", **ten)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines[0]["far"] == [1, lines[0]["far"][1]]
    assert lines[-2]["far"][0] == lines[-2]["far"][1] > 120
    assert lines[-1]["report"]["lines"] == []
    refused = await ask(floor, "/calls", step="15m", **ten)
    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == "step"
    assert "longer step" in refused.json()["error"]["remedy"]


async def test_files(floor: House) -> None:
    """CSV and XLSX say what JSON says; nothing in them is a formula, and nothing is left in the folder."""
    await some_calls(floor)
    await floor.journal.drained()
    for table in ("calls", "conversations"):
        await change(floor, f"UPDATE {table} SET queue = '=1+cmd|x' WHERE queue = 'help'")
    answer = await ask(floor, "/calls.csv", step="all")
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="calls_' in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Time", "Queue", "Offered"]
    assert [row[1] for row in rows[1:]] == ["'=1+cmd|x", "sales"]
    assert rows[2][rows[0].index("Average wait (s)")] == "2.000"
    answer = await ask(floor, "/calls.xlsx", step="all", language="pl")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    sheet = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:3]] == ["=1+cmd|x", "sales"]
    assert sheet[3][2] == 4
    assert len(book.sheet_names) == 3
    assert b"<f>" not in answer.content
    assert list((floor.folder / "reports").iterdir()) == []


@pytest.mark.parametrize(
    ("path", "params", "status", "field"),
    [
        ("/weather", {}, 404, None),
        ("/calls", {"queue": "nowhere"}, 404, None),
        ("/agents", {"agent": "nobody"}, 404, None),
        ("/agents", {"team": "nobody"}, 404, None),
        ("/agents", {"queue": "sales"}, 422, "queue"),
        ("/calls", {"from": "2026-13-01"}, 422, "from"),
        ("/calls", {"from": "2026-02-02", "to": "2026-02-01"}, 422, "to"),
        ("/calls", {"from": "2001-02-02", "to": "2026-02-01"}, 422, "to"),
        ("/agents.csv", {"step": "15m"}, 422, "step"),
    ],
)
async def test_refused(floor: House, path: str, params: Any, status: int, field: str | None) -> None:
    """What is wrong is named with its field, before anything is counted."""
    answer = await ask(floor, path, **params)
    assert (answer.status_code, answer.json()["error"].get("field")) == (status, field)


async def test_the_database_is_away(floor: House) -> None:
    """It is said so, and nothing is left."""
    floor.service.reporting._database = f"sqlite:///{floor.folder}/none/floor.db"
    (floor.folder / "none").mkdir()
    answer = await ask(floor, "/calls")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "database-away"


async def test_within_reach(template: Path) -> None:
    """A supervisor of one queue is shown its calls and its agents alone, also in files; an agent is shown none."""
    async with desktop(template) as it:
        await small_floor(it.house)
        await it.house.client.put_agent("1003", name="C", queues=[["help", 0]])
        await some_calls(it.house)
        await it.user("eva", ["supervisor"], reach=["help"])
        await it.user("ann", ["agent"])
        eva, ann = await it.inside("eva"), await it.inside("ann")
        found = (await eva.get("/reports/calls", params={"step": "all"})).json()
        assert [line["key"] for line in found["lines"]] == [{"queue": "help"}]
        assert found["same"] is True
        assert "sales" not in (await eva.get("/reports/calls.csv")).text
        assert (await eva.get("/reports/calls", params={"queue": "sales"})).status_code == 403
        assert (await ann.get("/reports/calls")).status_code == 403
        assert (await ann.get("/reports")).status_code == 403
