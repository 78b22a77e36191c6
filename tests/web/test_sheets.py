"""What a softphone needs: a sheet for administrators, links that open once, a picture, Linphone's own form."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit

import httpx2
import pytest

from aftercall.phones.once import Once
from aftercall.phones.sheet import Sheet, linphone
from tests.web.house import House
from tests.web.test_wishes import raw


def over(floor: House) -> httpx2.AsyncClient:
    """Outside /api/v1."""
    return httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(uds=str(floor.socket)), base_url="http://floor.example:8420"
    )


async def test_a_sheet(floor: House) -> None:
    """Server, user and secret as a softphone wants them; whose phone it is."""
    async with raw(floor) as http:
        sheet = (await http.get("/phones/1001/sheet")).json()
        unknown = await http.get("/phones/9999/sheet")
    assert (sheet["user"], sheet["name"], len(sheet["secret"])) == ("1001", "Agent 1001", 32)
    assert (sheet["port"], sheet["transport"], unknown.status_code) == (5060, "udp", 404)


async def test_links_open_once(floor: House) -> None:
    """Each of the two opens once; a second try says so. What is asked for anew voids the older one."""
    async with raw(floor) as http, over(floor) as world:
        first = (await http.post("/phones/1001/links")).json()
        links = (await http.post("/phones/1001/links")).json()
        word = urlsplit(links["page"]).fragment
        path = urlsplit(links["provision"]).path
        void = await world.get(urlsplit(first["provision"]).path)
        read, again = [await world.get(path) for _ in range(2)]
        opened, closed = [await http.post("/phones/once", json={"word": word}) for _ in range(2)]
        swapped = await http.post("/phones/once", json={"word": path.rpartition("/")[2][:-4]})
    assert [one.status_code for one in (void, read, again)] == [404, 200, 404]
    assert [one.status_code for one in (opened, closed, swapped)] == [200, 404, 404]
    assert closed.json()["error"]["code"] == "link-over"
    assert opened.json()["secret"] in read.text
    assert links["qr"].startswith("<svg ")
    ElementTree.fromstring(links["qr"])


async def test_who_read_a_secret_is_on_the_trail(floor: House) -> None:
    """A sheet that was shown, and a link that was opened, though neither changed anything."""
    async with raw(floor) as http, over(floor) as world:
        await http.get("/phones/1001/sheet")
        links = (await http.post("/phones/1001/links")).json()
        await world.get(urlsplit(links["provision"]).path)
        await floor.service.trail.flush()
        trail = (await http.get("/audit", params={"what": "phone"})).json()
    assert [(one["what"], one["about"]) for one in trail] == [
        ("phone's settings given", {"phone": "1001"}),
        ("phone's settings shown", {"phone": "1001"}),
    ]


async def test_who_may_make_links(floor: House) -> None:
    """An agent for his own default phone, and no other; nobody but administrators sees a sheet as it is."""
    as_agent = {"X-Aftercall-As": "agent"}
    async with raw(floor) as http:
        sheet = await http.get("/phones/1001/sheet", headers=as_agent)
        other = await http.post("/phones/1002/links", headers=as_agent)
        own = await http.post("/phones/1001/links", headers=as_agent)
    assert (sheet.status_code, own.status_code) == (403, 200)
    assert other.status_code in (200, 403)  # over the socket, an agent is whoever the path names


def test_linphone_takes_any_name() -> None:
    """Signs of XML and quotes in a name stay signs in a name."""
    text = linphone(Sheet("1001", 'A "<&>" \\', "sip.example", 5061, "tls", "s3cret&<"))
    entries = {entry.get("name"): entry.text for entry in ElementTree.fromstring(text).iter() if entry.text}
    assert entries["reg_identity"] == "\"A '<&>' /\" <sip:1001@sip.example>"
    assert (entries["passwd"], entries["reg_proxy"]) == ("s3cret&<", "<sip:sip.example:5061;transport=tls>")


def test_a_link_is_not_good_for_ever() -> None:
    """After its time it opens nothing."""
    at = [0]
    once = Once(lambda: at[0], lasts=1000)
    word, _ = once.make("sheet", "1001")
    at[0] = 1000
    assert once.take("sheet", word) is None


@pytest.mark.parametrize("word", ["", "x" * 101, "../../etc", "%00", "a.b"])
async def test_words_that_are_none(floor: House, word: str) -> None:
    """Whatever stands in a link, it is a link that is over, or no path at all."""
    async with over(floor) as world:
        assert (await world.get(f"/provision/{word}.xml")).status_code in (404, 422)
