"""`aftercall contacts export` and `erase`: one person, by id or number, in whichever lists he is."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from aftercall.cli.faults import Fault, Usage
from aftercall.cli.inputs import now_ms, one_number
from aftercall.cli.say import Json, as_json, line

if TYPE_CHECKING:
    from dialer.core.contact import Contact
    from dialer.store.people import People

app = typer.Typer()

Person = Annotated[
    str, typer.Argument(metavar="ID|NUMBER", help="Its id, or a number, with +.", show_default=False)
]
Region = Annotated[str | None, typer.Option(help="Country of a number without a code.")]

STAYS: Final = (
    "stays: that there were attempts, when, by whom and how they ended, without number, name and form (the law asks a dialer for it)",
    "stays: entries on the do-not-call list (without them he is called again from the next list)",
    "stays: recordings, until their retention is over",
)


@app.command()
def export(person: Person, region: Region = None) -> None:
    """All that is kept about one person, as JSON: for him, if he asks."""
    from aftercall.cli.opened import opened, run
    from dialer.store.people import People

    async def look() -> list[dict[str, Any]]:
        async with opened() as database:
            people = People(database)
            return [await people.export(one.id) for one in await _found(people, person, region)]

    as_json({"asked_for": person, "at": now_ms(), "contacts": run(look())})


@app.command()
def erase(
    person: Person,
    region: Region = None,
    block: Annotated[
        bool, typer.Option("--block", help="His numbers go on the do-not-call list, everywhere.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Erase a person for good: name, numbers, fields, consent, form answers. Says what stays, and why."""
    from aftercall.cli.opened import opened, run
    from dialer.store.people import People

    async def work() -> list[int]:
        async with opened() as database:
            people = People(database)
            found = await _found(people, person, region)
            _ask(found, yes, json)
            for one in found:
                await people.erase(one.id, getpass.getuser(), now_ms(), block=block)
            return [one.id for one in found]

    erased = run(work())
    if json:
        as_json({"erased": erased, "blocked": block, "stays": list(STAYS)})
        return
    line(f"erased: {', '.join(f'contact {one}' for one in erased)}")
    for text in STAYS:
        line(text)


async def _found(people: People, person: str, region: str | None) -> list[Contact]:
    """Contacts of all lists that have the number; or the one of this id."""
    from acd.store.errors import BadCard

    if not person.isdecimal() or region is not None:
        found = await people.by_number(one_number(person, region))
    else:
        try:
            found = [(await people.get(int(person)))[0]]
        except BadCard:
            found = []
    if not found:
        raise Fault(f"no contact is or has {person}", "`aftercall contacts show` looks for ids and numbers")
    return found


def _ask(found: list[Contact], yes: bool, json: bool) -> None:
    if yes:
        return
    if json or not sys.stdin.isatty():
        raise Usage(
            "nobody is there to ask whether to erase", "look with `contacts show`, then erase with --yes"
        )
    for one in found:
        numbers = ", ".join(number.e164 for number in one.numbers)
        line(f"contact {one.id} {one.name}, campaign {one.campaign}: {numbers}")
    for text in STAYS:
        line(text)
    if not typer.confirm("erase for good? this cannot be undone"):
        raise Fault("nothing was erased")
