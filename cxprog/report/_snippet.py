"""Source lines with marks under the places that a finding names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import NamedTuple

from cxprog.finding import Label
from cxprog.report._characters import columns, one_line, visible
from cxprog.report._color import Paint

_WIDTH_MAX = 100
"""Terminal columns of a source line that are shown; longer ones are clipped around the marks."""
_LEAD_MAX = 30
"""Columns kept in front of the first mark of a clipped line."""
_CHARACTERS_MAX = 400
"""Characters looked at on either side of a mark: a line may be megabytes long, or accents without width."""
_TAB = " " * 4


class Row:
    """One line of output, put together from pieces at given columns."""

    def __init__(self) -> None:
        self._cells: list[tuple[str, str]] = []

    def put(self, column: int, text: str, role: str = "") -> None:
        """Write a text over whatever stands there; wide characters only at the end of a row."""
        self._cells.extend([(" ", "")] * (column + len(text) - len(self._cells)))
        self._cells[column : column + len(text)] = [(character, role) for character in text]

    def text(self, paint: Paint) -> str:
        """The finished line, without blanks at its end."""
        while self._cells and self._cells[-1][0] == " ":
            self._cells.pop()
        runs = groupby(self._cells, key=lambda cell: cell[1])
        return "".join(paint("".join(character for character, _ in cells), role) for role, cells in runs)


class Underline(NamedTuple):
    """Lines and characters of a label; characters count from 0, the end is the first one not underlined."""

    first: int
    start: int
    last: int
    end: int


def underline(label: Label) -> Underline:
    """Where the underline goes: an empty place gets one mark, and a line break at the end none."""
    source, span = label.where.source, label.where.span
    first = source.position(span.start)
    last = source.position(max(span.end - 1, span.start))
    return Underline(first.line, first.column - 1, last.line, last.column)


def draw(labels: Sequence[tuple[Label, str, str]], gutter: int) -> Iterator[Row]:
    """Draw labels of one source, each with its sign and its role, behind line numbers of a given width."""
    marks = [_Mark(underline(label), one_line(label.text), sign, role) for label, sign, role in labels]
    source = labels[0][0].where.source
    sheet = _Sheet(gutter, tuple(_lanes(marks)))
    before = 0
    for number in _numbers(marks):
        if before and number > before + 1:
            yield sheet.row("...")
        yield from sheet.line(number, source.line(number), marks)
        before = number


@dataclass(frozen=True, eq=False)
class _Mark:
    underline: Underline
    text: str
    sign: str
    role: str

    @property
    def is_long(self) -> bool:
        """Whether it goes over several lines."""
        return self.underline.first < self.underline.last


def _lanes(marks: Sequence[_Mark]) -> list[_Mark]:
    """Marks over several lines; the longest takes the outermost lane."""
    return sorted(
        (mark for mark in marks if mark.is_long),
        key=lambda mark: (mark.underline.first - mark.underline.last, mark.underline.first),
    )


def _numbers(marks: Sequence[_Mark]) -> list[int]:
    """Lines to show: those where a mark begins or ends, and single lines between them."""
    shown = {number for mark in marks for number in (mark.underline.first, mark.underline.last)}
    return sorted(shown | {number + 1 for number in shown if number + 2 in shown})


@dataclass
class _Sheet:
    """The rows of one source, with a gutter and a lane for each mark that goes over several lines."""

    gutter: int
    lanes: tuple[_Mark, ...]
    entered: set[_Mark] = field(default_factory=set)
    """Marks that have begun and not ended."""

    @property
    def text_column(self) -> int:
        """Where source text begins."""
        return self.lane_column + (len(self.lanes) + 1 if self.lanes else 0)

    @property
    def lane_column(self) -> int:
        """Where the outermost lane stands."""
        return self.gutter + 3

    def row(self, number: str = "") -> Row:
        """A row with its gutter and the lanes that are open."""
        row = Row()
        if number == "...":
            row.put(0, number, "gutter")
        else:
            row.put(0, f"{number:>{self.gutter}} |", "gutter")
        for lane, mark in enumerate(self.lanes):
            if mark in self.entered:
                row.put(self.lane_column + lane, "|", mark.role)
        return row

    def line(self, number: int, text: str, marks: Sequence[_Mark]) -> Iterator[Row]:
        """A source line and what is drawn under it."""
        here = [mark for mark in marks if number in (mark.underline.first, mark.underline.last)]
        shown = _shown(text, number, here)
        begun = [mark for mark in self.lanes if mark.underline.first == number]
        at_margin = [mark for mark in begun if not text[: mark.underline.start].strip(" -")]
        row = self.row(str(number))
        for mark in at_margin:
            row.put(self.lane_column + self.lanes.index(mark), "/", mark.role)
        self.entered.update(at_margin)
        row.put(self.text_column, shown.text)
        yield row
        yield from self._short([mark for mark in here if not mark.is_long], shown)
        yield from (self._begin(mark, shown) for mark in begun if mark not in at_margin)
        yield from (self._end(mark, shown) for mark in reversed(self.lanes) if mark.underline.last == number)

    def _begin(self, mark: _Mark, shown: _Shown) -> Row:
        row = self.row()
        self._reach(row, mark, self.text_column + shown.column(mark.underline.start))
        self.entered.add(mark)
        return row

    def _end(self, mark: _Mark, shown: _Shown) -> Row:
        row = self.row()
        column = self.text_column + max(shown.column(mark.underline.end) - 1, 0)
        self._reach(row, mark, column)
        row.put(self.lane_column + self.lanes.index(mark), "|", mark.role)
        row.put(column + 2, mark.text, mark.role)
        self.entered.discard(mark)
        return row

    def _reach(self, row: Row, mark: _Mark, column: int) -> None:
        """Draw from a mark's lane to a column of the text."""
        lane = self.lane_column + self.lanes.index(mark)
        row.put(lane + 1, "_" * (column - lane - 1) + mark.sign, mark.role)

    def _short(self, marks: Sequence[_Mark], shown: _Shown) -> Iterator[Row]:
        """Underlines, the text of the last one beside it, the other texts hung below it."""
        if not marks:
            return
        spans = {mark: shown.columns(mark.underline, self.text_column) for mark in marks}
        row = self.row()
        for mark in _longest_first(marks, spans):
            start, end = spans[mark]
            row.put(start, mark.sign * (end - start), mark.role)
        ordered = sorted(marks, key=lambda mark: spans[mark], reverse=True)
        beside = ordered[0] if spans[ordered[0]][1] == max(end for _, end in spans.values()) else None
        if beside:
            row.put(spans[beside][1] + 1, beside.text, beside.role)
        yield row
        hung = [mark for mark in ordered if mark.text and mark is not beside]
        if hung:
            yield self._stems(hung, spans)
        for number, mark in enumerate(hung):
            row = self._stems(hung[number + 1 :], spans)
            row.put(spans[mark][0], mark.text, mark.role)
            yield row

    def _stems(self, marks: Sequence[_Mark], spans: Mapping[_Mark, tuple[int, int]]) -> Row:
        row = self.row()
        for mark in marks:
            row.put(spans[mark][0], "|", mark.role)
        return row


def _longest_first(marks: Sequence[_Mark], spans: Mapping[_Mark, tuple[int, int]]) -> list[_Mark]:
    """The order of drawing in which every underline stays visible; of equal ones the primary comes last."""
    return sorted(marks, key=lambda mark: (spans[mark][0] - spans[mark][1], mark.sign == "^"))


# SOURCE LINES AS A TERMINAL SHOWS THEM


@dataclass(frozen=True)
class _Shown:
    """A source line, or the part of it around its marks."""

    text: str
    first: int
    """Index of the first character that is shown."""
    starts: Sequence[int]
    """Column of each character that is shown, and of the end."""

    is_clipped_behind: bool = False

    def column(self, index: int) -> int:
        """Column of a character of the line; what is clipped away lies under the ellipsis."""
        if index < self.first:
            return 0
        if index - self.first < len(self.starts):
            return self.starts[index - self.first]
        return self.starts[-1] + self.is_clipped_behind

    def columns(self, underline: Underline, offset: int) -> tuple[int, int]:
        """Columns to underline, at least one."""
        start, end = self.column(underline.start), self.column(underline.end)
        return offset + start, offset + max(end, start + 1)


def _shown(text: str, number: int, marks: Sequence[_Mark]) -> _Shown:
    """Expand tabs, write hidden characters out, and clip a long line around the first of its marks."""
    focus, until = _focus(text, number, marks)
    first, last = max(focus - _CHARACTERS_MAX, 0), min(focus + _CHARACTERS_MAX, len(text))
    near = text[first:last]
    pieces = [_TAB if character == "\t" else visible(character) for character in near]
    widths = [
        columns(piece, before) if len(piece) == 1 else len(piece)
        for piece, before in zip(pieces, ["", *near], strict=False)
    ]
    starts = [0, *accumulate(widths)]
    if len(near) == len(text) and starts[-1] <= _WIDTH_MAX:
        return _Shown("".join(pieces), 0, starts)
    low, high = _window(starts, focus - first, min(until, last) - first)
    prefix = "…" if first + low else ""
    suffix = "…" if first + high < len(text) else ""
    clipped = [start - starts[low] + len(prefix) for start in starts[low : high + 1]]
    return _Shown(prefix + "".join(pieces[low:high]) + suffix, first + low, clipped, bool(suffix))


def _focus(text: str, number: int, marks: Sequence[_Mark]) -> tuple[int, int]:
    """Characters that must be seen: those of the first mark on the line."""
    if not marks:
        return 0, 0
    place = marks[0].underline
    start = place.start if place.first == number else place.end - 1
    end = place.end if place.last == number else place.start + 1
    return min(max(start, 0), len(text)), min(end, len(text))


def _window(starts: Sequence[int], focus: int, until: int) -> tuple[int, int]:
    """First and last index to show of a line that is too long."""
    marked = starts[max(until, focus)] - starts[focus]
    lead = min(_LEAD_MAX, max(_WIDTH_MAX - marked, 8))
    low = bisect_left(starts, min(starts[focus] - lead, starts[-1] - _WIDTH_MAX))
    high = bisect_right(starts, starts[low] + _WIDTH_MAX) - 1
    return low, high
