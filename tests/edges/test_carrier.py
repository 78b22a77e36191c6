"""The simulated carrier by itself, asked over UDP: what it answers, what it counts, and whose numbers it has."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import phonenumbers
import pytest

from aftercall.simulator.carrier import ENDINGS, NOON, PROFILES, Carrier, number, numbers, weights_at


@dataclass(frozen=True)
class Nowhere:
    """The carrier never calls."""

    host: str = "127.0.0.1"
    sip_port: int = 9


@pytest.fixture(scope="module")
def carrier() -> Iterator[Carrier]:
    with Carrier(Nowhere()) as carrier:
        yield carrier


@dataclass
class Line:
    carrier: Carrier
    wire: socket.socket

    def send(self, method: str, to: str, call: str) -> None:
        host, port = self.wire.getsockname()
        lines = [
            f"{method} sip:{to}@127.0.0.1:{self.carrier.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK-{call}",
            f"From: <sip:+48221234567@{host}>;tag=1",
            f"To: <sip:{to}@127.0.0.1>",
            f"Call-ID: {call}",
            f"CSeq: 1 {method}",
            f"Contact: <sip:x@{host}:{port}>",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        self.wire.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), ("127.0.0.1", self.carrier.port))

    def status(self) -> str:
        return self.wire.recv(4000).decode().split()[1]


@pytest.fixture
def line(carrier: Carrier) -> Iterator[Line]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        wire.settimeout(10)
        yield Line(carrier, wire)


@pytest.mark.parametrize(
    ("ending", "status"), [("30", "486"), ("34", "404"), ("35", "503"), ("36", "480"), ("33", "180")]
)
def test_as_the_digits_say(line: Line, ending: str, status: str) -> None:
    """The last two digits choose the first answer."""
    line.send("INVITE", number(int(ending), ending), f"digits-{ending}")
    assert line.status() == status


def test_options_are_answered_and_not_counted(line: Line) -> None:
    """Asterisk's qualify is no call."""
    before = line.carrier.invites()
    line.send("OPTIONS", number(1, "00"), "options-1")
    assert line.status() == "200"
    assert line.carrier.invites() == before


def test_a_repeated_invite_is_one_call(line: Line) -> None:
    """What the network repeats is counted once; a second call to the number is a second one."""
    dialled = number(77, "30")
    for call in ("again-1", "again-1", "again-2"):
        line.send("INVITE", dialled, call)
        line.status()
    deadline = time.monotonic() + 10
    while line.carrier.invites()[dialled] < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert line.carrier.invites()[dialled] == 2
    assert line.carrier.callers()[dialled] == "+48221234567"


@pytest.mark.parametrize("name", PROFILES)
def test_numbers_of_a_profile(name: str) -> None:
    """Valid numbers, no two alike, the same for the same seed, and as many of each kind as the profile says."""
    drawn = list(islice(numbers(PROFILES[name], seed=1), 2000))
    assert drawn == list(islice(numbers(PROFILES[name], seed=1), 2000))
    assert len(set(drawn)) == 2000
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(one)) for one in drawn[::50])
    kinds = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
    found = Counter(kinds[one[-2:]] for one in drawn)
    weights = weights_at(PROFILES[name], NOON)
    whole = sum(weights.values())
    for kind, weight in weights.items():
        assert abs(found[kind] / 2000 - weight / whole) < 0.04


def test_people_of_an_hour() -> None:
    """Of profile day more people pick up in the evening than at noon, and fewest in the morning; others do not know hours."""

    def answering(hour: int) -> int:
        return sum(one[-2] == "0" for one in islice(numbers(PROFILES["day"], 1, hour), 2000))

    assert answering(10) < answering(12) < answering(19)
    assert abs(answering(19) / 2000 - 0.32) < 0.04
    for name in PROFILES.keys() - {"day"}:
        assert weights_at(PROFILES[name], 3) == weights_at(PROFILES[name], 19)
    for hour in range(24):
        assert sum(weights_at(PROFILES["day"], hour).values()) == 100
