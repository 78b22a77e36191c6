"""What a simulation adds to an Asterisk of the bench before it starts: a line for callers, and the observer's AMI user."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe

from aftercall.bench import Asterisk
from aftercall.simulator.ami import Login
from aftercall.simulator.observer import EVENTS

OBSERVER = "observer"
TRUNK = """
[simulator](acd-trunk)
rtp_timeout = {voice_within}   ; callers who only listen send no voice
[simulator-address](acd-trunk-identify)
endpoint = simulator
match = 127.0.0.1
"""


def prepare(asterisk: Asterisk, voice_within: int = 0) -> str:
    """Write into its configuration; to be called before `start`. Returns the observer's secret.

    Callers who send no voice for `voice_within` seconds are cut off; 0: never.
    """
    add(asterisk.etc / "acd_trunks.conf", TRUNK.format(voice_within=voice_within))
    return add_user(asterisk, OBSERVER, read="all", write="")


def add_user(asterisk: Asterisk, name: str, *, read: str, write: str) -> str:
    """An AMI user beside the product's two; unlike theirs nothing is filtered. Returns his secret."""
    secret = token_urlsafe(18)
    user = f"\n[{name}]\nsecret = {secret}\nread = {read}\nwrite = {write}\nwritetimeout = 5000\n"
    add(asterisk.etc / "manager.conf", user)
    return secret


def observer_login(asterisk: Asterisk, secret: str) -> Login:
    """To be asked after `start`: the port may change with the first start."""
    return Login(asterisk.ami_port, OBSERVER, secret, asterisk.host, EVENTS)


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)
