"""`python -m dialer.board.asyncapi > docs/reference/asyncapi.json`: the contract with listeners, the dialer's part in it."""

from __future__ import annotations

import sys

import dialer.board  # noqa: F401  registers what the dialer tells
from acd.board.asyncapi import document, text

__all__ = ["document", "text"]

if __name__ == "__main__":
    sys.stdout.write(text())
