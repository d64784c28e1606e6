"""Plainer searches for the simplest programs: one calendar after the other, none merged, nothing remembered.

They read programs as the search does, and go through calendars in other ways, so they judge how the search follows days
and states. `by_invitations` builds calendars invitation by invitation, each with its cause, in every order; it takes no
deferral. `by_stories` decides first who is invited by which wave on which day, then plays what the tools make of that;
it takes deferral, and no triggers but dates. Both take limits per person or record within a few days, and no
regular waves of any phase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import permutations, product
from typing import Any, NamedTuple

from tests.frequency.search import (
    BASE,
    Check,
    Documents,
    Key,
    Limit,
    Machine,
    Person,
    Small,
    Span,
    Survey,
    longest_reminder,
)

CALENDARS_MAX = 400
"""More of them in one window, and it is left to the search."""
STORIES_MAX = 2500
"""More of them for one sort of person, and the program is left to the search."""


class TooMany(Exception):
    """There are too many calendars to go through one by one."""


class Sent(NamedTuple):
    """An invitation that went out."""

    day: int
    stream: int
    shift: int = 0
    wave: int | None = None
    """Wave or cause; None where causes are not bounded."""
    repeat: int = 0


Totals = Callable[[Small, Limit, Machine, dict[str, Fraction]], Fraction]


def by_invitations(documents: Documents) -> dict[Key, Fraction]:
    """The largest total of the limits that are simple enough, in programs without deferral."""
    small = Small(documents)
    if any(each.defers for each in small.surveys.values()):
        return {}
    return _found(small, _largest_by_invitations)


def by_stories(documents: Documents) -> dict[Key, Fraction]:
    """The largest total of the limits that are simple enough, in programs that have dates only."""
    small = Small(documents)
    starts = [each.start for each in small.surveys.values()]
    if any(each.every or each.cause for each in starts) or any(
        each.checks_at_trigger or len(each.shifts) > 1 for each in small.surveys.values()
    ):
        return {}
    return _found(small, _largest_by_stories)


def with_dates(documents: Documents) -> Documents:
    """The same program, where what waits for causes and regular waves has two dates instead."""
    return [
        {**each, "when": {"on": ["2027-03-05", f"2027-03-0{6 + number % 3}"], **_spread(each["when"])}}
        if each["kind"] == "survey" and "on" not in each["when"]
        else each
        for number, each in enumerate(documents)
    ]


def _spread(when: dict[str, Any]) -> dict[str, Any]:
    return {"window": "2d"} if "window" in when or "repeat" in when else {}


def _found(small: Small, largest: Totals) -> dict[Key, Fraction]:
    found: dict[Key, Fraction] = {}
    if any(each.start.every and each.starting is None for each in small.surveys.values()):
        return found
    for limit in small.limits:
        if limit.within and limit.within <= 4 and limit.per in ("person", "record"):
            try:
                found[limit.key] = _of_everybody(small, limit, largest)
            except TooMany:
                continue
    return found


def _of_everybody(small: Small, limit: Limit, largest: Totals) -> Fraction:
    people = [
        Person(roles, segment, *company)
        for roles in small.role_sets(limit)
        for segment in small.segments
        for company in small.companies
    ]
    sorts = {
        tuple((each.id, small.weight(limit, each, one)) for each in small.surveys.values() if small.reaches(each, one))
        for one in people
    }
    return max(
        largest(small, limit, small.machine((tuple(name for name, _ in sort),), {}), dict(sort)) for sort in sorts
    )


def _windows(small: Small, limit: Limit) -> list[Span]:
    assert limit.within is not None
    zone = small.zone or Span(BASE, BASE)
    days = range(zone.first - 6 - limit.within - small.cycle, zone.last + 6 + small.cycle)
    return [Span(day, day + limit.within - 1) for day in days]


def _total(
    machine: Machine, limit: Limit, weights: dict[str, Fraction], window: Span, sent: tuple[Sent, ...]
) -> Fraction:
    """What a window counts: of one person, or of the record for which it is most."""
    totals: dict[Any, Fraction] = {}
    for each in sent:
        survey, stream = machine.surveys[each.stream], machine.streams[each.stream]
        group = (survey.channel, stream.record) if limit.per == "record" else ()
        days = [each.day]
        if limit.counts_reminders:
            later = (each.day + after for after in survey.reminders)
            days += [day for day in later if not survey.is_frozen(day) and not survey.is_retired(day)]
        inside = sum(window.first <= day <= window.last for day in days)
        totals[group] = totals.get(group, Fraction(0)) + weights[survey.id] * inside
    return max(totals.values(), default=Fraction(0))


def _passes(check: Check, sent: tuple[Sent, ...], now: int, shift: int, is_early: bool) -> bool:
    """Whether a guard lets an invitation pass; early: before everything else of that day."""
    seen = [each for each in sent if each.stream in check.streams and not (is_early and each.day >= now)]
    return sum(now + shift - (each.day + each.shift) < check.days for each in seen) < check.number


# INVITATION BY INVITATION


def _largest_by_invitations(small: Small, limit: Limit, machine: Machine, weights: dict[str, Fraction]) -> Fraction:
    early = longest_reminder(small) if limit.counts_reminders else 0
    return max(
        _total(machine, limit, weights, window, sent)
        for window in _windows(small, limit)
        for sent in _calendars(machine, window, early)
    )


def _calendars(machine: Machine, window: Span, early: int) -> Iterator[tuple[Sent, ...]]:
    """Every calendar of invitations on the days of the window, and so many days before."""
    number = 0
    open_ends: list[tuple[Sent, ...]] = [()]
    while open_ends:
        sent = open_ends.pop()
        number += 1
        if number > CALENDARS_MAX:
            raise TooMany
        yield sent
        for day in range(sent[-1].day if sent else window.first - early, window.last + 1):
            for stream in range(len(machine.streams)):
                open_ends.extend((*sent, further) for further in dict.fromkeys(_next(machine, sent, day, stream)))


def _next(machine: Machine, sent: tuple[Sent, ...], day: int, stream: int) -> Iterator[Sent]:
    """The ways in which a stream can send on a day, after all the others."""
    survey = machine.surveys[stream]
    if not _may_send(machine, sent, day, stream):
        return
    is_early = survey.checks_at_trigger
    first, last = survey.send_delay if is_early else (0, 0)
    for shift, ago in product(survey.shifts, range(first, last + 1)):
        if shift not in survey.frozen_shifts(day) and all(
            _passes(check, sent, day - ago, shift, is_early) for check in machine.checks[stream]
        ):
            for wave, repeat in _causes(machine, stream, sent, day - ago):
                yield Sent(day, stream, shift, wave, repeat)


def _may_send(machine: Machine, sent: tuple[Sent, ...], day: int, stream: int) -> bool:
    survey, own = machine.surveys[stream], machine.streams[stream]
    is_sent = any(each.day == day and machine.streams[each.stream] == own for each in sent)
    return not (is_sent or survey.is_retired(day) or survey.is_frozen(day))


def _causes(machine: Machine, stream: int, sent: tuple[Sent, ...], due: int) -> Iterator[tuple[int | None, int]]:
    """Waves and causes for an invitation due on a day, with which all causes so far are possible."""
    start = machine.starts[stream]
    used = {(each.wave, each.repeat) for each in sent if each.stream == stream}
    yield from (found for found in start.waves(due) if found not in used)
    if start.cause and start.rate is None:
        yield None, 0
    elif start.cause:
        for repeat in range(start.times + 1):
            base = due - repeat * start.step
            for cause in range(base - start.latest, base - start.earliest + 1):
                if _is_possible(machine, (*sent, Sent(0, stream, 0, cause, repeat)), stream):
                    yield cause, repeat


def _is_possible(machine: Machine, sent: tuple[Sent, ...], stream: int) -> bool:
    """Whether so many causes can have happened: as many on a day as one survey needs there."""
    source, rate = machine.source_of[stream], machine.starts[stream].rate
    assert rate is not None
    number, within = rate
    uses = [(each.wave, each.stream, each.repeat) for each in sent if machine.source_of[each.stream] == source]
    needed: dict[int, int] = {}
    for use in uses:
        if use[0] is not None:
            needed[use[0]] = max(needed.get(use[0], 0), uses.count(use))
    days = [day for day, count in sorted(needed.items()) for _ in range(count)]
    spans = [later - earlier for earlier, later in zip(days, days[number:], strict=False)]
    return not spans if within is None else all(span >= within for span in spans)


# STORY BY STORY


class Due(NamedTuple):
    """An invitation that a wave or planned cause leads to on a day."""

    day: int
    stream: int


def _largest_by_stories(small: Small, limit: Limit, machine: Machine, weights: dict[str, Fraction]) -> Fraction:
    choices: list[list[Due | None]] = [
        [None, *(Due(day, stream) for day in _days_of(survey, wave, repeat))]
        for stream, survey in enumerate(machine.surveys)
        for wave, repeat in product(survey.start.dates, range(survey.start.times + 1))
    ]
    number = 1
    for each in choices:
        number *= len(each)
    if number > STORIES_MAX:
        raise TooMany
    windows = _windows(small, limit)
    best = Fraction(0)
    calendars: set[tuple[Sent, ...]] = set()
    for chosen in product(*choices):
        calendars.update(_played(machine, sorted({each for each in chosen if each is not None})))
    for sent in calendars:
        best = max(best, *(_total(machine, limit, weights, window, sent) for window in windows))
    return best


def _days_of(survey: Survey, wave: int, repeat: int) -> range:
    start = survey.start
    first = wave + repeat * start.step
    return range(first + start.earliest, first + start.latest + 1)


class Waiting(NamedTuple):
    """An invitation that waits."""

    due: int
    stream: int


def _played(machine: Machine, dues: list[Due]) -> Iterator[tuple[Sent, ...]]:
    """Every calendar that can come of some invitations, as far as what happens on one day can happen in any order."""
    if not dues:
        yield ()
        return
    last = max(each.day for each in dues) + 25
    open_ends: list[tuple[int, tuple[Sent, ...], tuple[Waiting, ...]]] = [(dues[0].day, (), ())]
    while open_ends:
        day, sent, waiting = open_ends.pop()
        if day > last:
            yield sent
            continue
        for order in _orders(machine, [each for each in dues if each.day == day], waiting):
            open_ends.append((day + 1, *_day(machine, day, sent, waiting, order)))


def _orders(machine: Machine, dues: list[Due], waiting: tuple[Waiting, ...]) -> Iterator[tuple[Due | Waiting, ...]]:
    """What is tried on a day, in every order in which the waiting ones keep theirs."""
    ranked = sorted(
        waiting, key=lambda each: (-machine.surveys[each.stream].priority, each.due, machine.surveys[each.stream].id)
    )
    tried: tuple[Due | Waiting, ...] = (*dues, *ranked)
    for order in permutations(tried):
        if [each for each in order if isinstance(each, Waiting)] == ranked:
            yield order


def _day(
    machine: Machine,
    day: int,
    sent: tuple[Sent, ...],
    waiting: tuple[Waiting, ...],
    order: tuple[Due | Waiting, ...],
) -> tuple[tuple[Sent, ...], tuple[Waiting, ...]]:
    """What was sent and what waits after a day."""
    left = list(waiting)
    for each in order:
        survey, own = machine.surveys[each.stream], machine.streams[each.stream]
        if isinstance(each, Due) and any(machine.streams[other.stream][:2] == own[:2] for other in left):
            continue
        is_free = all(_passes(check, sent, day, 0, False) for check in machine.checks[each.stream])
        if _may_send(machine, sent, day, each.stream) and is_free:
            sent = (*sent, Sent(day, each.stream))
            left = [other for other in left if other != each]
        elif isinstance(each, Due) and survey.defers and not survey.is_retired(day):
            left.append(Waiting(day, each.stream))
    return sent, tuple(each for each in left if _waits_on(machine.surveys[each.stream], each.due, day))


def _waits_on(survey: Survey, due: int, day: int) -> bool:
    return survey.defer_for is None or day < due + survey.defer_for
