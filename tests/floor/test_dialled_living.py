"""The dialer's calls on a living floor: what its agents' boards show, and that all that holds for other calls holds for these."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aftercall.bench import Asterisk
from aftercall.simulator.carrier import Carrier
from aftercall.simulator.site import Site
from dialer.core.cards import CampaignCard, Mode
from dialer.core.heard import LineAnswered, LineLeft
from tests.floor.dialled import Dialler
from tests.floor.living import Living, living

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]
SALES = CampaignCard("sales", caller_id="+48221234567")
PREVIEW = CampaignCard("sales", mode=Mode.PREVIEW)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened() -> AsyncIterator[tuple[Living, Carrier]]:
    carriers: list[Carrier] = []

    def lay_out(asterisk: Asterisk) -> None:
        carriers.append(Carrier(asterisk))
        with (asterisk.etc / "acd_trunks.conf").open("a") as trunks:
            trunks.write(carriers[0].endpoint())

    site = Site(lay_out=lay_out)
    with carriers[0]:
        async with living(site=site) as floor:
            yield floor, carriers[0]


@pytest_asyncio.fixture(loop_scope="module")
async def floor(opened: tuple[Living, Carrier]) -> AsyncIterator[Living]:
    """Agent 1001 alone takes calls; after the test all that always holds must hold."""
    floor = opened[0]
    await floor.at_ease()
    await floor.granted("1002", "type", type="lunch")
    yield floor
    await floor.at_ease()
    await floor.whole(lengths=False)


@pytest_asyncio.fixture(loop_scope="module")
async def dials(opened: tuple[Living, Carrier]) -> AsyncIterator[Dialler]:
    async with Dialler(opened[0].site.asterisk) as dials:
        yield dials


async def hang_up(dials: Dialler, attempt: str) -> None:
    await dials.link.ask({"Action": "Hangup", "Channel": attempt})


async def test_a_dialled_person(floor: Living, dials: Dialler) -> None:
    """The agent talks with the number that was dialled, under the attempt's id; then he is in aftercall, then free."""
    attempt = dials.dial("00", SALES)
    board = await floor.shows("1001", "talking")
    assert (board["call"]["call"], board["call"]["queue"]) == (attempt.id, "sales")
    await hang_up(dials, attempt.id)
    await floor.shows("1001", "aftercall")
    await floor.shows("1001", "free")
    assert not dials.of(LineLeft, attempt)


async def test_a_preview(floor: Living, dials: Dialler) -> None:
    """His phone was rung first: he talks from then on, also while the contact's rings; then aftercall."""
    attempt = dials.dial("02", PREVIEW, agent="1001", who="1001")
    await floor.shows("1001", "talking")
    await dials.next(LineAnswered, attempt)
    await floor.shows("1001", "talking")
    await hang_up(dials, attempt.id)
    await floor.shows("1001", "aftercall")
    await floor.shows("1001", "free")


async def test_a_break_asked_for_in_a_preview(floor: Living, dials: Dialler) -> None:
    """A break that is asked for meanwhile begins after the aftercall."""
    attempt = dials.dial("00", PREVIEW, agent="1001", who="1001")
    await floor.shows("1001", "talking")
    await floor.wish("1001", "type", type="lunch")
    await hang_up(dials, attempt.id)
    await floor.shows("1001", "break")
    other = dials.dial("00", PREVIEW, agent="1001", who="1001")
    assert (await dials.end(other)).no_agent
    await floor.shows("1001", "break")


async def test_the_daemon_dies_in_a_preview(floor: Living, dials: Dialler) -> None:
    """The conversation goes on; the new daemon knows it, and its aftercall follows."""
    attempt = dials.dial("00", PREVIEW, agent="1001", who="1001")
    await dials.next(LineAnswered, attempt)
    await floor.restart_daemon()
    await floor.shows("1001", "talking")
    await hang_up(dials, attempt.id)
    await floor.shows("1001", "aftercall")
