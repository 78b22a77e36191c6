"""Who comes in, by name and password, by cookie, by token; and who does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from acd.core.moment import DAY, HOUR
from aftercall.people import secret
from aftercall.people.people import People
from tests.web.people_kit import PASSWORD, Desktop, desktop, error


@pytest.fixture
async def desk(template: Path) -> AsyncIterator[Desktop]:
    async with desktop(template) as it:
        yield it


# --- name and password -------------------------------------------------------------------------------------------


async def test_log_in_me_log_out(desk: Desktop) -> None:
    """Who logs in is known by his cookie until he logs out; the cookie is kept from scripts and from other sites."""
    await desk.user("anna", ["agent"], shown="Anna Nowak", language="pl")
    browser = desk.browser()
    answer = await browser.post("/login", json={"name": " Anna ", "password": PASSWORD})
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("aftercall=", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    me = (await browser.get("/me")).json()
    assert me == answer.json()
    assert (me["name"], me["shown"], me["agent"], me["language"]) == ("anna", "Anna Nowak", "1001", "pl")
    assert (me["roles"], me["rights"], me["via"]) == (["agent"], ["items", "see", "work"], "session")
    assert (await browser.post("/logout")).json() == {"ended": 1}
    assert (await browser.get("/me")).status_code == 401


async def test_nobody_is_nobody(desk: Desktop) -> None:
    """Without a cookie or token nothing is told, not even the description's paths' answers."""
    for path in ("/me", "/state", "/agents", "/users", "/audit", "/health"):
        answer = await desk.program().get(path)
        assert (answer.status_code, error(answer)) == (401, "log-in"), path


async def test_wrong_password_and_unknown_name_get_one_answer(desk: Desktop) -> None:
    """A wrong password, a name that nobody has, a user without password and one who is switched off: the same words."""
    await desk.user("anna", ["agent"])
    await desk.user("nopass", ["tester"], password=None)
    await desk.user("gone", ["tester"], active=False)
    tried = [("anna", "wrong horse"), ("nobody", PASSWORD), ("nopass", PASSWORD), ("gone", PASSWORD)]
    answers = [await desk.browser().post("/login", json={"name": n, "password": p}) for n, p in tried]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert error(answers[0]) == "wrong-log-in"


async def test_an_unknown_name_takes_a_hash_too(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the time of an answer does not say which names there are."""
    hashed: list[str | None] = []
    same = secret._same

    def watched(password: str, kept: str | None) -> bool:
        hashed.append(kept)
        return same(password, kept)

    monkeypatch.setattr(secret, "_same", watched)
    await desk.browser().post("/login", json={"name": "nobody", "password": PASSWORD})
    assert hashed == [None]


# --- how often ---------------------------------------------------------------------------------------------------


async def test_log_ins_that_fail_are_limited(desk: Desktop) -> None:
    """Five wrong passwords in a minute, and the name waits: with the right one too, and it is told for how long; others come in."""
    await desk.user("anna", ["tester"])
    await desk.user("bert", ["tester"])
    browser = desk.browser()
    wrong = [await browser.post("/login", json={"name": "anna", "password": "wrong horse"}) for _ in range(5)]
    assert {answer.status_code for answer in wrong} == {401}
    late = await browser.post("/login", json={"name": "ANNA", "password": PASSWORD})
    assert (late.status_code, error(late)) == (429, "too-often")
    assert 1 <= int(late.headers["retry-after"]) <= 60
    await desk.inside("bert")


async def test_an_address_is_limited_too(desk: Desktop) -> None:
    """Twenty wrong ones from one address, whatever the names, and the address waits; log-ins that succeed do not count."""
    await desk.user("anna", ["tester"])
    for _ in range(3):
        await desk.inside("anna")
    browser = desk.browser()
    for number in range(20):
        answer = await browser.post("/login", json={"name": f"name{number}", "password": "wrong horse"})
        assert answer.status_code == 401
    answer = await browser.post("/login", json={"name": "anna", "password": PASSWORD})
    assert answer.status_code == 429


# --- what ends a session -----------------------------------------------------------------------------------------


async def test_a_role_changed_while_in_holds_at_once(desk: Desktop) -> None:
    """The next request of an open session has the new rights, and whoever listens is told whose they are."""
    told: list[str] = []
    desk.house.service.people.changed.append(told.append)
    await desk.user("anna", ["tester"])
    browser = await desk.inside("anna")
    assert (await browser.get("/users")).status_code == 403
    told.clear()
    await desk.user("anna", ["administrator"], password=None)
    assert told == ["anna"]
    assert (await browser.get("/users")).status_code == 200


async def test_switched_off_and_removed(desk: Desktop) -> None:
    """Who is switched off is out at once, and stays out when he is switched on again; so is who is removed."""
    await desk.user("anna", ["tester"])
    await desk.user("bert", ["tester"])
    anna, bert = await desk.inside("anna"), await desk.inside("bert")
    token = desk.program(await desk.token("bert"))
    await desk.user("anna", active=False, password=None)
    assert (await anna.get("/state")).status_code == 401
    await desk.user("anna", active=True, password=None)
    assert (await anna.get("/state")).status_code == 401
    assert (await desk.socket.delete("/users/bert")).status_code == 200
    assert [(await one.get("/state")).status_code for one in (bert, token)] == [401, 401]


async def test_sessions_are_seen_and_ended(desk: Desktop) -> None:
    """One sees one's own sessions, ends another one, or all others; the one that asks goes on."""
    await desk.user("anna", ["tester"])
    here, there, third = [await desk.inside("anna") for _ in range(3)]
    sessions = (await here.get("/me/sessions")).json()
    assert len(sessions) == 3
    assert [one["current"] for one in sessions].count(True) == 1
    theirs = next(one["id"] for one in (await there.get("/me/sessions")).json() if one["current"])
    assert (await here.delete(f"/me/sessions/{theirs}")).json() == {"ended": 1}
    assert (await there.get("/me")).status_code == 401
    assert (await here.delete("/me/sessions/nonsense")).status_code == 404
    assert (await here.delete("/me/sessions")).json() == {"ended": 1}
    assert [(await one.get("/me")).status_code for one in (third, here)] == [401, 200]


async def test_another_password_ends_the_other_sessions(desk: Desktop) -> None:
    """Changed by oneself: the old one is asked for, the other sessions end. Set by an administrator: all end."""
    await desk.user("anna", ["tester"])
    here, there = await desk.inside("anna"), await desk.inside("anna")
    wrong = await here.post("/me/password", json={"old": "wrong horse", "new": "quite another one"})
    assert (wrong.status_code, error(wrong)) == (403, "wrong-password")
    changed = await here.post("/me/password", json={"old": PASSWORD, "new": "quite another one"})
    assert changed.status_code == 200
    assert [(await one.get("/me")).status_code for one in (here, there)] == [200, 401]
    await desk.inside("anna", "quite another one")
    await desk.user("anna", ["tester"])
    assert (await here.get("/me")).status_code == 401


async def test_a_session_is_over_when_nobody_uses_it(desk: Desktop) -> None:
    """Unused for the idle time, or at its longest age, used or not: the daemon's clock says so, and it is taken out of the record."""
    at = [desk.house.desk.now()]
    people = desk.house.service.people
    fresh = People(people._store, lambda: at[0], idle=HOUR, longest=DAY)
    await desk.user("anna", ["tester"])
    await fresh.open()
    user = fresh.one("anna")
    _, idle = await fresh.begin(user.name, "", "")
    _, used = await fresh.begin(user.name, "", "")
    at[0] += HOUR - 1
    assert fresh.came(used) is not None
    at[0] += 1
    assert fresh.came(idle) is None
    for _ in range(23):
        assert fresh.came(used) is not None
        at[0] += HOUR - 1
    assert fresh.came(used) is not None
    at[0] += HOUR - 1
    assert fresh.came(used) is None
    await fresh.tidy()
    assert (await people._store.all())[1] == []


async def test_sessions_and_tokens_outlive_the_daemon(desk: Desktop) -> None:
    """They are on record, as a hash: who is in stays in when the daemon is started again."""
    await desk.user("anna", ["tester"])
    browser = await desk.inside("anna")
    token = await desk.token("anna")
    again = People(desk.house.service.people._store, desk.house.desk.now)
    await again.open()
    assert again.came(browser.cookies["aftercall"]) is not None
    assert again.bears(token) is not None
    kept = (desk.house.folder / "floor.db").read_bytes()
    assert browser.cookies["aftercall"].encode() not in kept
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept


# --- tokens ------------------------------------------------------------------------------------------------------


async def test_a_token_has_fewer_roles(desk: Desktop) -> None:
    """A token can do what its roles can, as long as its user has them; it needs no page, and it changes nobody's password."""
    await desk.user("anna", ["administrator", "tester"])
    token = await desk.token("anna", ["tester"])
    program = desk.program(token)
    assert (await program.get("/state")).status_code == 200
    assert (await program.get("/users")).status_code == 403
    own = await program.post("/me/password", json={"old": PASSWORD, "new": "quite another one"})
    assert (own.status_code, error(own)) == (403, "no-session")
    await desk.user("bert", ["administrator"])
    await desk.user("anna", ["administrator"], password=None)
    refused = await program.get("/state")
    assert (refused.status_code, error(refused)) == (403, "right")


async def test_a_token_ends(desk: Desktop) -> None:
    """Revoked, or past its end: 401. One that nobody made is 401 too, and a moment that is over is refused."""
    await desk.user("anna", ["tester"])
    program = desk.program(await desk.token("anna"))
    (listed,) = (await desk.socket.get("/tokens")).json()
    assert (await program.get("/me")).status_code == 200
    assert (await desk.socket.delete(f"/tokens/{listed['id']}")).status_code == 200
    for one in (program, desk.program("act_nonsense"), desk.program("nonsense")):
        assert (await one.get("/me")).status_code == 401
    old = {"user": "anna", "label": "x", "until": "2020-01-01T00:00:00Z"}
    answer = await desk.socket.post("/tokens", json=old)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "until")


# --- administrators ----------------------------------------------------------------------------------------------


async def test_the_last_administrator_stays(desk: Desktop) -> None:
    """He can be neither removed nor switched off nor stripped of role or password, until there is another who can come in."""
    await desk.user("anna", ["administrator"])
    await desk.user("bert", ["administrator"], password=None)
    tries = [
        desk.socket.delete("/users/anna"),
        desk.socket.put("/users/anna", json={"active": False}),
        desk.socket.put("/users/anna", json={"roles": ["tester"]}),
        desk.socket.put("/users/anna/password", json={"password": None}),
    ]
    for one in tries:
        answer = await one
        assert (answer.status_code, error(answer)) == (409, "last-administrator")
    await desk.user("bert", ["administrator"])
    both = [desk.socket.delete("/users/anna"), desk.socket.delete("/users/bert")]
    assert sorted([answer.status_code for answer in await asyncio.gather(*both)]) == [200, 409]


# --- what people write -------------------------------------------------------------------------------------------


NASTY = [
    "<script>alert(1)</script>",
    "a\r\nSet-Cookie: x=y",
    "a\x00b",
    "' OR 1=1 --",
    "Ąnna",
    "a b",
    "",
    "x" * 65,
    "..",
    "-a",
]


async def test_names_that_cannot_be(desk: Desktop) -> None:
    """A log-in name is plain: HTML, line breaks, NULs, blanks, letters that look like others are refused; trying to log in with
    one is a plain no."""
    chief = desk.socket
    for name in NASTY:
        if name not in ("", "..") and "/" not in name:
            answer = await chief.put(f"/users/{quote(name, safe='')}", json={})
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, "name"), name
    statuses = set()
    for name in NASTY[:8]:
        answer = await desk.browser().post("/login", json={"name": name, "password": PASSWORD})
        statuses.add(answer.status_code)
        assert "set-cookie" not in answer.headers
    assert statuses == {401}
    assert (await chief.get("/users")).json() == []


async def test_shown_names_are_data(desk: Desktop) -> None:
    """HTML in a shown name comes back as it was written, as JSON; line breaks and NULs are refused and named."""
    await desk.user("anna", shown="<b>Anna</b> & 'co'", password=None)
    assert (await desk.socket.get("/users/anna")).json()["shown"] == "<b>Anna</b> & 'co'"
    for bad in ("a\r\nb", "a\x00b"):
        answer = await desk.socket.put("/users/anna", json={"shown": bad})
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "shown")


async def test_passwords_are_not_said_again(desk: Desktop) -> None:
    """A refused password is in no answer; short, long, of one character, or with the user's name in it: refused."""
    await desk.user("annabella", password=None)
    for bad in ("short", "x" * 201, "aaaaaaaaaaaa", "annabella rocks", "line\nbreak in it"):
        answer = await desk.socket.put("/users/annabella/password", json={"password": bad})
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "password"), bad
        assert bad not in answer.text
    answer = await desk.socket.put("/users/annabella/password", json={"password": ["a list of secrets"]})
    assert (answer.status_code, "a list of secrets" in answer.text) == (422, False)


# --- the database away -------------------------------------------------------------------------------------------


async def test_without_the_database(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open sessions and tokens go on, a log-out holds; a log-in says that the database is away; nothing of a user is changed."""
    await desk.user("anna", ["tester"])
    stays, leaves = await desk.inside("anna"), await desk.inside("anna")
    program = desk.program(await desk.token("anna"))
    left = leaves.cookies["aftercall"]

    def away(self: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr("acd.store.database.Database.write", away)
        patch.setattr("acd.store.database.Database.read", away)
        assert [(await one.get("/state")).status_code for one in (stays, program)] == [200, 200]
        answer = await desk.browser().post("/login", json={"name": "anna", "password": PASSWORD})
        assert (answer.status_code, error(answer)) == (503, "database-away")
        changed = await desk.socket.put("/users/anna", json={"roles": []})
        assert (changed.status_code, error(changed)) == (503, "database-away")
        assert (await leaves.post("/logout")).json() == {"ended": 1}
        assert (await leaves.get("/state")).status_code == 401
        assert (await stays.get("/state")).status_code == 200
    await desk.house.service.people.tidy()
    again = People(desk.house.service.people._store, desk.house.desk.now)
    await again.open()
    assert again.came(left) is None
    assert len(again.sessions("anna")) == 1
