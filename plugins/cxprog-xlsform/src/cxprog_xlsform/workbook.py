"""A workbook of text cells as the bytes of an .xlsx file, the same bytes for the same cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Rows = Sequence[Sequence[str]]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """The file. Every cell is text, so that nothing in it can act as a formula; empty cells are left out."""
    file = io.BytesIO()
    # Stored, not compressed: another release of the compressor would write other bytes.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _parts(sheets):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (_XML + text).encode())
    return file.getvalue()


def _parts(sheets: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    numbered = [(number, name, rows) for number, (name, rows) in enumerate(sheets.items(), 1)]
    paths = [f"xl/worksheets/sheet{number}.xml" for number, _, _ in numbered]
    yield "[Content_Types].xml", _content_types(paths)
    yield "_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name, _ in numbered
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    yield (
        "xl/_rels/workbook.xml.rels",
        _relationships([*(("worksheet", path.removeprefix("xl/")) for path in paths), ("styles", "styles.xml")]),
    )
    yield "xl/styles.xml", _STYLES
    for path, (_, _, rows) in zip(paths, numbered, strict=True):
        yield path, f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(_rows(rows))}</sheetData></worksheet>'


def _content_types(sheet_paths: Sequence[str]) -> str:
    types = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles", **dict.fromkeys(sheet_paths, "worksheet")}
    overrides = "".join(
        f'<Override PartName="/{path}" ContentType="{_TYPE}.{sort}+xml"/>' for path, sort in types.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{sort}" Target="{target}"/>'
        for number, (sort, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _rows(rows: Rows) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{_column(index)}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
            for index, cell in enumerate(row)
            if cell
        )
        yield f'<row r="{number}">{cells}</row>'


def _column(index: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _text(cell: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", cell), {"\r": "&#13;"})


# The least that spreadsheets take: one font, the two fills they reserve, no border, one format, one named style.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
