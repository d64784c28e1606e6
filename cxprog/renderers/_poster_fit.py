"""How large the letters of a poster are, how many columns its bands have, and which sheet each band stands on.

Sizes are in millimeters of paper or in letters: one letter is the size of the smallest text on the sheet, and grows
with the room there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from cxprog.renderers._board_layout import Layout, Span
from cxprog.renderers._board_values import Stage
from cxprog.renderers._poster_bands import Band, bands

POINT_MM = 25.4 / 72
GAP = 0.5
"""Between two columns, in letters."""
HEAD = 10.4
"""Width of the names of lanes, in letters."""
_NARROWEST = 9.6
"""Width of a column that still holds two or three words in a line, in letters."""
BETWEEN = 1.6
"""Between two bands, in letters."""
LARGEST, _SMALLEST = 28, -58
"""How far letters grow on a sheet that has room, and shrink where nothing else helps: to 3 times and to a tenth."""
_STEP = 1.04
"""By how much a step lets letters grow."""
_FIXED = 0.42
"""Share of a band's height that stays when its columns get wider: headings, curves, margins."""
HOPE, DOUBT = 0.9, 1.03
"""What estimates are multiplied by: first a little less than expected is taken for possible, then a little more."""


class Paper(NamedTuple):
    """A sheet in landscape."""

    width_mm: float
    height_mm: float
    margin_mm: float
    letter_pt: float
    """Smallest text."""

    def letter_mm(self, growth: float) -> float:
        """Size of the smallest text when letters have grown."""
        return self.letter_pt * growth * POINT_MM

    @property
    def inner_mm(self) -> tuple[float, float]:
        """Width and height without the margins."""
        return self.width_mm - 2 * self.margin_mm, self.height_mm - 2 * self.margin_mm


A0 = Paper(1189, 841, 18, 24.05)
"""What posters are laid out for; the other sizes are the same sheets, reduced."""
A1 = Paper(841, 594, 12.7, 17)
A3 = Paper(420, 297, 6.4, 8.5)
PANEL = Paper(420, 297, 8, 8.5)
"""One stage, to be read by those who sit around it."""


def growth(steps: int) -> float:
    """Size of letters after so many steps."""
    return float(_STEP**steps)


@dataclass(frozen=True)
class Chapter:
    """What gets sheets of its own: a whole journey, or one of its stages."""

    layout: Layout
    paper: Paper
    stage: Stage | None = None
    """None for the whole journey."""

    @property
    def within(self) -> Span:
        """Its columns."""
        spans = (span for stage, span in self.layout.stages if stage == self.stage)
        return next(spans, Span(0, len(self.layout.columns) - 1))


@dataclass(frozen=True)
class Plan:
    """How a chapter is cut, and how large its letters are."""

    chapter: Chapter
    steps: int
    """By how many steps the letters are larger than the smallest ones."""
    bands: tuple[Band, ...]

    @property
    def growth(self) -> float:
        """Size of the letters as a multiple of the smallest ones."""
        return growth(self.steps)

    @property
    def letter_mm(self) -> float:
        """Size of the smallest text."""
        return self.chapter.paper.letter_mm(self.growth)

    def width(self, band: Band) -> float:
        """Width of the columns of a band, in letters."""
        return _room(self.chapter.paper, self.growth, band.span.length)


class Heights(NamedTuple):
    """What a plan takes on paper, in millimeters."""

    around: float
    """Above and below the bands of a sheet."""
    bands: tuple[float, ...]


def first_plan(chapter: Chapter) -> Plan:
    """As many columns a band as there can be, in the smallest letters."""
    return Plan(chapter, 0, bands(chapter.layout, chapter.within, _most(chapter.paper, 1)))


def better(plan: Plan, heights: Heights, largest: int = LARGEST, trust: float = HOPE) -> Plan:
    """The plan with the fewest sheets, then the largest letters, judged by what another plan took.

    Letters are smaller than the smallest ones only where nothing else fits.
    """
    if largest >= 0:
        found = _best(plan, heights, range(largest, -1, -1), trust)
        # A plan that is cut otherwise may take less than expected; only measuring it tells.
        if cost(found, estimated(found, plan, heights, trust)).fits or (found.bands != plan.bands and plan.steps >= 0):
            return found
    return _best(plan, heights, range(min(largest, -1), _SMALLEST - 1, -1), trust)


def _best(known: Plan, heights: Heights, steps: Iterable[int], trust: float) -> Plan:
    return min(_plans(known.chapter, steps), key=lambda each: cost(each, estimated(each, known, heights, trust)))


def _plans(chapter: Chapter, steps: Iterable[int]) -> Iterator[Plan]:
    cuts: dict[int, tuple[Band, ...]] = {}
    for size in steps:
        for most in range(1, min(chapter.within.length, _most(chapter.paper, growth(size))) + 1):
            if most not in cuts:
                cuts[most] = bands(chapter.layout, chapter.within, most)
            yield Plan(chapter, size, cuts[most])


class Cost(NamedTuple):
    """How good a plan is; the least is the best."""

    overflow_mm: int
    """How much taller than a sheet the tallest band is."""
    is_small: bool
    """Whether letters are smaller than the smallest ones."""
    sheets: int
    letters: int
    bands: int

    @property
    def fits(self) -> bool:
        """Whether no band is taller than a sheet."""
        return self.overflow_mm == 0


def cost(plan: Plan, heights: Heights) -> Cost:
    """How good a plan is that takes so much."""
    free, is_small = free_mm(plan, heights), plan.steps < 0
    count = 0 if is_small else len(sheets(plan, heights))
    return Cost(max(0, ceil(max(heights.bands) - free)), is_small, count, -plan.steps, len(plan.bands))


def estimated(plan: Plan, known: Plan, heights: Heights, trust: float = HOPE) -> Heights:
    """What a plan takes, judged by what another plan for the same chapter took."""
    if plan == known:
        return heights
    scale = plan.growth / known.growth
    doubt = 1 if plan.bands == known.bands else trust
    by_column: dict[int, tuple[float, float]] = {}
    for band, height in zip(known.bands, heights.bands, strict=True):
        by_column |= dict.fromkeys(range(band.span.first, band.span.last + 1), (height, known.width(band)))
    found = []
    for band in plan.bands:
        width = plan.width(band)
        own = {by_column[at] for at in range(band.span.first, band.span.last + 1)}
        found.append(max(height * (_FIXED + (1 - _FIXED) * before / width) for height, before in own) * scale * doubt)
    return Heights(heights.around * max(scale, scale**1.5), tuple(found))


def free_mm(plan: Plan, heights: Heights) -> float:
    """Height for bands on one sheet."""
    return plan.chapter.paper.inner_mm[1] - heights.around


def sheets(plan: Plan, heights: Heights) -> tuple[tuple[int, ...], ...]:
    """Numbers of the bands on each sheet: as few sheets as can be, all about as full."""
    gap = BETWEEN * plan.letter_mm
    free = max(free_mm(plan, heights), *heights.bands) + 1e-6
    best: list[tuple[int, float, int]] = [(0, 0, 0)]
    for end in range(1, len(heights.bands) + 1):
        taken = ((start, sum(heights.bands[start:end]) + gap * (end - start - 1)) for start in range(end))
        best.append(
            min((best[start][0] + 1, best[start][1] + height**2, start) for start, height in taken if height <= free)
        )
    found: list[tuple[int, ...]] = []
    end = len(heights.bands)
    while end:
        start = best[end][2]
        found.append(tuple(range(start, end)))
        end = start
    return tuple(reversed(found))


def _room(paper: Paper, growth: float, count: int) -> float:
    """Width of each of so many columns, in letters."""
    inner = paper.inner_mm[0] / paper.letter_mm(growth)
    return (inner - HEAD - GAP * count) / count


def _most(paper: Paper, growth: float) -> int:
    """How many columns a band can have; at least one."""
    inner = paper.inner_mm[0] / paper.letter_mm(growth)
    return max(1, int((inner - HEAD) / (_NARROWEST + GAP)))
