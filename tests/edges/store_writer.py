"""A daemon's journal alone, to be killed: puts facts without end and prints `written N` and `put N`.

python -m tests.edges.store_writer URL SPOOL_DIR
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from acd.core.facts import Fact
from acd.store.database import open_database
from acd.store.journal import Journal
from tests.edges.store_tools import fact


def written(facts: tuple[Fact, ...]) -> None:
    print("written", facts[-1].at, flush=True)


async def main(url: str, spool_dir: Path) -> None:
    journal = Journal(open_database(url), spool_dir, written)
    await journal.open()
    print("open", journal.last_seq, flush=True)
    running = asyncio.create_task(journal.run())
    while not running.done():
        for _ in range(3):
            journal.put([fact(journal.last_seq + 1)])
        print("put", journal.last_seq, flush=True)
        await asyncio.sleep(0.003)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
