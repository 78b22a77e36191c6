"""The office: where agents, queues, types, phones and numbers are made, changed and removed.

Everything configured goes one way: checked and stored in the database, put into Asterisk, told to the floor. A new queue is in
Asterisk before the floor wants anybody in it. Asterisk away: it is stored, and provisioned when Asterisk is back. Asterisk
says no: what was stored is put back, nothing stays half-done.
"""

from aftercall.office.asterisk import InAsterisk
from aftercall.office.change import Removed, Saved
from aftercall.office.errors import (
    DatabaseAway,
    InUse,
    NotForAsterisk,
    NotKnown,
    OfficeError,
    SwitchAway,
    SwitchRefused,
)
from aftercall.office.office import Office, opening
from aftercall.office.ports import Desk, NoDesk, Provisioning, WholeQueue

__all__ = [
    "DatabaseAway",
    "Desk",
    "InAsterisk",
    "InUse",
    "NoDesk",
    "NotForAsterisk",
    "NotKnown",
    "Office",
    "OfficeError",
    "Provisioning",
    "Removed",
    "Saved",
    "SwitchAway",
    "SwitchRefused",
    "WholeQueue",
    "opening",
]
