"""How ways run around the cards: out at the side, along a track of their own in the gap, in at the side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cxprog.renderers._engine import Point
from cxprog.renderers._grid import AXIS, Grid, Label

MARGIN = 15
"""Between the cards of a stage and the edge of its panel."""
PAGE_WIDTH = 820
"""Greatest width of a picture from top to bottom, without the white space around it: shown 800 pixels wide, letters of
size 12 are still 11 pixels high."""
_TRACK = 11
"""Distance between two ways that run side by side."""
_TRACK_MIN = 3
"""The same where many share little room."""
_GAP_MIN = 18
"""Least room between the panel of a stage and a label, and half of that between two panels."""
_PORT = 14
"""Distance between two ways that end at the same side of a card."""

Side = Literal["near", "far"]


@dataclass
class _Turn:
    """A piece of a way that runs along the columns, in a gap."""

    gap: int
    side: Side
    """Before or behind the labels of the gap."""
    start: float
    end: float
    u: float = 0


@dataclass
class _Path:
    """A way, from its nearer end to its farther end."""

    number: int
    v: tuple[float, float]
    """Where its two ends lie along the columns."""
    turns: list[_Turn] = field(default_factory=list)


def routes(grid: Grid) -> dict[int, tuple[Point, ...]]:
    """The corners of every way by its index; columns and labels get their places across the picture on the way."""
    return _Routing(grid).routes()


class _Routing:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.outside = self._outside()
        self.ports = self._ports()

    def routes(self) -> dict[int, tuple[Point, ...]]:
        paths = [self._path(number) for number in self.grid.around]
        self._assign_tracks(turn for path in paths for turn in path.turns)
        found = {number: self._straight(number) for number in self.grid.straight}
        return found | {path.number: self._corners(path) for path in paths}

    # AROUND ALL COLUMNS

    def _outside(self) -> Mapping[int, float]:
        """Tracks before and behind all columns, for ways that pass a column."""
        grid = self.grid
        passing = [number for number in grid.around if grid.span(number)[1] - grid.span(number)[0] > 1]
        wanted = {number: grid.passing(number) for number in passing}
        middle = grid.start + grid.length / 2
        before = min([grid.start - MARGIN, *(label.start for label in grid.labels.values())])
        behind = max([grid.start + grid.length + MARGIN, *(label.end for label in grid.labels.values())])
        levels = [
            dict(self._levels([number for number in passing if (wanted[number] < middle) == is_before], wanted, middle))
            for is_before in (True, False)
        ]
        track = self._track(behind - before, sum(max(side.values(), default=-1) + 1 for side in levels))
        found = {number: before - (level + 1) * track for number, level in levels[0].items()}
        return found | {number: behind + (level + 1) * track for number, level in levels[1].items()}

    def _track(self, taken: float, count: int) -> float:
        """Distance between the tracks outside; where the picture may not grow, they share the room that is left."""
        if not self.grid.down or not count:
            return _TRACK
        # The points of arrows and the weight of lines stick out by 4 on both sides.
        return min(_TRACK, max(_TRACK_MIN, (PAGE_WIDTH - 8 - taken) / count))

    def _levels(self, group: Iterable[int], wanted: Mapping[int, float], middle: float) -> Iterator[tuple[int, int]]:
        """Short ways nearest to the columns; those that do not meet share a track."""
        taken: list[list[tuple[int, int]]] = []

        def order(number: int) -> tuple[int, float]:
            first, last = self.grid.span(number)
            return last - first, abs(wanted[number] - middle)

        for number in sorted(group, key=order):
            first, last = self.grid.span(number)
            free = (level for level, spans in enumerate(taken) if all(b <= first or last <= a for a, b in spans))
            level = next(free, len(taken))
            taken.extend([[]] if level == len(taken) else [])
            taken[level].append((first, last))
            yield number, level

    # ENDS

    def _ports(self) -> Mapping[tuple[int, Side], float]:
        """Where each end of a way lies along its card; ends at one side spread in the order of where they go."""
        grid = self.grid
        meeting: dict[tuple[str, Side], list[tuple[float, int, Side]]] = {}
        for number in grid.around:
            (first, last), (near, far) = grid.span(number), grid.ends(number)
            far_side: Side = "far" if first == last else "near"
            meeting.setdefault((near, "far"), []).append((self._towards(number, first, far), number, "near"))
            gap = max(first, last - 1)
            meeting.setdefault((far, far_side), []).append((self._towards(number, gap, near), number, "far"))
        found: dict[tuple[int, Side], float] = {}
        for (address, _), ends in meeting.items():
            spot = grid.spot_of[address]
            step = min(_PORT, (spot.length - 20) / len(ends))
            for place, (_, number, end) in enumerate(sorted(ends)):
                found[number, end] = grid.start + spot.middle + (place - (len(ends) - 1) / 2) * step
        return found

    def _towards(self, number: int, gap: int, other: str) -> float:
        """Where a way goes from a card, once it is in the gap beside it."""
        label = self.grid.labels.get(number)
        if label and label.gap == gap:
            return label.middle
        return self.outside.get(number, self.grid.start + self.grid.spot_of[other].middle)

    # ONE WAY

    def _path(self, number: int) -> _Path:
        first, last = self.grid.span(number)
        path = _Path(number, (self.ports[number, "near"], self.ports[number, "far"]))
        if first == last:
            path.turns = self._back(number, first, path.v)
        elif last - first == 1:
            path.turns = self._across(number, first, *path.v)
        else:
            outside = self.outside[number]
            path.turns = [
                *self._beside(number, first, path.v[0], outside, "near"),
                *self._beside(number, last - 1, outside, path.v[1], "far"),
            ]
        return path

    def _back(self, number: int, gap: int, v: tuple[float, float]) -> list[_Turn]:
        """Into the gap and back into the same column, by way of the label where there is one."""
        label = self.grid.labels.get(number)
        if not label:
            return [_Turn(gap, "near", *v)]
        aside = 6 if v[1] >= v[0] else -6
        return [_Turn(gap, "near", v[0], label.middle - aside), _Turn(gap, "near", v[1], label.middle + aside)]

    def _beside(self, number: int, gap: int, start: float, end: float, side: Side) -> list[_Turn]:
        """Through a gap to or from a track outside, by way of the label where it is here."""
        label = self.grid.labels.get(number)
        if label and label.gap == gap:
            return [_Turn(gap, "near", start, label.middle), _Turn(gap, "far", label.middle, end)]
        return [_Turn(gap, side, start, end)]

    def _across(self, number: int, gap: int, start: float, end: float) -> list[_Turn]:
        """Through a gap from one column to the next, past the labels of others."""
        if number in self.grid.labels:
            return self._beside(number, gap, start, end, "near")
        taken = [(label.start - 5, label.end + 5) for label in self.grid.labels_in(gap)]
        candidates: tuple[tuple[float, Side], ...] = ((end, "near"), (start, "far"))
        for at, side in candidates:
            if not any(low < at < high for low, high in taken):
                return [_Turn(gap, side, start, end)]
        lanes = self.grid.lanes
        found = self.grid.crossing(number, (lanes[gap].drawn + lanes[gap + 1].drawn) / 2)
        middle = max(high for _, high in taken) if found is None else found
        return [_Turn(gap, "near", start, middle), _Turn(gap, "far", middle, end)]

    # TRACKS

    def _assign_tracks(self, turns: Iterable[_Turn]) -> None:
        """Give each gap the room it needs, and each piece of a way its track."""
        parts: dict[tuple[int, Side], list[_Turn]] = {}
        for turn in turns:
            parts.setdefault((turn.gap, turn.side), []).append(turn)
        at = 0.0
        for gap, lane in enumerate(self.grid.lanes):
            lane.near = at
            near, far = parts.get((gap, "near"), []), parts.get((gap, "far"), [])
            labels = self.grid.labels_in(gap)
            at = _spread(near if labels else [*near, *far], lane.far + MARGIN)
            if labels:
                for label in labels:
                    label.near = at
                at = _spread(far, at + max(label.thickness for label in labels))
            at += MARGIN

    # CORNERS

    def _straight(self, number: int) -> tuple[Point, ...]:
        grid = self.grid
        way = grid.journey.ways[number]
        lane = grid.lanes[grid.column_of[way.source]]
        u = lane.near + (AXIS if grid.down else lane.thickness / 2)
        ends = (grid.spot_of[way.source].end, grid.spot_of[way.target].start)
        return tuple(grid.xy(u, grid.start + v) for v in ends)

    def _corners(self, path: _Path) -> tuple[Point, ...]:
        grid = self.grid
        (first, last), (near, far) = grid.span(path.number), grid.ends(path.number)
        label = grid.labels.get(path.number)
        if label and first == last:
            corners = list(_past(label, *path.turns))
        else:
            corners = [(turn.u, v) for turn in path.turns for v in (turn.start, turn.end)]
        start = grid.lanes[first].near + grid.spot_of[near].thickness
        end = grid.lanes[last].near + (grid.spot_of[far].thickness if first == last else 0)
        points = [grid.xy(*point) for point in ((start, path.v[0]), *corners, (end, path.v[1]))]
        return tuple(points if near == grid.journey.ways[path.number].source else reversed(points))


def _spread(turns: list[_Turn], start: float) -> float:
    """Put pieces side by side in an order in which few of them cross; the answer is where they end."""
    rising = sorted((turn for turn in turns if turn.end < turn.start), key=lambda turn: turn.start)
    falling = sorted((turn for turn in turns if turn.end >= turn.start), key=lambda turn: -turn.start)
    for place, turn in enumerate((*rising, *falling)):
        turn.u = start + _TRACK * (place + 1)
    return start + max(_GAP_MIN, _TRACK * (len(turns) + 1))


def _past(label: Label, there: _Turn, back: _Turn) -> Iterator[Point]:
    """To a label and back again; its box hides where the way turns."""
    if (there.end - there.start) * (back.start - back.end) > 0:
        # Both on one side of the other: they can share a track.
        there.u = back.u = max(there.u, back.u)
    inside = label.near + 4
    yield from ((there.u, there.start), (there.u, there.end), (inside, there.end))
    yield from ((inside, back.end), (back.u, back.end), (back.u, back.start))
