"""`aftercall levels`: made as people write them, ordered, tried, their promises added up."""

from __future__ import annotations

import json

import pytest

from aftercall.cli import level_fields as fields
from aftercall.cli.faults import Usage
from tests.cli.conftest import Type


async def test_a_level_from_options_to_card(typed: Type) -> None:
    """Spans, conditions and per cents become the card; `set` changes what is named; what is shown reads back."""
    done = await typed(
        "levels", "add", "gold", "--name", "Gold", "--target", "call answered=20s", "--target", "solved=8h",
        "--when", "customer=gold", "--when", "queue=sales,priority=5", "--credit", "2.5%", "--no-pauses",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "level gold made\n"), done.err
    card = json.loads((await typed("levels", "show", "gold", "--json")).out)
    assert card["targets"] == {"call answered": 20_000, "solved": 28_800_000}
    assert (card["credit"], card["pauses"], card["warn"]) == (250, False, 80)
    assert [one["queue"] for one in card["when"]] == [None, "sales"]
    shown = (await typed("levels", "list")).out
    for text in ("call answered 20 s", "customer gold, or queue sales and priority 5", "2.5 %"):
        assert text in " ".join(shown.split())
    done = await typed("levels", "set", "gold", "--warn", "50", "--when", "none", "--target", "none")
    assert done.code == 0, done.err
    card = json.loads((await typed("levels", "show", "gold", "--json")).out)
    assert (card["warn"], card["when"], card["targets"], card["name"]) == (50, [], {}, "Gold")
    assert (await typed("levels", "remove", "gold")).out == "level gold removed\n"


async def test_order_try_and_sums(typed: Type) -> None:
    """Which level an item would get is told with its promises; the order changes it; a day without promises says so."""
    await typed("levels", "add", "all", "--target", "call answered=1m")
    await typed("levels", "add", "vip", "--target", "call answered=5s", "--when", "tag=vip", "--order", "5")
    tried = await typed("levels", "try", "sales", "--tag", "vip")
    assert tried.out.startswith("level all, by no calendar: always open")
    assert (await typed("levels", "order", "vip")).out == "vip, all\n"
    assert (await typed("levels", "try", "sales", "--tag", "vip")).out.startswith("level vip,")
    found = json.loads((await typed("levels", "try", "sales", "--json")).out)
    assert (found["level"]["code"], found["passed"], found["promises"][0]["span_ms"]) == (
        "all",
        ["vip"],
        60_000,
    )
    assert "no promise was decided" in (await typed("levels", "sums")).out
    assert json.loads((await typed("levels", "sums", "--json")).out)["rows"] == []


async def test_a_target_of_nothing_is_refused(typed: Type) -> None:
    """The daemon's word comes through: which field, why, what to do."""
    refused = await typed("levels", "add", "zero", "--target", "solved=0")
    assert refused.code != 0
    assert "no time to keep a promise in" in refused.err


@pytest.mark.parametrize("text", ["solved", "soon=5s", "solved=x"])
def test_targets_as_written(text: str) -> None:
    """What is no target is said, with how to write one."""
    with pytest.raises(Usage):
        fields.targets([text])


def test_bounds_in_what_was_typed() -> None:
    """Days and per cents, as they were written: neither milliseconds nor hundredths of a per cent."""
    with pytest.raises(Usage, match=r"--target 'solved=400d' is too long; promise 366 days"):
        fields.targets(["solved=400d"])
    with pytest.raises(Usage, match=r"--target solved: '-1h' is no span of time"):
        fields.targets(["solved=-1h"])
    with pytest.raises(Usage, match=r"--credit '500' is more than all of it; take 0 to 100 per cent"):
        fields.credit("500")


@pytest.mark.parametrize("text", ["", "queue", "colour=red", "queue=a,queue=b", "priority=high"])
def test_conditions_as_written(text: str) -> None:
    """So is what names nothing, or the same twice."""
    with pytest.raises(Usage):
        fields.whens([text])


@pytest.mark.parametrize(("text", "hundredths"), [("5", 500), ("2.5%", 250), ("0.05", 5), ("100 %", 10_000)])
def test_per_cents(text: str, hundredths: int) -> None:
    """To the hundredth, without a sum of floats."""
    assert fields.credit(text) == hundredths
    with pytest.raises(Usage):
        fields.credit(text + "x")
