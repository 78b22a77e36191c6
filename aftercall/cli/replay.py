"""`aftercall replay`: a recording through the wire, `hear` and the core, and the facts that come out."""

from __future__ import annotations

import asyncio
import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aftercall.cli.faults import ExitCode, Fault, Usage
from aftercall.cli.listen import Filter
from aftercall.cli.listen import show as show_event
from aftercall.cli.say import Json, json_line, note
from aftercall.settings import load_settings

if TYPE_CHECKING:
    from acd.store.cards import AllCards
    from aftercall.replay import Recorded


def replay(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What ami.recording wrote.")],
    cards: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="For a recording of AMI alone: who and what there is."
        ),
    ] = None,
    keep_cards: Annotated[
        bool,
        typer.Option(
            "--keep-cards", help="Write the database's cards beside it, as FILE.cards.json, and stop."
        ),
    ] = False,
    agent: Annotated[str | None, typer.Option(help="Only what is about this agent.")] = None,
    queue: Annotated[str | None, typer.Option(help="Only what is about this queue.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, e.g. aftercall-ended.")] = None,
    json: Json = False,
) -> None:
    """Live a recording again and print the facts that it gives."""
    if keep_cards:
        _keep_cards(_beside(file))
        return
    from acd.asterisk.recording import Bad
    from acd.board.events import event_of
    from aftercall.replay import Replay, has_notes

    wanted, tell = Filter(agent, queue, kind), json_line if json else show_event
    try:
        things = _read(file)
        notes = has_notes(things)
        lived = Replay(notes)
        for number, fact in enumerate(lived.run(things if notes else _with_cards(file, cards, things)), 1):
            event = event_of(fact, site="replay", run=0, seq=number, nth=number, numbers=True)
            told = event.model_dump(mode="json")
            if wanted.takes(told):
                tell(told)
    except Bad as bad:
        raise Fault(f"{file}: {bad}", "take the file as ami.recording wrote it") from bad
    if lived.misheard:
        note(f"aftercall: {lived.misheard} messages could not be understood")


def _read(file: Path) -> list[Recorded]:
    from aftercall.replay import recorded

    with file.open("rb") as bytes_:
        return list(recorded(bytes_))


def _beside(file: Path) -> Path:
    return file.with_name(file.name + ".cards.json")


def _with_cards(file: Path, given: Path | None, things: list[Recorded]) -> list[Recorded]:
    """Agents seen in queues are taken as logged in, orders as carried out; said so, for it is not what was."""
    from aftercall.replay import opening

    place = given or (_beside(file) if _beside(file).exists() else None)
    all_cards = _from_file(place) if place else asyncio.run(_from_database())
    note(f"aftercall: no notes of the daemon in {file.name}: whoever is in a queue is taken as logged in")
    return [*opening(all_cards, things), *things]


def _from_file(path: Path) -> AllCards:
    from acd.store.cards import AllCards
    from acd.store.encode import DecodeError, decode

    try:
        cards: AllCards = decode(AllCards, json_text.loads(path.read_text()))
    except (ValueError, DecodeError) as error:
        raise Usage(
            f"{path} holds no cards: {error}", "write it with `aftercall replay FILE --keep-cards`"
        ) from error
    return cards


async def _from_database() -> AllCards:
    from acd.store.cards import Cards
    from acd.store.database import database_url, open_database

    url = load_settings().database.url
    place = database_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").exists():  # noqa: ASYNC240 - nothing else runs
        why = f"a recording of AMI alone needs the cards, and there is no database {place.database}"
        raise Fault(why, "name them with --cards FILE.json", ExitCode.UNREACHABLE)
    database = open_database(url)
    try:
        await database.check()
        return await Cards(database).all()
    finally:
        await database.close()


def _keep_cards(path: Path) -> None:
    """Without the phones: they hold secrets, and a replay needs none."""
    from dataclasses import replace

    from acd.store.encode import encode

    cards: Any = encode(replace(asyncio.run(_from_database()), phones=()))
    path.write_text(json_text.dumps(cards, ensure_ascii=False, indent=1) + "\n")
    note(f"aftercall: cards written to {path}")
