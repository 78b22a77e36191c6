"""Who comes in, by name and password, by cookie, by token; and who does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aftercall.people import secret
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
    assert (me["roles"], me["rights"], me["via"]) == (["agent"], ["see", "work"], "session")
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
