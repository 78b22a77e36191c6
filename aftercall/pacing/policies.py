"""Policies by name: what stands after a colon is their constant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aftercall.pacing.issabel import Issabel
from aftercall.pacing.oracle import Oracle
from aftercall.pacing.ours import Ours
from aftercall.pacing.scenario import Scenario
from aftercall.pacing.simple import Constant
from aftercall.pacing.vicidial import Vicidial
from aftercall.pacing.world import Policy

Made = Callable[[Scenario, float], Policy]

POLICIES: Final[dict[str, tuple[Made, str]]] = {
    "aftercall": (lambda s, _: Ours(s), "the production pacing; it is told nothing"),
    "progressive": (lambda s, _: Constant(1.0), "a line for each free agent"),
    "constant": (lambda _, r: Constant(r), "so many lines for each free agent: constant:2.5"),
    "look-ahead": (
        Oracle,
        "a look ahead that knows the laws, with this risk for the last line: look-ahead:0.03",
    ),
    "vicidial-average": (lambda s, most: Vicidial(s, "average", most=most or 3.0), "VICIdial, ADAPT_AVERAGE"),
    "vicidial-hard": (lambda s, most: Vicidial(s, "hard", most=most or 3.0), "VICIdial, ADAPT_HARD_LIMIT"),
    "vicidial-tapered": (lambda s, most: Vicidial(s, "tapered", most=most or 3.0), "VICIdial, ADAPT_TAPERED"),
    "vicidial-average-available": (
        lambda s, most: Vicidial(s, "average", True, most=most or 3.0),
        "the same with Available Only Tally; a constant is its highest level: vicidial-average-available:12",
    ),
    "vicidial-ratio": (lambda s, r: Vicidial(s, "ratio", level=r), "VICIdial, RATIO: vicidial-ratio:1.2"),
    "vicidial-ratio-available": (
        lambda s, r: Vicidial(s, "ratio", True, level=r),
        "VICIdial, RATIO with Available Only Tally: vicidial-ratio-available:2.5",
    ),
    "issabel": (lambda *_: Issabel(), "Issabel's defaults"),
    "issabel-overcommit": (lambda *_: Issabel(True), "Issabel with overcommit"),
}

MOST: Final = 1000.0
"""Lines for one free agent: a thousand are more than any trunk has channels for, and a day of more would not end."""

CONSTANTS: Final = {
    "constant": MOST,
    "look-ahead": 1.0,
    "vicidial-average": MOST,
    "vicidial-hard": MOST,
    "vicidial-tapered": MOST,
    "vicidial-average-available": MOST,
    "vicidial-ratio": MOST,
    "vicidial-ratio-available": MOST,
}
"""Who takes a constant, and the highest one; all are above 0. A look ahead's is a probability."""

NEEDS_CONSTANT: Final = {"constant", "look-ahead", "vicidial-ratio", "vicidial-ratio-available"}


class PolicyError(ValueError):
    """No such policy, or its constant is missing, none that it can have, or one too many."""


def policy(name: str, scenario: Scenario) -> Policy:
    word, colon, number = name.partition(":")
    if word not in POLICIES:
        raise PolicyError(f"no policy is called {word!r}: take one of {', '.join(POLICIES)}")
    if word in NEEDS_CONSTANT and not colon:
        raise PolicyError(f"the policy {word!r} needs a constant, as {POLICIES[word][1].rpartition(': ')[2]}")
    return POLICIES[word][0](scenario, _constant(word, number) if colon else 0.0)


def _constant(word: str, written: str) -> float:
    if word not in CONSTANTS:
        raise PolicyError(f"the policy {word!r} takes no constant: leave :{written} out")
    try:
        constant = float(written)
    except ValueError as error:
        raise PolicyError(f"{written!r} in '{word}:{written}' is no number") from error
    if not 0 < constant <= CONSTANTS[word]:  # nan is not, either
        raise PolicyError(
            f"the constant of {word!r} is {written}: a number above 0 and up to {CONSTANTS[word]:g} is needed; "
            + ("it is a risk" if word == "look-ahead" else "it is lines for an agent, and no trunk has more")
        )
    return constant
