"""What is learned of one survey: everything that its answers lead to, held against what respondents are promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from cxprog.analysis.anonymity.flows import Reached
from cxprog.analysis.anonymity.promises_asking import known
from cxprog.analysis.anonymity.promises_cases import allowed, offending
from cxprog.analysis.anonymity.promises_people import People, Sure
from cxprog.analysis.anonymity.promises_ways import Doubt, Scope, Sink, Way, Ways, starts
from cxprog.analysis.anonymity.values import BITS, Answer, Bit, Hop

Bits = frozenset[Bit]


class Arrival(NamedTuple):
    """What arrives somewhere."""

    sure: Bits
    all: Bits
    """Also what may arrive, as far as anybody can say."""


class Ruling(NamedTuple):
    """Whether something may be seen, for the worst that arrives."""

    answer: Answer
    bit: Bit
    sink: Sink
    hops: tuple[Hop, ...]
    """The way to what is seen; who sees it comes behind it."""
    case: str = ""
    place: Hop | None = None
    """The step at which the breach is, or what is not known; None where it is the audience itself."""
    reason: str = ""
    joins: tuple[Hop, ...] = ()
    """What an audience can put together with it."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """The worst first, then the shortest."""
        length = len(self.hops) + len(self.joins)
        return ("violated", "not decided", "proved").index(self.answer), BITS.index(self.bit), length


class Learned:
    """What is learned of one survey."""

    def __init__(self, ways: Ways, people: People, survey: str) -> None:
        self._ways = ways
        self._people = people
        self.survey = survey
        self.spec = ways.reading.surveys[survey]
        self._begin = starts(survey, known(self.spec, ways.reading.bits(self.spec)))
        self._rulings: dict[tuple[Sink, Scope], Ruling] = {}
        self._answers: dict[Doubt, Sure] = {}

    @cached_property
    def _sure(self) -> Reached[Way]:
        return self._ways.graph.reached(self._begin, self._is_sure)

    @cached_property
    def _all(self) -> Reached[Way]:
        sure = self._sure
        is_settled = "maybe" not in self._answers.values()
        return sure if is_settled else self._ways.graph.reached(self._begin, self._may_be)

    def _is_sure(self, way: Way) -> bool:
        return self._concerns(way) and (way.doubt is None or self._answer(way.doubt) == "yes")

    def _may_be(self, way: Way) -> bool:
        return self._concerns(way) and (way.doubt is None or self._answer(way.doubt) != "no")

    def _concerns(self, way: Way) -> bool:
        is_promised = not way.is_of_groups or self.spec.identity != "identified"
        return is_promised and way.survey in ("", self.survey)

    def _answer(self, doubt: Doubt) -> Sure:
        if doubt not in self._answers:
            is_open = self._people.few(self.survey, doubt.key, doubt.least).is_so if doubt.key else "maybe"
            self._answers[doubt] = is_open
        return self._answers[doubt]

    @cached_property
    def arrivals(self) -> Mapping[Sink, Arrival]:
        """What arrives where somebody sees it."""
        every, sure = _arriving(self._all), _arriving(self._sure)
        return {sink: Arrival(sure.get(sink, frozenset()), bits) for sink, bits in every.items()}

    def is_fine(self, sink: Sink, scope: Scope) -> bool:
        """Whether all that arrives may, as far as anybody can say."""
        return self.arrivals[sink].all <= self.allowed(sink, scope)

    def allowed(self, sink: Sink, scope: Scope) -> Bits:
        """What may be known under a title."""
        return allowed(self.spec.identity, sink, scope)

    def ruling(self, sink: Sink, scope: Scope) -> Ruling:
        """Whether what arrives may, under a title."""
        if (sink, scope) not in self._rulings:
            self._rulings[sink, scope] = self._ruled(sink, scope)
        return self._rulings[sink, scope]

    def _ruled(self, sink: Sink, scope: Scope) -> Ruling:
        arrival, may = self.arrivals[sink], self.allowed(sink, scope)
        if wrong := arrival.sure - may:
            bit = worst(wrong)
            ways = self._sure.way((sink, bit))
            case, index = offending(self.spec.identity, sink, bit, ways)
            place = next(iter(ways[index].hops), None) if index >= 0 else None
            return Ruling("violated", bit, sink, hops_of(ways), case, place)
        if unknown := arrival.all - may:
            bit = worst(unknown)
            ways = self._all.way((sink, bit))
            way = next(each for each in ways if not self._is_sure(each))
            return Ruling(
                "not decided",
                bit,
                sink,
                hops_of(ways),
                place=next(iter(way.hops), None),
                reason=self._reason(way),
            )
        bit = worst(arrival.all)
        return Ruling("proved", bit, sink, hops_of(self._all.way((sink, bit))))

    def _reason(self, way: Way) -> str:
        assert way.doubt is not None
        doubt = way.doubt
        return doubt.reason or self._people.few(self.survey, doubt.key, doubt.least).reason

    def content(self, sink: Sink) -> tuple[Hop, ...]:
        """The way on which words, numbers or the existence of answers come to where they can be seen."""
        bits: Iterator[Bit] = (bit for bit in ("comment", "score", "existence") if (sink, bit) in self._all)
        return hops_of(self._all.way((sink, next(bits))))


def worst(bits: Bits) -> Bit:
    """The bit that says most."""
    return min(bits, key=BITS.index)


def hops_of(ways: tuple[Way, ...]) -> tuple[Hop, ...]:
    """The steps that the program says."""
    return tuple(hop for way in ways for hop in way.hops)


def _arriving(reached: Reached[Way]) -> dict[Sink, Bits]:
    found: dict[Sink, list[Bit]] = {}
    for place, bit in reached:
        if isinstance(place, Sink):
            found.setdefault(place, []).append(bit)
    return {sink: frozenset(bits) for sink, bits in found.items()}
