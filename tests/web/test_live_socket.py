"""The live socket over real wires: who may open it, what he is shown, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

from aftercall.web.live import frames
from tests.web.house import House
from tests.web.live_kit import Client
from tests.web.people_kit import Desktop, desktop

PATIENCE = 20


@pytest.fixture
async def open_house(template: Path) -> AsyncIterator[Desktop]:
    async with desktop(template) as it:
        yield it


@asynccontextmanager
async def screen(
    it: Desktop, token: str = "", query: str = "", **more: Any
) -> AsyncIterator[ClientConnection]:
    headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    address = it.url.replace("http", "ws", 1) + f"/api/v1/live?{query}"
    async with connect(address, additional_headers=headers, proxy=None, max_size=None, **more) as socket:
        yield socket


async def frame(socket: ClientConnection, kind: str = "") -> dict[str, Any]:
    """The next one, or the next one of this kind."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found: dict[str, Any] = json.loads(await socket.recv())
            if kind in ("", found["kind"]):
                return found


async def code_of(socket: ClientConnection) -> tuple[int, str]:
    """How it was closed."""
    async with asyncio.timeout(PATIENCE):
        await socket.wait_closed()
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""


async def until(client: Client, socket: ClientConnection, true: Callable[[Client], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true(client):
            client.take(str(await socket.recv()))


async def cookie_of(it: Desktop, name: str) -> dict[str, str]:
    """Of somebody who has just logged in."""
    return {"Cookie": f"aftercall={(await it.inside(name)).cookies['aftercall']}"}


async def agent_token(it: Desktop, name: str = "anna", agent: str = "1001") -> str:
    await it.user(name, ["agent"], agent=agent)
    return await it.token(name)


# --- what is shown -------------------------------------------------------------------------------------------------


async def test_a_screen_follows_the_floor(open_house: Desktop) -> None:
    """From the snapshot through a log-in and a call: what the screen holds is what GET /state answers."""
    it = open_house.house
    token = await agent_token(open_house)
    async with screen(open_house, token) as socket:
        client = Client()
        client.take(str(await socket.recv()))
        assert client.boards["agents"]["1001"]["state"] == "off"
        await it.client.wish("1001", "login")
        await until(client, socket, lambda c: c.boards["agents"]["1001"]["state"] == "free")
        await it.talk("1001")
        await until(client, socket, lambda c: c.boards["agents"]["1001"]["state"] == "talking")
        await until(client, socket, lambda c: c.boards["queues"]["sales"]["members"]["talking"] == 1)
        asking = open_house.program(token)
        async with asyncio.timeout(PATIENCE):
            while as_shown(client.boards) != as_answered((await asking.get("/state")).json()):
                client.take(str(await socket.recv()))  # a queue is told within half a second


TOLD = {"seq", "at", "at_ms"}
"""When a board was made: what else it says is the same, whenever it is asked for."""


def as_shown(boards: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        noun: {code: {k: v for k, v in board.items() if k not in TOLD} for code, board in of.items()}
        for noun, of in boards.items()
    }


def as_answered(state: dict[str, Any]) -> dict[str, Any]:
    return as_shown(
        {noun: {board["code"]: board for board in state[noun]} for noun in ("agents", "queues", "campaigns")}
    )


async def test_numbers_are_whole_for_the_agent_himself_alone(open_house: Desktop) -> None:
    """The same call: the agent who talks sees the number, his colleague three digits, a supervisor all of it."""
    it = open_house.house
    mine, other = await agent_token(open_house), await agent_token(open_house, "jan", "1002")
    await open_house.user("rita", ["supervisor"])
    await it.client.wish("1001", "login")
    await it.talk("1001")
    found = []
    for token in (mine, other, await open_house.token("rita")):
        async with screen(open_house, token) as socket:
            boards = {board["code"]: board for board in (await frame(socket))["agents"]}
            found.append((boards["1001"]["call"]["number"], boards["1001"]["call"]["name"]))
    assert found == [("+48500", "Jan"), ("…500", None), ("+48500", "Jan")]


async def test_who_comes_back_gets_what_he_missed(open_house: Desktop) -> None:
    """After a cut a delta, of what happened meanwhile and no more."""
    it, token = open_house.house, await agent_token(open_house)
    client = Client()
    async with screen(open_house, token) as socket:
        client.take(str(await socket.recv()))
    await it.client.wish("1002", "login")
    back = f"after={client.seq}&run={client.run}"
    async with screen(open_house, token, back) as socket:
        first = await frame(socket)
    assert first["kind"] == "delta"
    assert [board["code"] for board in first["agents"]] == ["1002"]
    async with screen(open_house, token, back.replace("run=", "run=x")) as socket:
        assert (await frame(socket))["kind"] == "snapshot"


async def test_events_for_those_who_follow_them(open_house: Desktop) -> None:
    """With the right and the wish the events come too; without the right the socket is closed with 4403."""
    await open_house.user("tom", ["tester"])
    token = await open_house.token("tom")
    async with screen(open_house, token, "events=1") as socket:
        await frame(socket)
        await open_house.house.client.wish("1001", "login")
        event = await frame(socket, "event")
        frames.LiveEvent.model_validate(event)
        assert event["event"]["kind"] == "agent-moved"
    async with screen(open_house, await agent_token(open_house), "events=1") as socket:
        assert (await code_of(socket))[0] == 4403


async def test_beats_while_nothing_happens(open_house: Desktop) -> None:
    """A quiet floor is not a dead one."""
    async with screen(open_house, await agent_token(open_house)) as socket:
        beat = await frame(socket, "beat")
        frames.LiveBeat.model_validate(beat)


async def test_an_agent_is_told_that_his_day_changed(open_house: Desktop) -> None:
    """His own log-in is a reason to ask for the day again; his colleague's is none."""
    mine, other = await agent_token(open_house), await agent_token(open_house, "jan", "1002")
    async with screen(open_house, mine) as socket, screen(open_house, other) as colleague:
        await frame(socket), await frame(colleague)
        await open_house.house.client.wish("1001", "login")
        assert "day" in (await frame(socket, "desk"))["what"]
        seen = {(await frame(colleague))["kind"] for _ in range(1)}
        assert "desk" not in seen


async def test_over_the_unix_socket_the_owner_sees_all(floor: House) -> None:
    """The same route on the daemon's own socket, for programs of its owner."""
    async with unix_connect(str(floor.socket), "ws://a/api/v1/live?events=1", proxy=None) as socket:
        snapshot = await frame(socket)
        frames.LiveSnapshot.model_validate(snapshot)
        assert {board["code"] for board in snapshot["agents"]} == {"1001", "1002"}
        assert snapshot["daemon"]["state"] == "up"


# --- who may -------------------------------------------------------------------------------------------------------


async def test_nobody_and_a_wrong_token_are_told_to_log_in(open_house: Desktop) -> None:
    """4401, with the reason, so that a page can show its log-in."""
    for token in ("", "act_wrong"):
        async with screen(open_house, token) as socket:
            assert (await code_of(socket))[0] == 4401


async def test_a_page_of_another_server_is_not_let_in(open_house: Desktop) -> None:
    """Though the browser sends the cookie along; our own page is."""
    await open_house.user("rita", ["supervisor"])
    cookie = await cookie_of(open_house, "rita")
    with pytest.raises(InvalidStatus, match="403"):
        async with screen(open_house, headers=cookie, origin="https://evil.example"):
            pass
    async with screen(open_house, headers=cookie, origin=open_house.url) as socket:
        assert (await frame(socket))["kind"] == "snapshot"


async def test_a_session_that_ends_closes_its_screen(open_house: Desktop) -> None:
    """Logged out in another window: 4401 at once, and nothing more is shown."""
    await open_house.user("rita", ["supervisor"])
    browser = await open_house.inside("rita")
    cookie = {"Cookie": f"aftercall={browser.cookies['aftercall']}"}
    async with screen(open_house, headers=cookie, origin=open_house.url) as socket:
        await frame(socket)
        assert (await browser.post("/logout")).status_code == 200
        assert (await code_of(socket))[0] == 4401


async def test_another_role_while_the_screen_is_open(open_house: Desktop) -> None:
    """He is told who he is now and sees with other eyes, without opening anything anew; without any role he is out."""
    it = open_house.house
    await it.client.wish("1002", "login")
    await it.talk("1002")
    await open_house.user("anna", ["agent"])
    cookie = await cookie_of(open_house, "anna")
    async with screen(open_house, headers=cookie, origin=open_house.url) as socket:
        boards = {board["code"]: board for board in (await frame(socket))["agents"]}
        assert boards["1002"]["call"]["number"] == "…500"
        await open_house.user("anna", ["supervisor", "agent"], password=None)
        me = await frame(socket, "me")
        frames.LiveMe.model_validate(me)
        assert me["roles"] == ["agent", "supervisor"]
        boards = {board["code"]: board for board in (await frame(socket, "snapshot"))["agents"]}
        assert boards["1002"]["call"]["number"] == "+48500"
        await open_house.user("anna", [], password=None)
        code, _ = await code_of(socket)
        assert code == 4403


# --- one panel an agent --------------------------------------------------------------------------------------------


async def test_one_panel_an_agent(open_house: Desktop) -> None:
    """The second is refused with a clear word; one that takes over closes the first; another agent's is another."""
    mine, other = await agent_token(open_house), await agent_token(open_house, "jan", "1002")
    async with screen(open_house, mine, "panel=a") as first, screen(open_house, other, "panel=b") as jan:
        await frame(first), await frame(jan)
        async with screen(open_house, mine, "panel=c") as second:
            assert await code_of(second) == (
                4409,
                "another panel of agent 1001 is open; close it, or take over",
            )
        async with screen(open_house, mine, "panel=c&take=1") as third:
            assert (await frame(third))["kind"] == "snapshot"
            assert await code_of(first) == (4409, "another panel took over")
        async with screen(open_house, mine) as watching:  # no panel: only looks
            await frame(watching)


async def test_a_panel_comes_back_under_its_own_name(open_house: Desktop) -> None:
    """A cut that the server has not noticed is no reason to refuse the same window; when it is closed, it is free."""
    token = await agent_token(open_house)
    async with screen(open_house, token, "panel=w1") as cut:
        await frame(cut)
        async with screen(open_house, token, "panel=w1") as back:
            assert (await frame(back))["kind"] == "snapshot"
            assert (await code_of(cut))[0] == 4409
    for _ in range(100):
        async with screen(open_house, token, "panel=w2") as other:
            try:
                await frame(other)
                break
            except ConnectionClosed:
                await asyncio.sleep(0.1)
    else:
        pytest.fail("the panel is still taken")


async def test_a_panel_is_an_agents(open_house: Desktop) -> None:
    """Who is no agent has none."""
    await open_house.user("rita", ["supervisor"])
    async with screen(open_house, await open_house.token("rita"), "panel=1") as socket:
        assert (await code_of(socket))[0] == 4403


# --- how it ends ---------------------------------------------------------------------------------------------------


async def test_a_daemon_that_stops_says_so(template: Path) -> None:
    """1012, at once, and the stop does not wait for the screens."""
    async with desktop(template) as it:
        token = await agent_token(it)
        address = it.url.replace("http", "ws", 1) + "/api/v1/live"
        headers = {"Authorization": f"Bearer {token}"}
        socket = await connect(address, additional_headers=headers, proxy=None)
        await frame(socket)
    assert (await code_of(socket))[0] == 1012
    await socket.close()


async def test_screens_that_went_leave_nothing(open_house: Desktop) -> None:
    """Neither task nor watcher."""
    token, live = await agent_token(open_house), open_house.house.service.live
    before = len(asyncio.all_tasks())
    for _ in range(5):
        async with screen(open_house, token) as socket:
            await frame(socket)
    async with asyncio.timeout(PATIENCE):
        while live._watchers or len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - nobody tells when a task is gone
            await asyncio.sleep(0.05)


async def test_who_goes_while_he_is_let_in_is_no_error(
    open_house: Desktop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """His connection ends between our answer and what is shown: he is gone, as anybody who goes later."""
    token, tries = await agent_token(open_house), list[str]()
    letting_in = WebSocketsSansIOProtocol.send

    async def gone(protocol: WebSocketsSansIOProtocol, message: Any) -> None:
        tries.append(message["type"])
        protocol.transport.close()
        await letting_in(protocol, message)

    monkeypatch.setattr(WebSocketsSansIOProtocol, "send", gone)
    with pytest.raises(InvalidMessage):
        async with screen(open_house, token):
            pass
    async with asyncio.timeout(PATIENCE):
        while open_house.house.service.live._watchers:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    assert tries == ["websocket.accept"]
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


async def test_a_slow_client_gets_the_newest_and_costs_nothing(open_house: Desktop) -> None:
    """Who does not read while everything changes a thousand times is sent, once he reads, how it stands at last; nothing piles up."""
    it, token = open_house.house, await agent_token(open_house)
    live = it.service.live
    async with screen(open_house, token, max_queue=1, write_limit=1) as socket:
        client = Client()
        client.take(str(await socket.recv()))
        board = next(iter(live.ledger)).board
        assert board is not None
        for number in range(1000):
            text = {"code": "sales", "text": f"{number}", "long": "x" * 20_000, "callers": []}
            live.tell_state("aftercall/main/queues/sales", type(board)(board.model, text))
            if number % 50 == 0:
                await asyncio.sleep(0.06)
        last = {"code": "sales", "text": "last", "callers": []}
        live.tell_state("aftercall/main/queues/sales", type(board)(board.model, last))
        await until(client, socket, lambda c: c.boards["queues"]["sales"].get("text") == "last")
        assert client.kinds.count("delta") < 200
