"""The worst calendar of a small program, by going through all calendars day by day; shares no code with the prover.

Everything is read from plain documents, as they stand in the YAML. A calendar is followed one day at a time. What was
sent, which invitations wait, which waves and causes are used up: that is the state at the start of a day, and
`Machine.successors` lists all that can happen on the day, in every order in which the tools can do it. Two calendars
that reach the same state are followed once, with the larger total; nothing else is left out. So `search` returns the
largest total of any calendar, not an estimate.

Why finitely many windows are enough:

- A day matters to a program only through the waves and freezes around it, so what can happen in a window depends on
  the state at its start and on what its days offer (`Machine.sign_of`). Windows alike in both are looked at once.
- Waves every so many days repeat with the least common multiple of their cadences (`Small.cycle`). Before the first and
  after the last thing that has a date of its own (`Small.zone`) every window is a window of one such cycle, moved by
  whole cycles. So the windows around the dates and one cycle before and after are all there is. A wave without
  `starting` is tried with each first day of its cadence; where nothing has a date, time can be moved so that the first
  such wave starts on a given day.
- Without deferral any invitation can be taken out of a calendar, and the rest remains possible: nobody has to be
  invited, and what was sent only ever keeps others back. So a window is at its worst when nothing was sent before,
  except invitations whose reminders fall into it. With deferral that is not so: the window is then started from every
  state that can be reached, found by following a cycle again and again from a day on which nothing was ever sent,
  until no state is new.
- Limits on all time (`within` and `each` left out): a survey that can be started again and again, by waves without
  end or by causes on any day, is sent any number of times, each time long after the last, so no number holds. All
  others have their days around the dates, or one cause ever, on any day, for which there is room before and after.
- Calendar months and years: of periods with the same length that start at the same phase of the cycle, one is looked
  at; 400 years hold all of them that there are.

How the meaning was read where it could be read in several ways:

- The causes of one touchpoint or event are the same for all surveys, so its rate bounds them all together; which of
  the surveys a cause leads to, chance decides for each.
- A waiting invitation is one whose day has passed. Those keep their order among each other (priority, day, id); what is
  due on the day itself may come before, between or after them.
- An invitation due while one of the same survey waits for the same person joins it, whatever its record.
- Where a channel checks at the trigger, the check may come before everything else that is sent on that day.
- `(d-L, d]` is said of earlier invitations only, so its upper end never matters, even in another time zone; the shifts
  of two invitations of one day may be any.
- Surveys without a channel are, for a limit per record, together one more channel that does not count per record.
- People of one account have the same partner, and are all of a key account or none; their segments may differ.
- Reminders go out if `after` is at most `open_for`, and never on or after the day on which the survey is retired.

Not covered, and refused with ValueError: delays in business time, repeats in months after causes on any day, regular
waves in months that do not say when they start, deferral in a channel that checks at the trigger, that
counts per account, that has another clock, or that keeps a freeze which returns every year.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations, pairwise, product
from math import lcm
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo


class TooLarge(Exception):
    """Going through all calendars would take too long."""


Documents = list[dict[str, Any]]
Key = tuple[str, str, int]
"""Policy, `frequency` or `freezes`, and which of them, from 0."""

_UNITS = {"min": 1, "h": 60, "d": 1440, "w": 7 * 1440, "y": 365 * 1440, "bh": 60, "bd": 1440}
_DAYS = {"daily": 1, "weekly": 7, "fortnightly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
_PERIODS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


# WORDS


def minutes_of(text: str) -> int:
    """A duration in minutes; a business day counts as a day."""
    read = re.fullmatch(r"(\d+)(min|h|d|w|y|bh|bd)", text)
    assert read, text
    return int(read[1]) * _UNITS[read[2]]


def days_of(text: str | None) -> int:
    """A duration in whole days, rounded down; 0 when left out."""
    return minutes_of(text) // 1440 if text else 0


def delay_of(text: str | None) -> tuple[int, int]:
    """Earliest and latest day after the trigger: the first rounded down, the last up."""
    if not text:
        return 0, 0
    if "b" in text:
        raise ValueError("delays in business time are not covered")
    first, _, second = text.partition("..")
    return days_of(first), -(-minutes_of(second or first) // 1440)


def cadence_of(text: str) -> tuple[int, int]:
    """Days and months between two waves, one of which is 0."""
    if text in _MONTHS:
        return 0, _MONTHS[text]
    return _DAYS.get(text) or days_of(text), 0


@lru_cache(maxsize=4096)
def day_of(text: str) -> int:
    """Ordinal of a date."""
    return datetime.date.fromisoformat(text).toordinal()


def months_after(day: int, months: int) -> int:
    """The same day of the month so many months later, or the last of the month where that is shorter."""
    date = datetime.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return date.replace(year, month + 1, min(date.day, monthrange(year, month + 1)[1])).toordinal()


@lru_cache(maxsize=64)
def shifts_between(program: str, channel: str) -> tuple[int, ...]:
    """How many days more the calendar of a channel can show than that of the program."""
    noons = [datetime.datetime(2027, 1, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(day) for day in range(365)]
    ahead = {
        noon.astimezone(ZoneInfo(channel)).utcoffset() - noon.astimezone(ZoneInfo(program)).utcoffset()  # type: ignore[operator]
        for noon in noons
    }
    none = datetime.timedelta(0)
    return tuple(sorted({0, *(1 for each in ahead if each > none), *(-1 for each in ahead if each < none)}))


@lru_cache(maxsize=16)
def periods(each: str, fiscal_year: str) -> tuple[tuple[int, int], ...]:
    """First day and first day after of the calendar periods of 400 years."""
    months, first = _PERIODS[each], day_of(f"2020-{fiscal_year}")
    starts = [months_after(first, months * number) for number in range(400 * 12 // months + 1)]
    if each == "month":  # the fiscal year does not move months
        starts = [day_of("2020-01-01")]
        starts = [months_after(starts[0], number) for number in range(400 * 12 + 1)]
    return tuple(pairwise(starts))


# READING


class Span(NamedTuple):
    """Days from the first to the last, both included."""

    first: int
    last: int


@dataclass(frozen=True)
class Start:
    """What leads to invitations of a survey: waves and planned days, regular waves, or causes on any day."""

    earliest: int
    latest: int
    """An invitation is due between so many days after the wave or cause, and so many."""
    dates: tuple[int, ...] = ()
    """Days of the only waves, or of the only cause."""
    every: int = 0
    """Days between regular waves; 0: there are none."""
    first: int | None = None
    """First regular wave; None: any day."""
    is_first: bool = True
    """Whether there are no waves before; otherwise `first` is any of them."""
    cause: str = ""
    """Touchpoint or event with causes on any day."""
    rate: tuple[int, int | None] | None = None
    """At most so many causes in so many days, None for ever; None: any number."""
    step: int = 0
    """Days between repeated invitations."""
    times: int = 0
    """How many repeated invitations there are."""

    def is_due(self, wave: int, repeat: int, day: int) -> bool:
        """Whether an invitation of a wave or cause can be due on a day."""
        return wave + self.earliest <= day - repeat * self.step <= wave + self.latest

    def waves(self, day: int) -> Iterator[tuple[int, int]]:
        """Waves or planned causes, and repeats, that can be due on a day."""
        for date in self.dates:
            yield from ((date, repeat) for repeat in range(self.times + 1) if self.is_due(date, repeat, day))
        if self.every and self.first is not None:
            earliest = day - self.latest
            wave = earliest + (self.first - earliest) % self.every
            while wave <= day - self.earliest:
                if wave >= self.first or not self.is_first:
                    yield wave, 0
                wave += self.every

    @property
    def is_endless(self) -> bool:
        """Whether it leads to invitations again and again."""
        return bool(self.every) or bool(self.cause and (self.rate is None or self.rate[1] is not None))


@dataclass(frozen=True)
class Survey:
    """A survey, with what its channel does."""

    id: str
    data: Mapping[str, Any]
    start: Start
    starting: int | None
    """First regular wave that there is."""
    channel: str
    records: int
    """How many records of one person the channel may have."""
    shifts: tuple[int, ...]
    checks_at_trigger: bool
    send_delay: tuple[int, int]
    defers: bool
    defer_for: int | None
    priority: int
    retired: int | None
    frozen: tuple[Span, ...]
    """Days on which its channel sends nothing."""
    reminders: tuple[int, ...]

    def is_retired(self, day: int) -> bool:
        """Whether it is no longer in use on a day."""
        return self.retired is not None and day >= self.retired

    def frozen_shifts(self, day: int) -> frozenset[int]:
        """The shifts with which the channel sends nothing on a day, as its own calendar shows it."""
        return frozenset(
            shift for shift in self.shifts if any(span.first <= day + shift <= span.last for span in self.frozen)
        )

    def is_frozen(self, day: int) -> bool:
        """Whether the channel sends nothing on a day, at whatever hour."""
        return self.frozen_shifts(day) >= set(self.shifts)


class Person(NamedTuple):
    """Somebody who may be invited."""

    roles: tuple[str, ...]
    segment: tuple[tuple[str, str], ...]
    is_key: bool
    partner: str | None


@dataclass(frozen=True)
class Limit:
    """A limit, or a freeze."""

    key: Key
    data: Mapping[str, Any]
    at_most: Fraction
    within: int | None = None
    """Days of its window."""
    each: str = ""
    spans: tuple[Span, ...] = ()
    """The only windows: those of a freeze."""
    counts_reminders: bool = False
    per: str = "person"

    @property
    def is_of_all_time(self) -> bool:
        """Whether it has no window."""
        return self.within is None and not self.each and not self.spans


@dataclass(frozen=True)
class Result:
    """What can happen at worst."""

    at_most: Fraction
    largest: Fraction | None
    """The largest total of any calendar; None: there is no largest."""
    is_certain: bool
    """Whether everything that matters is declared; otherwise `largest` is that of one record and one contact each."""
    supposed: Fraction | None
    """The largest total if what is not declared were 3; the same as `largest` where everything is declared."""
    calendar: tuple[tuple[int, str, int, int], ...] = ()
    """Day, survey, contact and record of the invitations of such a calendar."""

    @property
    def exceeds(self) -> bool:
        """Whether the limit can be exceeded."""
        return self.largest is None or self.largest > self.at_most

    @property
    def might_exceed(self) -> bool:
        """Whether it can be exceeded once more records or contacts are supposed than are sure."""
        return self.supposed is None or self.supposed > self.at_most


class Small:
    """A program read from its documents."""

    def __init__(self, documents: Documents, supposed: int = 1, until: str | None = None) -> None:
        self.by_kind: dict[str, dict[str, dict[str, Any]]] = {}
        for each in documents:
            self.by_kind.setdefault(each["kind"], {})[each["id"]] = each
        self.program = next(iter(self.by_kind["program"].values()))
        self.supposed = supposed
        """How many records or contacts there are where nothing is declared."""
        self.until = day_of(until) if until else None
        """Last day that is looked at, for regular waves in months."""
        self.surveys = {name: self._survey(name, data) for name, data in sorted(self.kind("survey").items())}
        self.limits = tuple(self._limits())
        self._machines: dict[Any, Machine] = {}
        self.work = 0
        """How much was looked at so far: about 100,000 a second."""

    def spend(self, work: int) -> None:
        """Add to the work; TooLarge when it is more than a test may take."""
        self.work += work
        if self.work > WORK_MAX:
            raise TooLarge

    def kind(self, kind: str) -> dict[str, dict[str, Any]]:
        """The documents of a kind by id."""
        return self.by_kind.get(kind, {})

    def enforced(self, channel: str) -> dict[str, Any]:
        """What a channel enforces; nothing where there is no channel."""
        return dict(self.kind("channel")[channel].get("enforces", {})) if channel else {}

    def _survey(self, name: str, data: dict[str, Any]) -> Survey:
        channel = data.get("through", "")
        enforced = self.enforced(channel)
        start, starting = self._start(data["when"])
        is_per_record = enforced.get("counts_per") == "record"
        open_for = days_of(data["open_for"]) if "open_for" in data else None
        reminders = (days_of(each["after"]) for each in data.get("reminders", ()))
        survey = Survey(
            id=name,
            data=data,
            start=start,
            starting=starting,
            channel=channel,
            records=enforced.get("records_per_person", self.supposed) if is_per_record else 1,
            shifts=shifts_between(self.program["clock"], enforced.get("clock", self.program["clock"])),
            checks_at_trigger=enforced.get("evaluated_at") == "trigger",
            send_delay=delay_of(enforced.get("send_delay")),
            defers=data.get("on_block") == "defer",
            defer_for=days_of(data["defer_for"]) if "defer_for" in data else None,
            priority=data.get("priority", 0),
            retired=day_of(data["retired"]) if "retired" in data else None,
            frozen=tuple(span for _, spans in self.freezes for span in spans) if enforced.get("freezes") else (),
            reminders=tuple(after for after in reminders if open_for is None or after <= open_for),
        )
        is_plain = enforced.get("counts_per") != "account" and len(survey.shifts) == 1 and not survey.checks_at_trigger
        is_yearly = any(len(spans) > 1 for _, spans in self.freezes) and bool(survey.frozen)
        if survey.defers and (is_yearly or not is_plain):
            raise ValueError("this way of deferring is not covered")
        return survey

    def _start(self, when: dict[str, Any]) -> tuple[Start, int | None]:
        first, last = delay_of(when.get("delay"))
        window = max(days_of(when.get("window")), 1)
        if "on" in when:
            return Start(first, last + window - 1, dates=tuple(map(day_of, when["on"]))), None
        if "every" in when:
            return self._regular(when, first, last + window - 1)
        if "before" in when:
            first, last = -last, -first
        repeat = when.get("repeat", {})
        step, months = cadence_of(repeat["every"]) if repeat else (0, 0)
        if months:
            raise ValueError("repeats in months are not covered")
        kept = {"step": step, "times": repeat.get("times", 0)}
        for word in ("after", "before", "event", "milestone", "change"):
            if word in when:
                return self._caused(word, when[word], Start(first, last, **kept)), None
        return Start(0, 0), None

    def _regular(self, when: dict[str, Any], first: int, last: int) -> tuple[Start, int | None]:
        every, months = cadence_of(when["every"])
        starting = day_of(when["starting"]) if "starting" in when else None
        if not months:
            return Start(first, last, every=every, first=starting), starting
        if starting is None or self.until is None:
            raise ValueError("waves in months need a first day and an end")
        number, dates = 0, [starting]
        while dates[-1] <= self.until:
            number += 1
            dates.append(months_after(starting, months * number))
        return Start(first, last, dates=tuple(dates)), None

    def _caused(self, word: str, name: str, start: Start) -> Start:
        if word == "after":
            rate, once = self._touchpoint(name).get("at_most"), False
        else:
            event = self.kind("event")[name]
            if "on" in event:
                return Start(start.earliest, start.latest, (day_of(event["on"]),), step=start.step, times=start.times)
            rate, once = event.get("at_most"), event["type"] == "change"
        bound: tuple[int, int | None] | None = (1, None) if once else None
        if rate:
            number, within = rate.split(" per ")
            bound = int(number), days_of(within)
        name = f"touchpoint {name}" if word == "after" else f"event {name}"
        return Start(start.earliest, start.latest, cause=name, rate=bound, step=start.step, times=start.times)

    def _touchpoint(self, address: str) -> dict[str, Any]:
        journey, _, name = address.partition(".")
        for stage in self.kind("journey")[journey]["stages"]:
            for part in (stage, *stage.get("steps", ())):
                for touchpoint in part.get("touchpoints", ()):
                    if touchpoint["id"] == name:
                        return dict(touchpoint)
        raise KeyError(address)

    # LIMITS

    @cached_property
    def freezes(self) -> tuple[tuple[Key, tuple[Span, ...]], ...]:
        """The freezes with their days; one that returns every year with those of 60 years, long enough to meet every
        phase of a cycle of up to 12 days."""
        found = []
        for name, policy in sorted(self.kind("policy").items()):
            for index, each in enumerate(policy.get("freezes", ())):
                years = range(60) if each.get("yearly") else range(1)
                spans = [
                    Span(*(months_after(day_of(each[end]), 12 * year) for end in ("first", "last"))) for year in years
                ]
                found.append(((name, "freezes", index), tuple(spans)))
        return tuple(found)

    def _limits(self) -> Iterator[Limit]:
        for name, policy in sorted(self.kind("policy").items()):
            for index, each in enumerate(policy.get("frequency", ())):
                gap = each.get("gap")
                within = gap or each.get("within")
                yield Limit(
                    key=(name, "frequency", index),
                    data=each,
                    at_most=Fraction(1 if gap else each.get("at_most", each.get("minutes"))),
                    within=days_of(within) if within else None,
                    each=each.get("each", ""),
                    counts_reminders=each.get("reminders") == "counted",
                    per=each.get("per", "person"),
                )
        for key, spans in self.freezes:
            yield Limit(key, {}, Fraction(0), spans=spans, counts_reminders=True)

    def weight(self, limit: Limit, survey: Survey, person: Person) -> Fraction:
        """What one invitation of a survey to a person counts."""
        of = limit.data.get("of", {})
        asked = [role for role in person.roles if role in survey.data["asks"]]
        if limit.per == "partner":
            asked = [role for role in asked if self.kind("role")[role]["audience"] == "partner"]
        if "roles" in of:
            asked = [role for role in asked if role in of["roles"]]
        if "audience" in of:
            asked = [role for role in asked if self.kind("role")[role]["audience"] == of["audience"]]
        minutes = Fraction(str(survey.data["minutes"]))
        sender = survey.data.get("sender", "company")
        segment = dict(person.segment)
        is_counted = (
            asked
            and ("longer_than" not in of or minutes > minutes_of(of["longer_than"]))
            and ("up_to" not in of or minutes <= minutes_of(of["up_to"]))
            and ("purposes" not in of or survey.data["purpose"] in of["purposes"])
            and ("senders" not in of or (sender if isinstance(sender, str) else "partner") in of["senders"])
            and ("surveys" not in of or survey.id in of["surveys"])
            and all(segment.get(name) in values for name, values in of.get("among", {}).items())
            and of.get("key_accounts") in (None, person.is_key)
        )
        if not is_counted:
            return Fraction(0)
        return minutes if "minutes" in limit.data else Fraction(1)

    # PEOPLE

    def reaches(self, survey: Survey, person: Person) -> bool:
        """Whether a survey can invite a person."""
        sampling, segment = survey.data.get("sampling", {}), dict(person.segment)
        partners = survey.data.get("partners", ())
        return (
            not survey.data["when"].get("always")
            and sampling.get("share") != 0
            and any(role in survey.data["asks"] for role in person.roles)
            and all(segment.get(name) in values for name, values in sampling.get("among", {}).items())
            and (not partners or any(each in partners for each in self._classes(person.partner)))
            and (sampling.get("key_accounts") != "only" or person.is_key)
        )

    def _classes(self, partner: str | None) -> Iterator[str]:
        while partner:
            yield partner
            partner = self.kind("partner")[partner].get("part_of")

    def role_sets(self, limit: Limit) -> tuple[tuple[str, ...], ...]:
        """Sets of roles that one person can hold."""
        roles = self.kind("role")
        names = [name for name in sorted(roles) if limit.per != "partner" or roles[name]["audience"] == "partner"]
        return tuple(
            chosen
            for size in range(1, len(names) + 1)
            for chosen in combinations(names, size)
            if all(self._allow(first, second) for first, second in combinations(chosen, 2))
        )

    def _allow(self, first: str, second: str) -> bool:
        roles = self.kind("role")
        return second in roles[first].get("may_also_be", ()) or first in roles[second].get("may_also_be", ())

    @cached_property
    def segments(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Segments that a survey or a limit tells apart; the empty value stands for all that nobody names."""
        named: dict[str, set[str]] = {}
        wanted = [survey.data.get("sampling", {}).get("among", {}) for survey in self.surveys.values()]
        wanted += [limit.data.get("of", {}).get("among", {}) for limit in self.limits]
        for among in wanted:
            for name, values in among.items():
                named.setdefault(name, {""}).update(values)
        return tuple(
            tuple(zip(sorted(named), values, strict=True))
            for values in product(*(sorted(named[name]) for name in sorted(named)))
        )

    @property
    def companies(self) -> tuple[tuple[bool, str | None], ...]:
        """Key account or not, and the partner."""
        partners: list[str | None] = [None, *sorted(self.kind("partner"))]
        return tuple(product((False, True), partners))

    # TIME

    @cached_property
    def cycle(self) -> int:
        """Days after which all regular waves repeat."""
        return lcm(*(survey.start.every or 1 for survey in self.surveys.values()))

    @cached_property
    def zone(self) -> Span | None:
        """From the first to the last day that depends on a date; None where nothing has a date."""
        days: list[int] = []
        for survey in self.surveys.values():
            start, late = survey.start, survey.send_delay[1]
            for date in start.dates:
                days += (date + start.earliest, date + start.latest + start.times * start.step + late)
            if survey.starting is not None:
                days += (survey.starting + start.earliest, survey.starting + start.latest + late)
            if survey.retired is not None:
                days.append(survey.retired)
            # Later years are seen by the windows of the freeze itself; from other windows they only take days away.
            days.extend(day for _, spans in self.freezes for day in spans[0] if survey.frozen)
        return Span(min(days), max(days)) if days else None

    def machine(self, cast: tuple[tuple[str, ...], ...], anchors: Mapping[str, int]) -> Machine:
        """What can happen to some people, for each of whom the surveys that can reach them are given."""
        own = tuple((name, anchors[name]) for name in sorted({name for names in cast for name in names} & set(anchors)))
        if (cast, own) not in self._machines:
            self._machines[cast, own] = Machine(self, cast, dict(own))
        return self._machines[cast, own]


# WHAT CAN HAPPEN


class Stream(NamedTuple):
    """Invitations of a survey to a contact, for one of its records."""

    survey: str
    contact: int
    record: int


class Check(NamedTuple):
    """A guard: blocked by so many invitations of some streams within so many days."""

    number: int
    days: int
    streams: frozenset[int]


class State(NamedTuple):
    """What the days to come depend on; days are given by how long ago they were."""

    sent: tuple[tuple[int, int, int], ...] = ()
    """Age, stream and shift of invitations that guards still look at."""
    used: tuple[tuple[int, int, int], ...] = ()
    """Stream, age and repeat of waves that led to an invitation and still could."""
    causes: tuple[tuple[int, int, tuple[tuple[str, int], ...]], ...] = ()
    """Source, age, and surveys with repeats it led to."""
    waiting: tuple[tuple[int, int], ...] = ()
    """Age (0 where it may wait for ever) and stream, those that are due longest first, then by id."""


EMPTY = State()


class Offer(NamedTuple):
    """What a day offers a stream."""

    is_retired: bool
    frozen: frozenset[int]
    """Shifts with which nothing is sent."""
    waves: tuple[tuple[int, int, int], ...]
    """Days since the check, age and repeat of each wave that can be sent."""


class _Day(NamedTuple):
    """A day that is not over."""

    sent: frozenset[tuple[int, int]]
    used: frozenset[tuple[int, int, int]]
    causes: tuple[tuple[int, int, tuple[tuple[str, int], ...]], ...]
    to_try: tuple[tuple[int, int], ...]
    """Invitations from earlier days that are still to be tried today, in order."""
    kept: frozenset[tuple[int, int]]
    """Those that were tried and have to wait on."""
    new: frozenset[int]
    """Streams with an invitation that waits since today."""


class Machine:
    """What can happen to one person, or to the contacts of an account, day by day."""

    def __init__(self, small: Small, cast: tuple[tuple[str, ...], ...], anchors: Mapping[str, int]) -> None:
        self.small = small
        self.streams = tuple(
            Stream(name, contact, record)
            for contact, names in enumerate(cast, 1)
            for name in names
            for record in range(1, small.surveys[name].records + 1)
        )
        self.surveys = tuple(small.surveys[stream.survey] for stream in self.streams)
        self.starts = tuple(
            replace(each.start, first=anchors[each.id], is_first=False) if each.id in anchors else each.start
            for each in self.surveys
        )
        self.checks = tuple(tuple(self._checks(index)) for index in range(len(self.streams)))
        self.kept_for = tuple(self._kept_for(index) for index in range(len(self.streams)))
        self.sources = sorted({(each.start.cause, *stream[1:]) for each, stream in zip(self.surveys, self.streams)})  # noqa: B905
        self.source_of = tuple(
            self.sources.index((survey.start.cause, stream.contact, stream.record))
            for survey, stream in zip(self.surveys, self.streams, strict=True)
        )
        self.back = tuple(self._back(source) for source in range(len(self.sources)))
        self._offers: dict[tuple[Offer, ...], int] = {}
        self._offered: list[tuple[Offer, ...]] = []
        self._sign_of: dict[int, int] = {}
        self._after: dict[tuple[int, State], tuple[tuple[State, tuple[int, ...]], ...]] = {}
        self._states: list[frozenset[State]] = []
        self._numbers: dict[frozenset[State], int] = {}

    # GUARDS

    def _checks(self, index: int) -> Iterator[Check]:
        survey = self.surveys[index]
        enforced = self.small.enforced(survey.channel)
        rest = survey.data.get("rest", {})
        same = self._seen(index, enforced, lambda other: other.id == survey.id)
        if enforced.get("own_rest"):
            yield Check(1, days_of(rest.get("own")), same)
        if enforced.get("caps"):
            for cap in survey.data.get("caps", ()):
                yield Check(cap["at_most"], days_of(cap["within"]), same)
        if not rest.get("respects", True) or not survey.channel:
            return
        known = {survey.channel, *self.small.kind("channel")[survey.channel].get("shares_rest_with", ())}
        starting = self._seen(
            index,
            enforced,
            lambda other: other.channel in known and other.data.get("rest", {}).get("starts", True),
        )
        yield Check(1, days_of(enforced.get("rest")), starting)
        for cap in enforced.get("shared_caps", ()):
            yield Check(cap["at_most"], days_of(cap["within"]), starting)

    def _seen(self, index: int, enforced: dict[str, Any], counts: Callable[[Survey], bool]) -> frozenset[int]:
        own, per = self.streams[index], enforced.get("counts_per", "person")
        return frozenset(
            number
            for number, (stream, survey) in enumerate(zip(self.streams, self.surveys, strict=True))
            if counts(survey)
            and (per == "account" or stream.contact == own.contact)
            and (per != "record" or stream.record == own.record)
        )

    def _kept_for(self, index: int) -> int:
        """How many days later an invitation can still keep another back."""
        slack = max(survey.send_delay[1] for survey in self.surveys) + 2 * any(
            len(survey.shifts) > 1 for survey in self.surveys
        )
        return max(
            (check.days + slack for checks in self.checks for check in checks if index in check.streams), default=0
        )

    def _back(self, source: int) -> int:
        """How many days before tomorrow a cause can lie that leads to an invitation."""
        return max(
            start.latest + start.times * start.step + survey.send_delay[1]
            for start, survey, own in zip(self.starts, self.surveys, self.source_of, strict=True)
            if own == source
        )

    def is_blocked(self, state: State, day: _Day, offers: tuple[Offer, ...], index: int, shift: int, ago: int) -> bool:
        """Whether an invitation cannot go out now; `ago`: how many days ago its guards were looked at."""
        if shift in offers[index].frozen:
            return True
        own = self.streams[index]
        if any(self.streams[other] == own for other, _ in day.sent):
            return True
        seen = [(age - ago, stream, other) for age, stream, other in state.sent if age > ago]
        if not self.surveys[index].checks_at_trigger:
            seen += [(0, stream, other) for stream, other in day.sent]
        return any(
            sum(age + shift - other < check.days for age, stream, other in seen if stream in check.streams)
            >= check.number
            for check in self.checks[index]
        )

    # A DAY

    def sign_of(self, day: int) -> int:
        """A number for what a day offers: the same for days that offer the same."""
        if day not in self._sign_of:
            offers = tuple(self._offer(index, day) for index in range(len(self.streams)))
            if offers not in self._offers:
                self._offers[offers] = len(self._offers)
                self._offered.append(offers)
            self._sign_of[day] = self._offers[offers]
        return self._sign_of[day]

    def _offer(self, index: int, day: int) -> Offer:
        survey = self.surveys[index]
        first, last = survey.send_delay if survey.checks_at_trigger else (0, 0)
        waves = (
            (ago, day - wave, repeat)
            for ago in range(first, last + 1)
            for wave, repeat in self.starts[index].waves(day - ago)
        )
        return Offer(survey.is_retired(day), survey.frozen_shifts(day), tuple(waves))

    def successors(self, day: int, state: State) -> tuple[tuple[State, tuple[int, ...]], ...]:
        """The states after a day, with the streams that sent on it, whatever happens."""
        key = (self.sign_of(day), state)
        if key not in self._after:
            self._after[key] = tuple(self._successors(self._offered[key[0]], state))
        return self._after[key]

    def _successors(self, offers: tuple[Offer, ...], state: State) -> Iterator[tuple[State, tuple[int, ...]]]:
        waiting = sorted(state.waiting, key=lambda item: -self.surveys[item[1]].priority)
        morning = _Day(frozenset(), frozenset(state.used), state.causes, tuple(waiting), frozenset(), frozenset())
        seen, open_days = {morning}, [morning]
        found = set()
        while open_days:
            day = open_days.pop()
            self.small.spend(1 + len(self.streams))
            if not day.to_try:
                found.add((self._evening(state, day), tuple(sorted(index for index, _ in day.sent))))
            for further in (*self._tried(offers, state, day), *self._begun(offers, state, day)):
                if further not in seen:
                    seen.add(further)
                    open_days.append(further)
        yield from sorted(found)

    def _tried(self, offers: tuple[Offer, ...], state: State, day: _Day) -> Iterator[_Day]:
        """The next waiting invitation is tried."""
        if not day.to_try:
            return
        item, *rest = day.to_try
        index = item[1]
        day = day._replace(to_try=tuple(rest))
        if offers[index].is_retired:
            yield day
            return
        for shift in self.surveys[index].shifts:
            if self.is_blocked(state, day, offers, index, shift, 0):
                yield day._replace(kept=day.kept | {item})
            else:
                yield day._replace(sent=day.sent | {(index, shift)})

    def _begun(self, offers: tuple[Offer, ...], state: State, day: _Day) -> Iterator[_Day]:
        """An invitation is due today, or goes out whose check was some days ago."""
        waits = {self.streams[index] for _, index in (*day.to_try, *day.kept)}
        waits |= {self.streams[index] for index in day.new}
        for index, stream in enumerate(self.streams):
            survey = self.surveys[index]
            if offers[index].is_retired or stream in waits:
                continue
            for shift in survey.shifts:
                blocked: dict[int, bool] = {}
                for ago, further in self._occasions(offers[index], day, index):
                    if ago not in blocked:
                        blocked[ago] = self.is_blocked(state, day, offers, index, shift, ago)
                    if not blocked[ago]:
                        yield further._replace(sent=further.sent | {(index, shift)})
                    elif survey.defers:
                        yield further._replace(new=further.new | {index})

    def _occasions(self, offer: Offer, day: _Day, index: int) -> Iterator[tuple[int, _Day]]:
        """Waves and causes that can lead to an invitation today: days since its check, and the day with one used up."""
        for ago, age, repeat in offer.waves:
            if (index, age, repeat) not in day.used:
                yield ago, day._replace(used=day.used | {(index, age, repeat)})
        start, survey = self.starts[index], self.surveys[index]
        if not start.cause:
            return
        first, last = survey.send_delay if survey.checks_at_trigger else (0, 0)
        for ago in range(first, last + 1):
            if start.rate is None:
                yield ago, day
                continue
            for repeat in range(start.times + 1):
                for offset in range(start.earliest, start.latest + 1):
                    age = ago + repeat * start.step + offset
                    causes = self._with_cause(day.causes, index, age, repeat)
                    if causes is not None:
                        yield ago, day._replace(causes=causes)

    def _with_cause(
        self, causes: tuple[tuple[int, int, tuple[tuple[str, int], ...]], ...], index: int, age: int, repeat: int
    ) -> tuple[tuple[int, int, tuple[tuple[str, int], ...]], ...] | None:
        """The causes, one of which now led to this invitation; None where no cause can have been on that day."""
        source, use = self.source_of[index], (self.streams[index].survey, repeat)
        for number, (own, other, uses) in enumerate(causes):
            if (own, other) == (source, age) and use not in uses:
                more = (source, age, tuple(sorted((*uses, use))))
                return tuple(sorted((*causes[:number], more, *causes[number + 1 :])))
        rate = self.starts[index].rate
        assert rate is not None
        number, within = rate
        ages = sorted([age, *(other for own, other, _ in causes if own == source)])
        spans = [later - earlier for earlier, later in zip(ages, ages[number:], strict=False)]
        if any(within is None or span < within for span in spans):
            return None
        return tuple(sorted((*causes, (source, age, (use,)))))

    def _evening(self, state: State, day: _Day) -> State:
        """What tomorrow depends on."""
        sent = [(age + 1, index, shift) for age, index, shift in state.sent]
        sent += [(1, index, shift) for index, shift in day.sent]
        used = [(index, age + 1, repeat) for index, age, repeat in day.used]
        waiting = [item for item in state.waiting if item in day.kept]
        waiting += [(0, index) for index in sorted(day.new, key=lambda index: self.streams[index])]
        return State(
            tuple(sorted(item for item in sent if item[0] < self.kept_for[item[1]])),
            tuple(sorted(item for item in used if self._is_open(*item))),
            tuple(sorted(self._older(cause) for cause in day.causes if self._matters(cause))),
            tuple(aged for item in waiting if (aged := self._still_waiting(*item)) is not None),
        )

    def _is_open(self, index: int, age: int, repeat: int) -> bool:
        start, survey = self.starts[index], self.surveys[index]
        return age <= start.latest + repeat * start.step + survey.send_delay[1]

    def _rate(self, source: int) -> tuple[int, int | None]:
        rate = self.starts[self.source_of.index(source)].rate
        assert rate is not None
        return rate

    def _matters(self, cause: tuple[int, int, tuple[tuple[str, int], ...]]) -> bool:
        source, age, _ = cause
        within = self._rate(source)[1]
        return within is None or age + 1 - self.back[source] < within or age + 1 <= self.back[source]

    def _older(
        self, cause: tuple[int, int, tuple[tuple[str, int], ...]]
    ) -> tuple[int, int, tuple[tuple[str, int], ...]]:
        source, age, uses = cause
        age += 1
        if age <= self.back[source]:
            return source, age, uses
        # It leads to nothing any more; only that it happened counts.
        return source, age if self._rate(source)[1] is not None else self.back[source] + 1, ()

    def _still_waiting(self, age: int, index: int) -> tuple[int, int] | None:
        limit = self.surveys[index].defer_for
        if limit is None:
            return 0, index
        return (age + 1, index) if age + 1 <= limit else None

    # DAYS AFTER DAYS

    @property
    def starts_empty(self) -> bool:
        """Whether the worst case starts with nothing sent before."""
        return not any(survey.defers for survey in self.surveys)

    def states_on(self, day: int) -> frozenset[State]:
        """All states in which a day can start, where they matter."""
        if self.starts_empty:
            return frozenset((EMPTY,))
        if not self._states:
            self._follow()
        number = day - self._first
        if number < 0:
            number = number % self.small.cycle
        if number >= len(self._states):
            cycle = self.small.cycle
            number = len(self._states) - cycle + (number - len(self._states)) % cycle
        return self._states[number]

    @property
    def settled(self) -> int:
        """A day from which on every cycle is like the one before."""
        if self.starts_empty:
            return 0
        self.states_on(0)
        return self._first + len(self._states)

    def _follow(self) -> None:
        cycle, zone = self.small.cycle, self.small.zone
        begin = (zone.first if zone else BASE) - 1
        self._first = begin - cycle
        before = self._cycle_from(self._first, frozenset((EMPTY,)))
        while before[-1] != before[0]:
            before = self._cycle_from(self._first, before[-1])
        days = list(before[:-1])
        states, day = before[-1], begin
        while zone and day <= zone.last + 1:
            days.append(states)
            states, day = self._tomorrow(day, states), day + 1
        while True:
            after = self._cycle_from(day, states)
            days.extend(after[:-1])
            if after[-1] == after[0]:
                break
            states, day = after[-1], day + cycle
        self._states = days

    def _cycle_from(self, day: int, states: frozenset[State]) -> list[frozenset[State]]:
        found = [states]
        for number in range(self.small.cycle):
            found.append(self._tomorrow(day + number, found[-1]))
        return found

    def _tomorrow(self, day: int, states: frozenset[State]) -> frozenset[State]:
        self.small.spend(len(states))
        return frozenset(after for state in states for after, _ in self.successors(day, state))

    def number_of(self, states: frozenset[State]) -> int:
        """A number for a set of states."""
        return self._numbers.setdefault(states, len(self._numbers))


WORK_MAX = 60_000
"""What one program may take: about half a second."""
BASE = datetime.date(2027, 3, 1).toordinal()
"""Where time is put when nothing has a date."""


# THE WORST WINDOW


Path = tuple[Any, ...] | None
"""What was sent, as a list linked backwards."""


def largest(machine: Machine, weights: Mapping[int, Fraction], limit: Limit, window: Span) -> tuple[Fraction, Path]:
    """The largest total of a window, and how it comes about."""
    early = longest_reminder(machine.small) if limit.counts_reminders else 0
    days = range(window.first - early, window.last + 1)
    layer: dict[State, tuple[Fraction, Path]] = {
        state: (Fraction(0), None) for state in machine.states_on(window.first - early)
    }
    work = 0
    for day in days:
        gains = {index: _gain(machine.surveys[index], weight, limit, window, day) for index, weight in weights.items()}
        after: dict[State, tuple[Fraction, Path]] = {}
        for state, (total, path) in layer.items():
            for further, sends in machine.successors(day, state):
                gained = total
                for index in sends:
                    gained += gains.get(index, 0)
                work += 1
                if further not in after or gained > after[further][0]:
                    after[further] = gained, (path, day, sends) if sends else path
        layer = after
    machine.small.spend(work // 10)
    return max(layer.values(), key=lambda pair: pair[0])


def _gain(survey: Survey, weight: Fraction, limit: Limit, window: Span, day: int) -> Fraction:
    """What the window counts if a survey sends on a day."""
    gained = weight if window.first <= day <= window.last else Fraction(0)
    for after in survey.reminders if limit.counts_reminders else ():
        later = day + after
        if window.first <= later <= window.last and not survey.is_frozen(later) and not survey.is_retired(later):
            gained += weight
    return gained


def longest_reminder(small: Small) -> int:
    """Days until the last reminder of any survey."""
    return max((after for survey in small.surveys.values() for after in survey.reminders), default=0)


def windows_of(small: Small, limit: Limit, machines: Iterable[Machine]) -> Iterator[Span]:
    """Every sort of window that the limit speaks of."""
    room = _room(small)
    if limit.spans:
        yield from limit.spans
    elif limit.each:
        yield from _periods_of(small, limit.each)
    elif limit.within is None:
        dated = small.zone or Span(BASE, BASE)
        yield Span(dated.first - room, dated.last + room)
    else:
        zone = small.zone
        first = zone.first - room - limit.within - small.cycle if zone else BASE
        last = (zone.last + room if zone else BASE) + small.cycle
        last = max(last, *(machine.settled + small.cycle for machine in machines), 0)
        if small.until is not None:
            last = small.until - limit.within
        yield from (Span(day, day + limit.within - 1) for day in range(first, last))


def _room(small: Small) -> int:
    """Days after which nothing that was sent, and no cause, matters to anybody."""
    longest = longest_reminder(small) + 2
    for survey in small.surveys.values():
        start = survey.start
        reach = abs(start.latest) + abs(start.earliest) + start.times * start.step + survey.send_delay[1]
        guards = [days_of(survey.data.get("rest", {}).get("own"))]
        guards += [days_of(cap["within"]) for cap in survey.data.get("caps", ())]
        longest += reach + max(guards) + (survey.defer_for or 0)
    for channel in small.kind("channel").values():
        enforced = channel.get("enforces", {})
        longest += max(
            days_of(enforced.get("rest")), *(days_of(cap["within"]) for cap in enforced.get("shared_caps", ())), 0
        )
    return longest


def _periods_of(small: Small, each: str) -> Iterator[Span]:
    """The periods around the dates, and of all others one for each length and phase of the cycle."""
    zone, room, seen = small.zone, _room(small), set()
    for first, end in periods(each, small.program.get("fiscal_year", "01-01")):
        near = zone is not None and first <= zone.last + room and end >= zone.first - room
        if zone is not None and not near and first <= zone.last:
            sort = (first % small.cycle, end - first, "before")
        else:
            sort = (first % small.cycle, end - first, "after")
        if near or sort not in seen:
            seen.add(sort)
            yield Span(first, end - 1)


# ONE LIMIT


class Sort(NamedTuple):
    """A sort of person as a limit sees it."""

    roles: tuple[str, ...]
    surveys: tuple[str, ...]
    """Surveys that can reach the person."""
    weights: tuple[Fraction, ...]
    """What an invitation of each counts."""


def _sorts(small: Small, limit: Limit, company: tuple[bool, str | None]) -> list[Sort]:
    found: dict[Sort, None] = {}
    for roles in small.role_sets(limit):
        for segment in small.segments:
            person = Person(roles, segment, *company)
            reaching = [survey for survey in small.surveys.values() if small.reaches(survey, person)]
            if not any(survey.defers for survey in reaching):  # then what does not count only ever keeps others back
                reaching = [survey for survey in reaching if small.weight(limit, survey, person)]
            weights = tuple(small.weight(limit, survey, person) for survey in reaching)
            found[Sort(roles, tuple(survey.id for survey in reaching), weights)] = None
    return list(found)


def _without_lesser(sorts: list[Sort], is_same_roles: bool) -> list[Sort]:
    """Leaves out people of whom another can get all the same, at least as heavy, and more."""

    def is_lesser(one: Sort, other: Sort) -> bool:
        more = dict(zip(other.surveys, other.weights, strict=True))
        return (not is_same_roles or one.roles == other.roles) and all(
            more.get(name, Fraction(-1)) >= weight for name, weight in zip(one.surveys, one.weights, strict=True)
        )

    kept: list[Sort] = []
    for one in sorts:
        if not any(is_lesser(one, other) for other in kept):
            kept = [other for other in kept if not is_lesser(other, one)] + [one]
    return [one for one in kept if any(one.weights)]


def _casts(small: Small, limit: Limit, sorts: list[Sort]) -> list[tuple[Sort, ...]]:
    """Whose invitations are counted together: one person, or as many contacts as an account can have.

    Of contacts who do not see each other's invitations, the rest of the account is added up window by window.
    """
    if limit.per not in ("account", "partner"):
        return [(one,) for one in _without_lesser(sorts, is_same_roles=False)]
    left = {name: role.get("per_account", small.supposed) for name, role in small.kind("role").items()}
    return list(_filled(_without_lesser(sorts, is_same_roles=True), left))


def _filled(sorts: list[Sort], left: dict[str, int]) -> Iterator[tuple[Sort, ...]]:
    """All accounts with no room for one more contact of the given sorts, in the given order."""
    usable = [number for number, one in enumerate(sorts) if all(left[role] > 0 for role in one.roles)]
    if not usable:
        yield ()
        return
    seen = set()
    for number in usable:
        less = {name: count - (name in sorts[number].roles) for name, count in left.items()}
        for rest in _filled(sorts[number:], less):
            cast = (sorts[number], *rest)
            if cast not in seen:
                seen.add(cast)
                yield cast


def _anchors(small: Small, limit: Limit, names: Iterable[str]) -> Iterator[dict[str, int]]:
    """First days of the waves that do not say when they start, in every combination that makes a difference."""
    free = [
        name for name in sorted(set(names)) if small.surveys[name].start.every and small.surveys[name].starting is None
    ]
    ranges = [range(BASE, BASE + small.surveys[name].start.every) for name in free]
    if free and small.zone is None and not limit.spans and not limit.each:
        ranges[0] = range(BASE, BASE + 1)
    for days in product(*ranges):
        yield dict(zip(free, days, strict=True))


def _groups(small: Small, limit: Limit, machine: Machine) -> Iterator[frozenset[int]]:
    """Streams that are counted together."""
    if limit.per != "record":
        yield frozenset(range(len(machine.streams)))
        return
    groups: dict[tuple[str, int], set[int]] = {}
    for index, (stream, survey) in enumerate(zip(machine.streams, machine.surveys, strict=True)):
        groups.setdefault((survey.channel, stream.record), set()).add(index)
    yield from map(frozenset, groups.values())


Found = tuple[Fraction | None, tuple[tuple[int, str, int, int], ...]]


def worst(small: Small, limit: Limit) -> Found:
    """The largest total, None where there is none, with a calendar."""
    best: Found = (Fraction(0), ())
    is_joint = any(small.enforced(survey.channel).get("counts_per") == "account" for survey in small.surveys.values())
    done: set[Any] = set()
    for company in small.companies:
        sorts = _sorts(small, limit, company)
        for cast in _casts(small, limit, sorts):
            if cast in done or not cast:
                continue
            done.add(cast)
            if limit.is_of_all_time and _is_endless(small, cast):
                return None, ()
            for anchors in _anchors(small, limit, (name for one in cast for name in one.surveys)):
                own = _worst_of_cast(small, limit, cast, anchors, is_joint)
                if own[0] is not None and best[0] is not None and own[0] > best[0]:
                    best = own
    return best


def _is_endless(small: Small, cast: tuple[Sort, ...]) -> bool:
    for one in cast:
        for name, weight in zip(one.surveys, one.weights, strict=True):
            survey = small.surveys[name]
            has_end = survey.retired is not None and survey.starting is not None
            if weight and survey.start.is_endless and not has_end:
                return True
    return False


def _worst_of_cast(
    small: Small, limit: Limit, cast: tuple[Sort, ...], anchors: Mapping[str, int], is_joint: bool
) -> Found:
    """The largest total of a person or of an account, over all windows."""
    together = [cast] if is_joint else [(one,) for one in cast]
    parts = []
    for people in together:
        machine = small.machine(tuple(one.surveys for one in people), anchors)
        of_contact = [dict(zip(one.surveys, one.weights, strict=True)) for one in people]
        weights = {index: of_contact[stream.contact - 1][stream.survey] for index, stream in enumerate(machine.streams)}
        parts.append((machine, weights))
    best: Found = (Fraction(0), ())
    early = longest_reminder(small) if limit.counts_reminders else 0
    known: dict[Any, tuple[Fraction, Path]] = {}
    for window in windows_of(small, limit, [machine for machine, _ in parts]):
        days = range(window.first - early, window.last + 1)
        total, calendar = Fraction(0), []
        for part, (machine, weights) in enumerate(parts):
            signs = tuple(machine.sign_of(day) for day in days)
            start = machine.number_of(machine.states_on(days[0]))
            value, path = _part(small, limit, machine, weights, window, (id(machine), signs, start), known)
            total += value
            calendar.append((machine, path, part))
        if total > (best[0] or 0):
            best = total, _calendar(calendar)
    return best


def _part(
    small: Small,
    limit: Limit,
    machine: Machine,
    weights: dict[int, Fraction],
    window: Span,
    sort: Any,
    known: dict[Any, tuple[Fraction, Path]],
) -> tuple[Fraction, Path]:
    """The largest total of one window; one that is like another is not looked at again."""
    best: tuple[Fraction, Path] = (Fraction(0), None)
    for group in _groups(small, limit, machine):
        counted = {index: weight for index, weight in weights.items() if weight and index in group}
        key = (sort, tuple(counted.items()))
        if key not in known:
            known[key] = largest(machine, counted, limit, window)
        best = max(best, known[key], key=lambda pair: pair[0])
    return best


def _calendar(parts: list[tuple[Machine, Path, int]]) -> tuple[tuple[int, str, int, int], ...]:
    sends = []
    for machine, path, part in parts:
        while path:
            path, day, streams = path
            sends += [
                (
                    day,
                    machine.streams[index].survey,
                    part + machine.streams[index].contact,
                    machine.streams[index].record,
                )
                for index in streams
            ]
    return tuple(sorted(sends))


# ALL LIMITS


def search(documents: Documents, until: str | None = None) -> dict[Key, Result]:
    """The worst case of each limit and freeze of a program; `until`: the last day, for regular waves in months.

    Where the number of records of a person or of contacts of an account is needed and not declared, one is certain, and
    three are tried besides.
    """
    small = Small(documents, until=until)
    results = {}
    more: Small | None = None
    for limit in small.limits:
        total, calendar = worst(small, limit)
        certain = _is_certain(small, limit)
        supposed = total
        if not certain and total is not None and total <= limit.at_most:
            more = more or Small(documents, supposed=3, until=until)
            supposed = worst(more, limit)[0]
        results[limit.key] = Result(limit.at_most, total, certain, supposed, calendar)
    return results


def _is_certain(small: Small, limit: Limit) -> bool:
    """Whether the program says all that the answer depends on."""
    asked = {role for survey in small.surveys.values() for role in survey.data["asks"]}
    channels = {survey.channel for survey in small.surveys.values() if survey.channel}
    if any(
        small.enforced(channel).get("counts_per") == "record" and "records_per_person" not in small.enforced(channel)
        for channel in channels
    ):
        return False
    roles = [small.kind("role")[role] for role in asked]
    if limit.per == "partner":
        roles = [role for role in roles if role["audience"] == "partner"]
    return limit.per not in ("account", "partner") or all("per_account" in role for role in roles)
