"""Real servers for whoever asks; made when first asked for, so that pure tests stay instant.

A server that is missing on this machine is an error that names its remedy, never a skip.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator

import pytest

from aftercall.bench import Asterisk, Mosquitto, Postgres

_number = itertools.count(1)

# pytest-asyncio and looptime together would leave the loop that a policy makes by itself open, and a later test fails for it.
asyncio.set_event_loop(None)


@pytest.fixture(scope="module")
def asterisk() -> Iterator[Asterisk]:
    """A private Asterisk with our configuration, the module's own."""
    with Asterisk() as server:
        yield server


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[Mosquitto]:
    """A private broker open to all, the module's own."""
    with Mosquitto() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL for the whole run; take `postgres_url` for a database of your own."""
    with Postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The url of an empty database that only this test has."""
    name = f"test_{next(_number)}"
    yield postgres.create_database(name)
    postgres.drop_database(name)
