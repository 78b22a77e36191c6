"""Campaigns to load into, lists to load, and looks into what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from acd.store.database import Database
from acd.store.encode import encode
from dialer.core.cards import CampaignCard
from dialer.load.examine import Look, Wishes, examine
from dialer.load.how import How, Reading, Scope
from dialer.load.loading import begin
from dialer.load.progress import Progress
from dialer.load.returned import Returned
from dialer.load.run import run_load
from dialer.load.templates import templates
from dialer.store.tables import attempts, campaigns, contact_numbers, contacts

NOW = 1_790_000_000_000


async def campaign(database: Database, code: str = "sale", **fields: Any) -> CampaignCard:
    card = CampaignCard(code, language="pl", **fields)
    async with database.write() as connection:
        row = {"code": code, "state": card.state.value, "card": encode(card)}
        await connection.execute(sa.insert(campaigns).values(row))
    return card


def number(index: int) -> str:
    return f"+48{500_000_000 + index}"


def people(path: Path, indices: Iterable[int]) -> Path:
    """A list with one Polish mobile in each row."""
    path.write_text("name;phone\n" + "".join(f"P{i};{number(i)}\n" for i in indices))
    return path


async def looked(database: Database, path: Path, scope: Scope = Scope.CAMPAIGN, **wishes: Any) -> Look:
    how = How(Reading("csv", (), False), (), "PL", scope=scope, zone="Europe/Warsaw")
    return examine(path, how, "pl", Wishes(**wishes), await templates(database))


async def loaded(
    database: Database, path: Path, code: str = "sale", name: str = "first", scope: Scope = Scope.CAMPAIGN
) -> Progress:
    look = await looked(database, path, scope)
    progress = await begin(database, code, name, path.name, look.scan.digest, look.how, "me", NOW)
    returned = Returned(path.with_suffix(".rejected.csv"), look.how.reading.columns, progress.row)
    return await run_load(database, look, progress, returned, NOW, lambda so_far: None)


async def standing_numbers(database: Database) -> list[str]:
    """Of contacts that were not removed, by their ids."""
    wanted = (
        sa.select(contact_numbers.c.e164)
        .join(contacts, contact_numbers.c.contact == contacts.c.id)
        .where(contacts.c.standing != "removed")
        .order_by(contacts.c.id, contact_numbers.c.place)
    )
    async with database.read() as connection:
        return list(await connection.scalars(wanted))


async def dial(database: Database, e164: str) -> int:
    """An attempt is on record; returns the contact."""
    async with database.write() as connection:
        wanted = sa.select(contact_numbers.c.contact).where(contact_numbers.c.e164 == e164)
        contact = (await connection.execute(wanted)).scalar_one()
        row = {
            "id": f"d-{contact}",
            "site": "main",
            "campaign": "sale",
            "contact": contact,
            "number": e164,
            "trunk": "t",
            "began": NOW,
            "amd": "",
        }
        await connection.execute(sa.insert(attempts).values(row))
        return int(contact)
