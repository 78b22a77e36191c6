"""`aftercall contacts load`: look, ask, load; or only try."""

from __future__ import annotations

import csv
import getpass
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from acd.core.moment import Moment
from acd.store.database import Database
from aftercall.cli.faults import Fault, Usage
from aftercall.cli.inputs import now_ms
from aftercall.cli.opened import campaign, opened, run
from aftercall.cli.preview import show_counts, show_look, show_rows
from aftercall.cli.say import as_json, console, line, note
from aftercall.loading.pace import known_list, workers_for
from aftercall.loading.summary import how_for, read_as, told_counts, verdict_of, who, why
from dialer.core.cards import CampaignCard
from dialer.load.examine import Look, Wishes, examine
from dialer.load.how import LONGEST_LIST, How, Scope
from dialer.load.judge import judge_all
from dialer.load.judges import NICE
from dialer.load.loading import begin, found_before
from dialer.load.mapping import as_template
from dialer.load.places import check_place, rejected_before, rejected_place
from dialer.load.progress import Counts
from dialer.load.progress import Progress as Stand
from dialer.load.returned import Returned, guarded
from dialer.load.run import run_load, run_trial
from dialer.load.templates import keep, templates
from dialer.load.trial import Trial
from dialer.load.verdict import SHOWN, Draft, Judged, Row

EVERY_ROW: Final = 200
"""A trial shows each row of a list no longer than this, and the first rows of a longer one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed. `name`: of the list; empty: the file's."""

    file: Path
    campaign: str
    name: str
    wishes: Wishes
    scope: Scope
    region: str | None
    zone: str | None
    consent: tuple[str, Moment | None, str]
    keep: str | None
    rejected: Path | None
    verdicts: Path | None
    trial: bool
    yes: bool
    json: bool
    workers: int | None

    @property
    def list(self) -> str:
        return self.name or self.file.stem


def load(wish: Wish) -> None:
    check_name(wish)
    try:
        run(_load(wish))
    except KeyboardInterrupt:
        raise Fault("cut by Ctrl-C", "what was loaded stays; the same command goes on there") from None


async def _load(wish: Wish) -> None:
    async with opened() as database:
        card = await campaign(database, wish.campaign)
        look = examine(wish.file, bare(wish, card), card.language, wish.wishes, await templates(database))
        if not wish.json:
            show_look(look)
        if wish.trial:
            await _try(database, wish, look, card)
        else:
            await _really(database, wish, look, card)


def check_name(wish: Wish) -> None:
    if len(wish.list) > LONGEST_LIST:
        named = "" if wish.name else ", which is the file's"
        raise Usage(
            f"--list: the list's name{named} has {len(wish.list)} characters",
            f"name it with --list, in at most {LONGEST_LIST}",
        )


def bare(wish: Wish, card: CampaignCard) -> How:
    return how_for(card, wish.scope, wish.region, wish.zone, wish.consent)


def workers_of(wish: Wish, look: Look) -> int:
    return workers_for(look) if wish.workers is None else wish.workers


# --- the load ----------------------------------------------------------------------------------------------------


async def _really(database: Database, wish: Wish, look: Look, card: CampaignCard) -> None:
    before = await found_before(database, wish.campaign, wish.list, look.scan.digest)
    if before is not None:
        note(f"aftercall: list {wish.list!r} has this file already, by load {before}")
    path = rejected_place(wish.file, wish.rejected)
    if wish.rejected:
        Returned(path, look.how.reading.columns)  # refuses a file that is somebody else's
    await _ask(database, wish, look)
    at = now_ms()
    progress = await begin(
        database, wish.campaign, wish.list, wish.file.name, look.scan.digest, look.how, getpass.getuser(), at
    )
    if progress.resumed:
        note(f"aftercall: load {progress.load} was cut; it goes on after row {progress.row}")
        path = wish.rejected or _before(wish, progress) or path
    await _keep(database, wish, look)
    returned = Returned(path, look.how.reading.columns, progress.row)
    began, done = time.monotonic(), await _run(database, wish, look, progress, returned, at)
    _tell(wish, look, done, returned, card, time.monotonic() - began)


def _before(wish: Wish, progress: Stand) -> Path | None:
    counts = progress.counts
    return rejected_before(wish.file, progress.row, counts.rows - counts.loaded)


async def _keep(database: Database, wish: Wish, look: Look) -> None:
    if not wish.keep:
        return
    await keep(database, wish.keep, as_template(look.how.reading.columns, look.how.targets))
    if not wish.json:
        line(f"the mapping is kept as {wish.keep!r}")


async def _ask(database: Database, wish: Wish, look: Look) -> None:
    """After the verdicts of the first rows."""
    if wish.yes:
        return
    if wish.json or not sys.stdin.isatty():
        raise Usage(
            "nobody is there to ask whether to load this", "look with --dry-run, then load with --yes"
        )
    with Trial(
        database, wish.campaign, await known_list(database, wish.campaign, wish.list), look.how
    ) as trial:
        show_rows(look.sample, await trial.chunk(judge_all(look.how, now_ms(), look.sample)))
    if not typer.confirm(f"load it into list {wish.list!r} of campaign {wish.campaign}?"):
        raise Fault("nothing was loaded")


async def _run(
    database: Database, wish: Wish, look: Look, progress: Stand, returned: Returned, at: Moment
) -> Stand:
    workers = workers_of(wish, look)
    if workers and not database.is_sqlite:  # there all who write wait for this process
        os.nice(NICE)
    with bar(look, progress.row, wish.json) as advance:
        return await run_load(
            database, look, progress, returned, at, lambda stand: advance(stand.row), workers
        )


def _tell(
    wish: Wish, look: Look, done: Stand, returned: Returned, card: CampaignCard, seconds: float
) -> None:
    rate = round(done.counts.rows / seconds) if seconds > 0 and not done.resumed else None
    if wish.json:
        as_json(
            {
                "load": done.load,
                "campaign": wish.campaign,
                "list": wish.list,
                "resumed": done.resumed,
                "seconds": round(seconds, 3),
                **_told(look, done.counts, card),
                "kept": wish.keep,
                "rejected_file": str(returned.path) if returned.count else None,
            }
        )
        return
    show_counts(done.counts, card, now_ms(), trial=False)
    line()
    if done.counts.rows and not done.counts.loaded:
        line("not a single row of this file was loaded")
    line(
        f"load {done.load} into list {wish.list!r}: {seconds:.1f} s" + (f", {rate:,} rows/s" if rate else "")
    )
    if returned.count:
        line(f"{returned.count:,} rows with their reasons: {returned.path}")
    line(f"take it back with `aftercall contacts undo {done.load}`")


def _told(look: Look, counts: Counts, card: CampaignCard) -> dict[str, Any]:
    return {"file": str(look.path), **read_as(look), **told_counts(counts, card, now_ms())}


# --- the trial ---------------------------------------------------------------------------------------------------


async def _try(database: Database, wish: Wish, look: Look, card: CampaignCard) -> None:
    known = await known_list(database, wish.campaign, wish.list)
    first: list[tuple[Row, Judged]] = []
    with ExitStack() as stack:
        returned = _returned(wish, look)
        write = stack.enter_context(_verdicts(wish))
        advance = stack.enter_context(bar(look, 0, wish.json))
        trial = stack.enter_context(Trial(database, wish.campaign, known, look.how))

        def told(raw: Sequence[Row], judged: Sequence[Judged], counts: Counts) -> None:
            first.extend(zip(raw, judged, strict=True) if len(first) <= EVERY_ROW else ())
            write(judged)
            if returned:
                returned.add(raw, judged)
            advance(raw[-1].number)

        counts = await run_trial(look, trial, now_ms(), told, workers_of(wish, look))
    _tell_trial(wish, look, counts, first, card)
    await _keep(database, wish, look)


def _returned(wish: Wish, look: Look) -> Returned | None:
    if wish.rejected is None:
        return None
    return Returned(rejected_place(wish.file, wish.rejected), look.how.reading.columns)


def _tell_trial(
    wish: Wish, look: Look, counts: Counts, first: Sequence[tuple[Row, Judged]], card: CampaignCard
) -> None:
    first = first if len(first) <= EVERY_ROW else first[:SHOWN]
    if wish.json:
        as_json(
            {
                "dry_run": True,
                **_told(look, counts, card),
                "kept": wish.keep,
                "verdicts": [_verdict(one) for _, one in first],
            }
        )
        return
    show_rows([row for row, _ in first], [one for _, one in first])
    if counts.rows > len(first) and not wish.verdicts:
        line(f"the first {len(first)} of {counts.rows:,} rows; --verdicts FILE writes them all")
        line()
    show_counts(counts, card, now_ms(), trial=True)
    line()
    if counts.rows and not counts.loaded:
        line("not a single row of this file would be loaded")
    line("nothing was loaded")


def _verdict(one: Judged) -> dict[str, Any]:
    numbers = [number.e164 for number in one.numbers] if isinstance(one, Draft) else []
    return {"row": one.row, "verdict": verdict_of(one).value, "numbers": numbers, "why": why(one)}


@contextmanager
def _verdicts(wish: Wish) -> Iterator[Callable[[Sequence[Judged]], None]]:
    """A line for each row of the file."""
    if wish.verdicts is None:
        yield lambda judged: None
        return
    check_place(wish.verdicts, wish.file, "--verdicts")
    with wish.verdicts.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["row", "verdict", "contact", "why"])
        yield lambda judged: lines.writerows(
            [
                one.row,
                verdict_of(one).value,
                guarded(who(one)) if isinstance(one, Draft) else "",
                guarded(why(one)),
            ]
            for one in judged
        )


# --- how far -----------------------------------------------------------------------------------------------------


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} rows/s" if task.speed else "")


@contextmanager
def bar(look: Look, row: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left on a terminal; nothing in a pipe. Called with the last row that is done."""
    screen = console(stderr=True)
    columns = (TextColumn("rows"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(
        *columns, console=screen, disable=quiet or not screen.is_terminal, transient=True
    ) as progress:
        task = progress.add_task("rows", total=look.rows or None, completed=row)
        yield lambda done: progress.update(task, completed=done)
