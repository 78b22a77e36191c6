"""`aftercall run`: the daemon itself, in the foreground."""

from __future__ import annotations

import asyncio

from aftercall.settings import load_settings


def run() -> None:
    """Run the daemon in the foreground, until Ctrl-C or SIGTERM."""
    from aftercall import logs  # all that is real is loaded by the daemon alone
    from aftercall.wiring import run as live

    settings = load_settings()
    logs.set_up(settings.log)
    asyncio.run(live(settings))
