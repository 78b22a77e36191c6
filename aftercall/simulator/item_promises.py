"""What Aftercall promises of chats and tickets, checked against what a witness saw in the event stream. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aftercall.simulator.item_witness import ItemWitness, left
from aftercall.simulator.promises import Promise, judged


def of_items(witness: ItemWitness, brought: Sequence[str], sums: Mapping[str, int]) -> list[Promise]:
    """`brought`: the ids of all that customers brought; `sums`: promises kept and broken as the report has them."""
    return [
        *of_events(witness, brought),
        judged("an event stream without a gap", 0 if witness.last is None else witness.last, witness.gaps),
        judged(
            "promises counted alike by events and report",
            witness.kept + witness.broken,
            _unlike(witness, sums),
        ),
    ]


def of_events(witness: ItemWitness, brought: Sequence[str]) -> list[Promise]:
    """What the events alone can break."""
    return [
        judged(
            "no item on a break, on hold, in a call, or beyond the room for it",
            witness.offers,
            witness.not_free,
        ),
        judged("nobody has what another has", witness.taken, witness.twice),
        judged("the most urgent first", witness.offers, witness.not_in_order),
        judged("no item lost", len(brought), left(witness, brought)),
    ]


def alike(reports: Sequence[Mapping[str, Any]]) -> Promise:
    """Of what each report counted two ways; the simulation lives on the day of the report."""
    doubles = [(one["report"]["code"], double) for one in reports for double in one["doubles"]]
    broken = [
        f"{code}: {d['what']} {d['one']}, of {d['of']} {d['other']}" for code, d in doubles if not d["same"]
    ]
    return judged("reports count the same twice", len(doubles), broken)


def _unlike(witness: ItemWitness, sums: Mapping[str, int]) -> list[str]:
    counted = {"kept": witness.kept, "broken": witness.broken}
    return [
        f"{name}: {counted[name]} by events, {sums[name]} by the report"
        for name in counted
        if counted[name] != sums[name]
    ]
