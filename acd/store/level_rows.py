"""Levels <-> rows, pure. In JSON targets go by their words, and each `when` as an object of what it names."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from acd.core.level import Level, Target, When

Row = dict[str, Any]


def level_row(level: Level) -> Row:
    row = {field.name: getattr(level, field.name) for field in fields(level)}
    return row | {"targets": targets_told(level), "when": [when_told(one) for one in level.when]}


def level_of(row: Row) -> Level:
    known = {field.name: row[field.name] for field in fields(Level)}
    targets = {Target(word): span for word, span in row["targets"].items()}
    return Level(**(known | {"targets": targets, "when": tuple(When(**one) for one in row["when"])}))


def targets_told(level: Level) -> dict[str, int]:
    return {target.word: span for target, span in level.targets.items()}


def when_told(when: When) -> dict[str, str | int]:
    """Only what it names."""
    named = {field.name: getattr(when, field.name) for field in fields(when)}
    return {name: value for name, value in named.items() if value is not None}
