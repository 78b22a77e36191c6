"""Contacts, lists and do-not-call over the API: looked for page by page, exported, erased, switched, recycled, blocked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dialer.store.tables import attempts
from tests.edges.dialer_kit import add_list
from tests.web.house import House, now
from tests.web.test_campaigns import spring
from tests.web.test_wishes import raw

PEOPLE: list[dict[str, Any]] = [
    {"name": "Łucja Żak", "numbers": ("+48512000001", "+48222000001")},
    {"name": "JAN Nowak", "fields": {"city": "Łódź"}},
    {"name": "100% _Zoe_"},
]


async def tried(floor: House, contact: int, outcome: str = "no answer") -> None:
    row = {
        "id": f"d-{contact}",
        "site": "main",
        "campaign": "spring",
        "contact": contact,
        "number": "+48512000001",
        "trunk": "pl",
        "began": now() - 60_000,
        "ended": now() - 30_000,
        "outcome": outcome,
        "amd": "",
    }
    async with floor.database.write() as connection:
        await connection.execute(sa.insert(attempts).values(row))


async def test_looked_for(floor: House) -> None:
    """By part of a name in any case and alphabet, by a whole number or some digits, by list and standing; page by page."""
    await spring(floor, 0)
    list_, ids = await add_list(floor.database, PEOPLE)
    await add_list(floor.database, [{"name": "Other", "standing": "finished"}], name="second")
    async with raw(floor) as http:

        async def found(**query: Any) -> list[str]:
            answer = await http.get("/contacts", params=query)
            assert answer.status_code == 200, answer.text
            return [one["name"] for one in answer.json()]

        assert await found(name="łucja") == ["Łucja Żak"]
        assert await found(name="jan") == ["JAN Nowak"]
        assert await found(name="100% _") == ["100% _Zoe_"]
        assert await found(name="%") == ["100% _Zoe_"]
        assert await found(number="+48222000001") == ["Łucja Żak"]
        assert await found(number="222 000 001", region="PL") == ["Łucja Żak"]
        assert await found(number="2220") == ["Łucja Żak"]
        assert await found(list=list_) == [one["name"] for one in PEOPLE]
        assert await found(standing="finished") == ["Other"]
        assert await found(campaign="spring", list=list_, name="nobody") == []
        first = await http.get("/contacts", params={"limit": 3})
        following = await http.get(first.links["next"]["url"].removeprefix("/api/v1"))
        assert [one["id"] for one in first.json()] == ids
        assert [one["name"] for one in following.json()] == ["Other"]
        assert "next" not in following.links
        count = await http.get("/contacts/count", params={"list": list_})
        assert count.json() == {"count": 3, "more": False}
        wrong = await http.get("/contacts", params={"number": "+4"})
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "number")


async def test_one_person(floor: House) -> None:
    """Shown with what was tried; exported whole; erased only when somebody says yes, and then his number is blocked."""
    await spring(floor, 0)
    _, ids = await add_list(floor.database, PEOPLE)
    await tried(floor, ids[0])
    async with raw(floor) as http:
        one = (await http.get(f"/contacts/{ids[0]}")).json()
        assert (one["tried"], one["last_outcome"], one["attempts"][0]["outcome"]) == (
            1,
            "no answer",
            "no answer",
        )
        exported = await http.get(f"/contacts/{ids[0]}/export")
        assert exported.json()["contact"]["name"] == "Łucja Żak"
        assert "attachment" in exported.headers["content-disposition"]
        unsure = await http.post(f"/contacts/{ids[0]}/erase", json={})
        assert (unsure.status_code, unsure.json()["error"]["code"]) == (409, "sure")
        done = await http.post(f"/contacts/{ids[0]}/erase", json={"yes": True, "block": True})
        assert done.status_code == 200, done.text
        after = (await http.get(f"/contacts/{ids[0]}")).json()
        assert (after["name"], after["numbers"], after["attempts"][0]["number"]) == ("", [], "erased")
        assert (await http.get("/do-not-call/+48222000001")).json()["blocked"]
        assert (await http.get("/contacts/999999")).status_code == 404


async def test_lists(floor: House) -> None:
    """Switched off and on, its finished contacts opened again, deleted only when it rests."""
    await spring(floor, 0)
    list_, ids = await add_list(floor.database, [{"standing": "finished"}, {}])
    await tried(floor, ids[0], "busy")
    async with raw(floor) as http:
        nobody = await http.post(f"/lists/{list_}/recycle", json={})
        assert (nobody.status_code, nobody.json()["error"]["field"]) == (422, "outcomes")
        opened = await http.post(f"/lists/{list_}/recycle", json={"outcomes": ["busy"]})
        assert opened.json() == {"list": list_, "opened": 1}
        active = await http.delete(f"/lists/{list_}")
        assert (active.status_code, "active" in active.json()["error"]["why"]) == (409, True)
        rests = await http.put(f"/lists/{list_}", json={"active": False})
        assert (rests.json()["active"], rests.json()["open"]) == (False, 2)
        assert (await http.delete(f"/lists/{list_}")).status_code == 200
        assert (await http.get("/lists")).json() == []
        assert (await http.put(f"/lists/{list_}", json={"active": True})).status_code == 404


async def test_do_not_call(floor: House) -> None:
    """Numbers are blocked all or none, in one campaign or everywhere; asked for; paged; taken off."""
    await spring(floor, 0)
    async with raw(floor) as http:
        bad = {"numbers": ["+48512345678", "<script>"], "source": "letter"}
        refused = await http.post("/do-not-call", json=bad)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "numbers.1")
        assert (await http.get("/do-not-call")).json() == []
        body = {
            "numbers": ["512 345 678", "+48512345679"],
            "source": "=letter()",
            "region": "pl",
            "since": "2026-01-02",
        }
        made = await http.post("/do-not-call", json=body)
        assert made.json() == {"numbers": ["+48512345678", "+48512345679"], "where": "everywhere", "new": 2}
        here = {"numbers": ["+48512345678"], "source": "call", "campaign": "spring"}
        assert (await http.post("/do-not-call", json=here)).json()["new"] == 1
        assert (await http.get("/do-not-call/count")).json() == {"everywhere": 2, "spring": 1}
        asked = (await http.get("/do-not-call/512345678?region=PL")).json()
        assert [one["where"] for one in asked["entries"]] == ["everywhere", "spring"]
        assert asked["entries"][0]["since"].startswith("2026-01-0")
        first = await http.get("/do-not-call", params={"limit": 2})
        following = await http.get(first.links["next"]["url"].removeprefix("/api/v1"))
        places = [(one["number"], one["where"]) for one in first.json() + following.json()]
        assert places == [
            ("+48512345678", "everywhere"),
            ("+48512345678", "spring"),
            ("+48512345679", "everywhere"),
        ]
        assert (await http.delete("/do-not-call/+48512345678?campaign=spring")).status_code == 200
        assert (await http.delete("/do-not-call/+48512345678?campaign=spring")).status_code == 404
        assert (await http.get("/do-not-call/+48512345678")).json()["blocked"]
