"""Days of the calendar: lengths of guards, delays, waves, calendar periods, frozen days, days of another time zone."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cxprog.analysis.periods import frozen, period
from cxprog.analysis.working_time import WorkingTime
from cxprog.language.types import Duration, months_later

CYCLE_MAX = 60_000
"""Longest run of days, about 164 years, over which regular waves of different rhythm are followed."""
LEAP_CYCLE = 1461
"""Days of four years; with the years around 2100, which is no leap year, every calendar of months occurs."""
_CENTURY = date(2100, 3, 1).toordinal()
_NEVER = 10**7
"""More days than any calendar has."""
FIRST = date(2027, 1, 1).toordinal()
"""Where calendars begin that nothing else dates."""


def length(duration: Duration | None) -> int:
    """Whole days that a guard or window lasts: hours are rounded down, business days count as days."""
    if duration is None:
        return 0
    per = {"days": 1, "business_days": 1, "minutes": 1440, "business_minutes": 1440}
    if duration.measure == "months":
        return _SHORTEST[duration.amount % 12] + duration.amount // 12 * 365
    return duration.amount // per[duration.measure]


_SHORTEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
"""Days of the shortest run of so many calendar months that follow each other."""


def working_week(settings: Any) -> WorkingTime:
    """The working time of the program."""
    hours = settings.hours
    return WorkingTime(settings.clock, hours.days, hours.opens, hours.closes, settings.holidays)


@lru_cache(maxsize=1 << 14)
def _due(week: WorkingTime, amount: int, day: int, at_end: bool) -> int:
    """The day on which so many business days have passed since the first or the last minute of a day."""
    if week.days and week.closes > week.opens:
        # Nobody works past midnight, so whole days say it, and a year of them is quick to count.
        day += at_end
        while not _works(week, day):
            day += 1
        for _ in range(amount):
            day += 1
            while not _works(week, day):
                day += 1
        return day
    clock = datetime.time(23, 59) if at_end else datetime.time()
    start = datetime.datetime.combine(date.fromordinal(day), clock, ZoneInfo(week.clock))
    return week.due(start, Duration("business_days", amount)).toordinal()


@lru_cache(maxsize=1 << 14)
def _works(week: WorkingTime, day: int) -> bool:
    return week.works_on(date.fromordinal(day))


def _later(day: int, duration: Duration) -> int:
    """So much later; months by the calendar, hours rounded down."""
    if duration.measure == "months":
        return months_later(date.fromordinal(day), duration.amount).toordinal()
    return day + length(duration)


class Delay(NamedTuple):
    """How many days after its cause something is sent, at the earliest and at the latest."""

    earliest: Duration | None
    latest: Duration | None
    week: WorkingTime
    is_before: bool = False
    """Whether it is sent so long before its cause, a date that is known beforehand."""
    again: Duration | None = None
    """Time from the first invitation to a further one."""

    def after(self, day: int) -> tuple[int, int]:
        """First and last day on which that can be, for a cause on a day."""
        first, last = self._first_time(day)
        return (_later(first, self.again), _later(last, self.again)) if self.again else (first, last)

    def allows(self, cause: int, day: int) -> bool:
        """Whether a cause of one day can lead to something on another."""
        first, last = self.after(cause)
        return first <= day <= last

    def _first_time(self, day: int) -> tuple[int, int]:
        if self.is_before:
            earliest, latest = (length(each) for each in (self.earliest, self.latest))
            return day - latest, day - earliest
        return self._end(self.earliest, day, at_end=False), self._end(self.latest, day, at_end=True)

    def _end(self, duration: Duration | None, day: int, *, at_end: bool) -> int:
        if duration is None:
            return day
        if duration.measure == "business_days":
            return _due(self.week, duration.amount, day, at_end)
        if duration.measure == "business_minutes":
            return _due(self.week, ceil(duration.amount / 480) if at_end else 0, day, at_end)
        if duration.measure == "months":
            return _later(day, duration)
        if duration.measure == "minutes":
            return day + (ceil(duration.amount / 1440) if at_end else duration.amount // 1440)
        return day + duration.amount


@lru_cache(maxsize=256)
def reach_of(delay: Delay) -> tuple[int, int]:
    """Fewest and most days after any cause; for business days as seen in ten years of weekends and holidays."""
    given = (delay.earliest, delay.latest, delay.again)
    if not any(each and (each.is_business or each.measure == "months") for each in given):
        first, last = delay.after(FIRST)
        return first - FIRST, last - FIRST
    spans = [(first - day, last - day) for day in range(FIRST, FIRST + 3653) for first, last in [delay.after(day)]]
    return min(first for first, _ in spans), max(last for _, last in spans)


# WAVES


class Wave(NamedTuple):
    """One wave: its first day as the program names it, and the days on which its invitations can go out."""

    start: int
    first: int
    last: int


@dataclass(frozen=True)
class Waves:
    """The waves of one survey, on given days or regularly for ever."""

    days: tuple[int, ...]
    """Given first days, in order; empty for regular ones."""
    every: Duration | None
    anchor: int | None
    """First regular wave; None where the survey does not say, so that it can be any day."""
    delay: Delay
    spread: int
    """Days over which the invitations of a wave are spread, at least 1."""
    until: int | None
    """First day on which nothing is sent any more."""

    @property
    def is_free(self) -> bool:
        """Whether the first wave can be any day."""
        return self.every is not None and self.anchor is None

    @property
    def is_endless(self) -> bool:
        """Whether waves go on for ever."""
        return self.every is not None and self.until is None

    @property
    def step(self) -> int | None:
        """Days between regular waves; None where they are counted in months."""
        if self.every is None or self.every.measure == "months":
            return None
        return max(1, length(self.every))

    def start(self, number: int, anchor: int) -> int:
        """First day of a regular wave, 0 for the one on the anchor."""
        assert self.every is not None
        if self.step is not None:
            return anchor + self.step * number
        return months_later(date.fromordinal(anchor), self.every.amount * number).toordinal()

    def between(self, first: int, last: int, anchor: int | None = None) -> Iterator[Wave]:
        """The waves of which something can be sent from one day to another, both included."""
        if self.every is None:
            for day in self.days:
                wave = self._wave(day)
                if wave and wave.first <= last and wave.last >= first:
                    yield wave
            return
        is_given = anchor is None
        anchor = self.anchor if anchor is None else anchor
        assert anchor is not None
        per = self.step or 30.4 * self.every.amount
        number = int((first - anchor - self.spread - reach_of(self.delay)[1]) // per) - 2
        number = max(number, 0) if is_given else number
        while True:
            start = self.start(number, anchor)
            number += 1
            wave = self._wave(start)
            if start > last:
                return
            if wave and wave.first <= last and wave.last >= first:
                yield wave

    def _wave(self, start: int) -> Wave | None:
        first, last = self.delay.after(start)[0], self.delay.after(start + self.spread - 1)[1]
        if self.until is not None:
            last = min(last, self.until - 1)
        return Wave(start, first, last) if first <= last else None

    @cached_property
    def width(self) -> int:
        """Most days between the first and the last day on which one wave can send."""
        shortest, longest = reach_of(self.delay)
        return longest - shortest + self.spread - 1

    def apart(self, number: int) -> int:
        """Fewest days between two sends that lie so many waves apart; no window is so long where there are fewer."""
        if self.every is None:
            pairs = zip(self.days, self.days[number:], strict=False)
            return min((later - earlier for earlier, later in pairs), default=_NEVER) - self.width
        days = self.step * number if self.step is not None else length(self.every.times(number))
        return days - self.width

    def fitting(self, days: int) -> int:
        """Most regular waves that can send within so many days."""
        count = 1
        while self.apart(count) < days:
            count += 1
        return count


def cycle_of(all_waves: list[Waves], *, has_years: bool = False) -> int | None:
    """Days after which the endless waves repeat their pattern; None where that takes too long to follow.

    `has_years`: whether it matters where in a calendar year they lie.
    """
    from math import lcm

    endless = [waves for waves in all_waves if waves.is_endless]
    cycle = lcm(*(waves.step for waves in endless if waves.step is not None)) if endless else 1
    if has_years or any(waves.step is None for waves in endless):
        cycle = lcm(cycle, LEAP_CYCLE)
    return cycle if cycle <= CYCLE_MAX else None


def starts_to_follow(all_waves: list[Waves], reach: int, *, has_years: bool = False) -> list[tuple[int, int]] | None:
    """Runs of days, both ends included, in which every pattern of the waves begins; None where there are too many.

    `reach` is how many days of the pattern matter from its first day on.
    """
    given = [day for waves in all_waves for day in waves.days]
    anchors = [waves.anchor for waves in all_waves if waves.anchor is not None]
    cycle = cycle_of(all_waves, has_years=has_years)
    if cycle is None:
        return None
    first, last = min(given + anchors), max(given + anchors)
    width = max(waves.width for waves in all_waves)
    runs = [(first - reach - width, last + width + reach + cycle)]
    is_in_years = has_years or any(waves.every is not None and waves.step is None for waves in all_waves)
    if is_in_years and runs[0][1] < _CENTURY:
        # Behind the last year that is a multiple of four without a leap day the pattern is the usual one again.
        runs.append((_CENTURY - LEAP_CYCLE - reach - width, _CENTURY + width))
    return runs


# OTHER CALENDARS


def periods(each: str, fiscal_year: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Calendar periods, as first day and first day after, that hold a day of a run; they begin with the fiscal year."""
    day = date.fromordinal(first)
    while day.toordinal() <= last:
        begins, ends = period(each, day, fiscal_year)
        day = ends + timedelta(days=1)
        yield begins.toordinal(), day.toordinal()


def longest_period(each: str, fiscal_year: str) -> tuple[int, int]:
    """A longest period of its sort, not before the first day of calendars that nothing else dates."""
    found = periods(each, fiscal_year, FIRST, FIRST + 4 * 366)
    return max(found, key=lambda period: (period[1] - period[0], period[0] >= FIRST, -period[0]))


class Frozen:
    """Days on which a freeze of some policy lets nobody be asked."""

    def __init__(self, freezes: list[Any]) -> None:
        self._freezes = [each for each in freezes if each.first <= each.last]
        self._runs = [
            (date.fromisoformat(each.first), date.fromisoformat(each.last), each.yearly) for each in self._freezes
        ]
        self._days: dict[int, bool] = {}

    @property
    def runs(self) -> list[tuple[int, int, bool]]:
        """First and last day of each freeze, and whether it comes again every year."""
        return [(first.toordinal(), last.toordinal(), is_yearly) for first, last, is_yearly in self._runs]

    def __bool__(self) -> bool:
        return bool(self._runs)

    def between(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """First day of each freeze, and first day after it, that holds a day of a run."""
        for begin, end, is_yearly in self._runs:
            years = range(max(0, date.fromordinal(last).year - begin.year + 1)) if is_yearly else (0,)
            for year in years:
                span = months_later(begin, 12 * year).toordinal(), months_later(end, 12 * year).toordinal() + 1
                if span[0] <= last and span[1] > first:
                    yield span

    def holds(self, day: int) -> bool:
        """Whether a day is frozen."""
        if not self._runs:
            return False
        if day not in self._days:
            here = date.fromordinal(day)
            self._days[day] = any(frozen(freeze, here) for freeze in self._freezes)
        return self._days[day]


class FrozenFor:
    """Frozen days as a tool keeps them whose calendar can show other days than the program's."""

    def __init__(self, frozen: Frozen, possible: tuple[int, ...]) -> None:
        self._frozen = frozen
        self.possible = possible
        """By how many days its calendar can differ, 0 among them."""

    def holds(self, day: int) -> bool:
        """Whether nothing goes out on a day of the program, at whatever hour."""
        return all(self._frozen.holds(day + shift) for shift in self.possible)

    def open(self, day: int, shift: int) -> bool:
        """Whether something goes out at an hour at which the tool's calendar differs by so many days."""
        return not self._frozen.holds(day + shift)


@lru_cache(maxsize=64)
def shifts(clock: str, other: str | None) -> tuple[int, ...]:
    """How many days the calendar of another clock can show more than the program's, 0 among them."""
    if other is None or other == clock:
        return (0,)
    found = {0}
    for month in range(1, 13):
        for hour in (0, 12):
            moment = datetime.datetime(2027, month, 15, hour, tzinfo=datetime.UTC)
            offsets = [moment.astimezone(ZoneInfo(name)).utcoffset() for name in (clock, other)]
            ours, theirs = (offset or datetime.timedelta() for offset in offsets)
            found |= {1} if theirs > ours else {-1} if theirs < ours else set()
    return tuple(sorted(found))


def count_between(days: list[int], first: int, last: int) -> int:
    """How many of some ordered days lie from one to another, both included."""
    return bisect_right(days, last) - bisect_left(days, first)
