"""Bad files and faults: no list, empty, too large by its word or in truth, cut, stopped, gone on with after a restart."""

from __future__ import annotations

import asyncio
import io
import socket
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aftercall.loading.foreman import Foreman
from aftercall.loading.shelf import UploadShelf
from aftercall.loading.upload import Purpose, State, Task, Upload
from tests.web.house import LARGEST_UPLOAD, House, now
from tests.web.test_campaigns import spring, until
from tests.web.test_loads import CAMPAIGN, bring, done, raw, rests

PEOPLE = 30_000


def many(count: int) -> str:
    return "name;phone\n" + "".join(f"P{i};+48{500_000_000 + i}\n" for i in range(count))


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    return file.getvalue()


def bomb() -> bytes:
    """A spreadsheet that would unpack to more than 1 GiB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(1100):
                part.write(b"\0" * (1 << 20))
    return file.getvalue()


NO_LISTS = [
    (b"%PDF-1.7 nothing", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"", "empty"),
    (b" \n\n", "empty"),
    (b"name;phone\n", "no rows"),
    (b"a\x00b\x00\x01\x02" * 50, "binary"),
    (b"PK\x03\x04 cut", "damaged"),
    (zipped(), "not a spreadsheet"),
]


async def test_what_is_no_list_says_what_it_is(floor: House) -> None:
    """Each file that is no list is kept as refused with its reason; nothing can be done with it but to take it away."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        for content, why in NO_LISTS:
            upload = await bring(http, content)
            assert (upload["state"], why in upload["fault"]["why"]) == ("refused", True), upload["fault"]
            assert "--" not in upload["fault"]["remedy"]
            for verb in ("trial", "load", "cancel"):
                assert (await http.post(f"/uploads/{upload['id']}/{verb}")).status_code == 409
            assert (await http.delete(f"/uploads/{upload['id']}")).status_code == 200
            assert (await http.get(f"/uploads/{upload['id']}")).status_code == 404


@pytest.mark.full
async def test_a_bomb(floor: House) -> None:
    """A small spreadsheet that unpacks to a gigabyte is refused; memory and disk hold."""
    await spring(floor, 0, **CAMPAIGN)
    floor.service.loads.largest = 16 << 20
    async with raw(floor) as http:
        upload = await bring(http, bomb())
        assert "would unpack" in upload["fault"]["why"]


def folders(floor: House) -> list[Path]:
    return list((floor.folder / "uploads").iterdir())


async def test_too_large_by_its_word(floor: House) -> None:
    """Two gigabytes that are announced are refused before a byte of them is read."""
    await spring(floor, 0, **CAMPAIGN)
    head = (
        "POST /api/v1/uploads?file=big.csv&campaign=spring HTTP/1.1\r\nHost: a\r\n"
        f"Content-Length: {2 << 30}\r\n\r\n"
    )
    status, body = await by_hand(floor, head.encode())
    assert (status, "2,147,483,648 bytes" in body) == (413, True), body
    assert folders(floor) == []


async def test_too_large_in_truth(floor: House) -> None:
    """A stream without a length is cut off where it passes the limit, and leaves nothing."""
    await spring(floor, 0, **CAMPAIGN)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(4 * LARGEST_UPLOAD // 65_536):
            yield b"x" * 65_536

    async with raw(floor) as http:
        refused = await http.post("/uploads?file=big.csv&campaign=spring", content=endless())
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too-large")
    assert folders(floor) == []


async def test_a_cut_upload_leaves_nothing(floor: House) -> None:
    """A connection that goes in the middle of the file: no upload, no folder."""
    await spring(floor, 0, **CAMPAIGN)
    head = b"POST /api/v1/uploads?file=cut.csv&campaign=spring HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n"
    reader, writer = await asyncio.open_unix_connection(floor.socket)
    writer.write(head + b"name;phone\n" * 100)
    await writer.drain()
    await until(lambda: folders(floor))
    writer.close()
    await until(lambda: not folders(floor))
    assert floor.service.loads.all() == []
    del reader


async def by_hand(floor: House, head: bytes) -> tuple[int, str]:
    """Only a head is sent; what is answered."""
    reader, writer = await asyncio.open_unix_connection(floor.socket)
    writer.write(head)
    await writer.drain()
    line = await asyncio.wait_for(reader.readline(), 20)
    writer.get_extra_info("socket").shutdown(socket.SHUT_WR)
    rest = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return int(line.split()[1]), rest.decode()


async def test_who_and_for_what(floor: House) -> None:
    """An unknown campaign, none at all, a name with a path in it: refused, refused, and made plain."""
    await spring(floor, 0, **CAMPAIGN)
    async with raw(floor) as http:
        nowhere = await http.post("/uploads?file=a.csv&campaign=nowhere", content=b"x")
        assert nowhere.status_code == 404
        none = await http.post("/uploads?file=a.csv", content=b"x")
        assert (none.status_code, none.json()["error"]["field"]) == (422, "campaign")
        upload = await bring(http, file="../../<script>.csv")
        assert upload["file"] == "<script>.csv"
        assert (await http.get("/uploads/..%2f..%2fetc")).status_code == 404


@pytest.mark.full
async def test_a_load_is_stopped_and_goes_on(floor: House) -> None:
    """Cancelled in the middle it is cut: what was loaded stays, and loading it again goes on there, each person once."""
    await spring(floor, 0, **CAMPAIGN)
    floor.service.loads.largest = 16 << 20
    async with raw(floor) as http:
        upload = await bring(http, many(PEOPLE))
        name = upload["id"]
        assert (await http.post(f"/uploads/{name}/load")).status_code == 200
        await until(lambda: floor.service.loads.one(name).row, 60)
        cut = (await http.post(f"/uploads/{name}/cancel")).json()
        assert (cut["state"], cut["fault"]) == ("cut", None)
        assert 0 < cut["row"] < PEOPLE
        assert (await http.put(f"/uploads/{name}", json={"encoding": "utf-8"})).status_code == 409
        after = await done(http, name, "load")
        assert (after["state"], after["counts"]["loaded"], after["load"]) == ("loaded", PEOPLE, cut["load"])
        lists = (await http.get("/lists")).json()
        assert [one["open"] for one in lists] == [PEOPLE]


async def test_taken_back_while_it_loads(floor: House) -> None:
    """The load ends first; then nothing of it is left."""
    await spring(floor, 0, **CAMPAIGN)
    floor.service.loads.largest = 16 << 20
    async with raw(floor) as http:
        name = (await bring(http, many(PEOPLE)))["id"]
        await http.post(f"/uploads/{name}/load")
        await until(lambda: floor.service.loads.one(name).load, 60)
        load = floor.service.loads.one(name).load
        undone = await http.post(f"/loads/{load}/undo", timeout=60)
        assert undone.status_code == 200, undone.text
        assert (await rests(http, name))["state"] == "undone"
        assert (await http.get("/contacts/count")).json()["count"] == 0


async def test_a_worker_that_is_killed(floor: House) -> None:
    """The upload says so and stands cut; loading goes on."""
    await spring(floor, 0, **CAMPAIGN)
    floor.service.loads.largest = 16 << 20
    foreman = floor.service.loads.foreman
    async with raw(floor) as http:
        name = (await bring(http, many(PEOPLE)))["id"]
        await http.post(f"/uploads/{name}/load")
        await until(lambda: foreman.uploads[name].row, timeout=60)
        assert foreman.at_work is not None
        foreman.at_work[1].stop()
        cut = await rests(http, name)
        assert (cut["state"], "died" in cut["fault"]["why"]) == ("cut", True)
        assert (await done(http, name, "load"))["counts"]["loaded"] == PEOPLE


async def test_a_daemon_that_comes_back_goes_on(floor: House) -> None:
    """What was under way when the daemon went is loaded by the next one; what came in half is gone."""
    await spring(floor, 0, **CAMPAIGN)
    shelf = UploadShelf(floor.folder / "uploads-2")
    shelf.open()
    half, name = shelf.new(), shelf.new()
    shelf.content(half, "half.csv").write_text("name;ph")
    shelf.content(name, "leads.csv").write_text(many(10))
    shelf.keep(
        Upload(
            name, "leads.csv", 1, Purpose.CONTACTS, "spring", "me", now(), state=State.LOADING, task=Task.LOAD
        )
    )
    foreman = Foreman(shelf, f"sqlite:///{floor.folder}/floor.db", 7, now)
    running = asyncio.create_task(foreman.run())
    try:
        await until(lambda: foreman.uploads.get(name) and foreman.uploads[name].state is State.LOADED, 60)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert foreman.uploads[name].counts is not None
    assert foreman.uploads[name].counts["loaded"] == 10
    assert not (shelf.directory / half).exists()


async def test_what_is_old_goes(floor: House) -> None:
    """A file that nobody worked on for longer than it is kept is gone when the daemon starts."""
    shelf = UploadShelf(floor.folder / "uploads-2")
    shelf.open()
    name = shelf.new()
    shelf.keep(
        Upload(name, "a.csv", 1, Purpose.CONTACTS, "spring", "me", now() - 8 * 86_400_000, state=State.READY)
    )
    foreman = Foreman(shelf, f"sqlite:///{floor.folder}/floor.db", 7, now)
    running = asyncio.create_task(foreman.run())
    try:
        await until(lambda: not (shelf.directory / name).exists())
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
