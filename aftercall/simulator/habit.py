"""The habit that the race measures: a script on AMI that pauses an agent on AgentComplete and unpauses him later.

It does this as well as such a script can: a process and a connection of its own, only the events it needs, no work
in between. Run as a module; AMI_PORT, AMI_USER, AMI_SECRET and SECONDS come from the environment.
"""

from __future__ import annotations

import asyncio
import os

from aftercall.simulator.ami import Ami, Login, Message

REASON = "aftercall"


class Habit:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ami: Ami | None = None
        self._breaks: set[asyncio.Task[None]] = set()

    async def run(self, login: Login) -> str:
        """Until the connection ends; says why it did."""
        self._ami = await Ami.connect(login, self._hear)
        return await self._ami.lost

    def _hear(self, message: Message) -> None:
        if message.get("Event") == "AgentComplete":
            task = asyncio.create_task(self._rest(message["Interface"]))
            self._breaks.add(task)
            task.add_done_callback(self._breaks.discard)

    async def _rest(self, interface: str) -> None:
        assert self._ami is not None
        await self._ami.act("QueuePause", Interface=interface, Paused="true", Reason=REASON)
        await asyncio.sleep(self._seconds)
        await self._ami.act("QueuePause", Interface=interface, Paused="false")


def main() -> None:
    env = os.environ
    login = Login(int(env["AMI_PORT"]), env["AMI_USER"], env["AMI_SECRET"], events="agent")
    print(asyncio.run(Habit(float(env["SECONDS"])).run(login)))


if __name__ == "__main__":
    main()
