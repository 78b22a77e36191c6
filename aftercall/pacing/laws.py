"""The laws a simulated world draws from, each by its own uniforms: a value is `quantile(u)`, so the same u gives the same call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, exp, log, sqrt
from statistics import NormalDist
from typing import Final, Protocol

_NORMAL: Final = NormalDist()
_TINY: Final = 1e-12


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
        return min(1.0, max(0.0, (seconds - self.least) / (self.most - self.least)))

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


def _erlang(numbers: Mapping[str, float]) -> Law:
    most = numbers.get("most", 1e9)
    return Table(Erlang(ceil(numbers["stages"]), numbers["scale"], numbers.get("plus", 0.0), most))


MADE: Final[Mapping[str, Callable[[Mapping[str, float]], Law]]] = {
    "fixed": lambda numbers: Fixed(numbers["value"]),
    "uniform": lambda numbers: Uniform(numbers["least"], numbers["most"]),
    "exponential": lambda numbers: Exponential(numbers["mean"]),
    "lognormal": lambda numbers: Lognormal(numbers["mean"], numbers["cv"]),
    "erlang": _erlang,
}


def law_from(written: Mapping[str, object], where: str) -> Law:
    """`{law = "lognormal", mean = 180, cv = 0.9}` as it stands in a scenario; `where` names the place in an error."""
    numbers = {key: _number(value, f"{where}.{key}") for key, value in written.items() if key != "law"}
    kind = written.get("law")
    if kind not in MADE:
        raise LawError(f"{where}.law is {kind!r}: take one of {', '.join(MADE)}")
    try:
        return MADE[str(kind)](numbers)
    except KeyError as missing:
        raise LawError(f"{where}: a law {kind!r} needs {missing.args[0]}") from missing


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise LawError(f"{where} is {value!r}: a number from 0 on is needed")
    return float(value)
