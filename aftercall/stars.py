"""Star codes: what an agent dials on any phone becomes a wish, and its answer a sound.

The phone's registration is the proof of who asks; logging in elsewhere (*52) asks for agent number and PIN.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from acd.asterisk.hear import Star
from acd.core.agent import Agent
from acd.core.cards import Group
from acd.core.facts import Granted, Kept, Refused
from acd.core.heard import Choose, Extend, Finish, LogIn, LogOut, Person, Record, Resume, Wish
from acd.core.moment import MINUTE, Moment
from acd.desk import Answer, Desk

log = structlog.get_logger(__name__)

DONE: Final = {
    LogIn: "login",
    LogOut: "logout",
    Resume: "resume",
    Finish: "aftercall-end",
    Extend: "aftercall-extend",
}
PLAIN: Final[dict[str, type[Wish]]] = {"50": LogOut, "53": Resume, "54": Finish, "55": Extend}
RECORDING: Final = {"56": False, "57": True}
WRONG_PINS: Final = 5
LOCKED_FOR: Final = 5 * MINUTE


class Stars:
    """`pin_ok(agent, pin)` looks the PIN up; `answer(channel, sound)` lets the dialplan play it."""

    def __init__(
        self,
        desk: Desk,
        pin_ok: Callable[[str, str], Awaitable[bool]],
        answer: Callable[[str, str], None],
    ) -> None:
        self._desk = desk
        self._pin_ok = pin_ok
        self._answer = answer
        self._ids = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._wrong: dict[str, tuple[int, Moment]] = {}

    def dialled(self, star: Star) -> None:
        """Never blocks; the dialplan waits 3 s for the sound."""
        task = asyncio.create_task(self._dialled(star), name=f"star {star.code} {star.phone}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _dialled(self, star: Star) -> None:
        try:
            sound = await self._sound(star)
        except Exception:  # the caller must hear something, whatever went wrong
            log.exception("star code failed", phone=star.phone, code=star.code)
            sound = "failed"
        self._answer(star.channel, sound)

    async def _sound(self, star: Star) -> str:
        wish = await self._wish(star)
        if isinstance(wish, str):
            return wish
        answer = await self._desk.ask(wish)
        log.info(
            "star code", phone=star.phone, code=star.code, agent=wish.agent, answer=type(answer).__name__
        )
        return self._heard_as(wish, answer)

    async def _wish(self, star: Star) -> Wish | str:
        """The wish, or the sound that says why there is none."""
        if star.code == "52":
            if not await self._proved(star):
                return "refused"
            return LogIn(*self._head(star.agent), phone=star.phone)
        agent = self._agent_at(star.phone)
        if agent is None:
            return "not-known"
        if star.code == "51":
            return LogIn(*self._head(agent.code), phone=star.phone)
        if star.code == "6":
            code = self._type(star.arg)
            return Choose(*self._head(agent.code), type=code) if code else "not-known"
        if star.code in RECORDING:
            return Record(*self._head(agent.code), on=RECORDING[star.code])
        kind = PLAIN.get(star.code)
        return kind(*self._head(agent.code)) if kind else "not-known"

    def _head(self, agent: str) -> tuple[Moment, str, Person, str]:
        return self._desk.now(), f"star-{next(self._ids)}", Person(agent, "agent"), agent

    def _agent_at(self, phone: str) -> Agent | None:
        """Who is logged in at this phone, else whose default phone it is."""
        agents = self._desk.floor.agents.values()
        here = [a for a in agents if a.phone == phone and a.type is not None]
        own = [a for a in agents if a.card.phone == phone]
        return next(iter(here or own), None)

    def _type(self, number: str) -> str | None:
        types = self._desk.floor.types.values()
        return next((t.code for t in types if t.star is not None and str(t.star) == number), None)

    async def _proved(self, star: Star) -> bool:
        """Agent and PIN fit; after five wrong PINs an agent's number is locked here for five minutes."""
        now = self._desk.now()
        count, since = self._wrong.get(star.agent, (0, now))
        if now - since > LOCKED_FOR:
            count, since = 0, now
        if count >= WRONG_PINS:
            log.warning("PIN locked", agent=star.agent, phone=star.phone)
            return False
        self._wrong[star.agent] = (count + 1, since)  # before the look-up: several phones may try at once
        if await self._pin_ok(star.agent, star.pin):
            self._wrong.pop(star.agent, None)
            return True
        log.warning("wrong PIN", agent=star.agent, phone=star.phone)
        return False

    def _heard_as(self, wish: Wish, answer: Answer) -> str:
        if isinstance(answer, Granted):
            return self._granted(wish)
        if isinstance(answer, Kept):
            return "next"
        if isinstance(answer, Refused):
            return {"quota": "quota", "unknown-type": "not-known", "unknown-agent": "not-known"}.get(
                answer.code, "refused"
            )
        return "failed"

    def _granted(self, wish: Wish) -> str:
        match wish:
            case Choose():
                return self._taken(wish)
            case Record():
                return "recording-resumed" if wish.on else "recording-paused"
        return DONE.get(type(wish), "done")

    def _taken(self, wish: Choose) -> str:
        card = self._desk.floor.types.get(wish.type)
        return "break" if card is not None and card.group is Group.BREAK else "work"
