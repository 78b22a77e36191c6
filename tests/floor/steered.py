"""Calls that agents steer, on a living floor: who has the call, who is free, and a third phone that is no agent's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aftercall.simulator.callers import Callers
from aftercall.simulator.commands import Answer, Said
from aftercall.simulator.phones import PhoneSpec
from tests.floor.living import AGENTS, Living, living, until

SPARE = "1009"  # a phone at which nobody is logged in


@dataclass
class Desk:
    """One call: `has` is the agent who has it, `free` his colleague."""

    floor: Living
    caller: Callers
    has: str
    free: str
    token: int  # number of the last event before it

    async def does(self, verb: str, who: str | None = None, **body: Any) -> Answer:
        """Granted, or the test fails with what was said."""
        answer = await self.asks(verb, who, **body)
        assert answer.said is Said.GRANTED, (verb, body, answer)
        return answer

    async def asks(self, verb: str, who: str | None = None, **body: Any) -> Answer:
        return await self.floor.wish(who or self.has, f"call/{verb}", **body)

    async def shows(self, state: str, agent: str | None = None) -> dict[str, Any]:
        return await self.floor.shows(agent or self.has, state)

    async def told(self, kind: str, agent: str | None = None) -> dict[str, Any]:
        """The `data` of the first such event about him since the call came."""
        event = await self.floor.hears(self.token, kind, agent=agent or self.has)
        return dict(event["data"])

    async def hears(self) -> str:
        """The application in which the caller is."""
        for channel in await channels(self.floor):
            if channel["name"].startswith("PJSIP/simulator-"):
                return channel["application"]
        return ""


async def channels(floor: Living) -> list[dict[str, str]]:
    """All channels but the janitor's."""
    said = await asyncio.to_thread(floor.site.asterisk.cli, "core show channels concise")
    names = ("name", "context", "exten", "priority", "state", "application", "data")
    found = [dict(zip(names, line.split("!"), strict=False)) for line in said.splitlines() if "!" in line]
    return [one for one in found if "acd-janitor" not in one["name"]]


async def talking(floor: Living, number: str = "8001", **more: Any) -> Desk:
    """A caller comes and is answered."""
    last = await floor.daemon.api.last_event()
    caller = await floor.call(number, **more)
    board = await floor.whoever("talking")
    has = str(board["code"])
    return Desk(floor, caller, has, next(agent for agent in AGENTS if agent != has), last)


async def idle(floor: Living) -> None:
    """No channel is left."""

    async def so() -> bool:
        return not await channels(floor)

    await until(so, 20.0, "every call is over")


@asynccontextmanager
async def steered(**more: Any) -> AsyncIterator[Living]:
    """A living floor with a spare phone, which answers at once."""
    async with living(**more) as floor:
        await floor.daemon.api.put("phones", SPARE, {"secret": f"secret-of-{SPARE}"})
        spec = PhoneSpec(SPARE, f"secret-of-{SPARE}", 100)
        floor.phones[SPARE] = await floor.site.plug_in([spec], name=f"phone-{SPARE}")
        yield floor


def head(board: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(board[name] for name in names)
