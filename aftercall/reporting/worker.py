"""The process that counts: `python -m aftercall.reporting.worker`, started by the daemon, which waits for nothing itself.

One line of JSON comes in (what is asked, and where the answer is to be written), lines of JSON go out: `far` now and then, at last
`done`, `wrong` or `away`. It ends with the daemon: what it reads from is then closed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any, Final

from acd.store.database import open_database
from acd.store.errors import FAILURES, OpenError, reason
from aftercall.reporting.count import count
from aftercall.reporting.files import name_of, write
from aftercall.reporting.question import WrongQuestion, from_json

NICE: Final = 5
"""The floor goes first."""


def tell(name: str, value: Any) -> None:
    sys.stdout.write(json.dumps({name: value}) + "\n")
    sys.stdout.flush()


async def work(job: Mapping[str, Any]) -> None:
    database = open_database(job["database"])
    try:
        counted = await count(database, from_json(job["question"]), lambda done, of: tell("far", [done, of]))
    except WrongQuestion as wrong:
        return tell("wrong", [wrong.field, wrong.why, wrong.remedy])
    except (*FAILURES, OpenError) as error:
        return tell("away", reason(error))
    finally:
        await database.close()
    write(counted, job["kind"], Path(job["path"]), job["language"])
    wrong_ones = [f"{d.what}: {d.one} here, {d.other} in the journal ({d.of})" for d in counted.differences]
    said = {
        "name": name_of(counted, job["kind"]),
        "lines": len(counted.lines),
        "took": counted.took,
        "differences": wrong_ones,
    }
    return tell("done", said)


def _end_with_the_daemon() -> None:
    """It keeps our input open as long as it is there."""
    while sys.stdin.readline():
        """Nothing more is said to us."""
    os._exit(1)


def main() -> None:
    job = json.loads(sys.stdin.readline())
    os.nice(NICE)
    Thread(target=_end_with_the_daemon, daemon=True).start()
    asyncio.run(work(job))


if __name__ == "__main__":
    main()
