"""Why somebody cannot come in: every sentence of it."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

WRONG_LOG_IN: Final = Sentence("wrong-log-in", "name or password is wrong, or the user is switched off")
ASK_FOR_PASSWORD: Final = Sentence(
    "ask-for-password", "try again, or ask an administrator for a new password"
)
TOO_OFTEN: Final = Sentence("too-often", "too many log-ins failed")
AGAIN_IN: Final = Sentence("again-in", "try again in {seconds} s")
WRONG_PASSWORD: Final = Sentence("wrong-password", "the old password is wrong")
TYPE_AGAIN: Final = Sentence("type-again", "type it again, or ask an administrator for a new one")
LAST_ADMINISTRATOR: Final = Sentence("last-administrator", "{name} is the last administrator who can come in")
ANOTHER_FIRST: Final = Sentence("another-administrator-first", "make another user an administrator first")
