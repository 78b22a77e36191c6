"""A file that somebody brought: what it is, what was chosen for it, and how far it is. Written down beside the file at each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from acd.core.moment import Moment
from acd.core.value import Word
from dialer.load.how import LONGEST_LIST, Scope


class Purpose(Word):
    CONTACTS = "contacts"
    DO_NOT_CALL = "do not call"


class State(Word):
    """Ready ones can be tried and loaded; a cut one goes on where it was, or is taken back."""

    LOOKING = "looking"
    REFUSED = "refused"  # no list: `fault` says why
    READY = "ready"
    WAITING = "waiting"  # for another file's work
    TRYING = "trying"
    LOADING = "loading"
    CUT = "cut"  # cancelled, or stopped by `fault`
    LOADED = "loaded"
    UNDONE = "undone"


class Task(Word):
    TRIAL = "trial"
    LOAD = "load"


AT_WORK: Final = frozenset({State.LOOKING, State.WAITING, State.TRYING, State.LOADING})


@dataclass(frozen=True, slots=True)
class Wish:
    """What was chosen by hand; None and empty: to be found, or as the campaign has it. `list`: empty is the file's name. `columns`:
    (column, field). `source` and `since` are those of do-not-call entries."""

    list: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    sheet: str = ""
    template: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    scope: Scope = Scope.CAMPAIGN
    region: str | None = None
    zone: str | None = None
    consent_source: str = ""
    consent_at: Moment | None = None
    consent_basis: str = ""
    source: str = ""
    since: Moment | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why it does not go on; `field` of the wish that is to blame, if one is."""

    why: str
    remedy: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """`campaign` None: numbers not to be called anywhere. `look`, `trial` and `counts` are what the worker said, as JSON: how the file
    is read, what a load would do, what it did so far. `task`: what it waits for or works on. `load`: its id in the database.
    `row`: the last one that is done; `rejected`: rows in the file of those that were not loaded."""

    id: str
    file: str
    size: int
    purpose: Purpose
    campaign: str | None
    by: str
    at: Moment
    wish: Wish = field(default_factory=Wish)
    state: State = State.LOOKING
    task: Task | None = None
    look: Mapping[str, Any] | None = None
    trial: Mapping[str, Any] | None = None
    counts: Mapping[str, Any] | None = None
    load: int | None = None
    row: int = 0
    rejected: int = 0
    began: Moment | None = None
    ended: Moment | None = None
    fault: Fault | None = None

    @property
    def list(self) -> str:
        """The name of the list that its contacts go into."""
        return self.wish.list or (self.file.rpartition(".")[0] or self.file)[:LONGEST_LIST]
