"""The sheets of a poster as HTML for print: bands filled into templates, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.renderers import _board_words as words_of
from cxprog.renderers._board_icons import OWN_ICONS
from cxprog.renderers._board_layout import BEHIND, LANES, LaneName, Layout, Span
from cxprog.renderers._board_lines import Relay as WholeRelay
from cxprog.renderers._board_lines import Stroke, curve, height_of, relay
from cxprog.renderers._board_page import environment
from cxprog.renderers._board_text import Markup, dense, is_from_right, said_in
from cxprog.renderers._board_values import Owner, Phrase, Stage, Started, Touchpoint, Way, Words
from cxprog.renderers._measure import wrapped
from cxprog.renderers._poster_bands import HUNG, Band, BandLane, Bow, Part
from cxprog.renderers._poster_fit import GAP, HEAD, Plan
from cxprog.renderers._poster_lines import UNITS, Frame, Relay, Track, box, emotion, level
from cxprog.renderers._svg import ICONS, INK, legal, pattern

if TYPE_CHECKING:
    from jinja2 import Environment

ENDLESS_MM = 40_000
"""Height of the sheet that bands are measured on."""
_WIDEST = 88
"""A number of sheets that takes as much room as any."""
_LEADING = 1.22
_LONGEST_NAME = 48
"""Characters of an owner's name beside its track; the cards have it whole."""


class Stretch(NamedTuple):
    """How much taller than need be the parts of a sheet are drawn, in letters."""

    emotion: float = 0
    track: float = 0
    row: float = 0
    """Each gap between two rows."""
    band: float = 0
    """Each gap between two bands."""


class Sheet(NamedTuple):
    """One sheet of paper."""

    bands: tuple[int, ...]
    """Numbers of the bands of the plan that stand on it."""
    stretch: Stretch
    number: int
    """Among all sheets of the file, from 1."""


def page(plan: Plan, sheets: Sequence[Sheet], total: int, commit: str) -> str:
    """The sheets of a plan as one document; `total` counts the sheets of the whole file."""
    return _rendered(plan, sheets, total, commit, is_measured=False)


def measured(plan: Plan, commit: str) -> str:
    """All bands of a plan on one endless sheet, with marks between which they can be measured."""
    every = tuple(range(len(plan.bands)))
    return _rendered(plan, (Sheet(every, Stretch(), _WIDEST),), _WIDEST, commit, is_measured=True)


def _rendered(plan: Plan, sheets: Sequence[Sheet], total: int, commit: str, *, is_measured: bool) -> str:
    made = _Page(plan)
    text = (
        _environment()
        .get_template("poster.html")
        .render(
            page=made,
            board=made.board,
            plan=plan,
            paper=plan.chapter.paper,
            sheets=[(sheet, [made.band(number, sheet.stretch) for number in sheet.bands]) for sheet in sheets],
            total=total,
            commit=commit,
            is_measured=is_measured,
            **made.parts,
        )
    )
    return legal(dense(text))


def stretch(plan: Plan, held: Sequence[int], room: float) -> Stretch:
    """What a sheet gives its parts of the room that its bands leave: the curves first, then tracks and gaps."""
    made = _Page(plan)
    rows = [row for number in held for row in made.band(number, Stretch()).rows]
    curves = sum(row.sort == "emotion" for row in rows)
    tracks = sum(len(made.band(number, Stretch()).relay.tracks) for number in held if "owners" in made.layout_lanes)
    room -= 0.05
    curve = min(10.0, max(0.0, room * 0.45 / curves)) if curves else 0.0
    room -= curve * curves
    track = min(1.6, max(0.0, room * 0.45 / tracks)) if tracks else 0.0
    room -= track * tracks
    gaps = len(rows) + len(held)
    row = min(0.9, max(0.0, room * 0.7 / gaps))
    room -= row * gaps
    return Stretch(curve, track, row, min(3.0, max(0.0, room / (len(held) - 1))) if len(held) > 1 else 0.0)


# WHAT THE TEMPLATES SHOW


class Cell(NamedTuple):
    """One cell of a row; empty where there is no part."""

    length: int
    """Columns that it takes; text may run on into those that are free."""
    part: Part[Any] | None
    column: int
    bar: float = 0
    """Width of the columns that the part stands for, in letters."""
    before: float = 0
    """Room before them that the text takes as well, as there is none behind them; it then ends where they do."""


class Row(NamedTuple):
    """One row of a band's table."""

    sort: str
    """`stages`, `part`, `steps`, `sight`, `title`, or the name of a lane."""
    head: tuple[str, str] | None
    """Icon and title of the lane, in its first row."""
    head_rows: int = 1
    cells: tuple[Cell, ...] = ()


class BowCell(NamedTuple):
    """A way in its row, or the room before one."""

    width: float
    """In letters, like all that follows."""
    bow: Bow | None
    start: float = 0
    """Where the line starts and how long it is, within the cell."""
    length: float = 0
    inset: float = 0
    """Room to keep clear of the line at both ends."""


@dataclass(frozen=True)
class _Band:
    """A band as the templates see it; lengths in letters."""

    page: _Page
    band: Band
    number: int
    stretch: Stretch

    @property
    def count(self) -> int:
        return self.band.span.length

    @property
    def width(self) -> float:
        """Width of a column."""
        return self.page.plan.width(self.band)

    @property
    def is_narrow(self) -> bool:
        """Whether long words need smaller letters."""
        return self.width < _NARROW

    @property
    def whole(self) -> float:
        """Width of all columns."""
        return self.frame.whole / UNITS

    @cached_property
    def frame(self) -> Frame:
        return Frame(self.count, self.width * UNITS, GAP * UNITS, self.page.is_from_right)

    def start(self, place: float) -> float:
        """Distance of a place in columns from the start of the first one."""
        return place * (self.width + GAP) - GAP / 2

    @property
    def truths(self) -> Iterator[tuple[float, float]]:
        """Start and width of the tint behind each moment of truth, from the start of the band."""
        for number, column in enumerate(self.band.columns):
            if column.touchpoint and column.touchpoint.is_truth:
                # Behind the last column there is the margin of the sheet.
                behind = GAP / 2 if number + 1 < self.count else 0
                yield GAP + HEAD + GAP / 2 + number * (self.width + GAP), GAP / 2 + self.width + behind

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows())

    def _rows(self) -> Iterator[Row]:
        if self.page.plan.chapter.stage is None:
            yield Row("stages", None, 1, self._cells(self.band.stages))
        elif len(self.page.plan.bands) > 1 and not self.band.steps:
            # A panel has the title of its stage above it.
            yield Row("part", None)
        if self.band.steps:
            yield Row("steps", None, 1, self._cells(self.band.steps))
        is_behind = False
        for lane in self.band.lanes:
            if not is_behind and LANES.index(lane.name) >= LANES.index(BEHIND):
                is_behind = True
                yield Row("sight", None)
            yield from self._lane(lane)

    def _lane(self, lane: BandLane) -> Iterator[Row]:
        head = self.page.lane(lane.name)
        if lane.name in ("ways", "emotion", "owners"):
            yield from [Row("title", head)] if lane.name == "owners" else []
            yield Row(lane.name, head)
            return
        for row in range(lane.rows):
            cells = self._cells([part for part in lane.parts if part.row == row], lane.name in HUNG)
            yield Row(lane.name, head if row == 0 else None, lane.rows, cells)

    def _cells(self, parts: Sequence[Part[Any]], runs_on: bool = False) -> tuple[Cell, ...]:
        return tuple(self._filled(sorted(parts, key=lambda part: part.span), runs_on))

    def _filled(self, parts: Sequence[Part[Any]], runs_on: bool) -> Iterator[Cell]:
        at = 0
        for part, following in zip(parts, (*parts[1:], None), strict=True):
            start, end = part.span.first, part.span.last + 1
            limit = following.span.first if following else self.count
            wanted = ceil(_LINE * min(len(part.things), _LINES_MAX) / self.width) if runs_on else 0
            if end < limit:
                end = max(end, min(limit, start + wanted))
            else:
                start = min(start, max(at, end - wanted))
            yield from (Cell(1, None, column) for column in range(at, start))
            step = self.width + GAP
            yield Cell(end - start, part, start, part.span.length * step - GAP, (part.span.first - start) * step)
            at = end
        yield from (Cell(1, None, column) for column in range(at, self.count))

    # LANES THAT ARE ONE DRAWING

    @property
    def emotion_height(self) -> float:
        return 7.0 + self.stretch.emotion

    @property
    def emotion(self) -> Markup:
        first, last = self.band.span.first, self.band.span.last
        strokes = self.page.strokes[first : last + 1]
        return Markup(emotion(self.frame, self.band.columns, strokes, self.emotion_height * UNITS))

    @property
    def feelings(self) -> Iterator[tuple[float, float, Touchpoint]]:
        """Start of the column, height of the curve, touchpoint."""
        for number, column in enumerate(self.band.columns):
            if column.touchpoint and column.touchpoint.emotion is not None:
                y = level(height_of(column.touchpoint.emotion), self.emotion_height * UNITS)
                yield number * (self.width + GAP), y / UNITS, column.touchpoint

    @property
    def scale(self) -> Iterator[tuple[float, int]]:
        """Heights of the emotions, from the top of the lane."""
        for value in (2, 1, 0, -1, -2):
            yield level(height_of(value), self.emotion_height * UNITS) / UNITS, value

    @cached_property
    def relay(self) -> Relay:
        whole = self.page.relay
        stations = whole.stations[self.band.span.first : self.band.span.last + 1]
        used = sorted({station.row for each in stations for station in each})
        tracks = tuple(Track(whole.owners[row], self._track(whole.owners[row])) for row in used)
        return Relay(self.band, self.frame, stations, tracks)

    @property
    def drawing(self) -> Markup:
        """The relay."""
        return Markup(self.relay.drawing)

    def _track(self, owner: Owner | None) -> float:
        name = self.page.board.said(self.page.shortened(owner.title)) if owner else ""
        partner = " partner" if owner and owner.kind == "partner" else ""
        lines = len(wrapped(name + partner, HEAD - 2.4, 1))
        return (max(2.1, lines * _LEADING + 0.2) + self.stretch.track) * UNITS

    @property
    def tracks(self) -> Iterator[tuple[float, float, Owner | None]]:
        """Top, height and owner of each track."""
        top = 0.0
        for track in self.relay.tracks:
            yield top, track.height / UNITS, track.owner
            top += track.height / UNITS

    @property
    def bow_rows(self) -> Iterator[list[BowCell]]:
        (lane,) = (lane for lane in self.band.lanes if lane.name == "ways")
        for row in range(lane.rows):
            yield list(self._bows(sorted((bow for bow in lane.bows if bow.row == row), key=lambda bow: bow.start)))

    def _bows(self, bows: Sequence[Bow]) -> Iterator[BowCell]:
        at = 0.0
        for bow in bows:
            first, last = bow.first * (self.width + GAP), bow.last * (self.width + GAP) + self.width
            yield BowCell(first - at, None)
            start = max(self.start(bow.start) - first, 0)
            length = min(self.start(bow.end), self.whole) - first - start
            inset = max(start, last - first - start - length) + 0.6
            room = last - first - 2 * inset
            yield BowCell(last - first, bow, start, length, inset if room > _LABEL else 0)
            at = last
        yield BowCell(self.whole - at, None)

    @property
    def heads(self) -> Iterator[tuple[float, bool]]:
        """Where ways arrive in the band, from its start, and whether responsibility passes with them."""
        (lane,) = (lane for lane in self.band.lanes if lane.name == "ways")
        for bow in lane.bows:
            if bow.arrives:
                yield self.start(bow.start if bow.arc.is_back else bow.end), bool(bow.arc.handoff)


_NARROW = 14.5
"""Width of a column that holds any common word in the letters of titles, in letters."""
_LINE = 44.0
"""Width from which a text at a bar needs no further column, in letters; several texts get several times as much."""
_LINES_MAX = 3
"""How many times as much at most."""
_LABEL = 9.0
"""Room that the words at a way need, in letters."""


class _Page:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.layout: Layout = plan.chapter.layout
        self.board = self.layout.board
        self.is_from_right = is_from_right(self.board.locale)
        self.numbers = {touchpoint.id: number for number, touchpoint in enumerate(self.board.touchpoints, 1)}

    @property
    def layout_lanes(self) -> frozenset[str]:
        """Names of the lanes that hold something."""
        return frozenset(lane.name for lane in self.layout.lanes)

    @cached_property
    def strokes(self) -> tuple[tuple[Stroke, ...], ...]:
        return curve(self.layout.columns)

    @cached_property
    def relay(self) -> WholeRelay:
        return relay(self.layout)

    @property
    def parts(self) -> dict[str, Any]:
        """What all sheets share."""
        board, stage = self.board, self.plan.chapter.stage
        return {
            "direction": "rtl" if self.is_from_right else "ltr",
            "stage": stage,
            "stage_number": board.stages.index(stage) + 1 if stage else 0,
            "counts": self._counts(stage),
            "letter": self.plan.letter_mm,
            "head": HEAD,
            "gap": GAP,
            "endless": ENDLESS_MM,
            "legend": _legend(self.layout, self.plan.chapter.within),
            "title": legal(board.said(stage.title if stage else board.title)),
            "program": legal(board.said(board.program)),
        }

    def _shown(self) -> tuple[Touchpoint, ...]:
        within = self.plan.chapter.within
        columns = self.layout.columns[within.first : within.last + 1]
        return tuple(column.touchpoint for column in columns if column.touchpoint)

    def _counts(self, stage: Stage | None) -> str:
        shown = self._shown()
        counts = [] if stage else [words_of.counted(len(self.board.stages), "stage")]
        counts.append(words_of.counted(len(shown), "touchpoint") if shown else "no touchpoints yet")
        if truths := sum(touchpoint.is_truth for touchpoint in shown):
            counts.append(f"{truths} moment{'s' if truths > 1 else ''} of truth")
        return " · ".join(counts)

    def band(self, number: int, stretch: Stretch) -> _Band:
        return _Band(self, self.plan.bands[number], number, stretch)

    def lane(self, name: LaneName) -> tuple[str, str]:
        icon, title = words_of.LANES[name]
        return icon, title.format(actor=self.board.actor)

    # TEXTS

    def say(self, words: Words | Phrase) -> Markup:
        """A text, or fixed words and texts in a row; those with long words say so."""
        return said_in(words, (self.board.locale,), self.board.usual, fits=True)

    def short(self, words: Words) -> Markup:
        """The beginning of a long text."""
        return self.say(self.shortened(words))

    def shortened(self, words: Words) -> Words:
        """A text of which no more than the beginning is shown."""
        text = legal(self.board.said(words))
        if len(text) > _LONGEST_NAME:
            text = text[: _LONGEST_NAME - 1].rstrip() + "…"
        return Words(((words.locale(self.board.locale, self.board.usual), text),))

    def way(self, bow: Bow) -> Phrase:
        """What is said at a way; one that leaves the band also says where it leads."""
        words = words_of.way_words(self.board, bow.arc)
        if bow.leaves and bow.arrives:
            return words
        columns = self.layout.columns
        other = columns[bow.arc.target if bow.leaves else bow.arc.source].touchpoint
        assert other is not None
        name: Phrase = (f"{self.numbers[other.id]} ", other.title)
        when: Phrase = (*words_of.joined(bow.arc.whens, " / "), ": ") if bow.arc.whens else ()
        return (*when, ("back to " if bow.arc.is_back else "on to ") if bow.leaves else "from ", *name)

    def deadlines(self, started: Started) -> Iterator[Phrase]:
        """By when somebody must act."""
        return words_of.deadlines(started, self.board.loops[started.loop])

    def survey_titles(self, names: Sequence[str]) -> tuple[Words, ...]:
        """Titles of surveys."""
        return tuple(self.board.surveys[name].title for name in names)

    def has_own_roles(self, touchpoint: Touchpoint) -> bool:
        """Whether others take part than in its whole stage."""
        stage = self.layout.columns[self.layout.column_of[touchpoint.id]].whole
        return touchpoint.roles != stage.roles

    def touchpoint_number(self, touchpoint: Touchpoint) -> int:
        """Its place in the journey, from 1."""
        return self.numbers[touchpoint.id]

    def next_way(self, touchpoint: Touchpoint) -> Way | None:
        """The way that leads to the next column."""
        at = self.layout.column_of
        here = at[touchpoint.id]
        return next((way for way in touchpoint.ways if at[way.target] == here + 1), None)


class _Legend(NamedTuple):
    """Which signs need to be explained."""

    truths: bool
    has_star: bool
    """Whether moments of truth have a star; else only their columns are tinted."""
    joint: bool
    handoffs: bool
    evidence: tuple[str, ...]
    """Strengths of the evidence for feelings, the strongest first."""
    partners: bool


def _legend(layout: Layout, within: Span) -> _Legend:
    lanes = frozenset(lane.name for lane in layout.lanes)
    columns = layout.columns[within.first : within.last + 1]
    shown = tuple(column.touchpoint for column in columns if column.touchpoint)
    felt = {each.evidence for each in shown if each.emotion is not None} if "emotion" in lanes else set()
    has_cards = not lanes.isdisjoint(_CARDS)
    return _Legend(
        any(each.is_truth for each in shown),
        has_cards or "truths" in lanes,
        has_cards and any(len(each.owners) > 1 and each.lead in each.owners for each in shown),
        _has_handoffs(layout, within, lanes),
        tuple(strength for strength in ("full", "partly", "none") if strength in felt),
        (has_cards or "owners" in lanes) and any(owner.kind == "partner" for each in shown for owner in each.owners),
    )


_CARDS: frozenset[LaneName] = frozenset({"touchpoints", "backstage"})
"""Lanes of touchpoints as cards, which have a strip for their owners and an arrow to the next one."""


def _has_handoffs(layout: Layout, within: Span, lanes: frozenset[LaneName]) -> bool:
    """Whether responsibility is seen to pass: between neighbors, or on a way that leaps."""
    for at, column in enumerate(layout.columns):
        for way in column.touchpoint.ways if column.touchpoint else ():
            target = layout.column_of[way.target]
            leaves, arrives = (within.first <= place <= within.last for place in (at, target))
            is_next = target == at + 1
            is_drawn = is_next and not lanes.isdisjoint(_CARDS | {"owners"} if leaves else {"owners"})
            leaps = "ways" in lanes and (not is_next or way.when is not None)
            if way.handoff and (leaves or arrives) and (is_drawn or leaps):
                return True
    return False


# FILES


_BOUND = (
    "deadlines",
    "has_own_roles",
    "next_way",
    "say",
    "short",
    "survey_titles",
    "touchpoint_number",
    "way",
)
"""Filters that depend on the poster: methods of its page."""


@cache
def _environment() -> Environment:
    made = environment("poster", _BOUND)
    made.filters |= {"icon": icon, "mark": mark, "rem": _rem, "sign": lambda owner: Markup(pattern(owner.sign))}
    return made


def _rem(value: float) -> str:
    return re.sub(r"\.?0+$", "", f"{value:.3f}") + "rem"


def icon(name: str) -> Markup:
    """A line drawing as large as a letter."""
    d = OWN_ICONS.get(name) or ICONS.get(name, ICONS["other"])
    weight, fill = "2.6" if name == "other" else "1.5", "#f0e442" if name == "star" else "none"
    return Markup(
        f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{d}" fill="{fill}" '
        f'stroke="{INK}" stroke-width="{weight}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def mark(owner: Owner) -> Markup:
    """The sign of an owner as large as a letter."""
    return Markup(
        f'<svg class="mark" viewBox="0 0 14 14" aria-hidden="true"><defs>{pattern(owner.sign)}</defs>{box(owner)}</svg>'
    )
