"""Agents and their supervisor, asking over the daemon's API as people do; a refusal is an answer like any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from aftercall.client import Client, Verb, WishRefused, WishUnknown


@dataclass(frozen=True, slots=True)
class Answer:
    word: Literal["granted", "kept", "refused", "unknown"]
    text: str = ""

    @property
    def success(self) -> bool:
        return self.word in ("granted", "kept")

    @property
    def kept(self) -> bool:
        return self.word == "kept"


class People:
    def __init__(self, socket: Path) -> None:
        self._agent = Client(socket, as_agent=True)
        self.boss = Client(socket)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._agent.__aexit__(kind, error, trace)
        await self.boss.__aexit__(kind, error, trace)

    async def wish(self, agent: str, verb: Verb, *, boss: bool = False, **fields: str) -> Answer:
        """The agent's own wish, or with `boss` his supervisor's."""
        client = self.boss if boss else self._agent
        try:
            granted = await client.wish(agent, verb, **fields)
        except WishRefused as refused:
            return Answer("refused", str(refused))
        except WishUnknown as unknown:
            return Answer("unknown", str(unknown))
        return Answer(granted.answer, granted.text)
