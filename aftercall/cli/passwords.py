"""Passwords are typed where nobody reads along, or come on standard input; never on the command line, which others can see."""

from __future__ import annotations

import getpass
import sys

from aftercall.cli.faults import Usage


def new_password(user: str) -> str:
    """Typed twice, or the first line of standard input."""
    if not sys.stdin.isatty():
        return _piped()
    typed = getpass.getpass(f"new password of {user}: ")
    if typed != getpass.getpass("once more: "):
        raise Usage("the two are not the same", "nothing was changed; try again")
    return typed


def _piped() -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise Usage("no password came on standard input", "type it at a terminal, or pipe one line")
    return line
