"""A dated axis: where days lie on a line, and which of them get a tick."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from cxprog.analysis.frequency.wording import day_words

_TICKS_MAX = 8
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Distances of ticks in months, where they are not in days."""


@dataclass(frozen=True)
class Axis:
    """Days from `first` to `last` between two places."""

    first: int
    last: int
    origin: int
    """Day from which ticks of a few days are counted."""
    left: float
    right: float

    @property
    def step(self) -> float:
        """Width of a day."""
        return (self.right - self.left) / (self.last - self.first + 1)

    def start(self, day: int) -> float:
        """Where a day begins."""
        return self.left + (day - self.first) * self.step

    def middle(self, day: int) -> float:
        """Its middle."""
        return self.start(day) + self.step / 2

    def ticks(self) -> Iterator[tuple[int, str]]:
        """Days to mark, with their words: every few days, or firsts of months."""
        span = self.last - self.first + 1
        for days in (1, 7, 14):
            if span / days <= _TICKS_MAX:
                start = self.first + (self.origin - self.first) % days
                yield from ((day, _short(day)) for day in range(start, self.last + 1, days))
                return
        months = next((each for each in _MONTHS if span / (each * 30) <= _TICKS_MAX), _MONTHS[-1])
        for day in range(self.first, self.last + 1):
            date = datetime.date.fromordinal(day)
            if date.day == 1 and (date.year * 12 + date.month - 1) % months == 0:
                yield day, f"{_short(day).split()[1]} {date.year}"


def _short(day: int) -> str:
    """`3 Mar`: ticks stand close together."""
    number, month, _ = day_words(day).split()
    return f"{number} {month[:3]}"
