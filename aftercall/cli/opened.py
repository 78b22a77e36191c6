"""The configured database, for commands that need no daemon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from acd.store.database import Database, database_url, open_database
from acd.store.errors import FAILURES, BadCard, reason
from acd.store.migrate import configuration
from aftercall.cli.faults import ExitCode, Fault
from aftercall.settings import load_settings
from dialer.core.cards import CampaignCard
from dialer.store.campaigns import Campaigns

Result = TypeVar("Result")

MAKES_IT = "`aftercall run` makes it when it starts"


def run(what: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(what)


@asynccontextmanager
async def opened() -> AsyncIterator[Database]:
    """There, and of the shape of this version; looking makes nothing."""
    url = load_settings().database.url
    _check_file(url)
    database = open_database(url)
    try:
        await database.check()
        await _check_shape(database, url)
        yield database
    finally:
        await database.close()


def _check_file(url: str) -> None:
    place = database_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").exists():
        raise Fault(f"the database {place.database} is not there yet", MAKES_IT, ExitCode.UNREACHABLE)


async def _check_shape(database: Database, url: str) -> None:
    newest = ScriptDirectory.from_config(configuration(url)).get_heads()
    try:
        async with database.read() as connection:
            version = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except FAILURES as error:
        why = f"the database {database.name} has no tables yet ({reason(error)})"
        raise Fault(why, MAKES_IT, ExitCode.UNREACHABLE) from error
    if version not in newest:
        why = f"the database {database.name} has the shape {version}, this version wants {', '.join(newest)}"
        raise Fault(
            why, "`aftercall run` of this version brings it there when it starts", ExitCode.UNREACHABLE
        )


async def campaign(database: Database, code: str) -> CampaignCard:
    try:
        return await Campaigns(database).get(code)
    except BadCard as error:
        raise Fault(f"campaign {code!r} is not known", "`aftercall campaigns list` shows what is") from error


async def known(database: Database, code: str | None, found: object) -> None:
    """Nothing found of a campaign that is not known is a slip; what one that was removed left behind is shown."""
    if code is not None and not found:
        await campaign(database, code)
