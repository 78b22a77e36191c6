"""Lines that are dialled: what became of them, in Asterisk's own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from aftercall.bench import Asterisk
from aftercall.simulator.carrier import Carrier
from dialer.core.heard import LineAnswered, LineOut
from tests.floor.dialled import Dialling, dialling, dialling_floor


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Asterisk, Carrier]]:
    with dialling_floor() as world:
        yield world


@pytest_asyncio.fixture
async def floor(world: tuple[Asterisk, Carrier]) -> AsyncIterator[Dialling]:
    async with dialling(*world) as floor:
        yield floor


@pytest.mark.parametrize(
    ("ending", "cause", "tech", "reason"),
    [
        ("30", 17, 486, 0),
        ("32", 21, 603, 0),
        ("34", 1, 404, 0),
        ("35", 34, 503, 0),
        ("36", 19, 480, 0),
    ],
    ids=["busy", "declined", "no such number", "congestion", "not reachable"],
)
async def test_refused_by_the_network(
    floor: Dialling, ending: str, cause: int, tech: int, reason: int
) -> None:
    """The network's refusal is told as it came: Q.850 cause and SIP status; once; nobody answered."""
    attempt = floor.dial(ending)
    await floor.next(LineOut, attempt)
    ended = await floor.end(attempt)
    print(ended)
    assert (ended.cause, ended.tech, ended.reason) == (cause, tech, reason)
    assert not floor.of(LineAnswered, attempt)
