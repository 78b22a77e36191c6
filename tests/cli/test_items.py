"""`aftercall items`, `to-solve` and `customers`: brought, written in, taken, solved; customers found, changed, merged, erased."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Type
from tests.web.house import House


async def at_work(floor: House) -> None:
    """Both agents take chats and tickets, and tickets are pulled."""
    await floor.client.put_type("desk", group="work", names={"en": "Desk"}, chats=True, tickets=True)
    await floor.client.put_queue("sales", push_tickets=False)
    for agent in ("1001", "1002"):
        await floor.client.wish(agent, "login", type="desk")


async def test_a_ticket_by_command(floor: House, typed: Type, tmp_path: Path) -> None:
    """From its coming to its solving, each step a line; and all of it as JSON."""
    await at_work(floor)
    made = await typed(
        "items",
        "bring",
        "ticket",
        "sales",
        "It does not light.",
        "--subject",
        "a lamp",
        "--name",
        "Jan",
        "--external",
        "x1",
    )
    assert (made.code, made.out) == (0, "t1 is waiting in sales\n"), made.err
    again = await typed("items", "bring", "ticket", "sales", "It does not light.", "--external", "x1")
    assert again.out == "t1 is waiting in sales (it was brought before)\n"
    listed = await typed("items", "list", "--stage", "waiting", "--stage", "open", "--queue", "sales")
    assert "t1" in listed.out
    assert "a lamp" in listed.out
    assert (await typed("to-solve", "1001")).out == "t1 is open with agent 1001\n"
    taken = await typed("items", "accept", "t1", "1002")
    assert taken.code == 1
    assert "1001" in taken.err
    file = tmp_path / "bulb.png"
    file.write_bytes(b"png")
    assert (await typed("items", "message", "t1", "Which one?", "--attach", str(file))).code == 0
    assert (
        await typed("items", "message", "t1", "The red one.", "--customer")
    ).out == "message 3 of t1 is in\n"
    assert (await typed("items", "transfer", "t1", "--agent", "1002")).out == "t1 is open with agent 1002\n"
    assert (await typed("items", "set", "t1", "--priority", "5", "--tag", "red")).out == "t1: changed\n"
    assert (await typed("items", "pend", "t1")).out == "t1 is pending with agent 1002\n"
    solved = await typed(
        "items", "solve", "t1", "--disposition", "repaired", "--note", "a new bulb", "--json"
    )
    assert (solved.json["answer"], solved.json["item"]["stage"]) == ("granted", "solved")
    assert (await typed("items", "reopen", "t1")).code == 0
    shown = (await typed("items", "show", "t1", "--json")).json
    assert (shown["priority"], shown["tags"]) == (5, ["red"])
    assert [one["text"] for one in shown["messages"]] == [
        "It does not light.",
        "Which one?",
        "The red one.",
        "a new bulb",
    ]
    assert shown["messages"][1]["attachments"][0]["name"] == "bulb.png"
    assert (await typed("levels", "add", "gold", "--target", "solved=8h")).code == 0
    table = (await typed("items", "show", "t1", "--no-notes")).out
    assert "bulb.png" in table
    assert "a new bulb" not in table


async def test_what_is_wrong_is_a_line(floor: House, typed: Type) -> None:
    """An unknown item, queue or aim: why, and an exit code."""
    for words, part, code in (
        (("items", "show", "t99"), "t99", 1),
        (("items", "bring", "ticket", "slaes", "x"), "queue", 1),
        (("items", "transfer", "t99"), "one aim", 2),
        (("items", "set", "t99"), "nothing to change", 2),
        (("to-solve", "9999"), "9999", 1),
        (("customers", "show", "99"), "99", 1),
        (("customers", "erase", "99"), "99", 1),
    ):
        done = await typed(*words)
        assert done.code == code, (words, done)
        assert part in done.err, (words, done)


async def test_customers_by_command(floor: House, typed: Type) -> None:
    """Found by a part of the name, changed, put together, and all that there was with one."""
    await typed("items", "bring", "ticket", "sales", "x", "--name", "Jan Kowalski", "--phone", "+48501502503")
    await typed("items", "bring", "ticket", "sales", "x", "--name", "J. K.", "--email", "jan@example.com")
    one, other = [row["id"] for row in (await typed("customers", "list", "--json")).json]
    assert "Kowalski" in (await typed("customers", "list", "kowal")).out
    assert (
        await typed("customers", "set", str(other), "--level", "gold")
    ).out == f"customer {other}: changed\n"
    merged = await typed("customers", "merge", str(one), str(other))
    assert merged.out == f"customer {one} is {other} now: Jan Kowalski\n"
    kept = (await typed("customers", "show", str(other), "--json")).json
    assert (kept["email"], kept["level"]) == ("jan@example.com", "gold")
    history = await typed("customers", "history", str(other))
    assert "t1" in history.out
    assert "t2" in history.out
    assert (await typed("customers", "erase", str(other))).code == 1
