"""Campaigns as a real daemon keeps them: in a real Asterisk, on a real broker, on record, through its death."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from acd.store.database import open_database
from aftercall.bench import Asterisk, Mosquitto
from aftercall.client import Client
from aftercall.simulator.daemon import Daemon
from tests.edges.board_kit import listening, until
from tests.edges.dialer_kit import add_list

BOARD = "aftercall/main/campaigns/spring"


@asynccontextmanager
async def daemon_on(asterisk: Asterisk, mosquitto: Mosquitto) -> AsyncIterator[Daemon]:
    broker = {"AFTERCALL_MQTT__HOST": mosquitto.host, "AFTERCALL_MQTT__PORT": str(mosquitto.port)}
    daemon = Daemon(asterisk, settings=broker)
    try:
        await daemon.start()
        await daemon.wait_up()
        yield daemon
    finally:
        await daemon.close()


def in_astdb(asterisk: Asterisk, code: str) -> dict[str, str]:
    """What Asterisk's database holds of a campaign."""
    lines = asterisk.cli(f"database show acd-campaign-{code}").splitlines()
    pairs = (line.split(":", 1) for line in lines if line.startswith("/"))
    return {key.strip().rpartition("/")[2]: value.strip() for key, value in pairs}


async def test_a_campaign_lives_through_the_daemons_death(asterisk: Asterisk, mosquitto: Mosquitto) -> None:
    """Made, it stands in Asterisk and on the board; a daemon that is killed comes back with it and with the next event's number;
    removed, nothing of it is left."""
    async with (
        daemon_on(asterisk, mosquitto) as daemon,
        listening(mosquitto.port) as wall,
        Client(daemon.socket) as client,
    ):
        await client.put_trunk("pl", endpoint="carrier")
        made = await client.put_campaign(
            "spring", trunks=["pl"], amd="hang up", caller_id="+48221234567", aftercall=9000
        )
        assert (made.done, made.warning) == ("made", None)
        kept = in_astdb(asterisk, "spring")
        assert (kept["patience"], kept["amd"], kept["header"]) == ("2000", "hangup", "Call-Info")
        assert "spring" in asterisk.cli("queue show spring")
        assert "queue,spring" in asterisk.cli("database show")
        assert await client.drift() == ()
        await until(lambda: wall.board.get(BOARD, {}).get("state") == "stopped")
        await _pause(daemon, "paused", wall)

        await daemon.kill()
        await until(lambda: wall.daemon == "down")
        await daemon.start()
        await daemon.wait_up()
        await until(lambda: wall.daemon == "up")
        seen = wall.events[-1]["seq"]
        assert [card.state for card in await client.campaigns()] == ["paused"]
        await until(lambda: wall.board[BOARD]["state"] == "paused")
        await client.set_campaign("spring", "stop")
        await until(lambda: wall.board[BOARD]["state"] == "stopped")
        await until(lambda: wall.events[-1]["seq"] > seen)
        told = [event for event in wall.events if event["kind"] == "campaign-changed"]
        assert [event["data"]["state"] for event in told] == ["running", "paused", "stopped"]

        await _forget_contacts(daemon)
        await client.remove("campaigns", "spring")
        await client.remove("trunks", "pl")
        assert in_astdb(asterisk, "spring") == {}
        assert "queue,spring" not in asterisk.cli("database show")
        assert await client.drift() == ()
        await until(lambda: BOARD not in wall.board)


async def _pause(daemon: Daemon, state: str, wall: Any) -> None:
    """It runs for a moment, with a contact that nobody may call yet, and is paused."""
    await _contact(daemon)
    async with Client(daemon.socket) as client:
        await client.set_campaign("spring", "start")
        await until(lambda: wall.board[BOARD]["state"] == "running")
        await until(lambda: wall.board[BOARD]["contacts_left"] == 1)
        await client.set_campaign("spring", "pause")
        await until(lambda: wall.board[BOARD]["state"] == state)


async def _contact(daemon: Daemon) -> None:
    database = open_database(daemon.env["AFTERCALL_DATABASE__URL"])
    try:
        await add_list(database, [{"due": 4_000_000_000_000}])
    finally:
        await database.close()


async def _forget_contacts(daemon: Daemon) -> None:
    database = open_database(daemon.env["AFTERCALL_DATABASE__URL"])
    try:
        async with database.write() as connection:
            await connection.exec_driver_sql("UPDATE contacts SET standing = 'removed'")
    finally:
        await database.close()
