"""`aftercall check` of mailboxes where no daemon runs: it tries their servers itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.store.database import open_database
from acd.store.migrate import migrate
from aftercall.bench import MailHouse, free_port
from aftercall.checks import mail
from aftercall.checks.finding import Finding, Result
from aftercall.post.card import Mailbox
from aftercall.post.store import MailStore
from aftercall.settings import Settings, load_settings

HELP = "help@shop.example"


@pytest.fixture
def house() -> Iterator[MailHouse]:
    with MailHouse({HELP: "one"}) as there:
        yield there


@pytest.fixture
def settings(house: MailHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """No daemon; the site's own mail server knows nobody by this name."""
    given = {
        "CONFIG": str(tmp_path / "aftercall.toml"),
        "DATABASE__URL": f"sqlite:///{tmp_path}/floor.db",
        "API__SOCKET": str(tmp_path / "a.sock"),
        "MAIL__HOST": house.host,
        "MAIL__PORT": str(house.smtp),
        "MAIL__USER": "nobody",
        "MAIL__PASSWORD": "wrong",
        "MAIL__CA_FILE": str(house.certificate),
    }
    (tmp_path / "aftercall.toml").touch()
    for name, value in given.items():
        monkeypatch.setenv(f"AFTERCALL_{name}", value)
    return load_settings()


def card(house: MailHouse) -> Mailbox:
    return Mailbox(
        "help", "help", HELP,
        imap_host=house.host, imap_port=house.imaps, imap_user=HELP, imap_password="one",
        smtp_host=house.host, smtp_port=house.smtp, smtp_user=HELP, smtp_password="one",
    )  # fmt: skip


async def kept(url: str, cards: list[Mailbox]) -> None:
    await migrate(url)
    database = open_database(url)
    for one in cards:
        await MailStore(database).save(one)
    await database.close()


def test_without_a_daemon(house: MailHouse, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """One that is right, one with a wrong password, one whose servers are not there, one that is not active; and the site's server."""
    right = card(house)
    cards = [
        right,
        replace(right, code="locked", imap_password="two", smtp_password="two"),
        replace(right, code="lost", imap_port=free_port(), smtp_port=free_port()),
        replace(right, code="gone", folder="Nowhere"),
        replace(right, code="rests", active=False),
    ]
    asyncio.run(kept(settings.database.url, cards))
    found = {finding.what: finding for finding in mail.look(settings)}
    assert {what: finding.result for what, finding in found.items()} == {
        "reads help": Result.OK,
        "sends from help": Result.OK,
        "reads locked": Result.FAILED,
        "sends from locked": Result.FAILED,
        "reads lost": Result.FAILED,
        "sends from lost": Result.FAILED,
        "reads gone": Result.FAILED,
        "sends from gone": Result.OK,
        "mailbox rests": Result.SKIPPED,
        "mail.host": Result.FAILED,
    }
    assert f"does not let {HELP} in" in found["reads locked"].text
    assert str(cards[2].imap_port) in found["reads lost"].text
    assert "Nowhere" in found["reads gone"].text
    assert "`aftercall mailboxes set locked`" in found["reads locked"].remedy
    assert "mail.user" in found["mail.host"].remedy


def test_a_certificate_that_nobody_signed(
    house: MailHouse, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remedy names the setting for authorities of one's own; a file that is not there is named itself."""
    asyncio.run(kept(settings.database.url, [card(house)]))
    monkeypatch.delenv("AFTERCALL_MAIL__CA_FILE")
    found = failed(load_settings())
    assert {"reads help", "sends from help"} <= found.keys()
    assert all("mail.ca_file" in found[what].remedy for what in ("reads help", "sends from help"))
    monkeypatch.setenv("AFTERCALL_MAIL__CA_FILE", "/nowhere/ca.pem")
    assert "/nowhere/ca.pem" in failed(load_settings())["certificates"].text


def failed(settings: Settings) -> dict[str, Finding]:
    return {one.what: one for one in mail.look(settings) if one.result is Result.FAILED}


def test_nothing_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mailbox and no server of the site's own: nothing is said. A database that is not there yet is not made by looking."""
    url = f"sqlite:///{tmp_path}/floor.db"
    (tmp_path / "aftercall.toml").touch()
    for name, value in {
        "CONFIG": str(tmp_path / "aftercall.toml"),
        "DATABASE__URL": url,
        "API__SOCKET": str(tmp_path / "a.sock"),
    }.items():
        monkeypatch.setenv(f"AFTERCALL_{name}", value)
    assert [one.result for one in mail.look(load_settings())] == [Result.SKIPPED]
    assert not (tmp_path / "floor.db").exists()
    asyncio.run(kept(url, []))
    assert mail.look(load_settings()) == []
