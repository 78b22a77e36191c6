"""The daemon as the command sees it: each request waited for, every failure one clear line."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx2

from aftercall.asking import Asking, BrokeOff, NoAnswer, NotReachable, path_of
from aftercall.cli.faults import ExitCode, Fault
from aftercall.cli.moments import localised
from aftercall.settings import load_settings

TIMEOUT: Final = 15.0  # seconds; a wish is answered after 5 s at the latest, provisioning may take longer
_CODES: Final = {503: ExitCode.UNREACHABLE, 504: ExitCode.UNKNOWN}


class Refused(Fault):
    """The daemon said no; `body` is all that it said."""

    def __init__(self, why: str, remedy: str, code: ExitCode, status: int, body: Any) -> None:
        super().__init__(why, remedy, code)
        self.status = status
        self.body = body


class NotThere(Fault):
    """Nobody answers at the socket."""


class Broken(Fault):
    """The daemon answered and broke off."""


def ask(
    method: str,
    path: str,
    body: Any = None,
    *,
    params: Mapping[str, str] | None = None,
    as_agent: bool = False,
) -> Any:
    """What the daemon answered. Raises Fault: refused, unknown or not reachable."""
    return asyncio.run(_ask(method, path, body, params, as_agent))


async def _ask(method: str, path: str, body: Any, params: Mapping[str, str] | None, as_agent: bool) -> Any:
    with _clear():
        async with Asking(load_settings().api.socket, as_agent=as_agent, timeout=TIMEOUT) as asking:
            return _read(await asking.send(method, path, body, params))


@contextmanager
def _clear() -> Iterator[None]:
    """What went wrong on the way, as faults of the command."""
    try:
        yield
    except BrokeOff as error:
        raise Broken(error.why, error.remedy, ExitCode.UNREACHABLE) from error
    except NotReachable as error:
        raise NotThere(error.why, error.remedy, ExitCode.UNREACHABLE) from error
    except NoAnswer as error:
        raise Fault(str(error), "look at `aftercall agents list`", ExitCode.UNKNOWN) from error


path = path_of


def hand_in(path: str, file: Path) -> Any:
    """A file's bytes, as they are, under its name. Raises as `ask`."""
    about = {"name": file.name, "type": mimetypes.guess_type(file.name)[0] or ""}
    return asyncio.run(_hand_in(path, about, file.read_bytes()))


async def _hand_in(path: str, about: Mapping[str, str], content: bytes) -> Any:
    with _clear():
        async with Asking(load_settings().api.socket, timeout=TIMEOUT) as asking:
            return _read(await asking.send("POST", path, params=about, content=content))


def get(path: str, params: Mapping[str, str] | None = None) -> Any:
    return ask("GET", path, params=params)


def follow(path: str, params: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Line by line what the daemon tells, until it ends."""
    with asyncio.Runner() as runner, _clear():
        asking = Asking(load_settings().api.socket)
        lines = asking.lines(path, params)
        try:
            while (told := runner.run(_next(lines))) is not None:
                yield json.loads(told) if isinstance(told, str) else _read(told)
        finally:
            runner.run(lines.aclose())
            runner.run(asking.__aexit__(None, None, None))


async def _next(lines: AsyncGenerator[httpx2.Response | str]) -> httpx2.Response | str | None:
    return await anext(lines, None)


def _read(answer: httpx2.Response) -> Any:
    body = _json(answer)
    if answer.status_code < 400:
        return body
    why, remedy = map(localised, _said(body, answer))
    code = _CODES.get(answer.status_code, ExitCode.REFUSED)
    raise Refused(why, remedy, code, answer.status_code, body)


def _json(answer: httpx2.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return None


def _said(body: Any, answer: httpx2.Response) -> tuple[str, str]:
    """(why, remedy) of a refusal, in whichever of the daemon's two forms it came."""
    if isinstance(body, dict) and isinstance(error := body.get("error"), dict):
        field = f"{error['field']}: " if error.get("field") else ""
        return field + str(error.get("why", "refused")), str(error.get("remedy") or "")
    if isinstance(body, dict) and body.get("answer") == "unknown":
        state = body.get("state", "unknown")
        return f"unknown: Asterisk has not confirmed it; last known state: {state}", "it stays asked for"
    if isinstance(body, dict) and "why" in body:
        return str(body["why"]), ""
    return f"the daemon answered {answer.status_code} {answer.reason_phrase}", "see its log"
