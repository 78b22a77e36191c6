"""Campaign managers' screens, without Asterisk: every page fits, is accessible and speaks; bad files and names do no harm."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.kit import Visitors, accessible, fits_across, words
from tests.edges.dialer_kit import add_list
from tests.web.house import LARGEST_UPLOAD
from tests.web.people_kit import Desktop
from tests.web.test_campaigns import spring, where_it_is_noon

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

PEOPLE_S_OWN = ("Sale", "Size", "Aftercall")
"""Written by people, or a name: English whoever looks."""
EVIL = '<img src=x onerror="document.body.id=1">'
DISPOSITIONS = [
    {"code": "sale", "does": "finish", "success": True, "names": {"en": "Sale"}},
    {"code": "think", "does": "retry", "retry": {"after": 3_600_000, "times": 2}},
]
FORM = [{"code": "size", "label": "Size", "kind": "choice", "choices": ["S", "L"], "required": True}]
PAGES = [
    "/campaigns",
    "/campaigns/new",
    "/campaigns/spring",
    "/campaigns/spring/lists",
    "/campaigns/spring/crew",
    "/campaigns/spring/dispositions",
    "/campaigns/spring/script",
    "/campaigns/spring/settings",
    "/contacts",
    "/contacts/callbacks",
    "/contacts/do-not-call",
]


@pytest_asyncio.fixture(loop_scope="session")
async def rita(desk: Desktop) -> AsyncIterator[Desktop]:
    """Campaign Spring with three contacts, the first of a bad name; Rita plans campaigns."""
    await desk.user("rita", ["manager"], shown="Rita Plan")
    await spring(desk.house, 0, dispositions=DISPOSITIONS, form=FORM, script="Hello, {name}!", region="PL")
    people = [{"name": EVIL, "fields": {"note": "=1+1"}}, {"name": "Jan"}, {"name": "Ewa"}]
    zone = where_it_is_noon()
    await add_list(desk.house.database, [one | {"zone": zone} for one in people])
    body = {"numbers": ["+48600100200"], "source": EVIL}
    assert (await desk.socket.post("/do-not-call", json=body)).status_code == 200
    yield desk


async def settled(page: Page) -> None:
    await expect(page.locator("main h1")).to_be_visible()
    await expect(page.locator("main [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "scheme"), [("phone", "dark"), pytest.param("desk", "light", marks=pytest.mark.full)]
)
async def test_every_page(rita: Desktop, people: Visitors, size: str, scheme: str) -> None:
    """Each fits its screen, axe finds nothing against it, and what people wrote stays text."""
    page = await people.come("/campaigns", "rita", size=size, color_scheme=scheme)
    for path in PAGES:
        await page.goto(people.url + path)
        await settled(page)
        await accessible(page)
        await fits_across(page)
        assert await page.evaluate("document.body.id") != "1", path


@pytest.mark.parametrize(
    "language", ["pl", *(pytest.param(one, marks=pytest.mark.full) for one in ("ru", "et", "es"))]
)
async def test_in_another_language(rita: Desktop, people: Visitors, language: str) -> None:
    """Of our own texts none is English, nor is the reason of the pace; what is left is what people wrote."""
    page = await people.come("/campaigns", "rita", locale=language)
    there = json.loads((Path("aftercall/screens/words") / f"{language}.json").read_text(encoding="utf-8"))
    english = {text for text, said in there.items() if isinstance(said, str) and said != text}
    for path in PAGES:
        await page.goto(people.url + path)
        await settled(page)
        left = {one for one in await words(page) & english if one not in PEOPLE_S_OWN}
        assert not left, (path, left)
    await page.goto(f"{people.url}/campaigns/spring")
    reasons = json.loads(
        (Path("aftercall/screens/words/said") / f"{language}.json").read_text(encoding="utf-8")
    )
    begins = reasons["pace-not-running"].partition("{")[0]
    await expect(page.locator(".why-line").first).to_contain_text(begins)


async def test_a_part_is_changed(rita: Desktop, people: Visitors) -> None:
    """A disposition and a field are added and saved; what the law does not allow is said at its field and nothing is changed."""
    people.bear(r"status of 422")
    page = await people.come("/campaigns/spring/dispositions", "rita")
    await page.get_by_role("button", name="Add one").click()
    fresh = page.locator(".edited").nth(2)
    await fresh.get_by_label("Code", exact=True).fill("later")
    await fresh.get_by_label("What follows").select_option("callback")
    await fresh.get_by_label("Name, English").fill("Call me later")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    await page.get_by_role("tab", name="Script and form").click()
    await page.get_by_label("Script").fill("Good day, {name}.")
    await expect(page.get_by_label("As agents see it")).to_contain_text("Good day, Anna Nowak.")
    await page.get_by_role("button", name="Undo changes").click()
    await page.get_by_role("tab", name="Settings").click()
    await page.get_by_label("Abandoned at most, per cent").fill("9")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".field.wrong")).to_contain_text("is not within the regime us")
    card = (await rita.socket.get("/campaigns/spring")).json()
    assert [one["code"] for one in card["dispositions"]] == ["sale", "think", "later"]
    assert (card["cap"], card["script"]) == (None, "Hello, {name}!")


async def test_bad_files(rita: Desktop, people: Visitors, tmp_path: Path) -> None:
    """A picture is called a picture; what is too large is refused before it is sent; a file without a phone is mapped by hand."""
    page = await people.come("/campaigns/spring/lists", "rita")
    choose = page.locator("input[type=file]")
    await expect(page.get_by_text("At most 1.0 MiB.")).to_be_visible()
    big = tmp_path / "big.csv"
    big.write_bytes(b"x" * (LARGEST_UPLOAD + 1))
    await choose.set_input_files(big)
    await expect(page.get_by_role("alert")).to_contain_text("at most 1.0 MiB are taken")
    picture = tmp_path / "leads.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    await choose.set_input_files(picture)
    await expect(page.locator(".notice.bad")).to_contain_text("is a picture, not a list", timeout=60_000)
    await page.get_by_role("button", name="Take the file away").click()
    odd = tmp_path / "odd.csv"
    odd.write_text(f"who;where\n{EVIL};Gdynia\n")
    await page.locator("input[type=file]").set_input_files(odd)
    await expect(page.get_by_text("Say which column is the phone.")).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("button", name="Load", exact=True)).to_be_disabled()
    await page.get_by_label(re.compile(r"^Column .* is$")).first.select_option("phone")
    await expect(page.get_by_text("Say which column is the phone.")).to_be_hidden(timeout=60_000)
    await expect(page.locator(".verdict.rejected").first).to_be_visible()
    assert await page.evaluate("document.body.id") != "1"


async def test_a_person_is_erased(rita: Desktop, people: Visitors) -> None:
    """Found, shown as text whatever the name is, erased after it was said what stays; the number is then on the list."""
    page = await people.come("/contacts", "rita")
    await page.get_by_role("link", name=EVIL).click()
    await expect(page.get_by_role("heading", name=EVIL)).to_be_visible()
    await accessible(page)
    await page.get_by_role("button", name="Erase…").click()
    await expect(page.get_by_role("dialog")).to_contain_text("It stays, as the law asks")
    await accessible(page)
    await page.get_by_role("button", name="Erase for good").click()
    await expect(page.get_by_role("heading", name="(no name)")).to_be_visible()
    await page.goto(people.url + "/contacts/do-not-call")
    await expect(page.get_by_text("2 entries")).to_be_visible()
    await page.get_by_placeholder("+48512345678").first.fill("+48600100200")
    await page.get_by_role("button", name="Ask").click()
    await expect(page.get_by_text("+48600100200 must not be called.")).to_be_visible()
