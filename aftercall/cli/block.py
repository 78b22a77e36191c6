"""`aftercall dnc load` and `add`: the work behind them."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path

from acd.core.moment import Moment
from aftercall.cli.load import bar
from aftercall.cli.opened import campaign, opened, run
from aftercall.cli.preview import show_look
from aftercall.cli.say import as_json, line
from dialer.load.blocking import EVERYWHERE, Entry, block
from dialer.load.blocklist import Blocks, Listed, run_blocklist
from dialer.load.examine import Look, Wishes, examine
from dialer.load.how import How, Reading
from dialer.load.places import rejected_place
from dialer.load.returned import Returned
from dialer.load.templates import templates


@dataclass(frozen=True, slots=True)
class BlockWish:
    """What was typed."""

    file: Path
    listed: Listed
    region: str | None
    wishes: Wishes
    rejected: Path | None
    trial: bool
    json: bool


def load_blocks(wish: BlockWish) -> None:
    done, returned = run(_load(wish))
    written = returned if returned is not None and returned.count else None
    if wish.json:
        as_json(
            {
                "file": str(wish.file),
                "where": wish.listed.where,
                "dry_run": wish.trial,
                "rows": done.rows,
                "new": done.new,
                "known": done.known,
                "rejected": done.rejected,
                "rejected_file": str(written.path) if written else None,
            }
        )
        return
    new = "would be new" if wish.trial else "new"
    line(f"{done.new:,} numbers {new}, {done.known:,} known before or twice in this file")
    line(f"{done.rejected:,} of {done.rows:,} rows rejected")
    if done.rejected == done.rows:
        line("no number could be read: not a single row of this file counts")
    if written:
        line(f"{written.count:,} rows with their reasons: {written.path}")
    if wish.trial:
        line("nothing was blocked")


async def _load(wish: BlockWish) -> tuple[Blocks, Returned | None]:
    async with opened() as database:
        region, language = wish.region or "", "en"
        if wish.listed.where != EVERYWHERE:
            card = await campaign(database, wish.listed.where)
            region, language = region or card.region, card.language
        how = How(Reading("csv", (), False), (), region.upper())
        look = examine(wish.file, how, language, wish.wishes, await templates(database))
        if not wish.json:
            show_look(look)
        returned = _returned(wish, look)
        with bar(look, 0, wish.json) as advance:
            done = await run_blocklist(
                database, look, wish.listed, returned, lambda so_far: advance(so_far.rows), wish.trial
            )
        return done, returned


def _returned(wish: BlockWish, look: Look) -> Returned | None:
    """A trial writes them only where somebody named a file for them."""
    if wish.trial and wish.rejected is None:
        return None
    return Returned(rejected_place(wish.file, wish.rejected), look.how.reading.columns)


async def add_numbers(code: str | None, numbers: list[str], source: str, since: Moment) -> int:
    """Returns how many are new."""
    async with opened() as database:
        if code is not None:
            await campaign(database, code)
        entries = [Entry(number, source, since) for number in numbers]
        return await block(database, code or EVERYWHERE, entries, getpass.getuser())
