"""What is answered of files that were brought, and of loads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from acd.board.fields import Instant, Text
from aftercall.loading.desk import Row
from aftercall.loading.upload import State, Upload, Wish
from aftercall.loading.verdicts import RowVerdict
from aftercall.web.answers import Answer
from dialer.load.undo import Undone

Verdict = Literal["loaded", "duplicate", "do not call", "rejected"]
Standing = Literal["looking", "refused", "ready", "waiting", "trying", "loading", "cut", "loaded", "undone"]


class Problem(Answer):
    """`field`: of the wish that is to blame; empty: none is."""

    why: Text
    remedy: Text
    field: str


class ColumnNow(Answer):
    """`field`: what it is taken for."""

    name: Text
    field: str
    examples: tuple[Text, ...]


class SampleRow(Answer):
    """`row` as a spreadsheet counts. Verdict null: not judged, for the file cannot be loaded as it is read."""

    row: int
    cells: tuple[Text, ...]
    verdict: Verdict | None = None
    who: Text = ""
    why: Text = ""


class LookNow(Answer):
    """How the file is read. `mapped`: where the mapping is from; `rows`: about how many; `problem`: why it cannot be loaded like
    this; `before`: the load that brought this very file into this list already."""

    kind: Literal["csv", "sheet"]
    encoding: str | None
    encoding_how: Text | None
    delimiter: Text | None
    header: bool
    sheet: Text | None
    sheets: tuple[Text, ...]
    mapped: Text
    rows: int
    columns: tuple[ColumnNow, ...]
    sample: tuple[SampleRow, ...]
    problem: Problem | None
    before: int | None
    region: str | None
    zone: str | None


class AmbiguousZones(Answer):
    """Rows whose number may be in any of these zones; of a day `left_ms` are lawful in all of them."""

    zones: tuple[str, ...]
    rows: int
    left_ms: int


class CountsNow(Answer):
    """Contacts: `loaded` to `rejected` by verdict. Do not call: `new` and `known` numbers. `reasons`: rows by reason."""

    rows: int
    rejected: int
    loaded: int | None = None
    duplicates: int | None = None
    do_not_call: int | None = None
    new: int | None = None
    known: int | None = None
    reasons: dict[Text, int] = Field(default={})
    ambiguous_zones: tuple[AmbiguousZones, ...] = ()


class WishNow(Answer):
    """As it was sent; null and empty: it is found."""

    list: Text
    encoding: str | None
    delimiter: Text | None
    header: bool | None
    sheet: Text
    template: Text | None
    mapping: dict[Text, str]
    scope: Literal["file", "list", "campaign", "everywhere"]
    region: str | None
    zone: str | None
    consent_source: Text
    consent_at: Instant | None
    consent_basis: Text
    source: Text
    since: Instant | None


class UploadItem(Answer):
    """`campaign` null: numbers not to be called anywhere. `task`: what it waits for or works on. `trial`: what a load would do;
    `counts`: what it did so far. `row` of about `rows`, at `rate` rows a second, `left_ms` to go. `load`: by which it is taken back.
    `rejected`: rows in the file of those that were not loaded. `fault`: why it does not go on."""

    id: str
    file: Text
    size: int
    purpose: Literal["contacts", "do not call"]
    campaign: str | None
    by: Text
    at: Instant
    state: Standing
    task: Literal["trial", "load"] | None
    list: Text
    wish: WishNow
    trial: CountsNow | None
    counts: CountsNow | None
    row: int
    rows: int | None
    rate: float | None
    left_ms: int | None
    load: int | None
    rejected: int
    began: Instant | None
    ended: Instant | None
    fault: Problem | None


class UploadWhole(UploadItem):
    """With how it is read."""

    look: LookNow | None


class Limits(Answer):
    """What is taken: bytes of one file, days for which it is kept, files at once."""

    largest: int
    keep: int
    files: int


class VerdictItem(Answer):
    """`place`: where it lies among all, for the next page."""

    place: int
    row: int
    verdict: Verdict
    who: Text
    why: Text


class LoadItem(Answer):
    """A load that is in the database, by whatever way. `upload`: the file, where it came over the API and is kept."""

    id: int
    campaign: str
    list: int
    list_name: Text
    file: Text
    state: Literal["running", "done", "undone"]
    row: int
    loaded: int
    rejected: int
    duplicates: int
    do_not_call: int
    by: Text
    began: Instant
    ended: Instant | None
    upload: str | None


class UndoneItem(Answer):
    """`gone`: contacts that nobody dialled; `kept`: those that were dialled, marked removed. Null: it is still going on."""

    load: int
    gone: int | None
    kept: int | None


MappingItem = Annotated[dict[Text, str], Field(description="column: field")]

# --- made of what is known -----------------------------------------------------------------------------------------


def wish_now(wish: Wish) -> WishNow:
    same = [name for name in WishNow.model_fields if name not in ("mapping", "scope")]
    values = {name: getattr(wish, name) for name in same}
    return WishNow(**values, mapping=dict(wish.columns), scope=wish.scope.value)


def counts_now(counts: Any) -> CountsNow | None:
    return None if counts is None else CountsNow.model_validate(dict(counts))


def upload_values(upload: Upload, rate: float | None, left: int | None) -> dict[str, Any]:
    going = upload.state in (State.TRYING, State.LOADING)
    same = ("id", "file", "size", "campaign", "by", "at", "list", "row", "load", "rejected", "began", "ended")
    return {name: getattr(upload, name) for name in same} | {
        "purpose": upload.purpose.value,
        "state": upload.state.value,
        "task": upload.task and upload.task.value,
        "wish": wish_now(upload.wish),
        "trial": counts_now(upload.trial),
        "counts": counts_now(upload.counts),
        "rows": upload.look and upload.look["rows"],
        "rate": round(rate, 1) if going and rate is not None else None,
        "left_ms": left if going else None,
        "fault": upload.fault
        and Problem(why=upload.fault.why, remedy=upload.fault.remedy, field=upload.fault.field),
    }


LOOKED = frozenset(LookNow.model_fields)


def look_now(look: Any) -> LookNow | None:
    if look is None:
        return None
    return LookNow.model_validate({name: value for name, value in look.items() if name in LOOKED})


def verdict_item(one: RowVerdict) -> VerdictItem:
    return VerdictItem.model_validate(asdict(one))


def load_item(row: Row, upload: str | None) -> LoadItem:
    same = ("id", "campaign", "list", "file", "state", "row", "loaded", "rejected", "duplicates", "by")
    values = {name: row[name] for name in (*same, "began", "ended")}
    return LoadItem(**values, list_name=row["name"], do_not_call=row["blocked"], upload=upload)


def undone_item(load: int, done: Undone | None) -> UndoneItem:
    if done is None:
        return UndoneItem(load=load, gone=None, kept=None)
    return UndoneItem(load=load, gone=done.gone, kept=done.kept)
