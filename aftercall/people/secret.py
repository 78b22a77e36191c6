"""Secrets of sessions and tokens, and passwords' hashes.

A secret of 256 random bits needs no slow hash: its SHA-256 is kept, and looked up. Argon2 takes a fifth of a second, so it is done in
a thread, and two at a time: whoever tries passwords wins no more of the machine than that.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import unicodedata
from functools import cache
from typing import Final

from pwdlib import PasswordHash

BYTES: Final = 32
TOKEN: Final = "act_"
AT_ONCE: Final = 2


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(BYTES)


def new_id() -> str:
    """For sessions and tokens as people speak of them."""
    return secrets.token_hex(8)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Hashing:
    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def hashed(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(_hasher().hash, password)

    async def same(self, password: str, kept: str | None) -> bool:
        """False where nothing is kept, after the same time."""
        plain = unicodedata.normalize("NFKC", password)
        async with self._turn:
            return await asyncio.to_thread(_same, plain, kept)


def _same(password: str, kept: str | None) -> bool:
    return _hasher().verify(password, kept or _nobody()) and kept is not None


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """A hash that no password has: to be compared with where there is none."""
    return _hasher().hash(secrets.token_urlsafe(BYTES))
