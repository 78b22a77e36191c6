"""Whether a page of ours opened this socket: a browser sends the visitor's cookie from any page, and always says which page it is."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_ours(headers: Mapping[str, str], public_url: str | None = None) -> bool:
    """Programs that are no browsers name no origin; a page's host must be the one that was asked."""
    origin = headers.get("origin")
    if origin is None:
        return True
    asked = {headers.get("host", "")} | ({urlsplit(public_url).netloc} if public_url else set())
    return urlsplit(origin).netloc in asked - {""}
