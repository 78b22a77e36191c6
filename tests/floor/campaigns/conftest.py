"""One floor for all faults of campaigns: five agents, two trunks, a wire that can be spoilt, PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from aftercall.bench import Postgres
from aftercall.simulator.site import Site
from tests.floor.campaigning import Campaigning, campaigning
from tests.floor.proxy import Proxy

AGENTS = ("1001", "1002", "1003", "1004", "1005", "1006")
DEAF = "1009"
"""His phone rings and is not picked up."""


@dataclass
class Spoilt:
    """`floor`, and what of it can be spoilt."""

    floor: Campaigning
    wire: Proxy
    postgres: Postgres


@pytest.fixture(scope="package")
def its_postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def spoilt(its_postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Spoilt]:
    proxies: list[Proxy] = []

    async def through(site: Site) -> Proxy:
        proxy = Proxy(site.asterisk)
        await proxy.start()
        proxies.append(proxy)
        return proxy

    async with campaigning(
        database=its_postgres.url(),
        agents=(*AGENTS, DEAF),
        trunks=("north", "south"),
        at=through,
        settings={"AFTERCALL_AMI__RECORDING": str(tmp_path_factory.mktemp("recording") / "floor.ami")},
        manners={DEAF: {"automatic": False}},
    ) as floor:
        yield Spoilt(floor, proxies[0], its_postgres)
        await proxies[0].close()


@pytest_asyncio.fixture(loop_scope="package")
async def floor(spoilt: Spoilt) -> AsyncIterator[Campaigning]:
    """Whatever the test before left behind is put away."""
    yield spoilt.floor
    spoilt.wire.refusing = False
    spoilt.wire.flow()
    await spoilt.floor.cleared()


@pytest.fixture
def wire(spoilt: Spoilt) -> Proxy:
    return spoilt.wire
