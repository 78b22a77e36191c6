"""All looks, one after the other where one needs what another found, else at the same time."""

from __future__ import annotations

import asyncio

from aftercall.checks import asterisk, broker, daemon, database, mail, recordings, sounds
from aftercall.checks.ami import be_quiet, visit
from aftercall.checks.finding import Finding
from aftercall.settings import Settings


def look(settings: Settings) -> list[Finding]:
    """Every part of the floor that can be reached from here."""
    be_quiet()
    parts = [*asyncio.run(_parts(settings)), *recordings.look(settings), *mail.look(settings)]
    return [*parts, *daemon.look(settings)]


async def _parts(settings: Settings) -> list[Finding]:
    parts = await asyncio.gather(
        _switch(settings), database.look(settings.database.url), broker.look(settings)
    )
    return [finding for part in parts for finding in part]


async def _switch(settings: Settings) -> list[Finding]:
    async with visit(settings.ami) as at:
        found = await asterisk.look(at, settings.ami)
        if at.daily.up:
            found += await sounds.look(at.daily, settings.language)
    return found
