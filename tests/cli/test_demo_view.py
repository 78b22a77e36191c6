"""The demo's picture: everything in sight at 80x24, nothing torn, readable without a screen."""

from __future__ import annotations

import asyncio
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from acd.board.events import event_of
from acd.board.models import (
    AftercallNow,
    AgentBoard,
    CallNow,
    ItemLine,
    ItemsNow,
    Members,
    NextNow,
    QueueBoard,
    Today,
    TypeNow,
)
from acd.core import facts
from aftercall.demo import doors, terminal
from aftercall.demo.cast import ENDINGS, NUMBERS, QUEUES, SPARE, cast
from aftercall.demo.desks import ANSWERED, LEVELS, Desks, calendar, witness
from aftercall.demo.outbound import Outbound
from aftercall.demo.play import join_in
from aftercall.demo.view import Frame, picture, plain
from aftercall.demo.world import World
from aftercall.settings import load_settings
from dialer.board.models import AgentsNow, CampaignBoard, CapNow, LinesNow

NOW = 1_795_000_000_000
JOIN = [
    *doors.lines("http://127.0.0.1:31420", "http://127.0.0.1:31421", doors.log_ins()),
    *join_in("127.0.0.1:31999", "1234abcd"),
]
FRAME = Frame("aftercall demo", 47_000, JOIN)


def agent(code: str, name: str, state: str, **more: object) -> AgentBoard:
    fields = {
        **dict.fromkeys(AgentBoard.model_fields),
        "v": 1,
        "site": "s",
        "run": NOW,
        "seq": 1,
        "at": NOW,
        "at_ms": NOW,
        "code": code,
        "name": name,
        "team": "",
        "state": state,
        "since": NOW - 65_000,
        "session": NOW,
        "phone": code,
        "queues": ("sales",),
        "assigned": ("sales",),
        "listeners": (),
        "holds": (),
        "pending": (),
        "items": {},
        "type": TypeNow(code="phone", group="work", since=NOW),
        **more,
    }
    return AgentBoard.model_validate(fields)


def queue(code: str, waiting: int) -> QueueBoard:
    today = dict.fromkeys(
        (
            "offered",
            "answered",
            "in_level",
            "abandoned",
            "short",
            "timeout",
            "other",
            "waited_ms",
            "longest_ms",
        ),
        0,
    )
    return QueueBoard(
        site="s",
        run=NOW,
        seq=1,
        at=NOW,
        code=code,
        name=code.title(),
        waiting=waiting,
        longest_since=NOW - 9000 if waiting else None,
        callers=(),
        members=Members(logged_in=3, free=1, ringing=0, talking=1, aftercall=1, paused=0),
        today=Today(**today, service_level=92.5),
    )


@pytest.fixture
def world() -> World:
    it = World()
    wrap = AftercallNow(call="c", queue="sales", began=NOW - 2000, deadline=NOW + 7500, longest=NOW + 20_000)
    after = NextNow(type="lunch", log_off=False, by="1001", at=NOW)
    boards = [
        agent("1001", "Anna Nowak", "aftercall", aftercall=wrap, next=after),
        agent(
            "1002",
            "A name far too long for its column",
            "talking",
            call=CallNow(call="c", queue="help", since=NOW),
        ),
        *(agent(str(code), f"Agent {code}", "free") for code in range(1003, 1011)),
    ]
    it.agents = {board.code: board for board in boards}
    it.queues = {code: queue(code, waiting) for code, waiting in (("help", 0), ("sales", 3), ("vip", 0))}
    for seq in range(50):
        fact = facts.CallLost(NOW + seq, "sales", "c", "abandoned", 9000)
        it.events.append(event_of(fact, site="s", run=NOW, seq=seq, nth=seq, numbers=True))
    return it


def painted(world: World, width: int, height: int) -> list[str]:
    screen = Console(width=width, height=height, file=io.StringIO(), force_terminal=True, color_system=None)
    screen.print(picture(world, FRAME, NOW, width, height), height=height)
    return screen.file.getvalue().rstrip("\n").split("\n")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("height", "seen"), [(24, False), (40, True)])
def test_how_to_command(world: World, height: int, seen: bool) -> None:
    """The line to type in another terminal stands whole where there is room, and takes no event's place on a low screen."""
    told = terminal.lines(Path("/tmp/aftercall-daemon-abcd1234/aftercall.toml"))
    screen = Console(width=80, height=height, file=io.StringIO(), force_terminal=True, color_system=None)
    screen.print(picture(world, replace(FRAME, more=told), NOW, 80, height), height=height)
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    assert ("export AFTERCALL_CONFIG=/tmp/aftercall-daemon-abcd1234/aftercall.toml" in shown) is seen


def test_the_settings_file_says_what_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal that names it has the daemon's settings: socket, database, broker; text with quotes stays what it is."""
    env = {
        "AFTERCALL_CONFIG": "elsewhere",
        "AFTERCALL_SITE": 'a "demo"',
        "AFTERCALL_API__SOCKET": str(tmp_path / "api.sock"),
        "AFTERCALL_DATABASE__URL": "sqlite:////tmp/floor.db",
        "AFTERCALL_MQTT__HOST": "127.0.0.1",
        "AFTERCALL_MQTT__PORT": "31883",
        "AFTERCALL_MQTT__NUMBERS": "true",
        "AFTERCALL_WEB__PORT": "8420",
    }
    for name in [one for one in os.environ if one.startswith("AFTERCALL_")]:
        monkeypatch.delenv(name)
    file = tmp_path / "aftercall.toml"
    file.write_text(terminal.settings_text(env))
    monkeypatch.setenv("AFTERCALL_CONFIG", str(file))
    read = load_settings()
    assert (read.site, read.api.socket, read.mqtt.port) == ('a "demo"', tmp_path / "api.sock", 31883)
    assert (read.database.url, read.mqtt.numbers, read.web.port) == ("sqlite:////tmp/floor.db", True, 8420)


def test_at_the_end_every_campaign_is_paused() -> None:
    """Also somebody's own, whose agents would else talk on; one that does not run is left as it is."""
    paused = []

    class Answering:
        async def get(self, path: str) -> list[dict[str, str]]:
            assert path == "/campaigns"
            states = {"mine": "running", "old": "stopped", "spring": "running"}
            return [{"code": code, "state": state} for code, state in states.items()]

        async def post(self, path: str) -> None:
            paused.append(path)

    daemon: Any = SimpleNamespace(api=Answering())
    asyncio.run(Outbound(1).end(daemon))
    assert paused == ["/campaigns/mine/pause", "/campaigns/spring/pause"]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (100, 30)])
def test_it_fits(world: World, width: int, height: int) -> None:
    """No line is longer than the screen, no more lines than it has; every agent, queue and hint is in sight."""
    lines = painted(world, width, height)
    assert len(lines) == height
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    for shown in (*world.agents, "Sales", "Help", "Vip", "00:47 left", *JOIN):
        assert shown in text


def test_an_aftercall_counts_down(world: World) -> None:
    """The label, the time in it, the time left, what comes next and the queue, on the agent's line."""
    line = next(one for one in painted(world, 80, 24) if one.startswith("1001"))
    assert line.split() == ["1001", "Anna", "Nowak", "AFTERCALL", "01:05", "00:08", "phone", "lunch", "sales"]


def test_the_newest_events_are_at_the_bottom(world: World) -> None:
    """As many as there is room for, in order."""
    lines = [line for line in painted(world, 80, 24) if "call-lost" in line]
    assert len(lines) >= 3
    assert lines == sorted(lines)


def test_plain(world: World) -> None:
    """Without a screen one line says the same."""
    line = plain(world, FRAME, NOW)
    assert line.startswith("00:47 left | 1 aftercall, 8 free, 1 talking | ")
    assert "sales 3 waiting (00:09)" in line


def test_the_cast() -> None:
    """Ten phones, three queues with aftercalls of their own, one phone for a person; the same seed, the same cast."""
    parts = cast(7)
    assert len({part.code for part in parts}) == 10
    assert [part.code for part in parts if part.phone is None] == [SPARE]
    assert len({fields["aftercall"] for fields in QUEUES.values()}) == len(QUEUES) == len(NUMBERS) == 3
    assert [(p.code, p.queues, p.phone and p.phone.talk_ms) for p in parts] == [
        (p.code, p.queues, p.phone and p.phone.talk_ms) for p in cast(7)
    ]
    assert all(len(ending) == 2 for ending in ENDINGS)


@pytest.mark.parametrize(("height", "seen"), [(24, False), (40, True)])
def test_a_campaign(world: World, height: int, seen: bool) -> None:
    """What is dialled, what was abandoned against the cap, and why; its own agents one by one where there is room."""
    world.campaigns["spring"] = CAMPAIGN
    world.queues["spring"] = queue("spring", 0)
    world.agents["1021"] = agent("1021", "Jana Kask", "free", queues=("spring",))
    text = "\n".join(painted(world, 80, height))
    for shown in (
        "spring",
        "36 dialled, 25 a minute",
        "abandoned 1 of 40 (2.5 %, cap 3 %)",
        "3 ringing",
        "2 more: because",
    ):
        assert shown in text
    assert ("Jana Kask" in text) is seen
    assert "1010" in text


CAMPAIGN = CampaignBoard(
    site="s", run=NOW, seq=1, at=NOW, code="spring", name="Spring", state="running", mode="predictive",
    agents=AgentsNow(joined=4, counted=4, free=1, booked=0, ringing=0, talking=2, aftercall=1, away=0),
    lines=LinesNow(shown=0, ringing=3, waiting=0, talking=2, machine=0, message=0),
    cap=CapNow(cap=3, window_ms=1, live=40, abandoned=1, rate=2.5, passed=False),
    paced=2, why="2 more: because", why_parts=(), today=36, minute=25, again=None, contacts_left=None, counted_at=None,
)  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
def test_what_is_written(world: World, width: int, height: int) -> None:
    """Chats and tickets that wait, are offered, held and put off, promises kept and broken, and who has how many; beside a campaign
    every agent and every hint stays in sight on the lowest screen."""
    world.campaigns["spring"] = CAMPAIGN
    write_in(world)
    lines = painted(world, width, height)
    assert len(lines) == height
    text = "\n".join(lines)
    for shown in (*world.agents, "spring", *JOIN):
        assert shown in text
    by_word = {line.split()[0]: " ".join(line.split()) for line in lines if line.strip()}
    assert by_word["chats"] == "chats 2 waiting, 1 offered, 4 held, 1 put off promises kept 12"
    assert by_word["tickets"] == "tickets 5 waiting, 0 offered, 0 held, 0 put off promises broken 3"
    assert by_word["1003"].endswith("2 ch, 1 ti" if width == 80 else "2 ch, 1 ti sales")
    assert "chats 2 waiting, 1 offered, 4 held, 1 put off; tickets 5 waiting" in plain(world, FRAME, NOW)
    assert "promises kept 12, broken 3" in plain(world, FRAME, NOW)


def write_in(world: World) -> None:
    world.witness = witness(cast(1))
    world.witness.kept, world.witness.broken = 12, 3
    chats = ItemLine(waiting=3, open=4, pending=1)  # the one that is offered is among those that wait
    world.queues["sales"] = world.queues["sales"].model_copy(
        update={"chats": chats, "tickets": ItemLine(waiting=5)}
    )
    for code, has in (("1003", ItemsNow(chats=2, tickets=1)), ("1004", ItemsNow(offered=("c9",)))):
        world.agents[code] = world.agents[code].model_copy(update={"items": has})


def test_what_a_person_keeps_is_not_lost() -> None:
    """Of what customers brought, all must be over at the end, but for what the person at the desktop has."""
    parts = cast(1)
    seen = witness(parts)
    desks = Desks(object(), parts, seen, 1)  # type: ignore[arg-type]
    desks.writers.brought += ["c1", "t2"]
    event = {"at": "2026-11-22T09:00:00Z", "at_ms": NOW, "queue": "sales", "call": None}
    lost = lambda: {one.name: one.broken for one in desks.promises()}["no item lost"]  # noqa: E731
    for seq, item in enumerate(desks.writers.brought, 1):
        data = {"item": item, "kind": "chat" if item[0] == "c" else "ticket", "priority": 0}
        seen.read([event | {"seq": seq, "kind": "item-came", "agent": None, "data": data}])
    assert lost() == 2
    taken = {"item": "c1", "pulled": True}
    seen.read([event | {"seq": 3, "kind": "item-accepted", "agent": SPARE, "data": taken}])
    assert lost() == 1
    seen.read([event | {"seq": 4, "kind": "item-solved", "agent": "1008", "data": {"item": "t2"}}])
    assert lost() == 0


def test_what_the_demo_promises() -> None:
    """Levels name the calendar, which is open at any hour of today; the queues that are written to are there."""
    assert all(level["calendar"] for level in LEVELS.values())
    assert set(ANSWERED) <= set(QUEUES)
    card = calendar(datetime(2026, 12, 30, 23, 59, tzinfo=UTC))
    assert (card["week"], card["days"][0]["date"]) == ({"monday-sunday": ["00:00-24:00"]}, "2027-01-06")
