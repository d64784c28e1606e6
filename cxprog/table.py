"""Population tables in CSV files: rows become data of the population document, cells keep their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxprog.codes import found
from cxprog.document import Document, Part, plain
from cxprog.finding import Finding, Label, did_you_mean, nearest_word
from cxprog.source import Path, Source, Span, Spot

_KNOWN = ("role", "people", "accounts", "response_rate", "revenue_share")
_REQUIRED = ("role", "people")
_FIELD = re.compile(r'[ \t]*"(?P<quoted>(?:[^"]|"")*)"[ \t]*(?=[,;\r\n]|$)|(?P<bare>[^,;\r\n]*)')


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
    if name not in tables:
        findings.append(
            found(
                "table-missing",
                f"there is no file `{name}`",
                origin.at(*place),
                help=did_you_mean(name, tables) or "put the CSV file into the folder of this YAML file",
            )
        )
        return document
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
    dimensions = [name for name in data.get("dimensions") or () if isinstance(name, str)]
    table, own = _read(tables[name], dimensions)
    findings.extend(own)
    groups = (table.data or {}).get("groups", [])
    layers = {**document.layers, ("groups",): (table, ("groups",))}
    return Document(document.source, document.start, document.end, {**data, "groups": groups}, layers)


def _read(source: Source, dimensions: list[str]) -> tuple[TableDocument, tuple[Finding, ...]]:
    rows = [row for row in _rows(source.text) if any(cell.text.strip() for cell in row)]
    if not rows:
        finding = found(
            "bad-table", "the table is empty", Label(Spot(source, Span(0, 0))), help=_header_help(dimensions)
        )
        return TableDocument(source, 0, len(source.text), {"groups": []}), (finding,)
    header, *body = rows
    columns = tuple(cell.text.strip() for cell in header)
    findings = [*_header_findings(source, header, columns, dimensions)]
    whole = [row for row in body if len(row) == len(columns)]
    findings.extend(
        found(
            "bad-table",
            f"this row has {len(row)} cells, the header has {len(columns)}",
            Label(Spot(source, Span(row[0].span.start, row[-1].span.end))),
            Label(Spot(source, Span(header[0].span.start, header[-1].span.end)), "the header"),
            help="put text that contains a comma in double quotes",
        )
        for row in body
        if len(row) != len(columns)
    )
    groups = [] if findings and len(set(columns)) != len(columns) else [_group(columns, row) for row in whole]
    return TableDocument(source, 0, len(source.text), {"groups": groups}, {}, columns, tuple(whole)), tuple(findings)


def _header_findings(
    source: Source, header: tuple[_Cell, ...], columns: tuple[str, ...], dimensions: list[str]
) -> list[Finding]:
    known = (*_KNOWN, *dimensions)
    findings: list[Finding] = []
    meant: set[str | None] = set()
    for index, (cell, column) in enumerate(zip(header, columns, strict=True)):
        label = Label(Spot(source, cell.span))
        if column in columns[:index]:
            findings.append(found("bad-table", f"the column `{column}` stands twice", label, help="remove one of them"))
        elif column not in known and not column.startswith("x-"):
            meant.add(nearest_word(column, known))
            help_text = did_you_mean(column, known) or "add it to `dimensions` of the population, or remove the column"
            findings.append(found("bad-table", f"`{column}` is not a column of this table", label, help=help_text))
    whole_header = Label(Spot(source, Span(header[0].span.start, header[-1].span.end)))
    findings.extend(
        found("bad-table", f"there is no column `{column}`", whole_header, help=_header_help(dimensions))
        for column in (*_REQUIRED, *dimensions)
        if column not in columns and column not in meant
    )
    return findings


def _header_help(dimensions: list[str]) -> str:
    return f"the columns are {', '.join((*_KNOWN, *dimensions))}; role and people are always needed"


def _group(columns: tuple[str, ...], row: tuple[_Cell, ...]) -> dict[str, Any]:
    cells = {column: cell.text.strip() for column, cell in zip(columns, row, strict=True)}
    by = {column: text for column, text in cells.items() if column not in _KNOWN and not column.startswith("x-")}
    known = {
        column: plain(text) if column != "role" else text for column, text in cells.items() if column in _KNOWN and text
    }
    own = {column: text for column, text in cells.items() if column.startswith("x-")}
    return {**known, **({"by": by} if by else {}), **own}


def _rows(text: str) -> list[tuple[_Cell, ...]]:
    """Cells with their places, separated by commas or semicolons as spreadsheets write them (RFC 4180 quoting)."""
    rows: list[tuple[_Cell, ...]] = []
    cells: list[_Cell] = []
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    at = 0
    field = re.compile(_FIELD.pattern.replace(",;", separator))
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
