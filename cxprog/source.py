"""Text with a name, and places in it: a file and an unsaved buffer are the same thing."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Where something stands in plain data: keys and list indices from the root, e.g. `("stages", 0, "id")`."""

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """Half-open range of characters in a source's text: `source.text[span.start:span.end]`."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as editors count: line and column from 1, columns in Unicode characters."""

    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Source:
    """A named text; compared by identity, so that two buffers of one name never mix."""

    name: str
    """Path relative to the project folder, with forward slashes."""
    text: str
    """Decoded text without a byte order mark, line ends as they stand in the file."""

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of every line; a text has at least one line."""
        return (0, *(found.end() for found in _LINE_BREAK.finditer(self.text)))

    @property
    def line_count(self) -> int:
        """Number of lines; a line break at the very end opens one more, empty line."""
        return len(self.line_starts)

    def position(self, offset: int) -> Position:
        """Line and column of a character offset; offsets past the end give the end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Text of a line (counted from 1) without its line break; empty outside the text."""
        if not 1 <= number <= self.line_count:
            return ""
        end = self.line_starts[number] if number < self.line_count else len(self.text)
        return self.text[self.line_starts[number - 1] : end].rstrip("\r\n")


@dataclass(frozen=True)
class Spot:
    """A known range of a source: the simplest answer to "where"."""

    source: Source
    span: Span

    @property
    def anchor(self) -> str:
        """What identifies the place when lines above it move: the file and the line's own text."""
        start = self.source.position(self.span.start)
        return f"{self.source.name}:{self.source.line(start.line).strip()}"
