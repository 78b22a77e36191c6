"""`aftercall queues`, `types`, `phones`, `numbers`: what is configured."""

from __future__ import annotations

import json

import pytest

from aftercall.cli import phones
from tests.cli.conftest import Type


async def test_queue_from_options_to_card(typed: Type) -> None:
    """A queue's spans are typed as people write them and kept in milliseconds; `set` changes only what is named."""
    made = await typed("queues", "add", "vip", "--aftercall", "1m30s", "--longest", "5:00", "--no-early",
                       "--overflow", "phone:1001", "--level", "15", "--max-wait", "2m")  # fmt: skip
    assert (made.code, made.out) == (0, "queue vip made\n")
    card = (await typed("queues", "show", "vip", "--json")).json
    assert (card["aftercall"], card["longest"], card["level"], card["max_wait"]) == (
        90_000,
        300_000,
        15_000,
        120_000,
    )
    assert (card["early"], card["overflow"]) == (False, {"kind": "phone", "value": "1001"})
    await typed("queues", "set", "vip", "--max-wait", "none", "--overflow", "none")
    card = (await typed("queues", "show", "vip", "--json")).json
    assert (card["aftercall"], card["max_wait"], card["overflow"]) == (90_000, None, None)


async def test_queue_opens_and_closes(typed: Type) -> None:
    """`close` and `open` are seen in the card."""
    assert (await typed("queues", "close", "sales")).code == 0
    assert (await typed("queues", "show", "sales", "--json")).json["open"] is False
    await typed("queues", "open", "sales")
    assert (await typed("queues", "show", "sales", "--json")).json["open"] is True


async def test_queues_list(typed: Type) -> None:
    """The list has a line for each queue; empty counts are shown as numbers."""
    out = (await typed("queues", "list")).out.splitlines()
    assert [line.split()[0] for line in out] == ["queue", "help", "sales"]


async def test_a_queue_in_use_stays(typed: Type) -> None:
    """A queue with an agent logged in is not removed, and the line names him."""
    await typed("agents", "login", "1001")
    done = await typed("queues", "remove", "sales")
    assert done.code == 1
    assert "1001" in done.err


async def test_bad_span_is_usage(typed: Type) -> None:
    """A span that is none is exit code 2, and nothing is made."""
    assert (await typed("queues", "add", "vip", "--aftercall", "soon")).code == 2
    assert (await typed("queues", "show", "vip")).code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("types", "add", "x", "--group", "break", "--quota", "some"),
        ("types", "add", "x", "--group", "break", "--star", "*"),
        ("queues", "set", "sales", "--retention", "-3"),
        ("queues", "set", "sales", "--level", "quick"),
    ],
)
async def test_no_number_is_usage(typed: Type, words: tuple[str, ...]) -> None:
    """What should be a number and is none is exit code 2 and one line."""
    done = await typed(*words)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


async def test_types(typed: Type) -> None:
    """A break type with names in two languages, a length and a quota is made, listed, changed and removed."""
    done = await typed("types", "add", "siesta", "--group", "break", "--name", "Siesta", "--name", "pl=Sjesta",
                       "--no-calls", "--no-paid", "--length", "20m", "--returns", "--quota", "2", "--star", "42")  # fmt: skip
    assert done.code == 0, done.err
    card = (await typed("types", "show", "siesta", "--json")).json
    assert (card["names"], card["length"], card["quota"]) == ({"en": "Siesta", "pl": "Sjesta"}, 1_200_000, 2)
    line = next(one for one in (await typed("types", "list")).out.splitlines() if one.startswith("siesta"))
    assert line.split()[:5] == ["siesta", "Siesta", "break", "-", "no"]
    await typed("types", "set", "siesta", "--quota", "none", "--star", "none")
    card = (await typed("types", "show", "siesta", "--json")).json
    assert (card["quota"], card["star"], card["length"]) == (None, None, 1_200_000)
    assert (await typed("types", "remove", "siesta")).code == 0


async def test_numbers(typed: Type) -> None:
    """A number leads to a queue from then on; where it cannot lead is refused with what is there."""
    assert (await typed("numbers", "add", "+48221234567", "queue:sales")).code == 0
    assert (await typed("numbers", "list", "--json")).json == [
        {
            "did": "+48221234567",
            "target": {"kind": "queue", "value": "sales"},
            "calendar": "",
            "closed": None,
        }
    ]
    wrong = await typed("numbers", "add", "800", "queue:nowhere")
    assert wrong.code == 1
    assert "sales" in wrong.err
    assert (await typed("numbers", "remove", "+48221234567")).code == 0


async def test_a_phone_is_shown_once(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new phone's password is made and shown with server and user; the list never shows it."""
    monkeypatch.setattr(phones, "_server", lambda: "192.0.2.7:5060")
    made = await typed("phones", "add", "1009", "--json")
    settings = json.loads(made.out)
    assert (settings["user"], settings["server"], len(settings["secret"])) == ("1009", "192.0.2.7:5060", 20)
    shown = await typed("phones", "add", "1010")
    assert "192.0.2.7:5060" in shown.out
    listed = await typed("phones", "list", "--json")
    assert settings["secret"] not in listed.out
    assert (await typed("phones", "add", "1009")).code == 1


async def test_many_phones_and_agents_at_once(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    """A range makes all of them, each phone with a password of its own; if one is there, none is made and it is named."""
    monkeypatch.setattr(phones, "_server", lambda: None)
    made = (await typed("phones", "add", "2001-2120", "--language", "pl", "--json")).json
    assert [one["user"] for one in made] == [str(code) for code in range(2001, 2121)]
    assert len({one["secret"] for one in made}) == 120
    listed = {p["code"]: p["language"] for p in (await typed("phones", "list", "--json")).json}
    assert listed["2120"] == "pl"
    there = await typed("phones", "add", "2120-2121")
    assert (there.code, "phone 2120 is there already" in there.err) == (1, True)
    assert "2121" not in [p["code"] for p in (await typed("phones", "list", "--json")).json]
    done = await typed("agents", "add", "2001-2120", "--phone", "own", "--queue", "sales:3", "--team", "red")
    assert (done.code, done.out) == (0, "120 agents made, 2001 to 2120\n")
    card = (await typed("agents", "show", "2077", "--json")).json
    assert (card["name"], card["phone"], card["team"], card["queues"]) == (
        "2077",
        "2077",
        "red",
        [["sales", 3]],
    )
    assert len((await typed("agents", "list", "--json")).json) == 122


@pytest.mark.parametrize(
    "words",
    [
        ("phones", "add", "2010-2001"),
        ("phones", "add", "99-101"),
        ("phones", "add", "10000-99999"),
        ("phones", "add", "2001-2002", "--secret", "one-for-all"),
        ("agents", "add", "2001-2002", "Anna"),
        ("agents", "add", "2001-2002", "--phone", "2001"),
    ],
)
async def test_no_range_is_usage(typed: Type, words: tuple[str, ...]) -> None:
    """What is no range, or what several cannot share, is exit code 2 and one line, and nothing is made."""
    done = await typed(*words)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert len((await typed("phones", "list", "--json")).json) == 2


async def test_a_phone_without_asterisk(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Asterisk cannot be asked, the phone is made all the same and the line says where to look."""
    monkeypatch.setattr(phones, "_server", lambda: None)
    assert "acd_transport.conf" in (await typed("phones", "add", "1009")).out
