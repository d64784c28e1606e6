"""What waves with dates certainly send to somebody whom all of them ask, if nothing else happens to that person."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import lcm
from typing import NamedTuple

from cxprog.analysis.frequency.days import cycle_of, length, reach_of
from cxprog.analysis.frequency.keeping import Due, Keep, Keeping
from cxprog.analysis.frequency.reading import Ask

CYCLES = 3
"""Cycles of the waves that are followed: when the last two are alike, all later ones are."""
_TIMES = (1, 2, 3, 4, 5, 7, 12)
"""How many cycles of the waves what goes out may take to repeat itself: two if every second wave is kept back."""
_TURNS_MAX = 2500
"""Most waves that are followed together."""
_LEAP_CYCLE = 1461
"""Days after which the days of a year lie alike again."""


class Course(NamedTuple):
    """What goes out, over as many days as it takes to tell for ever."""

    begins: int
    settled: int
    """First day from which everything can repeat itself: all surveys have begun, and dated ones are over."""
    cycle: int
    """Days after which it does."""
    sent: tuple[Due, ...] = ()
    """The waves that certainly go out, in the order of days."""

    @property
    def ends(self) -> int:
        """Last day on which another survey may look at its guards; the last cycle is for those that wait."""
        return self.settled + (CYCLES - 1) * self.cycle


def course_of(keeping: Keeping, fellows: Sequence[Ask], ask: Ask, keep: Keep) -> Course | None:
    """What the waves of some surveys certainly send, to be held against those of another survey with its guard.

    None where there are too many waves, or where they do not repeat themselves in the end.
    """
    for times in _TIMES:
        course = _days_of(keeping, fellows, ask, keep, times)
        if course is None:
            return None
        sent = _Sending(keeping, fellows, course.begins, course.ends + course.cycle).run()
        middle = course.ends - course.cycle
        if _cycle(sent, middle, course.cycle) == _cycle(sent, middle + course.cycle, course.cycle):
            return course._replace(sent=sent)
    return None


def _days_of(keeping: Keeping, fellows: Sequence[Ask], ask: Ask, keep: Keep, times: int) -> Course | None:
    """The days over which waves are followed; None where there are too many of them."""
    waves = [each.waves for each in (*fellows, ask) if each.waves is not None]
    cycle = cycle_of(waves)
    if cycle is None:
        return None
    freezes = any(keeping.freezes(each) for each in fellows)
    cycle = lcm(cycle, _LEAP_CYCLE) if freezes else cycle
    delay = max(each.width + reach_of(each.delay)[1] for each in waves)
    delay += max(sum(each.send_delay or ()) for each in fellows)
    longest = max((guard.longest for each in fellows for guard in keeping.keeps(each)), default=0)
    reach = max(longest, keep.longest) + 2 * delay + 1
    cycle *= times * -(-reach // cycle)
    starts = [day for each in waves for day in (*each.days, each.anchor, each.until) if day is not None]
    settled = max((*starts, *((keeping.last_freeze,) if freezes else ()))) + reach
    course = Course(min(starts) - reach, settled, cycle)
    turns = sum((course.ends + cycle - course.begins) // (length(each.every) or 1) for each in waves if each.every)
    return course if turns <= _TURNS_MAX else None


def _cycle(sent: tuple[Due, ...], begins: int, days: int) -> list[tuple[str, int]]:
    return [(due.survey, due.out_first - begins) for due in sent if begins <= due.out_first < begins + days]


class _Sending:
    """The waves, one after the other: each goes out for certain, is kept back for certain, or may do either."""

    def __init__(self, keeping: Keeping, fellows: Sequence[Ask], begins: int, ends: int) -> None:
        self._keeping = keeping
        self._asks = {each.id: each for each in fellows}
        self._longest_wait = ends - begins
        self._dues = {each.id: keeping.dues(each, begins, ends - 1) for each in fellows}
        self._opens = {name: [due.out_first for due in dues] for name, dues in self._dues.items()}
        self._spread = {
            each.id: max((due.out_last - due.out_first for due in self._dues[each.id]), default=0) + self._wait(each)
            for each in fellows
        }
        self._kept_back: set[Due] = set()
        self._sent: dict[str, list[Due]] = {name: [] for name in self._dues}
        self._is_sent: set[Due] = set()

    def run(self) -> tuple[Due, ...]:
        """All waves that certainly go out."""
        every = [due for dues in self._dues.values() for due in dues]
        for due in sorted(every, key=lambda due: (due.first, due.last, due.survey)):
            ask = self._asks[due.survey]
            if self._is_kept_back(ask, due):
                self._kept_back.add(due)
            elif not self._may_be_kept_back(ask, due):
                self._sent[due.survey].append(due)
                self._is_sent.add(due)
        found = [due for dues in self._sent.values() for due in dues]
        return tuple(sorted(found, key=lambda due: (due.out_first, due.survey)))

    def _wait(self, ask: Ask) -> int:
        return int(min(ask.waits, self._longest_wait))

    def _is_kept_back(self, ask: Ask, due: Due) -> bool:
        """Whether some guard holds on every day on which it could go out, by what certainly went out before."""
        for keep in self._keeping.keeps(ask):
            sources = [each for each in self._asks.values() if self._keeping.counts(keep, ask, each, surely=True)]
            sent = [each for other in sources for each in _lately(self._sent[other.id], due.first - keep.longest)]
            if held(sent, keep).covers(due.first, due.last + self._wait(ask)):
                return True
        return False

    def _may_be_kept_back(self, ask: Ask, due: Due) -> bool:
        return (
            self._is_crowded(ask, due)
            or (self._keeping.freezes(ask) and any(map(self._keeping.reading.frozen.holds, _days(due))))
            or any(self._possible(keep, ask, due) >= keep.at_most for keep in self._keeping.keeps(ask))
        )

    def _is_crowded(self, ask: Ask, due: Due) -> bool:
        """Whether another wave of the same survey can go out at the same time, or still wait, so that the two join."""
        others = self._around(ask.id, due.out_first, due.out_last)
        return any(each != due and not (each in self._is_sent and each.out_last < due.out_first) for each in others)

    def _possible(self, keep: Keep, ask: Ask, due: Due) -> int:
        """How many sends that the guard counts can lie before it, or on its day, for it cannot be told who is first."""
        since = due.first - keep.longest + 1
        return sum(
            each != due and each not in self._kept_back
            for source in self._asks.values()
            if self._keeping.counts(keep, ask, source, surely=False)
            for each in self._around(source.id, since, due.last)
        )

    def _around(self, survey: str, first: int, last: int) -> Iterator[Due]:
        """Waves of a survey of which something can go out from one day to another, waiting included."""
        opens, wait = self._opens[survey], self._wait(self._asks[survey])
        begin, end = bisect_left(opens, first - self._spread[survey]), bisect_right(opens, last)
        return (due for due in self._dues[survey][begin:end] if due.out_last + wait >= first)


def _days(due: Due) -> range:
    return range(due.out_first, due.out_last + 1)


def _lately(sent: list[Due], since: int) -> Iterator[Due]:
    """The last ones of a survey's sends that can lie on a day or after it."""
    for due in reversed(sent):
        if due.out_last < since:
            return
        yield due


@dataclass
class Held:
    """Days on which something is certainly kept back, in runs that do not touch."""

    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, first: int, last: int) -> None:
        """One more run; runs come in the order of their first days."""
        if last < first:
            return
        if self.ends and first <= self.ends[-1] + 1:
            self.ends[-1] = max(self.ends[-1], last)
        else:
            self.begins.append(first)
            self.ends.append(last)

    def covers(self, first: int, last: int) -> bool:
        """Whether all days from one to another are among them."""
        at = bisect_right(self.begins, first) - 1
        return at >= 0 and self.ends[at] >= last


def held(sent: Iterable[Due], keep: Keep) -> Held:
    """Days on which a guard certainly holds back, whichever of its days each of some certain sends goes out on."""
    ordered = sorted(sent, key=lambda due: (due.out_first, due.out_last))
    runs = []
    for at in range(len(ordered) - keep.at_most + 1):
        group = ordered[at : at + keep.at_most]
        runs.append((max(due.out_last for due in group) + 1, min(due.out_first for due in group) + keep.days - 1))
    found = Held()
    for first, last in sorted(runs):
        found.add(first, last)
    return found
