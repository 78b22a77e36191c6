"""The dialer's bare floor, for whoever asks: one Asterisk and one carrier a module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from aftercall.bench import Asterisk
from aftercall.simulator.carrier import Carrier
from tests.floor.dialled import Dialling, dialling, dialling_floor


@pytest.fixture(scope="module")
def outside() -> Iterator[tuple[Asterisk, Carrier]]:
    with dialling_floor() as both:
        yield both


@pytest_asyncio.fixture
async def dials(outside: tuple[Asterisk, Carrier]) -> AsyncIterator[Dialling]:
    async with dialling(*outside) as dials:
        yield dials
