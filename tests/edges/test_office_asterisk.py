"""The office against a real Asterisk: what is made reaches it at once, what it refuses does not stay, what it missed comes later."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from acd.asterisk.exchange import Exchange
from acd.asterisk.provision import Provision
from acd.asterisk.snapshot import members_of
from acd.core.floor import Floor
from acd.core.heard import Choose, LogIn, LogOut, Person
from acd.core.lines import Target
from acd.desk import Answer, Desk
from acd.store.cards import Cards
from acd.store.database import open_database
from acd.store.migrate import migrate
from acd.store.pins import Pins
from aftercall.bench import Asterisk
from aftercall.office import InAsterisk, Office, SwitchRefused, opening
from aftercall.office import office as office_module
from aftercall.office.errors import InUse
from aftercall.office.nouns import NUMBERS, PHONES, QUEUES, TYPES
from tests.edges.ami_kit import until
from tests.edges.exchange_kit import door, now

BOSS = Person("rita", "supervisor")


@dataclass
class Furnished:
    server: Asterisk
    exchange: Exchange
    desk: Desk
    office: Office

    async def note(self, family: str, key: str) -> str:
        action = {"Action": "DBGet", "Family": family, "Key": key}
        reply = await self.exchange.provision.ask_list(action)
        return reply.items[0].get("Val") if reply.ok else ""

    async def members(self, queue: str) -> dict[str, bool]:
        """Agent -> paused, as Asterisk has it."""
        reply = await self.exchange.daily.ask_list({"Action": "QueueStatus", "Queue": queue})
        return {member.agent: member.paused for member in members_of(reply.items)}

    async def queues(self) -> list[str]:
        reply = await self.exchange.daily.ask_list({"Action": "QueueSummary"})
        return sorted(item.get("Queue") for item in reply.items)

    async def endpoints(self) -> list[str]:
        reply = await self.exchange.provision.ask_list({"Action": "PJSIPShowEndpoints"})
        return sorted(item.get("ObjectName") for item in reply.items)

    async def wish(self, kind: type[LogIn | LogOut | Choose], agent: str, **more: str) -> Answer:
        wish = kind(at=now(), id=f"{kind.__name__} {time.monotonic_ns()}", by=BOSS, agent=agent, **more)
        return await self.desk.ask(wish)


@asynccontextmanager
async def furnished(server: Asterisk, folder: Path) -> AsyncIterator[Furnished]:
    """An office with an empty database over a living desk, joined to this Asterisk."""
    url = f"sqlite:///{folder}/floor.db"
    await migrate(url)
    database = open_database(url)
    cards = Cards(database)
    await cards.seed()
    exchange = Exchange(door(server), hear=lambda heard: desk.hear(heard), star=lambda star: None, now=now)
    desk = Desk(Floor(), now, exchange.order, lambda took: None)
    office = Office(
        cards, Pins(database), desk, InAsterisk(Provision(exchange.daily, exchange.provision), lambda: 0)
    )
    running = asyncio.create_task(desk.run())
    try:
        await desk.heed(*opening(await cards.all(), now()))
        exchange.start()
        await until(lambda: exchange.up)
        await office.provision()
        await exchange.ready()
        yield Furnished(server, exchange, desk, office)
    finally:
        await office.close()
        await exchange.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await database.close()


async def test_many_phones_at_once(asterisk: Asterisk, tmp_path: Path) -> None:
    """A hundred and fifty phones are one reload of Asterisk, and stand there when it is answered; one that is there already: none."""
    async with furnished(asterisk, tmp_path) as it:
        codes = [str(code) for code in range(3001, 3151)]
        lines, warning = await it.office.make_phones(codes, {"language": "pl"})
        assert (len(lines), warning) == (150, "")
        assert set(codes) <= set(await it.endpoints())
        await it.office.make_agents(codes, {}, own_phone=True)
        assert it.desk.floor.agents["3150"].card.phone == "3150"
        with pytest.raises(InUse, match="phone 3150 is there already"):
            await it.office.make_phones(["3150", "3151"], {})
        assert "3151" not in await it.endpoints()
        assert await it.office.drift() == []


async def test_a_phone_shows_its_number_outside(asterisk: Asterisk, tmp_path: Path) -> None:
    """A phone's caller id reaches the site's own dialplan for calls to the outside; taken away, it is gone there."""
    async with furnished(asterisk, tmp_path) as it:
        await it.office.change_phone("3201", {"caller_id": "+48225550100"})
        shown = await asyncio.to_thread(asterisk.cli, "pjsip show endpoint 3201")
        assert re.search(r"ACD_CALLER_ID *: \+48225550100\n", shown)
        assert await it.office.drift() == []
        await it.office.change_phone("3201", {"caller_id": ""})
        assert "ACD_CALLER_ID" not in await asyncio.to_thread(asterisk.cli, "pjsip show endpoint 3201")


async def test_a_queue_a_phone_and_an_agent_work_at_once(asterisk: Asterisk, tmp_path: Path) -> None:
    """Made and, with no wait, used: the log-in is granted and Asterisk has the agent in the new queue; all within seconds."""
    async with furnished(asterisk, tmp_path) as it:
        began = time.monotonic()
        assert (
            await it.office.change_queue("first", {"aftercall": 2000, "name": "Łódź, 1st; |x|"})
        ).warning == ""
        assert (await it.office.change_phone("2001", {})).warning == ""
        await it.office.change_agent(
            "2001", {"name": 'Zoë, "the" <best>; |1|', "phone": "2001", "queues": (("first", 3),)}
        )
        answer = await it.wish(LogIn, "2001")
        assert type(answer).__name__ == "Granted", answer
        assert time.monotonic() - began < 5
        assert await it.members("first") == {"2001": True}  # paused: nobody has seen this phone
        assert await it.note("acd-queue-first", "aftercall") == "2000"
        assert await it.office.drift() == []
        await it.wish(LogOut, "2001")


async def test_a_change_reaches_asterisk_and_keeps_the_members(asterisk: Asterisk, tmp_path: Path) -> None:
    """A queue's new ring time and aftercall stand in Asterisk when the answer comes; its member is still in it."""
    async with furnished(asterisk, tmp_path) as it:
        await it.office.change_queue("second", {})
        await it.office.change_phone("2002", {})
        await it.office.change_agent("2002", {"phone": "2002", "queues": (("second", 0),)})
        await it.wish(LogIn, "2002")
        changed = {"ring": 7000, "aftercall": 1500, "overflow": Target("hangup")}
        saved = await it.office.change_queue("second", changed)
        assert (saved.done, saved.warning) == ("changed", "")
        assert await it.note("acd-queue-second", "aftercall") == "1500"
        assert await it.note("acd-queue-second", "overflow") == "hangup,"
        assert await it.members("second") == {"2002": True}
        await it.wish(LogOut, "2002")


async def test_numbers_and_star_codes(asterisk: Asterisk, tmp_path: Path) -> None:
    """A number leads where it should, a star code that moves leaves nothing under its old number, both go with their cards."""
    async with furnished(asterisk, tmp_path) as it:
        await it.office.change_queue("third", {})
        await it.office.change_number("+48225550100", {"target": Target("queue", "third")})
        assert await it.note("acd-number", "+48225550100") == "queue,third"
        await it.office.change_type("lunch", {"star": 44})
        assert (await it.note("acd-star", "44"), await it.note("acd-star", "4")) == ("lunch", "")
        await it.office.remove(NUMBERS, "+48225550100")
        await it.office.remove(TYPES, "lunch")
        assert (await it.note("acd-number", "+48225550100"), await it.note("acd-star", "44")) == ("", "")


async def test_what_is_removed_is_gone_from_asterisk(asterisk: Asterisk, tmp_path: Path) -> None:
    """A removed queue and a removed phone are no longer there, and nothing else went with them."""
    async with furnished(asterisk, tmp_path) as it:
        for code in ("gone", "stays"):
            await it.office.change_queue(code, {})
        for code in ("2003", "2004"):
            await it.office.change_phone(code, {})
        assert (await it.office.remove(QUEUES, "gone")).warning == ""
        assert (await it.office.remove(PHONES, "2003")).warning == ""
        assert await it.queues() == ["stays"]
        assert [name for name in await it.endpoints() if name.startswith("200")] == ["2004"]


async def test_what_asterisk_refuses_is_put_back(asterisk: Asterisk, tmp_path: Path) -> None:
    """Asterisk cannot write its file: the queue is refused with its words and is neither in the database nor on the floor."""
    async with furnished(asterisk, tmp_path) as it:
        file = asterisk.etc / "acd_queues.conf"
        text = file.read_text()
        file.unlink()
        file.mkdir()
        try:
            with pytest.raises(SwitchRefused, match=r"acd_queues\.conf"):
                await it.office.change_queue("never", {})
        finally:
            file.rmdir()
            file.write_text(text)
        assert [card.code for card in (await it.office.all()).queues] == []
        assert "never" not in it.desk.floor.queues
        assert (await it.office.change_queue("now", {})).warning == ""


async def test_what_was_made_while_asterisk_was_away_comes_later(
    asterisk: Asterisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored with a warning while Asterisk is down; when it is back the queue is there without anybody's hand."""
    monkeypatch.setattr(office_module, "AGAIN", 0.2)
    async with furnished(asterisk, tmp_path) as it:
        await asyncio.to_thread(asterisk.stop)
        await until(lambda: not it.exchange.up)
        saved = await it.office.change_queue("later", {})
        assert (saved.done, "not yet in Asterisk" in saved.warning) == ("made", True)
        await asyncio.to_thread(asterisk.start)
        await until(lambda: it.exchange.up, 60)
        for _ in range(300):
            if "later" in await it.queues():
                break
            await asyncio.sleep(0.1)
        assert "later" in await it.queues()
        assert await it.office.drift() == []
