"""Whatever is sent to the API: never a fault of ours, and every answer is one that its description promises."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.people_kit import desktop

PATIENCE = 60
DOCUMENTED = {502, 503, 504}
"""Parts that are away, or wishes that the switch in the test never confirms."""
ENDLESS = ("/events", "/audio")
NOT_READ = "Invalid Schema Object in response definition"
"""Of schemathesis alone: it writes pairs (`prefixItems`) as an older draft has them, and then cannot read its own writing."""
LEFT_OUT = ("/logout", "/me/sessions", "/provision")
"""They would end the session of the test itself, or write to an Asterisk that is not there."""


class Open:
    """A house that is open over TCP, in a thread whose loop is its own, and an administrator's token."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self.error: BaseException | None = None
        self.url = self.token = ""
        self._thread = threading.Thread(target=self._run, name="house", daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        if self.error is not None:
            raise self.error

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.error = error
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        async with AsyncExitStack() as stack:
            it = await stack.enter_async_context(desktop(self._template))
            await it.user("chief", ["administrator", "supervisor", "agent", "manager"])
            self.token, self.url = await it.token("chief"), it.url
            self._ready.set()
            await self._over.wait()


@pytest.fixture(scope="module")
def served(template: Path) -> Iterator[Open]:
    house = Open(template)
    house.start()
    yield house
    house.stop()


def _explored(served: Open, examples: int) -> None:
    """Every operation with so many bodies and parameters, right and wrong ones."""
    schema = schemathesis.openapi.from_url(f"{served.url}/api/v1/openapi.json")
    wrong: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path.endswith(ENDLESS + LEFT_OUT):
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            wrong += _tried(operation, mode, served, examples)
    assert not wrong, "\n\n".join(sorted(set(wrong)))


def _tried(operation: Any, mode: GenerationMode, served: Open, examples: int) -> list[str]:
    found: list[str] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @_given(operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {served.token}"}, timeout=PATIENCE)
        checks = [content_type_conformance, response_schema_conformance, status_code_conformance]
        if answer.status_code not in DOCUMENTED:
            checks.append(not_a_server_error)
        try:
            case.validate_response(answer, checks=checks)
        except BaseException as error:  # noqa: BLE001 - all of them are told at the end
            if NOT_READ in str(error):
                return
            found.append(f"{operation.label} {answer.status_code}: {str(error)[:600]}")

    try:
        one()
    except Exception as error:  # noqa: BLE001 - there is nothing wrong that could be sent
        if type(error).__name__ not in ("Unsatisfiable", "SkipTest", "Skipped"):
            found.append(f"{operation.label}: {error!r}")
    return found


def _given(strategy: Any) -> Any:
    from hypothesis import given

    return given(strategy)


@pytest.mark.timeout(170)
@pytest.mark.filterwarnings("ignore")
def test_no_answer_is_a_surprise(served: Open) -> None:
    """A few examples of each operation, by an administrator: no 5xx but those that are described, each answer as described."""
    _explored(served, 1)


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.filterwarnings("ignore")
def test_no_answer_is_a_surprise_at_length(served: Open) -> None:
    """The same, with many more."""
    _explored(served, 40)
