"""Lines across the columns of a board, cut into one piece for each column, so that columns may have any width.

A piece is drawn in a square of 100 by 100 (100 by 100 for each row of owners) that the browser stretches to its column;
pieces meet at the edges of the columns whatever their widths are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from cxprog.renderers._board_layout import Column, Layout
from cxprog.renderers._board_values import Owner, Touchpoint
from cxprog.renderers._svg import number

# EMOTION


class Stroke(NamedTuple):
    """A line in one column."""

    path: str
    look: str
    """How well data support it: an evidence of the language, or `unsaid` where nobody said how people feel."""


def height_of(emotion: int) -> float:
    """Distance from the top of the lane, in percent; +2 and -2 keep clear of its edges."""
    return 50 - emotion * 18


def curve(columns: Sequence[Column]) -> tuple[tuple[Stroke, ...], ...]:
    """The emotion curve, by column."""
    drawn: list[list[Stroke]] = [[] for _ in columns]
    said = [(at, column.touchpoint) for at, column in enumerate(columns) if _feels(column.touchpoint)]
    for (at, one), (to, other) in pairwise(said):
        assert one is not None and other is not None and one.emotion is not None and other.emotion is not None
        y, to_y = height_of(one.emotion), height_of(other.emotion)
        if to == at + 1:
            out, into = _bend(y, to_y)
            drawn[at].append(Stroke(out, one.evidence))
            drawn[to].append(Stroke(into, other.evidence))
        else:
            for column, path in _bridge(at, y, to, to_y):
                drawn[column].append(Stroke(path, "unsaid"))
    return tuple(map(tuple, drawn))


def _feels(touchpoint: Touchpoint | None) -> bool:
    return touchpoint is not None and touchpoint.emotion is not None


def _bend(y: float, to_y: float) -> tuple[str, str]:
    """A curve from the middle of a column to that of the next one: the half in each of them."""
    middle = (y + to_y) / 2
    out = f"M50 {number(y)}C75 {number(y)} 87.5 {number((y + middle) / 2)} 100 {number(middle)}"
    into = f"M0 {number(middle)}C12.5 {number((middle + to_y) / 2)} 25 {number(to_y)} 50 {number(to_y)}"
    return out, into


def _bridge(at: int, y: float, to: int, to_y: float) -> Iterator[tuple[int, str]]:
    """A straight line over columns where nobody said anything."""

    def height(place: float) -> str:
        return number(y + (to_y - y) * (place - at) / (to - at))

    for column in range(at, to + 1):
        left, right = max(at, column - 0.5), min(to, column + 0.5)
        start, end = 50 if column == at else 0, 50 if column == to else 100
        yield column, f"M{start} {height(left)}L{end} {height(right)}"


# OWNERS


@dataclass(frozen=True)
class Station:
    """An owner at a touchpoint."""

    row: int
    owner: Owner | None
    """None where nobody owns the touchpoint."""
    is_lead: bool
    """Whether this one answers for it: the lead, or the only owner."""
    takes_over: bool
    """Whether responsibility passes to this one here, coming from the column before."""


class Track(NamedTuple):
    """A line in one column."""

    path: str
    look: str
    """`handoff` where responsibility passes, `same` where it stays, `joint` between owners of one touchpoint."""


@dataclass(frozen=True)
class Relay:
    """Who answers, column by column."""

    owners: tuple[Owner | None, ...]
    """The rows; None is the row of what nobody owns."""
    stations: tuple[tuple[Station, ...], ...]
    """By column."""
    tracks: tuple[tuple[Track, ...], ...]
    """By column."""

    @property
    def height(self) -> int:
        """Height of the square that pieces are drawn in."""
        return 100 * len(self.owners)


def relay(layout: Layout) -> Relay:
    """How responsibility passes from owner to owner along the columns."""
    board = layout.board
    is_unowned = any(not touchpoint.owners for touchpoint in board.touchpoints)
    owners: tuple[Owner | None, ...] = (*board.owners, *((None,) if is_unowned else ()))
    rows = {owner.id if owner else "": row for row, owner in enumerate(owners)}
    tracks: list[list[Track]] = [[] for _ in layout.columns]
    taken: set[int] = set()
    for at, column in enumerate(layout.columns):
        if column.touchpoint:
            tracks[at] += _joint(column.touchpoint, rows)
    for at, (one, other) in enumerate(pairwise(column.touchpoint for column in layout.columns)):
        way = next((way for way in one.ways if other and way.target == other.id), None) if one else None
        if way is None or one is None or other is None:
            continue
        out, into = _bend(_middle(one, rows), _middle(other, rows))
        look = "handoff" if way.handoff else "same"
        tracks[at].append(Track(out, look))
        tracks[at + 1].append(Track(into, look))
        taken |= {at + 1} if way.handoff else set()
    stations = tuple(tuple(_stations(column.touchpoint, rows, at in taken)) for at, column in enumerate(layout.columns))
    return Relay(owners, stations, tuple(map(tuple, tracks)))


def _stations(touchpoint: Touchpoint | None, rows: dict[str, int], takes_over: bool) -> Iterator[Station]:
    if touchpoint is None:
        return
    if not touchpoint.owners:
        yield Station(rows[""], None, True, takes_over)
    first = touchpoint.responsible[:1]
    for owner in touchpoint.owners:
        yield Station(rows[owner.id], owner, owner in touchpoint.responsible, takes_over and (owner,) == first)


def _middle(touchpoint: Touchpoint, rows: dict[str, int]) -> float:
    owner = touchpoint.responsible[:1]
    return rows[owner[0].id if owner else ""] * 100 + 50


def _joint(touchpoint: Touchpoint, rows: dict[str, int]) -> Iterator[Track]:
    own = sorted(rows[owner.id] for owner in touchpoint.owners)
    if len(own) > 1:
        yield Track(f"M50 {own[0] * 100 + 50}V{own[-1] * 100 + 50}", "joint")
