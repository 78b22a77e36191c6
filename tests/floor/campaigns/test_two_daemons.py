"""Two sites, each with its own daemon and Asterisk, call from one list in one database."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from aftercall.bench import Postgres
from dialer.core.outcome import Outcome
from dialer.store.tables import attempts
from tests.floor.campaigning import Campaigning, campaigning
from tests.floor.living import until

pytestmark = pytest.mark.timeout(900)
HERE, THERE = ("1001", "1002", "1003"), ("2001", "2002", "2003")
POWER = {"mode": "power", "ratio": 900}


@pytest.mark.parametrize(
    ("people", "card"),
    [(200, {"mode": "predictive"}), pytest.param(10_000, POWER, marks=pytest.mark.full)],
    ids=["two hundred", "ten thousand"],
)
async def test_nobody_is_called_by_both(its_postgres: Postgres, people: int, card: dict[str, object]) -> None:
    """4.6: both dial, each contact has one attempt and one INVITE, counted at the carriers."""
    database = its_postgres.create_database(f"two_{people}")
    more = () if people < 1000 else ("1004", "1005")
    async with campaigning(database=database, agents=HERE + more) as here:
        code = await here.campaign(*["30"] * people, agents=(), **card)
        await here.remember(code, answered=40, of=120)
        await here.restart_daemon()
        there_too = tuple(f"2{agent[1:]}" for agent in more)
        site = {"AFTERCALL_SITE": "second"}
        async with campaigning(database=database, agents=THERE + there_too, settings=site) as there:
            for floor in (here, there):
                await floor.daemon.api.put("trunks", "north", {"rate": 100, "channels": 100})
                for agent in floor.agents:
                    await floor.join(agent, code)
            for floor in (here, there):
                await floor.start(code)
            await until(lambda: _over(here, code, people), people / 10 + 60, "everybody was called")
            invites = here.invites() + there.invites()
            assert set(invites) == set(here.made[code])
            assert set(invites.values()) == {1}
            record = await here.record(code)
            assert Counter(one.number for one in record) == invites
            assert {one.outcome for one in record} == {Outcome.BUSY}
            sites = await _sites(here, code)
            assert set(sites) == {"main", "second"}, sites
            assert min(sites.values()) > people / 10, sites
            for floor in (here, there):
                await floor.stop(code)
                await until(floor.nobody_booked, 20, "nobody is booked")
                await until(floor.nobody_joined, 20, "all have left")


async def _over(floor: Campaigning, code: str, people: int) -> bool:
    over = sa.select(sa.func.count()).where(
        attempts.c.campaign == code, attempts.c.contact != 0, attempts.c.ended.is_not(None)
    )
    async with floor.database.read() as connection:
        return int((await connection.execute(over)).scalar_one()) >= people


async def _sites(floor: Campaigning, code: str) -> dict[str, int]:
    by_site = (
        sa.select(attempts.c.site, sa.func.count().label("count"))
        .where(attempts.c.campaign == code, attempts.c.contact != 0)
        .group_by(attempts.c.site)
    )
    async with floor.database.read() as connection:
        return {row.site: row.count for row in (await connection.execute(by_site)).all()}
