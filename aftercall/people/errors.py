"""Why somebody cannot come in, or something about people cannot be changed. Nothing was changed."""

from __future__ import annotations

from aftercall.office.errors import OfficeError
from aftercall.people import reasons


class WrongLogIn(OfficeError):  # noqa: N818 - reads as what it is
    """One answer for every reason: who asks learns nothing about names."""

    code = "wrong-log-in"

    def __init__(self) -> None:
        super().__init__(reasons.WRONG_LOG_IN(), reasons.ASK_FOR_PASSWORD())


class TooOften(OfficeError):  # noqa: N818
    """`wait`: seconds after which it may be tried again."""

    code = "too-often"

    def __init__(self, wait: int) -> None:
        super().__init__(reasons.TOO_OFTEN(), reasons.AGAIN_IN(seconds=wait))
        self.wait = wait


class WrongPassword(OfficeError):  # noqa: N818
    code = "wrong-password"

    def __init__(self) -> None:
        super().__init__(reasons.WRONG_PASSWORD(), reasons.TYPE_AGAIN())


class LastAdministrator(OfficeError):  # noqa: N818
    code = "last-administrator"

    def __init__(self, name: str) -> None:
        super().__init__(reasons.LAST_ADMINISTRATOR(name=name), reasons.ANOTHER_FIRST())
