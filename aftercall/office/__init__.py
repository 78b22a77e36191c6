"""The office: where agents, queues, types, phones, numbers, campaigns and trunks are made, changed and removed.

Everything configured goes one way: checked and stored in the database, put into Asterisk, told to the floor. A new queue is in
Asterisk before the floor wants anybody in it. Asterisk away: it is stored, and provisioned when Asterisk is back. Asterisk
says no: what was stored is put back, nothing stays half-done.
"""

from aftercall.office.asterisk import InAsterisk
from aftercall.office.change import Removed, Saved
from aftercall.office.dial_store import DialStore
from aftercall.office.dialing import DialOffice
from aftercall.office.errors import (
    CannotDial,
    DatabaseAway,
    InUse,
    NotForAsterisk,
    NotKnown,
    OfficeError,
    StillTalking,
    SwitchAway,
    SwitchRefused,
)
from aftercall.office.office import Office, calendars_heard, opening
from aftercall.office.ports import Desk, Dialer, NoDesk, NoDialer, Provisioning, WholeQueue

__all__ = [
    "CannotDial",
    "DatabaseAway",
    "Desk",
    "DialOffice",
    "DialStore",
    "Dialer",
    "InAsterisk",
    "InUse",
    "NoDesk",
    "NoDialer",
    "NotForAsterisk",
    "NotKnown",
    "Office",
    "OfficeError",
    "Provisioning",
    "Removed",
    "Saved",
    "StillTalking",
    "SwitchAway",
    "SwitchRefused",
    "WholeQueue",
    "calendars_heard",
    "opening",
]
