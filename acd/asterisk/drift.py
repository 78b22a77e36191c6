"""What stands in Asterisk against what should: the differences, and the edits that put them right. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from acd.asterisk.conf import Category, Wanted
from acd.asterisk.names import CAMPAIGN, HOURS, NUMBER, QUEUE, STAR
from acd.asterisk.wire import MOST_HEADERS

Lines = tuple[tuple[str, str], ...]
Unit = tuple[tuple[str, Lines], ...]
"""All sections of one name, in order: (template, all lines with the inherited ones)."""
Edit = tuple[tuple[str, str], ...]
"""One operation of UpdateConfig: (header, value) pairs, still without number."""


@dataclass(frozen=True, slots=True)
class Found:
    """What Asterisk said of one file: sections and templates, as effective lines, and of its database."""

    files: dict[str, tuple[Category, ...]]
    entries: dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that stands otherwise than it should. `where` is a file or `astdb`; `what` its name there."""

    where: str
    what: str
    kind: str  # missing | different | foreign
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.kind}" + (f" ({self.detail})" if self.detail else "")


def changes(wanted: Wanted, found: Found) -> list[Change]:
    """Everything that differs, files first. Nothing: Asterisk has what the database says."""
    listed: list[Change] = []
    for file, categories in wanted.files.items():
        should, is_ = units(categories), units(found.files.get(file, ()), flat=True)
        listed += _compare(file, should, is_)
    ours = {k: v for k, v in found.entries.items() if is_ours(k)}
    return listed + _compare("astdb", wanted.entries, ours)


def is_ours(entry: str) -> bool:
    family = entry.rpartition("/")[0]
    return family in (NUMBER, STAR) or family.startswith((QUEUE, CAMPAIGN, HOURS))


def units(categories: Iterable[Category], flat: bool = False) -> dict[str, Unit]:
    """By name. `flat`: the lines already hold what is inherited."""
    categories = tuple(categories)
    bases = {c.name: c.lines for c in categories if c.template}
    result: dict[str, Unit] = {}
    for c in categories:
        lines = c.lines if flat or not c.base else bases.get(c.base, ()) + c.lines
        result[c.name] = (*result.get(c.name, ()), ("template" if c.template else c.base, lines))
    return result


def _compare(where: str, should: Mapping[str, object], found: Mapping[str, object]) -> list[Change]:
    missing = [Change(where, name, "missing") for name in should if name not in found]
    other = [
        Change(where, name, "different", _detail(should[name], found[name]))
        for name in should
        if name in found and found[name] != should[name]
    ]
    return missing + other + [Change(where, name, "foreign") for name in found if name not in should]


def _detail(should: object, found: object) -> str:
    """The first lines that differ, without a password."""
    if isinstance(should, str) and isinstance(found, str):
        return f"{found} instead of {should}"
    wish, have = set(_lines(should)), set(_lines(found))
    parts = [_said("no", line) for line in sorted(wish - have)] + [
        _said("has", line) for line in sorted(have - wish)
    ]
    return "; ".join(dict.fromkeys(parts[:4])) or "another order"


def _lines(unit: object) -> Iterator[tuple[str, str]]:
    assert isinstance(unit, tuple)
    for _, lines in unit:
        yield from lines


def _said(how: str, line: tuple[str, str]) -> str:
    return "another password" if line[0] == "password" else f"{how} {line[0]}={line[1]}"


# --- putting it right --------------------------------------------------------------------------------------------

_ONLY_TEMPLATE: Final = 'catfilter="TEMPLATES=restrict"'


def edits(file: str, wanted: Wanted, found: Found, listed: Iterable[Change]) -> list[Edit]:
    """Operations that make the file what it should be.

    A template that differs means a new file: Asterisk writes what was inherited from the old one into each section as its own.
    """
    names = [c for c in listed if c.where == file]
    templates = {c.name for c in wanted.files[file] if c.template}
    if any(c.what in templates for c in names):
        return [*_empty(found.files.get(file, ())), *_make(wanted.files[file])]
    gone = [_delete(c.what) for c in names if c.kind != "missing"]
    made = {c.what for c in names if c.kind != "foreign"}
    return gone + _make(c for c in wanted.files[file] if c.name in made)


def _empty(categories: Iterable[Category]) -> list[Edit]:
    plain = dict.fromkeys(c.name for c in categories if not c.template)
    templates = dict.fromkeys(c.name for c in categories if c.template)
    return [_delete(name) for name in plain] + [
        (*_delete(name), ("Options", _ONLY_TEMPLATE)) for name in templates
    ]


def _delete(name: str) -> Edit:
    """All sections of this name at once: DelCat takes every namesake."""
    return (("Action", "DelCat"), ("Cat", name))


def _make(categories: Iterable[Category]) -> list[Edit]:
    made: list[Edit] = []
    there: set[str] = set()
    for c in categories:
        made.append((("Action", "NewCat"), ("Cat", c.name), *_options(c)))
        only = _only(c, c.name in there)
        there.add(c.name)
        made += [(("Action", "Append"), ("Cat", c.name), ("Var", n), ("Value", v), *only) for n, v in c.lines]
    return made


def _options(c: Category) -> Edit:
    if c.template:
        return (("Options", "template"),)
    return (("Options", f'allowdups,inherit="{c.base}"'),) if c.base else ()


def _only(c: Category, namesakes: bool) -> Edit:
    """Append goes to every section of that name, and to no template, unless told otherwise. The type comes by inheritance."""
    if c.template:
        return (("Options", _ONLY_TEMPLATE),)
    kind = c.base.removeprefix("acd-phone-")
    return (("Options", f'catfilter="type={kind}"'),) if namesakes else ()


def actions(file: str, listed: Iterable[Edit], reload: str) -> list[dict[str, str]]:
    """The edits in as few UpdateConfig actions as Asterisk's header limit allows; the module reloads after the last."""
    packs: list[list[Edit]] = [[]]
    room = MOST_HEADERS - 5  # Action, ActionID, SrcFilename, DstFilename, Reload
    for edit in listed:
        if sum(map(len, packs[-1])) + len(edit) > room:
            packs.append([])
        packs[-1].append(edit)
    made = [_action(file, pack) for pack in packs if pack]
    if made:
        made[-1] = {**made[-1], "Reload": reload}
    return made


def _action(file: str, pack: Iterable[Edit]) -> dict[str, str]:
    action = {"Action": "UpdateConfig", "SrcFilename": file, "DstFilename": file}
    for number, edit in enumerate(pack):
        action |= {f"{header}-{number:06d}": value for header, value in edit}
    return action
