"""Make a recording of a busy floor: `python -m benchmarks.record FILE`. Agents take calls from all queues; one of them
takes a break, one extends his aftercall."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from aftercall.simulator.commands import Api, Said
from benchmarks.ground import Size, let_in, ours, until_calls

TRY_EVERY = 0.1


async def record(file: Path, size: Size, seconds: float) -> None:
    """Writes to `file`: an absolute path, and nothing is there yet."""
    async with ours(size, {"AFTERCALL_AMI__RECORDING": str(file)}) as (site, daemon):
        await let_in(site, size)
        await until_calls(site, 1)
        async with asyncio.timeout(seconds + 60), asyncio.TaskGroup() as people:
            people.create_task(_break(daemon.api, "1001", seconds / 3))
            people.create_task(_extend(daemon.api, "1002"))
            people.create_task(asyncio.sleep(seconds))
        await site.send_away()
        await asyncio.sleep(size.seconds + 1)


async def _break(api: Api, agent: str, seconds: float) -> None:
    await api.wish(agent, "type", type="break")
    await asyncio.sleep(seconds)
    await api.wish(agent, "resume")


async def _extend(api: Api, agent: str) -> None:
    """As soon as he is in an aftercall."""
    answer = await api.wish(agent, "extend")
    while answer.said is not Said.GRANTED:
        await asyncio.sleep(TRY_EVERY)
        answer = await api.wish(agent, "extend")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.record", description=__doc__)
    parser.add_argument("file", type=Path)
    for name, default in {"agents": 8, "queues": 4, "callers": 30, "seconds": 60}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    wish = parser.parse_args()
    if wish.file.exists():
        parser.error(f"{wish.file} is there already: a recording is only ever added to")
    size = Size(agents=wish.agents, queues=wish.queues, callers=wish.callers, seconds=2, talk_ms=600)
    asyncio.run(record(wish.file.absolute(), size, wish.seconds))


if __name__ == "__main__":
    main()
