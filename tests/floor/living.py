"""A living floor for the tests: real Asterisk, real daemon in a process of its own, SIPp phones and callers, and the observer.

`whole()` is what must hold after any fault: no hand work, nobody in a pause without a reason, no interval missing or doubled, no
call in aftercall, no drift.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aftercall.simulator import seen
from aftercall.simulator.callers import Caller, Callers
from aftercall.simulator.commands import Answer, Said
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.phones import Phones, PhoneSpec
from aftercall.simulator.promises import (
    aftercall_lengths,
    intervals_without_a_hole,
    no_call_in_aftercall,
    no_offer_on_a_break,
    nobody_stuck,
)
from aftercall.simulator.site import Site

CALLER = "48500100200"
AGENTS = ("1001", "1002")
QUEUES: Mapping[str, dict[str, Any]] = {
    "sales": {"aftercall": 3000, "step": 3000, "longest": 9000},
    "help": {"aftercall": 0},
}
NUMBERS = {"8001": "sales", "8002": "help"}
BUSY = ("ringing", "talking", "on hold", "aftercall")
PATIENCE = 20.0  # seconds for what should happen at once: the machine may be busy
T = TypeVar("T")


@dataclass(frozen=True)
class Typed:
    """What came of a command that somebody typed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Living:
    site: Site
    daemon: Daemon
    phones: dict[str, Phones] = field(default_factory=dict)
    manners: dict[str, dict[str, Any]] = field(default_factory=dict)
    counted: int = 0  # aftercalls that an earlier test has looked at

    # --- doing ---------------------------------------------------------------------------------------------------

    async def wish(self, agent: str, verb: str, /, **body: Any) -> Answer:
        return await self.daemon.api.wish(agent, verb, **body)

    async def granted(self, agent: str, verb: str, /, **body: Any) -> Answer:
        answer = await self.wish(agent, verb, **body)
        assert answer.said is Said.GRANTED, (agent, verb, answer)
        return answer

    async def refused(self, agent: str, verb: str, /, **body: Any) -> Answer:
        answer = await self.wish(agent, verb, **body)
        assert answer.said is Said.REFUSED, (agent, verb, answer)
        return answer

    async def typed(self, *words: str) -> Typed:
        """The command `aftercall` as a process of its own, for this daemon."""
        return await typed(self.daemon.env, *words)

    async def plug(self, agent: str, **manner: Any) -> None:
        """(Re)connect an agent's phone with this manner of answering."""
        if agent in self.phones:
            await asyncio.to_thread(self.phones[agent].close)
            self.site.phones.remove(self.phones[agent])
        spec = PhoneSpec(agent, f"secret-of-{agent}", **{"answer_after_ms": 100, **manner})
        self.phones[agent] = await self.site.plug_in([spec], name=f"phone-{agent}")
        self.manners[agent] = manner

    async def replug(self, agent: str, **manner: Any) -> None:
        """As `plug`; returns when Asterisk rings the new phone and no longer the old one."""
        await self.plug(agent, **manner)
        await until(lambda: registered(self, agent), PATIENCE, f"phone {agent} is registered")

    async def at_ease(self) -> None:
        """Nobody calls; both agents are free at their own phones, which answer. From wherever a test left them."""
        await self.hang_up()
        await self._forget_callers()
        for agent in AGENTS:
            if self.manners[agent] or not self.phones[agent].alive:
                await self.replug(agent)
            await self._let_go(agent)
        for agent in AGENTS:
            await self.shows(agent, "free")

    async def _forget_callers(self) -> None:
        """Their calls are over; from now on `site.callers` are those of the next test."""
        for callers in self.site.callers:
            callers.kill()
            callers.close()
        self.site.callers.clear()

    async def _let_go(self, agent: str) -> None:
        board = await self.board(agent)
        if board["next"] is not None:
            await self.wish(agent, "takeback")
        if board["state"] in BUSY:
            await self.wish(agent, "finish")  # if it is not over by itself
            await until(lambda: self._idle(agent), PATIENCE, f"agent {agent} is done with his call")
            board = await self.board(agent)
        held = {hold["hold"] for hold in board["holds"]}
        if "supervisor" in held:
            await self.granted(agent, "lift")
        if held & {"missed", "phone"}:
            await self.wish(agent, "resume")  # if the phone's return did not do it
        if board["type"] is None or board["phone"] != agent:
            self.site.observer.mark(seen.BreakEnded(self.site.observer.now(), agent))
            await self.granted(agent, "logout")
            await self.granted(agent, "login", type="phone", phone=agent)
        elif board["type"]["code"] != "phone":
            self.site.observer.mark(seen.BreakEnded(self.site.observer.now(), agent))
            await self.granted(agent, "type", type="phone")

    async def _idle(self, agent: str) -> bool:
        return (await self.board(agent))["state"] not in BUSY

    async def call(
        self, number: str = "8001", talk_ms: int = 3_600_000, caller_id: str = CALLER, speak: bool = False
    ) -> Callers:
        """One caller, who hangs up after `talk_ms` from when he is connected to the queue. `speak`: with a voice."""
        caller = Caller(caller_id, number, talk_ms, False)
        callers = Callers(self.site.asterisk, iter([caller]), waiting=1, total=1, speak=speak)
        await self.site.let_in(callers)
        return callers

    async def hang_up(self, call: str | None = None) -> None:
        """Every caller's call ends, now; or only this one's."""
        if not self.site.callers:
            return
        cli = self.site.asterisk.cli
        for line in (await asyncio.to_thread(cli, "core show channels concise")).splitlines():
            fields = line.split("!")
            if line.startswith("PJSIP/simulator-") and call in (None, fields[-1]):
                await asyncio.to_thread(cli, f"channel request hangup {fields[0]}")

    async def callers_leave(self) -> None:
        """Every caller hangs up himself, wherever he is."""
        for callers in self.site.callers:
            await asyncio.to_thread(callers.stop)

    async def restart_daemon(self, dead: float = 0.0) -> None:
        await self.daemon.kill()
        await asyncio.sleep(dead)
        await self.daemon.start()
        await self.daemon.wait_up()

    async def break_(self, agent: str, type: str = "lunch") -> None:
        """From the answer on until `resume`, the observer counts each call that is offered to him."""
        await self.granted(agent, "type", type=type)
        self.site.observer.mark(seen.BreakTaken(self.site.observer.now(), agent))

    async def resume(self, agent: str) -> None:
        self.site.observer.mark(seen.BreakEnded(self.site.observer.now(), agent))
        await self.granted(agent, "resume")

    # --- seeing --------------------------------------------------------------------------------------------------

    async def board(self, agent: str) -> dict[str, Any]:
        return next(b for b in await self.daemon.api.boards() if b["code"] == agent)

    async def shows(self, agent: str, state: str, within: float = PATIENCE) -> dict[str, Any]:
        async def so() -> dict[str, Any] | None:
            board = await self.board(agent)
            return board if board["state"] == state else None

        try:
            return await until(so, within, f"agent {agent} shows {state!r}")
        except AssertionError as error:
            now = await self.board(agent), await self.place(agent), self.daemon.log.read_text()[-1500:]
            raise AssertionError(f"{error}; he is {now}") from None

    async def whoever(self, state: str, within: float = PATIENCE) -> dict[str, Any]:
        """The first agent who shows this state."""

        async def so() -> dict[str, Any] | None:
            return next((b for b in await self.daemon.api.boards() if b["state"] == state), None)

        return await until(so, within, f"somebody shows {state!r}")

    async def place(self, agent: str) -> list[tuple[str, bool, str]]:
        """His places in Asterisk, as the observer sees them: (queue, paused, reason)."""
        return [(p.queue, p.paused, p.reason) for p in await self.site.observer.places() if p.agent == agent]

    async def told(self, after: int, kind: str, **head: str) -> list[dict[str, Any]]:
        """The events of this kind since number `after` (see `daemon.api.last_event`), with these values in their head."""
        events = await self.daemon.api.events(after)
        return [
            e for e in events if e["kind"] == kind and all(e[name] == value for name, value in head.items())
        ]

    async def hears(self, after: int, kind: str, within: float = PATIENCE, **head: str) -> dict[str, Any]:
        """The first such event, once it is told."""
        found = await until(lambda: self.told(after, kind, **head), within, f"{kind} {head} is told")
        return found[0]

    async def whole(self, *, lengths: bool = True) -> None:
        """Everything that must hold once it is quiet again."""
        await self.hang_up()
        await self._quiet()
        boards = await self.daemon.api.boards()
        await until(
            self._nobody_is_stuck, PATIENCE, "nobody is stuck"
        )  # the last order may still be on its way
        tally = self.site.observer.tally()
        promises = [
            no_call_in_aftercall(tally),
            no_offer_on_a_break(tally, len(boards)),
            intervals_without_a_hole([await self.daemon.api.day(b["code"]) for b in boards]),
        ]
        before, self.counted = self.counted, len(tally.aftercalls)
        if lengths:
            seconds = {queue: fields["aftercall"] / 1000 for queue, fields in QUEUES.items()}
            promises.append(aftercall_lengths(tally.aftercalls[before:], seconds))
        broken = [p for p in promises if not p.held]
        assert not broken, broken
        assert (await self.daemon.api.get("/drift"))["drift"] == []

    async def _nobody_is_stuck(self) -> bool:
        return nobody_stuck(await self.site.observer.places(), await self.daemon.api.boards()).held

    async def _quiet(self) -> None:
        async def so() -> bool:
            boards = await self.daemon.api.boards()
            return not any(b["state"] in BUSY or b["pending"] for b in boards)

        await until(so, 20.0, "the floor is quiet")


async def until(so: Callable[[], Awaitable[T | None]], within: float, what: str) -> T:
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
        await until(lambda a=agent: registered(floor, a), PATIENCE, f"phone {agent} is registered")  # type: ignore[misc]
        await floor.granted(agent, "login")


async def typed(env: Mapping[str, str], *words: str) -> Typed:
    """`aftercall WORDS` in a process of its own, with this environment over ours."""
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "aftercall",
        *words,
        env={**os.environ, **env},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await command.communicate()
    return Typed(command.returncode or 0, out.decode(), err.decode())


async def registered(floor: Living, agent: str) -> bool:
    reply = await asyncio.to_thread(floor.site.asterisk.cli, f"pjsip show aor {agent}")
    address = f"@127.0.0.1:{floor.phones[agent].port}"
    return any(word.startswith(f"sip:{agent}*") and word.endswith(address) for word in reply.split())
