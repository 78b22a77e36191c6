"""Why somebody cannot come in, or something about people cannot be changed. Nothing was changed."""

from __future__ import annotations

from aftercall.office.errors import OfficeError


class WrongLogIn(OfficeError):  # noqa: N818 - reads as what it is
    """One answer for every reason: who asks learns nothing about names."""

    code = "wrong-log-in"

    def __init__(self) -> None:
        why = "name or password is wrong, or the user is switched off"
        super().__init__(why, "try again, or ask an administrator for a new password")


class TooOften(OfficeError):  # noqa: N818
    """`wait`: seconds after which it may be tried again."""

    code = "too-often"

    def __init__(self, wait: int) -> None:
        super().__init__("too many log-ins failed", f"try again in {wait} s")
        self.wait = wait


class WrongPassword(OfficeError):  # noqa: N818
    code = "wrong-password"

    def __init__(self) -> None:
        super().__init__("the old password is wrong", "type it again, or ask an administrator for a new one")


class LastAdministrator(OfficeError):  # noqa: N818
    code = "last-administrator"

    def __init__(self, name: str) -> None:
        why = f"{name} is the last administrator who can come in"
        super().__init__(why, "make another user an administrator first")
