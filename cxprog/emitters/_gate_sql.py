"""SQL that DuckDB, SQLite and PostgreSQL read alike: names, texts, comments and views, line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple

from cxprog.target import Address, Artifact

_WIDTH = 100
_DEEPEST = 6
"""How far a query inside a view is moved to the right."""
_NAME_BYTES_MAX = 63
"""PostgreSQL cuts longer names off, and two of them could become one."""
_OURS = frozenset(
    ("computed", "level", "metric", "n", "needed", "place", "points", "question", "report", "score", "value", "words")
)
"""Columns of our own that a dimension could be called as well; the others hold an underscore, which no id does."""


# NAMES AND TEXTS


def name(*parts: str) -> str:
    """The quoted name of a view, made of ids: no id holds an underscore, so no two names are equal."""
    whole = "_".join(("cx", *parts))
    if len(whole.encode()) > _NAME_BYTES_MAX:
        whole = f"{whole[:54]}_{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
    return quoted(whole)


def column(dimension: str) -> str:
    """The quoted column of a dimension; with an underscore behind it where it would be one of ours."""
    return quoted(f"{dimension}_" if dimension in _OURS else dimension)


def quoted(identifier: str) -> str:
    """An identifier as it is, whatever it holds."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a value."""
    return "'" + text.replace("'", "''") + "'"


def number(value: float | None) -> str:
    """A number as a value; where there is none, nothing that could be compared."""
    return "CAST(NULL AS DOUBLE PRECISION)" if value is None else f"{value:g}"


def one_line(text: str) -> str:
    """A text on one line: what ends a line would end the comment that it stands in."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def place_words(address: Address | None) -> str:
    """A place in the program in few words: `policy small-numbers: anonymity/scores_from`."""
    if address is None:
        return "nothing asks for more"
    inside = "/".join(map(str, address.path))
    return f"{address.kind} {address.id}" + (f": {inside}" if inside else "")


# PARTS OF STATEMENTS


class Line(NamedTuple):
    """A line of a statement."""

    text: str
    origin: Address | None = None
    """Where in the program it comes from."""


class Named(NamedTuple):
    """One of the queries that a view is built up from, one after the other."""

    called: str
    says: tuple[str, ...]
    """What it is for, in a comment above it."""
    body: tuple[Line, ...]


def select(columns: Iterable[str], *rest: Line | str | None) -> tuple[Line, ...]:
    """A query: its columns, then its other lines; None stands for a line that is not needed."""
    listing = listed(columns)
    head = (Line(f"SELECT {listing[0].text}"),) if len(listing) == 1 else (Line("SELECT"), *indented(listing))
    return (*head, *(each if isinstance(each, Line) else Line(each) for each in rest if each is not None))


def indented(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines moved to the right."""
    return tuple(each._replace(text=f"  {each.text}") for each in lines)


def listed(items: Iterable[str], before: str = "", after: str = "") -> tuple[Line, ...]:
    """Items with commas between them, as many on a line as fit; one of several lines begins a new one."""
    given = tuple(items)
    lines = [before]
    for item in (*(f"{item}," for item in given[:-1]), f"{given[-1]}{after}"):
        is_full = len(lines[-1]) + len(item) > _WIDTH - _DEEPEST or "\n" in item or "\n" in lines[-1]
        if lines[-1].strip() and is_full:
            lines.append("  " if before else "")
        lines[-1] += f" {item}" if lines[-1].endswith(",") else item
    return tuple(Line(text) for line in lines for text in line.split("\n"))


def where(conditions: Iterable[Line | str | None]) -> tuple[Line, ...]:
    """Conditions that all have to hold, each on a line of its own."""
    found = [each if isinstance(each, Line) else Line(each) for each in conditions if each]
    return tuple(Line(f"{'  AND' if index else 'WHERE'} {text}", at) for index, (text, at) in enumerate(found))


class Script:
    """An SQL file on its way."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: dict[int, Address] = {}

    def add(self, *lines: Line | str, indent: int = 0) -> None:
        """Lines of statements."""
        for text, origin in (each if isinstance(each, Line) else Line(each) for each in lines):
            self.lines.append(" " * indent + text if text else "")
            if origin is not None:
                self.origins[len(self.lines)] = origin

    def say(self, *texts: str, indent: int = 0) -> None:
        """Comments, each on lines of its own."""
        for text in texts:
            lines = wrap(one_line(text), _WIDTH - indent - 3, break_long_words=False, break_on_hyphens=False)
            self.add(*(f"-- {line}".rstrip() for line in lines or [""]), indent=indent)

    def table(self, rows: Iterable[tuple[str, ...]]) -> None:
        """A comment of aligned columns."""
        cells = [tuple(map(one_line, row)) for row in rows]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            self.add("--   " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def view(self, called: str, queries: Sequence[Named], body: Sequence[Line], origin: Address) -> None:
        """A view, built up from queries."""
        self.add(Line(f"CREATE VIEW {called} AS", origin), *(("WITH",) if queries else ()))
        for index, query in enumerate(queries):
            self.say(*query.says, indent=2)
            self.add(f"{query.called} AS (", indent=2)
            self.add(*query.body, indent=4)
            self.add("  )," if index < len(queries) - 1 else "  )")
        self.add(*body[:-1])
        self.add(Line(f"{body[-1].text};", body[-1].origin))

    def artifact(self, path: str) -> Artifact:
        """The file."""
        return Artifact.text(path, "\n".join(self.lines) + "\n", self.origins)
