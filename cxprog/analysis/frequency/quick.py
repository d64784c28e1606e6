"""A calendar that breaks a limit, taken as it comes: the next send is whichever can go out first.

Where much more is possible than allowed, nearly every such calendar breaks the limit, and there is no need to compare
all orders in which sends can follow each other. Finding none proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from cxprog.analysis.frequency.question import Question
from cxprog.analysis.frequency.scan import Step
from cxprog.analysis.frequency.search import Found, Label, Search

_WINDOWS = 24
"""Most windows that are tried."""
_SORTS = 3
"""Of surveys that count differently, how many groups of the heaviest are tried by themselves."""


class Quick:
    """What is worked out once for all windows of a question."""

    def __init__(self, question: Question) -> None:
        self._question = question
        streams = question.streams
        self._weights = [stream.weight * len(stream.touches) for stream in streams]
        keeps_back = [0] * len(streams)
        for block in question.blocks:
            for index in block.sources:
                keeps_back[index] += len(block.blocked) * block.days // block.at_most
        order = sorted(range(len(streams)), key=lambda index: (-self._weights[index], keeps_back[index], index))
        self._rank = {index: rank for rank, index in enumerate(order) if self._weights[index]}
        heaviest = sorted({*self._weights} - {0}, reverse=True)
        self._least = {heaviest[min(number, len(heaviest)) - 1] for number in (1, _SORTS, len(heaviest))}

    @property
    def fewest(self) -> int:
        """Fewest sends that can break the limit."""
        return self._question.at_most // max(self._weights) + 1

    def first(
        self,
        windows: Iterable[tuple[int, int]],
        anchors: dict[str, int],
        accept: Callable[[int, int, Found], bool],
    ) -> tuple[Found, int, int] | None:
        """The calendar with the fewest sends, and of these the first, that some windows hold, with its window."""
        best: tuple[Found, int, int] | None = None
        for first, days in spread_out(windows, _WINDOWS):
            for found in self._in_window(first, days, anchors):
                is_better = best is None or len(found[0]) < len(best[0][0])
                if is_better and accept(first, days, found):
                    best = (found, first, days)
            if best is not None and (len(best[0][0]) <= self.fewest):
                return best
        return best

    def _in_window(self, first: int, days: int, anchors: dict[str, int]) -> Iterator[Found]:
        search = Search(self._question, first, days, anchors)
        for least in sorted(self._least, reverse=True):
            label = self._filled(search, least)
            if label is not None:
                yield self._trimmed(search, label), {**anchors, **dict(label.anchors)}

    def _filled(self, search: Search, least: int) -> Label | None:
        """Sends of the streams that weigh so much, one after the other, until there are too many."""
        streams = self._question.streams
        label = search.beginning()._replace(day=search.first)
        heap = [
            (search.earliest(index), rank, index) for index, rank in self._rank.items() if self._weights[index] >= least
        ]
        heapify(heap)
        while heap:
            day, rank, index = heappop(heap)
            following = min(search.next_steps(index, streams[index], label), key=_day_of, default=None)
            if following is None:
                continue  # nothing that is sent later makes room for it
            step, anchor = following
            if step.day > day:
                heappush(heap, (step.day, rank, index))
                continue
            label = search.after(label, step, anchor)
            if label.total > self._question.at_most:
                return label
            heappush(heap, (step.day, rank, index))
        return None

    def _trimmed(self, search: Search, label: Label) -> tuple[Step, ...]:
        """The sends without those that are not needed to break the limit, the lightest first."""
        kept = list(label.steps)
        spare = label.total - self._question.at_most - 1
        for step in sorted(label.steps, key=lambda step: (search.weight(step), -step.day, step)):
            weight = search.weight(step)
            if weight <= spare:
                kept.remove(step)
                spare -= weight
        return tuple(kept)


def _day_of(following: tuple[Step, int | None]) -> tuple[int, Step]:
    return following[0].day, following[0]


def spread_out(windows: Iterable[tuple[int, int]], most: int) -> Sequence[tuple[int, int]]:
    """Some of the windows, evenly spread; neighbors hold nearly the same."""
    listed = list(windows)
    step = max(1, len(listed) // most)
    return listed[::step]
