"""Lists as people save them: CSV in whatever encoding, and small spreadsheets made of what the standard says and nothing more."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from dialer.load.examine import Look, Wishes, examine
from dialer.load.how import How, Reading
from dialer.load.judge import judge
from dialer.load.rows import rows
from dialer.load.verdict import Draft, Judged, Refused

NOW = 1_790_000_000_000
BARE = How(Reading("csv", (), False), (), "PL", zone="Europe/Warsaw")

Cell = str | float


def look(path: Path, wishes: Wishes | None = None, *, how: How = BARE, language: str = "pl") -> Look:
    return examine(path, how, language, wishes or Wishes(), {})


def judged(
    path: Path, wishes: Wishes | None = None, *, how: How = BARE, language: str = "pl"
) -> list[Judged]:
    """All rows of the file, as it is read when nobody chooses anything."""
    seen = look(path, wishes, how=how, language=language)
    return [judge(seen.how, NOW, row) for row in rows(path, seen.how.reading)]


def drafts(found: Sequence[Judged]) -> list[Draft]:
    return [one for one in found if isinstance(one, Draft)]


def refused(found: Sequence[Judged]) -> list[Refused]:
    return [one for one in found if isinstance(one, Refused)]


def written(path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


# --- spreadsheets ------------------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(path: Path, sheets: dict[str, Sequence[Sequence[Cell]]]) -> Path:
    """Texts are inline, numbers as XLSX keeps them (floats)."""
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            f"{kinds}</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_LINKS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for i, table in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(table))
    return path


def _sheet(table: Sequence[Sequence[Cell]]) -> str:
    lines = "".join(
        f'<row r="{y}">' + "".join(_cell(f"{_letters(x)}{y}", cell) for x, cell in enumerate(line)) + "</row>"
        for y, line in enumerate(table, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _letters(x: int) -> str:
    return ("" if x < 26 else _letters(x // 26 - 1)) + chr(ord("A") + x % 26)


def _cell(place: str, cell: Cell) -> str:
    if cell == "":
        return ""
    if isinstance(cell, str) and cell.startswith("="):
        return f'<c r="{place}"><f>{escape(cell[1:])}</f><v>42</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def ods(path: Path, table: Sequence[Sequence[Cell]]) -> Path:
    """One sheet; all cells are texts but floats."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"

    def cell(value: Cell) -> str:
        kind = "string" if isinstance(value, str) else "float"
        extra = "" if isinstance(value, str) else f' office:value="{value!r}"'
        return f'<table:table-cell office:value-type="{kind}"{extra}><text:p>{escape(str(value))}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in table)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" '
            f'xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="Arkusz1">'
            f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path
