"""Columns, as the tables of floor and dialer are made of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, Text


def text(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, Text, primary_key=key, nullable=null)


def ms(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, BigInteger, primary_key=key, nullable=null, autoincrement=False)


def number(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=null)


def flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)
