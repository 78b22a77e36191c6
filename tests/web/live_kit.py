"""Boards to show, askers who look, and a client that believes only what it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from acd.board.models import Told
from acd.board.telling import Telling
from aftercall.web.live.ledger import Ledger
from aftercall.web.live.press import Press
from aftercall.web.live.session import Session
from aftercall.web.live.view import View

RUN = "2026-11-22T08:00:00.000Z"


def agent(code: str, text: str = "", number: str | None = None) -> Telling[Told]:
    call = {"call": "c1", "number": number, "name": "Jan"} if number else None
    return Telling(Told, {"code": code, "name": f"Agent {code}", "text": text, "call": call})


def queue(code: str, text: str = "", number: str | None = None) -> Telling[Told]:
    callers = [{"call": "c1", "position": 1, "number": number, "name": "Jan"}] if number else []
    return Telling(Told, {"code": code, "text": text, "callers": callers})


def item(
    id: str, queue: str = "sales", stage: str = "waiting", agent: str | None = None, **more: Any
) -> Telling[Told]:
    """`offered`: to this agent."""
    offered = more.get("offered")
    values = {"id": id, "queue": queue, "stage": stage, "agent": agent, "customer": {"id": 7, "name": "Jan"}}
    return Telling(
        Told, values | {"offered": offered and {"agent": offered}, "subject": more.get("subject", "")}
    )


def press(kept_gone: int = 2000) -> Press:
    return Press(Ledger(kept_gone), RUN)


def start(it: Press, view: View | None = None, **more: Any) -> Session:
    return Session(it, view or View(), **more)


def parsed(frames: list[str]) -> list[dict[str, Any]]:
    return [json.loads(frame) for frame in frames]


def whole(it: Press, view: View, at: int = 0) -> dict[str, dict[str, Any]]:
    """What somebody who comes now is shown."""
    client = Client()
    client.take(it.snapshot(view, at))
    return client.boards


@dataclass
class Client:
    """As a screen does it: a snapshot replaces, a delta changes, nothing else is known."""

    boards: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    daemon: Any = None
    run: str = ""
    seq: int | None = None
    kinds: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        frame = json.loads(text)
        self.kinds.append(frame["kind"])
        if frame["kind"] == "snapshot":
            self.run = frame["run"]
            self.boards = {noun: _by_code(frame[noun]) for noun in ("agents", "queues", "campaigns")}
            self.items = {one["id"]: one for one in frame["items"]}
            self.daemon = frame["daemon"]
        elif frame["kind"] == "delta":
            for noun, boards in self.boards.items():
                boards |= _by_code(frame.get(noun, []))
                for code in frame.get("gone", {}).get(noun, []):
                    boards.pop(code, None)
            self.items |= {one["id"]: one for one in frame.get("items", [])}
            for item in frame.get("gone", {}).get("items", []):
                self.items.pop(item, None)
            self.daemon = frame.get("daemon", self.daemon)
        self.seq = frame.get("seq", self.seq)

    def take_all(self, frames: list[str]) -> None:
        for frame in frames:
            self.take(frame)


def _by_code(boards: list[dict[str, Any]]) -> dict[str, Any]:
    assert len({board["code"] for board in boards}) == len(boards)
    return {board["code"]: board for board in boards}
