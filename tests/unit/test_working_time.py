"""Working time, worked out by hand with a calendar beside it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cxprog.analysis.working_time import WorkingTime, is_holiday, knows_holidays
from cxprog.language.types import Duration, months_later

WEEK = ("mon", "tue", "wed", "thu", "fri")
OFFICE = WorkingTime("Europe/Berlin", WEEK, "08:00", "17:00", "DE")
DESK = WorkingTime("Europe/Berlin", (*WEEK, "sat"), "06:00", "22:00", "DE")
NIGHT = WorkingTime("Europe/Berlin", (*WEEK, "sat", "sun"), "22:00", "06:00")
ALWAYS = WorkingTime("Europe/Berlin", (*WEEK, "sat", "sun"), "00:00", "00:00")
NEW_YORK = WorkingTime("America/New_York", WEEK, "09:00", "17:00", "US")


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def due(time: WorkingTime, start: str, within: str) -> str:
    return time.due(at(start), Duration.parse(within)).isoformat(timespec="minutes")[:16]


@pytest.mark.parametrize(
    ("time", "start", "within", "expected"),
    [
        # Within one day, and up to its last minute. 1 February 2027 is a Monday.
        (OFFICE, "2027-02-01T09:30", "2bh", "2027-02-01T11:30"),
        (OFFICE, "2027-02-01T09:00", "8bh", "2027-02-01T17:00"),
        (OFFICE, "2027-02-01T08:00", "9bh", "2027-02-01T17:00"),
        # Over a night, over a weekend.
        (OFFICE, "2027-02-01T14:00", "8bh", "2027-02-02T13:00"),
        (OFFICE, "2027-02-05T16:00", "2bh", "2027-02-08T09:00"),
        (DESK, "2027-02-05T21:00", "2bh", "2027-02-06T07:00"),
        # What comes in before opening, after closing or on a weekend counts from the next opening.
        (OFFICE, "2027-02-01T06:15", "1bh", "2027-02-01T09:00"),
        (OFFICE, "2027-02-01T17:00", "1bh", "2027-02-02T09:00"),
        (OFFICE, "2027-02-06T12:00", "1bh", "2027-02-08T09:00"),
        (OFFICE, "2027-02-06T12:00", "1bd", "2027-02-09T08:00"),
        # Business days end at the same time of day.
        (OFFICE, "2027-02-05T12:00", "2bd", "2027-02-09T12:00"),
        (OFFICE, "2027-02-01T09:30", "1bd", "2027-02-02T09:30"),
        (OFFICE, "2027-02-01T09:30", "5bd", "2027-02-08T09:30"),
        # Good Friday is 26 March 2027, Easter Monday 29 March.
        (OFFICE, "2027-03-25T16:00", "2bh", "2027-03-30T09:00"),
        (OFFICE, "2027-03-25T16:00", "1bd", "2027-03-30T16:00"),
        (DESK, "2027-03-25T21:00", "2bh", "2027-03-27T07:00"),
        # Christmas and New Year: 25 and 26 December 2026 are Friday and Saturday, 1 January 2027 is a Friday.
        (OFFICE, "2026-12-24T16:30", "1bh", "2026-12-28T08:30"),
        (OFFICE, "2026-12-31T16:30", "1bh", "2027-01-04T08:30"),
        # Without regard to nights and weekends.
        (OFFICE, "2027-02-05T16:00", "48h", "2027-02-07T16:00"),
        (OFFICE, "2027-02-05T16:00", "90min", "2027-02-05T17:30"),
        (OFFICE, "2027-02-05T16:00", "3d", "2027-02-08T16:00"),
        # Clocks go forward on 28 March 2027 at 02:00, and back on 31 October at 03:00.
        (OFFICE, "2027-03-27T16:00", "24h", "2027-03-28T17:00"),
        (OFFICE, "2027-03-27T16:00", "1d", "2027-03-28T16:00"),
        (OFFICE, "2027-10-30T16:00", "24h", "2027-10-31T15:00"),
        (OFFICE, "2027-03-27T02:30", "1d", "2027-03-28T03:30"),
        (OFFICE, "2027-10-29T16:00", "2bh", "2027-11-01T09:00"),
        # A night shift over the change is an hour shorter, or longer.
        (NIGHT, "2027-03-27T22:00", "8bh", "2027-03-28T23:00"),
        (NIGHT, "2027-10-30T22:00", "9bh", "2027-10-31T06:00"),
        # The shift after midnight belongs to the day before.
        (NIGHT, "2027-02-02T01:00", "2bh", "2027-02-02T03:00"),
        (NIGHT, "2027-02-02T01:00", "6bh", "2027-02-02T23:00"),
        (NIGHT, "2027-02-02T01:00", "1bd", "2027-02-03T01:00"),
        (ALWAYS, "2027-02-06T12:00", "30bh", "2027-02-07T18:00"),
        (OFFICE, "2027-02-01T09:30", "0d", "2027-02-01T09:30"),
    ],
)
def test_deadlines(time: WorkingTime, start: str, within: str, expected: str) -> None:
    assert due(time, start, within) == expected


def test_months_follow_the_calendar() -> None:
    assert OFFICE.due(at("2027-01-31T10:00"), Duration("months", 1)) == at("2027-02-28T10:00")
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)


def test_another_clock_and_other_holidays() -> None:
    # Independence Day 2027 is a Sunday and kept on Monday, 5 July.
    start = at("2027-07-02T22:30")  # 16:30 in New York
    assert NEW_YORK.due(start, Duration("business_minutes", 60)) == at("2027-07-06T09:30", "America/New_York")


def test_who_is_at_work_when() -> None:
    assert OFFICE.is_open(at("2027-02-01T08:00"))
    assert not OFFICE.is_open(at("2027-02-01T17:00"))
    assert not OFFICE.is_open(at("2027-03-26T10:00"))
    assert OFFICE.next_open(at("2027-03-26T10:00")) == at("2027-03-30T08:00")
    assert OFFICE.next_open(at("2027-02-01T10:00")) == at("2027-02-01T10:00")


def test_countries_without_known_holidays_have_none() -> None:
    assert knows_holidays("DE") and not knows_holidays("ZZ")
    assert is_holiday("NO", date(2028, 5, 17)) and not is_holiday("DE", date(2028, 5, 17))
    assert not is_holiday("ZZ", date(2027, 12, 25))
    assert not is_holiday(None, date(2027, 12, 25))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        OFFICE.due(datetime(2027, 2, 1, 9), Duration("days", 1))
