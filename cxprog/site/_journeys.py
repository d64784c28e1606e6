"""The page of a journey: stages and touchpoints with who owns them, who listens, and who must act by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.renderers import _board_words as words_of
from cxprog.renderers._board_layout import Column
from cxprog.renderers._board_lines import Stroke, curve, height_of
from cxprog.renderers._board_values import Board, Loop, Phrase, Stage, Touchpoint, Words
from cxprog.site._conditions import starts
from cxprog.site._owning import Held, held
from cxprog.site._site import Ref, Site, Spot, facts

if TYPE_CHECKING:
    from cxprog.site._found import Findings


class Point(NamedTuple):
    """A moment of truth on the emotion curve."""

    x: int
    y: float


class Curve(NamedTuple):
    """The emotion curve of a journey, small."""

    width: int
    """A hundred for each touchpoint."""
    strokes: tuple[tuple[int, Stroke], ...]
    """Lines, each with how far its column is moved."""
    truths: tuple[Point, ...]
    words: Phrase
    """What it shows, for those who do not see it."""
    from_right: str
    """Locale whose direction it follows."""


class Acting(NamedTuple):
    """A loop as it answers for a touchpoint."""

    ref: Ref
    whom: Phrase
    by_when: tuple[Phrase, ...]


class Stop(NamedTuple):
    """A touchpoint."""

    value: Touchpoint
    spot: Spot
    board: str
    """Address of the board with the touchpoint opened."""
    surveys: tuple[Ref, ...]
    loops: tuple[Acting, ...]
    handoffs: tuple[Phrase, ...]
    ways: tuple[tuple[Ref, Words | None], ...]
    """Where people go from here, and who does."""


class Section(NamedTuple):
    """A step, or the touchpoints of a stage without steps."""

    id: str
    title: Words | None
    stops: tuple[Stop, ...]


class Part(NamedTuple):
    """A stage."""

    value: Stage
    surveys: tuple[Ref, ...]
    sections: tuple[Section, ...]


class Share(NamedTuple):
    """What somebody owns of the journey."""

    ref: Ref
    held: Held


def values(site: Site, board: Board, findings: Findings) -> dict[str, Any]:
    """Everything that the template names."""
    reading = _Reading(site, board)
    spec = site.manifest.get("journey", board.id)
    return {
        "board": board,
        "spot": site.spot("journey", board.id),
        "curve": emotion(board),
        "parts": tuple(reading.part(stage) for stage in board.stages),
        "shares": tuple(shares(site, board)),
        "surveys": tuple((site.ref("survey", name), survey) for name, survey in board.surveys.items()),
        "metrics": site.refs("metric", (metric.id for metric in board.metrics)),
        "loops": tuple(_loops(site, board)),
        "practices": tuple((site.ref("practice", name), each) for name, each in board.practices.items()),
        "facts": facts(
            ("Whose journey", board.actor),
            ("Size", " · ".join(counts(board))),
            ("Out of use from", site.retired(spec)),
            ("Source", spec.source or ""),
        ),
        "findings": findings.about.get(("journey", board.id), ()),
    }


def _loops(site: Site, board: Board) -> Iterator[tuple[Ref, str, Phrase, int]]:
    """Loops that start in a journey: which sort, what starts them, and at how many touchpoints."""
    counted = Counter(each.loop for touchpoint in board.touchpoints for each in touchpoint.loops)
    for name, loop in board.loops.items():
        yield site.ref("loop", name), loop.type, starts(site, site.manifest.get("loop", name)), counted[name]


def counts(board: Board) -> Iterator[str]:
    """How large a journey is."""
    yield words_of.counted(len(board.stages), "stage")
    yield words_of.counted(len(board.touchpoints), "touchpoint")
    if truths := sum(touchpoint.is_truth for touchpoint in board.touchpoints):
        yield f"{truths} moment{'s' if truths > 1 else ''} of truth"


def shares(site: Site, board: Board) -> Iterator[Share]:
    """Who owns how much of a journey."""
    had = held(board.touchpoints)
    for owner in board.owners:
        yield Share(site.ref(owner.kind, owner.id), had[owner.id])


def emotion(board: Board) -> Curve | None:
    """The emotion curve as the board draws it; None where fewer than two touchpoints say how people feel."""
    felt = [touchpoint for touchpoint in board.touchpoints if touchpoint.emotion is not None]
    if len(felt) < 2:
        return None
    columns = tuple(Column(0, touchpoint, board.stages[0]) for touchpoint in board.touchpoints)
    strokes = tuple((100 * at, stroke) for at, drawn in enumerate(curve(columns)) for stroke in drawn)
    truths = tuple(
        Point(100 * at + 50, height_of(each.emotion))
        for at, each in enumerate(board.touchpoints)
        if each.is_truth and each.emotion is not None
    )
    low, high = min(felt, key=_feeling), max(felt, key=_feeling)
    words: Phrase = ("How it feels: lowest at ", low.title, ", highest at ", high.title)
    return Curve(100 * len(columns), strokes, truths, words, board.locale)


def _feeling(touchpoint: Touchpoint) -> int:
    return touchpoint.emotion or 0


class _Reading:
    def __init__(self, site: Site, board: Board) -> None:
        self.site = site
        self.board = board

    def part(self, stage: Stage) -> Part:
        sections = tuple(
            Section(each.id, each.title, tuple(map(self.stop, each.touchpoints))) for each in stage.sections
        )
        return Part(stage, self.site.refs("survey", stage.surveys), sections)

    def stop(self, touchpoint: Touchpoint) -> Stop:
        site = self.site
        return Stop(
            touchpoint,
            site.spot_in(touchpoint.place, touchpoint.origin),
            f"boards/{self.board.id}.html#touchpoint={touchpoint.id}",
            site.refs("survey", touchpoint.surveys),
            tuple(self.acting(touchpoint)),
            tuple(words_of.handed(handoff) for handoff in touchpoint.handoffs),
            tuple(self.ways(touchpoint)),
        )

    def acting(self, touchpoint: Touchpoint) -> Iterator[Acting]:
        for started in touchpoint.loops:
            loop: Loop = self.board.loops[started.loop]
            ref = self.site.ref("loop", started.loop)
            yield Acting(ref, words_of.who(started), tuple(words_of.deadlines(started, loop)))

    def ways(self, touchpoint: Touchpoint) -> Iterator[tuple[Ref, Words | None]]:
        """Where the journey branches, leaps or goes on elsewhere; the usual way to the next contact says nothing."""
        for way in touchpoint.ways:
            if way.when or len(touchpoint.ways) > 1:
                yield self.site.ref("touchpoint", f"{self.board.id}.{way.target}"), way.when
        for other in touchpoint.elsewhere:
            if other.sort == "onward":
                yield self.site.ref("touchpoint", other.address), other.when
