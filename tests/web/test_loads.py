"""Files of contacts over the API: brought, looked at, chosen anew, tried, loaded, taken back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2

from aftercall.web.live.view import View
from tests.web.house import LARGEST_UPLOAD, House
from tests.web.test_campaigns import spring
from tests.web.test_wishes import raw as hasty

LIST = (
    "Imię;Telefon;Miasto\n"
    "Jan;512345678;Łódź\n"
    "Ala;512 345 678;\n"
    "X;112;=1+1\n"
    "Ola;+79161234567;\n"
    "<b>Zoe</b>;501000000;<script>alert(1)</script>\n"
)
CAMPAIGN = {"region": "PL", "language": "pl"}
Item = dict[str, Any]


def raw(floor: House) -> httpx2.AsyncClient:
    """Waits for a look, which is a process's start."""
    client = hasty(floor)
    client.timeout = httpx2.Timeout(60)
    return client


async def bring(http: httpx2.AsyncClient, content: bytes | str = LIST, **query: str) -> Item:
    """The file, when it was looked at."""
    content = content.encode() if isinstance(content, str) else content
    made = await http.post(
        "/uploads", params={"file": "leads.csv", "campaign": "spring"} | query, content=content
    )
    assert made.status_code == 201, made.text
    return await rests(http, made.json()["id"])


async def rests(http: httpx2.AsyncClient, upload: str) -> Item:
    """The file, as soon as nobody works on it."""
    async with asyncio.timeout(60):
        while True:
            found: Item = (await http.get(f"/uploads/{upload}")).json()
            if found["state"] not in ("looking", "waiting", "trying", "loading"):
                return found
            await asyncio.sleep(0.1)


async def done(http: httpx2.AsyncClient, upload: str, what: str) -> Item:
    begun = await http.post(f"/uploads/{upload}/{what}")
    assert begun.status_code == 200, begun.text
    return await rests(http, upload)


async def test_from_the_file_to_contacts_and_back(floor: House) -> None:
    """A file is looked at, tried with a verdict for each row, loaded; its rejected rows come back as a file; its contacts are found,
    and gone when the load is taken back."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        upload = await bring(http)
        look, name = upload["look"], upload["id"]
        assert (upload["state"], look["encoding"], look["delimiter"], look["header"]) == (
            "ready",
            "utf-8",
            ";",
            True,
        )
        assert [one["field"] for one in look["columns"]] == ["first name", "phone", "own"]
        assert [one["verdict"] for one in look["sample"]] == [
            "loaded",
            "duplicate",
            "rejected",
            "loaded",
            "loaded",
        ]
        tried = await done(http, name, "trial")
        assert (tried["state"], tried["trial"]["loaded"], tried["counts"]) == ("ready", 3, None)
        assert (await http.get("/contacts")).json() == []
        verdicts = await http.get(f"/uploads/{name}/verdicts", params={"limit": 2})
        assert [one["verdict"] for one in verdicts.json()] == ["loaded", "duplicate"]
        following = await http.get(verdicts.links["next"]["url"].removeprefix("/api/v1"))
        assert [one["row"] for one in following.json()] == [4, 5]
        only = await http.get(f"/uploads/{name}/verdicts", params={"verdict": ["rejected", "duplicate"]})
        assert [one["row"] for one in only.json()] == [3, 4]
        loaded = await done(http, name, "load")
        assert (loaded["state"], loaded["counts"]["loaded"], loaded["rejected"]) == ("loaded", 3, 2)
        rejected = await http.get(f"/uploads/{name}/rejected")
        assert "'=1+1" in rejected.text
        assert 'filename="leads.rejected.csv"' in rejected.headers["content-disposition"]
        people = (await http.get("/contacts", params={"name": "zoe"})).json()
        assert [(one["name"], one["fields"]["Miasto"]) for one in people] == [
            ("<b>Zoe</b>", "<script>alert(1)</script>")
        ]
        load = (await http.get("/loads")).json()[0]
        assert (load["id"], load["loaded"], load["upload"]) == (loaded["load"], 3, name)
        undone = (await http.post(f"/loads/{load['id']}/undo")).json()
        assert undone == {"load": load["id"], "gone": 3, "kept": 0}
        assert (await http.get("/contacts")).json() == []
        assert (await http.get(f"/uploads/{name}")).json()["state"] == "undone"
    assert not (floor.folder / "uploads" / name / "content").exists()


async def test_chosen_by_hand(floor: House) -> None:
    """Encoding, header, mapping and list are chosen; a mapping that is kept is taken by itself the next time."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        upload = await bring(http, "Kontakt;Kto\n512345678;Wiśnia\n".encode("iso8859-2"))
        wrong = upload["look"]["sample"][0]["cells"][1]
        assert wrong != "Wiśnia"
        wish = {"encoding": "iso8859-2", "list": "March", "mapping": {"Kto": "name", "Kontakt": "phone"}}
        chosen = (await http.put(f"/uploads/{upload['id']}", json=wish)).json()
        assert (chosen["look"]["sample"][0]["cells"][1], chosen["list"]) == ("Wiśnia", "March")
        assert [one["field"] for one in chosen["look"]["columns"]] == ["phone", "name"]
        mapping = {one["name"]: one["field"] for one in chosen["look"]["columns"]}
        kept = await http.put("/mappings/agency", json={"mapping": mapping})
        assert kept.status_code == 200, kept.text
        again = await bring(http, "Kontakt;Kto\n512345679;Ewa\n")
        assert [one["field"] for one in again["look"]["columns"]] == ["phone", "name"]
        assert again["look"]["mapped"] == "kept as agency"
        assert (await http.delete("/mappings/agency")).status_code == 200
        assert (await http.delete("/mappings/agency")).status_code == 404
        await done(http, upload["id"], "load")
        lists = (await http.get("/lists", params={"campaign": "spring"})).json()
        assert [(one["name"], one["open"]) for one in lists] == [("March", 1)]


async def test_a_file_without_a_phone_is_shown_all_the_same(floor: House) -> None:
    """A file whose mapping nobody could guess is previewed with what is wrong, and can neither be tried nor loaded until it is
    mapped."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        upload = await bring(http, "a,b\nx,y\n")
        assert upload["state"] == "ready"
        assert upload["look"]["problem"]["field"] == "mapping"
        assert [one["cells"] for one in upload["look"]["sample"]] == [["a", "b"], ["x", "y"]]
        refused = await http.post(f"/uploads/{upload['id']}/load")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not-now")


WRONG: list[tuple[Item, str]] = [
    ({"encoding": "klingon"}, "encoding"),
    ({"mapping": {"Nobody": "phone"}}, "mapping"),
    ({"mapping": {"Telefon": "telephone"}}, "mapping"),
    ({"template": "nobody's"}, "template"),
    ({"delimiter": "ab"}, "delimiter"),
    ({"zone": "Mars/Olympus"}, "zone"),
    ({"region": "Poland"}, "region"),
    ({"scope": "world"}, "scope"),
    ({"colour": "red"}, "colour"),
]


async def test_what_cannot_be_meant_is_refused_with_its_field(floor: House) -> None:
    """Each wrong wish is a 422 that names its field, and the file is read as before."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        upload = await bring(http)
        for wish, field in WRONG:
            refused = await http.put(f"/uploads/{upload['id']}", json=wish)
            assert refused.status_code == 422, (wish, refused.text)
            assert refused.json()["error"]["field"].startswith(field), refused.text
        assert (await http.get(f"/uploads/{upload['id']}")).json() == upload


async def test_numbers_not_to_be_called(floor: House) -> None:
    """A do-not-call file is tried and loaded with its source; then its numbers are blocked, and a load leaves them out."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        file = {"purpose": "do not call", "file": "register.csv"}
        upload = await bring(http, "phone\n512345678\nabc\n", **file)
        refused = await http.post(f"/uploads/{upload['id']}/load")
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "source")
        wish = {"source": "register", "since": "2026-01-02"}
        assert (await http.put(f"/uploads/{upload['id']}", json=wish)).status_code == 200
        tried = await done(http, upload["id"], "trial")
        assert (tried["trial"]["new"], tried["trial"]["rejected"]) == (1, 1)
        loaded = await done(http, upload["id"], "load")
        assert (loaded["state"], loaded["counts"]["new"], loaded["rejected"]) == ("loaded", 1, 1)
        asked = (await http.get("/do-not-call/+48512345678")).json()
        assert (asked["blocked"], asked["entries"][0]["source"], asked["entries"][0]["where"]) == (
            True,
            "register",
            "spring",
        )
        contacts = await bring(http)
        assert contacts["look"]["sample"][0]["verdict"] == "do not call"


async def test_several_one_after_the_other(floor: House) -> None:
    """Three files that are loaded at once are loaded in turn; the same number is in one of them alone."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        uploads = [await bring(http, LIST, file=f"{n}.csv") for n in range(3)]
        for one in uploads:
            assert (await http.post(f"/uploads/{one['id']}/load")).status_code == 200
        waiting = await http.post(f"/uploads/{uploads[2]['id']}/load")
        assert waiting.status_code == 409
        after = [await rests(http, one["id"]) for one in uploads]
        assert [one["counts"]["loaded"] for one in after] == [3, 0, 0]
        listed = (await http.get("/uploads", params={"campaign": "spring"})).json()
        assert {one["id"] for one in listed} == {one["id"] for one in uploads}


async def test_limits_are_told(floor: House) -> None:
    """Before somebody sends a file, he can ask how large it may be."""
    async with raw(floor) as http:
        assert (await http.get("/uploads/limits")).json() == {
            "largest": LARGEST_UPLOAD,
            "keep": 7,
            "files": 200,
        }


async def test_open_screens_are_told(floor: House) -> None:
    """Whoever plans campaigns hears that files moved on, and nobody else."""
    await spring(floor, 0, **CAMPAIGN)
    live = floor.service.live
    planner, agent = (
        live.session(View(**eyes), None, "", False) for eyes in ({"plans": True}, {"agent": "1001"})
    )
    for one in (planner, agent):
        one.frames(0)
    async with raw(floor) as http:
        await bring(http)
    told = [json.loads(frame) for frame in planner.frames(1)]
    assert [frame["what"] for frame in told if frame["kind"] == "desk"] == [["uploads"]]
    assert "uploads" not in "".join(agent.frames(1))
