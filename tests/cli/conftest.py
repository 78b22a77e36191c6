"""The command as somebody types it, against the real API on its socket; Asterisk is played by a switch that obeys."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from aftercall.cli.app import app
from tests.web.conftest import empty, floor, template
from tests.web.house import House

# As in tests/edges/conftest.py: looptime asks for a current loop before every test, and would make one that nobody closes.
asyncio.set_event_loop(None)

__all__ = ["empty", "floor", "template"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of it."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Type = Callable[..., Awaitable[Typed]]


def run(*words: str, input: str | None = None) -> Typed:
    """In this thread, with no daemon in sight unless the environment names one."""
    done = CliRunner().invoke(app, list(words), input=input, prog_name="aftercall")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Typed(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The daemon's log would stand between what the command prints, for here they are one process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture
def typed(floor: House, monkeypatch: pytest.MonkeyPatch) -> Type:
    """`await typed("agents", "list")` on the floor with two agents."""
    monkeypatch.setenv("AFTERCALL_API__SOCKET", str(floor.socket))

    async def type_(*words: str, input: str | None = None) -> Typed:
        return await asyncio.to_thread(run, *words, input=input)

    return type_
