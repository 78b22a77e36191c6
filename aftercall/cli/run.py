"""`aftercall run`: the daemon itself, in the foreground."""

from __future__ import annotations

import asyncio

from aftercall.settings import load_settings


def run() -> None:
    """Run the daemon in the foreground, until Ctrl-C or SIGTERM."""
    from aftercall.wiring import run as live  # everything real is loaded by the daemon alone

    asyncio.run(live(load_settings()))
