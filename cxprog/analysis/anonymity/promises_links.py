"""Data sets that one audience can open, taken together: which answers they tie to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cxprog.analysis.anonymity.flows import IDENTITY, Join, Links, linked
from cxprog.analysis.anonymity.promises_audiences import Circle
from cxprog.analysis.anonymity.promises_learned import Learned, Ruling
from cxprog.analysis.anonymity.promises_people import People
from cxprog.analysis.anonymity.promises_ways import Place, Scope, Sink, Ways
from cxprog.analysis.anonymity.values import Audience, Hop

_SOFT = ("account", "day", "week", "month")
"""Keys that tell people apart only where few share them."""


class _Opened:
    """The data sets of one circle, and what they lead to."""

    def __init__(self, ways: Ways, rows: tuple[Place, ...]) -> None:
        self.numbers = {place: number for number, place in enumerate(rows)}
        self._keys = [ways.rows[place].keys for place in rows]
        self._links: dict[frozenset[str], Links] = {}

    def links(self, soft: frozenset[str]) -> Links:
        """What leads to people where these soft keys single somebody out."""
        if soft not in self._links:
            self._links[soft] = linked(self._keys, lambda key: key not in _SOFT or key in soft)
        return self._links[soft]


@dataclass(frozen=True, eq=False)
class Linking:
    """What circles can put together."""

    ways: Ways
    people: People

    @cached_property
    def _naming(self) -> frozenset[Place]:
        """Data sets that name people."""
        return frozenset(place for place, row in self.ways.rows.items() if not IDENTITY.isdisjoint(row.keys))

    @cached_property
    def _opened(self) -> dict[Audience, _Opened]:
        return {}

    @cached_property
    def _soft(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        return {}

    def held(self, circle: Circle) -> Iterator[tuple[str, Sink]]:
        """Surveys whose single answers a circle can open, where it can also open a list that names people."""
        if not self._naming.isdisjoint(circle.rows):
            for sink in circle.sinks:
                row = self.ways.rows.get(sink.place)
                yield from ((survey, sink) for survey in (row.surveys if row else ()))

    def ruling(self, circle: Circle, learned: Learned, sink: Sink, scope: Scope) -> Ruling | None:
        """Whether answers that a circle can open lead to people; None where they do not, or may."""
        if sink not in learned.arrivals or "identity" in learned.allowed(sink, scope):
            return None
        first = circle.audiences[0]
        if first not in self._opened:
            self._opened[first] = _Opened(self.ways, circle.rows)
        opened = self._opened[first]
        number = opened.numbers[sink.place]
        for soft in self._singling_out(learned.survey):
            links = opened.links(soft)
            if number in links and (recipe := links.recipe(number)):
                return self._told(circle, learned, sink, recipe)
        return None

    def _singling_out(self, survey: str) -> tuple[frozenset[str], frozenset[str]]:
        """Soft keys that few of those share who answer a survey: for certain, and as far as anybody can say."""
        if survey not in self._soft:
            few = {key: self.people.few(survey, key, self.ways.reading.few).is_so for key in _SOFT}
            sure = frozenset(key for key, is_so in few.items() if is_so == "yes")
            self._soft[survey] = sure, frozenset(key for key, is_so in few.items() if is_so != "no")
        return self._soft[survey]

    def _told(self, circle: Circle, learned: Learned, sink: Sink, recipe: tuple[Join, ...]) -> Ruling:
        rows = [self.ways.rows[circle.rows[join.rows]] for join in recipe]
        name = min(IDENTITY.intersection(rows[-1].keys))
        hops = [
            Hop(row.at, f"{row.words} holds the `{join.key}` as well") for row, join in zip(rows, recipe, strict=True)
        ]
        hops[-1] = Hop(hops[-1].at, f"{hops[-1].words}, beside the `{name}`")
        joins, place, way = tuple(hops), hops[-1], learned.content(sink)
        sure, all_soft = self._singling_out(learned.survey)
        doubtful = next((join.key for join in recipe if join.key in all_soft - sure), "")
        if not doubtful:
            return Ruling("violated", "identity", sink, way, "linkable", place, joins=joins)
        reason = self.people.few(learned.survey, doubtful, self.ways.reading.few).reason
        return Ruling("not decided", "identity", sink, way, "", place, reason, joins)
