"""One colour for each state, always with its word beside it (nobody has to tell states by colour alone)."""

from __future__ import annotations

from typing import Final

from rich.text import Text

STATES: Final = {
    "free": "white on #1b7f3b",
    "working": "white on #3b5b46",
    "ringing": "white on #0b65c2",
    "talking": "white on #0b4f9c",
    "on hold": "white on #0f6b75",
    "aftercall": "bold black on #ffd400",
    "break": "white on #6a3fb5",
    "missed": "black on #ff9800",
    "phone": "black on #ff9800",
    "supervisor": "black on #ff9800",
    "booked": "white on #0f6b75",
    "off": "white on #5f6368",
}

EVENTS: Final = {
    "refused": "bold red",
    "unknown": "bold red",
    "call-lost": "red",
    "call-missed": "red",
    "drifted": "magenta",
    "trunk-down": "bold red",
}
"""What is out of the ordinary."""


def state(word: str) -> Text:
    """The word as people read it, in its colour."""
    return Text(word.upper() if word == "aftercall" else word, style=STATES.get(word, ""))
