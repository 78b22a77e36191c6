"""`aftercall campaigns`, `trunks`, and `agents join`, `leave`, `dial`, `skip`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from aftercall.cli import campaign_view
from aftercall.cli.campaign_fields import cap, retries, spelt
from aftercall.cli.faults import Usage
from aftercall.cli.listen import Filter
from tests.cli.conftest import Type
from tests.edges.dialer_kit import add_list
from tests.web.house import House
from tests.web.test_campaigns import until, where_it_is_noon

CARD = """
per_day = 5
gap = "30m"

[retries.busy]
after = "10m"
times = 4
step = "same"

[[dispositions]]
code = "sale"
does = "finish"
success = true
names = { en = "Sale", pl = "Sprzedaż" }

[[dispositions]]
code = "think"
does = "retry"
retry = { after = "1d", times = 2 }

[[form]]
code = "size"
label = "Size"
kind = "choice"
choices = ["S", "L"]
"""


async def add(typed: Type, floor: House, people: int = 2) -> None:
    """Trunk pl, campaign spring in preview, both agents in it, contacts who may be called now."""
    assert (await typed("trunks", "add", "pl", "--endpoint", "carrier")).code == 0
    done = await typed("campaigns", "add", "spring", "--trunk", "pl", "--regime", "us", "--mode", "preview")
    assert (done.code, done.out) == (0, "campaign spring made\n"), done.err
    for agent in ("1001", "1002"):
        await typed("agents", "set", agent, "--queue", "spring")
    if people:
        await add_list(floor.database, [{"zone": where_it_is_noon()} for _ in range(people)])


async def test_a_campaign_from_options_to_card(typed: Type, tmp_path: Path) -> None:
    """Spans, per cents, retries and files as people write them become the card; `set` changes only what is named."""
    await typed("trunks", "add", "pl", "--channels", "60", "--rate", "10", "--strip", "+", "--prefix", "00")
    (tmp_path / "card.toml").write_text(CARD)
    (tmp_path / "script.txt").write_text("Hello,\nI am calling from …")
    made = await typed(
        "campaigns", "add", "spring", "--name", "Spring", "--mode", "power", "--ratio", "1.5", "--cap", "0.5%",
        "--trunk", "pl", "--caller-id", "+48221234567", "--ring", "20s", "--aftercall", "30s", "--no-early",
        "--script", str(tmp_path / "script.txt"), "--file", str(tmp_path / "card.toml"),
    )  # fmt: skip
    assert made.code == 0, made.err
    card = (await typed("campaigns", "show", "spring", "--json")).json
    assert (card["ratio"], card["cap"], card["ring"], card["aftercall"], card["early"]) == (
        150,
        50,
        20_000,
        30_000,
        False,
    )
    assert (card["per_day"], card["gap"], card["script"].splitlines()[0]) == (5, 1_800_000, "Hello,")
    assert card["retries"] == {"busy": {"after": 600_000, "times": 4, "step": "same"}}
    assert [one["code"] for one in card["dispositions"]] == ["sale", "think"]
    assert card["dispositions"][1]["retry"] == {"after": 86_400_000, "times": 2, "step": "next"}
    await typed(
        "campaigns", "set", "spring", "--retry", "no answer=1h:2", "--cap", "regime", "--script", "none"
    )
    card = (await typed("campaigns", "show", "spring", "--json")).json
    assert (sorted(card["retries"]), card["cap"], card["script"], card["ratio"]) == (
        ["busy", "no answer"],
        None,
        "",
        150,
    )
    shown = (await typed("campaigns", "show", "spring")).out
    assert "the regime's" in shown
    assert "sale, think" in shown
    trunk = (await typed("trunks", "list")).out.splitlines()[1]
    assert trunk.split() == ["pl", "pl", "0", "60", "10", "+", "00", "yes"]


@pytest.mark.parametrize(
    "words",
    [
        ("--cap", "much"),
        ("--ratio", "two"),
        ("--retry", "busy"),
        ("--retry", "busy=soon:3"),
        ("--retry", "busy=5m"),
        ("--retry", "busy=5m:3:other"),
        ("--ring", "long"),
        ("--script", "/nowhere/at/all"),
        ("--file", "/nowhere/at/all"),
        ("--retention", "never"),
    ],
)
async def test_what_cannot_be_meant_is_usage(typed: Type, words: tuple[str, ...]) -> None:
    """Exit code 2, one line that names it, and nothing is made."""
    done = await typed("campaigns", "add", "spring", *words)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert (await typed("campaigns", "show", "spring")).code == 1


async def test_from_start_to_stop(typed: Type, floor: House) -> None:
    """Refused with every reason; started, watched, a preview skipped and dialled; stopped only when told twice."""
    await add(typed, floor, people=0)
    refused = await typed("campaigns", "start", "spring")
    assert refused.code == 1
    assert "nobody to call" in refused.err
    await add_list(floor.database, [{"zone": where_it_is_noon()} for _ in range(3)])
    await typed("agents", "login", "1001")
    joined = await typed("agents", "join", "1001", "spring")
    assert (joined.code, joined.out) == (0, "1001 Agent 1001 is free (phone)\n")
    assert (await typed("agents", "dial", "1001")).code == 1
    assert (await typed("campaigns", "start", "spring")).out == "campaign spring is running\n"
    await until(lambda: any(line.stage.value == "shown" for line in floor.dialer.room.lines.values()))
    first = set(floor.dialer.room.lines)
    assert (await typed("agents", "skip", "1001", "--json")).json["answer"] == "granted"
    await until(lambda: floor.dialer.room.lines and first.isdisjoint(floor.dialer.room.lines))
    assert (await typed("agents", "dial", "1001")).code == 0
    await until(lambda: floor.telephone.dialled)
    (watched,) = (await typed("campaigns", "watch", "spring", "--count", "1")).out.splitlines()
    assert watched.startswith("spring running | 0 free, 1 booked, 0 talking")
    assert "1 ringing, 0 waiting | 2 a minute, 2 today" in watched
    listed = (await typed("campaigns", "list")).out.splitlines()[1].split()
    assert listed[:3] == ["spring", "running", "preview"]
    told = (await typed("campaigns", "progress", "spring")).out
    assert "contacts   3 left" in told
    assert "skipped 1" in told
    asked = await typed("campaigns", "stop", "spring")
    assert asked.code == 1
    assert "1 ringing line is cancelled after 15 s of ringing" in asked.err
    assert (await typed("campaigns", "remove", "spring")).code == 1
    stopped = await typed("campaigns", "stop", "spring", "--yes")
    assert stopped.out.startswith("campaign spring is stopped; 1 ringing line")


async def test_pause_and_leave(typed: Type, floor: House) -> None:
    """A paused campaign says so everywhere; an agent leaves to its type of rest."""
    await add(typed, floor)
    await typed("agents", "login", "1002")
    await typed("agents", "join", "1002", "spring")
    await typed("campaigns", "start", "spring")
    assert (await typed("campaigns", "pause", "spring", "--json")).json["state"] == "paused"
    await until(lambda: not floor.dialer.room.campaigns["spring"].running)
    watched = (await typed("campaigns", "watch", "spring", "--count", "1", "--json")).json
    assert (watched["state"], watched["why"]) == ("paused", "the campaign is paused")
    left = await typed("agents", "leave", "1002", "spring")
    assert (left.code, left.out) == (0, "1002 Agent 1002 is break (break)\n"), left.err
    nowhere = await typed("agents", "join", "1002", "autumn")
    assert nowhere.code == 1
    assert "known campaigns: spring" in nowhere.err


async def test_watch_of_nothing(typed: Type) -> None:
    """A campaign that is not known is one line; no campaign at all is an empty stream."""
    assert (await typed("campaigns", "watch", "none", "--count", "1")).code == 1
    assert (await typed("campaigns", "watch", "--count", "1")).out == ""
    assert (await typed("campaigns", "list")).out == "no campaigns yet: aftercall campaigns add CODE\n"


def test_retries_come_on_top() -> None:
    """One rule is added, one replaced, one taken away."""
    before: dict[str, Any] = {"busy": {"after": 1, "times": 1, "step": "next"}, "machine": {}}
    assert retries(["busy=1m:2:same", "machine=none"], before) == {
        "busy": {"after": 60_000, "times": 2, "step": "same"}
    }
    assert retries(None, before) is None
    assert cap("0.1") == 10
    with pytest.raises(Usage):
        cap("")


def test_spans_in_a_file_are_read_where_they_are_spans() -> None:
    """`after` deep in a list is; a name that looks like one is not."""
    assert spelt("dispositions", [{"retry": {"after": "2m"}, "code": "90"}]) == [
        {"retry": {"after": 120_000}, "code": "90"}
    ]


def test_progress_in_words() -> None:
    """Spans in hours or days, moments to the minute, nothing where nobody can say."""
    found: dict[str, Any] = {
        "contacts": dict.fromkeys(("left", "due", "later", "out", "resting", "finished", "removed"), 5)
        | {"next": "2026-11-22T08:00:00.000Z"},
        "finished_why": {"sale": 2, "busy, 5 times": 3},
        "attempts": {"all": 9, "today": 4, "hour": 2, "by_outcome": {"busy": 9}, "by_disposition": {}},
        "cap": BOARD["cap"] | {"window_ms": 30 * 86_400_000},
        "forecast": {"dialling_ms": 3_600_000, "end": "2026-11-23T10:30:00.000Z"},
    }
    lines = campaign_view.progress(found)
    assert lines[0] == "contacts   5 left: 5 due, 5 later, 5 being called; 5 finished"
    assert "next due   2026-11-22 08:00 UTC" in lines
    assert "resting    5 in lists that are not active" in lines
    assert "finished   busy, 5 times 3, sale 2" in lines
    assert "said       -" in lines
    assert lines[-2].endswith("of 120 live answers in 30 days, cap 1 %")
    assert lines[-1] == "forecast   1:00:00 of dialling, over at 2026-11-23 10:30 UTC"
    found["forecast"] = {"dialling_ms": None, "end": None}
    assert campaign_view.progress(found)[-1] == "forecast   nobody can say yet"


def test_listen_to_one_campaign() -> None:
    """Only what the dialer tells of it."""
    wanted = Filter(campaign="spring")
    assert wanted.takes({"scope": "campaigns", "code": "spring", "kind": "attempt-began"})
    assert not wanted.takes({"scope": "campaigns", "code": "autumn", "kind": "attempt-began"})
    assert not wanted.takes({"scope": "queues", "code": "spring", "kind": "call-answered"})


BOARD: dict[str, Any] = {
    "code": "spring",
    "state": "running",
    "mode": "predictive",
    "agents": {"free": 2, "booked": 0, "ringing": 1, "talking": 4, "aftercall": 3, "away": 1, "joined": 11, "counted": 10},
    "lines": {"shown": 0, "ringing": 9, "waiting": 1, "talking": 4, "machine": 0, "message": 0},
    "cap": {"cap": 1.0, "window_ms": 86_400_000, "live": 120, "abandoned": 3, "rate": 2.5, "passed": True},
    "why": "9 out, 2 free",
    "minute": 31,
    "today": 812,
    "again": None,
    "contacts_left": 1188,
}  # fmt: skip


def test_the_picture() -> None:
    """Every number has its place, what is above the cap stands out, and the reason stands below."""

    console = Console(width=160, record=True, force_terminal=True, color_system="truecolor")
    console.print(campaign_view.picture([BOARD], 160))
    text = console.export_text(clear=False)
    line = next(one for one in text.splitlines() if one.startswith("spring "))
    assert line.split() == [
        "spring", "running", "predictive", "2", "5", "3", "1", "9", "1", "31", "812", "120", "3", "(2.5", "%)", "1", "%", "1188",
    ]  # fmt: skip
    assert "spring: 9 out, 2 free" in text
    assert campaign_view.over(BOARD["cap"])
    assert "3 (2.5 %) of 120 live, cap 1 %" in campaign_view.plain(BOARD)
