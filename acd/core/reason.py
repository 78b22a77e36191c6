"""Why something is as it is, as a sentence and what stands in it: English for programs, data for whoever words it in another language.

A `Sentence` is a constant beside the rule that says it; called with its values it is a `Reason`. Several reasons one after the other
are told as one text (`told`). `says` is stable: translations and programs go by it, and never by the English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter

Value = str | int | float
"""What stands in a sentence: a code, a name, a state's word, a number. Several of a kind are one text, parted by commas."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`code`: what programs act on, coarser than `says`. `text`: the English sentence."""

    says: str
    code: str
    text: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`english` has its values in braces, as `str.format` takes them. One that ends in a colon leads to the next.

    `one`: the English where `count` is 1, if it reads otherwise.
    """

    says: str
    english: str
    code: str = ""
    one: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in Formatter().parse(self.english) if name)

    def __call__(self, **values: Value) -> Reason:
        """Raises KeyError: a value is missing."""
        english = self.one if self.one and values["count"] == 1 else self.english
        return Reason(self.says, self.code or self.says, english.format_map(values), values)


def told(reasons: Iterable[Reason]) -> str:
    """As one text: `campaign sales cannot dial: it has no trunk; it has no contacts`."""
    text = ""
    for reason in reasons:
        text += (" " if text.endswith(":") else "; " if text else "") + reason.text
    return text
