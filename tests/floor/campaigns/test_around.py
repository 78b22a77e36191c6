"""The wire, Asterisk and PostgreSQL go away while a campaign's lines are out: what is up goes on, nothing new is dialled."""

from __future__ import annotations

import asyncio

import pytest

from aftercall.bench import Postgres
from dialer.core.outcome import Outcome
from tests.floor.campaigning import Campaigning
from tests.floor.campaigns.conftest import AGENTS
from tests.floor.living import PATIENCE, until
from tests.floor.proxy import Proxy

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]
RING, BUSY, PERSON = "33", "31", "00"


async def up(floor: Campaigning) -> None:
    await until(floor.daemon.api.is_up, 60.0, "the daemon found Asterisk again")


@pytest.mark.full
async def test_ami_cut_with_many_lines_ringing(floor: Campaigning, wire: Proxy) -> None:
    """Many lines ring, some end in the dark: nothing is dialled meanwhile, every end is found, and it goes on afterwards."""
    code = await floor.campaign(
        *[RING] * 34, *[BUSY] * 14, *["30"] * 10, mode="power", ratio=800, agents=AGENTS, ring=15_000
    )
    rung, later = floor.made[code][:48], floor.made[code][48:]
    await floor.remember(code, answered=40, of=120)
    await floor.restart_daemon()
    await floor.start(code)
    await floor.when(lambda: sum(floor.invites()[one] for one in rung) == 48, "all are rung", 30)
    wire.refusing = True
    wire.cut()
    await asyncio.sleep(0.5)  # what was asked for before
    before = floor.invites()
    await asyncio.sleep(4)
    assert floor.invites() == before
    wire.refusing = False
    await up(floor)
    for one in later:
        assert (await floor.ended(one)).outcome is Outcome.BUSY
    ended = [(await floor.ended(one)).outcome for one in rung]
    assert set(ended[:34]) == {Outcome.NO_ANSWER}
    assert set(ended[34:]) <= {Outcome.UNKNOWN, Outcome.BUSY}
    assert Outcome.UNKNOWN in ended
    await floor.settled(code)


@pytest.mark.parametrize(
    "kill", [True, pytest.param(False, marks=pytest.mark.full)], ids=["killed", "restarted"]
)
async def test_asterisk_dies_over_lines(floor: Campaigning, kill: bool) -> None:
    """Lines that rang are unknown, talks were connected and have their aftercall; nobody is dialled twice; then it goes on."""
    code = await floor.campaign(PERSON, PERSON, RING, RING, agents=AGENTS[:4])
    talking, ringing = floor.made[code][:2], floor.made[code][2:]
    await floor.start(code)
    for number in talking:
        await floor.connected(number)
    for number in ringing:
        await floor.rung(number)
    await asyncio.sleep(1.5)  # Asterisk's database is on its disk within a second
    await asyncio.to_thread(floor.site.asterisk.restart, kill=kill)
    await up(floor)
    assert [(await floor.ended(one)).outcome for one in talking] == [Outcome.CONNECTED] * 2
    for number in ringing:  # an Asterisk that goes in order ends them first
        assert (await floor.ended(number)).outcome in (Outcome.UNKNOWN, Outcome.FAILED)
    for agent in floor.agents:
        await floor.plug(agent, **floor.manners[agent])
    (another,) = await floor.people(code, PERSON)
    await floor.start(code)  # looks at once
    await floor.connected(another)
    await floor.hang_up_lines()
    await floor.settled(code)


async def test_postgresql_stops(floor: Campaigning, its_postgres: Postgres) -> None:
    """9.3: nobody new is dialled, a talk and its aftercall go on, a line that rings is answered; all of it is on record afterwards."""
    code = await floor.campaign(PERSON, "05", *["30"] * 5, agents=AGENTS[:2], aftercall=1000)
    first, second, *later = floor.made[code]
    await floor.start(code)
    await floor.connected(first)
    await floor.rung(second)
    talk = await floor.attempt(first)
    agent = talk.agent or ""
    await floor.database.engine.dispose()
    with its_postgres.away():
        await floor.hang_up_line(talk)
        await floor.shows(agent, "aftercall")
        await floor.whoever("talking")
        await floor.shows(agent, "free")
        await asyncio.sleep(3)
        assert not any(floor.invites()[one] for one in later)
        await floor.hang_up_lines()
    for number in (first, second):
        assert (await floor.ended(number)).outcome is Outcome.CONNECTED
    for number in later:
        assert (await floor.ended(number)).outcome is Outcome.BUSY
    await floor.settled(code)


@pytest.mark.full
async def test_daemon_killed_while_postgresql_is_away(floor: Campaigning, its_postgres: Postgres) -> None:
    """An end that was heard while the database was away is on record as it was, though the daemon died with it."""
    code = await floor.campaign("31", agents=AGENTS[:1])
    (number,) = floor.made[code]
    await floor.start(code)
    await floor.rung(number)
    await floor.database.engine.dispose()
    with its_postgres.away():
        await until(floor.nothing_out, PATIENCE, "the line is over")
        await asyncio.sleep(4)  # the journal waits 3 s for its database, then spools
        await floor.daemon.kill()
    await floor.daemon.start()
    await floor.daemon.wait_up()
    assert (await floor.ended(number)).outcome is Outcome.BUSY
    await floor.settled(code)
