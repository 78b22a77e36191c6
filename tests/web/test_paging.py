"""Long lists come in pages: each thing once, whatever the size of a page, and the link leads on to the last."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx2
from fastapi import FastAPI, Request, Response
from hypothesis import given
from hypothesis import strategies as st

from aftercall.web.paging import MARK, Limit, Mark, Place, next_page, page

PLACES = st.lists(st.tuples(st.integers(0, 5), st.text("abc.1", min_size=1, max_size=4)), unique=True)


@given(PLACES, st.integers(1, 4))
def test_pages_make_the_whole(places: list[Place], limit: int) -> None:
    """Page after page is the whole list in its order, also where many things have the same moment."""
    items, found, after = sorted(places), list[Place](), None
    while True:
        shown, after = page(items, lambda place: place, limit, after)
        assert len(shown) <= limit
        found += shown
        if after is None:
            break
        assert re.match(MARK, after)
    assert found == items


@given(PLACES, st.integers(1, 4), st.data())
def test_what_goes_between_two_pages_takes_nothing_with_it(
    places: list[Place], limit: int, data: st.DataObject
) -> None:
    """The page goes on where the last one ended, though the thing that it ended with is there no more."""
    items = sorted(places)
    shown, after = page(items, lambda place: place, limit, None)
    if after is None:
        return
    gone = data.draw(st.sampled_from(items))
    rest, _ = page([one for one in items if one != gone], lambda place: place, None, after)
    assert list(rest) == [one for one in items[len(shown) :] if one != gone]


async def test_the_link_leads_to_the_next_page() -> None:
    """It keeps what else was asked, and the last page has none."""
    app = FastAPI()

    @app.get("/all")
    def all_of_them(
        request: Request, response: Response, limit: Limit | None = None, after: Mark = None
    ) -> list[int]:
        shown, mark = page(range(5), lambda one: (one, "x"), limit, after)
        next_page(request, response, mark)
        return list(shown)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://a") as client:
        address, found = "/all?limit=2&colour=red", list[int]()
        while address:
            answer = await client.get(address)
            found += answer.json()
            link = answer.headers.get("link", "")
            address = link[1 : link.index(">")] if link else ""
            assert not address or parse_qs(urlsplit(address).query)["colour"] == ["red"]
        assert found == [0, 1, 2, 3, 4]
        assert "link" not in (await client.get("/all")).headers
        assert (await client.get("/all?after=x")).status_code == 422
