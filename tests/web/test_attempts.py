"""What an agent says of a contact over the API: while they talk, in aftercall, later; with its form and a promised call."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aftercall.client import Wrong
from dialer.core.attempt import Attempt
from dialer.core.cards import Mode
from dialer.store.attempts import Attempts
from tests.web.campaign_calls import running, talking, wrapping
from tests.web.house import House
from tests.web.test_campaigns import until
from tests.web.test_wishes import raw


async def get(floor: House, path: str, **params: Any) -> Any:
    async with raw(floor) as http:
        answer = await http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def say(floor: House, path: str, **body: Any) -> tuple[int, Any]:
    async with raw(floor) as http:
        answer = await http.post(path, json=body)
        return answer.status_code, answer.json()


async def on_record(floor: House, attempt: Attempt, **wanted: Any) -> Any:
    """The attempt, once these of its values are as wanted."""
    async with asyncio.timeout(15):
        while True:
            found = await get(floor, f"/attempts/{attempt.id}")
            if all(found[name] == value for name, value in wanted.items()):
                return found
            await asyncio.sleep(0.05)


async def test_the_contact_that_he_talks_with(floor: House) -> None:
    """His contact comes with numbers, fields, script, form and dispositions; while he talks, and in aftercall with its deadline."""
    attempt = await talking(floor, aftercall=60_000)
    shown = await get(floor, "/agents/1001/contact")
    assert (shown["stage"], shown["attempt"], shown["name"]) == ("talking", attempt.id, "Jan")
    assert (shown["fields"], shown["script"]) == ({"city": "Gdynia"}, "Good day, {name}.")
    assert [one["number"] for one in shown["numbers"]] == [attempt.number]
    assert [one["code"] for one in shown["dispositions"]] == ["sale", "later", "think", "never"]
    assert [one["code"] for one in shown["form"]] == ["size", "when"]
    assert (shown["deadline"], shown["disposition"]) == (None, None)
    await floor.hang_up(attempt.id, "1001", "spring")
    after = await get(floor, "/agents/1001/contact")
    assert (after["stage"], after["attempt"]) == ("aftercall", attempt.id)
    assert after["deadline"] is not None


async def test_a_preview_shows_when_it_dials(floor: House) -> None:
    """A contact that he is shown names the moment at which it is dialled by itself."""
    await running(floor, mode="preview", countdown=600_000)
    await until(lambda: floor.dialer.room.lines)
    shown = await get(floor, "/agents/1001/contact")
    since, dials = (datetime.fromisoformat(shown[name]) for name in ("since", "dials_at"))
    assert (shown["stage"], dials - since) == ("shown", timedelta(seconds=600))


async def test_nobody_at_hand(floor: House) -> None:
    """An agent without a contact, and one whom nobody knows, are told apart; so is an attempt that is not on record."""
    async with raw(floor) as http:
        none = await http.get("/agents/1001/contact")
        assert (none.status_code, none.json()["error"]["code"]) == (404, "no-contact")
        unknown = await http.post("/agents/9/disposition", json={"disposition": "sale"})
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not-known")
        lost = await http.get("/attempts/d-none")
        assert (lost.status_code, "d-none" in lost.json()["error"]["why"]) == (404, True)


async def test_without_a_database_nothing_is_said(floor: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is away a disposition is refused as such, the floor and the dialer hear nothing; afterwards it is taken."""
    attempt = await wrapping(floor)

    def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError("the database is not there")

    with monkeypatch.context() as patch:
        patch.setattr(Attempts, "dispose", away)
        status, refused = await say(floor, "/agents/1001/disposition", disposition="sale")
        assert (status, refused["error"]["code"]) == (503, "database-away")
    wrap = floor.desk.floor.agents["1001"].aftercall
    assert wrap is not None
    assert wrap.disposition is None
    status, said = await say(floor, "/agents/1001/disposition", disposition="sale")
    assert (status, said["id"]) == (200, attempt.id)


async def test_a_disposition_completes_the_attempt_not_the_aftercall(floor: House) -> None:
    """Given in aftercall it is on record at once with its form, the contact is decided, and the aftercall goes on."""
    attempt = await wrapping(floor)
    await on_record(floor, attempt, outcome="connected")
    status, said = await say(
        floor, "/agents/1001/disposition", disposition="sale", form={"size": "L", "when": "2026-12-24"}
    )
    assert status == 200, said
    assert (said["disposition"], said["filled"]) == ("sale", {"size": "L", "when": "2026-12-24"})
    assert said["person"]["standing"] == "finished"
    agent = floor.service.agent("1001")
    assert agent is not None
    assert agent.state == "aftercall"
    assert agent.aftercall is not None
    assert agent.aftercall.disposition == "sale"


async def test_said_again_it_is_decided_anew(floor: House) -> None:
    """Changed in aftercall, and later when it is over, the contact follows the new disposition; the form stays."""
    attempt = await wrapping(floor)
    await on_record(floor, attempt, outcome="connected")
    await say(floor, "/agents/1001/disposition", disposition="sale", form={"size": "S"})
    _, changed = await say(floor, "/agents/1001/disposition", disposition="think")
    assert (changed["person"]["standing"], changed["filled"]) == ("open", {"size": "S"})
    await floor.client.wish("1001", "finish")
    status, _ = await say(floor, "/agents/1001/disposition", disposition="sale")
    assert status == 404
    _, later = await say(floor, f"/attempts/{attempt.id}/disposition", disposition="never")
    assert (later["disposition"], later["person"]["standing"]) == ("never", "finished")
    _, taken_back = await say(floor, f"/attempts/{attempt.id}/disposition", disposition="think")
    assert taken_back["person"]["standing"] == "open"


async def test_said_while_they_talk(floor: House) -> None:
    """A disposition given in the call holds: it is not asked for again at the end of aftercall, and never becomes none given."""
    attempt = await talking(floor, aftercall=60_000, disposition=True)
    status, _ = await say(floor, "/agents/1001/disposition", disposition="sale")
    assert status == 200
    await floor.hang_up(attempt.id, "1001", "spring")
    async with raw(floor, {"X-Aftercall-As": "agent"}) as http:
        done = await http.post("/agents/1001/finish")
        assert done.status_code == 200, done.text
    await until(lambda: not floor.dialer.room.wraps)
    found = await on_record(floor, attempt, disposition="sale")
    assert found["disposition"] == "sale"


async def test_none_given_at_the_deadline(floor: House) -> None:
    """Where one is demanded and missing when aftercall is over, "none given" is on record; said later, that counts."""
    attempt = await wrapping(floor, aftercall=1500, disposition=True)
    found = await on_record(floor, attempt, disposition="none given", outcome="connected")
    assert found["person"]["standing"] == "finished"
    status, said = await say(floor, f"/attempts/{attempt.id}/disposition", disposition="think")
    assert (status, said["person"]["standing"]) == (200, "open")


async def test_none_given_without_aftercall(floor: House) -> None:
    """Where there is no aftercall, the end of the call is the deadline."""
    attempt = await talking(floor, aftercall=0, disposition=True)
    await floor.hang_up(attempt.id, "1001", "spring")
    await on_record(floor, attempt, disposition="none given")


async def test_finish_takes_only_codes_that_the_campaign_has(floor: House) -> None:
    """An unknown code, and one that needs a moment, are refused by name before anything changes; a good one is recorded."""
    attempt = await wrapping(floor)
    for code, words in (("sold", "sale, later, think, never"), ("later", "needs a moment")):
        status, refused = await say(floor, "/agents/1001/finish", disposition=code)
        assert (status, refused["code"]) == (409, "disposition")
        assert words in refused["why"]
        assert refused["agent"]["state"] == "aftercall"
    status, done = await say(floor, "/agents/1001/finish", disposition="sale")
    assert status == 200
    assert done["agent"]["state"] in {"free", "booked"}  # booked for the next contact at once
    found = await on_record(floor, attempt, disposition="sale", outcome="connected")
    assert found["person"]["standing"] == "finished"


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"disposition": "sold"}, "disposition", "sale, later, think, never"),
    ({"disposition": "none given"}, "disposition", "when nothing is said"),
    ({"disposition": "later"}, "disposition", "needs a moment"),
    ({"disposition": "sale", "form": {"size": "M", "when": "soon"}}, "form.size", "none of S, L"),
    ({"disposition": "sale", "form": {"when": "2026-12-24"}}, "form.size", "Size is missing"),
    ({"disposition": "sale", "callback": {"local": "2031-01-01T15:00"}}, "callback.at", "more than a year"),
    ({"disposition": "later", "callback": {}}, "callback", "one of them"),
    ({"disposition": "later", "callback": {"local": "2020-01-01T15:00"}}, "promise", "not in the future"),
    ({"disposition": "later", "callback": {"local": "x"}}, "callback.local", "is no moment"),
    ({"disposition": "sale", "more": 1}, "more", "no such field"),
]


async def test_bad_words_change_nothing(floor: House) -> None:
    """Each is refused as 422 with the field and the remedy; the attempt stays as it was."""
    attempt = await wrapping(floor)
    for body, field, why in BAD:
        status, refused = await say(floor, "/agents/1001/disposition", **body)
        assert status == 422, (body, refused)
        assert refused["error"]["field"] == field
        assert why in " ".join(filter(None, (refused["error"]["why"], refused["error"].get("remedy"))))
    assert (await get(floor, f"/attempts/{attempt.id}"))["disposition"] is None


async def test_all_fields_of_a_form_at_once(floor: House) -> None:
    """A wrong form names each of its wrong fields with its own reason."""
    await wrapping(floor)
    form = {"size": "M", "when": "soon", "colour": "red"}
    _, refused = await say(floor, "/agents/1001/disposition", disposition="sale", form=form)
    assert sorted(one["field"] for one in refused["fields"]) == ["colour", "size", "when"]
    assert all(one["why"] for one in refused["fields"])


async def test_a_callback_by_the_contacts_clock(floor: House) -> None:
    """Promised for a time of his day, to this agent, passing on after half an hour: it stands so, and is in the list."""
    attempt = await wrapping(floor)
    await on_record(floor, attempt, outcome="connected")
    zone = (await get(floor, "/agents/1001/contact"))["zone"]
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    promise = {"local": f"{tomorrow}T15:00", "agent": "1001", "moves": 1_800_000}
    status, said = await say(floor, "/agents/1001/disposition", disposition="later", callback=promise)
    assert status == 200, said
    ahead = -int(zone.removeprefix("Etc/GMT") or 0)
    at = datetime.fromisoformat(f"{tomorrow}T15:00+00:00") - timedelta(hours=ahead)
    stands = said["person"]["callback"]
    assert datetime.fromisoformat(stands["at"]) == at
    assert (stands["agent"], stands["moves_ms"], stands["number"]) == ("1001", 1_800_000, attempt.number)
    assert said["warning"] is None
    (listed,) = await get(floor, "/callbacks", agent="1001")
    assert (listed["contact"], listed["campaign"], listed["callback"]) == (attempt.contact, "spring", stands)
    assert await get(floor, "/callbacks", agent="1002") == []


async def test_a_callback_at_night_is_warned_of(floor: House) -> None:
    """A promise outside the calling hours stands, and is answered with what then happens."""
    await wrapping(floor)
    night = (datetime.now(UTC) + timedelta(days=2)).date().isoformat() + "T03:00"
    _, said = await say(floor, "/agents/1001/disposition", disposition="later", callback={"local": night})
    assert "calling hours" in said["warning"]


async def test_callbacks_are_moved_and_cancelled(floor: House) -> None:
    """Moved to another moment and to anyone, then taken back; what cannot be is refused by field."""
    attempt = await wrapping(floor)
    await on_record(floor, attempt, outcome="connected")
    await say(floor, "/agents/1001/disposition", disposition="sale")
    path, at = f"/callbacks/{attempt.contact}", datetime.now(UTC) + timedelta(days=1)
    await floor.client.put_phone("1003")
    await floor.client.put_agent("1003", phone="1003")
    async with raw(floor) as http:
        promised = await http.put(path, json={"at": at.isoformat(), "agent": "1001"})
        assert (promised.status_code, promised.json()["callback"]["agent"]) == (200, "1001"), promised.text
        moved = await http.put(path, json={"at": (at + timedelta(hours=1)).isoformat()})
        assert moved.json()["callback"]["agent"] is None
        for body, field in (
            ({"at": at.isoformat(), "agent": "9"}, "callback.agent"),
            ({"at": at.isoformat(), "agent": "1003"}, "callback.agent"),
            ({"at": at.isoformat(), "number": "+48"}, "callback.number"),
            ({"at": at.isoformat(), "moves": 5}, "callback.moves"),
        ):
            refused = await http.put(path, json=body)
            assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)
        gone = await http.delete(path)
        assert (gone.status_code, gone.json()["callback"]) == (200, None)
        assert (await http.delete(path)).status_code == 422
        assert (await http.delete("/callbacks/999")).status_code == 404
        assert (await http.get("/callbacks", params={"campaign": "none"})).status_code == 404


async def test_an_own_callback_where_lines_are_paced(floor: House) -> None:
    """In any mode one's own callback may stay one's own: he is booked for it. It may pass to anyone, too."""
    attempt = await wrapping(floor)
    async with raw(floor) as http:
        await http.put("/campaigns/spring", json={"mode": "predictive"})
        await until(lambda: floor.dialer.room.campaigns["spring"].card.mode is Mode.PREDICTIVE)
        path, at = f"/attempts/{attempt.id}/disposition", datetime.now(UTC) + timedelta(days=1)
        promise: dict[str, Any] = {"at": at.isoformat(), "agent": "1001"}
        for moves in ({}, {"moves": 60_000}):
            said = await http.post(path, json={"disposition": "later", "callback": promise | moves})
            assert said.status_code == 200, said.text


async def test_attempts_are_found(floor: House) -> None:
    """By campaign, contact, agent and whether they are under way; the newest first, and no more than asked for."""
    attempt = await wrapping(floor)
    await on_record(floor, attempt, outcome="connected")
    for wanted, there in (
        ({}, True),
        ({"campaign": "spring"}, True),
        ({"campaign": "autumn"}, False),
        ({"contact": attempt.contact, "agent": "1001"}, True),
        ({"agent": "1002"}, False),
        ({"open": "true"}, False),
        ({"open": "false", "last": 1}, True),
    ):
        found = await get(floor, "/attempts", **wanted)
        assert [one["id"] for one in found] == ([attempt.id] if there else []), wanted
    assert (found[0]["name"], found[0]["outcome"], found[0]["agent"]) == ("Jan", "connected", "1001")


async def test_who_said_it_is_told_once(floor: House) -> None:
    """The events tell a disposition once, with who gave it, though aftercall ends after it."""
    attempt = await wrapping(floor)
    await say(floor, "/agents/1001/disposition", disposition="sale")
    await floor.client.wish("1001", "finish")
    await until(lambda: not floor.dialer.room.wraps)
    seen: list[Any] = []
    async with asyncio.timeout(15):
        async for event in floor.client.events(replay=1000):
            seen.append(event)
            if event.kind == "aftercall-ended":
                break
    given = [one for one in seen if one.kind == "disposition-given"]
    assert [(one.data.attempt, one.data.disposition) for one in given] == [(attempt.id, "sale")]
    assert given[0].data.by


async def test_for_programs(floor: House) -> None:
    """The client has it all typed: the contact at hand, what is said of it, a form's wrong fields, promised calls."""
    attempt, client = await wrapping(floor), floor.client
    hand = await client.contact("1001")
    assert (hand.attempt, hand.stage) == (attempt.id, "aftercall")
    with pytest.raises(Wrong) as wrong:
        await client.dispose("sale", agent="1001", form={"size": "M"})
    assert set(wrong.value.fields) == {"size"}
    said = await client.dispose("sale", agent="1001", form={"size": "L"})
    assert said.filled == {"size": "L"}
    assert (await client.attempt(attempt.id)).disposition == "sale"
    assert [one.id for one in await client.attempts(agent="1001", open=False)] == [attempt.id]
    await client.dispose("think", attempt=attempt.id)
    promised = await client.promise(attempt.contact, at=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert promised.callback is not None
    assert [one.callback for one in await client.callbacks(campaign="spring")] == [promised.callback]
    assert (await client.withdraw(attempt.contact)).callback is None
