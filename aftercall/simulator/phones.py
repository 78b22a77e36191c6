"""Simulated phones: each registers as one agent's phone and answers Asterisk's calls as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aftercall.simulator.sipp import Sipp, SipServer

REGISTER_EVERY = 60_000  # ms; the registration itself is for 120 s


class Does(StrEnum):
    """What a phone does with a call; the words of scenarios/phone.xml."""

    ANSWER = "answer"
    BUSY = "busy"
    DECLINE = "decline"
    RING = "ring"
    SILENT = "silent"
    LATE = "late"
    LOSE = "lose"
    ASK = "ask"
    HOLD = "hold"
    MOODY = "moody"


@dataclass(frozen=True, slots=True)
class PhoneSpec:
    """One phone; all times in milliseconds.

    `talk_ms` 0: never hangs up first. `automatic`: answers at once where a header of the INVITE asks for it. `away_ms` 0: stays
    registered; else it is registered for `here_ms`, then gone for `away_ms`, in turn.
    """

    code: str
    secret: str
    answer_after_ms: int = 300
    talk_ms: int = 0
    does: Does = Does.ANSWER
    here_ms: int = REGISTER_EVERY
    away_ms: int = 0
    automatic: bool = False

    @property
    def row(self) -> tuple[str, ...]:
        login = f"[authentication username={self.code} password={self.secret}]"
        manner = f"{self.answer_after_ms}*{self.talk_ms}*{self.does}{'*now' if self.automatic else ''}"
        return (self.code, login, manner, str(self.here_ms), str(self.away_ms))


class Phones(Sipp):
    """Several phones in one process, on one port. Phones that are to die apart get a process of their own."""

    def __init__(
        self, server: SipServer, phones: Sequence[PhoneSpec], *, name: str = "phones", voice: bool = False
    ) -> None:
        if not phones:
            raise ValueError("no phones to simulate")
        super().__init__(
            name,
            server,
            "phones.xml",
            [phone.row for phone in phones],
            rate=20,
            limit=len(phones),
            total=len(phones),
            answers="phone.xml",
            voice=voice,
        )
        self.phones = tuple(phones)
