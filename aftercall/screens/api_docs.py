"""`/api/docs`: the API's description to read and to try, by Swagger UI as set-up copied it; nothing comes from elsewhere."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from aftercall.screens.assets import Assets

PATH: Final = "/api/docs"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aftercall API</title>
<link rel="stylesheet" href="{root}/vendor/swagger-ui-dist/swagger-ui.css">
<link rel="icon" href="{root}/vendor/swagger-ui-dist/favicon-32x32.png">
<body>
<main id="api" data-description="{description}">This page needs JavaScript; the description itself is
<a href="{description}">{description}</a>.</main>
<script src="{root}/vendor/swagger-ui-dist/swagger-ui-bundle.js"></script>
<script src="{root}/static/api_docs.js"></script>
"""


def add_to(app: FastAPI, description: str, assets: Assets | None = None) -> None:
    """`description`: the path of the OpenAPI document."""
    page = _PAGE.format(root=(assets or Assets()).root, description=description)

    def docs() -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})

    app.add_api_route(PATH, docs, include_in_schema=False, response_class=HTMLResponse)
