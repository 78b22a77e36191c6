"""Calls over the API: what is asked of the switch, what is refused before it, and who may be called at all."""

from __future__ import annotations

import asyncio

import pytest

from acd.core import heard, orders
from acd.core.aim import NUMBER, Aim
from acd.core.orders import Turn
from tests.web.house import House
from tests.web.test_campaigns import join, spring, until
from tests.web.test_wishes import raw

SOMEWHERE_IT_IS_DAY = ("+48221234567", "+12125550123", "+81312345678", "+442071234567")
"""The regime of campaign spring allows 8 to 21 local: at any hour it is that at one of these."""


async def test_granted_when_the_switch_says_so(floor: House) -> None:
    """Hold is an order to the switch, and answered when the caller waits; the board says the same."""
    await floor.client.wish("1001", "login")
    await floor.talk("1001")
    wish = asyncio.create_task(floor.client.wish("1001", "call/hold"))
    order = await _given(floor, orders.Steer)
    assert order.turn is Turn.HOLD
    floor.desk.hear(heard.PartyHeld(floor.desk.now(), order.token, True))
    assert (await wish).agent.state == "on hold"


@pytest.mark.parametrize(
    ("verb", "body", "status", "code"),
    [
        ("call/transfer", {}, 422, "bad-field"),
        ("call/transfer", {"agent": "1002", "queue": "help"}, 422, "bad-field"),
        ("call/transfer", {"number": "call me"}, 409, "not-dialled"),
        ("call/dial", {"agent": "1002", "number": "22"}, 422, "bad-field"),
        ("call/hold", {"x": 1}, 422, "unknown-field"),
        ("listen", {"mode": "shout"}, 422, "bad-field"),
    ],
)
async def test_what_is_wrong(
    floor: House, verb: str, body: dict[str, object], status: int, code: str
) -> None:
    """Refused before the switch hears of it; the answer says what is wrong."""
    await floor.client.wish("1001", "login")
    await floor.talk("1001")
    async with raw(floor) as http:
        answer = await http.post(f"/agents/1001/{verb}", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not [one for one in floor.switch.given if isinstance(one, orders.Steer)]


async def test_do_not_call_is_asked(floor: House) -> None:
    """A number on the list is not dialled for the campaign in which the agent is, named or not; and it says why."""
    await _campaigner(floor)
    async with raw(floor) as http:
        blocked = await http.post("/do-not-call", json={"numbers": ["+48221234567"], "source": "letter"})
        assert blocked.status_code == 200, blocked.text
        for body in ({"number": "+48 22 123 45 67"}, {"number": "22 123 45 67", "queue": "spring"}):
            answer = await http.post("/agents/1001/call/dial", json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not-dialled")
            assert "do-not-call" in answer.json()["error"]["why"]
    assert not [one for one in floor.switch.given if isinstance(one, orders.DialByHand)]


async def test_over_the_campaigns_trunk(floor: House) -> None:
    """What may be called goes over the campaign's trunk, under its number, with its aftercall as the campaign says."""
    await _campaigner(floor, caller_id="+48220000000", wait=False)
    dialled: list[orders.DialByHand] = []
    async with raw(floor) as http:
        for number in SOMEWHERE_IT_IS_DAY:
            asked = asyncio.create_task(http.post("/agents/1001/call/dial", json={"number": number}))
            await until(lambda asked=asked: asked.done() or _dialled(floor))  # type: ignore[misc]
            dialled = _dialled(floor)
            if dialled:
                ring = heard.Offered(floor.desk.now(), "spring", dialled[0].call, "1001", "1001", "L", "dial")
                floor.desk.hear(ring)
            answer = await asked
            if dialled:
                assert answer.json()["answer"] == "granted"
                break
            assert "calling hours" in answer.text or "open" in answer.text, answer.text
    (order,) = dialled
    assert (order.queue, order.wait) == ("spring", False)
    assert order.to == Aim(NUMBER, order.to.to, order.to.to, "carrier", "+48220000000", over_trunk=True)


def _dialled(floor: House) -> list[orders.DialByHand]:
    return [one for one in floor.switch.given if isinstance(one, orders.DialByHand)]


async def _campaigner(floor: House, **fields: object) -> None:
    """1001 works in campaign spring, which runs; its only contact is shown to 1002."""
    await spring(floor, 1, mode="preview", **fields)
    await join(floor, "1002")
    async with raw(floor) as http:
        assert (await http.post("/campaigns/spring/start")).status_code == 200
    await until(lambda: floor.desk.floor.agents["1002"].holds)
    await join(floor, "1001")
    await until(lambda: not _may_be_booked(floor))


def _may_be_booked(floor: House) -> bool:
    """He is booked for a moment, until the store says that there is nobody left to call."""
    there_may_be_somebody = floor.dialer.room.campaigns["spring"].callable(floor.desk.now())
    return there_may_be_somebody or bool(floor.desk.floor.agents["1001"].holds)


async def _given(floor: House, kind: type[orders.Steer]) -> orders.Steer:
    await until(lambda: any(isinstance(one, kind) for one in floor.switch.given))
    return next(one for one in floor.switch.given if isinstance(one, kind))
