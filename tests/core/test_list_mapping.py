"""Which column is what: guessed in five languages, kept, named."""

from __future__ import annotations

import pytest

from dialer.load.errors import WrongWish
from dialer.load.fields import ALIASES, by_alias, plain
from dialer.load.mapping import as_template, check, fitting, from_template, guess, override

ROWS = [("Jan", "512345678", "Łódź"), ("Ala", "512345679", "")]


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (("First name", "Last Name", "Phone number"), ("first name", "last name", "phone")),
        (("Imię", "Nazwisko", "Telefon komórkowy"), ("first name", "last name", "phone")),
        (("Имя", "Фамилия", "Моб. телефон"), ("first name", "last name", "phone")),
        (("Eesnimi", "Perekonnanimi", "Telefoni number"), ("first name", "last name", "phone")),
        (("Nombre", "Apellidos", "Teléfono móvil"), ("first name", "last name", "phone")),
        (("FIO", "Time zone", "MSISDN"), ("own", "zone", "phone")),
        (("ФИО", "Часовой пояс", "Телефон 2"), ("name", "zone", "phone")),
        (("Klient", "Data zgody", "nr_tel"), ("name", "consent date", "phone")),
        (("Telephon", "langage", "Prioritet"), ("phone", "language", "priority")),
        (("phone_home", "Phone2", "Tel. 3:"), ("phone", "phone", "phone")),
    ],
)
def test_guessed_in_five_languages(headers: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """By header, with or without accents, misspelt, numbered."""
    assert guess(headers, [], "PL") == targets


def test_guessed_by_content() -> None:
    """Where no header is a phone's, the column whose cells are numbers is one."""
    assert guess(("column 1", "column 2", "column 3"), ROWS, "PL") == ("own", "phone", "own")
    assert guess(("kto", "jak", "gdzie"), ROWS, "PL") == ("own", "phone", "own")
    assert guess(("a", "b"), [("1", "2"), ("3", "4")], "PL") == ("own", "own")
    assert guess(("whatever",), [("1",)], "PL") == ("phone",)


def test_a_field_goes_to_one_column() -> None:
    """The first that is called so; the other stays the contact's own. Phones may be many."""
    assert guess(("name", "client", "phone", "mobile"), [], "PL") == ("name", "own", "phone", "phone")


def test_aliases_name_one_field_each() -> None:
    """No header means two things."""
    names = [
        (plain(name), field)
        for field, lines in ALIASES.items()
        for name in lines.replace("\n", ";").split(";")
    ]
    assert {(name, field) for name, field in names if name} == set(by_alias().items())


def test_named_by_hand() -> None:
    """By header, alike header or place; a field of one column moves there."""
    columns, guessed = ("Kto", "Telefon", "Uwagi"), ("own", "phone", "own")
    assert override(columns, guessed, [("kto", "name")]) == ("name", "phone", "own")
    assert override(columns, guessed, [("3", "name")]) == ("own", "phone", "name")
    assert override(columns, ("name", "phone", "own"), [("Uwagi", "name")]) == ("own", "phone", "name")
    with pytest.raises(WrongWish, match=r"no column 'nobody'.*'Kto', 'Telefon', 'Uwagi'"):
        override(columns, guessed, [("nobody", "name")])
    with pytest.raises(WrongWish, match=r"no field 'phon'.*phone"):
        override(columns, guessed, [("Kto", "phon")])


def test_kept() -> None:
    """A kept mapping is taken for the same columns by itself, and by name for any file that has them; a missing column is named."""
    columns = ("Kto", "Jak")
    kept = {"mine": as_template(columns, ("name", "phone"))}
    assert fitting(kept, columns) == "mine"
    assert fitting(kept, (*columns, "more")) is None
    assert from_template("mine", kept["mine"], ("Jak", "more", "Kto")) == ("phone", "own", "name")
    with pytest.raises(WrongWish, match="mapping 'mine' names columns that the file has not: 'Jak'"):
        from_template("mine", kept["mine"], ("Kto", "Telefon"))


def test_without_a_phone() -> None:
    """A list without numbers cannot be loaded, and its columns are named."""
    with pytest.raises(
        WrongWish, match=r"no column is known to hold phone numbers; the file has 'a', 'b'.*--mapping"
    ):
        check(("a", "b"), ("own", "name"), "PL")
    with pytest.raises(WrongWish, match="columns 'a', 'b' are all the name"):
        check(("a", "b", "c"), ("name", "name", "phone"), "PL")
