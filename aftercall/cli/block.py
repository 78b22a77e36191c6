"""`aftercall dnc load` and `add`: the work behind them."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path

from acd.core.moment import Moment
from aftercall.cli.load import bar, campaign
from aftercall.cli.opened import opened, run
from aftercall.cli.preview import show_look
from aftercall.cli.say import as_json, line
from dialer.load.blocking import EVERYWHERE, Entry, block
from dialer.load.blocklist import Blocks, Listed, run_blocklist
from dialer.load.examine import Wishes, examine
from dialer.load.how import How, Reading
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
                "rejected_file": str(returned.path) if returned.count else None,
            }
        )
        return
    line(f"{done.new:,} numbers {'would be new' if wish.trial else 'new, ' + f'{done.known:,} known before'}")
    line(f"{done.rejected:,} of {done.rows:,} rows rejected")
    if returned.count:
        line(f"{returned.count:,} rows with their reasons: {returned.path}")


async def _load(wish: BlockWish) -> tuple[Blocks, Returned]:
    async with opened() as database:
        region, language = wish.region or "", "en"
        if wish.listed.where != EVERYWHERE:
            card = await campaign(database, wish.listed.where)
            region, language = region or card.region, card.language
        how = How(Reading("csv", (), False), (), region.upper())
        look = examine(wish.file, how, language, wish.wishes, await templates(database))
        if not wish.json:
            show_look(look)
        path = wish.rejected or Path(f"{wish.file.stem}.rejected.csv")
        returned = Returned(path, look.how.reading.columns)
        with bar(look, 0, wish.json) as advance:
            target = None if wish.trial else database
            return await run_blocklist(
                target, look, wish.listed, returned, lambda so_far: advance(so_far.rows)
            ), returned


async def add_numbers(code: str | None, numbers: list[str], source: str, since: Moment) -> int:
    """Returns how many are new."""
    async with opened() as database:
        if code is not None:
            await campaign(database, code)
        entries = [Entry(number, source, since) for number in numbers]
        return await block(database, code or EVERYWHERE, entries, getpass.getuser())
