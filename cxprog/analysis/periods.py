"""Stretches of the calendar in which a day lies: periods of the fiscal year, and freezes that come back every year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from cxprog.language.types import months_later

_MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def period(each: str, day: date, fiscal_year: str) -> tuple[date, date]:
    """First and last day of the calendar month around a day, or of the quarter, half-year or year of a fiscal year that
    begins on `04-01`."""
    month, first_day = (1, 1) if each == "month" else map(int, fiscal_year.split("-"))
    months = day.year * 12 + day.month - (1 if day.day >= first_day else 2)
    months -= (months - (month - 1)) % _MONTHS[each]
    first = date(months // 12, months % 12 + 1, first_day)
    return first, months_later(first, _MONTHS[each]) - timedelta(days=1)


def frozen(freeze: Any, day: date) -> tuple[date, date] | None:
    """First and last day of the freeze of a policy that holds on a day; None where none does.

    A freeze of every year that begins or ends on 29 February does so on the 28th where there is no 29th.
    """
    first, last = date.fromisoformat(freeze.first), date.fromisoformat(freeze.last)
    years = day.year - first.year
    for later in range(max(0, years - (last.year - first.year)), years + 1) if freeze.yearly else (0,):
        begins, ends = months_later(first, 12 * later), months_later(last, 12 * later)
        if begins <= day <= ends:
            return begins, ends
    return None
