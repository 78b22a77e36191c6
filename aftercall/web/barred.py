"""What is answered to whoever may not."""

from __future__ import annotations

from aftercall.office.errors import Said, said


class Barred(Exception):  # noqa: N818 - reads as what it is
    """He may not do this; `status` is that of HTTP. `wait`: seconds after which it may be tried again."""

    def __init__(self, status: int, code: str, why: Said, remedy: Said, wait: int | None = None) -> None:
        self.why, self.why_parts = said(why)
        self.remedy, self.remedy_parts = said(remedy)
        super().__init__(self.why)
        self.status = status
        self.code = code
        self.wait = wait
