"""Population tables in CSV files: rows become data of the population document, cells keep their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxprog.codes import found
from cxprog.document import Document
from cxprog.finding import Finding, Label, did_you_mean, nearest_word
from cxprog.language.types import CSV_FILE
from cxprog.nodes import Part, plain
from cxprog.source import Path, Source, Span, Spot

_KNOWN = ("role", "also", "people", "accounts", "response_rate", "revenue_share")
_TEXTS = ("role", "also")
_REQUIRED = ("role", "people")
_FIELD = r'[ ]*"(?P<quoted>(?:[^"]|"")*)"[ ]*(?=[SEPARATOR\r\n]|$)|(?P<bare>[^SEPARATOR\r\n]*)'
_COLUMNS_MEANT: Mapping[str, str] = {
    "persons": "people",
    "contacts": "people",
    "count": "people",
    "headcount": "people",
    "companies": "accounts",
    "customers": "accounts",
    "revenue": "revenue_share",
    "response": "response_rate",
}
"""What columns are called elsewhere."""


@dataclass(frozen=True)
class _Cell:
    text: str
    span: Span


@dataclass(frozen=True, eq=False)
class TableDocument(Document):
    """A CSV file that answers for the places of a population's groups."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[_Cell, ...], ...] = ()

    def _span(self, path: Path, part: Part) -> Span:
        _, *rest = path or ("groups",)
        if not rest or not isinstance(rest[0], int) or rest[0] >= len(self.rows):
            return Span(0, 0)
        row = self.rows[rest[0]]
        column = rest[-1] if len(rest) > 1 else None
        if column in self.columns and self.columns.index(str(column)) < len(row):
            return row[self.columns.index(str(column))].span
        return Span(row[0].span.start, row[-1].span.end)


def with_tables(
    documents: tuple[Document, ...], tables: Mapping[str, Source]
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Populations with the rows of the files they name; `tables` maps source names to CSV sources."""
    findings: list[Finding] = []
    return tuple(_with_table(document, tables, findings) for document in documents), tuple(findings)


def _with_table(document: Document, tables: Mapping[str, Source], findings: list[Finding]) -> Document:
    data = document.data or {}
    file = data.get("file")
    if data.get("kind") != "population" or not isinstance(file, str):
        return document
    origin, place = document.trace(("file",))
    folder = origin.source.name.rpartition("/")[0]
    name = f"{folder}/{file}" if folder else file
    without = _replaced(document, data, {}, is_complete=False)
    if not re.fullmatch(CSV_FILE, file):
        return without  # the model says what is wrong with the name
    if name not in tables:
        findings.append(
            found(
                "table-missing",
                f"there is no file `{name}`",
                origin.at(*place),
                help=did_you_mean(name, tables) or "put the CSV file into the folder of this YAML file",
            )
        )
        return without
    if data.get("groups"):
        findings.append(
            found(
                "bad-table",
                "the population has both `groups` and a `file`",
                document.at("groups", part="key"),
                document.at("file", text="the file"),
                help="keep the numbers in one place",
            )
        )
        return document
    if any(nearest_word(key, ("dimensions",)) for key in data.keys() - {"dimensions"}):
        return without  # a misspelt key: every column of a dimension would seem to be unknown
    given = data.get("dimensions")
    dimensions = [name for name in given if isinstance(name, str)] if isinstance(given, list) else []
    table, own = _read(tables[name], dimensions)
    findings.extend(own)
    groups = {**data, "groups": (table.data or {}).get("groups", [])}
    return _replaced(document, groups, {("groups",): (table, ("groups",))}, is_complete=not own)


def _replaced(
    document: Document, data: dict[str, Any], layers: Mapping[Path, tuple[Document, Path]], is_complete: bool
) -> Document:
    """The document with other data; no rule counts the people of one that is not complete."""
    below = document.layers or {(): (document, ())}
    doubts: frozenset[Path] = frozenset(() if is_complete else [("groups",)])
    return Document(document.source, document.start, document.end, data, {**below, **layers}, doubts)


def _read(source: Source, dimensions: list[str]) -> tuple[TableDocument, tuple[Finding, ...]]:
    rows = _without_empty_columns([row for row in _rows(source.text) if any(cell.text.strip() for cell in row)])
    if not rows:
        start = Label(Spot(source, Span(0, 0)))
        finding = found("bad-table", "the table is empty", start, help=_header_help(dimensions))
        return TableDocument(source, 0, len(source.text), {"groups": []}), (finding,)
    header, *body = rows
    columns = tuple(cell.text.strip() for cell in header)
    if findings := _header_findings(source, header, columns, dimensions):
        # With an unknown column, every row would be said to miss the one that was meant.
        return TableDocument(source, 0, len(source.text), {"groups": []}), tuple(findings)
    whole = [row for row in body if len(row) == len(columns)]
    findings = [_row_length(source, row, header) for row in body if len(row) != len(columns)]
    full: list[tuple[_Cell, ...]] = []
    for row in whole:
        empty = [index for index, name in enumerate(columns) if name in _REQUIRED and not row[index].text.strip()]
        findings.extend(_empty_cell(source, row, row[index], columns[index]) for index in empty)
        full.extend([] if empty else [row])
    groups = [_group(columns, row) for row in full]
    return TableDocument(source, 0, len(source.text), {"groups": groups}, {}, _NO_DOUBTS, columns, tuple(full)), tuple(
        findings
    )


_NO_DOUBTS: frozenset[Path] = frozenset()


def _without_empty_columns(rows: list[tuple[_Cell, ...]]) -> list[tuple[_Cell, ...]]:
    """Rows without the empty columns that spreadsheets leave at the end."""
    width = max((index for row in rows for index, cell in enumerate(row, 1) if cell.text.strip()), default=0)
    return [row[:width] for row in rows]


def _row_length(source: Source, row: tuple[_Cell, ...], header: tuple[_Cell, ...]) -> Finding:
    count = f"{len(row)} cell" + ("" if len(row) == 1 else "s")
    return found(
        "bad-table",
        f"this row has {count}, the header has {len(header)}",
        Label(Spot(source, _extent(row))),
        Label(Spot(source, _extent(header)), "the header"),
        help="put text that holds the separator in double quotes"
        if len(row) > len(header)
        else "add the missing cells",
    )


def _empty_cell(source: Source, row: tuple[_Cell, ...], cell: _Cell, column: str) -> Finding:
    span = cell.span if cell.span.end > cell.span.start else _extent(row)
    return found(
        "bad-table",
        f"the cell `{column}` of this row is empty",
        Label(Spot(source, span)),
        help=f"fill it in, or remove the row; every row needs {' and '.join(_REQUIRED)}",
    )


def _extent(row: tuple[_Cell, ...]) -> Span:
    return Span(row[0].span.start, row[-1].span.end)


def _header_findings(
    source: Source, header: tuple[_Cell, ...], columns: tuple[str, ...], dimensions: list[str]
) -> list[Finding]:
    known = (*_KNOWN, *dimensions)
    whole_header = Label(Spot(source, _extent(header)))
    if not any(nearest_word(column, known) for column in columns):
        message = "the first row has to name the columns"
        return [found("bad-table", message, whole_header, help=_header_help(dimensions))]
    findings: list[Finding] = []
    meant: set[str | None] = set()
    for index, (cell, column) in enumerate(zip(header, columns, strict=True)):
        label = Label(Spot(source, cell.span))
        if not column:
            help_text = "give it a name, or remove it"
            findings.append(found("bad-table", f"column {index + 1} has no name", label, help=help_text))
        elif column in columns[:index]:
            findings.append(found("bad-table", f"the column `{column}` stands twice", label, help="remove one of them"))
        elif column not in known and not column.startswith("x-"):
            near = nearest_word(column, known) or _COLUMNS_MEANT.get(column.lower())
            meant.add(near)
            help_text = f"did you mean `{near}`?" if near else "add it to `dimensions` of the population, or remove it"
            findings.append(found("bad-table", f"`{column}` is not a column of this table", label, help=help_text))
    missing = [column for column in (*_REQUIRED, *dimensions) if column not in columns and column not in meant]
    if missing:
        message = f"there is no column {' and no column '.join(f'`{column}`' for column in missing)}"
        findings.append(found("bad-table", message, whole_header, help=_header_help(dimensions)))
    return findings


def _header_help(dimensions: list[str]) -> str:
    return f"the columns are {', '.join((*_KNOWN, *dimensions))}; role and people are always needed"


def _group(columns: tuple[str, ...], row: tuple[_Cell, ...]) -> dict[str, Any]:
    cells = {column: cell.text.strip() for column, cell in zip(columns, row, strict=True)}
    by = {column: text for column, text in cells.items() if column not in _KNOWN and not column.startswith("x-")}
    known = {
        column: text if column in _TEXTS else plain(text) for column, text in cells.items() if column in _KNOWN and text
    }
    if "also" in known:
        known["also"] = known["also"].split()
    own = {column: text for column, text in cells.items() if column.startswith("x-")}
    return {**known, **({"by": by} if by else {}), **own}


def _rows(text: str) -> list[tuple[_Cell, ...]]:
    """Cells with their places, separated by commas or semicolons as spreadsheets write them (RFC 4180 quoting)."""
    rows: list[tuple[_Cell, ...]] = []
    cells: list[_Cell] = []
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    at = 1 if text.startswith("\ufeff") else 0
    field = re.compile(_FIELD.replace("SEPARATOR", "\\t" if separator == "\t" else separator))
    while at <= len(text):
        read = field.match(text, at)
        assert read is not None  # the pattern matches the empty text
        if read["quoted"] is not None:
            cells.append(_Cell(read["quoted"].replace('""', '"'), Span(*read.span("quoted"))))
        else:
            cells.append(_Cell(read["bare"], Span(*read.span("bare"))))
        at = read.end()
        if text[at : at + 1] == separator:
            at += 1
            continue
        rows.append(tuple(cells))
        cells = []
        at += 2 if text[at : at + 2] == "\r\n" else 1
    return rows
