"""A journey board as one self-contained page: the layout filled into templates, every text escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.renderers import _board_words as words_of
from cxprog.renderers._board_icons import OWN_ICONS
from cxprog.renderers._board_layout import ARRIVES, LEAVES, Arc, Card, LaneName, Layout, Span
from cxprog.renderers._board_lines import curve, height_of, relay
from cxprog.renderers._board_text import Markup, dense, is_from_right, said_in
from cxprog.renderers._board_values import Phrase, Section, Stage, Started, Touchpoint, Way, Words
from cxprog.renderers._svg import ICONS, escaped, face, legal, number, pattern, pattern_id
from cxprog.target import Address

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

_PACKAGE = "cxprog.renderers"
_TALL_HEADS_FROM = 120
"""Characters of a stage's heading from which it no longer stays in view: it would cover the board."""


def page(layout: Layout) -> tuple[str, Mapping[int, Address]]:
    """The page, and which of its lines come from which place."""
    text = _environment().get_template("board.html").render(**_Page(layout).parts)
    html = legal(dense(text)) + "\n"
    return html, dict(_origins(html, layout.board.id))


_MARK = re.compile(r' data-from="([a-z0-9/:-]*)"')


def _origins(html: str, journey: str) -> Iterator[tuple[int, Address]]:
    for line, text in enumerate(html.split("\n"), 1):
        if found := _MARK.search(text):
            kind, colon, name = found[1].partition(":")
            path = tuple(int(step) if step.isdigit() else step for step in found[1].split("/") if step)
            yield line, Address(kind, name) if colon else Address("journey", journey, path)


# WHAT THE TEMPLATES SHOW


class _Placed(NamedTuple):
    """A card with its lane."""

    lane: str
    card: Card


class _Stop(NamedTuple):
    """A touchpoint with the cards that stand in its own column."""

    value: Touchpoint
    column: int
    cards: tuple[_Placed, ...]


class _Section(NamedTuple):
    """A step, or the touchpoints of a stage without steps."""

    id: str
    title: Words | None
    span: Span
    at: str
    stops: tuple[_Stop, ...]


class _Stage(NamedTuple):
    """A stage with what spans several of its columns."""

    value: Stage
    span: Span
    at: str
    wide: tuple[_Placed, ...]
    sections: tuple[_Section, ...]


class _Shown(NamedTuple):
    """A lane with its name."""

    name: str
    icon: str
    title: str
    rows: int


class _Filter(NamedTuple):
    """Something that touchpoints can be chosen by."""

    name: str
    title: str
    all: str
    choices: tuple[tuple[str, Words], ...]


class _Legend(NamedTuple):
    """Which signs need to be explained."""

    truths: bool
    joint: bool
    handoffs: bool
    emotions: bool
    loops: bool
    channels: tuple[str, ...]


class _Page:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.board = layout.board
        self.rows = layout.first_rows
        self.columns = layout.columns
        self.wide: dict[int, list[_Placed]] = {}
        self.own: dict[int, list[_Placed]] = {}
        for lane in layout.lanes:
            for card in lane.cards if lane.name != "owners" else ():
                first = self.columns[card.span.first]
                is_wide = card.span.length > 1 or lane.name == "goals" or first.touchpoint is None
                held = self.wide if is_wide else self.own
                key = first.stage if is_wide else card.span.first
                held.setdefault(key, []).append(_Placed(lane.name, card))

    @property
    def parts(self) -> dict[str, Any]:
        """Everything that the templates name; the filters are bound to this board."""
        board, layout = self.board, self.layout
        script = dense(read(_PACKAGE, "board", "board.js"))
        ways = next((lane for lane in layout.lanes if lane.name == "ways"), None)
        return {
            "board": board,
            "layout": layout,
            "rows": self.rows,
            "lanes": [self.lane(lane.name, lane.rows) for lane in layout.lanes],
            "lane_title": lambda name: self.lane(name, 0).title,
            "missing": [self.lane(name, 0).title.lower() for name in layout.empty if name in _EXPECTED],
            "stages": [self.stage(stage, span) for stage, span in layout.stages],
            "arcs": ways.arcs if ways else (),
            "ways_rows": ways.rows if ways else 0,
            "curve": [(at, drawn) for at, drawn in enumerate(curve(self.columns)) if drawn],
            "relay": relay(layout) if "owners" in self.rows else None,
            "curve_words": words_of.curve_words(board),
            "relay_words": words_of.relay_words(board),
            "evidence_words": [(strength, words_of.EVIDENCE[strength]) for strength in ("full", "partly", "none")],
            "legend": self.legend,
            "filters": tuple(self.filters),
            "counts": tuple(self.counts),
            "icons": self.icons,
            "patterns": self.patterns,
            "direction": "rtl" if is_from_right(board.locale) else "ltr",
            "has_tall_heads": any(
                max(len(text) for _, text in stage.title.texts) > _TALL_HEADS_FROM for stage in board.stages
            ),
            "said": lambda words: legal(board.said(words)),
            "style": Markup(_style(tuple(board.locales))),
            "script": Markup(script),
            "script_hash": _hash(script),
            "page": self,
        }

    def lane(self, name: Any, rows: int) -> _Shown:
        icon, title = words_of.LANES[name]
        return _Shown(name, icon, title.format(actor=self.board.actor), rows)

    def stage(self, stage: Stage, span: Span) -> _Stage:
        wide = tuple(self.wide.get(self.columns[span.first].stage, ()))
        sections = tuple(self.section(section) for section in stage.sections)
        return _Stage(stage, span, self.touchpoints(span), wide, sections)

    def section(self, section: Section) -> _Section:
        at = [self.layout.column_of[touchpoint.id] for touchpoint in section.touchpoints]
        stops = tuple(
            _Stop(touchpoint, column, tuple(sorted(self.own.get(column, ()), key=_is_no_contact)))
            for touchpoint, column in zip(section.touchpoints, at, strict=True)
        )
        span = Span(at[0], at[-1])
        return _Section(section.id, section.title, span, self.touchpoints(span), stops)

    @property
    def counts(self) -> Iterator[str]:
        yield words_of.counted(len(self.board.stages), "stage")
        yield words_of.counted(len(self.board.touchpoints), "touchpoint")
        if truths := sum(touchpoint.is_truth for touchpoint in self.board.touchpoints):
            yield f"{truths} moment{'s' if truths > 1 else ''} of truth"

    @property
    def filters(self) -> Iterator[_Filter]:
        board, usual = self.board, self.board.usual
        choices = {
            "role": ("Role", "everybody", tuple((role.id, role.title) for role in board.roles)),
            "owner": ("Owner", "everybody", tuple((owner.id, owner.title) for owner in board.owners)),
            "channel": ("Channel", "all", tuple((name, Words(((usual, name),))) for name in board.channels)),
            "survey": ("Survey", "all", tuple((survey.id, survey.title) for survey in board.surveys.values())),
        }
        for name, (title, everything, own) in choices.items():
            if len(own) > 1 or (own and name == "survey"):
                yield _Filter(name, title, everything, own)

    @property
    def legend(self) -> _Legend:
        touchpoints = self.board.touchpoints
        return _Legend(
            any(each.is_truth for each in touchpoints),
            any(len(each.owners) > 1 for each in touchpoints),
            any(way.handoff for each in touchpoints for way in each.ways),
            "emotion" in self.rows,
            "loops" in self.rows,
            self.board.channels,
        )

    @property
    def icons(self) -> list[tuple[str, str]]:
        used = {*OWN_ICONS, *self.board.channels, *_HUNG}
        return [(name, OWN_ICONS.get(name) or ICONS.get(name, ICONS["other"])) for name in sorted(used)]

    @property
    def patterns(self) -> list[Markup]:
        return [Markup(pattern(sign)) for sign in dict.fromkeys(owner.sign for owner in self.board.owners)]

    # TEXTS

    def say(self, words: Words | Phrase) -> Markup:
        """A text, or fixed words and texts in a row, in every language of the board."""
        return said_in(words, self.board.locales, self.board.usual)

    def title(self, words: Words) -> Markup:
        """The same for a title that has to fit into one column."""
        return said_in(words, self.board.locales, self.board.usual, fits=True)

    def deadlines(self, started: Started) -> Iterator[Phrase]:
        """By when somebody must act."""
        return words_of.deadlines(started, self.board.loops[started.loop])

    def way(self, arc: Arc) -> Phrase:
        """What is said at a way."""
        return words_of.way_words(self.board, arc)

    def survey_titles(self, names: Iterable[str]) -> tuple[Words, ...]:
        """Titles of surveys."""
        return tuple(self.board.surveys[name].title for name in names)

    def said_by_locale(self, words: Words) -> Markup:
        """Attributes with a text in each language, where they differ."""
        shown = {locale: words.said(locale, self.board.usual) for locale in self.board.locales}
        if len(set(shown.values())) == 1:
            return Markup("")
        return Markup("".join(f' data-l-{locale.lower()}="{escaped(text)}"' for locale, text in shown.items()))

    # PLACES

    def touchpoints(self, span: Span) -> str:
        """Ids of the touchpoints in some columns."""
        own = (self.columns[at].touchpoint for at in range(span.first, span.last + 1))
        return " ".join(each.id for each in own if each)

    def next_way(self, touchpoint: Touchpoint) -> Way | None:
        """The way that leads to the next column."""
        at = self.layout.column_of
        here = at[touchpoint.id]
        return next((way for way in touchpoint.ways if at[way.target] == here + 1), None)


def _is_no_contact(placed: _Placed) -> bool:
    """Sorts the touchpoint itself before what hangs on it, also where it lies backstage."""
    return placed.lane not in ("touchpoints", "backstage")


_EXPECTED = frozenset({"goals", "emotion", "pains", "opportunities", "surveys", "loops", "metrics"})
"""Lanes that every journey could fill."""
_HEADED: tuple[LaneName, ...] = ("pains", "opportunities", "support", "surveys", "metrics", "loops")
"""Lanes whose cards get a heading where the board is a list."""
_HUNG = ("survey", "loop", "metric", "handoff", "onward", "arrival", "role", "phone")
"""Icons of what hangs on touchpoints."""


# FILES


def environment(folder: str, bound: Iterable[str], package: str = _PACKAGE) -> Environment:
    """Templates in a folder of a package, with the filters that all drawings share and those bound to their `page`."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(partial(read, package, folder)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "counted": words_of.counted,
        "elsewhere": words_of.elsewhere_words,
        "evidence": lambda strength: words_of.EVIDENCE[strength],
        "evidence_short": lambda strength: words_of.EVIDENCE_SHORT[strength],
        "face": lambda emotion: Markup("".join(face(emotion).lines)),
        "feeling": lambda emotion: words_of.FEELINGS[emotion],
        "handed": words_of.handed,
        "height": lambda emotion: number(height_of(emotion)),
        "identity": lambda name: words_of.IDENTITIES[name],
        "is_fed": lambda metric, touchpoint: bool({*metric.fed_by} & {*touchpoint.surveys}),
        "ladder": words_of.ladder,
        "named": words_of.named,
        "path": lambda place: "/".join(map(str, place.path)),
        "pattern_id": pattern_id,
        "row": words_of.joined,
        "signed": words_of.signed,
        "times": words_of.times,
        "who": words_of.who,
        **{name: _bound(name) for name in bound},
    }
    return made


@cache
def _environment() -> Environment:
    return environment("board", _BOUND)


_BOUND = ("deadlines", "next_way", "said_by_locale", "say", "survey_titles", "title", "touchpoints", "way")
"""Filters that depend on the board: methods of its page."""


def _bound(name: str) -> Callable[..., Any]:
    from jinja2 import pass_context

    @pass_context
    def call(context: Context, given: Any) -> Any:
        return getattr(context["page"], name)(given)

    return call


def read(package: str, folder: str, name: str) -> str:
    """A text that ships with a package."""
    from importlib.resources import files

    return files(package).joinpath(folder, name).read_text("utf-8")


def _style(locales: tuple[str, ...]) -> str:
    """The style sheet, with a rule for each language that hides the texts of the others."""
    rules = (f'[data-locale="{each}"] bdi[data-l]:not([data-l~="{each}"]) {{ display: none; }}\n' for each in locales)
    headings = [(name, words_of.LANES[name][1]) for name in _HEADED]
    style = _environment().get_template("board.css").render(headings=headings, arrives=ARRIVES, leaves=LEAVES)
    return style + "".join(rules if len(locales) > 1 else ())


def _hash(script: str) -> str:
    """How a content security policy names the one script that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
