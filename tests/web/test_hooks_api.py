"""Hooks over the API: made, changed, tried, looked at; the secret is shown once."""

from __future__ import annotations

from tests.web.hook_kit import until
from tests.web.house import House
from tests.web.receiver import receiver
from tests.web.test_wishes import raw


async def test_a_hook_from_first_to_last(floor: House) -> None:
    """Made with a secret that is shown once, told what happens, tested, looked at, removed."""
    async with receiver() as crm, raw(floor) as http:
        made = (await http.put("/hooks/crm", json={"url": crm.url, "kinds": ["calls", "states"]})).json()
        assert (made["done"], made["state"], len(made["secret"])) == ("made", "ok", 64)
        assert (await http.get("/hooks/crm")).json()["secret"] is None
        await floor.client.wish("1001", "login")
        call = await floor.talk("1001")
        await floor.journal.drained()
        await until(lambda: "call-answered" in crm.kinds())
        answered = next(e for r in crm.taken for e in r.events if e["kind"] == "call-answered")
        assert (answered["queue"], answered["agent"], answered["call"]) == ("sales", "1001", call)
        seen = (await http.get("/hooks/crm/deliveries")).json()
        assert all(one["taken"] for one in seen["recent"])
        assert (await http.post("/hooks/crm/test")).json()["status"] == 204
        fresh = (await http.put("/hooks/crm", json={"secret": None})).json()
        assert fresh["secret"] not in (None, made["secret"])
        assert (await http.put("/hooks/crm", json={"kinds": ["calls"]})).json()["secret"] is None
        assert (await http.delete("/hooks/crm")).json()["done"] == "removed"
        assert (await http.get("/hooks")).json() == []


async def test_what_is_wrong_is_named(floor: House) -> None:
    """The field, why, and what to do; nothing is kept."""
    async with raw(floor) as http:
        wrong = [
            await http.put("/hooks/crm", json=body)
            for body in (
                {},
                {"url": "https://10.0.0.1/"},
                {"url": "https://example.org/", "queues": ["nope"]},
                {"url": "https://example.org/", "kinds": []},
                {"url": "https://example.org/", "secret": "short"},
                {"url": "https://example.org/", "kinds": ["gossip"]},
            )
        ]
        missing = [await http.get("/hooks/nope"), await http.post("/hooks/nope/test")]
        nobody = await http.get("/hooks", headers={"X-Aftercall-As": "agent"})
    assert [one.json()["error"]["field"] for one in wrong] == [
        "url", "url", "queues", "kinds", "secret", "kinds.0",
    ]  # fmt: skip
    assert all(one.status_code == 422 for one in wrong)
    assert [one.status_code for one in missing] == [404, 404]
    assert nobody.status_code == 403


async def test_a_screen_pop(floor: House) -> None:
    """From the ring on, the queue's page with the caller in it; before and without one, nothing."""
    async with raw(floor) as http:
        none = (await http.get("/agents/1001/pop")).json()
        await floor.client.put_queue("sales", pop="https://crm.example/?tel={number}&who={name}&by={agent}")
        await floor.client.wish("1001", "login")
        call = await floor.talk("1001")
        found = (await http.get("/agents/1001/pop")).json()
        bad = await http.put("/queues/sales", json={"pop": "javascript:alert(1)"})
    assert none == {"url": None, "call": None, "queue": None}
    assert found["url"] == "https://crm.example/?tel=%2B48500&who=Jan&by=1001"
    assert (found["call"], bad.status_code, bad.json()["error"]["field"]) == (call, 422, "pop")
