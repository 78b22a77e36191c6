"""What stands around every answer over TCP: whose page asks, which headers come back, how large a body may be, TLS and proxies."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from aftercall.people.audit import Entry, Sought, Trail
from aftercall.settings import Web
from aftercall.web.port import PortError, open_port, tls
from tests.web.house import house
from tests.web.people_kit import PASSWORD, Desktop, desktop, error


@pytest.fixture
async def desk(template: Path) -> AsyncIterator[Desktop]:
    async with desktop(template) as it:
        yield it


# --- whose page asks ---------------------------------------------------------------------------------------------


async def test_a_cookie_from_another_site_does_nothing(desk: Desktop) -> None:
    """A page of another server, or of another one of this domain, makes the browser send the cookie: nothing is changed. Without
    a word on which page asks, neither. Ours may."""
    await desk.user("anna", ["agent"])
    cookie = {"Cookie": f"aftercall={(await desk.inside('anna')).cookies['aftercall']}"}
    own = desk.url
    refused = [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Origin": own.replace("http://", "http://evil@x")},
        {"Origin": "http://127.0.0.1:1"},
    ]
    for page in refused:
        answer = await desk.program(**cookie, **page).post("/agents/1001/login", json={})
        assert (answer.status_code, error(answer)) == (403, "other-page"), page
    board = desk.house.service.agent("1001")
    assert board is not None
    assert board.state == "off"
    for page in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": own}):
        assert (await desk.program(**cookie, **page).post("/agents/1001/login", json={})).status_code == 200
    assert (await desk.program(**cookie, Origin="https://evil.example").get("/me")).status_code == 200


async def test_nobody_is_logged_in_by_another_site(desk: Desktop) -> None:
    """A page elsewhere cannot log somebody in as somebody else; a program, which names no page, can log in."""
    await desk.user("anna", ["tester"])
    body = {"name": "anna", "password": PASSWORD}
    for page in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await desk.program(**page).post("/login", json=body)
        assert (answer.status_code, error(answer)) == (403, "other-page")
        assert "set-cookie" not in answer.headers
    assert (await desk.program().post("/login", json=body)).status_code == 200


# --- headers, bodies ---------------------------------------------------------------------------------------------


async def test_headers_of_every_answer(desk: Desktop) -> None:
    """Answers, refusals and what is not there: nothing in them is run, framed, guessed at or kept by a cache."""
    root = desk.url
    async with httpx2.AsyncClient() as http:
        for path in ("/api/v1/me", "/api/v1/openapi.json", "/api/v1/nothing"):
            headers = (await http.get(root + path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
            assert headers["referrer-policy"] == "same-origin"
            assert headers["cache-control"] == "no-store"
            assert "strict-transport-security" not in headers
            assert "server" not in headers
        page = (await http.get(root + "/login")).headers
        assert "nonce-" in page["content-security-policy"]
        assert "frame-ancestors 'none'" in page["content-security-policy"]


async def test_large_bodies_are_refused(desk: Desktop) -> None:
    """More than 64 KB to a route that takes no file: 413, whether its length is said before or not."""
    await desk.user("anna", ["administrator"])
    browser = await desk.inside("anna")
    body = b'{"shown": "' + b"x" * 70_000 + b'"}'

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 10_000):
            yield body[at : at + 10_000]

    kind = {"Content-Type": "application/json"}
    for content in (body, pieces()):
        answer = await browser.put("/users/anna", content=content, headers=kind)
        assert answer.status_code == 413


# --- TLS, proxies, ports -----------------------------------------------------------------------------------------


def certificate(folder: Path) -> tuple[Path, Path]:
    made, key = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    return made, key


async def test_tls(template: Path, tmp_path: Path) -> None:
    """With a certificate it speaks TLS: the cookie is for encrypted ways alone, and browsers are told to come that way."""
    made, key = certificate(tmp_path)
    async with desktop(template, certificate=made, key=key) as desk:
        await desk.user("anna", ["tester"])
        assert desk.url.startswith("https://127.0.0.1:")
        context = ssl.create_default_context(cafile=made)
        async with httpx2.AsyncClient(base_url=f"{desk.url}/api/v1", verify=context) as http:
            answer = await http.post("/login", json={"name": "anna", "password": PASSWORD})
            assert answer.status_code == 200
            assert "; Secure" in answer.headers["set-cookie"]
            assert answer.headers["strict-transport-security"]
            assert (await http.get("/me")).json()["name"] == "anna"


def test_certificates_and_ports_that_cannot_be(tmp_path: Path) -> None:
    """A file that is missing or none, a port that is taken, a host that is not ours: refused by the setting's name."""
    (tmp_path / "none.pem").write_text("nonsense")
    for name in ("none.pem", "missing.pem"):
        with pytest.raises(PortError, match=r"web\.certificate"):
            tls(Web(certificate=tmp_path / name, key=tmp_path / name))
    with pytest.raises(ValueError, match="certificate and key go together"):
        Web(certificate=tmp_path / "none.pem")
    with open_port("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(PortError, match=r"web\.port \d+: .*in use"):
            open_port("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(PortError, match=r"web\.host 192\.0\.2\.1"):
        open_port("192.0.2.1", 0)
    assert Web(port="none").port is None  # type: ignore[arg-type]


async def test_proxies(template: Path) -> None:
    """Of a trusted proxy the asker's address and scheme are believed; of anybody else they are not."""
    said = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    body = {"name": "anna", "password": PASSWORD}
    for trusted, address in ((("127.0.0.0/8",), "203.0.113.9"), ((), "127.0.0.1")):
        async with desktop(template, trusted_proxies=trusted) as desk:
            await desk.user("anna", ["tester"])
            answer = await desk.program(**said).post("/login", json=body)
            assert ("; Secure" in answer.headers["set-cookie"]) == bool(trusted)
            (session,) = desk.house.service.people.sessions("anna")
            assert session.address == address


async def test_behind_a_proxy_the_public_address_is_ours(template: Path) -> None:
    """A proxy that asks under another name: a page of `web.public_url` may ask, and the cookie is for TLS if it says https."""
    async with desktop(template, public_url="https://desk.example") as desk:
        await desk.user("anna", ["tester"])
        program = desk.program(Origin="https://desk.example")
        answer = await program.post("/login", json={"name": "anna", "password": PASSWORD})
        assert answer.status_code == 200
        assert "; Secure" in answer.headers["set-cookie"]


async def test_not_over_tcp(template: Path) -> None:
    """With `web.port` none the socket alone answers."""
    async with house(template, web=Web(port=None)) as it:
        assert it.service.address is None
        assert (await it.client.health()).state == "ok"


# --- the audit trail ---------------------------------------------------------------------------------------------


async def trail(desk: Desktop) -> list[Entry]:
    """The oldest first."""
    await desk.house.service.trail.flush()
    return (await desk.house.service.trail.some(Sought(limit=500)))[::-1]


async def test_what_is_on_the_trail(desk: Desktop) -> None:
    """Every change, done or refused, with who, by what, from where, to what; log-ins and their failures; never a password, a name
    that nobody has, or what was only looked at."""
    await desk.user("anna", ["supervisor"])
    before = len(await trail(desk))
    browser = await desk.inside("anna")
    await browser.get("/state")
    await browser.post("/agents/1002/login", json={})
    await browser.put("/users/anna", json={"roles": ["administrator"]})
    await browser.post("/agents/1002/type", json={"tüpe": 1})
    await desk.program().post("/agents/1002/logout", json={})
    await desk.program().post("/login", json={"name": "anna", "password": "wrong horse"})
    await desk.program().post("/login", json={"name": "My Secret Password", "password": "x"})
    found = (await trail(desk))[before:]
    assert [(one.who, one.what, one.status) for one in found] == [
        ("anna", "POST /login", 200),
        ("anna", "POST /agents/{code}/login", 200),
        ("anna", "PUT /users/{name}", 403),
        ("anna", "POST /agents/{code}/type", 422),
        ("anna", "POST /login", 401),
        ("unknown", "POST /login", 401),
    ]
    assert found[1].about == {"code": "1002"}
    assert found[1].via.startswith("session ")
    assert found[1].address == "127.0.0.1"
    assert PASSWORD not in str(found)


async def test_the_trail_is_read_in_pages(desk: Desktop) -> None:
    """The newest first, so many at once, the next page by the header Link; filtered by who, what and how it was answered."""
    for number in range(7):
        await desk.user(f"user{number}", password=None)
    await desk.socket.put("/users/Bad Name", json={})
    await desk.house.service.trail.flush()
    where: str | None = "/audit?limit=3&what=PUT%20/users"
    seen: list[str] = []
    while where is not None:
        answer = await desk.socket.get(where)
        assert answer.status_code == 200
        seen += [one["about"]["name"] for one in answer.json()]
        link = answer.headers.get("link")
        where = link[1 : link.index(">")].removeprefix("/api/v1") if link else None
    assert seen == ["Bad Name", *(f"user{number}" for number in range(6, -1, -1))]
    failed = (await desk.socket.get("/audit", params={"failed": True})).json()
    assert [one["about"] for one in failed] == [{"name": "Bad Name"}]
    assert (await desk.socket.get("/audit", params={"who": "nobody at all"})).json() == []


async def test_the_trail_waits_for_the_database(desk: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database away: what was done waits in order, so many at most; what is beyond that is counted, and said when it is back."""
    told = Trail(desk.house.database, "elsewhere", lambda: 1, waiting=3)

    def away(self: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr("acd.store.database.Database.write", away)
        for number in range(5):
            told.write(Entry(number, f"user{number}", "socket", "", "PUT /x", note="\x00 \udcff"))
            assert not await told.flush()
    assert await told.flush()
    found = await told.some(Sought())
    assert [one.who for one in found] == ["aftercall", "user2", "user1", "user0"]
    assert (found[0].what, found[0].note) == ("lost", "2 entries")
