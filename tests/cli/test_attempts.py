"""`aftercall attempts`, `callbacks`, and what agents say of the contact they have at hand."""

from __future__ import annotations

import pytest

from aftercall.cli import said
from aftercall.cli.faults import Usage
from tests.cli.conftest import Type, run
from tests.web.campaign_calls import wrapping
from tests.web.house import House


async def test_from_the_contact_at_hand_to_a_callback(floor: House, typed: Type) -> None:
    """An agent's contact is shown with script and time left; said, changed, promised and moved, each answer says what follows."""
    attempt = await wrapping(floor)
    shown = await typed("agents", "contact", "1001")
    assert shown.code == 0, shown.err
    for words in (
        "aftercall",
        attempt.id,
        "Jan",
        "Gdynia",
        "sale, later, think, never",
        "size (S | L, required)",
    ):
        assert words in shown.out
    said = await typed("agents", "dispose", "1001", "sale", "--field", "size=L", "--as-agent")
    assert (said.code, said.out) == (0, f"{attempt.id}: sale; contact {attempt.contact} Jan is finished\n")
    changed = await typed(
        "attempts", "dispose", attempt.id, "later", "--at", "+26h", "--to", "1001", "--moves", "30m"
    )
    assert f"contact {attempt.contact} Jan is called back " in changed.out, changed.err
    assert "by 1001, anyone after 30:00" in changed.out
    (promised,) = (await typed("callbacks", "list", "--json")).json
    assert (promised["callback"]["agent"], promised["contact"]) == ("1001", attempt.contact)
    moved = await typed("callbacks", "move", str(attempt.contact), "--at", "+50h")
    assert "by anyone on +48512000000" in moved.out
    table = (await typed("callbacks", "list")).out.splitlines()
    assert table[1].split()[:3] == [str(attempt.contact), "Jan", "spring"]
    gone = await typed("callbacks", "cancel", str(attempt.contact))
    assert (gone.code, gone.out) == (0, f"contact {attempt.contact} is promised nothing any more\n")
    assert (await typed("callbacks", "list")).out == "no calls are promised\n"


async def test_attempts_are_listed_and_shown(floor: House, typed: Type) -> None:
    """A line an attempt, the newest first; one of them whole with its contact, form and causes."""
    attempt = await wrapping(floor)
    await typed("agents", "dispose", "1001", "sale", "--field", "size=L")
    head, line = (await typed("attempts", "list", "--campaign", "spring", "--over")).out.splitlines()
    assert head.split()[:3] == ["attempt", "began", "campaign"]
    assert line.split()[0] == attempt.id
    assert line.split()[-1] == "sale"
    assert (await typed("attempts", "list", "--open")).out == "no such attempts\n"
    assert (await typed("attempts", "list", "--open", "--campaign", "spring")).out == "no such attempts\n"
    unknown = await typed("attempts", "list", "--campaign", "nosuch")
    assert (unknown.code, "nosuch" in unknown.err) == (1, True), unknown.err
    whole = (await typed("attempts", "show", attempt.id)).out
    for words in ("form: size", "Gdynia", "connected", "Q.850 16", "Good day, {name}."):
        assert words in whole


async def test_refusals_name_what_is_known(floor: House, typed: Type) -> None:
    """An unknown code, a form's field, an unknown attempt or agent: exit code 1 and one line that says what to do."""
    attempt = await wrapping(floor)
    for words, why in (
        (("agents", "dispose", "1001", "sold"), "sale, later, think, never"),
        (("agents", "finish", "1001", "--disposition", "sold"), "sale, later, think, never"),
        (("agents", "dispose", "1001", "later"), "needs a moment"),
        (("agents", "dispose", "1001", "sale", "--field", "size=M"), "none of S, L"),
        (("agents", "dispose", "1002", "sale"), "has no contact of a campaign at hand"),
        (("agents", "contact", "9"), "'9' is not known"),
        (("attempts", "show", "d-none"), "aftercall attempts list"),
        (("attempts", "dispose", attempt.id, "later", "--at", "+2h", "--to", "9"), "is no agent"),
        (("callbacks", "cancel", str(attempt.contact)), "promised nothing"),
    ):
        done = await typed(*words)
        assert (done.code, done.out) == (1, ""), (words, done)
        assert why in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("attempts", "dispose", "x", "later", "--local", "15:00"),
        ("attempts", "dispose", "x", "later", "--local", "2026-02-30 15:00"),
        ("attempts", "dispose", "x", "later", "--at", "2026-11-24T15:00"),
        ("attempts", "dispose", "x", "later", "--at", "tomorrow"),
        ("attempts", "dispose", "x", "later", "--at", "+2h", "--local", "2026-11-24 15:00"),
        ("attempts", "dispose", "x", "later", "--to", "1001"),
        ("attempts", "dispose", "x", "later", "--at", "+2h", "--number", "12"),
        ("attempts", "dispose", "x", "sale", "--field", "size"),
        ("callbacks", "move", "1"),
    ],
)
def test_what_cannot_be_meant(words: tuple[str, ...]) -> None:
    """Typed wrongly it is a usage error before any daemon is asked."""
    done = run(*words)
    assert (done.code, done.out) == (2, ""), done
    assert done.err.startswith("aftercall: ")


def test_answers_may_hold_the_sign() -> None:
    """An answer is all that follows the first `=`, also nothing."""
    assert said.form(["why=a=b", "when="]) == {"why": "a=b", "when": ""}
    assert said.form(None) is None
    with pytest.raises(Usage):
        said.form(["=x"])
