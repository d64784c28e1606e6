"""Which single invitations a program allows: whom a survey reaches, on which days, and how often a cause can happen.

Part of the replay of calendars, so it shares nothing with the prover: every reading of the language here is its own.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from cxprog.analysis.frequency.values import Profile, Send, Witness
from cxprog.analysis.specs import Specs
from cxprog.analysis.working_time import WorkingTime
from cxprog.language.types import Delay, Duration, months_later

_MINUTES_OF_A_DAY = 1440
_SHIFT_YEARS = 1
"""Years before and after an invitation in which two clocks are compared."""


def length(duration: Duration | None) -> int:
    """Whole days of a guard, window or rhythm: hours are rounded down, business days count as days; 0 for None."""
    if duration is None:
        return 0
    return duration.amount // (_MINUTES_OF_A_DAY if duration.measure.endswith("minutes") else 1)


def dated(day: int) -> str:
    """A day for people: `2027-03-31`."""
    return date.fromordinal(day).isoformat()


def _survey(specs: Specs, send: Send) -> Any:
    return specs.get("survey", send.survey)


def named(send: Send) -> str:
    """An invitation or reminder for people, to begin a sentence with."""
    sort = f"reminder {send.reminder} of " if send.reminder else ""
    return f"{sort}`{send.survey}` on {dated(send.day)}"


# WHOM A SURVEY REACHES


def why_not_reached(specs: Specs, survey: Any, profile: Profile) -> Iterator[str]:
    """Why nobody of a profile is asked, whatever their roles."""
    sampling, segment = survey.sampling, dict(profile.segment)
    if survey.when.always:
        yield "it is open all the time and invites nobody"
    if sampling.share == 0:
        yield "it asks a share of 0, so nobody"
    for dimension, values in sorted(sampling.among.items()):
        if segment.get(dimension) not in values:
            said = segment.get(dimension) or "not one that is named"
            yield f"it asks only people whose `{dimension}` is {' or '.join(values)}; here it is {said}"
    if sampling.key_accounts == "only" and profile.is_key is False:
        yield "it asks only people of key accounts"
    if survey.partners and not set(_lineage(specs, profile.partner)) & set(survey.partners):
        whose = f"`{profile.partner}`" if profile.partner else "none"
        asked = " or ".join(f"`{each}`" for each in survey.partners)
        yield f"it asks only people of {asked}; the partner here is {whose}"


def _lineage(specs: Specs, partner: str | None) -> Iterator[str]:
    """A partner and the classes it is part of."""
    seen: set[str] = set()
    while partner is not None and partner not in seen:
        seen.add(partner)
        yield partner
        spec = specs.get("partner", partner)
        partner = spec.part_of if spec else None


def excluded(specs: Specs, roles: Iterable[str]) -> Iterator[str]:
    """Which roles nobody holds at once, and which do not exist."""
    specs_of = {role: specs.get("role", role) for role in sorted(set(roles))}
    yield from (f"there is no role `{role}`" for role, spec in specs_of.items() if spec is None)
    known = {role: spec.may_also_be for role, spec in specs_of.items() if spec is not None}
    for one, other in combinations(known, 2):
        if other not in known[one] and one not in known[other]:
            yield f"nobody is both `{one}` and `{other}`: neither names the other under `may_also_be`"


# ON WHICH DAYS


def due_days(specs: Specs, send: Send) -> Sequence[int]:
    """The days on which an invitation can be due by its trigger, in order."""
    when = _survey(specs, send).when
    earliest, latest = (when.delay.earliest, when.delay.latest) if when.delay else (None, None)
    if when.before:
        days = range(send.cause - _rounded_up(latest), send.cause - length(earliest) + 1)
        return _repeated(days, when.repeat, send.repeat)
    spread = max(length(when.window), 1) - 1 if when.every or when.on else 0
    # What happens early on the first day is the earliest, what happens late on the last day the latest.
    first = _later(specs, send.cause, earliest, is_late=False)
    last = _later(specs, send.cause + spread, latest, is_late=True)
    return _repeated(range(first, last + 1), when.repeat, send.repeat)


def delays(delay: Delay | None) -> range:
    """Days that can pass between the look at rests and caps and the sending."""
    return range(length(delay.earliest), _rounded_up(delay.latest) + 1) if delay else range(1)


def _rounded_up(duration: Duration | None) -> int:
    is_short = duration is not None and duration.measure.endswith("minutes") and duration.amount % _MINUTES_OF_A_DAY
    return length(duration) + bool(is_short)


def _later(specs: Specs, day: int, duration: Duration | None, *, is_late: bool) -> int:
    if duration is None:
        return day
    if duration.is_business:
        return _worked(_week(specs.settings), day, duration, is_late)
    return day + (_rounded_up(duration) if is_late else length(duration))


@lru_cache(maxsize=4096)
def _worked(week: WorkingTime, day: int, duration: Duration, is_late: bool) -> int:
    time = datetime.time(23, 59) if is_late else datetime.time()
    start = datetime.datetime.combine(date.fromordinal(day), time, ZoneInfo(week.clock))
    return week.due(start, duration).toordinal()


def _week(settings: Any) -> WorkingTime:
    hours = settings.hours
    return WorkingTime(settings.clock, hours.days, hours.opens, hours.closes, settings.holidays)


def _repeated(days: Sequence[int], repeat: Any, number: int) -> Sequence[int]:
    """The days of one of the further invitations; none where there are not so many."""
    if number == 0:
        return days
    if repeat is None or not 0 < number <= repeat.times:
        return ()
    return tuple(sorted({_stepped(day, repeat.every, number) for day in days}))


def _stepped(day: int, every: Duration, number: int) -> int:
    if every.measure == "months":
        return months_later(date.fromordinal(day), every.amount * number).toordinal()
    return day + max(length(every), 1) * number


# CAUSES


def why_no_cause(specs: Specs, send: Send, witness: Witness) -> Iterator[str]:
    """Why what led to an invitation does not happen on that day."""
    when = _survey(specs, send).when
    if when.on and dated(send.cause) not in when.on:
        yield f"no wave starts on {dated(send.cause)}"
    if when.every:
        anchor = date.fromisoformat(when.starting).toordinal() if when.starting else witness.anchors.get(send.survey)
        if anchor is None:
            yield "the calendar does not say when its first wave is"
        elif not _is_wave(anchor, when.every, send.cause) or (when.starting and send.cause < anchor):
            yield f"no wave starts on {dated(send.cause)}: the first is on {dated(anchor)}, then {when.every.words}"
    source = source_of(specs, send)
    if source is not None and source[1] is None:
        yield f"there is no `{source[0]}` that could lead to it"
    on = getattr(source[1], "on", None) if source else None
    if source and on and on != dated(send.cause):
        yield f"`{source[0]}` happens on {on}, not on {dated(send.cause)}"


def _is_wave(anchor: int, every: Duration, day: int) -> bool:
    if every.measure != "months":
        return (day - anchor) % max(length(every), 1) == 0
    first, other = date.fromordinal(anchor), date.fromordinal(day)
    months = (other.year - first.year) * 12 + other.month - first.month
    return months % every.amount == 0 and months_later(first, months) == other


def source_of(specs: Specs, send: Send) -> tuple[str, Any] | None:
    """Name of the touchpoint or event that led to an invitation, and what it says; None for waves."""
    when = _survey(specs, send).when
    if when.after:
        return when.after, _touchpoint(specs, when.after)
    name = when.event or when.milestone or when.change or when.before
    return (name, specs.get("event", name)) if name else None


def _touchpoint(specs: Specs, address: str) -> Any:
    name, _, inner = address.partition(".")
    journey = specs.get("journey", name)
    holders = [part for stage in (journey.stages if journey else ()) for part in (stage, *stage.steps)]
    return next((each for holder in holders for each in holder.touchpoints if each.id == inner), None)


def too_many_causes(specs: Specs, sends: Sequence[Send]) -> Iterator[str]:
    """What happens to a person more often than the program says it can.

    One event of a day leads to all surveys that wait for it, and to each of them once.
    """
    led_to: dict[tuple[str, int, int], Counter[tuple[int, str, int]]] = {}
    sources: dict[str, Any] = {}
    for send in sends:
        source = source_of(specs, send)
        if source is not None and source[1] is not None:
            sources[source[0]] = source[1]
            counted = led_to.setdefault((source[0], send.contact, send.record), Counter())
            counted[send.cause, send.survey, send.repeat] += 1
    for (name, _, _), counted in sorted(led_to.items()):
        times = {day: max(n for (other, *_), n in counted.items() if other == day) for day, *_ in sorted(counted)}
        days = [day for day, number in times.items() for _ in range(number)]
        yield from _too_often(name, sources[name], days)


def _too_often(name: str, source: Any, days: Sequence[int]) -> Iterator[str]:
    """Whether a touchpoint or event can happen on these days, which are in order."""
    rate, is_planned = source.at_most, getattr(source, "on", None) is not None
    if rate is not None:
        for first, last in zip(days, days[rate.at_most :], strict=False):
            if last - first < length(rate.within):
                yield f"`{name}` happens {rate.at_most + 1} times from {dated(first)} to {dated(last)}: {rate.words}"
    if (is_planned or (rate is None and getattr(source, "type", None) == "change")) and len(days) > 1:
        yield f"the change `{name}` happens only once, not on {' and '.join(map(dated, days))}"


# CLOCKS


def shifts(clock: str, other: str | None, day: int) -> frozenset[int]:
    """How many days a tool's calendar can show more than the program's, in the years around a day."""
    if other is None or other == clock:
        return frozenset((0,))
    year = date.fromordinal(day).year
    around = range(year - _SHIFT_YEARS, year + _SHIFT_YEARS + 1)
    return frozenset((0,)).union(*(_shifts_of(clock, other, each) for each in around))


@lru_cache(maxsize=256)
def _shifts_of(clock: str, other: str, year: int) -> frozenset[int]:
    """By the offsets of both clocks at every hour of a year."""
    ours, theirs = ZoneInfo(clock), ZoneInfo(other)
    start = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
    found = set()
    for hour in range(366 * 24):
        moment = start + datetime.timedelta(hours=hour)
        here, there = (moment.astimezone(zone).replace(tzinfo=None) for zone in (ours, theirs))
        found.add((there > here) - (there < here))
    return frozenset(found)
