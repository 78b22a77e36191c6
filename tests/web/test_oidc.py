"""People come in by OpenID Connect, against a real provider on HTTP that signs its tokens; and all that may be wrong with them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from aftercall.settings import Oidc
from tests.web.people_kit import Desktop, desktop
from tests.web.provider import FakeProvider, provider


@dataclass
class Company:
    desk: Desktop
    provider: FakeProvider

    async def sent(self, browser: httpx2.AsyncClient, **params: str) -> dict[str, str]:
        """What the provider is asked, when the browser is sent there."""
        answer = await browser.get("/oidc/login", params=params)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{self.provider.url}/authorize?")
        return {
            name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()
        }

    async def comes(
        self, browser: httpx2.AsyncClient | None = None, **params: str
    ) -> tuple[httpx2.AsyncClient, str]:
        """Through it all; the page at which he ends."""
        browser = browser or self.desk.browser()
        asked = await self.sent(browser, **params)
        back = {"code": self.provider.code(asked), "state": asked["state"]}
        answer = await browser.get("/oidc/callback", params=back)
        assert answer.status_code == 303
        return browser, answer.headers["location"]


@pytest.fixture
async def company(template: Path) -> AsyncIterator[Company]:
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(provider())
        oidc = Oidc.model_validate(
            {
                "issuer": made.url,
                "client_secret": "its word",
                "claim": "realm.groups",
                "roles": {"cc-agents": "agent", "cc-leads": "supervisor", "cc-chiefs": "administrator"},
                "make": True,
            }
        )
        yield Company(await stack.enter_async_context(desktop(template, oidc=oidc)), made)


def groups(*names: str, **more: Any) -> dict[str, Any]:
    return {"sub": "s-1", "preferred_username": "Anna", "realm": {"groups": list(names)}, **more}


async def test_a_new_user_is_made_with_his_roles(company: Company) -> None:
    """Whom a mapped group vouches for is made a user and is in, on the page that he wanted; the roles follow his groups each time."""
    company.provider.claims = groups("cc-leads", "others", name="Anna <b>\nNowak")
    browser, page = await company.comes(back="/floor?x=1")
    assert page == "/floor?x=1"
    me = (await browser.get("/me")).json()
    assert (me["name"], me["shown"], me["roles"], me["password"]) == (
        "anna",
        "Anna <b> Nowak",
        ["supervisor"],
        False,
    )
    company.provider.claims = groups("cc-agents")
    again, page = await company.comes()
    assert page == "/"
    assert (await again.get("/me")).json()["roles"] == ["agent"]
    assert (await browser.get("/me")).json()["roles"] == ["agent"]


async def test_a_user_who_is_known_by_his_subject(company: Company) -> None:
    """An administrator says which `sub` is whose: he comes in as that user, whatever he is called there."""
    await company.desk.user("bert", ["tester"], subject="s-77", password=None)
    company.provider.claims = groups("cc-leads", sub="s-77")
    browser, _ = await company.comes()
    assert (await browser.get("/me")).json()["name"] == "bert"
    await company.desk.user("bert", active=False, password=None)
    _, page = await company.comes()
    assert page == "/login?oidc=unknown"


async def test_who_does_not_come_in(company: Company) -> None:
    """No mapped group; a name that somebody has already; a name that cannot be one; a refusal over there: the log-in page says why."""
    await company.desk.user("anna", ["tester"])
    wrong = [
        (groups("others"), "unknown"),
        (groups(), "unknown"),
        ({"sub": "s-1"}, "unknown"),
        (groups("cc-agents"), "taken"),
        (groups("cc-agents", preferred_username="Anna Nowak"), "unknown"),
    ]
    for claims, code in wrong:
        company.provider.claims = claims
        browser, page = await company.comes()
        assert page == f"/login?oidc={code}", claims
        assert "aftercall" not in browser.cookies
    browser = company.desk.browser()
    asked = await company.sent(browser)
    answer = await browser.get("/oidc/callback", params={"error": "access_denied", "state": asked["state"]})
    assert answer.headers["location"] == "/login?oidc=refused"
    assert [user.name for user in company.desk.house.service.people.users] == ["anna"]


async def test_tokens_that_are_not_right(company: Company) -> None:
    """Another issuer, audience, nonce, program; too old; of the future; signed by another key: nobody comes in."""
    now = int(time.time())
    for claim in (
        {"iss": "https://evil.example"},
        {"aud": "another program"},
        {"nonce": "another nonce"},
        {"azp": "another program"},
        {"exp": now - 3600},
        {"iat": now + 3600},
        {"sub": None},
    ):
        company.provider.claims = groups("cc-agents") | claim
        _, page = await company.comes()
        assert page == "/login?oidc=trouble", claim
    company.provider.claims = groups("cc-agents")
    company.provider.shown = [company.provider.key]
    company.provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    _, page = await company.comes()
    assert page == "/login?oidc=trouble"
    company.provider.shown = []
    browser, page = await company.comes()
    assert page == "/", "new keys are asked for when a signature is by none that is known"
    assert (await browser.get("/me")).status_code == 200


async def test_only_the_browser_that_was_sent_comes_back(company: Company) -> None:
    """A way back that another browser began, or that is used twice, or that nobody began, leads to the log-in page."""
    company.provider.claims = groups("cc-agents")
    mine, other = company.desk.browser(), company.desk.browser()
    asked = await company.sent(mine)
    back = {"code": company.provider.code(asked), "state": asked["state"]}
    assert (await other.get("/oidc/callback", params=back)).headers["location"] == "/login?oidc=expired"
    assert (await mine.get("/oidc/callback", params=back)).headers["location"] == "/"
    assert (await mine.get("/oidc/callback", params=back)).headers["location"] == "/login?oidc=expired"
    assert (await other.get("/oidc/callback")).headers["location"] == "/login?oidc=expired"


async def test_where_one_is_sent(company: Company) -> None:
    """With state, nonce and the challenge of PKCE, for our way back alone; a page of another server is not gone to afterwards."""
    asked = await company.sent(company.desk.browser())
    assert asked["redirect_uri"] == f"{company.desk.url}/api/v1/oidc/callback"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert all(len(asked[name]) >= 40 for name in ("state", "nonce", "code_challenge"))
    company.provider.claims = groups("cc-agents")
    for back in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil",
        "javascript:alert(1)",
    ):
        _, page = await company.comes(back=back)
        assert page == "/", back


async def test_a_provider_that_is_away(company: Company) -> None:
    """The log-in page says so; who is in stays in; log-in by password goes on."""
    company.provider.away = True
    answer = await company.desk.browser().get("/oidc/login")
    assert answer.headers["location"] in ("/login?oidc=away", "/login?oidc=trouble")
    await company.desk.user("bert", ["tester"])
    assert (await (await company.desk.inside("bert")).get("/me")).status_code == 200


async def test_the_last_administrator_stays_one(company: Company) -> None:
    """Whom the provider no longer calls an administrator stays one while there is no other."""
    company.provider.claims = groups("cc-chiefs")
    browser, _ = await company.comes()
    company.provider.claims = groups("cc-agents")
    await company.comes()
    assert (await browser.get("/me")).json()["roles"] == ["administrator"]
