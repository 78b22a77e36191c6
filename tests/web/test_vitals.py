"""How the daemon itself stands, and its figures for Prometheus."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from acd.board.events import telling
from acd.core.facts import AftercallEnded, CallAnswered, CallLost
from acd.core.moment import SECOND
from aftercall.shelf import Shelf
from tests.web.house import House, now
from tests.web.test_sheets import over
from tests.web.test_wishes import raw


async def test_vitals(floor: House, tmp_path: Path) -> None:
    """Lag, spool, hooks, the recordings' disk, and all versions."""
    async with raw(floor) as http:
        off = (await http.get("/health/vitals")).json()
        floor.service.shelf = Shelf(tmp_path)
        here = (await http.get("/health/vitals")).json()
        floor.service.shelf = Shelf(tmp_path / "nowhere")
        away = (await http.get("/health/vitals")).json()
    assert [one["recordings"]["state"] for one in (off, here, away)] == ["off", "up", "away"]
    assert 0 < here["recordings"]["free"] <= here["recordings"]["total"]
    assert here["hooks"] == {"active": 0, "failing": [], "waiting": 0, "given_up": 0}
    assert here["mail"] == {"active": 0, "failing": [], "waiting": 0, "oldest": None, "mailboxes": []}
    assert here["report_mails"] == {"server": "", "active": 0, "failing": []}
    assert {"aftercall", "asterisk", "python", "fastapi"} <= here["versions"].keys()


async def test_figures(floor: House) -> None:
    """Prometheus reads them: states and queues as they stand, calls as they ended; nobody is named."""
    tally = floor.service.vitals.tally
    at = now()
    for fact in (
        CallAnswered(at, "sales", "c1", "1001", 7 * SECOND),
        CallLost(at, "sales", "c2", "abandoned", SECOND),
        AftercallEnded(at, "1001", "sales", "t", at - 20 * SECOND, at, "early", "1001"),
    ):
        tally.tell_event(telling(fact, site="main", run=at, seq=1, nth=1, numbers=False))
    async with over(floor) as world:
        said = await world.get("/metrics")
        barred = await world.get("/metrics", headers={"X-Aftercall-As": "agent"})
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(said.text)
        for sample in family.samples
    }
    assert found["aftercall_agents", "off"] == 2
    assert found["aftercall_queue_waiting", "sales"] == 0
    assert found["aftercall_up", "asterisk"] == 1
    assert found["aftercall_queue_calls_total", "answered", "sales"] == 1
    assert found["aftercall_queue_calls_total", "abandoned", "sales"] == 1
    assert found["aftercall_answer_seconds_sum", "sales"] == 7
    assert found["aftercall_wrapup_seconds_sum", "sales"] == 20
    assert barred.status_code == 403
    assert '"1001"' not in said.text
