"""Files as people have them: encodings, delimiters, headers, spreadsheets, and all that can be wrong with them."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercall.loading.upload import Purpose, Upload, Wish
from dialer.core.cards import CampaignCard
from dialer.core.numbers import Called, read_number
from dialer.load import scan as scanning
from dialer.load.ambiguous import left_a_day
from dialer.load.dates import read_date
from dialer.load.errors import BadFile, LoadError, WrongWish
from dialer.load.examine import Wishes
from dialer.load.judge import judge
from dialer.load.returned import Returned, guarded, unguarded
from dialer.load.rows import rows
from dialer.load.table import find_delimiter
from dialer.load.verdict import Refused, Row, Verdict
from tests.core.list_files import BARE, NOW, drafts, judged, look, ods, refused, written, xlsx

POLISH = "Imię;Nazwisko;Telefon;Miasto\nJan;Żółć;512 345 678;Łódź\nAla;Kęs;512345679;\n"


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_polish(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without its mark, UTF-16 as Excel saves text, and the usual code page: found, and read as it was meant."""
    first, second = drafts(judged(written(tmp_path / "a.csv", POLISH, encoding)))
    assert (first.name, first.fields) == ("Jan Żółć", {"Miasto": "Łódź"})
    assert second.name == "Ala Kęs"


@pytest.mark.parametrize(
    ("language", "encoding", "name"),
    [
        ("ru", "cp1251", "Фёдор Ильич"),
        ("et", "cp1257", "Õie Šmidt"),
        ("es", "cp1252", "Íñigo Muñoz"),
        ("xx", "cp1252", "José"),
    ],
)
def test_code_pages(tmp_path: Path, language: str, encoding: str, name: str) -> None:
    """What is not UTF-8 is read in the code page of the campaign's language."""
    path = written(tmp_path / "a.csv", f"name;phone\n{name};512345678\n", encoding)
    (one,) = drafts(judged(path, language=language))
    assert one.name == name


def test_an_encoding_chosen_by_hand(tmp_path: Path) -> None:
    """It goes before what was found; one that nobody knows is refused with examples."""
    path = written(tmp_path / "a.csv", POLISH, "iso8859-2")
    assert drafts(judged(path, Wishes(encoding="latin2")))[0].name == "Jan Żółć"
    assert drafts(judged(path))[0].name == "Jan Żółć"  # cp1250 has these letters at the same places
    for wrong in ("klingon", "base64"):
        with pytest.raises(WrongWish, match=f"encoding '{wrong}' is not known; for example utf-8"):
            judged(path, Wishes(encoding=wrong))


def test_mixed_encodings(tmp_path: Path) -> None:
    """UTF-8 with a row of something else: that row is rejected, with its column and byte; the others are read."""
    good = "".join(f"Łukasz;51234567{i}\n" for i in range(9))
    path = written(
        tmp_path / "a.csv", ("name;phone\n" + good).encode() + "Żaneta;612345678\n".encode("cp1250")
    )
    found = judged(path)
    assert len(drafts(found)) == 9
    (wrong,) = refused(found)
    assert (wrong.row, wrong.why) == (11, "column 'name': byte 0xAF is not utf-8")


def test_utf_16_cut_off(tmp_path: Path) -> None:
    """UTF-16 that breaks off in the middle of a letter cannot be read on: an error that names the file."""
    path = written(tmp_path / "a.csv", POLISH.encode("utf-16")[:-1])
    with pytest.raises(BadFile, match=r"a\.csv is not utf-16"):
        judged(path)
    with pytest.raises(BadFile, match="looks like UTF-16 without a mark; name it: --encoding utf-16-le"):
        judged(written(tmp_path / "b.csv", POLISH.replace("Żółć", "Nowak"), "utf-16-le"))
    assert (
        len(drafts(judged(written(tmp_path / "b.csv", POLISH, "utf-16-le"), Wishes(encoding="utf-16-le"))))
        == 2
    )


# --- delimiters and headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_delimiters(tmp_path: Path, mark: str) -> None:
    """Found by what cuts the lines evenly, with commas in the cells."""
    text = (
        mark.join(("name", "phone", "sum")) + "\n" + mark.join(('"Nowak, Jan"', "512345678", '"1,5"')) + "\n"
    )
    seen = look(written(tmp_path / "a.csv", text))
    assert seen.how.reading.delimiter == mark
    assert drafts(judged(seen.path))[0].name == "Nowak, Jan"


def test_excel_says_its_delimiter(tmp_path: Path) -> None:
    """`sep=|` in the first line is not a row."""
    seen = look(written(tmp_path / "a.csv", "sep=|\nname|phone\nJan|512345678\n"))
    assert (seen.how.reading.delimiter, seen.how.reading.columns) == ("|", ("name", "phone"))


def test_one_column(tmp_path: Path) -> None:
    """A file of numbers and nothing else, with and without a header."""
    assert [one.row for one in drafts(judged(written(tmp_path / "a.csv", "512345678\n512345679\n")))] == [
        1,
        2,
    ]
    assert [one.row for one in drafts(judged(written(tmp_path / "b.csv", "Telefon\r\n512345678\r\n")))] == [2]


def test_headers(tmp_path: Path) -> None:
    """A first row with a number is no header; one with text above numbers is; by hand it is what was said."""
    text = "Kto;Gdzie\nJan;512345678\n"
    assert look(written(tmp_path / "a.csv", text)).how.reading.header
    assert not look(written(tmp_path / "b.csv", "Jan;512345678\nAla;512345679\n")).how.reading.header
    seen = look(tmp_path / "a.csv", Wishes(header=False, columns=(("2", "phone"),)))
    assert seen.how.reading.columns == ("column 1", "column 2")
    twice = look(written(tmp_path / "c.csv", "phone;phone;\n512345678;;x\n"))
    assert twice.how.reading.columns == ("phone", "phone (2)", "column 3")


def test_blank_lines_keep_their_numbers(tmp_path: Path) -> None:
    """Rows are counted as a spreadsheet shows them: empty ones too, and cells with line breaks are one row."""
    text = 'name;phone\n\n"a\nb";512345678\n;\nc;512345679\n'
    assert [one.row for one in drafts(judged(written(tmp_path / "a.csv", text)))] == [3, 5]


@given(
    table=st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    ),
    mark=st.sampled_from(";,\t|"),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_written_is_read(tmp_path: Path, table: list[list[str]], mark: str) -> None:
    """Whatever stands in the cells, quotes, delimiters and line breaks among it, is read as it was written."""
    whole = [["name", "phone", "note"], *table]
    text = io.StringIO()
    csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(whole)
    path = written(tmp_path / "a.csv", text.getvalue())
    if not any(any(line) for line in table):
        with pytest.raises(BadFile, match="no rows"):
            look(path, Wishes(delimiter=mark, header=True))
        return
    seen = look(path, Wishes(delimiter=mark, header=True))
    assert [list(row.cells) for row in rows(path, seen.how.reading)] == [line for line in table if any(line)]


# --- files that are none, and rows that are broken ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "a.csv is empty"),
        (b" \n\n", "a.csv is empty"),
        (b"\xef\xbb\xbf\n", "a.csv is empty"),
        (b"name;phone\n", "no column is known to hold phone|has no rows"),
        (b"%PDF-1.7", "is a PDF, not a list; save it as CSV or XLSX"),
        (b"\x1f\x8b\x08", "packed with gzip"),
        (b"name;phone\nx\0y;512345678\n", r"is binary \(byte 0 at 12\)"),
        (bytes(range(256)) * 4, "is binary"),
    ],
)
def test_no_list(tmp_path: Path, content: bytes, why: str) -> None:
    """Empty, binary, or something else altogether: one error that names the file and what it is."""
    with pytest.raises(LoadError, match=why):
        judged(written(tmp_path / "a.csv", content))


def test_missing(tmp_path: Path) -> None:
    """A file that is not there, or may not be read, is an error with its name."""
    with pytest.raises(BadFile, match=r"nowhere\.csv cannot be read: No such file"):
        judged(tmp_path / "nowhere.csv")


def test_300_columns(tmp_path: Path) -> None:
    """More columns than anybody needs: refused with both numbers."""
    line = ";".join(["512345678"] * 300)
    with pytest.raises(BadFile, match="the table has 300 columns, at most 200 are read"):
        judged(written(tmp_path / "a.csv", f"{line}\n{line}\n"))


def test_many_fields(tmp_path: Path) -> None:
    """A contact keeps a hundred fields of its own; a row with more is rejected, and so are too many numbers."""
    names = ";".join(f"f{i}" for i in range(120))
    path = written(
        tmp_path / "a.csv",
        f"phone;{names}\n512345678;{';'.join('x' * 120)}\n512345679;{';'.join('x' * 100)}{';' * 20}\n",
    )
    wrong, right = judged(path)
    assert refused([wrong])[0].kind == "too many fields"
    assert len(drafts([right])[0].fields or {}) == 100
    cell = ",".join(str(512345600 + i) for i in range(11))
    assert (
        refused(judged(written(tmp_path / "b.csv", f"phone;x\n{cell};1\n"), Wishes(delimiter=";")))[0].kind
        == "too many numbers"
    )


def test_missing_columns(tmp_path: Path) -> None:
    """A row with more cells than the table has slipped, and is rejected; a shorter one lacks its last cells only."""
    text = "name;phone;note\nJan;512345678\nNowak;Ala;512345679;x\nOla;512345670;x\n"
    found = judged(written(tmp_path / "a.csv", text))
    assert [one.row for one in drafts(found)] == [2, 4]
    assert refused(found)[0].why == "has 4 cells, the table has 3 columns"


def test_cut_off(tmp_path: Path) -> None:
    """The last row of a file that ends without an end of line, and too early, is rejected: its number may be half of one."""
    found = judged(written(tmp_path / "a.csv", "name;phone;note\nJan;512345678;x\nAla;51234567"))
    assert len(drafts(found)) == 1
    assert refused(found)[0].why == "the file ends within this row, in cell 2 of 3"


def test_a_quote_that_is_not_closed(tmp_path: Path) -> None:
    """It takes at most one cell's length with it, is rejected with its lines, and reading goes on after it."""
    text = 'name;phone\n"Jan;512345678\n' + "".join(f"x{i};{600000000 + i}\n" for i in range(5000))
    found = judged(written(tmp_path / "a.csv", text))
    (broken,) = refused(found)
    assert broken.why.startswith("lines 2 to ")
    assert "a quote is opened and not closed" in broken.why
    assert 2500 < len(drafts(found)) < 5000
    stray = judged(written(tmp_path / "b.csv", 'name;phone\n"ABC" Sp;512345678\nOla;512345679\n'))
    assert "line 2: quotes do not match" in refused(stray)[0].why
    assert len(drafts(stray)) == 1


def test_formulas_are_text(tmp_path: Path) -> None:
    """In CSV a formula is what it says; in a number's cell it is no number, unless it is Excel's way to write text."""
    found = judged(written(tmp_path / "a.csv", 'name;phone\n=1+1;"=""512345678"""\nx;=SUM(A1)\n'))
    assert drafts(found)[0].name == "=1+1"
    assert refused(found)[0].kind == "strange characters"


def test_a_gigabyte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit is refused before it is read, with both sizes."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"phone\n")
        file.truncate(scanning.LARGEST + 1)
    with pytest.raises(BadFile, match="has 1,073,741,825 bytes, at most 1,073,741,824 are read; part it"):
        judged(path)


# --- spreadsheets ------------------------------------------------------------------------------------------------


def test_a_spreadsheet(tmp_path: Path) -> None:
    """Numbers that XLSX keeps as floats are read whole; a formula is its value; empty rows are counted."""
    table = [
        ["Imię", "Telefon", "Wiek"],
        ["Żaneta", 512345678.0, "=6*7"],
        [],
        ["Jan", "+48 512 345 679", 41.5],
    ]
    first, second = drafts(judged(xlsx(tmp_path / "list.dat", {"Leads": table})))
    assert (first.row, first.name, first.fields) == (2, "Żaneta", {"Wiek": "42"})
    assert first.numbers[0].e164 == "+48512345678"
    assert (second.row, second.fields) == (4, {"Wiek": "41.5"})


def test_a_spreadsheet_that_begins_late(tmp_path: Path) -> None:
    """Rows and columns before the table count, as a spreadsheet shows them."""
    table = [[], [], ["", "phone"], ["", 512345678.0]]
    assert [one.row for one in drafts(judged(xlsx(tmp_path / "a.xlsx", {"x": table})))] == [4]


def test_sheets(tmp_path: Path) -> None:
    """The first that holds anything, or the named one; one that is not there is refused with those that are."""
    one, two = [["phone"], [512345678.0]], [["phone"], [512345679.0]]
    path = xlsx(tmp_path / "a.xlsx", {"empty": [], "one": one, "two": two})
    assert look(path).how.reading.sheet == "one"
    assert drafts(judged(path, Wishes(sheet="two")))[0].numbers[0].e164 == "+48512345679"
    with pytest.raises(WrongWish, match="no sheet 'three'; it has empty, one, two"):
        judged(path, Wishes(sheet="three"))
    with pytest.raises(BadFile, match="is empty: no sheet holds anything"):
        judged(xlsx(tmp_path / "b.xlsx", {"empty": []}))


def test_ods(tmp_path: Path) -> None:
    """The free spreadsheets' format, found by content whatever its name is."""
    path = ods(tmp_path / "a.csv", [["telefon", "kto"], [512345678.0, "Jan"]])
    assert drafts(judged(path))[0].numbers[0].e164 == "+48512345678"


def test_a_spreadsheet_cut_off(tmp_path: Path) -> None:
    """Half a file, an archive of something else, a locked or damaged one: an error that says so."""
    whole = xlsx(tmp_path / "a.xlsx", {"x": [["phone"], [512345678.0]]}).read_bytes()
    with pytest.raises(BadFile, match="cut off or damaged"):
        judged(written(tmp_path / "b.xlsx", whole[: len(whole) // 2]))
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("list.csv", POLISH)
    with pytest.raises(BadFile, match="is a ZIP archive, not a spreadsheet"):
        judged(tmp_path / "c.zip")
    with pytest.raises(BadFile, match="cannot be read as a spreadsheet"):
        judged(written(tmp_path / "d.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600))


def test_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that would unpack to more than is read is refused before that, and so is one that lies about its size."""
    path = xlsx(tmp_path / "a.xlsx", {"x": [["phone"], ["0" * 3_000_000]]})
    assert path.stat().st_size < 30_000
    with pytest.raises(BadFile, match="would unpack to more than 2,000,000 bytes"):
        scanning.scan(path, largest=2_000_000)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = written(
        tmp_path / "b.xlsx", data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    )
    with pytest.raises(BadFile, match="cut off or damaged"):
        scanning.scan(lying, largest=2_000_000)


# --- one row -----------------------------------------------------------------------------------------------------


def rows_of(tmp_path: Path, header: str, *lines: str) -> Path:
    return written(tmp_path / "a.csv", "\n".join((header, *lines)) + "\n")


def test_zones_of_a_row(tmp_path: Path) -> None:
    """Its own column; else the number's; else the campaign's, if the number may be there; else all of them, with a warning."""
    path = rows_of(
        tmp_path,
        "phone;zone",
        "+79161234567;Asia/Omsk",
        "+79161234567;",
        "512345678;",
        "+80012345678;UTC",
        "+80012345678;",
    )
    own, anywhere, warsaw, nowhere, unknown = judged(path)
    assert (drafts([own])[0].zone, drafts([own])[0].warnings) == ("Asia/Omsk", ())
    assert len(drafts([anywhere])[0].numbers[0].zones) == 16
    assert drafts([anywhere])[0].warnings[0].text == "+79161234567 may be in 16 zones"
    assert drafts([warsaw])[0].numbers[0].zones == ("Europe/Warsaw",)
    assert drafts([nowhere])[0].zone == "UTC"
    assert refused([unknown])[0].kind == "zone unknown"
    moscow = replace(BARE, zone="Europe/Moscow")
    assert drafts(judged(path, how=moscow))[1].numbers[0].zones == ("Europe/Moscow",)


def test_a_zone_that_is_none(tmp_path: Path) -> None:
    """Nobody is called on a guess: the row is rejected, and told how to write it."""
    (one,) = refused(judged(rows_of(tmp_path, "phone;zone", "512345678;Mars/Base")))
    assert one.why == "column 'zone': 'Mars/Base' is no time zone; write it as Europe/Warsaw"


def test_hours_left() -> None:
    """A Russian mobile, which may be in zones ten hours apart, leaves three of the hours from 8 to 21, less those when the campaign
    itself is closed."""
    card = CampaignCard("spring", regime="us")
    number = read_number("+79161234567", "RU")
    assert isinstance(number, Called)
    assert left_a_day(number.zones, card, NOW) == 3 * 3_600_000
    assert left_a_day(("Europe/Warsaw",), card, NOW) == 13 * 3_600_000
    assert left_a_day(("Asia/Kamchatka", "Europe/London"), card, NOW) == 2 * 3_600_000
    a_day_apart = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    assert left_a_day(a_day_apart, card, NOW) == 12 * 3_600_000
    half_a_day_apart = ("Pacific/Auckland", "Europe/London")
    assert left_a_day(half_a_day_apart, replace(card, regime="eu"), NOW) == 0
    mornings = replace(card, calendar='zone = "Europe/Warsaw"\n[week]\nmonday-sunday = ["08:00-12:00"]\n')
    assert left_a_day(("Europe/Warsaw",), mornings, NOW) == 4 * 3_600_000


def test_dear_numbers(tmp_path: Path) -> None:
    """Premium and shared-cost numbers are rejected unless the campaign calls them; beside another number they are left out."""
    path = rows_of(tmp_path, "phone;mobile", "700123456;", "801123456;512345678")
    first, second = judged(path)
    assert (
        refused([first])[0].why
        == "column 'phone': +48700123456 is a premium number, which this campaign does not call"
    )
    assert [number.e164 for number in drafts([second])[0].numbers] == ["+48512345678"]
    assert drafts([second])[0].warnings[0].kind == "number left out: shared cost"
    assert len(drafts(judged(path, how=replace(BARE, premium=True)))) == 2


def test_consent(tmp_path: Path) -> None:
    """The row's own words go before those for the whole file; a date that is none, or still to come, rejects the row."""
    path = rows_of(
        tmp_path,
        "phone;consent source;consent date;lawful basis",
        "512345678;form;31.03.2024;consent",
        "512345679;;;",
        "512345670;;31.13.2024;",
        "512345671;;2199-01-01;",
    )
    how = replace(BARE, consent_source="fair", consent_at=1000, consent_basis="interest")
    found = judged(path, how=how)
    assert [one.consent for one in drafts(found)] == [
        ("form", 1711843200000, "consent"),
        ("fair", 1000, "interest"),
    ]
    assert [one.kind for one in refused(found)] == ["consent date", "consent date"]
    assert drafts(judged(path))[1].consent is None


def test_dates() -> None:
    """As the five languages write them; month first only where people do."""
    day = 1712188800000  # 2024-04-04
    for text in ("2024-04-04", "4.04.2024", "04/04/2024", "04-04-2024", "2024/4/4", "2024-04-04T00:00:00Z"):
        assert read_date(text, "PL") == day
    assert read_date("03/04/2024", "US") == read_date("04/03/2024", "PL")
    assert read_date("2024-04-04 12:30", "PL") == day + 12 * 3_600_000 + 1_800_000
    assert read_date("yesterday", "PL") is None
    assert read_date("32.01.2024", "PL") is None


def test_the_person(tmp_path: Path) -> None:
    """Names are joined; language, priority and own fields are kept; control characters go; what is too long is cut and said."""
    path = rows_of(
        tmp_path,
        "first name;surname;phone;language;priority;note",
        f"Jan;Nowak;512345678;Polski;5;a\x07b{'x' * 3000}",
        "Ala;;512345679;klingon;;",
        "Ola;;512345670;;first;",
    )
    found = judged(path)
    first, second = drafts(found)
    assert (first.name, first.language, first.priority) == ("Jan Nowak", "pl", 5)
    assert (first.fields or {})["note"].startswith("abxxx")
    assert len((first.fields or {})["note"]) == 2000
    assert [warning.kind for warning in first.warnings] == ["text cut"]
    assert [warning.kind for warning in second.warnings] == ["language unknown"]
    assert refused(found)[0].why == "column 'priority': 'first' is no whole number from -1000 to 1000"


@given(cells=st.lists(st.text(max_size=40), min_size=8, max_size=8))
def test_whatever_stands_in_a_row(cells: list[str]) -> None:
    """No cell makes judging fail: there is a contact with a number, or a reason."""
    targets = ("phone", "name", "zone", "language", "priority", "consent date", "consent source", "own")
    how = replace(BARE, reading=replace(BARE.reading, columns=targets), targets=targets)
    one = judge(how, NOW, Row(7, tuple(cells)))
    assert one.row == 7
    if drafts([one]):
        assert drafts([one])[0].numbers
    else:
        assert refused([one])[0].why


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_lines_have_a_delimiter_or_none(lines: list[str]) -> None:
    """Looking for a delimiter never fails."""
    assert find_delimiter([f"{line}\n" for line in lines]) in (";", ",", "\t", "|", None)


# --- rejected rows, put right ------------------------------------------------------------------------------------


@given(st.text(alphabet="'=+-@\t\rx1"))
def test_no_cell_comes_back_as_a_formula_or_changed(cell: str) -> None:
    """The guard is taken off as it was put on, whatever apostrophes were there before."""
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_rejected_rows_are_read_as_they_were(tmp_path: Path) -> None:
    """Names, priorities, fields and headers; of a file that is not ours apostrophes stay."""
    path, row = tmp_path / "a.rejected.csv", Row(2, ("@foo", "512345678", "-2", "=evil"))
    back = Returned(path, ("name", "phone", "priority", "-more"))
    back.add([row], [Refused(2, Verdict.REJECTED, "x", "+48")])
    assert "'@foo,512345678,'-2,'=evil" in path.read_text()
    (one,) = drafts(judged(path))
    assert (one.name, one.priority, one.fields) == ("@foo", -2, {"-more": "=evil"})
    (one,) = drafts(judged(written(tmp_path / "b.csv", "name,phone\n'@foo,512345678\n")))
    assert one.name == "'@foo"


def test_the_list_of_a_file_with_a_long_name() -> None:
    """A list's name has 100 characters at most: one that was not given is the file's, cut."""
    upload = Upload("u", "x" * 200 + ".csv", 1, Purpose.CONTACTS, "sale", "me", 0)
    assert upload.list == "x" * 100
    assert replace(upload, wish=Wish(list="mine")).list == "mine"
