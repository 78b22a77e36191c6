"""Cards <-> rows, pure. The names of columns are those of the fields, but for targets, which take two
columns."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from acd.core.calendar_card import SiteCalendar, card_of, table_of
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.lines import NumberLine, PhoneLine, QueueLine, Target

Row = dict[str, Any]


def _plain(card: Any, leave: tuple[str, ...] = ()) -> Row:
    return {field.name: getattr(card, field.name) for field in fields(card) if field.name not in leave}


def _only(kind: type[Any], row: Row) -> Row:
    return {field.name: row[field.name] for field in fields(kind) if field.name in row}


def agent_row(card: AgentCard) -> Row:
    return _plain(card, leave=("queues",))


def agent_card(row: Row, queues: tuple[tuple[str, int], ...]) -> AgentCard:
    return AgentCard(**_only(AgentCard, row), queues=queues)


def queue_row(card: QueueCard, line: QueueLine) -> Row:
    targets = _target_row("overflow", line.overflow) | _target_row("closed", line.closed)
    return _plain(line, leave=("overflow", "closed")) | _plain(card) | targets


def queue_card(row: Row) -> QueueCard:
    return QueueCard(**_only(QueueCard, row))


def queue_line(row: Row) -> QueueLine:
    targets = {name: _target(row, name) for name in ("overflow", "closed")}
    return QueueLine(**(_only(QueueLine, row) | targets))


def _target_row(name: str, target: Target | None) -> Row:
    return {f"{name}_kind": target and target.kind, name: target and target.value}


def _target(row: Row, name: str) -> Target | None:
    return None if row[f"{name}_kind"] is None else Target(row[f"{name}_kind"], row[name])


def type_row(card: TypeCard) -> Row:
    queues = None if card.queues is None else list(card.queues)
    return _plain(card) | {"group": card.group.value, "names": dict(card.names), "queues": queues}


def type_card(row: Row) -> TypeCard:
    queues = None if row["queues"] is None else tuple(row["queues"])
    return TypeCard(**(_only(TypeCard, row) | {"group": Group(row["group"]), "queues": queues}))


def phone_row(line: PhoneLine) -> Row:
    return _plain(line)


def phone_line(row: Row) -> PhoneLine:
    return PhoneLine(**_only(PhoneLine, row))


def number_row(line: NumberLine) -> Row:
    to = {"kind": line.target.kind, "target": line.target.value}
    return {"did": line.did, "calendar": line.calendar} | to | _target_row("closed", line.closed)


def number_line(row: Row) -> NumberLine:
    return NumberLine(row["did"], Target(row["kind"], row["target"]), row["calendar"], _target(row, "closed"))


def calendar_row(calendar: SiteCalendar) -> Row:
    return {"code": calendar.code, "card": table_of(calendar.card)}


def site_calendar(row: Row) -> SiteCalendar:
    return SiteCalendar(row["code"], card_of(row["card"]))
