"""Floors without a daemon, for whoever asks, one a module: an Asterisk with phones and queues; and the dialer's, with a carrier."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from aftercall.bench import Asterisk
from aftercall.simulator.carrier import Carrier
from tests.floor.bare import Bare, configure, furnished, on_ami
from tests.floor.dialled import Dialling, dialling, dialling_floor


@pytest.fixture(scope="module")
def server() -> Iterator[Asterisk]:
    with furnished() as asterisk:
        yield asterisk


@pytest_asyncio.fixture
async def bare(server: Asterisk) -> AsyncIterator[Bare]:
    async with on_ami(server) as bare:
        await configure(bare)
        yield bare


@pytest.fixture(scope="module")
def outside() -> Iterator[tuple[Asterisk, Carrier]]:
    with dialling_floor() as both:
        yield both


@pytest_asyncio.fixture
async def dials(outside: tuple[Asterisk, Carrier]) -> AsyncIterator[Dialling]:
    async with dialling(*outside) as dials:
        yield dials
