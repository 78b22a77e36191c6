"""`/api/v1/live`: the floor as it changes, over a WebSocket. What is sent: docs/reference/live.md."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Query
from starlette.websockets import WebSocket, WebSocketDisconnect

from aftercall.people.rights import Asker, Right
from aftercall.web import routers
from aftercall.web.barred import Barred
from aftercall.web.caller import House, asker
from aftercall.web.live.live import TICK, Watcher
from aftercall.web.live.opened import Opened, asked_open
from aftercall.web.live.origin import is_ours
from aftercall.web.live.panels import TAKEN, Open
from aftercall.web.live.session import Session
from aftercall.web.live.view import View
from aftercall.web.people_answers import me_item
from aftercall.web.service import Service

SESSION_OVER: Final = 4401
NOT_ALLOWED: Final = 4403
FULL: Final = 1013
SENT_WITHIN: Final = 30.0
"""Seconds; whoever does not read for so long is gone."""

router = routers.public()


@dataclass(frozen=True, slots=True)
class Wanted:
    """`panel`: its name, if this is the agent's panel; `take`: and closes another one."""

    after: int | None
    run: str
    events: bool
    panel: str
    take: bool


@router.websocket("/live")
async def live(
    socket: WebSocket,
    house: House,
    after: Annotated[int | None, Query(ge=0)] = None,
    run: str = "",
    events: bool = False,
    panel: Annotated[str, Query(max_length=64)] = "",
    take: bool = False,
) -> None:
    if not is_ours(socket.headers, house.web.public_url):
        await socket.close(NOT_ALLOWED)
        return
    await socket.accept()
    watcher = Watcher()
    wanted = Wanted(after, run, events, "" if panel == "0" else panel, take)
    opened = Opened(house, watcher)
    reading = asyncio.create_task(_read(socket, watcher, opened), name="live")
    try:
        await _show(socket, house, watcher, wanted, opened)
    except WebSocketDisconnect:
        pass
    finally:
        reading.cancel()
        opened.close()


async def _show(socket: WebSocket, house: Service, watcher: Watcher, wanted: Wanted, opened: Opened) -> None:
    if house.live.full:
        watcher.close(FULL, "too many screens are open: try again later")
    try:
        by = asker(socket, house, socket.headers.get("x-aftercall-as"))  # type: ignore[arg-type]
        _check(by, wanted)
        with house.live.watched(watcher), _panel(house, by, wanted, watcher):
            view = View.of(by, house.floor)
            session = house.live.session(view, wanted.after, wanted.run, wanted.events)
            await _Screen(socket, house, watcher, session, wanted, by, opened).run()
    except Barred as barred:
        watcher.close(SESSION_OVER if barred.status == 401 else NOT_ALLOWED, barred.why)
    except Open as there:
        watcher.close(TAKEN, str(there))
    except TimeoutError:
        return  # he does not read, so he would not read this either
    if watcher.closing is not None:
        code, why = watcher.closing
        await socket.close(code, why[:120])


def _still(house: Service, by: Asker) -> Asker:
    """Who he is now; an open screen alone keeps no session alive. Raises Barred."""
    now = by if by.via == "socket" else house.people.still(by)
    if now is None:
        raise Barred(401, "session-over", "this session is over", "log in again")
    return now


def _check(by: Asker, wanted: Wanted) -> None:
    """Raises Barred."""
    needed = {Right.SEE: True, Right.EVENTS: wanted.events, Right.WORK: bool(wanted.panel)}
    for right, is_needed in needed.items():
        if is_needed and not by.may(right):
            raise Barred(403, "right", f"this takes the right {right.value}", "ask an administrator for it")


@contextmanager
def _panel(house: Service, by: Asker, wanted: Wanted, watcher: Watcher) -> Iterator[None]:
    if not wanted.panel or by.agent is None:
        yield
        return
    with house.panels.claimed(by.agent, wanted.panel, watcher, wanted.take):
        yield


async def _read(socket: WebSocket, watcher: Watcher, opened: Opened) -> None:
    """All that is said over the socket is which threads are open; anything else is let go by. Its end is what matters."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        if (items := asked_open(message.get("text"))) is not None:
            opened.wanted(items)
    watcher.close(1000, "")


@dataclass
class _Screen:
    """One socket: sends what its session says, whenever there is news, until it has to be closed."""

    socket: WebSocket
    house: Service
    watcher: Watcher
    session: Session
    wanted: Wanted
    by: Asker
    opened: Opened
    _asked: float = 0.0

    async def run(self) -> None:
        await self.house.live.written()
        while self.watcher.closing is None:
            self.watcher.news.clear()
            await self._send(self._again())
            await self._send(self.session.frames(self.house.desk.now()))
            await self._send(await self.opened.frames(self.by))
            if not self.session.more:
                await self.watcher.news.wait()

    def _again(self) -> Sequence[str]:
        """Whether he still is who he was: once a second, and when somebody doubts it. Raises Barred."""
        at = asyncio.get_running_loop().time()
        if not self.watcher.doubted and at - self._asked < TICK / 2:
            return ()
        self._asked, self.watcher.doubted = at, False
        now = _still(self.house, self.by)
        view = View.of(now, self.house.floor)
        if now == self.by:
            self.session.see(view)
            return ()
        _check(now, self.wanted)
        self.by = now
        user = self.house.people.user(now.name)
        me = me_item(now, user).model_dump(mode="json")
        return self.session.turn(view, me, self.house.desk.now())

    async def _send(self, frames: Sequence[str]) -> None:
        """Nothing more to a socket that is to be closed: whoever is at its other end may have gone."""
        for frame in frames:
            if self.watcher.closing is not None:
                return
            async with asyncio.timeout(SENT_WITHIN):
                await self.socket.send_text(frame)
