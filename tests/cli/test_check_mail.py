"""`aftercall check` of mailboxes beside a daemon: what the daemon says of them, with the remedy."""

from __future__ import annotations

import asyncio

import pytest

from acd.board.fields import iso
from acd.core.moment import MINUTE
from aftercall.bench import free_port
from aftercall.checks import mail
from aftercall.checks.finding import Finding, Result
from aftercall.settings import load_settings
from tests.cli.conftest import Type
from tests.web.house import House, now
from tests.web.test_mailboxes import CARD
from tests.web.test_wishes import raw


async def test_one_that_is_not_read(floor: House, typed: Type) -> None:
    """The server's words, since when, and the commands that put it right."""
    async with raw(floor) as http:
        card = CARD | {"imap_port": free_port(), "smtp_port": free_port()}
        assert (await http.put("/mailboxes/help", json=card)).is_success
        async with asyncio.timeout(20):
            while (await http.get("/mailboxes/help")).json()["reading"]["state"] == "ok":  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    reads, sends = await asyncio.to_thread(mail.look, load_settings())
    assert (reads.what, reads.result, sends.what, sends.result) == (
        "reads help",
        Result.FAILED,
        "sends from help",
        Result.OK,
    )
    assert str(card["imap_port"]) in reads.text
    assert "no letter yet" in reads.text
    assert "`aftercall mailboxes test help`" in reads.remedy


@pytest.mark.parametrize(("minutes", "result"), [(1, Result.OK), (60, Result.WARNING)])
def test_answers_that_wait_long(minutes: int, result: Result) -> None:
    """Other answers leave, and some have waited for an hour: that is said, though nothing fails."""
    fine = {"state": "ok", "since": None, "why": "", "looked": iso(now())}
    one = {"code": "help", "address": "help@shop.example", "active": True, "reading": fine, "sending": fine}
    one |= {"letter": iso(now()), "waiting": 3, "oldest": iso(now() - minutes * MINUTE)}
    sends: Finding = mail.as_the_daemon_says([one])[1]
    assert sends.result is result
    assert "3 answers wait" in sends.text


def test_a_report_that_did_not_leave() -> None:
    """It is named with the mail server's words."""
    last = {"state": "failed", "due": iso(now()), "why": "smtp.shop.example says no"}
    [found] = mail.mailed(
        [{"code": "daily", "active": True, "last": last}, {"code": "new", "active": True, "last": None}]
    )
    assert (found.what, found.result) == ("report daily", Result.FAILED)
    assert "says no" in found.text
    assert "aftercall reports mails send daily" in found.remedy
