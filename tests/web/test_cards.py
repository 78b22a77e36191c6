"""Agents, queues, types, phones and numbers over the API: made, changed in part, refused by field, removed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from acd.core.calendar_fields import WEEK
from acd.core.lines import Target
from aftercall.client import WishRefused, Wrong
from aftercall.office import SwitchAway, SwitchRefused
from tests.web.house import House
from tests.web.test_wishes import raw

EVERY_CARD: list[tuple[str, str, dict[str, Any]]] = [
    (
        "agents",
        "1003",
        {"name": "Anna", "team": "a", "queues": [["sales", 3], ["help", 0]], "language": "pl"},
    ),
    (
        "queues",
        "vip",
        {
            "name": "VIP",
            "weight": 9,
            "aftercall": 1500,
            "early": False,
            "strategy": "linear",
            "max_wait": 60000,
            "overflow": {"kind": "queue", "value": "help"},
            "closed": {"kind": "sound", "value": "closed"},
            "recording": True,
        },
    ),
    (
        "types",
        "tea",
        {"group": "break", "names": {"en": "Tea", "ru": "Чай"}, "length": 60000, "returns": True, "star": 10},
    ),
    ("phones", "1003", {"secret": "s3cret-word", "caller_id": "+48225550100", "language": "et"}),
    ("numbers", "+48225550100", {"target": {"kind": "queue", "value": "sales"}}),
    (
        "calendars",
        "office",
        {
            "zone": "Europe/Warsaw",
            "name": "Biuro",
            "week": {day: ["09:00-17:00"] for day in WEEK[:5]} | {day: [] for day in WEEK[5:]},
        },
    ),
]


@pytest.mark.parametrize(("noun", "code", "fields"), EVERY_CARD, ids=[card[0] for card in EVERY_CARD])
async def test_what_is_put_is_what_is_got(floor: House, noun: str, code: str, fields: dict[str, Any]) -> None:
    """Every field that is sent is kept, shown again, listed, and removed with its card."""
    async with raw(floor) as http:
        path = f"/{noun}/{code.replace('+', '%2B')}"
        made = await http.put(path, json=fields)
        assert (made.status_code, made.json()["done"]) == (200, "made"), made.text
        got = (await http.get(path, params={"secret": "true"} if noun == "phones" else None)).json()
        assert {name: got[name] for name in fields} == fields
        assert code in [card.get("code", card.get("did")) for card in (await http.get(f"/{noun}")).json()]
        assert (await http.put(path, json=fields)).json()["done"] == "same"
        assert (await http.delete(path)).json() == {"done": "removed", "warning": None, "code": code}
        gone = await http.get(path)
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "not-known")
        assert (await http.delete(path)).status_code == 404


async def test_a_partial_change_keeps_the_rest(floor: House) -> None:
    """Of a queue, an agent and a type only what is sent changes, null included."""
    await floor.client.put_queue("sales", overflow={"kind": "hangup"}, level=5000)
    queue = await floor.client.put_queue("sales", ring=7000)
    assert (queue.aftercall, queue.level, queue.ring, queue.overflow and queue.overflow.kind) == (
        10_000,
        5000,
        7000,
        "hangup",
    )
    assert (await floor.client.put_queue("sales", overflow=None)).overflow is None
    agent = await floor.client.put_agent("1001", team="red")
    assert (agent.name, agent.phone, agent.queues) == ("Agent 1001", "1001", (("sales", 0), ("help", 2)))
    kind = await floor.client.put_type("coffee", quota=2)
    assert (kind.group, kind.length, kind.names["et"]) == ("break", 600_000, "Kohv")


async def test_changes_at_once_lose_nothing(floor: House) -> None:
    """Twenty partial changes of one agent at once all take effect."""
    names = [f"extra{n}" for n in range(10)]
    await asyncio.gather(*(floor.client.put_queue(name) for name in names))
    fields: list[dict[str, Any]] = [
        {"team": "blue"},
        {"language": "ru"},
        {"name": "Ольга"},
        {"queues": [["extra3", 1]]},
    ]
    await asyncio.gather(*(floor.client.put_agent("1001", **f) for f in fields * 5))
    agent = next(card for card in await floor.client.agents() if card.code == "1001")
    assert (agent.team, agent.language, agent.name, agent.queues) == ("blue", "ru", "Ольга", (("extra3", 1),))
    assert floor.desk.floor.agents["1001"].card.name == "Ольга"


async def test_the_floor_knows_a_change_before_the_answer(floor: House) -> None:
    """A new agent may log in with the very next request, into a queue made just before, on a phone made just before."""
    await floor.client.put_queue("new")
    await floor.client.put_phone("1009")
    await floor.client.put_agent("1009", phone="1009", queues=[["new", 0]])
    answer = await floor.client.wish("1009", "login")
    assert answer.agent.queues == ("new",)
    assert answer.agent.state == "phone"  # nobody has seen this phone yet


GOOD_NAMES = ["O'Neil, Anna; the |2nd|", "Zoë 🎧", "x" * 100, '"${EXTEN}" & <b>', "Łukasz Żółć"]
BAD_NAMES = ["a\nb", "a\r\nAction: Logoff", "", "   ", "x" * 200, "x" * 101, "a\x00b", "a\u2028b"]


async def test_names_may_hold_what_people_write(floor: House) -> None:
    """Commas, separators, quotes, emoji and a hundred characters come back as they were sent, on the board too."""
    for name in GOOD_NAMES:
        saved = await floor.client.put_agent("1001", name=name)
        board = floor.service.agent("1001")
        assert (saved.name, board and board.name) == (name, name)


async def test_bad_names_are_refused_by_field(floor: House) -> None:
    """Line breaks, control characters, nothing and two hundred characters are 422, name the field, and change nothing."""
    for name in BAD_NAMES:
        with pytest.raises(Wrong) as wrong:
            await floor.client.put_agent("1001", name=name, team="red")
        assert (wrong.value.status, wrong.value.field) == (422, "name"), name
        assert wrong.value.remedy, name
    card = next(card for card in await floor.client.agents() if card.code == "1001")
    assert (card.name, card.team) == ("Agent 1001", "")


async def test_half_a_character_is_refused(floor: House) -> None:
    """A name that no UTF-8 can carry is 422, and the answer itself can be read."""
    async with raw(floor) as http:
        answer = await http.put(
            "/agents/1001", content=b'{"name": "a\\ud800"}', headers={"content-type": "application/json"}
        )
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "name")


BAD_FIELDS: list[tuple[str, dict[str, Any], str]] = [
    ("/agents/1001", {"nam": "x"}, "nam"),
    ("/agents/1001", {"name": None}, "name"),
    ("/agents/1001", {"phone": "1002"}, "phone"),
    ("/agents/1001", {"queues": [["nowhere", 0]]}, "queues"),
    ("/agents/1001", {"queues": [["sales", 0], ["sales", 1]]}, "queues"),
    ("/agents/1001", {"queues": [["sales", "x"]]}, "queues.0.1"),
    ("/agents/1001", {"queues": ["sales"]}, "queues.0"),
    ("/agents/10%0A01", {"name": "x"}, "code"),
    ("/agents/a,b", {"name": "x"}, "code"),
    ("/agents/" + "9" * 41, {"name": "x"}, "code"),
    ("/queues/SALES", {}, "code"),
    ("/queues/general", {}, "code"),
    ("/queues/sales", {"aftercall": -1}, "aftercall"),
    ("/queues/sales", {"aftercall": "10"}, "aftercall"),
    ("/queues/sales", {"aftercall": 1.5}, "aftercall"),
    ("/queues/sales", {"strategy": "best"}, "strategy"),
    ("/queues/sales", {"overflow": {"kind": "queue", "value": "nowhere"}}, "overflow"),
    ("/queues/sales", {"overflow": {"kind": "moon"}}, "overflow.kind"),
    ("/queues/sales", {"early": "yes"}, "early"),
    ("/types/nap", {"names": {"en": "Nap"}}, "group"),
    ("/types/coffee", {"group": "fun"}, "group"),
    ("/types/coffee", {"star": 1}, "star"),
    ("/types/lunch", {"returns": True}, "returns"),
    ("/phones/1001", {"secret": "short"}, "secret"),
    ("/phones/1001", {"secret": "with space and ; semicolon"}, "secret"),
    ("/numbers/48225550100", {}, "target"),
    ("/numbers/48225550100", {"target": {"kind": "queue", "value": "nowhere"}}, "target"),
    ("/numbers/12$%7BX%7D", {"target": {"kind": "hangup"}}, "did"),
]


async def test_bad_fields_are_named(floor: House) -> None:
    """What is wrong is 422, its field is named, nothing is changed, and a secret is not repeated."""
    before = (await floor.client.state(), await floor.client.types(), await floor.client.numbers())
    async with raw(floor) as http:
        for path, fields, field in BAD_FIELDS:
            answer = await http.put(path, json=fields)
            error = answer.json()["error"]
            assert (answer.status_code, error.get("field")) == (422, field), (path, fields, answer.text)
            assert error["why"]
            assert "semicolon" not in answer.text
    after = (await floor.client.state(), await floor.client.types(), await floor.client.numbers())
    assert [a.code for a in before[0].agents] == [a.code for a in after[0].agents]
    assert before[1:] == after[1:]


async def test_what_is_no_json_object_is_refused(floor: House) -> None:
    """Half an object, a list or nothing is 422 and says so."""
    headers = {"content-type": "application/json"}
    async with raw(floor) as http:
        for content, code in ((b'{"name": ', "bad-json"), (b"[1]", "bad-field"), (b"", "bad-field")):
            answer = await http.put("/agents/1001", content=content, headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, code), content


async def test_a_body_without_measure_is_refused(floor: House) -> None:
    """More than 64 kB is nobody's card: 413, before it is all read."""
    async with raw(floor) as http:
        answer = await http.put("/agents/1001", json={"name": "x" * 100_000})
    assert answer.status_code == 413


async def test_what_asterisk_cannot_take_is_refused_before_it_is_stored(floor: House) -> None:
    """A card that no Asterisk file can hold is 422, names its field, and is not kept."""
    with pytest.raises(Wrong) as wrong:
        await floor.client.put_number("*55", "hangup")
    assert (wrong.value.status, wrong.value.code, wrong.value.field) == (422, "bad-field", "did")
    assert await floor.client.numbers() == []


# --- Asterisk's part ---------------------------------------------------------------------------------------------


async def test_only_what_concerns_asterisk_goes_there(floor: House) -> None:
    """A new team is none of Asterisk's business; a ring time, a phone, a number and a star code are."""
    before = floor.switch.applied
    await floor.client.put_agent("1001", team="red")
    await floor.client.put_type("lunch", quota=3)
    assert floor.switch.applied == before
    await floor.client.put_queue("sales", ring=9000)
    await floor.client.put_phone("1010")
    await floor.client.put_number("48225550100", "queue", "sales")
    await floor.client.put_type("lunch", star=11)
    assert floor.switch.applied == before + 4
    assert [number.target for number in floor.switch.cards.numbers] == [Target("queue", "sales")]


async def test_without_asterisk_it_is_stored_with_a_warning(floor: House) -> None:
    """Asterisk away: stored, known to the floor, and the answer warns; provisioning again puts it there."""
    floor.switch.trouble = SwitchAway("the connection to Asterisk is down")
    saved = await floor.client.put_queue("later")
    assert saved.done == "made"
    assert saved.warning is not None
    assert "not yet in Asterisk: the connection to Asterisk is down" in saved.warning
    assert "later" in floor.desk.floor.queues
    with pytest.raises(Wrong) as away:
        await floor.client.drift()
    assert (away.value.status, away.value.code) == (503, "switch-away")
    floor.switch.trouble = None
    assert len(await floor.client.drift()) == 1
    assert len(await floor.client.provision()) == 1
    assert await floor.client.drift() == ()
    assert [card.code for card in floor.switch.cards.queues] == ["help", "later", "sales"]


async def test_refused_by_asterisk_nothing_stays(floor: House) -> None:
    """Asterisk says no: 502 with its words; a new card is gone again, a changed one as before, the floor untouched."""
    floor.switch.trouble = SwitchRefused(
        "Asterisk refused it: acd_queues.conf: permission denied", "see `aftercall check`"
    )
    with pytest.raises(Wrong, match="permission denied") as wrong:
        await floor.client.put_queue("never")
    assert (wrong.value.status, wrong.value.code) == (502, "switch")
    with pytest.raises(Wrong):
        await floor.client.put_queue("sales", ring=1000)
    queues = {queue.code: queue.ring for queue in await floor.client.queues()}
    assert queues == {"help": 20_000, "sales": 20_000}
    assert "never" not in floor.desk.floor.queues


# --- what may not go ---------------------------------------------------------------------------------------------


async def test_what_is_in_use_is_not_removed_and_names_who(floor: House) -> None:
    """An agent logged in, his type, his queue and his phone are each refused 409, naming him; free, they go."""
    await floor.client.wish("1001", "login")
    for noun, code, who in (
        ("agents", "1001", "1001 (Agent 1001) is logged in"),
        ("types", "phone", "1001 (Agent 1001)"),
        ("queues", "sales", "1001 (Agent 1001)"),
        ("phones", "1001", "1001 (Agent 1001)"),
    ):
        with pytest.raises(Wrong) as wrong:
            await floor.client.remove(noun, code)  # type: ignore[arg-type]
        assert (wrong.value.status, wrong.value.code) == (409, "in-use")
        assert who in wrong.value.why
        assert wrong.value.remedy
    await floor.client.wish("1001", "logout")
    await floor.client.remove("queues", "sales")
    await floor.client.remove("types", "phone")
    await floor.client.remove("agents", "1001")
    await floor.client.remove("phones", "1001")
    assert [agent.code for agent in (await floor.client.state()).agents] == ["1002"]


async def test_what_something_leads_to_is_not_removed(floor: House) -> None:
    """A queue that a number leads to, and a phone that is somebody's, are refused and name what leads there."""
    await floor.client.put_number("48225550100", "queue", "sales")
    with pytest.raises(Wrong, match="number 48225550100"):
        await floor.client.remove("queues", "sales")
    with pytest.raises(Wrong, match="agent 1002"):
        await floor.client.remove("phones", "1002")


async def test_a_type_that_comes_next_is_not_removed(floor: House) -> None:
    """A type that an agent goes to after his call is in use already."""
    await floor.client.wish("1001", "login")
    await floor.talk("1001")
    await floor.client.wish("1001", "type", type="lunch")
    with pytest.raises(Wrong, match="1001"):
        await floor.client.remove("types", "lunch")


async def test_agents_lose_their_place_in_a_removed_queue(floor: House) -> None:
    """A queue of the same name made later is another one: nobody is in it."""
    await floor.client.remove("queues", "help")
    await floor.client.put_queue("help")
    answer = await floor.client.wish("1001", "login")
    assert answer.agent.queues == ("sales",)


async def test_nobody_logs_in_at_a_removed_phone(floor: House) -> None:
    """A phone that was removed is not known any more."""
    await floor.client.put_phone("1012")
    await floor.phones_ready("1012")
    await floor.client.remove("phones", "1012")
    with pytest.raises(WishRefused) as refused:
        await floor.client.wish("1001", "login", phone="1012")
    assert refused.value.code == "unknown-phone"


# --- secrets -----------------------------------------------------------------------------------------------------


async def test_a_phones_secret_is_shown_once_and_on_demand(floor: House) -> None:
    """A new phone gets a secret that its answer shows; lists and later changes do not."""
    made = await floor.client.put_phone("1011")
    assert made.secret is not None
    assert len(made.secret) >= 16
    assert (await floor.client.put_phone("1011", language="pl")).secret is None
    assert {phone.secret for phone in await floor.client.phones()} == {None}
    async with raw(floor) as http:
        shown = (await http.get("/phones/1011", params={"secret": "true"})).json()
    assert shown["secret"] == made.secret


async def test_a_pin_is_set_checked_and_taken_away(floor: House) -> None:
    """PINs of 4 to 12 digits are taken, others refused without being repeated; an unknown agent has none."""
    pins = floor.service.office._pins
    await floor.client.set_pin("1001", "4711")
    assert await pins.right("1001", "4711")
    with pytest.raises(Wrong) as wrong:
        await floor.client.set_pin("1001", "12ab")
    assert wrong.value.field == "pin"
    assert "12ab" not in str(wrong.value)
    assert await pins.right("1001", "4711")
    assert (await floor.client.set_pin("1001", None)).pin == "none"
    assert not await pins.right("1001", "4711")
    with pytest.raises(Wrong) as unknown:
        await floor.client.set_pin("77", "4711")
    assert unknown.value.status == 404


async def test_a_new_agent_of_an_old_code_has_no_pin(floor: House) -> None:
    """Who gets a removed agent's code does not get his PIN."""
    await floor.client.set_pin("1001", "4711")
    await floor.client.remove("agents", "1001")
    await floor.client.put_agent("1001", name="Somebody else")
    assert not await floor.service.office._pins.right("1001", "4711")
