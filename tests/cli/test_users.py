"""`aftercall users`, `tokens` and `audit`: the first administrator is made by the command."""

from __future__ import annotations

from tests.cli.conftest import Type
from tests.web.house import House

PASSWORD = "correct horse battery"


async def test_the_first_administrator(typed: Type, floor: House) -> None:
    """Made over the socket, with a password from standard input; he can come in then, and is in the list."""
    made = await typed(
        "users", "add", "root2", "--role", "administrator", "--password", input=PASSWORD + "\n"
    )
    assert (made.code, made.out) == (0, "user root2 made\n")
    session, _ = await floor.service.front.log_in("root2", PASSWORD, "127.0.0.1", "a test")
    assert session.user == "root2"
    listed = await typed("users", "list")
    assert listed.out.splitlines()[1].split() == [
        "root2",
        "root2",
        "administrator",
        "-",
        "all",
        "password",
        "1",
    ]


async def test_fields(typed: Type) -> None:
    """What is given is set, what is not stays; `none` and `all` take limits away."""
    await typed(
        "users", "add", "anna", "--role", "agent", "--agent", "1001", "--reach", "sales", "--name", "Anna N"
    )
    await typed("users", "set", "anna", "--language", "pl")
    shown = (await typed("users", "show", "anna", "--json")).json
    expected = {"shown": "Anna N", "roles": ["agent"], "agent": "1001", "reach": ["sales"], "language": "pl"}
    assert {name: shown[name] for name in expected} == expected
    await typed("users", "set", "anna", "--role", "none", "--agent", "none", "--reach", "all", "--no-active")
    shown = (await typed("users", "show", "anna", "--json")).json
    assert (shown["roles"], shown["agent"], shown["reach"], shown["active"]) == ([], None, None, False)


async def test_what_cannot_be(typed: Type) -> None:
    """A name, a role, an agent, a queue or a password that cannot be is refused and named; an empty pipe is no password."""
    refused = {
        ("add", "Anna Nowak"): "name",
        ("add", "anna", "--role", "king"): "roles",
        ("add", "anna", "--role", "agent"): "agent",
        ("add", "anna", "--agent", "77"): "agent",
        ("add", "anna", "--reach", "nowhere"): "reach",
        ("add", "anna", "--role", "administrator", "--reach", "sales"): "reach",
    }
    for words, field in refused.items():
        done = await typed("users", *words)
        assert (done.code, field in done.err) == (1, True), (words, done)
    assert (await typed("users", "list", "--json")).json == []
    await typed("users", "add", "anna")
    short = await typed("users", "password", "anna", input="short\n")
    assert (short.code, "10 to 200" in short.err, "short" in short.err) == (1, True, False)
    assert (await typed("users", "password", "anna", input="")).code == 2
    assert (await typed("users", "password", "nobody", input=PASSWORD)).code == 1


async def test_sessions_of_a_user(typed: Type, floor: House) -> None:
    """Listed with where they come from, and ended all at once."""
    await typed("users", "add", "anna", "--password", input=PASSWORD)
    await floor.service.front.log_in("anna", PASSWORD, "10.0.0.7", "Firefox")
    listed = await typed("users", "sessions", "anna")
    assert "10.0.0.7" in listed.out
    assert "Firefox" in listed.out
    assert (await typed("users", "sessions", "anna", "--end")).out == "1 sessions of anna ended\n"
    assert (await typed("users", "sessions", "anna", "--json")).json == []


async def test_tokens(typed: Type, floor: House) -> None:
    """Printed once, alone on its line, so a program can take it; the list has no secrets; revoked it is worth nothing."""
    await typed("users", "add", "wall", "--role", "supervisor")
    made = await typed("tokens", "add", "wall", "the wallboard")
    secret = made.out.strip()
    assert secret.startswith("act_")
    assert floor.service.people.bears(secret) is not None
    (one,) = (await typed("tokens", "list", "--json")).json
    assert secret not in str(one)
    assert (one["user"], one["label"], one["roles"]) == ("wall", "the wallboard", ["supervisor"])
    assert (await typed("tokens", "revoke", one["id"])).code == 0
    assert floor.service.people.bears(secret) is None
    assert (await typed("tokens", "add", "wall", "more", "--role", "administrator")).code == 1


async def test_audit(typed: Type, floor: House) -> None:
    """What was done is there, with who did it; no password is."""
    await typed("users", "add", "anna", "--password", input=PASSWORD)
    await floor.service.trail.flush()
    shown = await typed("audit", "--what", "PUT /users")
    assert "name=anna" in shown.out
    everything = (await typed("audit", "--json")).json
    assert PASSWORD not in str(everything)
    assert [one["what"] for one in everything][-2:] == [
        "PUT /users/{name}",
        "PUT /users/{name}/password",
    ]
