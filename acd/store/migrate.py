"""Brings a database to the shape of this version."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path
from threading import Lock

import structlog
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from acd.store.database import database_url, make_file, remedy
from acd.store.errors import FAILURES, OpenError, StoreError, reason

_ALEMBIC = Lock()  # it keeps its context in globals: one thread at a time
log = structlog.get_logger("database")


async def migrate(text: str) -> None:
    """To the newest shape. Raises OpenError (not there) or StoreError (made by a newer version)."""
    await asyncio.to_thread(_upgrade, text)


async def migrate_when_there(text: str, pause: float = 5.0) -> None:
    """The same for a start without a database: waits for it and touches nothing meanwhile."""
    while True:
        try:
            return await migrate(text)
        except OpenError as error:
            log.warning("waiting for the database", why=str(error))
        await asyncio.sleep(pause)


def configuration(text: str) -> Config:
    """Alembic's configuration, without a file: a password may hold `%`, which a file takes for its own."""
    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.attributes["url"] = text
    return config


def folder() -> Path:
    """The migrations: inside `aftercall` when installed, beside the packages in a checkout."""
    spec = importlib.util.find_spec("aftercall")
    inside = [Path(place) / "_migrations" for place in (spec and spec.submodule_search_locations) or ()]
    for place in (*inside, Path(__file__).resolve().parents[2] / "migrations"):
        if (place / "env.py").is_file():
            return place
    raise StoreError("the migrations are missing from this installation; install aftercall again")


def _upgrade(text: str) -> None:
    url = database_url(text)
    shown = url.render_as_string(hide_password=True)
    make_file(url)
    try:
        with _ALEMBIC:
            command.upgrade(configuration(text), "head")
    except FAILURES as error:
        raise OpenError(shown, reason(error), remedy(url)) from error
    except CommandError as error:
        why = f"{error}: it was made by a newer version"
        raise StoreError(f"database {shown}: {why}; update aftercall") from error
