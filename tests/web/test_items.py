"""Chats and tickets over the API: brought once, shown to whom they concern, taken by one, written in as text, solved, opened again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from acd.store.database import Database
from tests.web.item_kit import Desks, desks
from tests.web.people_kit import error


@pytest.fixture
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template) as made:
        yield made


@pytest.fixture
async def idle(template: Path) -> AsyncIterator[Desks]:
    """Nobody is at work, so what is brought waits."""
    async with desks(template, at_work=False) as made:
        yield made


# --- brought -----------------------------------------------------------------------------------------------------


async def test_what_is_brought_is_there(idle: Desks) -> None:
    """With its customer, his first message, and all that was said of it; 201."""
    answer = await idle.rita.post(
        "/items",
        json={
            "kind": "ticket",
            "queue": "sales",
            "subject": "  a lamp ",
            "text": "It does not light.",
            "customer": {"name": "Jan  Kowalski", "email": "Jan@Example.com", "phone": "+48 501 502 503"},
            "priority": 3,
            "tags": ["lamps", "lamps"],
            "fields": {"order": 4711},
        },
    )
    assert answer.status_code == 201
    item = answer.json()
    assert (item["done"], item["stage"], item["subject"], item["priority"]) == (
        "made",
        "waiting",
        "a lamp",
        3,
    )
    assert (item["tags"], item["fields"], item["unread"]) == (["lamps"], {"order": 4711}, 1)
    assert item["customer"]["name"] == "Jan Kowalski"
    messages = (await idle.rita.get(f"/items/{item['id']}/messages")).json()
    assert [(one["by"], one["text"], one["state"]) for one in messages] == [
        ("customer", "It does not light.", "in")
    ]
    person = (await idle.rita.get(f"/customers/{item['customer']['id']}")).json()
    assert (person["email"], person["phone"]) == ("jan@example.com", "+48501502503")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"queue": "slaes"}, "queue"),
    ({"kind": "letter"}, "kind"),
    ({"priority": 1000}, "priority"),
    ({"tags": [""]}, "tags.0"),
    ({"customer": {"phone": "12"}}, "customer.phone"),
    ({"customer": {"email": "nobody"}}, "customer.email"),
    ({"customer": {"id": 4711}}, "customer.id"),
    ({"attachments": [4711]}, "attachments.0"),
    ({"text": "x" * 100_001}, "text"),
    ({"text": " \n"}, "text"),
    ({"text": "", "subject": " ", "kind": "chat"}, "text"),
    ({"colour": "red"}, "colour"),
]


async def test_what_is_wrong_is_named(idle: Desks) -> None:
    """422 with the field, why, and what to do; nothing was brought."""
    for change, field in WRONG:
        body = {"kind": "ticket", "queue": "sales", "text": "hello"} | change
        answer = await idle.rita.post("/items", json=body)
        assert (answer.status_code, answer.json()["error"].get("field")) == (422, field), answer.text
        assert answer.json()["error"]["why"]
        assert answer.json()["error"]["remedy"]
    assert (await idle.rita.get("/items")).json() == []


async def test_a_hundred_thousand_characters(idle: Desks) -> None:
    """Of any kind are taken, and come back as they were."""
    text = "ż" * 99_999 + "😀"
    item = await idle.bring(text=text)
    (message,) = (await idle.rita.get(f"/items/{item['id']}/messages")).json()
    assert message["text"] == text


async def test_brought_twice_it_is_there_once(idle: Desks) -> None:
    """Under the same `external` the second is 200 and `same`, and adds no message; under the same key it is the first answer again;
    ten at once make one."""
    first = await idle.bring(external="crm-1", text="once")
    again = await idle.chief.post(
        "/items", json={"kind": "ticket", "queue": "sales", "text": "twice", "external": "crm-1"}
    )
    assert (again.status_code, again.json()["id"], again.json()["done"]) == (200, first["id"], "same")
    assert len((await idle.chief.get(f"/items/{first['id']}/messages")).json()) == 1
    body, key = {"kind": "ticket", "queue": "sales", "text": "key"}, {"Idempotency-Key": "k1"}
    one, two = [await idle.rita.post("/items", json=body, headers=key) for _ in range(2)]
    assert (one.json()["id"], two.headers["idempotency-replayed"]) == (two.json()["id"], "true")
    body = {"kind": "ticket", "queue": "sales", "text": "race", "external": "crm-2"}
    many = await asyncio.gather(*(idle.chief.post("/items", json=body) for _ in range(10)))
    assert {answer.json()["id"] for answer in many} == {many[0].json()["id"]}
    assert sorted(answer.status_code for answer in many) == [200] * 9 + [201]
    assert len((await idle.chief.get("/items")).json()) == 3


async def test_a_chat_for_a_closed_queue(idle: Desks) -> None:
    """409 `closed` with the next opening; what had been brought before is still the same; a ticket is taken, and chats where the queue
    takes them at any hour."""
    body = {"kind": "chat", "queue": "sales", "text": "hello", "external": "web-1"}
    first = (await idle.chief.post("/items", json=body)).json()["id"]
    opening = (datetime.now(UTC) + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    week = {opening.strftime("%A").lower(): ["09:00-17:00"]}
    made = await idle.chief.put("/calendars/seldom", json={"zone": "UTC", "week": week})
    assert made.status_code == 200, made.text
    assert (await idle.chief.put("/queues/sales", json={"calendar": "seldom"})).status_code == 200
    refused = await idle.chief.post("/items", json=body | {"external": "web-2"})
    assert (refused.status_code, error(refused)) == (409, "closed")
    assert refused.json()["opens"] == opening.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert refused.json()["error"]["remedy"]
    assert (await idle.chief.post("/items", json=body)).json()["id"] == first
    assert (
        await idle.chief.post("/items", json=body | {"kind": "ticket", "external": "web-3"})
    ).status_code == 201
    await idle.chief.put("/queues/sales", json={"chats_when_closed": True})
    assert (await idle.chief.post("/items", json=body | {"external": "web-4"})).status_code == 201


async def hours_of_sales(idle: Desks) -> Any:
    (board,) = [one for one in (await idle.chief.get("/state")).json()["queues"] if one["code"] == "sales"]
    return board["hours"]


async def test_a_chat_for_a_queue_that_was_closed_by_hand(idle: Desks) -> None:
    """As by its calendar, but for an opening: nobody knows it. Its board says closed, and so does a widget, till it is opened."""
    body = {"kind": "chat", "queue": "sales", "text": "hello"}
    widget = {"queue": "sales", "origins": ["https://shop.example"]}
    assert (await idle.chief.put("/widgets/shop", json=widget)).status_code == 200
    assert (await idle.chief.put("/queues/sales", json={"open": False})).status_code == 200
    refused = await idle.chief.post("/items", json=body)
    assert (refused.status_code, error(refused), refused.json().get("opens")) == (409, "closed", None)
    assert await hours_of_sales(idle) == {"open": False, "next_change": None}
    assert (await idle.chief.get("/widgets/shop")).json()["open"] is False
    assert (await idle.chief.post("/items", json=body | {"kind": "ticket"})).status_code == 201
    assert (await idle.chief.put("/queues/sales", json={"open": True})).status_code == 200
    assert await hours_of_sales(idle) is None
    assert (await idle.chief.get("/widgets/shop")).json()["open"] is True
    assert (await idle.chief.post("/items", json=body)).status_code == 201


# --- listed ------------------------------------------------------------------------------------------------------


async def test_lists_go_by_pages(idle: Desks) -> None:
    """The newest first; `Link` leads to the next page until all were there once."""
    made = [(await idle.bring())["id"] for _ in range(5)]
    found, path = [], "/items?limit=2"
    while path:
        answer = await idle.rita.get(path)
        found += [one["id"] for one in answer.json()]
        path = answer.links.get("next", {}).get("url", "").removeprefix("/api/v1")
    assert found == made[::-1]


async def test_lists_are_of_what_was_asked(idle: Desks) -> None:
    """By kind, queue, stage, customer, and a part of the subject or the name."""
    ticket = await idle.bring(subject="a 100% lamp", customer={"name": "Jan Kowalski"})
    chat = await idle.bring("chat", "mail")

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await idle.rita.get(f"/items?{query}")).json()]

    assert await ids("kind=chat") == [chat["id"]]
    assert await ids("queue=sales") == [ticket["id"]]
    assert await ids("stage=open") == []
    assert await ids("stage=waiting&stage=open") == [chat["id"], ticket["id"]]
    assert await ids(f"customer={ticket['customer']['id']}") == [ticket["id"]]
    assert await ids("q=100%25") == await ids("q=kowal") == await ids(f"q={ticket['id']}") == [ticket["id"]]
    assert await ids("q=_") == []


# --- rights ------------------------------------------------------------------------------------------------------


async def test_an_agent_sees_his_own_and_what_waits_in_his_queues(it: Desks) -> None:
    """What a colleague has is neither listed nor shown; a supervisor's reach is his queues."""
    theirs, mail = await it.bring("chat"), await it.bring(queue="mail")
    await it.taken(theirs["id"], "1002")
    mine = await it.bring()
    await it.taken(mine["id"], "1001")
    waits = await it.bring(most_penalty=0, queue="help")  # both have penalty 2 there: it is offered to nobody

    async def seen(client: Any) -> list[str]:
        return sorted(one["id"] for one in (await client.get("/items")).json())

    assert await seen(it.anna) == sorted([mine["id"], waits["id"]])
    assert await seen(it.jan) == sorted([theirs["id"], waits["id"]])
    assert await seen(it.rita) == sorted([theirs["id"], mail["id"], mine["id"], waits["id"]])
    assert await seen(it.mark) == [mail["id"]]
    for client, item in ((it.anna, theirs), (it.anna, mail), (it.mark, mine)):
        for path in (f"/items/{item['id']}", f"/items/{item['id']}/messages"):
            answer = await client.get(path)
            assert (answer.status_code, error(answer)) == (403, "reach"), path
    assert (await it.tom.get("/items")).status_code == 403


async def test_a_foreign_item_is_not_dealt_with(it: Desks) -> None:
    """Not written in, solved, transferred or changed by who has not got it; nothing happens to it."""
    item = (await it.bring("chat"))["id"]
    await it.taken(item, "1002")
    before = await it.item(item)
    for verb, body in (
        ("messages", {"text": "hello"}),
        ("solve", {}),
        ("pend", {}),
        ("transfer", {"agent": "1001"}),
        ("typing", None),
    ):
        answer = await it.anna.post(f"/items/{item}/{verb}", json=body)
        assert (answer.status_code, error(answer)) == (403, "reach"), verb
    assert (await it.anna.patch(f"/items/{item}", json={"subject": "mine"})).status_code == 403
    assert (await it.anna.post(f"/agents/1002/items/{item}/return")).status_code == 403
    refused = await it.anna.post(f"/agents/1001/items/{item}/accept")
    assert (refused.status_code, refused.json()["code"], refused.json()["item"]) == (409, "taken", None)
    stood = ("stage", "agent", "subject", "unread")
    assert {name: (await it.item(item))[name] for name in stood} == {name: before[name] for name in stood}


async def test_names_of_customers(idle: Desks) -> None:
    """Of what only waits an agent is not told who wrote, nor finds it by the name; a supervisor is and does."""
    item = await idle.bring(customer={"name": "Jan Kowalski"}, fields={"order": 1})
    shown = (await idle.anna.get(f"/items/{item['id']}")).json()
    assert (shown["customer"]["name"], shown["fields"]) == (None, {})
    assert (await idle.anna.get("/items?q=Kowalski")).json() == []
    assert (await idle.rita.get(f"/items/{item['id']}")).json()["customer"]["name"] == "Jan Kowalski"
    refused = await idle.anna.get(f"/customers/{item['customer']['id']}")
    assert (refused.status_code, error(refused)) == (403, "reach")


async def test_what_is_not_known(it: Desks) -> None:
    """404 with its name; an id that is none is 422."""
    for method, path in (
        ("GET", "/items/c999"),
        ("POST", "/items/t999/solve"),
        ("POST", "/agents/1001/items/t999/accept"),
    ):
        answer = await it.rita.request(method, path)
        assert answer.status_code == 404, path
        assert "999" in answer.json()["error"]["why"]
    assert (await it.rita.get("/items/x1")).status_code == 422
    item = (await it.bring())["id"]
    assert (await it.rita.post(f"/agents/9999/items/{item}/accept")).status_code == 404


async def test_two_accept_at_once(idle: Desks) -> None:
    """One has it, the other is told who; asked again the first has it still."""
    await idle.chief.put("/queues/sales", json={"push_tickets": False})
    for agent in ("1001", "1002"):
        await idle.it.house.client.wish(agent, "login", type="desk")
    for _ in range(5):
        item = (await idle.bring())["id"]
        answers = await asyncio.gather(
            idle.anna.post(f"/agents/1001/items/{item}/accept"),
            idle.jan.post(f"/agents/1002/items/{item}/accept"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        who = won.json()["item"]["agent"]
        assert (lost.json()["answer"], lost.json()["code"]) == ("refused", "taken")
        assert who in lost.json()["why"]
        winner = {"1001": idle.anna, "1002": idle.jan}[who]
        assert (await winner.post(f"/agents/{who}/items/{item}/accept")).status_code == 200
        await winner.post(f"/items/{item}/solve", json={})


async def test_a_ticket_from_beginning_to_end(it: Desks) -> None:
    """Offered, accepted, answered, put off, gone on, solved with a disposition, opened again, given back."""
    item = (await it.bring())["id"]
    offered = await it.until(item, lambda one: one["offered"] is not None)
    agent = offered["offered"]["agent"]
    client, other = (it.anna, it.jan) if agent == "1001" else (it.jan, it.anna)
    refused = await other.post(f"/agents/{'1002' if agent == '1001' else '1001'}/items/{item}/accept")
    assert (refused.status_code, refused.json()["code"]) == (409, "offered")
    taken = await client.post(f"/agents/{agent}/items/{item}/accept")
    assert (taken.json()["answer"], taken.json()["item"]["stage"], taken.json()["item"]["agent"]) == (
        "granted",
        "open",
        agent,
    )
    written = await client.post(f"/items/{item}/messages", json={"text": "Which lamp?"})
    assert (written.status_code, written.json()["by"], written.json()["agent"]) == (201, "agent", agent)
    await client.post(f"/items/{item}/messages", json={"text": "he is angry", "kind": "note"})
    assert (await client.post(f"/items/{item}/pend", json={"until": "2126-01-01T00:00:00Z"})).json()["item"][
        "stage"
    ] == "pending"
    customer = await it.rita.post(f"/items/{item}/messages", json={"text": "The red one.", "customer": True})
    assert (customer.json()["by"], customer.json()["state"]) == ("customer", "in")
    await it.until(item, lambda one: one["stage"] == "open" and one["unread"] == 1)
    solved = await client.post(f"/items/{item}/solve", json={"disposition": "repaired", "note": "a new bulb"})
    assert solved.json()["item"]["stage"] == "solved"
    after = await it.until(item, lambda one: one["disposition"] is not None)
    assert (after["disposition"], after["stage"], after["agent"]) == ("repaired", "solved", agent)
    assert after["first_answered"]
    assert after["solved"]
    texts = [(one["kind"], one["text"]) for one in (await client.get(f"/items/{item}/messages")).json()]
    assert texts == [
        ("message", "hello"),
        ("message", "Which lamp?"),
        ("note", "he is angry"),
        ("message", "The red one."),
        ("note", "a new bulb"),
    ]
    over = await client.post(f"/agents/{agent}/items/{item}/accept")
    assert (over.status_code, over.json()["code"]) == (409, "over")
    assert (await it.rita.patch(f"/items/{item}", json={"tags": ["late"]})).json()["tags"] == ["late"]
    again = await client.post(f"/items/{item}/reopen")
    assert (again.status_code, again.json()["item"]["agent"]) == (200, agent), again.text
    back = await client.post(f"/agents/{agent}/items/{item}/return")
    assert back.json()["item"]["stage"] in ("waiting", "offered")


async def test_to_solve_gives_the_most_urgent(idle: Desks) -> None:
    """By priority, then age; when nothing waits it says so."""
    await idle.chief.put("/queues/sales", json={"push_tickets": False})
    await idle.it.house.client.wish("1001", "login", type="desk")
    low, high, old = [(await idle.bring(priority=priority))["id"] for priority in (0, 5, 5)]
    got = [(await idle.anna.post("/agents/1001/to-solve")).json()["item"]["id"] for _ in range(3)]
    assert got == [high, old, low]
    nothing = await idle.anna.post("/agents/1001/to-solve", json={"kind": "ticket"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing")


async def test_transfers(it: Desks) -> None:
    """A ticket to a colleague is his; to a queue it waits there; to nobody we know, or both at once, is refused."""
    item = (await it.bring())["id"]
    await it.taken(item, "1001")
    moved = await it.anna.post(f"/items/{item}/transfer", json={"agent": "1002"})
    assert (moved.status_code, moved.json()["item"]["agent"]) == (200, "1002"), moved.text
    assert (await it.anna.get(f"/items/{item}")).status_code == 403
    queued = await it.jan.post(f"/items/{item}/transfer", json={"queue": "mail"})
    assert (queued.json()["item"]["queue"], queued.json()["item"]["agent"]) == ("mail", None)
    for body, status in (
        ({"agent": "9999"}, 404),
        ({"queue": "nowhere"}, 409),
        ({}, 422),
        ({"agent": "1001", "queue": "help"}, 422),
    ):
        answer = await it.rita.post(f"/items/{item}/transfer", json=body)
        assert answer.status_code == status, (body, answer.text)


async def test_changes(it: Desks) -> None:
    """A supervisor changes priority and tags; an agent the subject of his own, and not its priority."""
    item = (await it.bring())["id"]
    await it.taken(item, "1001")
    changed = await it.rita.patch(f"/items/{item}", json={"priority": 7, "tags": ["red"]})
    assert (changed.json()["done"], changed.json()["priority"], changed.json()["tags"]) == (
        "changed",
        7,
        ["red"],
    )
    assert (await it.anna.patch(f"/items/{item}", json={"subject": "lamp"})).json()["subject"] == "lamp"
    refused = await it.anna.patch(f"/items/{item}", json={"priority": 9})
    assert (refused.status_code, error(refused)) == (403, "right")
    assert (await it.rita.patch(f"/items/{item}", json={"customer": 999})).status_code == 404


# --- what is written ---------------------------------------------------------------------------------------------


async def test_html_stays_text(it: Desks) -> None:
    """What looks like a page is told as the characters that were written, and no HTML is made of it."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e"
    item = (await it.bring("chat", subject=evil, text=evil, customer={"name": evil}))["id"]
    await it.taken(item)
    await it.anna.post(f"/items/{item}/messages", json={"text": evil})
    answer = await it.anna.get(f"/items/{item}/messages")
    assert [(one["text"], one["html"]) for one in answer.json()] == [(evil, None)] * 2
    assert answer.headers["content-type"] == "application/json"
    assert (await it.anna.get(f"/items/{item}")).json()["subject"] == evil


async def test_html_of_mails_is_cleaned(it: Desks) -> None:
    """In the list and as a page for a frame: no script, no picture from elsewhere unless asked for, and a policy that runs nothing."""
    from acd.store.items import NewMessage

    item = (await it.bring())["id"]
    await it.taken(item)
    html = '<p>Dear all<script>alert(1)</script><img src="https://spy.example/x.gif"></p>'
    said = await it.it.house.service.items.say(item, NewMessage("Dear all", html=html))
    message = (await it.anna.get(f"/items/{item}/messages?after={said.id - 1}")).json()[0]
    assert (message["html"], message["held"]) == ("<p>Dear all<img></p>", 1)
    page = await it.anna.get(f"/items/{item}/messages/{said.id}/html")
    assert page.status_code == 200
    assert "script" not in page.text
    assert "spy.example" not in page.text
    assert page.headers["content-security-policy"].startswith("sandbox")
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert "spy.example" in (await it.anna.get(f"/items/{item}/messages/{said.id}/html?images=true")).text
    assert (await it.jan.get(f"/items/{item}/messages/{said.id}/html")).status_code == 403


async def test_threads_go_by_pages(it: Desks) -> None:
    """The oldest first, on from any message."""
    item = (await it.bring(text="0"))["id"]
    await it.taken(item)
    for number in range(1, 5):
        await it.anna.post(f"/items/{item}/messages", json={"text": str(number)})
    first = await it.anna.get(f"/items/{item}/messages?limit=3")
    second = await it.anna.get(first.links["next"]["url"].removeprefix("/api/v1"))
    assert [one["text"] for one in [*first.json(), *second.json()]] == ["0", "1", "2", "3", "4"]
    assert "next" not in second.links


async def test_who_wrote(it: Desks) -> None:
    """An agent by his code; a supervisor by his log-in, which is no agent's answer of his own."""
    item = (await it.bring())["id"]
    await it.taken(item)
    mine = (await it.anna.post(f"/items/{item}/messages", json={"text": "hello"})).json()
    hers = (await it.rita.post(f"/items/{item}/messages", json={"text": "look twice", "kind": "note"})).json()
    assert [(one["agent"], one["author"]) for one in (mine, hers)] == [("1001", ""), (None, "rita")]


async def test_nothing_is_not_written(it: Desks) -> None:
    """Neither blanks nor a note of the customer's; a browser does not say what a customer wrote."""
    item = (await it.bring())["id"]
    await it.taken(item)
    for body in ({"text": "  \n"}, {"text": "x", "kind": "note", "customer": True}, {}):
        assert (await it.anna.post(f"/items/{item}/messages", json=body)).status_code == 422
    await it.it.user("sue", ["supervisor"])
    browser = await it.it.inside("sue")
    refused = await browser.post(f"/items/{item}/messages", json={"text": "x", "customer": True})
    assert (refused.status_code, error(refused)) == (403, "right")


async def test_with_the_database_away(it: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is brought or written is refused with 503 and what to do; what was taken can be dealt with."""
    item = (await it.bring())["id"]
    await it.taken(item)

    @asynccontextmanager
    async def away(self: Database) -> AsyncIterator[None]:
        raise OperationalError("INSERT", {}, ConnectionRefusedError("nobody listens"))
        yield

    with monkeypatch.context() as now:
        now.setattr(Database, "write", away)
        for path, body in (
            ("/items", {"kind": "ticket", "queue": "sales", "text": "x"}),
            (f"/items/{item}/messages", {"text": "x"}),
        ):
            answer = await it.rita.post(path, json=body)
            assert (answer.status_code, error(answer)) == (503, "database-away"), answer.text
            assert "try again" in answer.json()["error"]["why"] + answer.json()["error"].get("remedy", "")
    assert len((await it.chief.get(f"/items/{item}/messages")).json()) == 1
