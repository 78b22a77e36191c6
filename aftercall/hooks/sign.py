"""What a receiver can rely on: who sent it (he knows the secret), that nobody changed it, and when it was sent.

    Aftercall-Timestamp: 1763776800000              milliseconds since 1970, UTC, when this attempt was sent
    Aftercall-Signature: v1=6f1e…                   HMAC-SHA256 in hex, over TIMESTAMP + "." + the body's bytes
    Aftercall-Hook: crm                             which hook
    Aftercall-Attempt: 3                            how often this has been tried, from 1 on

The timestamp is signed too: who refuses what is older than five minutes (`WINDOW`) cannot be told the same again by somebody who
listened.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Final

from acd.core.moment import MINUTE, Moment, Span

WINDOW: Final[Span] = 5 * MINUTE
TIMESTAMP: Final = "Aftercall-Timestamp"
SIGNATURE: Final = "Aftercall-Signature"


def headers(hook: str, secret: str, body: bytes, at: Moment, attempt: int) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        TIMESTAMP: str(at),
        SIGNATURE: f"v1={signature(secret, str(at), body)}",
        "Aftercall-Hook": hook,
        "Aftercall-Attempt": str(attempt),
    }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


def is_ours(secret: str, headers: Mapping[str, str], body: bytes, now: Moment) -> bool:
    """What a receiver does: the signature is right, and it was sent within `WINDOW` of now. Names of headers as written here."""
    timestamp = headers.get(TIMESTAMP, "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > WINDOW:
        return False
    wanted = f"v1={signature(secret, timestamp, body)}"
    return hmac.compare_digest(wanted, headers.get(SIGNATURE, ""))
