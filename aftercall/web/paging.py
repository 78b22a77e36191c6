"""Pages of long lists: `?limit=&after=`, and where the next one begins in the answer's header `Link`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

Limit = Annotated[int, Query(ge=1, le=500, description="so many at most")]


def next_page(request: Request, response: Response, after: object | None) -> None:
    """None: this is the last one. The address is relative to the server's own."""
    if after is not None:
        there = request.url.include_query_params(after=after)
        response.headers["Link"] = f'<{there.path}?{there.query}>; rel="next"'
