"""Why something that people configure could not be changed. Each says what was wrong and what to do; nothing was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from acd.core.reason import Reason, told
from acd.store.errors import FAILURES, OpenError, is_away, reason
from aftercall.office import reasons

Said = str | Reason | Sequence[Reason]
"""What an error says. Text alone is English in every language."""


class OfficeError(Exception):
    """`code` is for programs, `why` and `remedy` for people; as sentences (`Reason`) they can be worded in other languages."""

    code = "refused"

    def __init__(self, why: Said, remedy: Said = "") -> None:
        self.why, self.why_parts = said(why)
        self.remedy, self.remedy_parts = said(remedy)
        super().__init__(f"{self.why}; {self.remedy}" if self.remedy else self.why)


def said(what: Said) -> tuple[str, tuple[Reason, ...]]:
    """In English, and in sentences."""
    if isinstance(what, str):
        return what, ()
    reasons = (what,) if isinstance(what, Reason) else tuple(what)
    return told(reasons), reasons


class NotKnown(OfficeError):  # noqa: N818 - reads as what it is
    code = "not-known"

    def __init__(self, what: str, code: str, known: Iterable[str]) -> None:
        some = ", ".join(sorted(known)[:20])
        remedy = reasons.THERE_ARE(known=some) if some else reasons.NONE_YET()
        super().__init__(reasons.NOT_KNOWN(what=what, code=code), remedy)
        self.what = what


class InUse(OfficeError):  # noqa: N818
    code = "in-use"


class CannotDial(OfficeError):  # noqa: N818
    """A campaign cannot be started (or paused) as it is; all reasons at once."""

    code = "cannot-dial"

    def __init__(self, cannot: Reason, because: Iterable[Reason]) -> None:
        super().__init__((cannot, *because))


class StillTalking(OfficeError):  # noqa: N818
    """Calls are in progress, and nobody said yet that what happens to them may happen."""

    code = "calls-in-progress"

    def __init__(self, why: Sequence[Reason]) -> None:
        super().__init__(why, reasons.SAY_YES())


class NotForAsterisk(OfficeError):  # noqa: N818
    """Asterisk's files or dialplan cannot take it as it is."""

    code = "not-for-asterisk"


class SwitchRefused(OfficeError):  # noqa: N818
    """Asterisk is there and said no; what was stored was put back."""

    code = "switch"


class SwitchAway(OfficeError):  # noqa: N818
    """Asterisk is not there, or did not answer in time."""

    code = "switch-away"


class DatabaseAway(OfficeError):  # noqa: N818
    code = "database-away"


@contextmanager
def database() -> Iterator[None]:
    """What a database that is away raises, as DatabaseAway; everything else as it is."""
    try:
        yield
    except OpenError as error:
        raise DatabaseAway(str(error)) from error
    except FAILURES as error:
        if not is_away(error):
            raise
        raise DatabaseAway(reasons.DATABASE_AWAY(why=reason(error)), reasons.TRY_AGAIN()) from error
