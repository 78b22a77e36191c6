"""The tables of reports that are mailed: who wants what, and which mails went out."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Table

from acd.store.columns import ms, number, text
from acd.store.tables import metadata

report_cards = Table(
    "report_cards",
    metadata,
    text("site", key=True),
    text("code", key=True),
    Column("card", JSON, nullable=False),
    ms("since"),
)
"""`since`: what was due before is not mailed: then it was made, or switched on."""

report_mails = Table(
    "report_mails",
    metadata,
    text("site", key=True),
    text("code", key=True),
    ms("due", key=True),
    text("state"),
    ms("at"),
    number("tries"),
    text("why"),
)
"""`state`: sending, sent, failed (tried again later), given up."""
