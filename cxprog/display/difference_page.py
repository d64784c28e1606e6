"""What differs between two versions of a program as one self-contained page, with the look of the boards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from cxprog.display._differing import ICONS, LOOKS, Told, elsewhere, headline, is_whole, told
from cxprog.renderers._board_difference import Difference, JourneyPair, Pair, StagePair, TouchpointPair
from cxprog.renderers._board_facets import Change
from cxprog.renderers._board_icons import OWN_ICONS
from cxprog.renderers._board_layout import ARRIVES, LEAVES, Span
from cxprog.renderers._board_page import environment
from cxprog.renderers._board_text import Markup, dense, is_from_right, said_in
from cxprog.renderers._board_values import Phrase, Words
from cxprog.renderers._journey import Sign, sign
from cxprog.renderers._svg import ICONS as CONTACT_ICONS
from cxprog.renderers._svg import legal, pattern, pattern_id


def render(difference: Difference) -> str:
    """The page; whatever a program says is escaped."""
    page = _Page(difference)
    text = environment("board", ("say", "title")).get_template("difference.html").render(**page.parts)
    return legal(dense(text)) + "\n"


# WHAT THE TEMPLATE SHOWS


class _Stop(NamedTuple):
    """A touchpoint in its column; None stands for the empty place of a stage or step without any."""

    pair: TouchpointPair | None
    column: int
    unchanged: int
    """How many touchpoints that are as they were begin here; 0 within such a run and where something changed."""


class _Section(NamedTuple):
    """A step, or the touchpoints of a stage without steps."""

    pair: Pair
    title: Words | None
    span: Span
    stops: tuple[_Stop, ...]


class _Stage(NamedTuple):
    """A stage with the columns that it takes."""

    pair: StagePair
    span: Span
    sections: tuple[_Section, ...]


class _Journey(NamedTuple):
    """A journey that differs."""

    pair: JourneyPair
    is_whole: bool
    told: tuple[Told, ...]
    stages: tuple[_Stage, ...]
    columns: tuple[_Width, ...]
    folded: tuple[_Width, ...]
    """The same where only what changed is shown."""
    direction: str

    @property
    def least(self) -> float:
        """Width that it needs, in rem."""
        return sum(width.least_rem for width in self.columns)

    @property
    def least_folded(self) -> float:
        """The same where only what changed is shown."""
        return sum(width.least_rem for width in self.folded)


class _Width(NamedTuple):
    """How wide a column is."""

    least_rem: float
    most_rem: float

    def __str__(self) -> str:
        return f"minmax({self.least_rem:g}rem, {self.most_rem:g}rem)"


_CHANGED, _SAME, _FOLDED, _AWAY = _Width(12.5, 25), _Width(10.5, 17), _Width(8.5, 8.5), _Width(0, 0)


class _Page:
    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        self.signs: Mapping[str, Sign] = {name: sign(number) for number, name in enumerate(difference.owners)}
        self.board = difference.journeys[0].board if difference.journeys else None

    @property
    def parts(self) -> dict[str, Any]:
        """Everything that the template names."""
        difference = self.difference
        sides = [side for each in self.touchpoints for side in (each.before, each.after) if side]
        channels = {side.channel for side in sides}
        journeys = tuple(_journey(journey) for journey in difference.differing)
        return {
            "page": self,
            "difference": difference,
            "journeys": journeys,
            "headline": headline(difference),
            "elsewhere": elsewhere(difference),
            "looks": LOOKS,
            "program": self.board.program if self.board else None,
            "sign_icons": ICONS,
            "contact_icons": [(name, CONTACT_ICONS.get(name, CONTACT_ICONS["other"])) for name in sorted(channels)],
            "star": OWN_ICONS["star"],
            "patterns": [Markup(pattern(self.signs[name])) for name in self.drawn(sides)],
            "fill": lambda owner: pattern_id(self.signs[owner.id]),
            "style": Markup(self.style),
            "is_list": _is_list,
            "least": f"{max((journey.least for journey in journeys), default=0):g}rem",
            "least_folded": f"{max((journey.least_folded for journey in journeys), default=0):g}rem",
        }

    @property
    def touchpoints(self) -> Iterator[TouchpointPair]:
        for journey in self.difference.differing:
            yield from journey.touchpoints

    def drawn(self, sides: list[Any]) -> list[str]:
        """Ids of the owners that are seen, each pattern once."""
        names = sorted({owner.id for side in sides for owner in side.owners})
        return list({self.signs[name]: name for name in names}.values())

    @property
    def style(self) -> str:
        templates = environment("board", ())
        board = templates.get_template("board.css").render(headings=(), arrives=ARRIVES, leaves=LEAVES)
        return board + "\n" + templates.get_template("difference.css").render(looks=LOOKS)

    # TEXTS

    def say(self, phrase: Words | Phrase) -> Markup:
        """A text, or fixed words and texts in a row, in the language that is shown."""
        return self._said(phrase, fits=False)

    def title(self, words: Words) -> Markup:
        """The same for a title that has to fit into one column."""
        return self._said(words, fits=True)

    def _said(self, phrase: Words | Phrase, fits: bool) -> Markup:
        assert self.board is not None
        return said_in(phrase, (self.board.locale,), self.board.usual, fits)


def _is_list(change: Change) -> bool:
    """Whether a change says what a list lost and gained, and not what became of one value."""
    return (len(change.before), len(change.after)) != (1, 1)


def _journey(journey: JourneyPair) -> _Journey:
    stages = tuple(_stages(journey))
    stops = [stop for stage in stages for section in stage.sections for stop in section.stops]
    widths = [_widths(stop) for stop in stops]
    return _Journey(
        journey,
        is_whole(journey),
        tuple(told(journey)),
        stages,
        tuple(shown for shown, _ in widths),
        tuple(folded for _, folded in widths),
        "rtl" if is_from_right(journey.board.locale) else "ltr",
    )


def _widths(stop: _Stop) -> tuple[_Width, _Width]:
    """Width of a column, and where only what changed is shown."""
    if stop.pair is None or stop.pair.changes:
        return _CHANGED, _CHANGED
    return _SAME, _FOLDED if stop.unchanged else _AWAY


def _stages(journey: JourneyPair) -> Iterator[_Stage]:
    column = 0
    for stage in journey.stages:
        sections = []
        for section in stage.sections or (None,):
            stops = tuple(_stops(section.touchpoints if section else (), column))
            span = Span(column, column + len(stops) - 1)
            sections.append(_Section(section or stage, section.title if section else None, span, stops))
            column += len(stops)
        yield _Stage(stage, Span(sections[0].span.first, column - 1), tuple(sections))


def _stops(touchpoints: tuple[TouchpointPair, ...], first: int) -> Iterator[_Stop]:
    if not touchpoints:
        yield _Stop(None, first, 0)
    column = first
    for is_same, run in groupby(touchpoints, key=lambda each: not each.changes):
        own = tuple(run)
        for number, pair in enumerate(own):
            yield _Stop(pair, column, len(own) if is_same and not number else 0)
            column += 1
