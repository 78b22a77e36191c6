"""What permission answers: yes, not before a moment, or never; each with its rule and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acd.core.moment import Moment
from acd.core.reason import Reason, told
from acd.core.value import Word


class Rule(Word):
    """Why not, in one word. In the order in which permission looks (`permit`)."""

    DEAD = "dead number"
    KIND = "kind of number"
    ZONE = "unknown time zone"
    BLOCKED = "do not call"
    REMOVED = "removed"
    FINISHED = "finished"
    TAKEN = "taken already"
    LIST = "list not active"
    STATE = "campaign not running"
    PER_CONTACT = "attempts to the contact"
    PER_NUMBER = "attempts to the number"
    UNDER_WAY = "attempt under way"
    PROMISED = "promised"
    DUE = "not due"
    GAP = "gap"
    LOCKOUT = "lockout"
    PER_DAY = "attempts in a day"
    CALENDAR = "campaign closed"
    HOURS = "calling hours"


ENDS_NUMBER: Final = frozenset({Rule.DEAD, Rule.KIND, Rule.ZONE, Rule.BLOCKED, Rule.PER_NUMBER, Rule.HOURS})
"""A `Never` for one of these says that this number is done; another number of the contact may not be."""

ENDS_CONTACT: Final = frozenset({Rule.REMOVED, Rule.FINISHED, Rule.PER_CONTACT})
"""A `Never` for one of these says that the contact is done. For any other: something has to happen first, and nobody knows when."""


@dataclass(frozen=True, slots=True)
class Yes:
    pass


@dataclass(frozen=True, slots=True)
class NotBefore:
    """`at`: the first moment at which all rules of time hold together. `rule`: the first one that forbids it now."""

    at: Moment
    reasons: tuple[Reason, ...]
    rule: Rule

    @property
    def reason(self) -> str:
        """In English."""
        return told(self.reasons)


@dataclass(frozen=True, slots=True)
class Never:
    """Time alone does not change it."""

    why: Reason
    rule: Rule

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return (self.why,)

    @property
    def reason(self) -> str:
        """In English."""
        return self.why.text

    @property
    def ends_number(self) -> bool:
        return self.rule in ENDS_NUMBER

    @property
    def ends_contact(self) -> bool:
        return self.rule in ENDS_CONTACT


Verdict = Yes | NotBefore | Never
YES: Final = Yes()
