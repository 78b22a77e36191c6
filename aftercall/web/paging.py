"""Pages of long lists: `?limit=&after=`, and where the next one begins in the answer's header `Link`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, TypeVar

from fastapi import Query, Request, Response

Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=500, description="so many at most")]


Place = tuple[int, str]
"""A moment, and of several at that moment the one."""
MARK: Final = r"^\d{1,18}\.\S{1,150}$"
Mark = Annotated[
    str | None, Query(pattern=MARK, description="where the page before ended: as its `Link` says")
]


def page(
    items: Sequence[Item], place: Callable[[Item], Place], limit: int | None, after: str | None
) -> tuple[Sequence[Item], str | None]:
    """Of a list in the order of its places: the page, and where the next one begins; None: this is the last one."""
    if after is not None:
        at, _, one = after.partition(".")
        items = [item for item in items if place(item) > (int(at), one)]
    if limit is None or len(items) <= limit:
        return items, None
    at_last, last = place(items[limit - 1])
    return items[:limit], f"{at_last}.{last}"


def next_page(request: Request, response: Response, after: object | None) -> None:
    """None: this is the last one. The address is relative to the server's own."""
    if after is not None:
        there = request.url.include_query_params(after=after)
        response.headers["Link"] = f'<{there.path}?{there.query}>; rel="next"'
