"""The laws a simulated world draws from, each by its own uniforms: a value is `quantile(u)`, so the same u gives the same call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final, Protocol

_NORMAL: Final = NormalDist()
_TINY: Final = 1e-12
DAY: Final = 86_400.0
"""Seconds; no span that is written may be longer."""


class Law(Protocol):
    """Of a span, in seconds."""

    def quantile(self, u: float) -> float: ...

    def by(self, seconds: float) -> float:
        """The distribution function."""
        ...

    @property
    def mean(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    value: float

    def quantile(self, u: float) -> float:
        return self.value

    def by(self, seconds: float) -> float:
        return 1.0 if seconds >= self.value else 0.0

    @property
    def mean(self) -> float:
        return self.value


@dataclass(frozen=True, slots=True)
class Uniform:
    least: float
    most: float

    def quantile(self, u: float) -> float:
        return self.least + u * (self.most - self.least)

    def by(self, seconds: float) -> float:
        if seconds >= self.most:
            return 1.0
        return max(0.0, (seconds - self.least) / (self.most - self.least)) if seconds > self.least else 0.0

    @property
    def mean(self) -> float:
        return (self.least + self.most) / 2


@dataclass(frozen=True, slots=True)
class Exponential:
    average: float

    def quantile(self, u: float) -> float:
        return -self.average * log(max(1 - u, _TINY))

    def by(self, seconds: float) -> float:
        return 1 - exp(-seconds / self.average) if seconds > 0 else 0.0

    @property
    def mean(self) -> float:
        return self.average


@dataclass(frozen=True, slots=True)
class Lognormal:
    average: float
    cv: float

    @property
    def mean(self) -> float:
        return self.average

    @property
    def sigma(self) -> float:
        return sqrt(log(1 + self.cv * self.cv))

    def quantile(self, u: float) -> float:
        sigma = self.sigma
        z = _NORMAL.inv_cdf(min(max(u, _TINY), 1 - _TINY))
        return self.average * exp(sigma * z - sigma * sigma / 2)

    def by(self, seconds: float) -> float:
        if seconds <= 0:
            return 0.0
        sigma = self.sigma
        return _NORMAL.cdf((log(seconds / self.average) + sigma * sigma / 2) / sigma)


@dataclass(frozen=True, slots=True)
class Erlang:
    """`plus` + a sum of `stages` exponentials of mean `scale`, cut at `most`."""

    stages: int
    scale: float
    plus: float = 0.0
    most: float = 1e9

    @property
    def mean(self) -> float:
        return self.plus + self.stages * self.scale

    def by(self, seconds: float) -> float:
        if seconds >= self.most:
            return 1.0
        x = (seconds - self.plus) / self.scale
        if x <= 0:
            return 0.0
        term, total = 1.0, 1.0
        for stage in range(1, self.stages):
            term *= x / stage
            total += term
        return 1 - exp(-x) * total

    def quantile(self, u: float) -> float:
        """By bisection; the ring's law is drawn from a table instead (`Table`)."""
        low, high = self.plus, min(self.most, self.plus + 60 * self.scale * self.stages)
        for _ in range(60):
            middle = (low + high) / 2
            if self.by(middle) < u:
                low = middle
            else:
                high = middle
        return high


class Table:
    """A law's quantiles made ready, linear between them."""

    __slots__ = ("_values", "law")
    STEPS: Final = 2000

    def __init__(self, law: Law) -> None:
        self.law = law
        steps = self.STEPS
        inner = [law.quantile(step / steps) for step in range(1, steps)]
        self._values = [law.quantile(0.25 / steps), *inner, law.quantile(1 - 0.25 / steps), 0.0]
        self._values[-1] = self._values[-2]

    def quantile(self, u: float) -> float:
        at = u * self.STEPS
        whole = int(at)
        low = self._values[whole]
        return low + (at - whole) * (self._values[whole + 1] - low)

    def by(self, seconds: float) -> float:
        return self.law.by(seconds)

    @property
    def mean(self) -> float:
        return self.law.mean


class LawError(ValueError):
    """No such law, or a number it cannot have."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a number of a law may be. `above`: more than `least`, not `least` itself; `default`: it may be left out."""

    least: float = 0.0
    most: float = DAY
    above: bool = False
    whole: bool = False
    default: float | None = None

    def takes(self, number: float) -> bool:
        """Never nan, which is between nothing."""
        inside = self.least < number if self.above else self.least <= number
        return inside and number <= self.most and not (self.whole and number != int(number))

    def __str__(self) -> str:
        return (
            f"a {'whole ' if self.whole else ''}number {'above' if self.above else 'from'} {self.least:g}"
            f"{' and' if self.above else ''} up to {self.most:g}"
        )


SPAN: Final = Allowed()
LASTS: Final = Allowed(above=True)

NUMBERS: Final[Mapping[str, Mapping[str, Allowed]]] = {
    "fixed": {"value": SPAN},
    "uniform": {"least": SPAN, "most": SPAN},
    "exponential": {"mean": LASTS},
    "lognormal": {"mean": LASTS, "cv": Allowed(most=10, above=True)},
    "erlang": {
        "stages": Allowed(1, 50, whole=True),
        "scale": LASTS,
        "plus": Allowed(default=0.0),
        "most": Allowed(default=1e9),
    },
}
"""Spans in seconds, none longer than a day; `cv` and `stages` are plain numbers."""

MADE: Final[Mapping[str, Callable[[Mapping[str, float]], Law]]] = {
    "fixed": lambda of: Fixed(of["value"]),
    "uniform": lambda of: Uniform(of["least"], of["most"]),
    "exponential": lambda of: Exponential(of["mean"]),
    "lognormal": lambda of: Lognormal(of["mean"], of["cv"]),
    "erlang": lambda of: Table(Erlang(int(of["stages"]), of["scale"], of["plus"], of["most"])),
}
UNDER: Final = {"uniform": ("least", "most"), "erlang": ("plus", "most")}
"""The first may not be more than the second."""


def law_from(written: Mapping[str, object], where: str) -> Law:
    """`{law = "lognormal", mean = 180, cv = 0.9}` as it stands in a scenario; `where` names the place in an error."""
    kind = written.get("law")
    if not isinstance(kind, str) or kind not in MADE:
        raise LawError(f"{where}.law is {kind!r}: take one of {', '.join(MADE)}")
    known = NUMBERS[kind]
    if unknown := sorted(set(written) - {"law", *known}):
        raise LawError(f"{where}: a law {kind!r} has no {', '.join(unknown)}; it has {', '.join(known)}")
    numbers = {name: _number(written, name, one, where) for name, one in known.items()}
    if kind in UNDER:
        low, high = UNDER[kind]
        if numbers[low] > numbers[high]:
            raise LawError(
                f"{where}.{low} is {numbers[low]:g} and {where}.{high} {numbers[high]:g}: "
                f"{low} may not be more than {high}"
            )
    return MADE[kind](numbers)


def _number(written: Mapping[str, object], name: str, allowed: Allowed, where: str) -> float:
    if name not in written:
        if allowed.default is None:
            raise LawError(f"{where}: a law {written['law']!r} needs {name}")
        return allowed.default
    value = written[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not allowed.takes(value):
        hint = '; for no time at all write {law = "fixed", value = 0}' if allowed is LASTS else ""
        raise LawError(f"{where}.{name} is {value!r}: {allowed} is needed{hint}")
    return float(value)
