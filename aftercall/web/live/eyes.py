"""Whose eyes a chat or a ticket is for, as words: an item has some, whoever looks has some, and sees what shares one with him.

Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from acd.board.telling import Values

UNTAKEN: Final = ("waiting", "offered")


def of_item(board: Values) -> frozenset[str]:
    """Those of whoever's reach has its queue; of who has it, and is offered it; while nobody has it, of who takes items there."""
    eyes = {reaching(board["queue"])}
    if board["agent"] is not None:
        eyes.add(agents(board["agent"]))
    if board["offered"] is not None:
        eyes.add(agents(board["offered"]["agent"]))
    if board["stage"] in UNTAKEN:
        eyes.add(taking(board["queue"]))
    return frozenset(eyes)


def of_agent(agent: str, queues: Iterable[str]) -> frozenset[str]:
    """His own, and what he may take in these queues."""
    return frozenset({agents(agent), *map(taking, queues)})


def of_reach(reach: Iterable[str]) -> frozenset[str]:
    return frozenset(map(reaching, reach))


def agents(code: str) -> str:
    return f"agent {code}"


def taking(queue: str) -> str:
    return f"taking {queue}"


def reaching(queue: str) -> str:
    return f"reach {queue}"


def owners(board: Values) -> frozenset[str]:
    """The agents to whom it is shown whole: who has it, and who is offered it."""
    offered = board["offered"]
    return frozenset({board["agent"], offered and offered["agent"]} - {None})
