"""How many processes judge rows, and into which list a file goes: the same for the command and for the daemon's worker."""

from __future__ import annotations

import os

from acd.store.database import Database
from dialer.load.examine import Look
from dialer.load.run import LARGE
from dialer.load.views import all_lists


def workers_for(look: Look) -> int:
    """Beside the process that reads and writes; a small list is done before they have started."""
    small = look.scan.size < LARGE * 20 or (look.scan.kind == "csv" and look.scan.lines < LARGE)
    return 0 if small else max(1, min(4, len(os.sched_getaffinity(0)) - 1))


async def known_list(database: Database, campaign: str, name: str) -> int:
    """Its id; 0: it is not there yet."""
    return next((one["id"] for one in await all_lists(database, campaign) if one["name"] == name), 0)
