"""How far rights extend: queues and campaigns within reach, agents who share one, one's own calls; and who sees whole numbers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from acd.board.private import mask
from aftercall.people.rights import Asker, Role
from aftercall.web.masking import event_seen
from tests.web.campaign_calls import wrapping
from tests.web.people_kit import Desktop, desktop, error


@pytest.fixture
async def desk(template: Path) -> AsyncIterator[Desktop]:
    """Besides the two agents in sales and help: 1003, in mail alone."""
    async with desktop(template) as it:
        client = it.house.client
        await client.put_queue("mail")
        await client.put_phone("1003")
        await client.put_agent("1003", name="Cyryl", phone="1003", queues=[["mail", 0]])
        yield it


async def refused(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, error(answer)


async def test_a_supervisor_of_one_queue(desk: Desktop) -> None:
    """He sees his queue and everybody, and steers who shares it; others are refused by their name, unknown ones are unknown."""
    await desk.user("sue", ["supervisor"], reach=["mail"])
    sue = await desk.inside("sue")
    state = (await sue.get("/state")).json()
    assert [one["code"] for one in state["queues"]] == ["mail"]
    assert [one["code"] for one in state["agents"]] == ["1001", "1002", "1003"]
    assert [one["code"] for one in (await sue.get("/queues")).json()] == ["mail"]
    assert await refused(await sue.get("/queues/sales")) == (403, "reach")
    assert (await sue.get("/queues/mail")).status_code == 200
    await desk.house.phones_ready("1003")
    assert (await sue.post("/agents/1003/login", json={})).status_code == 200
    assert (await sue.post("/agents/1003/hold", json={"reason": "come"})).status_code == 200
    assert await refused(await sue.post("/agents/1001/login", json={})) == (403, "reach")
    assert (await sue.post("/agents/77/login", json={})).status_code == 404
    assert await refused(await sue.get("/agents/1001/day")) == (403, "reach")
    assert (await sue.get("/agents/1003/day")).status_code == 200
    assert await refused(await sue.get("/recordings", params={"queue": "sales"})) == (403, "reach")
    await desk.user("sue", ["supervisor"], reach=None, password=None)
    assert (await sue.post("/agents/1001/login", json={})).status_code == 200


async def test_an_agent_is_himself_alone(desk: Desktop) -> None:
    """He logs in, takes types and sees his day; another agent's are refused; what only a supervisor may is refused by the floor."""
    await desk.user("anna", ["agent"], agent="1001")
    anna = await desk.inside("anna")
    granted = await anna.post("/agents/1001/login", json={})
    assert (granted.status_code, granted.json()["agent"]["state"]) == (200, "free")
    for verb in ("login", "logout", "resume", "dial"):
        assert await refused(await anna.post(f"/agents/1002/{verb}", json={})) == (403, "right"), verb
    assert await refused(await anna.get("/agents/1002/day")) == (403, "right")
    assert await refused(await anna.get("/agents/1002/contact")) == (403, "right")
    hold = await anna.post("/agents/1001/hold", json={})
    assert (hold.status_code, hold.json()["code"]) == (409, "role")
    assert (await anna.get("/agents/1001/day")).status_code == 200


async def test_who_is_both(desk: Desktop) -> None:
    """A supervisor who is an agent too is a supervisor where his reach goes, and the agent himself beyond it."""
    await desk.user("both", ["agent", "supervisor"], agent="1001", reach=["mail"])
    both = await desk.inside("both")
    assert (await both.post("/agents/1001/login", json={})).status_code == 200
    assert (await both.post("/agents/1001/hold", json={})).status_code == 409
    await desk.user("both", ["agent", "supervisor"], agent="1001", reach=["sales"], password=None)
    assert (await both.post("/agents/1001/hold", json={})).status_code == 200


async def test_numbers_on_the_boards(desk: Desktop) -> None:
    """Callers' numbers are whole for who supervises and for the agent whose call it is; for others three digits are left, no name."""
    await desk.house.client.wish("1001", "login")
    await desk.house.talk("1001")
    await desk.user("sue", ["supervisor"])
    await desk.user("anna", ["agent"], agent="1001")
    await desk.user("bert", ["agent"], agent="1002")
    await desk.user("tess", ["tester"])
    seen = {}
    for name in ("sue", "anna", "bert", "tess"):
        state = (await (await desk.inside(name)).get("/state")).json()
        call = state["agents"][0]["call"]
        seen[name] = (call["number"], call["name"])
    whole, hidden = ("+48500", "Jan"), ("…500", None)
    assert seen == {"sue": whole, "anna": whole, "bert": hidden, "tess": hidden}


async def test_attempts_and_contacts(desk: Desktop) -> None:
    """An agent sees his own attempts whole and nobody else's; a tester all, with numbers and names hidden; beyond reach is nothing."""
    attempt = await wrapping(desk.house)
    await desk.user("anna", ["agent"], agent="1001")
    await desk.user("bert", ["agent"], agent="1002")
    await desk.user("tess", ["tester"])
    await desk.user("mike", ["manager"], reach=["sales"])
    anna, bert, tess, mike = [await desk.inside(name) for name in ("anna", "bert", "tess", "mike")]
    one = f"/attempts/{attempt.id}"

    own = (await anna.get(one)).json()
    assert (own["number"], own["name"], own["person"]["fields"]) == (
        attempt.number,
        "Jan",
        {"city": "Gdynia"},
    )
    assert [a["id"] for a in (await anna.get("/attempts")).json()] == [attempt.id]
    assert (await anna.get("/agents/1001/contact")).json()["number"] == attempt.number

    assert (await bert.get("/attempts")).json() == []
    assert await refused(await bert.get("/attempts", params={"agent": "1001"})) == (403, "right")
    assert await refused(await bert.get(one)) == (403, "right")
    assert await refused(await bert.post(f"{one}/disposition", json={"disposition": "never"})) == (
        403,
        "right",
    )
    assert await refused(
        await bert.put(f"/callbacks/{attempt.contact}", json={"local": "2027-01-11T12:00"})
    ) == (
        403,
        "right",
    )

    hidden = (await tess.get(one)).json()
    assert (hidden["number"], hidden["name"]) == (mask(attempt.number), "")
    assert attempt.number not in json.dumps(hidden)
    assert "Gdynia" not in json.dumps(hidden)

    assert (await mike.get("/attempts")).json() == []
    assert await refused(await mike.get(one)) == (403, "reach")
    assert await refused(await mike.get("/attempts", params={"campaign": "spring"})) == (403, "reach")
    assert (await mike.get("/campaigns")).json() == []
    for call in (
        mike.get("/campaigns/spring"),
        mike.post("/campaigns/spring/stop", json={"yes": True}),
        mike.put("/campaigns/spring", json={"name": "Mine"}),
        mike.put("/campaigns/summer", json={"name": "Mine"}),
        mike.put(f"/callbacks/{attempt.contact}", json={"local": "2027-01-11T12:00"}),
    ):
        assert await refused(await call) == (403, "reach")
    body = {"disposition": "sale", "form": {"size": "L"}}
    assert (await anna.post(f"{one}/disposition", json=body)).status_code == 200


def test_events_beyond_reach_are_not_told() -> None:
    """Of the stream each listener gets what is about his queues; numbers as his rights let him see them."""
    joined = {"kind": "call-queued", "scope": "queues", "code": "sales", "queue": "sales", "agent": None}
    line = json.dumps(joined | {"data": {"number": "+48501234567", "name": "Jan", "position": 1}})
    campaign = json.dumps({"kind": "x", "scope": "campaigns", "code": "spring", "queue": None, "data": {}})
    gap = json.dumps({"kind": "gap", "first": 1, "last": 2, "missed": 2})
    chief = Asker("a", frozenset({Role.ADMINISTRATOR}))
    sales = Asker("s", frozenset({Role.SUPERVISOR}), reach=frozenset({"sales"}))
    mail = Asker("m", frozenset({Role.SUPERVISOR}), reach=frozenset({"mail"}))
    tester = Asker("t", frozenset({Role.TESTER}))
    assert [event_seen(chief, one) for one in (line, campaign, gap)] == [line, campaign, gap]
    assert [event_seen(sales, one) for one in (line, campaign, gap)] == [line, None, gap]
    assert [event_seen(mail, one) for one in (line, campaign, gap)] == [None, None, gap]
    seen = event_seen(tester, line)
    assert seen is not None
    assert json.loads(seen)["data"] == {"number": "…567", "name": None, "position": 1}
