"""The process that reads a file: `python -m aftercall.loading.worker`, started by the daemon, which waits for nothing itself.

One line of JSON comes in (what to do), lines of JSON go out: `look`, `begun`, `at`, `done` or `fault`, an object each under its name.
It ends with the daemon: what it reads from is then closed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any, Final

from acd.core.moment import Moment
from acd.store.database import Database, open_database
from acd.store.encode import decode, encode
from acd.store.errors import FAILURES, BadCard, StoreError, reason
from aftercall.loading.pace import known_list, workers_for
from aftercall.loading.shelf import UploadShelf
from aftercall.loading.summary import how_for, read_as, told_counts, verdict_of, who, why
from aftercall.loading.upload import Fault, Purpose, Upload, Wish
from aftercall.loading.verdicts import VerdictWriter
from dialer.core.cards import CampaignCard
from dialer.load import mapping
from dialer.load.blocking import EVERYWHERE
from dialer.load.blocklist import Blocks, Listed, read_row, run_blocklist
from dialer.load.errors import LoadError
from dialer.load.examine import Look, Wishes, glance
from dialer.load.how import How, Reading
from dialer.load.judge import judge_all
from dialer.load.judges import NICE
from dialer.load.loading import begin, found_before
from dialer.load.progress import Counts, Progress
from dialer.load.returned import Returned
from dialer.load.rows import open_workbook
from dialer.load.run import run_load, run_trial
from dialer.load.templates import templates
from dialer.load.trial import Trial
from dialer.load.verdict import Draft, Judged
from dialer.store.campaigns import Campaigns

EVERY: Final = 0.25
"""Seconds between two lines that say how far it is."""

EXAMPLES: Final = 3
LONGEST: Final = 200
"""Characters of a cell that are shown."""


class Work:
    """One thing done with one upload."""

    def __init__(self, job: Mapping[str, Any], database: Database, tell: Callable[[str, Any], None]) -> None:
        self.upload: Upload = decode(Upload, job["upload"])
        self.shelf = UploadShelf(Path(job["directory"]))
        self.path = self.shelf.content(self.upload.id, self.upload.file)
        self.at: Moment = job["at"]
        self.database = database
        self.tell = tell
        self._told = 0.0

    @property
    def blocks(self) -> bool:
        return self.upload.purpose is Purpose.DO_NOT_CALL

    async def card(self) -> CampaignCard | None:
        code = self.upload.campaign
        return None if code is None else await Campaigns(self.database).get(code)

    def far(self, row: int, counts: Callable[[], Mapping[str, Any]], rejected: int) -> None:
        """Now and then."""
        if time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self.tell("at", {"row": row, "counts": counts(), "rejected": rejected})

    async def glance(self, card: CampaignCard | None) -> Look:
        wish, language = self.upload.wish, card.language if card else "en"
        return glance(
            self.path, how_of(wish, card, self.blocks), language, wishes(wish), await templates(self.database)
        )


def how_of(wish: Wish, card: CampaignCard | None, blocks: bool) -> How:
    if card is None or blocks:
        region = wish.region or (card.region if card else "")
        return How(Reading("csv", (), False), (), region.upper())
    consent = (wish.consent_source, wish.consent_at, wish.consent_basis)
    return how_for(card, wish.scope, wish.region, wish.zone, consent)


def wishes(wish: Wish) -> Wishes:
    return Wishes(wish.encoding, wish.delimiter, wish.header, wish.sheet, wish.template, wish.columns)


# --- a look ------------------------------------------------------------------------------------------------------


async def look(work: Work) -> None:
    card = await work.card()
    found = await work.glance(card)
    problem = _problem(found)
    work.tell(
        "look",
        read_as(found)
        | {
            "kind": found.how.reading.kind,
            "encoding_how": found.encoding.how.replace("with --encoding", "another")
            if found.encoding
            else None,
            "sheets": _sheets(work.path, found),
            "rows": max(0, found.rows - int(found.how.reading.header)),
            "columns": _columns(found),
            "sample": await _sample(work, found, card, problem is None),
            "problem": problem,
            "before": await _before(work, found),
            "region": found.how.region or None,
            "zone": found.how.zone,
        },
    )


def _problem(found: Look) -> dict[str, str] | None:
    """Why it cannot be loaded like this."""
    try:
        mapping.check(found.how.reading.columns, found.how.targets, found.how.region)
    except LoadError as error:
        return fault_of(error)
    return None


def _sheets(path: Path, found: Look) -> list[str]:
    return list(open_workbook(path).sheet_names) if found.how.reading.kind == "sheet" else []


def _columns(found: Look) -> list[dict[str, Any]]:
    cells = [row.cells for row in found.sample]
    columns = zip(found.how.reading.columns, found.how.targets, strict=True)
    return [
        {
            "name": name,
            "field": field,
            "examples": [row[index][:80] for row in cells if index < len(row) and row[index]][:EXAMPLES],
        }
        for index, (name, field) in enumerate(columns)
    ]


async def _sample(work: Work, found: Look, card: CampaignCard | None, fit: bool) -> list[dict[str, Any]]:
    judged: list[Judged] = []
    if fit and (card is None or work.blocks):
        judged = [read_row(found.how, row) for row in found.sample]
    elif fit and card is not None:
        list_ = await known_list(work.database, card.code, work.upload.list)
        with Trial(work.database, card.code, list_, found.how) as trial:
            judged = await trial.chunk(judge_all(found.how, work.at, found.sample))
    rows: list[dict[str, Any]] = [
        {"row": row.number, "cells": [cell[:LONGEST] for cell in row.cells]} for row in found.sample
    ]
    for row, one in zip(rows, judged, strict=False):
        row |= {
            "verdict": verdict_of(one).value,
            "who": who(one) if isinstance(one, Draft) else "",
            "why": why(one),
        }
    return rows


async def _before(work: Work, found: Look) -> int | None:
    """The load that brought this very file into this list."""
    if work.blocks or work.upload.campaign is None:
        return None
    return await found_before(work.database, work.upload.campaign, work.upload.list, found.scan.digest)


# --- contacts ----------------------------------------------------------------------------------------------------


async def checked(work: Work, card: CampaignCard | None) -> Look:
    found = await work.glance(card)
    mapping.check(found.how.reading.columns, found.how.targets, found.how.region)
    return found


async def trial(work: Work) -> None:
    card = await work.card()
    found = await checked(work, card)
    path = work.shelf.would_be_rejected(work.upload.id)
    path.unlink(missing_ok=True)
    returned = Returned(path, found.how.reading.columns)
    if card is None or work.blocks:
        await _try_blocks(work, found, returned)
    else:
        await _try_contacts(work, found, returned, card)


async def _try_contacts(work: Work, found: Look, returned: Returned, card: CampaignCard) -> None:
    list_ = await known_list(work.database, card.code, work.upload.list)
    with ExitStack() as stack:
        judge = stack.enter_context(Trial(work.database, card.code, list_, found.how))
        verdicts = stack.enter_context(VerdictWriter(work.shelf.verdicts(work.upload.id)))

        def told(raw: Any, judged: Any, counts: Counts) -> None:
            verdicts.add(raw, judged)
            returned.add(raw, judged)
            work.far(raw[-1].number, lambda: told_counts(counts, card, work.at), returned.count)

        counts = await run_trial(found, judge, work.at, told, workers_for(found))
    work.tell("done", {"counts": told_counts(counts, card, work.at), "rejected": returned.count})


async def load(work: Work) -> None:
    card = await work.card()
    found = await checked(work, card)
    if card is None or work.blocks:
        await _block(work, found, card)
        return
    upload = work.upload
    progress = await begin(
        work.database, card.code, upload.list, upload.file, found.scan.digest, found.how, upload.by, work.at
    )
    work.tell("begun", {"load": progress.load, "row": progress.row})
    returned = Returned(work.shelf.rejected(upload.id), found.how.reading.columns, progress.row)

    def told(so_far: Progress) -> None:
        work.far(so_far.row, lambda: told_counts(so_far.counts, card, work.at), returned.count)

    done = await run_load(work.database, found, progress, returned, work.at, told, workers_for(found))
    work.tell("done", {"counts": told_counts(done.counts, card, work.at), "rejected": returned.count})


# --- numbers not to be called ------------------------------------------------------------------------------------


async def _try_blocks(work: Work, found: Look, returned: Returned) -> None:
    await _run_blocks(work, found, returned, trial=True)


async def _block(work: Work, found: Look, card: CampaignCard | None) -> None:
    """From the first row each time: what is on the list stays as it is."""
    path = work.shelf.rejected(work.upload.id)
    path.unlink(missing_ok=True)
    await _run_blocks(work, found, Returned(path, found.how.reading.columns))


async def _run_blocks(work: Work, found: Look, returned: Returned, trial: bool = False) -> None:
    wish, where = work.upload.wish, work.upload.campaign or EVERYWHERE
    since = work.at if wish.since is None else wish.since
    listed = Listed(where, wish.source, since, work.upload.by)

    def told(so_far: Blocks) -> None:
        work.far(so_far.rows, lambda: blocks_told(so_far), returned.count)

    done = await run_blocklist(work.database, found, listed, returned, told, trial)
    work.tell("done", {"counts": blocks_told(done), "rejected": returned.count})


def blocks_told(done: Blocks) -> dict[str, Any]:
    return {"rows": done.rows, "new": done.new, "known": done.known, "rejected": done.rejected}


# --- the process -------------------------------------------------------------------------------------------------

TASKS: Final = {"look": look, "trial": trial, "load": load}


async def run(job: Mapping[str, Any], tell: Callable[[str, Any], None]) -> None:
    database = open_database(job["database"])
    if job["do"] == "trial" or (job["do"] == "load" and not database.is_sqlite):
        os.nice(NICE)  # somebody waits for a look; and on SQLite all who write wait for this process
    try:
        await TASKS[job["do"]](Work(job, database, tell))
    except LoadError as error:
        tell("fault", fault_of(error))
    except BadCard as error:
        tell("fault", encode(Fault(str(error), "make the campaign, or take the file away", "campaign")))
    except StoreError as error:
        tell("fault", encode(Fault(str(error))))
    except FAILURES as error:
        tell("fault", encode(Fault(f"the database is away: {reason(error)}", "go on when it is back")))
    except OSError as error:
        why = f"the disk refuses: {error.strerror or error}"
        tell("fault", encode(Fault(why, "see whether it is full")))
    finally:
        await database.close()


def fault_of(error: LoadError) -> dict[str, str]:
    """Its words were made for the command: there an option is called --encoding."""
    return {"why": error.why, "remedy": error.remedy.replace("--", ""), "field": error.field}


def _say(name: str, value: Any) -> None:
    sys.stdout.write(json.dumps({name: value}) + "\n")
    sys.stdout.flush()


def _end_with_daemon() -> None:
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    job = json.loads(sys.stdin.readline())
    Thread(target=_end_with_daemon, daemon=True).start()
    asyncio.run(run(job, _say))


if __name__ == "__main__":
    main()
