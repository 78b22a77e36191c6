"""The types that a new floor begins with. Everything in them can be changed; star codes are *61 to *69."""

from __future__ import annotations

from typing import Final

from acd.core.cards import Group, TypeCard
from acd.core.moment import HOUR, MINUTE

GREEN: Final = "#1b7f3b"
BLUE: Final = "#0b65c2"
TEAL: Final = "#0f6b75"
PURPLE: Final = "#6a3fb5"
BROWN: Final = "#7a4a12"


def _names(en: str, pl: str, ru: str, et: str, es: str) -> dict[str, str]:
    return {"en": en, "pl": pl, "ru": ru, "et": et, "es": es}


STARTING_TYPES: Final = (
    TypeCard(
        "phone",
        Group.WORK,
        _names("Phone", "Telefon", "Телефон", "Telefon", "Teléfono"),
        chats=True,
        star=1,
        colour=GREEN,
        order=10,
    ),
    TypeCard(
        "mail",
        Group.WORK,
        _names("E-mail", "Poczta", "Почта", "E-post", "Correo"),
        calls=False,
        tickets=True,
        star=2,
        colour=BLUE,
        order=20,
    ),
    TypeCard(
        "office",
        Group.WORK,
        _names("Back office", "Praca biurowa", "Бэк-офис", "Kontoritöö", "Trabajo interno"),
        calls=False,
        star=3,
        colour=TEAL,
        order=30,
    ),
    TypeCard(
        "lunch",
        Group.BREAK,
        _names("Lunch", "Obiad", "Обед", "Lõuna", "Comida"),
        paid=False,
        calls=False,
        limit=HOUR,
        star=4,
        colour=PURPLE,
        order=40,
    ),
    TypeCard(
        "coffee",
        Group.BREAK,
        _names("Coffee", "Kawa", "Кофе", "Kohv", "Café"),
        paid=False,
        calls=False,
        length=10 * MINUTE,
        returns=True,
        star=5,
        colour=BROWN,
        order=50,
    ),
    TypeCard(
        "break",
        Group.BREAK,
        _names("Break", "Przerwa", "Перерыв", "Paus", "Pausa"),
        paid=False,
        calls=False,
        limit=15 * MINUTE,
        star=6,
        colour=PURPLE,
        order=60,
    ),
    TypeCard(
        "training",
        Group.BREAK,
        _names("Training", "Szkolenie", "Обучение", "Koolitus", "Formación"),
        paid=False,
        calls=False,
        star=7,
        colour=PURPLE,
        order=70,
    ),
    TypeCard(
        "meeting",
        Group.BREAK,
        _names("Meeting", "Spotkanie", "Совещание", "Koosolek", "Reunión"),
        paid=False,
        calls=False,
        star=8,
        colour=PURPLE,
        order=80,
    ),
    TypeCard(
        "technical",
        Group.BREAK,
        _names("Technical problem", "Problem techniczny", "Техническая проблема", "Tehniline rike", "Avería"),
        paid=False,
        calls=False,
        star=9,
        colour=BROWN,
        order=90,
    ),
)
