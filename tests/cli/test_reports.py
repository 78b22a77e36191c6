"""`aftercall reports` and `agents correct`, as somebody types them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.cli.conftest import Type
from tests.web.house import House
from tests.web.test_reports import some_calls


async def test_a_report(typed: Type, floor: House, tmp_path: Path) -> None:
    """As a table with its total and definitions, as JSON, and into a file."""
    await some_calls(floor)
    done = await typed("reports", "show", "calls", "--step", "all", "--definitions")
    assert (done.code, "total" in done.out, "Service level: In time / (answered" in done.out) == (
        0,
        True,
        True,
    )
    found = (await typed("reports", "show", "calls", "--queue", "help", "--json")).json
    assert found["total"]["offered"] == 2
    for kind in ("csv", "xlsx", "json"):
        file = tmp_path / f"calls.{kind}"
        assert (await typed("reports", "show", "calls", "--file", str(file))).code == 0
        assert file.stat().st_size > 100
    for bad, why in ((tmp_path / "calls.pdf", ".pdf"), (tmp_path / "away" / "calls.csv", "no folder")):
        refused = await typed("reports", "show", "calls", "--file", str(bad))
        assert (refused.code, why in refused.err, bad.exists()) == (2, True, False)
    listed = await typed("reports", "list")
    assert "promises" in listed.out
    wrong = await typed("reports", "show", "calls", "--step", "5m")
    assert (wrong.code, "step" in wrong.err) == (1, True)


async def test_mails(typed: Type) -> None:
    """Made, listed, changed, removed; a day of the week is written as a word."""
    assert (
        await typed("reports", "mails", "add", "w", "calls", "--to", "a@b.example", "--every", "fri")
    ).code == 0
    assert "Fri 07:00" in (await typed("reports", "mails", "list")).out
    assert (await typed("reports", "mails", "set", "w", "--every", "day", "--at", "06:15")).code == 0
    assert (await typed("reports", "mails", "show", "w", "--json")).json["at"] == "06:15"
    wrong = await typed("reports", "mails", "set", "w", "--at", "6")
    assert (wrong.code, "at:" in wrong.err) == (1, True)
    sent = await typed("reports", "mails", "send", "w")
    assert (sent.code, "mail.*" in sent.err) == (1, True), sent.err
    assert (await typed("reports", "mails", "remove", "w")).code == 0


async def test_a_correction(typed: Type, floor: House) -> None:
    """A new entry, shown with who and why; what has not been yet cannot be corrected."""
    now = dt.datetime.fromtimestamp(floor.desk.now() / 1000, dt.UTC).replace(microsecond=0)
    begin, end = (now - dt.timedelta(minutes=minutes) for minutes in (2, 1))
    words = ("agents", "correct", "1001", begin.isoformat(), end.isoformat(), "free", "--type", "phone")
    done = await typed(*words, "--why", "forgot to log in")
    assert (done.code, "counts as free phone" in done.out) == (0, True), done.err
    shown = await typed("agents", "corrections", "1001", "--from", begin.date().isoformat())
    assert "forgot to log in" in shown.out
    report = await typed("reports", "show", "agents", "--from", begin.date().isoformat())
    assert "forgot to log in" in report.out
    ahead = (now + dt.timedelta(hours=1)).isoformat()
    wrong = await typed("agents", "correct", "1001", begin.isoformat(), ahead, "off", "--why", "x")
    assert (wrong.code, "has not been yet" in wrong.err) == (1, True)
