"""People at real pages in Debian's Chromium. No page may complain: what its console and its scripts say wrong fails the test."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.web.people_kit import PAGE, PASSWORD

CHROMIUM: Final = "/usr/bin/chromium"
WITHIN: Final = 15_000
"""Milliseconds for what should be seen at once: the machine may be busy."""
SIZES: Final = {"desk": (1366, 768), "docked": (500, 400), "phone": (390, 844)}
AXE: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
QUIET: Final = r"/drafts/|/contact$"
"""What is asked for and need not be there: Chromium notes the 404."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Visitors:
    """Everybody of one test, each in a browser of his own; `url`: where the desktop is."""

    browser: Browser
    url: str
    _borne: list[str] = field(default_factory=lambda: [QUIET])
    _complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def bear(self, *patterns: str) -> None:
        """Complaints that this test brings about; regular expressions."""
        self._borne += patterns

    async def come(
        self, path: str, name: str | None = None, *, size: str = "desk", script: str = "", **context: Any
    ) -> Page:
        """A page at this path. `name`: who logged in before; `script`: runs before the page's own."""
        return await self.page(await self.context(name, size=size, **context), path, script)

    async def context(self, name: str | None = None, *, size: str = "desk", **more: Any) -> BrowserContext:
        width, height = SIZES[size]
        given = {"viewport": {"width": width, "height": height}, "locale": "en-GB", **more}
        context = await self.browser.new_context(**given)
        context.set_default_timeout(WITHIN)
        self._contexts.append(context)
        if name is not None:
            await log_in(context, self.url, name)
        return context

    async def page(self, context: BrowserContext, path: str, script: str = "") -> Page:
        page = await context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        if script:
            await page.add_init_script(script)
        await page.goto(self.url + path)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"{message.text} ({message.location.get('url', '')})")

    def _complain(self, text: str) -> None:
        self._complaints.append(text)

    async def leave(self) -> None:
        """Raises AssertionError if a page complained of something that nobody expected."""
        for context in self._contexts:
            await context.close()
        left = [one for one in self._complaints if not any(re.search(two, one) for two in self._borne)]
        assert not left, "\n".join(left)


async def log_in(context: BrowserContext, url: str, name: str, password: str = PASSWORD) -> None:
    """As the page does it, without looking at one."""
    answer = await context.request.post(
        f"{url}/api/v1/login", data={"name": name, "password": password}, headers=PAGE
    )
    assert answer.ok, await answer.text()


async def type_log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    await page.get_by_label("User name").fill(name)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, and where. It is put in beside the page's policy, which stays in force."""
    await page.evaluate(AXE.read_text())
    run = "options => axe.run(document, options).then(found => JSON.stringify(found.violations))"
    found = json.loads(await page.evaluate(run, {"runOnly": WCAG}))
    return [f"{one['id']}: {_told(node)}" for one in found for node in one["nodes"]]


def _told(node: dict[str, Any]) -> str:
    return f"{node['target']} {node['html'][:200]}: {node['failureSummary']}"


async def accessible(page: Page) -> None:
    found = await violations(page)
    assert not found, "\n".join([page.url, *found])


async def fits_across(page: Page) -> None:
    """Nothing is to be scrolled sideways."""
    wide = await page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide[0] <= wide[1], (page.url, wide)


async def words(page: Page) -> set[str]:
    """All that is read or heard on this page: texts, names, hints."""
    found = await page.evaluate(
        """() => {
        const all = [];
        for (const one of document.querySelectorAll("body *")) {
          if (one.closest("script, style, noscript")) continue;
          for (const name of ["aria-label", "title", "placeholder"]) all.push(one.getAttribute(name) ?? "");
          all.push(...[...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data));
        }
        return [document.title, ...all];
      }"""
    )
    return {one.strip() for one in found} - {""}
