"""A scenario: a campaign's day as one small TOML file. docs/reference/pacing-scenarios.md tells the format."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from aftercall.pacing.laws import Erlang, Fixed, Law, LawError, Lognormal, Table, Uniform, law_from


class ScenarioError(ValueError):
    """The file says something that cannot be; the message names the field and what to write."""


@dataclass(frozen=True, slots=True)
class Change:
    """From `hour` on: another answer rate."""

    hour: float
    answer_rate: float


@dataclass(frozen=True, slots=True)
class Wave:
    """At `hour` this share of the agents asks for a break of so many minutes: who is idle leaves at once, the others after a call."""

    hour: float
    share: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Gap:
    """From `hour` on, for so many minutes: no event arrives and nothing is dialled; what is out goes on."""

    hour: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Breaks:
    """Each agent's own: after about `every` minutes of being there, for `least` to `most` minutes, taken when his aftercall ends."""

    every: float = 120.0
    least: float = 5.0
    most: float = 15.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Spans in seconds, `cap` in per cent. `failed_early`: share of the unanswered lines that end by `early`, the others by `late`."""

    name: str
    agents: int
    answer_rate: float
    about: str = ""
    hours: float = 8.0
    cap: float = 3.0
    team_least: int = 1
    ring: float = 25.0
    tick: float = 1.0
    answered: Law = field(default_factory=lambda: Table(Erlang(2, 4.0, 4.0, 25.0)))
    failed_early: float = 0.3
    early: Law = field(default_factory=lambda: Uniform(1.0, 6.0))
    late: Law = field(default_factory=lambda: Fixed(25.0))
    talk: Law = field(default_factory=lambda: Lognormal(180.0, 0.9))
    wrap: Law = field(default_factory=lambda: Lognormal(30.0, 0.6))
    patience: Law = field(default_factory=lambda: Fixed(2.0))
    breaks: Breaks | None = field(default_factory=Breaks)
    changes: tuple[Change, ...] = ()
    waves: tuple[Wave, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def rate_at(self, seconds: float) -> float:
        rate = self.answer_rate
        for change in self.changes:
            if seconds >= change.hour * 3600:
                rate = change.answer_rate
        return rate


LAWS: Final = ("answered", "early", "late", "talk", "wrap", "patience")
MANY: Final = {"changes": Change, "waves": Wave, "gaps": Gap}
WORDS: Final = ("name", "about")
WHOLE: Final = ("agents", "team_least")
DAYS: Final = 31
A_DAY: Final = 1440.0
"""Minutes."""
BEYOND: Final = 1e15
"""Numbers from here on, inf and nan are no numbers that somebody meant."""


def load_scenario(path: Path) -> Scenario:
    try:
        written = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read as TOML: {error}") from error
    return scenario_from(written, path.name, path.stem)


def scenario_from(written: Mapping[str, Any], where: str, name: str) -> Scenario:
    known = {one.name for one in fields(Scenario)}
    if unknown := sorted(set(written) - known):
        raise ScenarioError(
            f"{where}: no field is called {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )
    try:
        read = {key: _read(key, value, f"{where}: {key}") for key, value in written.items()}
        scenario = Scenario(**{"name": name, **read})
    except LawError as error:
        raise ScenarioError(str(error)) from error
    except TypeError as error:
        raise ScenarioError(f"{where}: agents and answer_rate must be given") from error
    _check(scenario, where)
    return scenario


def _read(key: str, value: Any, where: str) -> Any:
    if key in LAWS:
        if not isinstance(value, Mapping):
            raise ScenarioError(f'{where} is {value!r}: write a law, as {{law = "fixed", value = 2}}')
        return law_from(value, where)
    if key in MANY:
        return _many(key, value, where)
    if key == "breaks":
        return None if value == {} else _made(Breaks, value, where)
    if key in WORDS:
        if not isinstance(value, str):
            raise ScenarioError(f'{where} is {value!r}: text is needed, as {key} = "{value}"')
        return value
    number = _number(value, where)
    if key in WHOLE and number != int(number):
        raise ScenarioError(f"{where} is {value!r}: a whole number is needed")
    return int(number) if key in WHOLE else number


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < BEYOND:
        raise ScenarioError(f"{where} is {value!r}: a number is needed")
    return float(value)


def _many(key: str, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        known = ", ".join(one.name for one in fields(MANY[key]))
        raise ScenarioError(
            f"{where} is {value!r}: it is written [[{key}]], once for each, with {known} below"
        )
    return tuple(_made(MANY[key], one, f"{where}.{n}") for n, one in enumerate(value))


def _made(kind: type[Any], value: Any, where: str) -> Any:
    known = [one.name for one in fields(kind)]
    if not isinstance(value, Mapping) or set(value) - set(known):
        raise ScenarioError(f"{where} is {value!r}: it has {', '.join(known)}")
    needed = {one.name for one in fields(kind) if one.default is MISSING}
    if missing := sorted(needed - set(value)):
        raise ScenarioError(f"{where} is {value!r}: it needs {', '.join(missing)}")
    return kind(**{key: _number(number, f"{where}.{key}") for key, number in value.items()})


def _check(scenario: Scenario, where: str) -> None:
    """Ranges as docs/reference/pacing-scenarios.md tells them."""
    ranges = {
        "agents": (scenario.agents, 1, 5000),
        "answer_rate": (scenario.answer_rate, 0.0, 1.0),
        "hours": (scenario.hours, 0.01, DAYS * 24),
        "cap": (scenario.cap, 0.0, 100.0),
        "team_least": (scenario.team_least, 0, 5000),
        "ring": (scenario.ring, 1.0, 3600.0),
        "tick": (scenario.tick, 0.05, 60.0),
        "failed_early": (scenario.failed_early, 0.0, 1.0),
        **_in_the_day(scenario),
        **(_of_breaks(scenario.breaks) if scenario.breaks else {}),
    }
    for name, (value, least, most) in ranges.items():
        if not least <= value <= most:
            raise ScenarioError(f"{where}: {name} is {value:g}, it must lie between {least:g} and {most:g}")
    if scenario.breaks and scenario.breaks.least > scenario.breaks.most:
        raise ScenarioError(
            f"{where}: breaks.least is {scenario.breaks.least:g} and breaks.most {scenario.breaks.most:g}: "
            "least may not be more than most"
        )


Range = tuple[float, float, float]
"""A value, and between what it must lie."""


def _in_the_day(scenario: Scenario) -> dict[str, Range]:
    """What happens at an hour happens within the day."""
    found: dict[str, Range] = {}
    for key in MANY:
        for n, one in enumerate(getattr(scenario, key)):
            limits = {"hour": scenario.hours, "answer_rate": 1.0, "share": 1.0, "minutes": A_DAY}
            found |= {f"{key}.{n}.{name}": (value, 0.0, limits[name]) for name, value in asdict(one).items()}
    return found


def _of_breaks(breaks: Breaks) -> dict[str, Range]:
    return {
        "breaks.every": (breaks.every, 1.0, DAYS * A_DAY),
        "breaks.least": (breaks.least, 0.0, A_DAY),
        "breaks.most": (breaks.most, 0.0, A_DAY),
    }
