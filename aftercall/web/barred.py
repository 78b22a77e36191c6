"""What is answered to whoever may not."""

from __future__ import annotations


class Barred(Exception):  # noqa: N818 - reads as what it is
    """He may not do this; `status` is that of HTTP. `wait`: seconds after which it may be tried again."""

    def __init__(self, status: int, code: str, why: str, remedy: str, wait: int | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.code = code
        self.why = why
        self.remedy = remedy
        self.wait = wait
