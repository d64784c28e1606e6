"""Expected load: invitations, minutes and reminders for each role by week and year, from volumes that are declared.

What is expected is what the surveys set out to send: people counted by the populations, drawn as `sampling` says, in
each wave, evenly over the days on which the wave can send. Nothing is taken off for rests, caps and freezes, so the
tools can only send less. Key accounts that are asked without being drawn are left out, for nobody says how many people
they have.

What starts with a touchpoint or an event has a volume only where `sampling` says how many are asked within some time.
A rate such as `at_most: 1 per 14d` is a bound and no average: what it leads to over a long time, if everything happens
as often as it may and only the survey's own guards keep it back, stands apart as `at_most`. Where neither is declared
nothing is added up, and a note says so.

Amounts are exact; whoever shows them rounds. Days are ordinals of the program's calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cxprog.analysis.frequency.days import Wave, length
from cxprog.analysis.frequency.limited import is_freeze, limit_of
from cxprog.analysis.frequency.reading import Ask, Reading
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.specs import Specs
from cxprog.language.types import months_later

YEAR_DAYS = 365
"""Days of a rolling year, and of the year over which a cadence in calendar months is averaged."""


@dataclass(frozen=True)
class Amount:
    """What some people get in some time, all of them together."""

    invitations: Fraction = Fraction()
    minutes: Fraction = Fraction()
    """Minutes that the invitations ask for."""
    reminders: Fraction = Fraction()
    """Reminders to those who did not answer; they ask for no further minutes."""

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.invitations + other.invitations, self.minutes + other.minutes, self.reminders + other.reminders
        )


class Note(NamedTuple):
    """What one has to know about the numbers of a survey and a role."""

    sort: Literal["unknown", "at most", "spread"]
    """`unknown`: not added up; `at most`: added to `at_most` alone; `spread`: on no certain days, so on all alike."""
    survey: str
    role: str
    why: str
    """Lower case, no full stop; names stand in backticks."""


@dataclass(frozen=True)
class RoleLoad:
    """The load of one role."""

    role: str
    people: int | None
    """How many hold the role; None where no population counts them."""
    weeks: tuple[Amount, ...]
    """Expected in each week, in order."""
    weeks_at_most: tuple[Amount, ...]
    """What may come on top of it if everything that is bounded happens as often as it may."""
    year: Amount
    """Expected in the twelve months from the first day on."""
    year_at_most: Amount
    """What may come on top of it in these months."""
    unknown: tuple[str, ...]
    """Surveys that ask the role and are not added up."""
    unknown_weeks: tuple[bool, ...]
    """Whether one of them may send something, week by week."""
    worst: Verdict | None
    """The verdict that says how much one person who holds the role can get in any 365 days, as the widest limit counts
    it; None where no limit looks at as long a window."""


@dataclass(frozen=True)
class Load:
    """Who is asked how often from a first day on."""

    first: int
    """First day of the first week."""
    last: int
    """Last day of the year that begins on it."""
    roles: tuple[RoleLoad, ...]
    """Every role that some survey asks, by id."""
    notes: tuple[Note, ...]
    """By sort, survey and role."""
    leaves_out_key_accounts: bool
    """Whether some survey draws its people and asks those of key accounts besides."""


def load(specs: Specs, first: int, weeks: int, verdicts: Sequence[Verdict] = ()) -> Load:
    """The load of so many weeks of seven days, and of the twelve months, from a first day on."""
    last = months_later(date.fromordinal(first), 12).toordinal() - 1
    spans = [*((day, day + 6) for day in range(first, first + 7 * weeks, 7)), (first, last)]
    reading = Reading(specs)
    heads = _Heads(specs)
    volumes: dict[str, list[_Volume]] = {role: [] for ask in reading.asks.values() for role in ask.spec.asks}
    notes: list[Note] = []
    for ask in reading.asks.values():
        for found in _volumes(reading, heads, ask):
            if isinstance(found, Note):
                notes.append(found)
            else:
                volumes[found.role].append(found)
    unknown = {
        role: [reading.asks[n.survey] for n in notes if (n.sort, n.role) == ("unknown", role)] for role in volumes
    }
    roles = tuple(
        _role_load(role, heads.people(role), own, spans, unknown[role], worst_of(specs, verdicts, role))
        for role, own in sorted(volumes.items())
    )
    order = ("unknown", "at most", "spread")
    notes.sort(key=lambda note: (order.index(note.sort), note.survey, note.role, note.why))
    return Load(first, last, roles, tuple(notes), any(map(_asks_key_accounts_besides, reading.asks.values())))


def waves_between(specs: Specs, first: int, last: int) -> Iterator[tuple[str, Wave]]:
    """Waves that can send from one day to another, with their surveys, in order of days; only those with a date."""
    asks = [ask for ask in Reading(specs).asks.values() if ask.waves and not ask.waves.is_free]
    found = ((ask.id, wave) for ask in asks if ask.waves for wave in ask.waves.between(first, last))
    return iter(sorted(found, key=lambda pair: (pair[1].first, pair[1].last, pair[0])))


def worst_of(specs: Specs, verdicts: Iterable[Verdict], role: str) -> Verdict | None:
    """Of the verdicts on one person and a year, the one that knows of most invitations to somebody with the role."""
    own = (verdict for verdict in verdicts if role in verdict.profile.roles and verdict.most != 0)
    found = [verdict for verdict in own if _is_yearly(limit_of(specs, verdict))]
    return max(found, key=lambda each: (_known(each), each.most is None, each.least), default=None)


def _known(verdict: Verdict) -> Fraction | int:
    return verdict.least if verdict.most is None else max(verdict.least, verdict.most)


def _is_yearly(limit: Any) -> bool:
    """Whether a limit speaks of the invitations to one person in a year."""
    if is_freeze(limit) or limit.at_most is None or limit.per != "person":
        return False
    return limit.each == "year" or (limit.within is not None and length(limit.within) == YEAR_DAYS)


# HOW MANY EACH TIME


@dataclass(frozen=True)
class _Heads:
    """Head counts of the populations in use."""

    specs: Specs

    @cached_property
    def groups(self) -> Mapping[str, list[tuple[Any, Fraction | None]]]:
        """Groups of each role, with the share of invitations that they answer."""
        found: dict[str, list[tuple[Any, Fraction | None]]] = {}
        for _, population in self.specs.each("population"):
            if population.retired is not None:
                continue
            for group in population.groups:
                rate = population.response_rate if group.response_rate is None else group.response_rate
                for role in group.roles:
                    found.setdefault(role, []).append((group, None if rate is None else Fraction(str(rate))))
        return found

    def people(self, role: str) -> int | None:
        """How many hold a role."""
        return sum(group.people for group, _ in self.groups[role]) if role in self.groups else None

    def fitting(self, role: str, among: Mapping[str, Sequence[str]]) -> list[tuple[Any, Fraction | None]] | str:
        """The groups of a role that a survey looks at, or why they are not known."""
        if role not in self.groups:
            return f"no population says how many people hold the role `{role}`"
        for dimension in sorted(among):
            if not any(dimension in group.by for group, _ in self.groups[role]):
                return f"no population counts the role `{role}` by `{dimension}`"
        return [
            (group, rate)
            for group, rate in self.groups[role]
            if all(group.by.get(dimension) in values for dimension, values in among.items())
        ]

    def silent(self, role: str, among: Mapping[str, Sequence[str]]) -> Fraction | None:
        """Share of the invitations to a role that nobody answers; None where some rate is not declared."""
        groups = self.fitting(role, among)
        if isinstance(groups, str) or any(rate is None for _, rate in groups):
            return None
        people = sum(group.people for group, _ in groups)
        answered = sum((group.people * rate for group, rate in groups if rate is not None), Fraction())
        return 1 - answered / people if people else Fraction(1)


def _asked(heads: _Heads, spec: Any) -> Mapping[str, Fraction | str]:
    """How many people of each role a survey asks each time, or why that is not known."""
    sampling = spec.sampling
    if sampling.key_accounts == "only":
        return dict.fromkeys(spec.asks, "no population says how many people belong to key accounts")
    groups = {role: heads.fitting(role, sampling.among) for role in spec.asks}
    unknown = {role: found for role, found in groups.items() if isinstance(found, str)}
    known = {role: found for role, found in groups.items() if not isinstance(found, str)}
    share = Fraction(1) if sampling.share is None else Fraction(str(sampling.share))
    if sampling.count is None and not sampling.balanced_by:
        return {**unknown, **{role: share * sum(group.people for group, _ in found) for role, found in known.items()}}
    if sampling.count is not None and len(spec.asks) == 1 and unknown:
        return {spec.asks[0]: Fraction(sampling.count)}
    if unknown:
        why = "; so nothing says how its invitations divide among the roles"
        return dict.fromkeys(spec.asks, f"{next(iter(unknown.values()))}{why}")
    people = sum(group.people for found in known.values() for group, _ in found)
    total = share * people if sampling.count is None else Fraction(min(sampling.count, people))
    return _drawn(known, sampling.balanced_by, total)


def _drawn(
    groups: Mapping[str, list[tuple[Any, Fraction | None]]], balanced_by: Sequence[str], total: Fraction
) -> Mapping[str, Fraction | str]:
    """So many people: in equal parts from each value of some dimensions, else in proportion to the head counts."""
    parts: dict[tuple[str, ...], int] = {}
    for group in (group for found in groups.values() for group, _ in found):
        part = tuple(group.by.get(dimension, "") for dimension in balanced_by)
        parts[part] = parts.get(part, 0) + group.people
    filled = {part: people for part, people in parts.items() if people}
    share = {part: min(Fraction(1), total / len(filled) / people) for part, people in filled.items()}
    return {
        role: sum(
            (
                group.people * share.get(tuple(group.by.get(each, "") for each in balanced_by), Fraction())
                for group, _ in found
            ),
            Fraction(),
        )
        for role, found in groups.items()
    }


def _asks_key_accounts_besides(ask: Ask) -> bool:
    sampling = ask.spec.sampling
    draws = sampling.count is not None or (sampling.share is not None and sampling.share < 1)
    return bool(draws and sampling.key_accounts == "always")


# HOW OFTEN


@dataclass(frozen=True)
class _Volume:
    """What one survey sends to one role."""

    ask: Ask
    role: str
    each: Fraction
    """People who are asked each time."""
    per_day: Fraction | None
    """How often that happens a day; None for waves, which have their days."""
    is_bound: bool
    silent: Fraction | None
    """Share of the invitations that nobody answers."""

    def between(self, first: int, last: int) -> Fraction:
        """Invitations from one day to another, both included."""
        if self.ask.until is not None:
            last = min(last, self.ask.until - 1)
        if last < first:
            return Fraction()
        if self.per_day is not None:
            return self.each * self.per_day * (last - first + 1)
        assert self.ask.waves is not None
        parts = (
            Fraction(min(last, wave.last) - max(first, wave.first) + 1, wave.last - wave.first + 1)
            for wave in self.ask.waves.between(first, last)
        )
        return self.each * sum(parts, Fraction())

    def amounts(self, first: int, last: int) -> tuple[Amount, Amount]:
        """What is expected from one day to another, and what may come on top."""
        invitations = self.between(first, last)
        end = last if self.ask.until is None else min(last, self.ask.until - 1)
        reminders = sum((self.between(first - day, end - day) for day in self.ask.reminders), Fraction())
        sent = Amount(invitations, invitations * self.ask.minutes)
        if self.silent is None:  # at most everybody is reminded
            unsure = Amount(reminders=reminders)
            return (Amount(), sent + unsure) if self.is_bound else (sent, unsure)
        sent += Amount(reminders=reminders * self.silent)
        return (Amount(), sent) if self.is_bound else (sent, Amount())


def _role_load(
    role: str,
    people: int | None,
    volumes: list[_Volume],
    spans: list[tuple[int, int]],
    unknown: list[Ask],
    worst: Verdict | None,
) -> RoleLoad:
    expected, at_most = [], []
    for first, last in spans:
        pairs = [volume.amounts(first, last) for volume in volumes]
        expected.append(sum((pair[0] for pair in pairs), Amount()))
        at_most.append(sum((pair[1] for pair in pairs), Amount()))
    weeks, weeks_at_most = tuple(expected[:-1]), tuple(at_most[:-1])
    names = tuple(ask.id for ask in unknown)
    may_send = tuple(any(_may_send(ask, first, last) for ask in unknown) for first, last in spans[:-1])
    return RoleLoad(role, people, weeks, weeks_at_most, expected[-1], at_most[-1], names, may_send, worst)


def _may_send(ask: Ask, first: int, last: int) -> bool:
    """Whether an invitation can go out from one day to another, as far as the days of waves tell."""
    if ask.until is not None and first >= ask.until:
        return False
    return ask.waves is None or ask.waves.is_free or any(True for _ in ask.waves.between(first, last))


def _volumes(reading: Reading, heads: _Heads, ask: Ask) -> Iterator[_Volume | Note]:
    asked = _asked(heads, ask.spec)
    rhythm = _rhythm(reading, ask)
    for role in sorted(asked):
        each = asked[role]
        if isinstance(rhythm, str) or isinstance(each, str):
            why = [reason for reason in (rhythm, each) if isinstance(reason, str)]
            yield Note("unknown", ask.id, role, "; ".join(why))
            continue
        per_day, guard = _kept_back(ask, rhythm)
        rate = [ask.rate.words] if rhythm.is_bound and ask.rate else []
        bounds = [*_not_all(ask.spec), *rate, *guard]
        if bounds:
            yield Note("at most", ask.id, role, "; ".join(bounds))
        if rhythm.why:
            yield Note("spread", ask.id, role, rhythm.why)
        silent = heads.silent(role, ask.spec.sampling.among)
        yield _Volume(ask, role, each, per_day, bool(bounds), silent)
        if silent is None and ask.reminders:
            yield Note("at most", ask.id, role, "its reminders, since no response rate is declared")


class _Rhythm(NamedTuple):
    per_day: Fraction | None
    is_bound: bool = False
    why: str = ""
    """Why its days are not known."""


def _rhythm(reading: Reading, ask: Ask) -> _Rhythm | str:
    """How often a survey asks, or why that is not known."""
    sampling, when = ask.spec.sampling, ask.spec.when
    if sampling.count is not None and sampling.within is not None and length(sampling.within):
        days = length(sampling.within)
        why = (
            "" if ask.waves is None else f"{sampling.count} are asked within {sampling.within.words}, whatever the wave"
        )
        return _Rhythm(Fraction(1, days), why=why)
    if ask.waves is not None:
        if not ask.waves.is_free:
            return _Rhythm(None)
        return _Rhythm(1 / _days_of(when.every), why="it does not say when its first wave starts (`starting`)")
    source = when.after or when.before or when.event or when.milestone or when.change
    if ask.rate is None:
        declare = f"add `at_most` to `{source}`, or `sampling: {{count: ..., within: 1y}}` to the survey"
        return f"nothing says how often `{source}` happens; {declare}"
    if ask.rate.days is None:
        return f"the change `{source}` has no date; add `on`"
    return _Rhythm(Fraction(ask.rate.at_most * (1 + len(ask.repeats)), ask.rate.days), is_bound=True)


def _kept_back(ask: Ask, rhythm: _Rhythm) -> tuple[Fraction | None, list[str]]:
    """How often everybody is asked a day where a rate bounds it, and the survey's own guard that bounds it further."""
    share = ask.spec.sampling.share
    drawn = Fraction(1) if share is None else Fraction(str(share))
    guards = [(rate / drawn, words) for rate, words in _guards(ask)]
    least = min(guards, default=None)
    if rhythm.per_day is None or not rhythm.is_bound or least is None or least[0] >= rhythm.per_day:
        return rhythm.per_day, []
    return least[0], [least[1]]


def _guards(ask: Ask) -> Iterator[tuple[Fraction, str]]:
    """Invitations to one person a day over a long time that the channel lets through, with the guard in words."""
    keeps, rest = ask.enforces, ask.spec.rest
    if keeps is None or keeps.counts_per == "record":
        return
    if keeps.own_rest and length(rest.own):
        yield Fraction(1, length(rest.own)), f"its own rest is {rest.own.words}"
    if rest.respects and rest.starts:
        if length(keeps.rest):
            yield Fraction(1, length(keeps.rest)), f"`{ask.spec.through}` keeps a rest of {keeps.rest.words}"
        for cap in keeps.shared_caps:
            if length(cap.within):
                words = f"`{ask.spec.through}` sends at most {cap.at_most} in {cap.within.words}"
                yield Fraction(cap.at_most, length(cap.within)), words
    for cap in ask.spec.caps if keeps.caps else ():
        if length(cap.within):
            yield Fraction(cap.at_most, length(cap.within)), f"its cap is {cap.at_most} in {cap.within.words}"


def _days_of(every: Any) -> Fraction:
    """About how many days a cadence lasts: a month is a twelfth of 365 days."""
    if every.measure == "months":
        return Fraction(every.amount * YEAR_DAYS, 12)
    return Fraction(max(1, length(every)))


def _not_all(spec: Any) -> Iterator[str]:
    """Why the head counts hold more people than the survey looks at; a count that is asked stands as it is."""
    if spec.sampling.count is not None:
        return
    if spec.partners:
        named = ", ".join(f"`{name}`" for name in spec.partners)
        yield f"only people with {named} are asked, and head counts do not tell partners apart"
    if spec.sampling.passed:
        named = ", ".join(f"`{name}`" for name in spec.sampling.passed)
        yield f"only people who passed {named} are asked, and nothing says how many did"
    if spec.sampling.criteria:
        yield "only people who meet its criteria are asked, and nothing says how many do"
