"""`aftercall agents`: who there is, and what is wished of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from acd.core.floor import Rules
from tests.cli.conftest import Type, run
from tests.web.house import House, house, small_floor


async def test_list_is_a_table_without_markup(typed: Type) -> None:
    """In a pipe the list is plain text: one line an agent, no colour codes, nothing cut."""
    done = await typed("agents", "list")
    assert done.code == 0
    head, first, second = done.out.splitlines()
    assert head.split()[:3] == ["agent", "name", "state"]
    assert first.split()[:4] == ["1001", "Agent", "1001", "off"]
    assert "\x1b" not in done.out
    assert second.startswith("1002")


async def test_a_name_is_never_markup(typed: Type) -> None:
    """A name with brackets and emoji is shown as it was written."""
    assert (await typed("agents", "set", "1001", "--name", "[bold]Zoë[/] 🎧 ;|,")).code == 0
    assert "[bold]Zoë[/] 🎧 ;|," in (await typed("agents", "list")).out


async def test_add_show_set_remove(typed: Type) -> None:
    """An agent is made with his queues and penalties, changed in part, and removed; each step is seen in his card."""
    done = await typed(
        "agents", "add", "1007", "Ewa", "--queue", "sales:3", "--queue", "help", "--team", "front"
    )
    assert (done.code, done.out) == (0, "agent 1007 made\n")
    card = (await typed("agents", "show", "1007", "--json")).json
    assert (card["name"], card["team"], card["queues"]) == ("Ewa", "front", [["sales", 3], ["help", 0]])
    assert (await typed("agents", "set", "1007", "--queue", "none")).code == 0
    card = (await typed("agents", "show", "1007", "--json")).json
    assert (card["name"], card["queues"]) == ("Ewa", [])
    assert (await typed("agents", "remove", "1007")).code == 0
    assert (await typed("agents", "show", "1007")).code == 1


async def test_what_is_wrong_is_one_line_with_a_remedy(typed: Type) -> None:
    """Unknown codes, a second agent of one code, a queue that is none: exit code 1 and one line on the error stream."""
    for words in (
        ("agents", "show", "nobody"),
        ("agents", "login", "nobody"),
        ("agents", "add", "1001", "Anna"),
        ("agents", "set", "nobody", "--name", "x"),
        ("agents", "set", "1001", "--queue", "nowhere"),
        ("agents", "set", "1001", "--name", "two\nlines"),
        ("agents", "type", "1001", "siesta"),
    ):
        done = await typed(*words)
        assert done.code == 1, words
        assert done.out == ""
        assert done.err.startswith("aftercall: ")
        assert len(done.err.splitlines()) == 1


async def test_usage(typed: Type) -> None:
    """Nothing to change, and a penalty that is no number, are usage: exit code 2."""
    assert (await typed("agents", "set", "1001")).code == 2
    assert (await typed("agents", "set", "1001", "--queue", "sales:much")).code == 2


async def test_wishes(typed: Type, floor: House) -> None:
    """Log in, break, resume, log out: each is answered with how the agent stands then."""
    assert (await typed("agents", "login", "1001")).out == "1001 Agent 1001 is free (phone)\n"
    assert (await typed("agents", "type", "1001", "lunch")).out == "1001 Agent 1001 is break (lunch)\n"
    board = (await typed("agents", "resume", "1001", "--json")).json
    assert (board["answer"], board["agent"]["state"]) == ("granted", "free")
    assert (await typed("agents", "logout", "1001")).out == "1001 Agent 1001 is off\n"


async def test_kept_and_taken_back(typed: Type, floor: House) -> None:
    """In a call a break comes next, as the answer says; it can be taken back."""
    await typed("agents", "login", "1001")
    await floor.talk("1001")
    kept = await typed("agents", "type", "1001", "lunch")
    assert kept.code == 0
    assert kept.out.startswith("kept: 1001 Agent 1001 is talking (phone); next: lunch")
    assert (await typed("agents", "takeback", "1001")).code == 0
    assert (await typed("agents", "list", "--json")).json[0]["next"] is None


async def test_aftercall_by_command(typed: Type, floor: House) -> None:
    """A running aftercall is extended by the queue's step and ended early."""
    await typed("agents", "login", "1001")
    await floor.hang_up(await floor.talk("1001"), "1001")
    board = (await typed("agents", "list", "--json")).json[0]
    longer = (await typed("agents", "extend", "1001", "--json")).json["agent"]
    assert longer["aftercall"]["deadline"] > board["aftercall"]["deadline"]
    assert (await typed("agents", "finish", "1001", "--disposition", "sale")).code == 0
    assert (await typed("agents", "finish", "1001")).code == 1


async def test_a_refusal_as_json(typed: Type) -> None:
    """With --json a refused wish is JSON on stdout and still exit code 1."""
    done = await typed("agents", "extend", "1001", "--json")
    assert done.code == 1
    assert done.json["answer"] == "refused"


async def test_unknown_is_exit_code_4(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the switch does not confirm in time is answered as unknown, with the last known state."""
    async with house(template, Rules(answer_within=300)) as it:
        await small_floor(it)
        it.switch.silent = True
        monkeypatch.setenv("AFTERCALL_API__SOCKET", str(it.socket))
        done = await asyncio.to_thread(run, "agents", "login", "1001")
    assert done.code == 4
    assert "last known state: off" in done.err


async def test_hold_and_lift(typed: Type) -> None:
    """A supervisor's hold is set with its reason and lifted."""
    await typed("agents", "login", "1001")
    held = (await typed("agents", "hold", "1001", "--reason", "briefing", "--json")).json["agent"]
    assert (held["state"], held["holds"][0]["reason"]) == ("supervisor", "briefing")
    assert (await typed("agents", "resume", "1001")).code == 1
    assert (await typed("agents", "lift", "1001")).out == "1001 Agent 1001 is free (phone)\n"


async def test_pin(typed: Type) -> None:
    """A PIN is set, asked for with `-`, and taken away; one that is none is refused without being shown."""
    assert (await typed("agents", "pin", "1001", "4711")).code == 0
    assert (await typed("agents", "pin", "1001", "-", input="4712\n4712\n")).code == 0
    assert (await typed("agents", "pin", "1001", "none")).out.endswith("taken away\n")
    bad = await typed("agents", "pin", "1001", "12")
    assert bad.code == 1
    assert "12'" not in bad.err


async def test_day(typed: Type, floor: House) -> None:
    """A day's intervals lie edge to edge and add up to the log-in; the same in the table and as JSON."""
    await typed("agents", "login", "1001")
    await floor.hang_up(await floor.talk("1001"), "1001")
    await floor.journal.drained()
    day = (await typed("agents", "day", "1001", "--json")).json
    assert day["right"] is True
    ends, begins = [i["end"] for i in day["intervals"][:-1]], [i["begin"] for i in day["intervals"][1:]]
    assert ends == begins
    logged_in = sum(i["length_ms"] for i in day["intervals"] if i["state"] != "off")
    assert logged_in == day["columns"]["logged_in_ms"]
    shown = await typed("agents", "day", "1001")
    assert shown.code == 0
    assert f"{logged_in // 60000:02}:" in shown.out
    assert "edge to edge" in shown.out


async def test_day_of_nobody(typed: Type) -> None:
    """An unknown agent, and a date that is none, are errors that say so."""
    assert (await typed("agents", "day", "nobody")).code == 1
    assert (await typed("agents", "day", "1001", "--date", "yesterday")).code == 2
