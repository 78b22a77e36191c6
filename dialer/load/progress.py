"""How far a load is: its row in `loads`, which changes in the transaction that puts the contacts in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialer.load.verdict import Draft, Judged, Verdict

RUNNING = "running"
DONE = "done"
UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by verdict; `tally` by reason: `rejected: letters`, `warning: text cut`."""

    loaded: int = 0
    rejected: int = 0
    duplicates: int = 0
    blocked: int = 0
    tally: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.loaded + self.rejected + self.duplicates + self.blocked

    def and_of(self, judged: Iterable[Judged]) -> Counts:
        verdicts, tally = Counter[Verdict](), Counter(self.tally)
        for one in judged:
            verdicts[Verdict.LOADED if isinstance(one, Draft) else one.verdict] += 1
            tally.update(reasons(one))
        return Counts(
            loaded=self.loaded + verdicts[Verdict.LOADED],
            rejected=self.rejected + verdicts[Verdict.REJECTED],
            duplicates=self.duplicates + verdicts[Verdict.DUPLICATE],
            blocked=self.blocked + verdicts[Verdict.BLOCKED],
            tally=dict(tally),
        )


def reasons(one: Judged) -> list[str]:
    """A row counts once for each of its reasons, however many numbers have it."""
    if isinstance(one, Draft):
        return sorted({f"warning: {warning.kind}" for warning in one.warnings})
    return [f"{one.verdict.value}: {one.kind}"]


@dataclass(frozen=True, slots=True)
class Progress:
    """`row`: the last one that is committed; 0: none. `resumed`: it was cut before."""

    load: int
    list: int
    campaign: str
    row: int = 0
    counts: Counts = Counts()
    resumed: bool = False
