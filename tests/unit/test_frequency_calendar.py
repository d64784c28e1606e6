"""Edges of the calendar, worked out by hand: the most that one person can get, and that no more is possible.

Each case names its worst total. A limit of that many has to be proved; a limit of one less has to be refused with a
calendar that adds up to it and that the replay accepts.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.specs import Specs
from tests.calendars import specs

ANY_DAY = "survey nps: through: tool; rest: {{own: {}}}\nchannel tool: enforces: {{own_rest: true}}"
"""A survey after an event that happens on any day, whose tool keeps the rest of the survey."""
PROGRAM = "program pumps: language: 1; version: 1.0.0; model: b2b; owner: cx-office; clock: {}; {}\n"
FISCAL = PROGRAM.format("Europe/Berlin", "fiscal_year: {}")
HOLIDAYS = PROGRAM.format("Europe/Berlin", "holidays: DE")


class Case(NamedTuple):
    """A program, the windows of its limit, and the most that one window can hold."""

    name: str
    program: str
    window: str
    """As in a policy: `within: 365d`, `each: quarter`; empty for ever."""
    worst: int


def on(*days: str, more: str = "") -> str:
    """Surveys `wave-1`, `wave-2` and so on, each with one wave on a day."""
    return "\n".join(f"survey wave-{number}: when: {{on: [{day}]{more}}}" for number, day in enumerate(days, 1))


LEAP_DAYS = (
    # 29 Feb 2028, 28 Feb 2029: 366 days less the one that 2029 lacks, so 365 apart; they share 366 days and not 365.
    Case("yearly from a leap day", "survey nps: when: {every: yearly, starting: 2028-02-29}", "within: 365d", 1),
    Case(
        "yearly from a leap day, a day more",
        "survey nps: when: {every: yearly, starting: 2028-02-29}",
        "within: 366d",
        2,
    ),
    # From 28 Feb 2030 back to 29 Feb 2028: 365 + 365 = 730 apart. Later 28 Feb 2031 to 29 Feb 2032: 366.
    Case("three leap-day waves", "survey nps: when: {every: yearly, starting: 2028-02-29}", "within: 731d", 3),
    Case("no three leap-day waves", "survey nps: when: {every: yearly, starting: 2028-02-29}", "within: 730d", 2),
    # 2028 has 366 days, so its first and its last day are 365 apart; those of 2027 are 364 apart.
    Case("first and last of a leap year", on("2028-01-01", "2028-12-31"), "within: 365d", 1),
    Case("first and last of a leap year, a day more", on("2028-01-01", "2028-12-31"), "within: 366d", 2),
    Case("first and last of a common year", on("2027-01-01", "2027-12-31"), "within: 365d", 2),
    Case("first and last of a common year, a day less", on("2027-01-01", "2027-12-31"), "within: 364d", 1),
    # Every 365 days from 1 Jan 2028: the next is 31 Dec 2028, in the same year. Then 31 Dec 2029: one a year.
    Case("365 days in a leap year", "survey nps: when: {every: 365d, starting: 2028-01-01}", "each: year", 2),
    Case("365 days rolling", "survey nps: when: {every: 365d, starting: 2028-01-01}", "within: 365d", 1),
    # From 1 Jan 2027: 1 Jan 2028, 31 Dec 2028, all later ones on 31 Dec or before: 2028 holds two.
    Case("365 days, a year before", "survey nps: when: {every: 365d, starting: 2027-01-01}", "each: year", 2),
    # Calendar years from 1 Mar: 1 Mar 2027 to 1 Mar 2028 are 366 days, to be followed by 365: the least is 365.
    Case("yearly from 1 March", "survey nps: when: {every: yearly, starting: 2027-03-01}", "within: 366d", 2),
    # From 1 February to 1 March there are 28 days, and 29 in 2028.
    Case("February of a common year", on("2027-02-01", "2027-03-01"), "within: 29d", 2),
    Case("February of a leap year", on("2028-02-01", "2028-03-01"), "within: 29d", 1),
    # Jan 1 and Jan 2 of 2028; a third has to be 365 days after the first, on 31 Dec. Leap years hold three.
    Case(
        "a rolling cap in a leap year",
        "survey nps: through: tool; caps: [{at_most: 2, within: 365d}]\nchannel tool: enforces: {caps: true}",
        "each: year",
        3,
    ),
    # 1 Jan + 2 x 182 = day 364 of 0..365; 2 x 183 = 366 is outside even in a leap year.
    Case("a rest of 182 days in a year", ANY_DAY.format("182d"), "each: year", 3),
    Case("a rest of 183 days in a year", ANY_DAY.format("183d"), "each: year", 2),
)

SUMMER_TIME = (
    # Clocks go forward on 28 March 2027. 25 March and 1 April are 7 days apart, however many hours that is.
    Case(
        "a rest over the change",
        "survey nps: when: {on: [2027-03-25, 2027-04-01]}; through: tool; rest: {own: 7d}\n"
        "channel tool: enforces: {own_rest: true}",
        "within: 8d",
        2,
    ),
    Case(
        "a longer rest over the change",
        "survey nps: when: {on: [2027-03-25, 2027-04-01]}; through: tool; rest: {own: 8d}\n"
        "channel tool: enforces: {own_rest: true}",
        "within: 8d",
        1,
    ),
    # Back on 31 October 2027: 27 October and 3 November are 7 apart.
    Case(
        "a rest over the change back",
        "survey nps: when: {on: [2027-10-27, 2027-11-03]}; through: tool; rest: {own: 8d}\n"
        "channel tool: enforces: {own_rest: true}",
        "within: 8d",
        1,
    ),
    # 48 hours are 2 days, also from 27 to 29 March, which are 47 hours.
    Case(
        "a rest of 48 hours over the change",
        "survey nps: when: {on: [2027-03-27, 2027-03-29]}; through: tool; rest: {own: 48h}\n"
        "channel tool: enforces: {own_rest: true}",
        "within: 3d",
        2,
    ),
    # A tool in New York counts what goes out in the night to the day before: shown e - 1 and d, 3 apart there, 2 here.
    Case(
        "a tool behind the program",
        ANY_DAY.format("3d").replace("own_rest: true", "own_rest: true, clock: America/New_York"),
        "within: 3d",
        2,
    ),
    Case("a tool with the program's clock", ANY_DAY.format("3d"), "within: 3d", 1),
    # Shown e and d + 1 in Tokyo: again 2 days apart are enough, and 1 is not.
    Case(
        "a tool ahead of the program",
        ANY_DAY.format("3d").replace("own_rest: true", "own_rest: true, clock: Asia/Tokyo"),
        "within: 3d",
        2,
    ),
    Case(
        "a tool ahead of the program, a day less",
        ANY_DAY.format("3d").replace("own_rest: true", "own_rest: true, clock: Asia/Tokyo"),
        "within: 2d",
        1,
    ),
    # Stockholm keeps the time of Berlin all year, so its days are the same.
    Case(
        "a tool in a zone of the same time",
        ANY_DAY.format("3d").replace("own_rest: true", "own_rest: true, clock: Europe/Stockholm"),
        "within: 3d",
        1,
    ),
    # London is an hour ahead of UTC in summer only, which is enough.
    Case(
        "a tool behind in summer only",
        PROGRAM.format("Europe/London", "locale: en")
        + ANY_DAY.format("3d").replace("own_rest: true", "own_rest: true, clock: UTC"),
        "within: 3d",
        2,
    ),
    # Halifax is an hour behind Santiago in January and an hour ahead in July: shown e - 1 and d + 1, 1 day is enough.
    Case(
        "a tool now ahead, now behind",
        PROGRAM.format("America/Santiago", "locale: en")
        + ANY_DAY.format("3d").replace("own_rest: true", "own_rest: true, clock: America/Halifax"),
        "within: 2d",
        2,
    ),
)

YEAR_ENDS = (
    # New Year's Eve and New Year's Day: neighbors in rolling windows, strangers in calendar ones.
    Case("New Year in two days", on("2027-12-31", "2028-01-01"), "within: 2d", 2),
    Case("New Year by year", on("2027-12-31", "2028-01-01"), "each: year", 1),
    Case("New Year by quarter", on("2027-12-31", "2028-01-01"), "each: quarter", 1),
    Case("New Year by month", on("2027-12-31", "2028-01-01"), "each: month", 1),
    # Two in December and two in January: 2 in a calendar year, 4 in 365 days.
    Case("four around New Year", on("2027-12-30", "2027-12-31", "2028-01-01", "2028-01-02"), "each: year", 2),
    Case(
        "four around New Year, rolling", on("2027-12-30", "2027-12-31", "2028-01-01", "2028-01-02"), "within: 365d", 4
    ),
)

FISCAL_YEARS = (
    # 31 March ends one year, 1 April begins the next.
    Case("the first of April", FISCAL.format("04-01") + on("2027-03-31", "2027-04-01"), "each: year", 1),
    Case("the first of April in calendar years", on("2027-03-31", "2027-04-01"), "each: year", 2),
    Case("the first and last day of a year", FISCAL.format("04-01") + on("2026-04-01", "2027-03-31"), "each: year", 2),
    # Half-years April to September and October to March.
    Case("winter", FISCAL.format("04-01") + on("2026-10-01", "2027-03-31"), "each: half-year", 2),
    Case("winter in calendar half-years", on("2026-10-01", "2027-03-31"), "each: half-year", 1),
    # Quarters from 1 April are those of the calendar; from 1 February they are Feb-Apr, May-Jul, Aug-Oct, Nov-Jan.
    Case("quarters from April", FISCAL.format("04-01") + on("2027-01-15", "2027-02-15"), "each: quarter", 2),
    Case("quarters from February", FISCAL.format("02-01") + on("2027-01-15", "2027-02-15"), "each: quarter", 1),
    Case("a quarter over New Year", FISCAL.format("02-01") + on("2026-11-01", "2027-01-31"), "each: quarter", 2),
    # A year that begins on 6 April.
    Case("the sixth of April", FISCAL.format("04-06") + on("2027-04-05", "2027-04-06"), "each: year", 1),
    # The longest quarter has 92 days: days 0 and 91 lie in it, 0 and 92 do not.
    Case("a rest of 91 days in a quarter", FISCAL.format("04-01") + ANY_DAY.format("91d"), "each: quarter", 2),
    Case("a rest of 92 days in a quarter", FISCAL.format("04-01") + ANY_DAY.format("92d"), "each: quarter", 1),
    # July to December have 184 days.
    Case("a rest of 183 days in a half-year", FISCAL.format("07-01") + ANY_DAY.format("183d"), "each: half-year", 2),
    Case("a rest of 184 days in a half-year", FISCAL.format("07-01") + ANY_DAY.format("184d"), "each: half-year", 1),
)

MONTHS = (
    # The 30 days from 31 January 2027 end on 1 March and touch three months; those from 31 January 2028 end on 29 Feb.
    Case("30 days in three months", on("2027-01-31", "2027-02-14", "2027-03-01"), "within: 30d", 3),
    Case("the same month by month", on("2027-01-31", "2027-02-14", "2027-03-01"), "each: month", 1),
    Case("30 days of a leap year", on("2028-01-31", "2028-02-14", "2028-03-01"), "within: 30d", 2),
    # 1 and 31 January are 30 apart; no month has two days that are 31 apart.
    Case("a rest of 30 days in a month", ANY_DAY.format("30d"), "each: month", 2),
    Case("a rest of 31 days in a month", ANY_DAY.format("31d"), "each: month", 1),
    # 31 Jan, 28 Feb, 31 Mar, 30 Apr ...: 28 days apart at the least (29 where February has 29), once a month always.
    Case("monthly from the 31st", "survey nps: when: {every: monthly, starting: 2027-01-31}", "within: 28d", 1),
    Case(
        "monthly from the 31st, a day more",
        "survey nps: when: {every: monthly, starting: 2027-01-31}",
        "within: 29d",
        2,
    ),
    Case(
        "monthly from the 31st by month", "survey nps: when: {every: monthly, starting: 2027-01-31}", "each: month", 1
    ),
    # 31 Dec to 28 Feb, and 31 Jan to 31 Mar: 59 apart, so three waves in 60 days and not in 59.
    Case("three months from the 31st", "survey nps: when: {every: monthly, starting: 2027-01-31}", "within: 60d", 3),
    Case("no three months", "survey nps: when: {every: monthly, starting: 2027-01-31}", "within: 59d", 2),
    # 30 Jan, 28 Feb: 29 apart; 28 Feb, 30 Mar: 30 apart. In 2028 30 and 30 apart.
    Case("monthly from the 30th", "survey nps: when: {every: monthly, starting: 2028-01-30}", "within: 29d", 1),
    Case(
        "monthly from the 30th, a day more",
        "survey nps: when: {every: monthly, starting: 2028-01-30}",
        "within: 30d",
        2,
    ),
    # 30 Nov, 28 Feb: 90 apart, and 91 over a leap day; 29 Feb, 30 May 2028: 91.
    Case("quarterly from 30 November", "survey nps: when: {every: quarterly, starting: 2026-11-30}", "within: 90d", 1),
    Case(
        "quarterly from 30 November, a day more",
        "survey nps: when: {every: quarterly, starting: 2026-11-30}",
        "within: 91d",
        2,
    ),
)

ANY_START = (
    # The fifth wave falls on the day of the first a year later, 365 or 366 days after it: outside of 365 days.
    Case("quarterly", "survey nps: when: {every: quarterly}", "within: 365d", 4),
    Case("quarterly, a day more", "survey nps: when: {every: quarterly}", "within: 366d", 5),
    # Spread over 14 days, the first can come 13 days late and the fifth on time: 365 - 13 = 352 apart.
    Case("quarterly, spread", "survey nps: when: {every: quarterly, window: 14d}", "within: 353d", 5),
    Case("quarterly, spread, a day less", "survey nps: when: {every: quarterly, window: 14d}", "within: 352d", 4),
    Case("yearly", "survey nps: when: {every: yearly}", "within: 365d", 1),
    Case("yearly, a day more", "survey nps: when: {every: yearly}", "within: 366d", 2),
    # From 1 February to 1 March.
    Case("monthly", "survey nps: when: {every: monthly}", "within: 28d", 1),
    Case("monthly, a day more", "survey nps: when: {every: monthly}", "within: 29d", 2),
    Case("weekly", "survey nps: when: {every: weekly}", "within: 7d", 1),
    Case("weekly in a fortnight and a day", "survey nps: when: {every: weekly}", "within: 15d", 3),
    # Days 0, 7, 14, 21 and 28 of a month of 29 days or more.
    Case("weekly in a month", "survey nps: when: {every: weekly}", "each: month", 5),
    # Two surveys that begin when they like can begin together.
    Case("two yearly ones", "survey nps: when: {every: yearly}\nsurvey ces: when: {every: yearly}", "within: 1d", 2),
)

WORKING_DAYS = (
    # Friday 5 March 2027 and a business day: Monday 8, or Tuesday 9 for what came in after closing time.
    # Saturday 6 and a business day: counted from Monday's opening, Tuesday 9.
    Case("Friday and Saturday meet on Tuesday", on("2027-03-05", "2027-03-06", more=", delay: 1bd"), "within: 1d", 2),
    # Thursday 4: Friday 5 to Monday 8, so at least a day before what comes of Saturday.
    Case("Thursday and Saturday do not meet", on("2027-03-04", "2027-03-06", more=", delay: 1bd"), "within: 1d", 1),
    Case("Thursday and Saturday, two days", on("2027-03-04", "2027-03-06", more=", delay: 1bd"), "within: 2d", 2),
    # Where people work on Saturdays, Thursday's end on Saturday 6 (Friday's opening and one more day).
    Case(
        "a week of six days",
        PROGRAM.format("Europe/Berlin", "hours: {days: [mon, tue, wed, thu, fri, sat]}")
        + "survey nps: when: {on: [2027-03-04], delay: 1bd}\nsurvey ces: when: {on: [2027-03-07]}",
        "within: 1d",
        1,
    ),
    # 24 December 2026 is a Thursday, 25 and 26 are holidays, 27 is a Sunday: Monday 28, or Tuesday 29 after closing.
    Case(
        "Christmas",
        HOLIDAYS + "survey nps: when: {on: [2026-12-24], delay: 1bd}\nsurvey ces: when: {on: [2026-12-29]}",
        "within: 1d",
        2,
    ),
    # Without holidays Friday 25, or Monday 28 after closing.
    Case(
        "Christmas where nobody keeps it",
        "survey nps: when: {on: [2026-12-24], delay: 1bd}\nsurvey ces: when: {on: [2026-12-29]}",
        "within: 1d",
        1,
    ),
    # Good Friday is 26 March 2027, Easter Monday 29: Thursday 25 and a business day is Tuesday 30 at the earliest.
    Case(
        "Easter",
        HOLIDAYS + "survey nps: when: {on: [2027-03-25], delay: 1bd}\nsurvey ces: when: {on: [2027-03-29]}",
        "within: 1d",
        1,
    ),
    # A rest of 5 business days is one of 5 days.
    Case("a rest in business days", ANY_DAY.format("5bd"), "within: 5d", 1),
    Case("a rest in business days, a day more", ANY_DAY.format("5bd"), "within: 6d", 2),
)

BOUNDARIES = (
    # Day 0 and day 30: in one window of 31 days, in none of 30.
    Case("a rest and its window", ANY_DAY.format("30d"), "within: 30d", 1),
    Case("a rest and a day more", ANY_DAY.format("30d"), "within: 31d", 2),
    Case("two rests", ANY_DAY.format("30d"), "within: 60d", 2),
    Case("two rests and a day more", ANY_DAY.format("30d"), "within: 61d", 3),
    # 1 to 31 March are 30 apart, to 30 March 29.
    Case("dates 30 apart", on("2027-03-01", "2027-03-31"), "within: 30d", 1),
    Case("dates 29 apart", on("2027-03-01", "2027-03-30"), "within: 30d", 2),
    # March to June and June to September have 92 days each.
    Case("fixed dates", "survey nps: when: {on: [2027-03-01, 2027-06-01, 2027-09-01]}", "within: 92d", 1),
    Case("fixed dates, a day more", "survey nps: when: {on: [2027-03-01, 2027-06-01, 2027-09-01]}", "within: 93d", 2),
    Case("all fixed dates", "survey nps: when: {on: [2027-03-01, 2027-06-01, 2027-09-01]}", "within: 185d", 3),
    Case("nearly all fixed dates", "survey nps: when: {on: [2027-03-01, 2027-06-01, 2027-09-01]}", "within: 184d", 2),
    # Events 14 days apart, sent up to 3 days later: late, then at once, 11 days apart.
    Case("a rate", "event ticket: at_most: 1 per 14d\nsurvey nps:", "within: 14d", 1),
    Case("a rate and a day more", "event ticket: at_most: 1 per 14d\nsurvey nps:", "within: 15d", 2),
    Case(
        "a rate with a delay",
        "event ticket: at_most: 1 per 14d\nsurvey nps: when: {event: ticket, delay: 0d..3d}",
        "within: 11d",
        1,
    ),
    Case(
        "a rate with a delay, a day more",
        "event ticket: at_most: 1 per 14d\nsurvey nps: when: {event: ticket, delay: 0d..3d}",
        "within: 12d",
        2,
    ),
    # 36 hours later is the next day or the one after it: late, then early, 7 - 1 = 6 apart.
    Case(
        "a delay of a day and a half",
        "event ticket: at_most: 1 per 7d\nsurvey nps: when: {event: ticket, delay: 36h}",
        "within: 7d",
        2,
    ),
    Case(
        "a delay of a day and a half, a day less",
        "event ticket: at_most: 1 per 7d\nsurvey nps: when: {event: ticket, delay: 36h}",
        "within: 6d",
        1,
    ),
    # A rest of 36 hours is one of a day: every day.
    Case("a rest of a day and a half", ANY_DAY.format("36h"), "within: 2d", 2),
    # Renewals 365 days apart, 60 to 90 days before: 365 - 30 = 335 apart.
    Case(
        "before a date",
        "event renewal: type: date; at_most: 1 per 365d\nsurvey nps: when: {before: renewal, delay: 60d..90d}",
        "within: 335d",
        1,
    ),
    Case(
        "before a date, a day more",
        "event renewal: type: date; at_most: 1 per 365d\nsurvey nps: when: {before: renewal, delay: 60d..90d}",
        "within: 336d",
        2,
    ),
    # Days 0 and 1, and again 10 days after each.
    Case(
        "a cap, a day more",
        "survey nps: through: tool; caps: [{at_most: 2, within: 10d}]\nchannel tool: enforces: {caps: true}",
        "within: 11d",
        3,
    ),
    Case(
        "a cap, two days more",
        "survey nps: through: tool; caps: [{at_most: 2, within: 10d}]\nchannel tool: enforces: {caps: true}",
        "within: 12d",
        4,
    ),
    # 0, 0, then 30 (two in 30 days), 45 (three in 45), 60; the next is 75.
    Case(
        "two caps together",
        "survey nps: through: tool\nsurvey ces: through: tool\n"
        "channel tool: enforces: {shared_caps: [{at_most: 2, within: 30d}, {at_most: 3, within: 45d}]}",
        "within: 75d",
        5,
    ),
    Case(
        "two caps together, a day more",
        "survey nps: through: tool\nsurvey ces: through: tool\n"
        "channel tool: enforces: {shared_caps: [{at_most: 2, within: 30d}, {at_most: 3, within: 45d}]}",
        "within: 76d",
        6,
    ),
    # Retired on 1 March: 1 January and 1 February, then never again.
    Case("until it is retired", "survey nps: when: {every: monthly, starting: 2027-01-01}; retired: 2027-03-01", "", 2),
    # The further invitation of 31 January is that of 28 February, 28 days later.
    Case(
        "a month later",
        "event ticket: at_most: 1 per 365d\nsurvey nps: when: {event: ticket, repeat: {every: monthly, times: 2}}",
        "within: 29d",
        2,
    ),
    Case(
        "a month later, a day less",
        "event ticket: at_most: 1 per 365d\nsurvey nps: when: {event: ticket, repeat: {every: monthly, times: 2}}",
        "within: 28d",
        1,
    ),
)

KEPT_FREEZE = "channel tool: enforces: {freezes: true}\npolicy calm: freezes: [{first: 2027-12-20, last: 2028-01-02}]\n"
AROUND_FREEZES = (
    # Four days from 19 December, of which only the 19th is free: 4 days before the 23rd, which is nobody's tool's.
    Case(
        "spread into a freeze",
        KEPT_FREEZE
        + "survey nps: when: {on: [2027-12-19], window: 4d}; through: tool\nsurvey ces: when: {on: [2027-12-23]}",
        "within: 4d",
        1,
    ),
    Case(
        "spread into a freeze, a day more",
        KEPT_FREEZE
        + "survey nps: when: {on: [2027-12-19], window: 4d}; through: tool\nsurvey ces: when: {on: [2027-12-23]}",
        "within: 5d",
        2,
    ),
    # A tool that does not keep the freeze sends on the 22nd.
    Case(
        "spread into a freeze that nobody keeps",
        KEPT_FREEZE + "survey nps: when: {on: [2027-12-19], window: 4d}\nsurvey ces: when: {on: [2027-12-23]}",
        "within: 2d",
        2,
    ),
    # What waits on the first frozen day goes out on the first day after the last one.
    Case(
        "deferred to the end of a freeze",
        KEPT_FREEZE
        + "survey nps: when: {on: [2027-12-20]}; through: tool; on_block: defer\nsurvey ces: when: {on: [2028-01-03]}",
        "within: 1d",
        2,
    ),
    # For at most 13 days it waits in vain: 20 December and 13 days is 2 January.
    Case(
        "deferred not long enough",
        KEPT_FREEZE
        + "survey nps: when: {on: [2027-12-20]}; through: tool; on_block: defer; defer_for: 13d\n"
        + "survey ces: when: {on: [2028-01-03]}",
        "within: 365d",
        1,
    ),
)

CASES = {
    case.name: case
    for case in (
        *LEAP_DAYS,
        *SUMMER_TIME,
        *YEAR_ENDS,
        *FISCAL_YEARS,
        *MONTHS,
        *ANY_START,
        *WORKING_DAYS,
        *BOUNDARIES,
        *AROUND_FREEZES,
    )
}


def judged(program: Specs, policy: str) -> Verdict:
    """The worst of the verdicts on the only limit of a policy."""
    answers = ("violated", "not decided", "proved")
    return min(
        (each for each in verdicts(program) if each.policy == policy), key=lambda each: answers.index(each.answer)
    )


def limited(case: Case, at_most: int) -> Specs:
    """The program of a case with a limit."""
    limit = ", ".join(part for part in (f"at_most: {at_most}", case.window) if part)
    return specs(f"{case.program}\npolicy load: frequency: [{{{limit}}}]")


@pytest.mark.parametrize("name", CASES)
def test_the_worst_is_proved(name: str) -> None:
    case = CASES[name]
    verdict = judged(limited(case, case.worst), "load")
    assert (verdict.answer, verdict.witness) == ("proved", None), verdict


@pytest.mark.parametrize("name", CASES)
def test_less_than_the_worst_is_refused_with_a_calendar(name: str) -> None:
    case = CASES[name]
    program = limited(case, case.worst - 1)
    verdict = judged(program, "load")
    assert verdict.answer == "violated", verdict
    assert verdict.witness is not None and verdict.witness.total == case.worst, verdict
    assert mistakes(program, verdict) == []


# GAPS


@pytest.mark.parametrize(
    ("program", "gap", "answer"),
    [
        # A rest of 30 days keeps a gap of 30 days and none of 31.
        (ANY_DAY.format("30d"), "30d", "proved"),
        (ANY_DAY.format("30d"), "31d", "violated"),
        # 28 February and 1 March of a common year are neighbors; in 2028 the leap day lies between them.
        (on("2027-02-28", "2027-03-01"), "1d", "proved"),
        (on("2027-02-28", "2027-03-01"), "2d", "violated"),
        (on("2028-02-28", "2028-03-01"), "2d", "proved"),
        (on("2028-02-28", "2028-03-01"), "3d", "violated"),
        # A gap of 50 hours is one of 2 days.
        (on("2027-02-28", "2027-03-02"), "50h", "proved"),
        # Monthly waves come 28 days after each other at the least.
        ("survey nps: when: {every: monthly}", "28d", "proved"),
        ("survey nps: when: {every: monthly}", "29d", "violated"),
    ],
)
def test_gaps(program: str, gap: str, answer: str) -> None:
    found = specs(f"{program}\npolicy load: frequency: [{{gap: {gap}}}]")
    verdict = judged(found, "load")
    assert verdict.answer == answer, verdict
    if answer == "violated":
        assert verdict.witness is not None and verdict.witness.total == 2
        assert mistakes(found, verdict) == []


# FREEZES

WINTER = "policy calm: freezes: [{first: 2027-12-20, last: 2028-01-02}]\n"
EVERY_WINTER = "policy calm: freezes: [{first: 2027-12-20, last: 2028-01-02, yearly: true}]\n"
LEAP_DAY = "policy calm: freezes: [{first: 2028-02-29, last: 2028-02-29, yearly: true}]\n"


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        # The first day and the last are frozen, those beside them are not.
        (WINTER + on("2027-12-19"), "proved"),
        (WINTER + on("2027-12-20"), "violated"),
        (WINTER + on("2028-01-02"), "violated"),
        (WINTER + on("2028-01-03"), "proved"),
        # Only that winter.
        (WINTER + on("2028-12-25"), "proved"),
        # That winter and all later ones, over each New Year.
        (EVERY_WINTER + on("2029-12-20"), "violated"),
        (EVERY_WINTER + on("2030-01-02"), "violated"),
        (EVERY_WINTER + on("2030-01-03"), "proved"),
        (EVERY_WINTER + on("2026-12-25"), "proved"),
        (EVERY_WINTER + on("2027-01-01"), "proved"),
        # Where there is no leap day, the 28th is frozen in its place.
        (LEAP_DAY + on("2029-02-28"), "violated"),
        (LEAP_DAY + on("2028-02-28", "2029-03-01"), "proved"),
        # What is spread reaches into it, unless the tool sends nothing on frozen days.
        (WINTER + "survey nps: when: {on: [2027-12-18], window: 3d}", "violated"),
        (
            WINTER + "channel tool: enforces: {freezes: true}\n"
            "survey nps: through: tool; when: {on: [2027-12-18], window: 3d}",
            "proved",
        ),
        # A reminder five days after 15 December goes out on the 20th, four days after it on the 19th.
        (WINTER + "survey nps: when: {on: [2027-12-15]}; reminders: [{after: 5d}]", "violated"),
        (WINTER + "survey nps: when: {on: [2027-12-15]}; reminders: [{after: 4d}]", "proved"),
        (WINTER + "survey nps: when: {on: [2027-12-15]}; reminders: [{after: 5d}]; open_for: 4d", "proved"),
        # Regular waves come back to it.
        (WINTER + "survey nps: when: {every: monthly, starting: 2027-01-19}", "proved"),
        (WINTER + "survey nps: when: {every: monthly, starting: 2027-01-31}", "violated"),
        (EVERY_WINTER + "survey nps: when: {every: weekly, starting: 2029-01-01}", "violated"),
        # For a tool in New York the night to 20 December is still the 19th; that to the 21st is frozen there too.
        (
            WINTER + "channel tool: enforces: {freezes: true, clock: America/New_York}\n"
            "survey nps: through: tool; when: {on: [2027-12-20]}",
            "violated",
        ),
        (
            WINTER + "channel tool: enforces: {freezes: true, clock: America/New_York}\n"
            "survey nps: through: tool; when: {on: [2027-12-21]}",
            "proved",
        ),
    ],
)
def test_freezes(program: str, answer: str) -> None:
    found = specs(program)
    verdict = judged(found, "calm")
    assert (verdict.part, verdict.answer) == ("freezes", answer), verdict
    if answer == "violated":
        assert verdict.witness is not None and verdict.witness.total == 1
        assert mistakes(found, verdict) == []
