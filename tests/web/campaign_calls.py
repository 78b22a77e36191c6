"""A campaign's agent with a contact: shown, talking, in aftercall."""

from __future__ import annotations

from typing import Any, Final

from acd.core import heard
from dialer.core.attempt import Attempt
from dialer.core.heard import LineAnswered, LineEnded, LineOut
from tests.edges.dialer_kit import add_list
from tests.web.house import House
from tests.web.test_campaigns import join, spring, until, where_it_is_noon
from tests.web.test_wishes import raw

WORDS: Final[dict[str, Any]] = {
    "script": "Good day, {name}.",
    "dispositions": [
        {"code": "sale", "does": "finish", "success": True},
        {"code": "later", "does": "callback"},
        {"code": "think", "does": "retry", "retry": {"after": 3_600_000, "times": 2}},
        {"code": "never", "does": "do not call"},
    ],
    "form": [
        {"code": "size", "label": "Size", "kind": "choice", "choices": ["S", "L"], "required": True},
        {"code": "when", "label": "When", "kind": "date"},
    ],
}


async def running(floor: House, **fields: Any) -> None:
    """Campaign spring runs with 1001 in it, and one contact, Jan, to call."""
    await spring(floor, 0, **({"mode": "progressive"} | WORDS | fields))
    people = [{"name": "Jan", "zone": where_it_is_noon(), "fields": {"city": "Gdynia"}}]
    await add_list(floor.database, people)
    await join(floor, "1001")
    async with raw(floor) as http:
        assert (await http.post("/campaigns/spring/start")).status_code == 200


async def dialled(floor: House) -> Attempt:
    await until(lambda: floor.telephone.dialled)
    attempt = floor.telephone.dialled[-1].attempt
    floor.dialer.hear(LineOut(floor.desk.now(), attempt.id))
    return attempt


async def talking(floor: House, **fields: Any) -> Attempt:
    """1001 talks with Jan."""
    await running(floor, **fields)
    attempt, at = await dialled(floor), floor.desk.now()
    floor.dialer.hear(LineAnswered(at, attempt.id))
    leg = f"PJSIP/1001-{attempt.id}"
    await floor.desk.heed(
        heard.CallerJoined(at, "spring", attempt.id, attempt.id, attempt.number, "", 1),
        heard.Offered(at, "spring", attempt.id, "1001", "1001", leg),
        heard.CallerLeft(at, "spring", attempt.id),
        heard.Answered(at, "spring", attempt.id, "1001", "1001", leg, f"t-{attempt.id}"),
    )
    await until(lambda: floor.dialer.room.lines[attempt.id].attempt.connected)
    return attempt


async def wrapping(floor: House, **fields: Any) -> Attempt:
    """The call is over, its end on record; 1001 is in its aftercall."""
    attempt = await talking(floor, **({"aftercall": 60_000} | fields))
    await floor.hang_up(attempt.id, "1001", "spring")
    floor.dialer.hear(LineEnded(floor.desk.now(), attempt.id, 16, None))
    await until(lambda: attempt.id not in floor.dialer.room.lines)
    await until(lambda: not floor.dialer.unwritten)
    return attempt
