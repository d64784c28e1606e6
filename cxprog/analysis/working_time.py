"""Deadlines in working time: business hours, time zones and public holidays of whoever has to act.

- Business hours pass only while somebody is at work. What comes in outside working time counts from the next opening.
- A business day ends so many working days later at the same time of day: `2bd` from Friday noon is Tuesday noon.
- Minutes and hours pass without regard to nights and weekends, a change of clocks included. Days and months end at the
  same time of day as they began.
- Whoever closes at or before the time at which they open works past midnight; that shift belongs to the day on which
  it opens, so a public holiday cancels it as a whole.

Moments carry their time zone; a ValueError says that one does not.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cxprog.language.types import Duration, Measure, months_later

if TYPE_CHECKING:
    from cxprog.manifest import Manifest, Party

Moment = datetime.datetime
"""A moment with a time zone."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOSED_MAX = 400
"""Longest stretch of days without work that is believed; nobody keeps holidays for longer than a year."""


class Opening(NamedTuple):
    """A stretch of working time."""

    opens: Moment
    closes: Moment
    """The first moment after it."""


@dataclass(frozen=True, order=True)
class WorkingTime:
    """When somebody works."""

    clock: str
    """Time zone of the hours."""
    days: tuple[str, ...]
    """Working days, from `mon` to `sun`."""
    opens: str
    """Start of the working day, 24-hour clock: `08:00`."""
    closes: str
    """End of the working day; at or before `opens` it is the next day's."""
    holidays: str | None = None
    """Country, as two capital letters, whose public holidays are no working days."""

    def due(self, start: Moment, within: Duration) -> Moment:
        """When a deadline that began at `start` has passed, in this clock."""
        return _LATER[within.measure](self, self.here(start), within.amount)

    def works_on(self, day: date) -> bool:
        """Whether somebody comes to work on that day."""
        return _DAYS[day.weekday()] in self.days and not is_holiday(self.holidays, day)

    def is_open(self, moment: Moment) -> bool:
        """Whether somebody is at work at that moment."""
        return self.next_open(moment) == self.here(moment)

    def next_open(self, moment: Moment) -> Moment:
        """That moment, where somebody is at work then, else the next one at which somebody is."""
        opening = next(self.openings(moment))
        return max(opening.opens, self.here(moment), key=_instant)

    def openings(self, since: Moment) -> Iterator[Opening]:
        """Stretches of working time that end after a moment, without end; a ValueError where there are none."""
        here = self.here(since)
        day, closed = here.date() - timedelta(days=1), 0
        while True:
            if self.works_on(day):
                opening = self.opening(day)
                closed = 0
                if _instant(opening.closes) > _instant(here):
                    yield opening
            closed += 1
            if closed > _CLOSED_MAX:
                raise ValueError(f"nobody works within {_CLOSED_MAX} days of {since.date()}")
            day += timedelta(days=1)

    def opening(self, day: date) -> Opening:
        """The working time that begins on a working day."""
        opens, closes = _time(self.opens), _time(self.closes)
        last = day if closes > opens else day + timedelta(days=1)
        zone = ZoneInfo(self.clock)
        return Opening(Moment.combine(day, opens, zone), Moment.combine(last, closes, zone))

    def here(self, moment: Moment) -> Moment:
        """The same moment in this clock."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no time zone")
        return moment.astimezone(ZoneInfo(self.clock))

    # BY MEASURE

    def _business_minutes(self, start: Moment, amount: int) -> Moment:
        left = timedelta(minutes=amount)
        for opening in self.openings(start):
            begins = max(_instant(opening.opens), _instant(start))
            here = _instant(opening.closes) - begins
            if left <= here:
                return self.here(begins + left)
            left -= here
        raise AssertionError("openings never end")

    def _business_days(self, start: Moment, amount: int) -> Moment:
        openings = self.openings(start)
        first = next(openings)
        begins = max(first.opens, start, key=_instant)
        reached = first
        for _ in range(amount):
            reached = next(openings)
        nights = (begins.date() - first.opens.date()).days  # a night shift may have begun the day before
        day = reached.opens.date() + timedelta(days=nights)
        return _real(Moment.combine(day, begins.time(), begins.tzinfo))

    def _minutes(self, start: Moment, amount: int) -> Moment:
        return self.here(_instant(start) + timedelta(minutes=amount))

    def _days(self, start: Moment, amount: int) -> Moment:
        return _real(start + timedelta(days=amount))

    def _months(self, start: Moment, amount: int) -> Moment:
        return _real(Moment.combine(months_later(start.date(), amount), start.time(), start.tzinfo))


_LATER: Mapping[Measure, Callable[[WorkingTime, Moment, int], Moment]] = {
    "business_minutes": WorkingTime._business_minutes,
    "business_days": WorkingTime._business_days,
    "minutes": WorkingTime._minutes,
    "days": WorkingTime._days,
    "months": WorkingTime._months,
}


def working_time(manifest: Manifest, party: Party) -> WorkingTime:
    """When a team or partner works, with the program's hours, clock and holidays where it names none."""
    spec = manifest.owner(party)
    days = tuple(day for day in _DAYS if day in spec.hours.days)
    return WorkingTime(spec.clock, days, spec.hours.opens, spec.hours.closes, spec.holidays)


def program_time(manifest: Manifest) -> WorkingTime:
    """The working time of the program itself."""
    settings = manifest.settings
    days = tuple(day for day in _DAYS if day in settings.hours.days)
    return WorkingTime(settings.clock, days, settings.hours.opens, settings.hours.closes, settings.holidays)


# HOLIDAYS


def is_holiday(country: str | None, day: date) -> bool:
    """Whether a day is a public holiday in the whole of a country; never where none is named or nobody knows it."""
    return country is not None and day in _holidays(country, day.year)


def knows_holidays(country: str) -> bool:
    """Whether the public holidays of a country are known."""
    import holidays

    return country in holidays.list_supported_countries()


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    # Imported late: only deadlines in working time need it.
    import holidays

    if not knows_holidays(country):
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


# CLOCKS


def _instant(moment: Moment) -> Moment:
    """For comparing and subtracting: within one zone Python compares the faces of clocks, not what they mean."""
    return moment.astimezone(datetime.UTC)


def _real(moment: Moment) -> Moment:
    """The moment itself; where clocks skip it, as much later as they skip."""
    return moment.astimezone(datetime.UTC).astimezone(moment.tzinfo)


def _time(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)
