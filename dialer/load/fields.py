"""What a column can be, and what people call it: English, Polish, Russian, Estonian, Spanish.

A column that is none of these becomes a field of the contact's own, under its header.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

PHONE: Final = "phone"
NAME: Final = "name"
FIRST: Final = "first name"
LAST: Final = "last name"
ZONE: Final = "zone"
LANGUAGE: Final = "language"
PRIORITY: Final = "priority"
CONSENT_SOURCE: Final = "consent source"
CONSENT_DATE: Final = "consent date"
CONSENT_BASIS: Final = "consent basis"
OWN: Final = "own"
IGNORE: Final = "ignore"

FIELDS: Final = (
    PHONE,
    NAME,
    FIRST,
    LAST,
    ZONE,
    LANGUAGE,
    PRIORITY,
    CONSENT_SOURCE,
    CONSENT_DATE,
    CONSENT_BASIS,
    OWN,
    IGNORE,
)
SEVERAL: Final = frozenset({PHONE, OWN, IGNORE})
"""Any number of columns may be one of these; of the others only one."""

RETURNED: Final = ("aftercall row", "aftercall verdict", "aftercall reason")
"""Columns that a file of rejected rows begins with: put right and loaded again, they are passed over."""

ALIASES: Final[Mapping[str, str]] = {
    PHONE: """
        phone; phone number; telephone; telephone number; tel; tel no; mobile; mobile phone; mobile number; cell; cell phone;
        cellphone; number; msisdn; home phone; work phone; contact number; phone home; phone work; phone mobile
        telefon; numer telefonu; nr telefonu; nr tel; tel kom; komorka; telefon komorkowy; telefon stacjonarny; numer; kom
        телефон; номер телефона; тел; номер; мобильный; мобильный телефон; сотовый; сотовый телефон; моб телефон; контактный телефон
        telefoninumber; telefoni number; mobiil; mobiiltelefon; mobiilinumber; mobiili number; telefoni nr; lauatelefon
        telefono; numero de telefono; movil; telefono movil; celular; num telefono; tfno; tlf; telefono fijo""",
    NAME: """
        name; full name; fullname; contact; contact name; customer; customer name; client; client name
        imie i nazwisko; nazwisko i imie; nazwa; klient; kontakt; osoba
        фио; имя и фамилия; клиент; контакт; наименование; контактное лицо
        taisnimi; ees ja perekonnanimi; kliendi nimi; kontaktisik
        nombre completo; nombre y apellidos; apellidos y nombre; cliente; contacto""",
    FIRST: """
        first name; firstname; given name; forename
        imie
        имя
        eesnimi
        nombre; nombre de pila""",
    LAST: """
        last name; lastname; surname; family name
        nazwisko
        фамилия
        perekonnanimi; perenimi
        apellido; apellidos""",
    ZONE: """
        zone; time zone; timezone; tz
        strefa; strefa czasowa
        часовой пояс; таймзона
        ajavoond; ajavöönd
        zona horaria; huso horario""",
    LANGUAGE: """
        language; lang
        jezyk
        язык
        keel
        idioma; lengua""",
    PRIORITY: """
        priority
        priorytet
        приоритет
        prioriteet
        prioridad""",
    CONSENT_SOURCE: """
        consent source; source of consent; opt in source
        zrodlo zgody; zgoda zrodlo
        источник согласия
        nousoleku allikas
        origen del consentimiento; fuente del consentimiento""",
    CONSENT_DATE: """
        consent date; date of consent; consent at; opt in date
        data zgody; zgoda data
        дата согласия
        nousoleku kuupaev
        fecha del consentimiento; fecha de consentimiento""",
    CONSENT_BASIS: """
        consent basis; lawful basis; legal basis; basis
        podstawa prawna; podstawa zgody
        правовое основание; основание обработки
        oiguslik alus
        base legal; base juridica""",
    IGNORE: "; ".join(RETURNED),
}


def plain(header: str) -> str:
    """A header as it is compared: `Nr. telefonu:` is `nr telefonu`, without accents."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", header.casefold()) if not unicodedata.combining(c)
    )
    return " ".join(re.findall(r"[^\W\d_]+|\d+", bare.replace("ł", "l")))


@cache
def by_alias() -> Mapping[str, str]:
    """Plain header -> field."""
    return {
        plain(alias): field
        for field, lines in ALIASES.items()
        for alias in re.split(r"[;\n]", lines)
        if alias.strip()
    }
