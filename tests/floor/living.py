"""A living floor for the tests: real Asterisk, real daemon in a process of its own, SIPp phones and callers, and the observer.

`whole()` is what must hold after any fault: no hand work, nobody in a pause without a reason, no interval missing or doubled, no
call in aftercall, no drift.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aftercall.simulator.callers import Caller, Callers
from aftercall.simulator.commands import Answer, Said
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.phones import Phones, PhoneSpec
from aftercall.simulator.promises import (
    aftercall_lengths,
    intervals_without_a_hole,
    no_call_in_aftercall,
    nobody_stuck,
)
from aftercall.simulator.site import Site

AGENTS = ("1001", "1002")
QUEUES: Mapping[str, dict[str, Any]] = {
    "sales": {"aftercall": 3000, "step": 3000, "longest": 9000},
    "help": {"aftercall": 0},
}
NUMBERS = {"8001": "sales", "8002": "help"}
T = TypeVar("T")


@dataclass
class Living:
    site: Site
    daemon: Daemon
    phones: dict[str, Phones] = field(default_factory=dict)
    counted: int = 0  # aftercalls that an earlier test has looked at

    # --- doing ---------------------------------------------------------------------------------------------------

    async def wish(self, agent: str, verb: str, **body: Any) -> Answer:
        return await self.daemon.api.wish(agent, verb, **body)

    async def granted(self, agent: str, verb: str, **body: Any) -> Answer:
        answer = await self.wish(agent, verb, **body)
        assert answer.said is Said.GRANTED, (agent, verb, answer)
        return answer

    async def plug(self, agent: str, **manner: Any) -> None:
        """(Re)connect an agent's phone with this manner of answering."""
        if agent in self.phones:
            await asyncio.to_thread(self.phones[agent].close)
            self.site.phones.remove(self.phones[agent])
        spec = PhoneSpec(agent, f"secret-of-{agent}", **{"answer_after_ms": 100, **manner})
        self.phones[agent] = await self.site.plug_in([spec], name=f"phone-{agent}")

    async def call(self, number: str = "8001", talk_ms: int = 3_600_000) -> Callers:
        """One caller, who hangs up after `talk_ms` from when he is connected to the queue."""
        caller = Caller("48500100200", number, talk_ms, False)
        callers = Callers(self.site.asterisk, iter([caller]), waiting=1, total=1)
        await self.site.let_in(callers)
        return callers

    async def hang_up(self) -> None:
        """Every caller's call ends, now."""
        cli = self.site.asterisk.cli
        for line in (await asyncio.to_thread(cli, "core show channels concise")).splitlines():
            if line.startswith("PJSIP/simulator-"):
                await asyncio.to_thread(cli, f"channel request hangup {line.split('!')[0]}")

    async def restart_daemon(self, dead: float = 0.0) -> None:
        await self.daemon.kill()
        await asyncio.sleep(dead)
        await self.daemon.start()
        await self.daemon.wait_up()

    # --- seeing --------------------------------------------------------------------------------------------------

    async def board(self, agent: str) -> dict[str, Any]:
        return next(b for b in await self.daemon.api.boards() if b["code"] == agent)

    async def shows(self, agent: str, state: str, within: float = 10.0) -> dict[str, Any]:
        async def so() -> dict[str, Any] | None:
            board = await self.board(agent)
            return board if board["state"] == state else None

        try:
            return await until(so, within, f"agent {agent} shows {state!r}")
        except AssertionError as error:
            now = await self.board(agent), await self.place(agent), self.daemon.log.read_text()[-1500:]
            raise AssertionError(f"{error}; he is {now}") from None

    async def place(self, agent: str) -> list[tuple[str, bool, str]]:
        """His places in Asterisk, as the observer sees them: (queue, paused, reason)."""
        return [(p.queue, p.paused, p.reason) for p in await self.site.observer.places() if p.agent == agent]

    async def whole(self, *, lengths: bool = True) -> None:
        """Everything that must hold once it is quiet again."""
        await self.hang_up()
        await self._quiet()
        boards = await self.daemon.api.boards()
        tally = self.site.observer.tally()
        promises = [
            no_call_in_aftercall(tally),
            nobody_stuck(await self.site.observer.places(), boards),
            intervals_without_a_hole([await self.daemon.api.day(b["code"]) for b in boards]),
        ]
        seen, self.counted = self.counted, len(tally.aftercalls)
        if lengths:
            seconds = {queue: fields["aftercall"] / 1000 for queue, fields in QUEUES.items()}
            promises.append(aftercall_lengths(tally.aftercalls[seen:], seconds))
        broken = [p for p in promises if not p.held]
        assert not broken, broken
        assert (await self.daemon.api.get("/drift"))["drift"] == []

    async def _quiet(self) -> None:
        async def so() -> bool:
            boards = await self.daemon.api.boards()
            busy = {"ringing", "talking", "on hold", "aftercall"}
            return not any(b["state"] in busy or b["pending"] for b in boards)

        await until(so, 20.0, "the floor is quiet")


async def until(so: Callable[[], Awaitable[T]], within: float, what: str) -> T:
    """The first true answer."""
    end = time.monotonic() + within
    while True:
        found = await so()
        if found:
            return found
        assert time.monotonic() < end, f"not within {within:g} s: {what}"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def living(
    *,
    database: str | None = None,
    settings: Mapping[str, str] | None = None,
    at: Callable[[Site], Awaitable[Any]] | None = None,
    site: Site | None = None,
) -> AsyncIterator[Living]:
    """A floor with two agents logged in at their phones. `at(site)`: what the daemon takes for Asterisk (a proxy)."""
    async with site or Site() as site:
        daemon = Daemon(await at(site) if at else site.asterisk, database=database, settings=settings)
        floor = Living(site, daemon)
        try:
            await daemon.start()
            await daemon.wait_up()
            await furnish(floor)
            yield floor
        finally:
            await daemon.close()


async def furnish(floor: Living) -> None:
    api = floor.daemon.api
    for code, fields in QUEUES.items():
        await api.put("queues", code, fields)
    for number, queue in NUMBERS.items():
        await api.put("numbers", number, {"target": {"kind": "queue", "value": queue}})
    for agent in AGENTS:
        await api.put("phones", agent, {"secret": f"secret-of-{agent}"})
        queues = [[queue, 0] for queue in QUEUES]
        await api.put("agents", agent, {"name": f"Agent {agent}", "phone": agent, "queues": queues})
        await floor.plug(agent)
    for agent in AGENTS:
        await until(lambda a=agent: registered(floor, a), 10.0, f"phone {agent} is registered")  # type: ignore[misc]
        await floor.granted(agent, "login")


async def registered(floor: Living, agent: str) -> bool:
    reply = await asyncio.to_thread(floor.site.asterisk.cli, f"pjsip show aor {agent}")
    return f"sip:{agent}*" in reply
