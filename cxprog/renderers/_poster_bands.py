"""The bands of a poster: a journey cut into rows that stand below each other, with what every cut leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any, Generic, NamedTuple, TypeVar

from cxprog.renderers._board_layout import ARRIVES, LEAVES, Arc, Card, Column, Lane, LaneName, Layout, Span
from cxprog.renderers._board_values import Section, Stage

Thing = TypeVar("Thing")


HUNG: frozenset[LaneName] = frozenset({"support", "surveys", "metrics", "loops"})
"""Lanes of what hangs on touchpoints: bars over the columns, each with a text for everything that it stands for."""


@dataclass(frozen=True)
class Part(Generic[Thing]):
    """What a band holds of something that may reach into other bands."""

    things: tuple[Thing, ...]
    """One, but for what hangs on touchpoints: all that hangs on the same ones."""
    span: Span
    """Columns of the band, counted from its first one."""
    row: int
    """Row within the lane, from 0."""
    is_continued: bool
    """Whether it starts in a band before."""
    continues: bool
    """Whether it goes on in the next band."""

    @property
    def thing(self) -> Thing:
        """The first of its things."""
        return self.things[0]


@dataclass(frozen=True)
class Bow:
    """A way that does not simply lead to the next column, as far as a band holds it."""

    arc: Arc
    start: float
    """Where it starts on the band, in columns, from the left; 0 where it comes in from another band."""
    end: float
    row: int
    leaves: bool
    """Whether its source is in the band."""
    arrives: bool
    """Whether its target is in the band."""

    @property
    def first(self) -> int:
        """The first column that it passes."""
        return int(self.start)

    @property
    def last(self) -> int:
        """The last column that it passes."""
        return max(self.first, ceil(self.end) - 1)


@dataclass(frozen=True)
class BandLane:
    """A lane of a band."""

    name: LaneName
    rows: int
    parts: tuple[Part[Any], ...] = ()
    bows: tuple[Bow, ...] = ()


@dataclass(frozen=True)
class Band:
    """Some neighboring columns of a journey with everything that stands in them."""

    layout: Layout
    span: Span
    """Columns of the journey."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns."""
        return self.layout.columns[self.span.first : self.span.last + 1]

    @cached_property
    def stages(self) -> tuple[Part[Stage], ...]:
        """Its stages, those that are cut included."""
        return tuple(_parts(self.span, (Card("", span, 0, stage) for stage, span in self.layout.stages)))

    @cached_property
    def steps(self) -> tuple[Part[Section], ...]:
        """Its steps, those that are cut included."""
        return tuple(_parts(self.span, (Card("", span, 0, section) for section, span in self.layout.steps)))

    @cached_property
    def lanes(self) -> tuple[BandLane, ...]:
        """Lanes that hold something in this band."""
        # Owners are one card over the whole journey, so a band may hold a part of it that shows none of them.
        is_owned = any(column.touchpoint for column in self.columns)
        held = (each for each in self.layout.lanes if is_owned or each.name != "owners")
        return tuple(lane for each in held if (lane := _lane(self.span, each)).rows)


def bands(layout: Layout, within: Span, most: int) -> tuple[Band, ...]:
    """Columns in as few bands of at most so many columns as the places allow at which they may be cut.

    Bands are cut between stages; a stage that no band can hold between steps, and a step that none can hold between
    touchpoints. Among equal numbers of bands those win that cut fewer stages, then those of more even lengths.
    """
    borders = {span.first for _, span in layout.stages}
    places = sorted(_places(layout, most) & set(range(within.first, within.last + 1)) | {within.first})
    best: dict[int, tuple[tuple[int, int, int], int]] = {within.first: ((0, 0, 0), within.first)}
    for end in (*places[1:], within.last + 1):
        is_inside = end not in borders and end <= within.last
        best[end] = min(
            ((count + 1, cuts + is_inside, squares + (end - start) ** 2), start)
            for start, ((count, cuts, squares), _) in best.items()
            if end - start <= most
        )
    found: list[Band] = []
    end = within.last + 1
    while end > within.first:
        start = best[end][1]
        found.append(Band(layout, Span(start, end - 1)))
        end = start
    return tuple(reversed(found))


def _places(layout: Layout, most: int) -> set[int]:
    """Columns that a band may start with."""
    found: set[int] = set()
    for stage, span in layout.stages:
        found.add(span.first)
        if span.length <= most:
            continue
        at = span.first
        for section in stage.sections:
            length = len(section.touchpoints)
            found |= set(range(at, at + length)) if length > most else {at}
            at += length
    return found


# WHAT STANDS IN A BAND


def _parts(band: Span, cards: Iterable[Card], joins: bool = False) -> Iterator[Part[Any]]:
    """The cards of a lane as far as they reach into a band, each in the first row that has room for it."""
    held = [card for card in cards if card.span.first <= band.last and card.span.last >= band.first]
    joined: dict[tuple[Span, int], list[Any]] = {}
    for card in sorted(held, key=lambda card: (card.row, card.span)):
        joined.setdefault((card.span, 0 if joins else card.row), []).append(card.thing)
    rows: list[set[int]] = []
    for (whole, _), things in joined.items():
        first, last = max(whole.first, band.first), min(whole.last, band.last)
        columns = set(range(first, last + 1))
        row = next((number for number, used in enumerate(rows) if not used & columns), len(rows))
        if row == len(rows):
            rows.append(set())
        rows[row] |= columns
        span = Span(first - band.first, last - band.first)
        yield Part(tuple(things), span, row, whole.first < band.first, whole.last > band.last)


def _lane(band: Span, lane: Lane) -> BandLane:
    if lane.name == "ways":
        bows = tuple(_stacked(_bows(band, lane.arcs)))
        return BandLane(lane.name, max((bow.row + 1 for bow in bows), default=0), bows=bows)
    parts = tuple(_parts(band, lane.cards, lane.name in HUNG))
    return BandLane(lane.name, max((part.row + 1 for part in parts), default=0), parts)


class _Ends(NamedTuple):
    source: float
    target: float


def _bows(band: Span, arcs: Iterable[Arc]) -> Iterator[Bow]:
    """Ways with at least one end in the band; what leaves it runs to the edge, over whole columns."""
    for arc in arcs:
        leaves, arrives = (band.first <= at <= band.last for at in (arc.source, arc.target))
        if not leaves and not arrives:
            continue
        ends = _Ends(arc.source - band.first + LEAVES / 100, arc.target - band.first + ARRIVES / 100)
        start, end = min(ends), max(ends)
        yield Bow(arc, max(start, 0), min(end, band.length), 0, leaves, arrives)


def _stacked(bows: Iterable[Bow]) -> Iterator[Bow]:
    """Each above those that it passes; one that leaves the band has the columns at its ends to itself."""
    ordered = sorted(bows, key=lambda bow: (-bow.start, bow.end, bow.arc.source, bow.arc.target))
    heights: list[int] = []
    for number, bow in enumerate(ordered):
        below = [heights[other] for other in range(number) if _meet(bow, ordered[other])]
        heights.append(max(below, default=-1) + 1)
    top = max(heights, default=0)
    for bow, height in zip(ordered, heights, strict=True):
        yield Bow(bow.arc, bow.start, bow.end, top - height, bow.leaves, bow.arrives)


def _meet(one: Bow, other: Bow) -> bool:
    """Whether two ways may not lie in one row: labels need the whole columns that their ways pass."""
    return one.first <= other.last and other.first <= one.last
