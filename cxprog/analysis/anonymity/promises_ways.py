"""The graph of what respondents' answers can tell: places, ways with what the program says of them, who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cxprog.analysis.anonymity.flows import Graph, State
from cxprog.analysis.anonymity.promises_reading import Reading
from cxprog.analysis.anonymity.values import At, Audience, Bit, Hop

Place = tuple[str, ...]
"""Somewhere in the program where something of an answer is known: `("metric", "ease")`."""
Side = Literal["company", "partner", "role"]
"""On which side an audience stands: of the company, of a partner, or of those who are asked."""
Scope = Literal["shown", "own", "leave", "rows", "keeper"]
"""Under which title it sees something: it is shown to them; it is of their own customers or account; the respondent
agreed to it; they can open the rows; they run the tool or ask the questions themselves."""


class Sink(NamedTuple):
    """One thing that a sort of audience sees."""

    place: Place
    side: Side
    scope: Scope
    sort: str = ""
    """What else tells audiences of one side apart: whom a role's people belong to, or a partner's maturity."""


class Viewer(NamedTuple):
    """Somebody who is named for a sink; whoever belongs to them sees it too."""

    audience: Audience
    hop: Hop


class Doubt(NamedTuple):
    """What has to be known before it can be said whether a way is open."""

    key: str
    """The way is open where few people share a value of this; empty where only the reason stands in the way."""
    least: int = 0
    reason: str = ""


class Way(NamedTuple):
    """What the program says of a way."""

    hops: tuple[Hop, ...] = ()
    case: str = ""
    """Which sort of breach it is where a promise forbids what comes of it; empty where it is none by itself."""
    doubt: Doubt | None = None
    is_of_groups: bool = False
    """Whether it is open only where people were promised that they are shown in groups."""
    survey: str = ""
    """The only survey for which it is open; empty for all."""


class Row(NamedTuple):
    """A data set: rows whose keys may tie them to others."""

    keys: tuple[str, ...]
    at: At
    words: str
    """What it is called: `` `log` of `survey-tool` ``."""
    surveys: tuple[str, ...] = ()
    """Surveys whose answers the rows hold; none where they hold people or invitations."""


@dataclass(frozen=True)
class Ways:
    """The graph in the making."""

    reading: Reading
    surveys: Mapping[str, Any]
    """The surveys that are followed, by id."""
    graph: Graph[Way] = field(default_factory=Graph)
    viewers: dict[Sink, dict[Audience, Viewer]] = field(default_factory=dict)
    rows: dict[Place, Row] = field(default_factory=dict)

    def lead(self, start: Place | Sink, bits: Iterable[Bit], end: Place | Sink, way: Way) -> None:
        """Open a way that carries each of these bits as it is."""
        self.graph.add(start, end, ((bit, bit) for bit in bits), way)

    def turn(self, start: Place | Sink, bit: Bit, end: Place | Sink, into: Iterable[Bit], way: Way) -> None:
        """Open a way on which one bit tells others."""
        self.graph.add(start, end, ((bit, other) for other in into), way)

    def show(self, sink: Sink, audience: Audience, hop: Hop) -> None:
        """Let an audience see something; where it is named twice, the first place counts."""
        self.viewers.setdefault(sink, {}).setdefault(audience, Viewer(audience, hop))

    def side(self, audience: Audience) -> Side:
        """On which side an audience stands."""
        if audience.kind == "role":
            return "role"
        is_partner = audience.kind == "partner" or audience.id == "partner"
        return "partner" if is_partner else "company"


def said(at: At, words: str, case: str = "", doubt: Doubt | None = None) -> Way:
    """A way of one step."""
    return Way((Hop(at, words),), case, doubt)


def answers(survey: str) -> Place:
    """Where the answers to a survey begin."""
    return ("answers", survey)


def cases(loop: str, *, is_agreed: bool = False) -> Place:
    """Cases of a loop, as they are counted; `is_agreed`: of those who agreed that their partner learns of it."""
    return ("cases agreed" if is_agreed else "cases", loop)


def starts(survey: str, bits: Iterable[Bit]) -> tuple[State, ...]:
    """What is known where the answers to a survey begin."""
    return tuple((answers(survey), bit) for bit in bits)
