"""Audiences that see the same: what is worked out for one of them holds for all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cxprog.analysis.anonymity.promises_ways import Place, Sink, Ways
from cxprog.analysis.anonymity.values import Audience, Hop

_KINDS = ("team", "partner", "role", "word")


class Circle(NamedTuple):
    """Audiences that see the same."""

    audiences: tuple[Audience, ...]
    sinks: tuple[Sink, ...]
    rows: tuple[Place, ...]
    """Data sets that they can open, or those with whom they share a person."""


@dataclass(frozen=True, eq=False)
class Audiences:
    """Who sees what, with those who belong to whoever is named."""

    ways: Ways

    @cached_property
    def circles(self) -> tuple[Circle, ...]:
        """Everybody, by what they see."""
        numbers = {sink: number for number, sink in enumerate(self.ways.viewers)}
        places = {place: number for number, place in enumerate(self.ways.rows)}
        sinks, sharing = list(numbers), list(places)
        found: dict[tuple[frozenset[int], frozenset[int]], list[Audience]] = {}
        for audience in sorted(self._roots, key=lambda each: (_KINDS.index(each.kind), each.id)):
            seen = self._seen_by(audience)
            together = self.ways.reading.confidants.get(audience, frozenset((audience,)))
            open_to = frozenset().union(*(self._rows_of(each, places) for each in together if each in self._roots))
            found.setdefault((seen, open_to), []).append(audience)
        return tuple(
            Circle(
                tuple(audiences),
                tuple(sinks[number] for number in sorted(seen)),
                tuple(sharing[number] for number in sorted(rows)),
            )
            for (seen, rows), audiences in found.items()
        )

    @cached_property
    def _roots(self) -> dict[Audience, list[Audience]]:
        """Those who are named, by everybody who belongs to them."""
        named = dict.fromkeys(audience for viewers in self.ways.viewers.values() for audience in viewers)
        found: dict[Audience, list[Audience]] = {}
        for root in named:
            for audience in self.ways.reading.within(root):
                found.setdefault(audience, []).append(root)
        return found

    @cached_property
    def _named_for(self) -> dict[Audience, frozenset[int]]:
        """Sinks for which somebody is named, by number."""
        found: dict[Audience, list[int]] = {}
        for number, viewers in enumerate(self.ways.viewers.values()):
            for audience in viewers:
                found.setdefault(audience, []).append(number)
        # One set for all who are named for the same keeps what follows small.
        alike: dict[frozenset[int], frozenset[int]] = {}
        return {audience: alike.setdefault(frozenset(each), frozenset(each)) for audience, each in found.items()}

    @cached_property
    def _unions(self) -> dict[frozenset[frozenset[int]], frozenset[int]]:
        return {}

    def _seen_by(self, audience: Audience) -> frozenset[int]:
        parts = frozenset(self._named_for[root] for root in self._roots[audience])
        if parts not in self._unions:
            self._unions[parts] = frozenset().union(*parts)
        return self._unions[parts]

    @cached_property
    def _opened(self) -> dict[frozenset[int], frozenset[int]]:
        return {}

    def _rows_of(self, audience: Audience, places: dict[Place, int]) -> frozenset[int]:
        seen = self._seen_by(audience)
        if seen not in self._opened:
            sinks = list(self.ways.viewers)
            found = (places.get(sinks[number].place) for number in seen)
            self._opened[seen] = frozenset(number for number in found if number is not None)
        return self._opened[seen]

    def via(self, audience: Audience, sink: Sink) -> tuple[Hop, ...]:
        """How somebody comes to see something: as one who is named, or as a part of one."""
        viewers = self.ways.viewers[sink]
        if audience in viewers:
            return (viewers[audience].hop,)
        roots = (root for root in self._roots[audience] if root in viewers)
        root = min(roots, key=lambda each: len(self.ways.reading.within(each)[audience]))
        hops = [viewers[root].hop]
        whole = root.id
        for at in self.ways.reading.within(root)[audience]:
            hops.append(Hop(at, f"`{at.id}` belongs to `{whole}`"))
            whole = at.id
        return tuple(hops)
