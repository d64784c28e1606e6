"""The columns of a picture: which touchpoints stand below each other, and how long a column may get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log

from cxprog.renderers._card import CARD_WIDTH, LABEL_WIDTH, card, stage_heading, step_heading, way_label
from cxprog.renderers._journey import Journey, Stage, Stop
from cxprog.renderers._svg import NOTHING, Block

_GAP = 26
"""Between two cards of a column: room for an arrow."""
_TIGHT = 14
"""Between a heading and what it heads, or a label and the card before it."""
_SHAPE = 1.7
"""Width by height of the picture we aim at: that of a slide, with room for header and legend."""
_NEVER_SPLIT = 640
"""Longest column that is always taken as it is."""


@dataclass(frozen=True)
class Item:
    """Something that stands in a column."""

    address: str
    """Address of the touchpoint; empty for headings and labels."""
    body: Block
    tail: Block
    """What hangs below the body."""
    before: float
    """Distance from what stands before it."""


@dataclass(frozen=True)
class Column:
    """A stage, or a part of a long one."""

    stage: int
    """Index of the stage."""
    items: tuple[Item, ...]


def columns(journey: Journey, down: bool) -> tuple[tuple[Column, ...], frozenset[int]]:
    """The columns of a journey, and the indices of the ways that lead to the next card of the same column.

    With `down` the columns are rows.
    """
    units = [list(_units(stage)) for stage in journey.stages]
    limit = _limit(units, down)
    filling = _Filling(journey, down)
    found = [
        filling.column(number, part, is_first=place == 0)
        for number, stage in enumerate(units)
        for place, part in enumerate(_parts(stage, limit, down))
    ]
    return tuple(_level(found, down)), frozenset(filling.straight)


# FILLING


@dataclass(frozen=True)
class _Unit:
    """A touchpoint with the heading right before it: what a split never takes apart."""

    stop: Stop
    heading: Block
    card: tuple[Block, Block]

    @cached_property
    def height(self) -> float:
        """Room in a column, with the room for arrows."""
        return sum(block.height + _TIGHT for block in (self.heading, *self.card) if block.height) + _GAP / 2


def _units(stage: Stage) -> Iterator[_Unit]:
    for section in stage.sections:
        heading = step_heading(section) if section.id else NOTHING
        for stop in section.stops:
            yield _Unit(stop, heading, card(stop))
            heading = NOTHING


class _Filling:
    """Puts headings, labels and cards into columns."""

    def __init__(self, journey: Journey, down: bool) -> None:
        self.journey = journey
        self.label_width = LABEL_WIDTH if down else CARD_WIDTH
        # Of several ways between the same two touchpoints the first one goes straight.
        self.direct = {(way.source, way.target): number for number, way in reversed(list(enumerate(journey.ways)))}
        self.straight: set[int] = set()

    def column(self, stage: int, units: Sequence[_Unit], is_first: bool) -> Column:
        heading = stage_heading(self.journey.stages[stage], stage + 1, is_first)
        items = [Item("", heading, NOTHING, 0)]
        items.extend(self.first(units[0]) if units else ())
        for before, unit in pairwise(units):
            items.extend(self.next(before, unit))
        return Column(stage, tuple(items))

    def first(self, unit: _Unit) -> Iterator[Item]:
        if unit.heading.height:
            yield Item("", unit.heading, NOTHING, _TIGHT)
        yield Item(unit.stop.address, *unit.card, _TIGHT)

    def next(self, before: _Unit, unit: _Unit) -> Iterator[Item]:
        room = _GAP
        way = self.direct.get((before.stop.address, unit.stop.address))
        if way is not None:
            self.straight.add(way)
            label = way_label(self.journey.ways[way], self.label_width)
            if label.height:
                yield Item("", label, NOTHING, _TIGHT)
                room = _TIGHT + 6
        if unit.heading.height:
            yield Item("", unit.heading, NOTHING, room)
            room = _TIGHT + 4
        yield Item(unit.stop.address, *unit.card, room)


def _level(found: Sequence[Column], down: bool) -> Iterator[Column]:
    """Give all stage headings the same room, so that the first cards stand in one line."""
    room = max(column.items[0].body.height for column in found)
    for column in found:
        heading, *rest = column.items
        body = heading.body if down else Block(CARD_WIDTH, room, heading.body.lines)
        yield Column(column.stage, (Item("", body, NOTHING, 0), *rest))


# SPLITTING


def _limit(units: Sequence[Sequence[_Unit]], down: bool) -> float:
    """The length above which a stage is split, so that the picture gets a good shape."""
    longest = max(_NEVER_SPLIT, *(_length(stage, down) for stage in units))
    limits = [longest, *(float(limit) for limit in range(_NEVER_SPLIT, int(longest), 80))]
    return min(limits, key=lambda limit: _badness(units, limit, down))


def _badness(units: Sequence[Sequence[_Unit]], limit: float, down: bool) -> float:
    """How far the picture would be from the shape we want, how much of it blank, how many stages split."""
    parts = [part for stage in units for part in _parts(stage, limit, down)]
    lengths = [_length(part, down) for part in parts]
    length = 200 + max(lengths)
    thickness = sum(max((_thickness(unit, down) for unit in part), default=0) + 120 for part in parts)
    shape = length / thickness if down else thickness / length
    blank = 1 - sum(lengths) / (len(parts) * max(*lengths, 1))
    return abs(log(shape / _SHAPE)) + 0.5 * blank + 0.03 * (len(parts) - len(units))


def _parts(stage: Sequence[_Unit], limit: float, down: bool) -> list[list[_Unit]]:
    """Parts of about equal length, not longer than the limit by more than half a card."""
    whole = _length(stage, down)
    count = max(1, -(-int(whole) // int(limit)))
    parts: list[list[_Unit]] = [[]]
    for unit in stage:
        is_full = _length(parts[-1], down) + _extent(unit, down) / 2 > whole / count
        if parts[-1] and is_full and len(parts) < count:
            parts.append([])
        parts[-1].append(unit)
    return parts


def _length(units: Sequence[_Unit], down: bool) -> float:
    return sum(_extent(unit, down) for unit in units)


def _extent(unit: _Unit, down: bool) -> float:
    """Room along the column."""
    return CARD_WIDTH + _GAP if down else unit.height


def _thickness(unit: _Unit, down: bool) -> float:
    """Room across the column."""
    return sum(block.height for block in unit.card) if down else CARD_WIDTH
