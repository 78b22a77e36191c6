"""Real servers for whoever asks; made when first asked for, so that pure tests stay instant.

A server that is missing on this machine is an error that names its remedy, never a skip.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from aftercall.bench import Asterisk, Mosquitto, Postgres

_number = itertools.count(1)

LONGEST: Final = (
    "floor/test_simulator_mixed.py",
    "browser/test_campaign_whole.py",
    "floor/test_demo.py",
    "floor/test_simulator_race.py",
    "floor/test_faults_around.py",
)
"""Files in which one test takes minutes: begun first, so that nobody waits for them alone at the end."""
SLOWEST: Final = ("floor", "browser", "edges", "web", "cli", "core")

# How long an example takes says nothing on a busy machine. Every run draws other examples, as a search should; the check of a commit
# draws the same each time (`--hypothesis-profile=same`), so that it fails for the commit alone.
settings.register_profile("any", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("any")

# pytest-asyncio and looptime together would leave the loop that a policy makes by itself open, and a later test fails for it.
asyncio.set_event_loop(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for real servers first, what only computes last; `make test` deals out files in this order."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> tuple[int, int]:
    """Of a file: its place among the longest, then its folder's."""
    folder, _, file = path.relative_to(Path(__file__).parent).as_posix().partition("/")
    name = f"{folder}/{file}"
    return (
        LONGEST.index(name) if name in LONGEST else len(LONGEST),
        SLOWEST.index(folder) if folder in SLOWEST else len(SLOWEST),
    )


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
