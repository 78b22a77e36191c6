"""Why something that people configure could not be changed. Each says what was wrong and what to do; nothing was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from acd.store.errors import FAILURES, OpenError, is_away, reason


class OfficeError(Exception):
    """`code` is for programs, `why` and `remedy` for people."""

    code = "refused"

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(f"{why}; {remedy}" if remedy else why)
        self.why = why
        self.remedy = remedy


class NotKnown(OfficeError):  # noqa: N818 - reads as what it is
    code = "not-known"

    def __init__(self, what: str, code: str, known: Iterable[str]) -> None:
        some = sorted(known)[:20]
        remedy = f"there are {', '.join(some)}" if some else "there are none yet"
        super().__init__(f"{what} {code!r} is not known", remedy)
        self.what = what


class InUse(OfficeError):  # noqa: N818
    code = "in-use"


class CannotDial(OfficeError):  # noqa: N818
    """A campaign cannot be started (or paused) as it is; all reasons at once."""

    code = "cannot-dial"

    def __init__(self, campaign: str, reasons: Iterable[str], what: str = "dial") -> None:
        super().__init__(f"campaign {campaign} cannot {what}: {'; '.join(reasons)}")


class StillTalking(OfficeError):  # noqa: N818
    """Calls are in progress, and nobody said yet that what happens to them may happen."""

    code = "calls-in-progress"

    def __init__(self, why: str) -> None:
        super().__init__(why, "say yes to it")


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
        raise DatabaseAway(
            f"the database is away: {reason(error)}", "nothing was changed; try again"
        ) from error
