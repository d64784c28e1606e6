"""Coverage as tables of 80 columns: an overview of every grid, or one grid with all its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

from cxprog.coverage import Cell, Grid, Sign
from cxprog.display import fitted, one_line, wrapped
from cxprog.display._shown import ASKED, FILL, Shown, count_words, state_words

_SIGNS = {"evident": "#", "declared": "+", "thin": "~", "empty": "-", "not-asked": "."}
_WIDTH = 80
_COLUMN_MAX = 18
"""Widest column of a matrix."""


def render(shown: Shown, *, detailed: bool) -> str:
    """The grids one below another; `detailed` adds the evidence of every cell."""
    lines = [*_head(shown)]
    for grid in shown.grids:
        lines += ["", *_title(grid)]
        lines += ["", *(_details(grid, shown) if detailed else _matrix(grid) if grid.columns else _lists(grid))]
    lines += ["", *_gaps(shown, detailed), "", *_legend(detailed)]
    return "\n".join(lines) + "\n"


def _head(shown: Shown) -> Iterator[str]:
    yield from wrapped(one_line(f"{shown.title}, version {shown.manifest.version}"), 0)
    if shown.manifest.settings.partnership:
        yield f"partnership: {shown.manifest.settings.partnership}"


def _title(grid: Grid) -> Iterator[str]:
    count = count_words(grid)
    yield f"{f'{grid.title.upper()} ({grid.id})':<{_WIDTH - len(count)}}{count}"
    yield from wrapped(grid.source, 0)


# LISTS


def _lists(grid: Grid) -> Iterator[str]:
    for row in grid.rows:
        yield row.title
        for cell in grid.row(row.id):
            note = cell.asked or ""
            count = str(len(cell.evidence) or "")
            yield f"  {_sign(cell)} {fitted(cell.title, 66):<66}{count:>3} {note:>5}".rstrip()


def _sign(cell: Cell) -> str:
    return "!" if cell.is_missing else _SIGNS[cell.state]


# MATRICES


def _matrix(grid: Grid) -> Iterator[str]:
    need = 1 + max(len(word) for column in grid.columns for word in column.title.split())
    label = min(1 + max(len(row.title) for row in grid.rows), _WIDTH - need * len(grid.columns))
    width = min(_COLUMN_MAX, (_WIDTH - label) // len(grid.columns))
    yield from _lines("", [column.title for column in grid.columns], label, width)
    for row in grid.rows:
        by_column = {cell.column: cell for cell in grid.row(row.id)}
        yield from _lines(row.title, [_short(by_column[column.id]) for column in grid.columns], label, width)


def _lines(title: str, cells: list[str], label: int, width: int) -> Iterator[str]:
    """One row of a matrix, on as many lines as its fullest cell needs."""
    columns = [wrap(title, label - 1), *(wrap(cell, width - 1) for cell in cells)]
    widths = [label, *(width for _ in cells)]
    for line in zip_longest(*columns, fillvalue=""):
        yield "".join(f"{text:<{room}}" for text, room in zip(line, widths, strict=True)).rstrip()


def _short(cell: Cell) -> str:
    asked = cell.asked if cell.asked in ("first", "also") else ""
    return " ".join(part for part in (_sign(cell), str(len(cell.evidence) or ""), asked) if part)


# DETAILS


def _details(grid: Grid, shown: Shown) -> Iterator[str]:
    yield from wrapped(grid.note, 0)
    for row in grid.rows:
        yield ""
        yield row.title
        for cell in grid.row(row.id):
            words = state_words(cell) + (f", {ASKED[cell.asked]}" if cell.asked else "")
            title = cell.title.removeprefix(f"{row.title}: ")
            first, *rest = wrap(f"{title[:1].upper()}{title[1:]} ({words})", _WIDTH - 4)
            yield f"  {_sign(cell)} {first}"
            yield from (f"    {line}" for line in rest)
            yield from _evidence(cell, shown)


def _evidence(cell: Cell, shown: Shown) -> Iterator[str]:
    for sign in cell.evidence:
        yield from wrapped(f"{_named(sign, shown)}: {sign.why}", 6)
    if cell.state in FILL:
        yield from _fill(cell, shown, 6)


def _named(sign: Sign, shown: Shown) -> str:
    spot = shown.spot(sign)
    return f"{sign.kind} {sign.id}" + (f" ({spot.file}:{spot.line})" if spot else "")


def _fill(cell: Cell, shown: Shown, indent: int) -> Iterator[str]:
    for sign in cell.could_fill:
        yield from wrapped(f"{_named(sign, shown)} could, but {', and '.join(sign.missing)}", indent)
    yield from wrapped(f"{FILL[cell.state]}: {cell.fill}", indent)


# BELOW


def _gaps(shown: Shown, detailed: bool) -> Iterator[str]:
    missing = list(shown.missing)
    if not missing:
        yield f"NOTHING THAT IS ASKED FOR IS MISSING{' IN THIS GRID' if detailed else ''}"
        return
    yield "MISSING THOUGH ASKED FOR"
    for grid, cell in missing:
        yield ""
        yield from wrapped(f"! {grid.title}: {cell.title} ({ASKED[cell.asked or 'policy']})", 0)
        yield from _fill(cell, shown, 4)


def _legend(detailed: bool) -> Iterator[str]:
    yield "# evident   + declared only   ~ thin   - empty   ! missing   . not asked for"
    if not detailed:
        yield "first, also: a partnership of this structure asks for it first, or as well"
        yield from wrapped("Numbers count the evidence; `--grid` with the name in parentheses shows it.", 0)
