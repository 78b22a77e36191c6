"""Hooks over TLS: the receiver's certificate must be of the name that the hook names, and be known."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import httpx2
import pytest

from aftercall.hooks.card import HookCard
from aftercall.hooks.post import Answer, Sender
from tests.web.hook_kit import HERE, now
from tests.web.receiver import receiver


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    made, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x"
    names = ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    return made, key


async def told(folder: Path, name: str, known: bool) -> Answer:
    """A hook to https://localhost, whose receiver shows a certificate of this name."""
    made, key = certificate(folder, name)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(made, key)
    ours = ssl.create_default_context(cafile=made if known else None)
    sender = Sender(HERE, now, 5.0, ours)
    async with receiver(tls=theirs) as it, sender.client() as client:
        card = HookCard("crm", f"https://localhost:{it.port}/", "s" * 32)
        answer = await sender.send(client, card, b'{"events":[]}', 1)
        assert [request.headers["Host"] for request in it.taken] == (
            [f"localhost:{it.port}"] if answer.ok else []
        )
    return answer


async def test_the_name_is_what_is_checked(tmp_path: Path) -> None:
    """We connect to an address, and still ask for the certificate of the name."""
    assert (await told(tmp_path, "localhost", known=True)).ok


@pytest.mark.parametrize(("name", "known"), [("localhost", False), ("other.example", True)])
async def test_certificates_that_are_not_trusted(tmp_path: Path, name: str, known: bool) -> None:
    """One that nobody vouches for, one of another name: nothing is sent, and the reason is said."""
    answer = await told(tmp_path, name, known)
    assert (answer.ok, answer.status) == (False, None)
    assert "certificate verify failed" in answer.why


async def test_another_address_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nobody listens does not hide the next one."""

    def two(host: str, port: int, *more: object, **others: object) -> list[object]:
        return [(0, 0, 0, "", ("127.0.0.2", port)), (0, 0, 0, "", ("127.0.0.1", port))]

    monkeypatch.setattr("socket.getaddrinfo", two)
    sender = Sender(HERE, now, 5.0)
    async with receiver() as it, httpx2.AsyncClient() as client:
        card = HookCard("crm", f"http://two.example:{it.port}/", "s" * 32)
        answer = await sender.send(client, card, b'{"events":[]}', 1)
    assert (answer.ok, answer.why) == (True, "")
