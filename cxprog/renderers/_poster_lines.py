"""Lines over the columns of a band as SVG: how it feels, and who answers.

Column widths are known on paper, so each lane is one exact drawing; ten units are one letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from cxprog.renderers._board_layout import Column
from cxprog.renderers._board_lines import Station, Stroke, height_of
from cxprog.renderers._board_values import Owner, Touchpoint
from cxprog.renderers._poster_bands import Band
from cxprog.renderers._svg import INK, arrow_head, face, number, pattern, pattern_id

UNITS = 10
"""A letter in units of the drawings."""
SOFT, LINE, PAPER = "#50565e", "#cfcabf", "#ffffff"
_NONE, _PARTLY, _FULL = "#d55e00", "#f0e442", "#009e73"
_TRUTH_LINE = "#8a6d00"
_CLEAR = 15.0
"""Above and below the curve, so that faces keep inside the lane."""


@dataclass(frozen=True)
class Frame:
    """Where the columns of a band stand, in units."""

    count: int
    width: float
    """Of a column."""
    gap: float
    """Between two columns."""
    from_right: bool
    """Whether the first column is the rightmost one."""

    @property
    def whole(self) -> float:
        """Width of all columns."""
        return self.count * (self.width + self.gap) - self.gap

    def x(self, place: float) -> float:
        """A place in columns from the first one, as a distance from the left."""
        from_start = place * (self.width + self.gap) - self.gap / 2
        return self.whole - from_start if self.from_right else from_start

    def middle(self, column: int) -> float:
        """The middle of a column."""
        return self.x(column + 0.5)


def svg(width: float, height: float, lines: Iterator[str]) -> str:
    """A drawing of that many units."""
    size = f"width:{number(width / UNITS)}rem;height:{number(height / UNITS)}rem"
    inside = "".join(lines)
    return f'<svg style="{size}" viewBox="0 0 {number(width)} {number(height)}" aria-hidden="true">{inside}</svg>'


def path(d: str, stroke: str, weight: float, dashes: str = "", is_round: bool = False) -> str:
    """A line."""
    more = f' stroke-dasharray="{dashes}"' if dashes else ""
    more += ' stroke-linecap="round"' if is_round else ""
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{number(weight)}"{more}/>'


# EMOTION


def emotion(frame: Frame, columns: Sequence[Column], strokes: Sequence[Sequence[Stroke]], height: float) -> str:
    """The emotion curve over the columns of a band."""
    return svg(frame.whole, height, _emotion(frame, columns, strokes, height))


def level(percent: float, height: float) -> float:
    """Where a height of the curve, as it is drawn on boards, comes to lie in a lane of that height."""
    top, bottom = height_of(2), height_of(-2)
    return _CLEAR + (percent - top) / (bottom - top) * (height - 2 * _CLEAR)


def _emotion(
    frame: Frame, columns: Sequence[Column], strokes: Sequence[Sequence[Stroke]], height: float
) -> Iterator[str]:
    for value in (2, 1, 0, -1, -2):
        line = number(level(height_of(value), height))
        yield path(f"M0 {line}H{number(frame.whole)}", LINE if value else SOFT, 1, "" if value == 0 else "3 5")
    for column, pieces in enumerate(strokes):
        for piece in pieces:
            yield from _stroke(_placed(piece.path, frame, column, height), piece.look)
    for column, each in enumerate(columns):
        if each.touchpoint and each.touchpoint.emotion is not None:
            y = level(height_of(each.touchpoint.emotion), height)
            yield from _spot(frame.middle(column), y, each.touchpoint)


def _stroke(d: str, look: str) -> Iterator[str]:
    if look == "full":
        yield path(d, INK, 6)
        yield path(d, _FULL, 4)
    elif look == "partly":
        yield path(d, INK, 6, "11 6")
        yield path(d, _PARTLY, 3.8, "11 6")
    elif look == "none":
        yield path(d, _NONE, 4.4, "0.1 8", is_round=True)
    else:
        yield path(d, SOFT, 1.4, "2 6")


def _spot(x: float, y: float, touchpoint: Touchpoint) -> Iterator[str]:
    assert touchpoint.emotion is not None
    radius = 13.0 if touchpoint.is_truth else 11.5
    if touchpoint.is_truth:
        yield f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius + 2}" fill="{_TRUTH_LINE}"/>'
    yield f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius}" fill="{PAPER}"/>'
    scale = f"{radius / 8:g}"
    lines = "".join(face(touchpoint.emotion).lines)
    yield f'<g transform="translate({number(x - radius)} {number(y - radius)}) scale({scale})">{lines}</g>'


_POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


def _placed(d: str, frame: Frame, column: int, height: float) -> str:
    """A path in a square of 100 by 100, put over a column."""

    def at(found: re.Match[str]) -> str:
        return f"{number(frame.x(column + float(found[1]) / 100))} {number(level(float(found[2]), height))}"

    return _POINT.sub(at, d)


# OWNERS


class Track(NamedTuple):
    """A row of the relay."""

    owner: Owner | None
    """None for what nobody owns."""
    height: float
    """In units."""


@dataclass(frozen=True)
class Relay:
    """Who answers in a band."""

    band: Band
    frame: Frame
    stations: Sequence[Sequence[Station]]
    """By column of the band."""
    tracks: tuple[Track, ...]

    @cached_property
    def height(self) -> float:
        """Height of the drawing."""
        return sum(track.height for track in self.tracks)

    @property
    def drawing(self) -> str:
        """The whole lane."""
        return svg(self.frame.whole, self.height, self._lines())

    def _lines(self) -> Iterator[str]:
        signs = dict.fromkeys(track.owner.sign for track in self.tracks if track.owner)
        yield "<defs>" + "".join(map(pattern, signs)) + "</defs>"
        for track in self.tracks:
            yield path(f"M0 {number(self._y(track.owner))}H{number(self.frame.whole)}", LINE, 1, "1.5 5")
        yield from self._joint()
        yield from self._passing()
        for column, stations in enumerate(self.stations):
            for station in stations:
                yield from self._station(column, station)

    def _y(self, owner: Owner | None) -> float:
        above = 0.0
        for track in self.tracks:
            if track.owner == owner:
                return above + track.height / 2
            above += track.height
        raise AssertionError("each owner has a track")

    def _joint(self) -> Iterator[str]:
        for column, stations in enumerate(self.stations):
            if len(stations) > 1:
                ys = sorted(self._y(station.owner) for station in stations)
                x = number(self.frame.middle(column))
                yield path(f"M{x} {number(ys[0])}V{number(ys[-1])}", SOFT, 5, "1.5 3")

    def _passing(self) -> Iterator[str]:
        """Lines from each touchpoint to the next one; those that pass responsibility on are bold and have a head."""
        layout, first, last = self.band.layout, self.band.span.first, self.band.span.last
        touchpoints = [column.touchpoint for column in layout.columns]
        for at, (one, other) in enumerate(pairwise(touchpoints)):
            if not one or not other or at + 1 < first or at > last:
                continue
            way = next((way for way in one.ways if way.target == other.id), None)
            if way:
                yield from self._pass(at - first, one, other, bool(way.handoff))

    def _pass(self, column: int, one: Touchpoint, other: Touchpoint, is_handoff: bool) -> Iterator[str]:
        frame = self.frame
        weight, ink = (4.4, INK) if is_handoff else (2.2, SOFT)
        if column < 0:
            d = f"M{number(frame.x(0))} {number(self._of(other))}H{number(frame.middle(0))}"
        elif column + 1 == frame.count:
            d = f"M{number(frame.middle(column))} {number(self._of(one))}H{number(frame.x(frame.count))}"
        else:
            y, to_y = self._of(one), self._of(other)
            x, to_x = frame.middle(column), frame.middle(column + 1)
            bend = (to_x - x) * 0.45
            d = f"M{number(x)} {number(y)}C{number(x + bend)} {number(y)} {number(to_x - bend)} {number(to_y)} "
            d += f"{number(to_x)} {number(to_y)}"
        yield path(d, ink, weight)
        if is_handoff and column + 1 < frame.count:
            forward = -1.0 if frame.from_right else 1.0
            point = frame.middle(column + 1) - forward * 10.5
            yield f'<path d="{arrow_head(point, self._of(other), (forward, 0), weight)}" fill="{INK}"/>'

    def _of(self, touchpoint: Touchpoint) -> float:
        return self._y(touchpoint.responsible[0] if touchpoint.responsible else None)

    def _station(self, column: int, station: Station) -> Iterator[str]:
        x, y = self.frame.middle(column), self._y(station.owner)
        half = 10.5 if station.is_lead else 6.5
        if station.owner is None:
            yield f'<circle cx="{number(x)}" cy="{number(y)}" r="{half}" fill="{PAPER}" stroke="{INK}" '
            yield f'stroke-width="2" stroke-dasharray="4 3"/><text x="{number(x)}" y="{number(y + 4.4)}" '
            yield f'text-anchor="middle" font-size="12" font-weight="bold" fill="{INK}">?</text>'
            return
        scale = f"{half / 7:g}"
        yield f'<g transform="translate({number(x - half)} {number(y - half)}) scale({scale})">{box(station.owner)}</g>'


def box(owner: Owner) -> str:
    """The sign of an owner in a square of 14: round for partners; its pattern has to be defined beside it."""
    radius = 6 if owner.kind == "partner" else 1.5
    return (
        f'<rect x="1" y="1" width="12" height="12" rx="{radius}" fill="url(#{pattern_id(owner.sign)})" '
        f'stroke="{INK}" stroke-width="1.2"/>'
    )
