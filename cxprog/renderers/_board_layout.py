"""Where everything on a journey board stands: columns, lanes, rows, and what spans several columns.

Nothing here knows a width or a height; the browser measures. What is added, removed or renamed at one touchpoint moves
no other thing past another: columns follow the journey, rows of owners, surveys, loops and so on follow their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import Any, Literal, NamedTuple, get_args

from cxprog.renderers._board_values import Board, Elsewhere, Handoff, Metric, Section, Stage, Started, Touchpoint, Words

LaneName = Literal[
    "goals", "truths", "ways", "touchpoints", "emotion", "pains", "opportunities",
    "backstage", "support", "owners", "handoffs", "surveys", "metrics", "loops",
]  # fmt: skip
LANES: tuple[LaneName, ...] = get_args(LaneName)
"""From top to bottom."""
ARRIVES, LEAVES = 38, 62
"""Where ways reach a column and where they leave it, in percent of its width."""
BEHIND: LaneName = "backstage"
"""The first lane behind the line of visibility."""


# PARTS


@dataclass(frozen=True)
class Column:
    """One column of the board: a touchpoint, or the empty place of a stage without any."""

    stage: int
    """Index of the stage."""
    touchpoint: Touchpoint | None
    whole: Stage
    """The stage itself."""

    @property
    def part(self) -> Touchpoint | Stage:
        """What surveys listen to and practices work on here."""
        return self.touchpoint or self.whole


class Span(NamedTuple):
    """Columns from the first to the last one, counted from 0; both belong to it."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many columns there are."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Card:
    """Something that stands in a lane."""

    key: str
    """What it is, among the cards of its lane."""
    span: Span
    row: int
    """Row within the lane, from 0."""
    thing: Any
    """The value that it shows."""


@dataclass(frozen=True)
class Arc:
    """A way that does not simply lead to the next column."""

    source: int
    target: int
    row: int
    """Row within the lane, from 0 at the top."""
    whens: tuple[Words, ...]
    """Who goes this way; empty for everybody."""
    to: Touchpoint
    handoff: Handoff | None

    @property
    def is_back(self) -> bool:
        """Whether it leads to an earlier column, or to the same one."""
        return self.target <= self.source

    @property
    def span(self) -> Span:
        """The columns it passes."""
        return Span(min(self.source, self.target), max(self.source, self.target))


@dataclass(frozen=True)
class Lane:
    """A lane with its cards."""

    name: LaneName
    rows: int
    cards: tuple[Card, ...] = ()
    arcs: tuple[Arc, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A board with places."""

    board: Board
    columns: tuple[Column, ...]
    stages: tuple[tuple[Stage, Span], ...]
    steps: tuple[tuple[Section, Span], ...]
    """Steps only; touchpoints without one stand below no heading."""
    lanes: tuple[Lane, ...]
    """Those that hold something."""
    empty: tuple[LaneName, ...]
    """Those that are wanted, and that nobody has said anything for."""

    @cached_property
    def column_of(self) -> Mapping[str, int]:
        """Column by the id of its touchpoint."""
        return {column.touchpoint.id: at for at, column in enumerate(self.columns) if column.touchpoint}

    @cached_property
    def first_rows(self) -> Mapping[str, int]:
        """First grid row of each lane, from 1; `stages`, `steps` and `sight` (the line of visibility) besides."""
        rows = {"stages": 1, "steps": 2}
        after = 3 if self.steps else 2
        for lane in self.lanes:
            if LANES.index(lane.name) >= LANES.index(BEHIND) and "sight" not in rows:
                rows["sight"] = after
                after += 1
            rows[lane.name] = after
            after += lane.rows
        return {**rows, "end": after}


def laid_out(board: Board, lanes: Iterable[str] = LANES) -> Layout:
    """A place for everything on a board, in the lanes that are wanted."""
    columns = tuple(_columns(board))
    wanted = frozenset(lanes)
    made = [_lane(name, board, columns) for name in LANES if name in wanted]
    return Layout(
        board,
        columns,
        tuple(_stage_spans(board, columns)),
        tuple(_step_spans(board, columns)),
        tuple(lane for lane in made if lane.rows),
        tuple(lane.name for lane in made if not lane.rows),
    )


def _columns(board: Board) -> Iterator[Column]:
    for index, stage in enumerate(board.stages):
        for touchpoint in stage.touchpoints or (None,):
            yield Column(index, touchpoint, stage)


def _stage_spans(board: Board, columns: tuple[Column, ...]) -> Iterator[tuple[Stage, Span]]:
    for index, grouped in groupby(range(len(columns)), key=lambda at: columns[at].stage):
        own = list(grouped)
        yield board.stages[index], Span(own[0], own[-1])


def _step_spans(board: Board, columns: tuple[Column, ...]) -> Iterator[tuple[Section, Span]]:
    first = {column.touchpoint.id: at for at, column in enumerate(columns) if column.touchpoint}
    for stage in board.stages:
        for section in stage.sections:
            if section.id:
                start = first[section.touchpoints[0].id]
                yield section, Span(start, start + len(section.touchpoints) - 1)


# LANES


class _Loose(NamedTuple):
    """A card that has no row yet; those with one key share a row."""

    key: str
    span: Span
    thing: Any


def _lane(name: LaneName, board: Board, columns: tuple[Column, ...]) -> Lane:
    if name == "ways":
        arcs = tuple(_arcs(columns))
        return Lane(name, max((arc.row + 1 for arc in arcs), default=0), arcs=arcs)
    cards = tuple(_packed(_LANES[name](board, columns)))
    return Lane(name, max((card.row + 1 for card in cards), default=0), cards)


def _packed(loose: Iterable[_Loose]) -> Iterator[Card]:
    """Each key in the first row where it meets none of those before it."""
    by_key: dict[str, list[_Loose]] = {}
    for each in loose:
        by_key.setdefault(each.key, []).append(each)
    rows: list[set[int]] = []
    for key in sorted(by_key):
        taken = {column for each in by_key[key] for column in range(each.span.first, each.span.last + 1)}
        row = next((number for number, used in enumerate(rows) if not used & taken), len(rows))
        if row == len(rows):
            rows.append(set())
        rows[row] |= taken
        yield from (Card(key, each.span, row, each.thing) for each in by_key[key])


def _goals(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
    for stage, span in _stage_spans(board, columns):
        if stage.goal:
            yield _Loose("", span, stage)


def _single(shows: Callable[[Touchpoint], Any]) -> Callable[[Board, tuple[Column, ...]], Iterator[_Loose]]:
    """A lane with at most one card for each touchpoint."""

    def cards(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
        for at, column in enumerate(columns):
            if column.touchpoint and shows(column.touchpoint):
                yield _Loose("", Span(at, at), column.touchpoint)

    return cards


def _owners(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
    """One card over all columns: the lane has rows of its own."""
    if board.touchpoints:
        yield _Loose("", Span(0, len(columns) - 1), board)


def _surveys(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
    for survey in board.surveys.values():
        yield from _runs(survey.id, columns, _listed(survey.id, survey, lambda part: part.surveys))


def _metrics(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
    for metric in board.metrics:
        for key, span, _ in _runs(metric.id, columns, partial(_fed, metric)):
            listening = {name for column in columns[span.first : span.last + 1] for name in column.part.surveys}
            yield _Loose(key, span, (metric, tuple(name for name in metric.fed_by if name in listening)))


def _fed(metric: Metric, column: Column) -> Metric | None:
    return metric if set(metric.fed_by).intersection(column.part.surveys) else None


def _loops(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
    for name in board.loops:
        yield from _runs(name, columns, partial(_started, name))


def _started(loop: str, column: Column) -> Started | None:
    loops = column.touchpoint.loops if column.touchpoint else ()
    return next((started for started in loops if started.loop == loop), None)


def _support(board: Board, columns: tuple[Column, ...]) -> Iterator[_Loose]:
    for at, column in enumerate(columns):
        if column.touchpoint and (others := _counterparts(column.touchpoint)):
            yield _Loose("", Span(at, at), others)
    for practice in board.practices.values():
        yield from _runs(practice.id, columns, _listed(practice.id, practice, lambda part: part.practices))


def _listed(name: str, thing: Any, listed: Callable[[Touchpoint | Stage], tuple[str, ...]]) -> Callable[[Column], Any]:
    """Shows a thing in the columns whose part of the journey lists its name."""
    return lambda column: thing if name in listed(column.part) else None


def _counterparts(touchpoint: Touchpoint) -> tuple[Elsewhere, ...]:
    return tuple(other for other in touchpoint.elsewhere if other.sort == "counterpart")


def _runs(key: str, columns: tuple[Column, ...], shown: Callable[[Column], Any]) -> Iterator[_Loose]:
    """Neighboring columns that show the same value, each run as one card."""
    at = 0
    for value, grouped in groupby(map(shown, columns)):
        count = len(list(grouped))
        if value is not None:
            yield _Loose(key, Span(at, at + count - 1), value)
        at += count


_LANES: Mapping[str, Callable[[Board, tuple[Column, ...]], Iterator[_Loose]]] = {
    "goals": _goals,
    "truths": _single(lambda each: each.is_truth),
    "touchpoints": _single(lambda each: each.side == "front"),
    "emotion": _single(lambda each: each.emotion is not None),
    "pains": _single(lambda each: each.pains),
    "opportunities": _single(lambda each: each.opportunities),
    "backstage": _single(lambda each: each.side == "back"),
    "support": _support,
    "owners": _owners,
    "handoffs": _single(lambda each: any(each.handoffs)),
    "surveys": _surveys,
    "metrics": _metrics,
    "loops": _loops,
}


# WAYS


def _arcs(columns: tuple[Column, ...]) -> Iterator[Arc]:
    """Branches, loops and leaps in rows; an arc lies above those within its span, so that its ends cross none."""
    at = {column.touchpoint.id: number for number, column in enumerate(columns) if column.touchpoint}
    found: dict[tuple[int, int], Arc] = {}
    for source, column in enumerate(columns):
        for way in column.touchpoint.ways if column.touchpoint else ():
            target = at[way.target]
            if target == source + 1 and way.when is None:
                continue
            to = columns[target].touchpoint
            assert to is not None
            before = found.get((source, target))
            whens = (*(before.whens if before else ()), *((way.when,) if way.when else ()))
            found[source, target] = Arc(source, target, 0, whens, to, way.handoff)
    yield from _stacked(found.values())


def _stacked(arcs: Iterable[Arc]) -> Iterator[Arc]:
    # Starts and ends keep their order when a column is put between them, so the rows do too.
    ordered = sorted(arcs, key=lambda arc: (-_reach(arc)[0], _reach(arc)[1], arc.source, arc.target))
    heights: list[int] = []
    for number, arc in enumerate(ordered):
        below = [heights[other] for other in range(number) if _meet(_reach(arc), _reach(ordered[other]))]
        heights.append(max(below, default=-1) + 1)
    top = max(heights, default=0)
    yield from (
        Arc(arc.source, arc.target, top - height, arc.whens, arc.to, arc.handoff)
        for arc, height in zip(ordered, heights, strict=True)
    )


def _reach(arc: Arc) -> tuple[float, float]:
    """Where an arc starts and ends: within a column, ways arrive before the middle and leave behind it."""
    arrives, leaves = arc.target + ARRIVES / 100, arc.source + LEAVES / 100
    return min(arrives, leaves), max(arrives, leaves)


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    # Ways that leave or arrive together share their end there, so neither may lie in the other's row.
    return one[0] <= other[1] and other[0] <= one[1]
