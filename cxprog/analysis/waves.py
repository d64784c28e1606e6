"""The days on which regular and dated waves of a survey begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cxprog.language.types import Duration, months_later


def waves(survey: Any, first: date, last: date) -> Iterator[date]:
    """First days of a survey's waves from one day to another, both included.

    A regular survey that does not say when it starts begins on the first day.
    """
    when = survey.when
    for day in sorted(when.on or ()):
        if first.isoformat() <= day <= last.isoformat():
            yield date.fromisoformat(day)
    if when.every is not None:
        anchor = date.fromisoformat(when.starting) if when.starting else first
        yield from _regular(anchor, when.every, first, last)


def _regular(anchor: date, every: Duration, first: date, last: date) -> Iterator[date]:
    number, day = 0, anchor
    while day <= last:
        if day >= first:
            yield day
        number += 1
        day = _step(anchor, every, number)


def _step(anchor: date, every: Duration, number: int) -> date:
    """Counted from the first wave, so that a wave of the 31st comes back to it after a shorter month."""
    if every.measure == "months":
        return months_later(anchor, every.amount * number)
    days = every.days
    return anchor + timedelta(days=max(1, every.amount if days is None else days) * number)
