"""Mailed reports: each once, also over a restart and after an absence, and never more than its owner may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from acd.core.moment import DAY, HOUR, MINUTE
from aftercall.post.send import Mail, NotSent
from aftercall.reporting.mailman import Mailman
from aftercall.reporting.tables import report_mails
from aftercall.web import report_mails as route
from tests.web.house import House, small_floor
from tests.web.people_kit import desktop

CARD = {"report": "calls", "to": ["chief@firm.example"], "at": "07:00", "kind": "csv"}


def noon(it: House) -> str:
    """Twelve hours from now: what is due each day then is far from every moment that these tests look at."""
    then = dt.datetime.fromtimestamp(it.desk.now() / 1000 + 12 * 3600, dt.UTC)
    return f"{then:%H:%M}"


async def daily(it: House, box: Box) -> None:
    wanted = CARD | {"to": ("chief@firm.example",), "via": "socket", "at": noon(it)}
    await hired(it, box, 0).change("daily", wanted, "root")


class Box:
    """A mail server that takes everything, unless `refuses`."""

    ready = True
    name = "a box"

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refuses: NotSent | None = None

    async def send(self, mail: Mail) -> str:
        if self.refuses is not None:
            raise self.refuses
        self.mails.append(mail)
        return mail.mail_id


def hired(it: House, box: Box, ahead: int) -> Mailman:
    """A daemon's mailman, started so long after now."""
    service = it.service
    man = Mailman(it.database, "main", "UTC", service.reporting, box, lambda: it.desk.now() + ahead)
    man.asked = route.asking(service)
    return man


async def states(it: House) -> Sequence[str]:
    async with it.database.read() as connection:
        wish = sa.select(report_mails.c.state).order_by(report_mails.c.due)
        return list((await connection.execute(wish)).scalars())


async def test_once_each(floor: House) -> None:
    """What is due is mailed once, with the file; a restart mails nothing again; what was missed is mailed late, once each."""
    box = Box()
    await daily(floor, box)
    await hired(floor, box, 0).look()
    assert box.mails == []
    for _ in range(2):
        await hired(floor, box, DAY).look()
    assert len(box.mails) == 1
    (mail,) = box.mails
    assert (mail.to, mail.files[0].name[:6], mail.files[0].kind) == (
        ("chief@firm.example",),
        "calls_",
        "text/csv",
    )
    for _ in range(2):
        await hired(floor, box, 4 * DAY).look()
    assert len({mail.mail_id for mail in box.mails}) == len(box.mails) == 4
    assert await states(floor) == ["sent"] * 4


async def test_killed_in_the_middle(floor: House) -> None:
    """A daemon that died while a mail was leaving sends the very same one again, under the same Message-ID."""
    box = Box()
    await daily(floor, box)
    await hired(floor, box, DAY).look()
    async with floor.database.write() as connection:
        await connection.execute(sa.update(report_mails).values(state="sending"))
    await hired(floor, box, DAY).look()
    first, second = box.mails
    assert first.mail_id == second.mail_id
    assert await states(floor) == ["sent"]


async def test_a_server_that_is_away(floor: House) -> None:
    """It is tried again later, not at once; what no server would ever take is given up, and why is shown."""
    box = Box()
    await daily(floor, box)
    box.refuses = NotSent("nobody listens")
    await hired(floor, box, DAY).look()
    box.refuses = None
    await hired(floor, box, DAY + MINUTE).look()
    assert (box.mails, await states(floor)) == ([], ["failed"])
    await hired(floor, box, DAY + HOUR // 2).look()
    assert (len(box.mails), await states(floor)) == (1, ["sent"])
    box.refuses = NotSent("550 no such person", lasting=True)
    await hired(floor, box, 2 * DAY).look()
    one = await hired(floor, box, 2 * DAY).one("daily")
    assert one.last is not None
    assert (one.last.state, one.last.why) == ("given up", "550 no such person")


async def test_never_more_than_its_owner_may_see(template: Path) -> None:
    """A mailed report is its owner's: of his reach as it is then; without his right it is not sent. Others do not see the card."""
    async with desktop(template) as it:
        await small_floor(it.house)
        await it.user("eva", ["supervisor"], reach=["help"])
        await it.user("max", ["supervisor"])
        eva, other = await it.inside("eva"), await it.inside("max")
        refused = await eva.put("/report-mails/mine", json=CARD | {"queue": "sales"})
        assert refused.status_code == 403
        made = await eva.put("/report-mails/mine", json=CARD)
        assert (made.status_code, made.json()["by"], made.json()["last"]) == (200, "eva", None)
        assert "set mail.host" in made.json()["warning"], "this site has no mail server: nobody waits in vain"
        assert made.json()["warning_parts"][0]["says"] == "no-mail-server"
        assert (await other.get("/report-mails")).json() == []
        assert (await other.get("/report-mails/mine")).status_code == 404
        assert (await other.put("/report-mails/mine", json=CARD)).status_code == 409
        assert len((await it.socket.get("/report-mails")).json()) == 1
        box = Box()
        man = hired(it.house, box, DAY)
        assert man.asked is not None
        card = (await man.one("mine")).card
        assert man.asked(card, it.house.desk.now()).queues == ("help",)
        await it.socket.put("/users/eva", json={"roles": ["agent"], "agent": "1001"})
        await man.look()
        assert box.mails == []
        last = (await man.one("mine")).last
        assert last is not None
        assert "may see no reports any more" in last.why
        sent = await it.socket.post("/report-mails/mine/send")
        assert sent.status_code >= 400
