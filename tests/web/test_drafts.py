"""Drafts of what an agent writes about a call."""

from __future__ import annotations

import pytest

from dialer.store.drafts import AT_ONCE, KEPT, Drafts
from tests.web.house import House, now
from tests.web.test_wishes import raw

ABOUT = "/agents/1001/drafts/d-main-1"
AGENT = {"X-Aftercall-As": "agent"}


async def test_a_draft_comes_back_as_it_was_written(floor: House) -> None:
    """What was kept last comes back, until it is thrown away."""
    async with raw(floor, AGENT) as http:
        assert (await http.get(ABOUT)).status_code == 404
        for size in ("M", "L"):
            assert (await http.put(ABOUT, json={"content": {"values": {"size": size}}})).status_code == 200
        assert (await http.get(ABOUT)).json() == {
            "about": "d-main-1",
            "content": {"values": {"size": "L"}},
        }
        assert (await http.delete(ABOUT)).status_code == 204
        assert (await http.get(ABOUT)).status_code == 404


async def test_drafts_are_the_agents_own(floor: House) -> None:
    """Not even an administrator reads what nobody has said yet."""
    async with raw(floor) as http:
        assert (await http.get(ABOUT)).status_code == 403


async def test_a_megabyte_is_refused(floor: House) -> None:
    """A text beyond all bounds is refused by name, and what was kept stays."""
    async with raw(floor, AGENT) as http:
        await http.put(ABOUT, json={"content": {"note": "short"}})
        huge = await http.put(ABOUT, json={"content": {"note": "x" * 1_000_000}})
        assert huge.status_code == 413
        assert (await http.get(ABOUT)).json()["content"] == {"note": "short"}


@pytest.mark.parametrize("old", [KEPT + 1, None])
async def test_old_drafts_go(floor: House, old: int | None) -> None:
    """After three days, or when there are too many of one agent, the oldest go."""
    drafts = Drafts(floor.database)
    if old is not None:
        await drafts.keep("1002", "old", {"a": 1}, now() - old)
        await drafts.keep("1001", "new", {"a": 1}, now())
        assert await drafts.of("1002", "old") is None
        return
    for number in range(AT_ONCE + 1):
        await drafts.keep("1001", f"call-{number}", {"a": 1}, now() + number)
    assert await drafts.of("1001", "call-0") is None
    assert await drafts.of("1001", f"call-{AT_ONCE}") is not None
