"""The office: where agents, queues, types, phones and numbers are made, changed and removed.

Everything configured goes one way: checked and stored in the database, put into Asterisk, told to the floor. A new queue is in
Asterisk before the floor wants anybody in it. Asterisk away: it is stored, and provisioned when Asterisk is back. Asterisk
says no: what was stored is put back, nothing stays half-done.
"""

from aftercall.office.change import Removed, Saved
from aftercall.office.errors import (
    DatabaseAway,
    InUse,
    NotKnown,
    OfficeError,
    SwitchAway,
    SwitchRefused,
)
from aftercall.office.office import Office
from aftercall.office.ports import Desk, NoDesk, Provisioning, Wanted, WholeQueue

__all__ = [
    "DatabaseAway",
    "Desk",
    "InUse",
    "NoDesk",
    "NotKnown",
    "Office",
    "OfficeError",
    "Provisioning",
    "Removed",
    "Saved",
    "SwitchAway",
    "SwitchRefused",
    "Wanted",
    "WholeQueue",
]
