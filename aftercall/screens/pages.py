"""One shell for every page. It carries no data: who may see what is decided by the API alone."""

from __future__ import annotations

import secrets
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.staticfiles import StaticFiles

from aftercall.screens.assets import FOLDERS, HERE, LANGUAGES, Assets, first_spoken

PAGES: Final = (
    "/login",
    "/agent",
    "/book",
    "/floor",
    "/wall",
    "/events",
    "/reports",
    "/items",
    "/items/{rest:path}",
    "/customers",
    "/customers/{rest:path}",
    "/campaigns",
    "/campaigns/{rest:path}",
    "/contacts",
    "/contacts/{rest:path}",
    "/admin",
    "/admin/{rest:path}",
    "/account",
    "/phone",
)
THEMES: Final = ("auto", "light", "dark")
LOOK: Final = (
    "aftercall-look"  # a cookie, "THEME.LANGUAGE": chosen in the browser, read here so that nothing flashes
)

_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_templates: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(default=True)
)


class _Kept(StaticFiles):
    """The address holds the files' mark, so what it names never changes."""

    def file_response(self, *given: object, **more: object) -> Response:
        response = super().file_response(*given, **more)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def add_to(app: FastAPI, assets: Assets | None = None) -> None:
    """Pages and files; none of them in the API's description."""
    found = assets or Assets()

    def page(request: Request) -> HTMLResponse:
        return _shell(request, found)

    def root(request: Request) -> RedirectResponse:
        return RedirectResponse("/agent")  # the screen sends on whoever is no agent

    app.add_api_route("/", root, include_in_schema=False, response_model=None)
    for path in PAGES:
        app.add_api_route(
            path, page, include_in_schema=False, response_class=HTMLResponse, response_model=None
        )
    for name, folder in FOLDERS.items():
        app.mount(f"{found.root}/{name}", _Kept(directory=folder, check_dir=False), name=name)


def _shell(request: Request, assets: Assets) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    theme, _, language = request.cookies.get(LOOK, "").partition(".")
    text = _templates.get_template("shell.html").render(
        assets=assets,
        nonce=nonce,
        theme=theme if theme in THEMES else "auto",
        language=language if language in LANGUAGES else first_spoken(_languages(request)) or "en",
    )
    headers = {
        "Content-Security-Policy": _POLICY.format(nonce=nonce),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(text, headers=headers)


def _languages(request: Request) -> str:
    return request.headers.get("accept-language", "")
