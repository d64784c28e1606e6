"""The columns of a picture: which touchpoints stand below each other, and how long a column may get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from math import log

from cxprog.renderers._card import CARD_WIDTH, LABEL_WIDTH, card, hanging, stage_heading, step_heading, way_label
from cxprog.renderers._journey import Attached, Journey, Stage, Stop
from cxprog.renderers._svg import NOTHING, Block

_GAP = 26
"""Between two cards of a column: room for an arrow."""
_TIGHT = 14
"""Between a heading and what it heads, or a label and the card before it."""
_SHAPE = 1.7
"""Width by height we aim at where stages run across: that of a slide, with room for header and legend."""
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


@dataclass(frozen=True)
class Fit:
    """What a picture from top to bottom does to stay as narrow as a page."""

    label_width: float
    """Width of the labels between rows."""
    hangs_labels: bool
    """Whether the labels between rows hang on the cards where their ways begin instead."""


ROW_WIDTH = 3 * CARD_WIDTH + 2 * _GAP
"""Longest row: three cards."""


def columns(journey: Journey, fit: Fit | None) -> tuple[tuple[Column, ...], frozenset[int]]:
    """The columns of a journey, and the indices of the ways that lead to the next card of the same column.

    With a fit, for pictures from top to bottom, the columns are rows.
    """
    units = [list(_units(stage, fit is not None)) for stage in journey.stages]
    filling = _Filling(journey, fit)
    if fit:
        parts = [filling.rows(number, stage) for number, stage in enumerate(units)]
    else:
        limit = _limit(units)
        parts = [_parts(stage, limit) for stage in units]
    straight = {number for part in chain.from_iterable(parts) for number in filling.straight(part)}
    found = [
        Column(number, tuple(filling.items(number, filling.hung(part, straight), is_first=place == 0)))
        for number, stage in enumerate(parts)
        for place, part in enumerate(stage)
    ]
    return tuple(found if fit else _level(found)), frozenset(straight)


# FILLING


@dataclass(frozen=True)
class _Unit:
    """A touchpoint with the heading right before it: what a split never takes apart."""

    stop: Stop
    heading: Block
    body: Block
    tail: Block

    @cached_property
    def height(self) -> float:
        """Room in a column, with the room for arrows."""
        return sum(block.height + _TIGHT for block in (self.heading, self.body, self.tail) if block.height) + _GAP / 2


def _units(stage: Stage, down: bool) -> Iterator[_Unit]:
    for section in stage.sections:
        heading = step_heading(section, is_narrow=down) if section.id else NOTHING
        for stop in section.stops:
            yield _Unit(stop, heading, card(stop), hanging(stop.attached))
            heading = NOTHING


class _Filling:
    """Puts headings, labels and cards into columns."""

    def __init__(self, journey: Journey, fit: Fit | None) -> None:
        self.journey = journey
        self.fit = fit
        self.label_width = LABEL_WIDTH if fit else CARD_WIDTH
        # Of several ways between the same two touchpoints the first one goes straight.
        self.direct = {(way.source, way.target): number for number, way in reversed(list(enumerate(journey.ways)))}
        self.titles = {stop.address: stop.title for stop in journey.stops}

    def rows(self, stage: int, units: Sequence[_Unit]) -> list[list[_Unit]]:
        """A stage in rows, each as full as it gets, so that one more touchpoint moves only those behind it."""
        rows: list[list[_Unit]] = [[]]
        for unit in units:
            longer = self.items(stage, [*rows[-1], unit], is_first=len(rows) == 1)
            if rows[-1] and sum(item.before + item.body.width for item in longer) > ROW_WIDTH:
                rows.append([])
            rows[-1].append(unit)
        return rows

    def straight(self, units: Sequence[_Unit]) -> Iterator[int]:
        """The ways that lead from one card of a column to the next."""
        ends = ((before.stop.address, unit.stop.address) for before, unit in pairwise(units))
        yield from (self.direct[pair] for pair in ends if pair in self.direct)

    def hung(self, units: Sequence[_Unit], straight: set[int]) -> list[_Unit]:
        """The cards of a column, with the labels on them that find no room between the rows."""
        if not (self.fit and self.fit.hangs_labels):
            return list(units)
        return [replace(unit, tail=hanging((*unit.stop.attached, *self.labels(unit.stop, straight)))) for unit in units]

    def labels(self, stop: Stop, straight: set[int]) -> Iterator[Attached]:
        for number, way in enumerate(self.journey.ways):
            if way.source == stop.address and way.words and number not in straight:
                yield Attached("next", way.target, self.titles[way.target], way.words, stop.place)

    def items(self, stage: int, units: Sequence[_Unit], is_first: bool) -> Iterator[Item]:
        """What stands in a column; a further row of a stage needs no heading, as its panel shows where it belongs."""
        room = 0.0
        if is_first or not self.fit:
            yield Item("", stage_heading(self.journey.stages[stage], stage + 1, is_first), NOTHING, 0)
            room = _TIGHT
        yield from self.first(units[0], room) if units else ()
        for before, unit in pairwise(units):
            yield from self.next(before, unit)

    def first(self, unit: _Unit, room: float) -> Iterator[Item]:
        if unit.heading.height:
            yield Item("", unit.heading, NOTHING, room)
            room = _TIGHT
        yield Item(unit.stop.address, unit.body, unit.tail, room)

    def next(self, before: _Unit, unit: _Unit) -> Iterator[Item]:
        room = _GAP
        label = self.label(before.stop, unit.stop)
        if label.height:
            yield Item("", label, NOTHING, _TIGHT)
            room = _TIGHT + 6
        if unit.heading.height:
            yield Item("", unit.heading, NOTHING, room)
            room = _TIGHT + 4
        yield Item(unit.stop.address, unit.body, unit.tail, room)

    def label(self, before: Stop, stop: Stop) -> Block:
        number = self.direct.get((before.address, stop.address))
        return NOTHING if number is None else way_label(self.journey.ways[number], self.label_width)


def _level(found: Sequence[Column]) -> Iterator[Column]:
    """Give all stage headings the same room, so that the first cards stand in one line."""
    room = max(column.items[0].body.height for column in found)
    for column in found:
        heading, *rest = column.items
        body = Block(CARD_WIDTH, room, heading.body.lines)
        yield Column(column.stage, (Item("", body, NOTHING, 0), *rest))


# SPLITTING


def _limit(units: Sequence[Sequence[_Unit]]) -> float:
    """The length above which a stage is split, so that the picture gets a good shape."""
    longest = max(_NEVER_SPLIT, *(_length(stage) for stage in units))
    limits = [longest, *(float(limit) for limit in range(_NEVER_SPLIT, int(longest), 80))]
    return min(limits, key=lambda limit: _badness(units, limit))


def _badness(units: Sequence[Sequence[_Unit]], limit: float) -> float:
    """How far the picture would be from the shape we want, how much of it blank, how many stages split."""
    parts = [part for stage in units for part in _parts(stage, limit)]
    lengths = [_length(part) for part in parts]
    width = sum((CARD_WIDTH if part else 0) + 120 for part in parts)
    shape = width / (200 + max(lengths))
    blank = 1 - sum(lengths) / (len(parts) * max(*lengths, 1))
    return abs(log(shape / _SHAPE)) + 0.5 * blank + 0.03 * (len(parts) - len(units))


def _parts(stage: Sequence[_Unit], limit: float) -> list[list[_Unit]]:
    """Parts of about equal length, not longer than the limit by more than half a card."""
    whole = _length(stage)
    count = max(1, -(-int(whole) // int(limit)))
    parts: list[list[_Unit]] = [[]]
    for unit in stage:
        is_full = _length(parts[-1]) + unit.height / 2 > whole / count
        if parts[-1] and is_full and len(parts) < count:
            parts.append([])
        parts[-1].append(unit)
    return parts


def _length(units: Sequence[_Unit]) -> float:
    return sum(unit.height for unit in units)
