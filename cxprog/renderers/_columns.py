"""The columns of a picture: which touchpoints stand below each other, and how long a column may get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log

from cxprog.renderers._card import CARD_WIDTH, LABEL_WIDTH, card, stage_heading, step_heading, way_label
from cxprog.renderers._journey import Journey, Stage, Stop, Way
from cxprog.renderers._svg import Block

GAP = 26
"""Between two cards of a column: room for an arrow."""
_TIGHT = 14
"""Between a heading and what it heads, or a label and its way."""
_SHAPE = 1.7
"""Width by height of the picture we aim at: that of a slide, with room for header and legend."""
_LENGTH_FREE = 640
"""A stage that is not longer than this is never split."""


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

    @property
    def height(self) -> float:
        """Height with all that hangs below."""
        return self.body.height + self.tail.height


@dataclass(frozen=True)
class Column:
    """A stage, or a part of a long one."""

    stage: int
    """Index of the stage."""
    items: tuple[Item, ...]


@dataclass(frozen=True)
class _Unit:
    """A touchpoint with the headings right before it: what a split never takes apart."""

    stop: Stop
    headings: tuple[Block, ...]
    card: tuple[Block, Block]

    @cached_property
    def height(self) -> float:
        """Room in a column, with the room for an arrow."""
        return sum(block.height + _TIGHT for block in (*self.headings, *self.card)) + GAP / 2


def columns(journey: Journey, down: bool) -> tuple[tuple[Column, ...], frozenset[int]]:
    """The columns of a journey, and the indices of the ways that lead to the next card of the same column.

    With `down`, columns are rows: read height as width.
    """
    units = [list(_units(stage)) for stage in journey.stages]
    labels = [way_label(way, LABEL_WIDTH if down else CARD_WIDTH) for way in journey.ways]
    direct = {(way.source, way.target): number for number, way in reversed(list(enumerate(journey.ways)))}
    splits = _splits(units, down)
    found: list[Column] = []
    straight: set[int] = set()
    for number, (stage, parts) in enumerate(zip(journey.stages, splits, strict=True)):
        for place, part in enumerate(parts):
            heading = stage_heading(stage, number + 1, first=place == 0)
            items = [Item("", heading, _NOTHING, 0)]
            for before, unit in pairwise([None, *part]):
                way = direct.get((before.stop.address, unit.stop.address)) if before else None
                if way is not None:
                    straight.add(way)
                items.extend(_items(unit, labels[way] if way is not None else _NOTHING, first=before is None))
            found.append(Column(number, tuple(items)))
    return tuple(_level(found, down)), frozenset(straight)


_NOTHING = Block(0, 0, ())


def _units(stage: Stage) -> Iterator[_Unit]:
    for section in stage.sections:
        headings = (step_heading(section),) if section.id else ()
        for stop in section.stops:
            yield _Unit(stop, headings, card(stop))
            headings = ()


def _items(unit: _Unit, label: Block, first: bool) -> Iterator[Item]:
    before = _TIGHT if first else GAP
    if label.height:
        yield Item("", label, _NOTHING, _TIGHT)
        before = _TIGHT + 6
    for heading in unit.headings:
        yield Item("", heading, _NOTHING, before)
        before = _TIGHT + 4
    yield Item(unit.stop.address, *unit.card, before)


def _level(found: Sequence[Column], down: bool) -> Iterator[Column]:
    """Give all stage headings the same room, so that the first cards stand in one line."""
    room = max(column.items[0].body.height for column in found)
    for column in found:
        heading, *rest = column.items
        body = heading.body if down else Block(CARD_WIDTH, room, heading.body.lines)
        yield Column(column.stage, (Item("", body, _NOTHING, 0), *rest))


# SPLITTING


def _splits(units: Sequence[Sequence[_Unit]], down: bool) -> list[list[list[_Unit]]]:
    """Each stage in as many parts as give the picture a good shape."""
    longest = max((_length(stage, down) for stage in units), default=0)
    limits = [longest, *(limit for limit in range(_LENGTH_FREE, int(longest), 80))]
    best = min(limits, key=lambda limit: _badness(units, max(limit, _LENGTH_FREE), down))
    return [_parts(stage, max(best, _LENGTH_FREE), down) for stage in units]


def _parts(stage: Sequence[_Unit], limit: float, down: bool) -> list[list[_Unit]]:
    """Parts of about equal length, none longer than the limit unless a single unit is."""
    count = max(1, -(-int(_length(stage, down)) // int(limit)))
    share = _length(stage, down) / count
    parts: list[list[_Unit]] = [[]]
    for unit in stage:
        if parts[-1] and len(parts) < count and _length([*parts[-1], unit], down) > share + _extent(unit, down) / 2:
            parts.append([])
        parts[-1].append(unit)
    return parts


def _badness(units: Sequence[Sequence[_Unit]], limit: float, down: bool) -> float:
    parts = [part for stage in units for part in _parts(stage, limit, down)]
    lengths = [_length(part, down) for part in parts]
    length = 200 + max(lengths)
    thickness = sum(max((_thickness(unit, down) for unit in part), default=0) + 120 for part in parts)
    shape = length / thickness if down else thickness / length
    blank = 1 - sum(lengths) / (len(parts) * max(*lengths, 1))
    return abs(log(shape / _SHAPE)) + 0.5 * blank + 0.03 * (len(parts) - len(units))


def _length(stage: Iterable[_Unit], down: bool) -> float:
    return sum(_extent(unit, down) for unit in stage)


def _extent(unit: _Unit, down: bool) -> float:
    """Room along the column."""
    return CARD_WIDTH + GAP if down else unit.height


def _thickness(unit: _Unit, down: bool) -> float:
    return sum(block.height for block in unit.card) if down else CARD_WIDTH


def places(found: Sequence[Column]) -> Mapping[str, int]:
    """Index of the column of each touchpoint."""
    return {item.address: number for number, column in enumerate(found) for item in column.items if item.address}
