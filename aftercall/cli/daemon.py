"""The daemon as the command sees it: HTTP over its Unix socket, every failure one clear line."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx2

from aftercall.cli.faults import ExitCode, Fault
from aftercall.settings import load_settings

TIMEOUT: Final = 15.0  # seconds; a wish is answered after 5 s at the latest, provisioning may take longer
AS: Final = "X-Aftercall-As"
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


@contextmanager
def _client(
    headers: Mapping[str, str] | None = None, timeout: float | None = TIMEOUT
) -> Iterator[httpx2.Client]:
    path = load_settings().api.socket
    _look_for(path)
    with httpx2.Client(
        transport=httpx2.HTTPTransport(uds=str(path)),
        base_url="http://aftercall/api/v1",
        timeout=timeout,
        headers=headers,
    ) as client:
        try:
            yield client
        except httpx2.TimeoutException as error:
            why = f"the daemon did not answer within {timeout:g} s: nobody knows whether it was done"
            raise Fault(why, "look at `aftercall agents list`", ExitCode.UNKNOWN) from error
        except httpx2.TransportError as error:
            why = f"the daemon broke off: {error or type(error).__name__}"
            raise Broken(why, "see its log, then try again", ExitCode.UNREACHABLE) from error


def _look_for(path: Path) -> None:
    """Who is not there is not there for different reasons, and the remedies differ."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except FileNotFoundError:
            remedy = "start it with `aftercall run`, or name its socket with --socket"
            raise _not_there(f"no daemon at {path.absolute()}", remedy) from None
        except PermissionError:
            remedy = "run this command as the user who runs the daemon, or as root"
            raise _not_there(f"the socket {path} is another user's", remedy) from None
        except OSError as error:
            why = f"nobody listens at {path} ({error.strerror or error})"
            raise _not_there(why, "start the daemon with `aftercall run`") from None


def _not_there(why: str, remedy: str) -> NotThere:
    return NotThere(why, remedy, ExitCode.UNREACHABLE)


def ask(
    method: str,
    path: str,
    body: Any = None,
    *,
    params: Mapping[str, str] | None = None,
    as_agent: bool = False,
) -> Any:
    """What the daemon answered. Raises Fault: refused, unknown or not reachable."""
    headers = {AS: "agent"} if as_agent else None
    with _client(headers) as client:
        answer = client.request(method, path, json=body, params=params)
    return _read(answer)


def path(*parts: str) -> str:
    """`/agents/1001`; a code may be anything that somebody typed."""
    return "".join("/" + quote(part, safe="") for part in parts)


def get(path: str, params: Mapping[str, str] | None = None) -> Any:
    return ask("GET", path, params=params)


def follow(path: str, params: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Line by line what the daemon tells, until it ends."""
    with _client(timeout=None) as client, client.stream("GET", path, params=params or None) as answer:
        if answer.status_code >= 400:
            answer.read()
            _read(answer)
        for text in answer.iter_lines():
            if text.strip():
                yield json.loads(text)


def _read(answer: httpx2.Response) -> Any:
    body = _json(answer)
    if answer.status_code < 400:
        return body
    why, remedy = _said(body, answer)
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
