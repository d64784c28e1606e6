"""Which windows have to be looked at, so that what holds in each of them holds in all.

Without waves every day is like the next, and one window will do. With waves, a window that breaks a limit can be moved
until its first send is tied to some wave by the rests and rates between them; and windows in which all waves and frozen
days lie alike are one. Regular waves repeat their pattern after some years.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from math import inf

from cxprog.analysis.frequency.bound import jitter
from cxprog.analysis.frequency.days import (
    FIRST,
    LEAP_CYCLE,
    Frozen,
    Wave,
    Waves,
    length,
    longest_period,
    periods,
    starts_to_follow,
)
from cxprog.analysis.frequency.question import Question
from cxprog.language.types import months_later

_FIRST_DAYS = 1500
"""Days in which a calendar is searched for, where the pattern of the waves takes too long to come again."""
_LIKELY_MAX = 100
"""Of so many waves at most, windows for a first look begin with one."""
_PHASES_MAX = 400
"""Up to so many ways in which waves without a first day can lie to each other, each of them is looked at."""


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of a question."""

    question: Question

    def longest(self) -> int | None:
        """Days of the longest window; None where the limit speaks of ever."""
        spec = self.question.limit.spec
        if spec.gap is not None:
            return max(1, length(spec.gap))
        if spec.within is not None:
            return max(1, length(spec.within))
        if spec.each is not None:
            first, end = longest_period(spec.each, self._fiscal_year)
            return end - first
        return None

    @property
    def _fiscal_year(self) -> str:
        settings = self.question.reading.specs.settings
        return settings.fiscal_year if settings else "01-01"

    def all(self, days: int, anchors: dict[str, int]) -> Iterator[tuple[int, int]] | None:
        """First day and length of the windows in which every pattern begins; None where there are too many."""
        runs = self._runs(days, anchors)
        if runs is None:
            return None
        if self.question.limit.freeze is not None:
            spans = [span for run in runs for span in self.freeze.between(*run)]
            return iter([(begin, end - begin) for begin, end in dict.fromkeys(spans)])
        return self._distinct(runs, days, anchors)

    def _runs(self, days: int, anchors: dict[str, int]) -> list[tuple[int, int]] | None:
        """Runs of days in which every pattern of waves, frozen days and calendar periods begins."""
        question = self.question
        reach = days + question.lead + self._late
        dated = [waves for waves in self._dated if not waves.is_free]
        if self._waits_for_ever and any(waves.every is not None for waves in self._dated):
            return None
        chosen = [replace(waves, anchor=anchors[name]) for name, waves in self.free if name in anchors]
        freezes = question.reading.frozen.runs if self._freezes() or question.limit.freeze is not None else []
        until = [stream.ask.until for stream in question.streams if stream.ask.until is not None]
        runs = [(FIRST, FIRST)]
        each, freeze = question.limit.spec.each, question.limit.freeze
        if dated or chosen:
            found = starts_to_follow(dated + chosen, reach, has_years=each is not None or freeze is not None)
            if found is None:
                return None
            runs = found
        if each is not None and all(first == last for first, last in runs):
            runs = [(first, last + 4 * 366) for first, last in runs]
        first, last = runs[0]
        if until:
            first, last = min([first, *(day - 2 * reach for day in until)]), max([last, *until])
        for begin, end, is_yearly in freezes:
            first = min(first, begin - reach)
            last = max(last, end + reach + (LEAP_CYCLE if is_yearly else 1))
        return [(first, last), *runs[1:]]

    @cached_property
    def _dated(self) -> list[Waves]:
        found = (stream.waves for stream in self.question.streams)
        return list(dict.fromkeys(waves for waves in found if waves is not None))

    @cached_property
    def free(self) -> list[tuple[str, Waves]]:
        """Surveys whose regular waves do not say when they start."""
        return sorted(
            {
                stream.ask.id: stream.waves
                for stream in self.question.streams
                if stream.waves is not None and stream.waves.is_free
            }.items()
        )

    @cached_property
    def _late(self) -> int:
        """Most days by which an invitation can go out behind the days of its wave."""
        waiting = [0, *(int(each.waits) for each in self.question.streams if each.waits != inf)]
        return max(waiting) + max((each.ask.send_delay or (0, 0))[1] for each in self.question.streams)

    def _freezes(self) -> bool:
        return bool(self.question.reading.frozen) and any(
            stream.ask.enforces is not None and stream.ask.enforces.freezes for stream in self.question.streams
        )

    def _distinct(self, runs: list[tuple[int, int]], days: int, anchors: dict[str, int]) -> Iterator[tuple[int, int]]:
        """Windows of up to so many days in which a calendar can break the limit, each pattern of waves and frozen days
        once."""
        named = [(waves, None) for waves in self._dated if not waves.is_free]
        named += [(waves, anchors[name]) for name, waves in self.free if name in anchors]  # type: ignore[misc]
        back = self.question.lead + self._late
        seen = set()
        for first, last in runs:
            waves = [list(each.between(first - days - back, last + days, anchor)) for each, anchor in named]
            firsts = [[wave.first for wave in each] for each in waves]
            lasts = [[wave.last for wave in each] for each in waves]
            around = range(first - days - back - 1, last + days + 1) if self._freezes() else ()
            closed = [day for day in around if self.question.reading.frozen.holds(day)]
            for start, own_days in self._candidates(first, last, days, waves):
                begin, end = start - back, start + own_days
                pattern = tuple(
                    tuple(
                        (own_first[place] - start, own_last[place] - start)
                        for place in range(bisect_left(own_last, begin), bisect_left(own_first, end))
                    )
                    for own_first, own_last in zip(firsts, lasts, strict=True)
                )
                inside = closed[bisect_left(closed, begin - 1) : bisect_left(closed, end + 1)]
                frozen = tuple(day - start for day in inside)
                # What waits for ever can go out long after its wave, so every window differs from the ones before.
                is_special = self._waits_for_ever or self._has_open_months
                if is_special or (own_days, pattern, frozen) not in seen:
                    seen.add((own_days, pattern, frozen))
                    yield start, own_days

    def _candidates(self, first: int, last: int, days: int, waves: list[list[Wave]]) -> Iterable[tuple[int, int]]:
        """The windows of a run: calendar periods, or those that begin as far before some wave as sends can lie."""
        each = self.question.limit.spec.each
        if each is not None:
            return ((begin, end - begin) for begin, end in periods(each, self._fiscal_year, first, last))
        starts: Iterable[int]
        if self._freezes() or self._waits_for_ever:
            starts = range(first, last + 1)
        else:
            starts = _starts(waves, self._deltas(days), self._late, first, last)
            if self._has_open_months and not waves:
                starts = sorted({*starts, *_days_of_months(first)})
        return ((start, days) for start in starts)

    @cached_property
    def _waits_for_ever(self) -> bool:
        return any(stream.waits == inf for stream in self.question.streams)

    @cached_property
    def _has_open_months(self) -> bool:
        """Whether something is counted in months from a day that nothing names, so that the date matters."""
        free = any(waves.step is None for _, waves in self.free)
        again = (stream.delay.again for stream in self.question.streams)
        return free or any(each is not None and each.measure == "months" for each in again)

    def _deltas(self, days: int) -> Sequence[int]:
        """How many days before a wave a window can begin: what rests and rates add up to."""
        question = self.question
        # A window can begin with a reminder, so many days behind its invitation.
        offsets = {offset for stream in question.streams for offset in stream.touches}
        if question.is_plain and all(
            stream.waves is not None and not stream.waves.is_free for stream in question.streams
        ):
            return sorted(-offset for offset in offsets)
        lengths = {block.days for block in question.blocks} | {pace.days for pace in question.paces if pace.days}
        lengths |= {each - 1 for each in lengths if any(block.slack for block in question.blocks)}
        lengths |= {
            pace.days - jitter(question, index)
            for pace in question.paces
            for index in pace.streams
            if pace.days and question.is_plain
        }
        if not question.is_plain or any(len(pace.streams) > 1 for pace in question.paces):
            return range(-max(offsets), days)
        lengths |= offsets - {0}
        found, fresh = {0}, {0}
        while fresh and len(found) < 200:
            fresh = {a + b for a, b in product(sorted(fresh), sorted(lengths)) if 0 < a + b < days} - found
            found |= fresh
        if len(found) >= 200:
            return range(-max(offsets), days)
        return sorted({delta - offset for delta in found for offset in offsets})

    @cached_property
    def freeze(self) -> Frozen:
        return Frozen([self.question.limit.freeze])

    def first_windows(self, days: int) -> Iterator[tuple[int, int]]:
        """The first windows of a pattern that takes too long to come again."""
        given = [waves for waves in self._dated if not waves.is_free]
        begin = min(
            (day for waves in given for day in (*waves.days, *([waves.anchor] if waves.anchor else []))), default=FIRST
        )
        starts = {begin, *(wave.first for waves in given for wave in waves.between(begin - days, begin + _FIRST_DAYS))}
        return iter([(start - delta, days) for start in sorted(starts) for delta in self._deltas(days)])

    def likely(self, days: int, anchors: dict[str, int]) -> Iterator[tuple[int, int]]:
        """Windows in which much is sent, for a first look: those that begin with a wave, or before surveys end."""
        limit = self.question.limit
        if limit.spec.each is not None or limit.freeze is not None:
            return self.all(days, anchors) or iter(())
        given = [waves for waves in self._dated if not waves.is_free][:_LIKELY_MAX]
        named = [day for waves in given for day in (*waves.days, *([waves.anchor] if waves.anchor else []))]
        begin = min(named, default=FIRST)
        found = {wave.first for waves in given for wave in waves.between(begin, begin + _FIRST_DAYS)}
        ends = [stream.ask.until for stream in self.question.streams if stream.ask.until is not None]
        return iter([(day, days) for day in sorted(found or {FIRST, *(end - days for end in ends)})])

    def anchors(self, days: int) -> Iterator[dict[str, int]]:
        """First waves to try for surveys that do not say when they start."""
        free = self.free
        if not free:
            yield {}
            return
        steps = [waves.step for _, waves in free]
        phases = inf
        if all(step is not None for step in steps):
            phases = 1
            for step in steps:
                phases *= step or 1
        if phases <= _PHASES_MAX:
            for offsets in product(*(range(step or 1) for step in steps)):
                yield {
                    name: FIRST - (step or 1) * 3 + offset
                    for (name, _), step, offset in zip(free, steps, offsets, strict=True)
                }
            return
        yield {}


def _starts(waves: list[list[Wave]], deltas: Sequence[int], late: int, first: int, last: int) -> list[int]:
    """Days of a run that lie so many days before a day on which some wave sends, and the first day of the run.

    Before all waves, only what can happen on any day happens.
    """
    starts = {first}
    spans: list[tuple[int, int]] = []
    for wave in (wave for each in waves for wave in each):
        until = wave.last + late
        own = range(wave.first, until + 1) if until - wave.first <= 60 else (wave.first, until)
        if isinstance(deltas, range) and isinstance(own, range):
            spans.append((wave.first - deltas[-1], until - deltas[0]))
        else:
            starts.update(day - delta for day in own for delta in deltas)
    begin = first
    for low, high in sorted(spans):
        starts.update(range(max(low, begin), min(high, last) + 1))
        begin = max(begin, high + 1)
    return sorted(day for day in starts if first <= day <= last)


def _days_of_months(first: int) -> Iterator[int]:
    """Days of two years, one of them a leap year, from which months can be of every length."""
    year = date.fromordinal(first).year
    for month in range(12 * (4 - year % 4 - 1), 12 * (4 - year % 4 + 1)):
        begins = months_later(date(year, 1, 1), month).toordinal()
        yield from (begins, begins + 14, *(begins + day for day in range(27, 31)))
