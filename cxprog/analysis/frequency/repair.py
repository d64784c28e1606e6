"""The smallest changes after which a broken limit holds, each of them proved.

What a tool can be told to do comes first, then what a survey promises, then numbers, days and roles: the order in which
it costs least to change a program that runs. Numbers are the smallest that do, found by halving. Nothing is offered
that breaks a limit which held before.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations, product
from math import inf
from typing import Any, Literal, NamedTuple

from cxprog.analysis.frequency.change import Change, Put, changes, duration_text
from cxprog.analysis.frequency.days import length, reach_of
from cxprog.analysis.frequency.limited import is_freeze
from cxprog.analysis.frequency.reading import Ask
from cxprog.analysis.frequency.trial import Trial, moved
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.frequency.wording import all_of, day_words, number_of, ordinal
from cxprog.analysis.specs import Specs

_UNITS_MAX = 4
"""Most changes that are offered as one repair."""
_ROLES_MAX = 2
"""Most roles that are taken off surveys."""
_MOVES_MAX = 12
"""Most proofs that are spent on moving waves."""
_DAYS_MAX = 183
"""Most days by which a wave is moved."""
_KEPT_FOR_RATES = 14
"""Proofs that are kept for what the program could say about events."""


@dataclass(frozen=True)
class Repair:
    """Changes after which a broken limit holds.

    A rule makes a fix of it where `is_one_edit`: `Change` says what its `path`, `value` and `old` mean for the text.
    """

    words: str
    """What to do, as one imperative sentence with its addresses and numbers; lower case, no full stop."""
    changes: tuple[Change, ...]
    """By document, in the order in which the words name them."""
    cost: tuple[int, ...]
    """Repairs sort by it: suggestions to declare last, then number of changes, sort of change, days or numbers."""
    holds_for_all: bool
    """Whether the limit holds for everybody then, not only for the sort of person of the verdict."""
    declares: bool = False
    """Whether it states a fact that the program leaves out, which is no choice and has to be true."""

    @property
    def is_one_edit(self) -> bool:
        """Whether it is one key or one scalar in one document."""
        return len(self.changes) == 1 and self.changes[0].is_one_edit


class _Unit(NamedTuple):
    """One thing to change, as one thinks of it."""

    words: str
    puts: tuple[Put, ...]
    effect: Literal["fewer", "guard", "other"] = "guard"
    """Whether it takes calendars away, keeps invitations back, or does something that can bring them together."""


class _Offer(NamedTuple):
    """Changes after which the limit holds for the sort of person of the verdict."""

    units: tuple[_Unit, ...]
    rank: int
    amount: int = 0
    words: str = ""
    """In place of the words of the units."""
    declares: bool = False

    @property
    def puts(self) -> tuple[Put, ...]:
        return tuple(put for unit in self.units for put in unit.puts)


def repairs(
    specs: Specs, verdict: Verdict, *, most: int = 3, known: Sequence[Verdict] | None = None
) -> tuple[Repair, ...]:
    """The best `most` ways to make a violated limit hold, at most one of each sort, the smallest first.

    Behind them comes what the program could declare instead, where that is enough by itself. `known` are the verdicts
    of the whole program, which are worked out again where they are not given. Empty where nothing was found.
    """
    if verdict.answer != "violated" or verdict.witness is None:
        return ()
    trial = Trial(specs, verdict)
    trial.left -= _KEPT_FOR_RATES
    found: list[Repair] = []
    for find in _FINDERS:
        if sum(len(repair.changes) == 1 for repair in found) >= most:
            break
        for offer in find(trial):
            repair = _repair(trial, offer, known)
            if repair is not None:
                found += [] if any(_is_same(repair, other) for other in found) else [repair]
                break
    trial.left += _KEPT_FOR_RATES
    declared = (_repair(trial, offer, known) for offer in _declarations(trial))
    best = sorted(found, key=lambda repair: repair.cost)[:most]
    return (*best, *(repair for repair in declared if repair is not None))


def _repair(trial: Trial, offer: _Offer, known: Sequence[Verdict] | None) -> Repair | None:
    """An offer that does no harm elsewhere."""
    effects = {unit.effect for unit in offer.units}
    # What is kept back and waits goes out later, so that even more rest can bring invitations together.
    if ("other" in effects or ("guard" in effects and _waits(trial.specs))) and trial.harms(offer.puts, known):
        return None
    holds_for_all = trial.holds_for_all(offer.puts, known)
    made = changes(trial.specs, offer.puts)
    cost = (int(offer.declares), len(made), offer.rank, offer.amount)
    words = offer.words or all_of(unit.words for unit in offer.units)
    return Repair(words, made, cost, holds_for_all, offer.declares)


def _is_same(one: Repair, other: Repair) -> bool:
    return sorted(map(repr, one.changes)) == sorted(map(repr, other.changes))


def _waits(specs: Specs) -> bool:
    """Whether invitations that are kept back go out later."""
    return any(survey.on_block == "defer" for _, survey in specs.each("survey"))


def _fewest(trial: Trial, units: Sequence[_Unit]) -> tuple[_Unit, ...] | None:
    """A smallest choice after which the limit holds; None where not even all of them are enough."""
    if not units or not trial.holds(_puts(units)):
        return None
    for unit in units:
        if trial.holds(unit.puts):
            return (unit,)
    kept = list(units)
    for unit in reversed(units):
        fewer = [each for each in kept if each is not unit]
        if trial.holds(_puts(fewer)):
            kept = fewer
    return tuple(kept) if len(kept) <= _UNITS_MAX else None


def _puts(units: Iterable[_Unit]) -> tuple[Put, ...]:
    return tuple(put for unit in units for put in unit.puts)


def _least(holds: Callable[[int], bool], lowest: int, highest: int) -> int | None:
    """The least number that does, where more always does; None where the highest does not."""
    if lowest > highest or not holds(highest):
        return None
    while lowest < highest:
        middle = (lowest + highest) // 2
        if holds(middle):
            highest = middle
        else:
            lowest = middle + 1
    return highest


# WHAT TOOLS AND SURVEYS CAN BE TOLD


def _switches(trial: Trial) -> list[_Unit]:
    """What is declared and not enforced, tools that do not know of each other, surveys that go through no tool."""
    units = []
    asks = trial.asks.values()
    for tool in trial.tools:
        own = [ask.spec for ask in asks if ask.spec.through == tool]
        enforces = trial.channel(tool).enforces
        if not enforces.own_rest and any(length(survey.rest.own) > 0 for survey in own):
            units.append(_enforce(tool, "own_rest", "the rests that its surveys set for themselves"))
        if not enforces.caps and any(survey.caps for survey in own):
            units.append(_enforce(tool, "caps", "the caps that its surveys set"))
    for tool, other in product(trial.tools, trial.tools):
        shares = trial.channel(tool).shares_rest_with
        if tool != other and other not in shares:
            place = len(shares) + sum(each.puts[0].path[0] == "shares_rest_with" for each in units)
            put = Put("channel", tool, ("shares_rest_with", place), other)
            units.append(_Unit(f"let `{tool}` share its rest with `{other}`", (put,)))
    return units + [
        _Unit(f"send `{ask.id}` through `{trial.tool}`", (Put("survey", ask.id, ("through",), trial.tool),), "other")
        for ask in asks
        if ask.spec.through is None and trial.tool is not None
    ]


def _enforce(tool: str, key: str, what: str) -> _Unit:
    return _Unit(f"let `{tool}` keep {what}", (Put("channel", tool, ("enforces", key), True),))


_EXEMPT = (
    ("respects", "let the shared rest and caps of its tool keep `{}` back"),
    ("starts", "let `{}` start the shared rest and count in shared caps"),
)


def _exempt(trial: Trial) -> list[_Unit]:
    """Surveys that shared rests and caps pass over."""
    return [
        _Unit(words.format(ask.id), (Put("survey", ask.id, ("rest", key), True),))
        for ask in trial.asks.values()
        for key, words in _EXEMPT
        if not getattr(ask.spec.rest, key)
    ]


def _other_units(trial: Trial) -> list[_Unit]:
    return [] if is_freeze(trial.limit) else [*_exempt(trial), *_switches(trial), *_reminders(trial)]


def _found(trial: Trial, own: Sequence[_Unit], rank: int, amount: int = 0) -> Iterator[_Offer]:
    """Some of a sort of change, else together with what else tools and surveys can be told."""
    for units in (own, [*own, *_other_units(trial)]):
        chosen = _fewest(trial, units) if own else None
        if chosen is not None:
            # Without any change of its own sort it is the offer of another sort.
            if any(unit in own for unit in chosen):
                yield _Offer(chosen, rank, amount)
            return


def _by_switches(trial: Trial) -> Iterator[_Offer]:
    if not is_freeze(trial.limit):
        yield from _found(trial, _switches(trial), 1)


def _by_exemptions(trial: Trial) -> Iterator[_Offer]:
    if not is_freeze(trial.limit):
        yield from _found(trial, _exempt(trial), 2)


def _by_freezes(trial: Trial) -> Iterator[_Offer]:
    if not is_freeze(trial.limit):
        return
    tools = [*trial.tools, *([trial.tool] if trial.tool and trial.tool not in trial.tools else [])]
    units = [
        _Unit(f"let `{tool}` send nothing on frozen days", (Put("channel", tool, ("enforces", "freezes"), True),))
        for tool in tools
        if not trial.channel(tool).enforces.freezes
    ]
    through = [unit for unit in _switches(trial) if unit.puts[0].path == ("through",)]
    chosen = _fewest(trial, [*units, *through])
    if chosen is not None:
        yield _Offer(chosen, 0)


# SHARED CAPS


def _by_shared_caps(trial: Trial) -> Iterator[_Offer]:
    """A shared cap that is the limit itself; for a limit in minutes, one of as many invitations as fit."""
    limit, days = trial.limit, trial.days
    if days is None or limit.gap is not None or not trial.tools:
        return
    within = duration_text(limit.within) if limit.within is not None else f"{days}d"
    if limit.at_most is not None:
        if limit.at_most >= 1:
            yield from _found(trial, _caps(trial, limit.at_most, within), 0)
        return
    minutes = sorted(ask.minutes for ask in trial.asks.values())
    fewest, most = (max(1, int(Fraction(limit.minutes) / each)) for each in (minutes[-1], minutes[0]))
    for offer in _found(trial, _caps(trial, fewest, within), 0):
        others = [unit for unit in offer.units if unit not in _caps(trial, fewest, within)]
        number = len(offer.units) - len(others)
        caps = {unit.puts[0].id for unit in offer.units if unit not in others}

        def units(at_most: int, others: list[_Unit] = others, caps: set[str] = caps) -> list[_Unit]:
            return [*(unit for unit in _caps(trial, at_most, within) if unit.puts[0].id in caps), *others]

        less = _least(lambda below: trial.holds(_puts(units(most - below))), 0, most - fewest)
        at_most = fewest if less is None else most - less
        yield _Offer(tuple(units(at_most)), 0, number)


def _caps(trial: Trial, at_most: int, within: str) -> list[_Unit]:
    units = []
    for tool in trial.tools:
        shared = trial.channel(tool).enforces.shared_caps
        same = [index for index, cap in enumerate(shared) if duration_text(cap.within) == within]
        if any(shared[index].at_most <= at_most for index in same):
            continue
        path: tuple[str | int, ...] = ("enforces", "shared_caps", *((same[0], "at_most") if same else (len(shared),)))
        value: Any = at_most if same else {"at_most": at_most, "within": within}
        words = f"let `{tool}` keep a shared cap of {at_most} in {_length_words(within)}"
        units.append(_Unit(words, (Put("channel", tool, path, value),)))
    return units


def _length_words(text: str) -> str:
    from cxprog.language.types import Duration

    return Duration.parse(text).words


# LONGER RESTS


def _by_rests(trial: Trial) -> Iterator[_Offer]:
    """The smallest rest of one survey, then the smallest that tools share."""
    if trial.days is not None:
        own, shared = list(_by_own_rest(trial)), list(_by_shared_rest(trial))
        yield from sorted([*own, *shared], key=lambda offer: (len(offer.units), len(offer.puts), offer.amount))


def _by_own_rest(trial: Trial) -> Iterator[_Offer]:
    best: _Offer | None = None
    for ask in _in_calendars_first(trial):
        highest = (trial.days or 0) + trial.slack if best is None else best.amount - 1
        stated = length(ask.spec.rest.own)
        if ask.enforces is None or (stated and not ask.enforces.own_rest and trial.holds(_own_rest(ask, 0))):
            continue
        least = _least(lambda days, ask=ask: trial.holds(_own_rest(ask, days)), stated + 1, highest)  # type: ignore[misc]
        if least is not None:
            name, before = ask.id, ask.spec.rest.own
            raised = f"raise the rest of `{name}` from {before.words} to {number_of(least, 'day')}" if stated else ""
            words = raised or f"let `{name}` rest {number_of(least, 'day')} by itself"
            units = [_Unit(words, _own_rest(ask, least)[:1])]
            if not ask.enforces.own_rest:
                units.append(_enforce(ask.spec.through, "own_rest", "it"))
            best = _Offer(tuple(units), 3, least)
    if best is not None:
        yield best


def _own_rest(ask: Ask, days: int) -> tuple[Put, ...]:
    puts = (Put("survey", ask.id, ("rest", "own"), f"{days}d"),) if days else ()
    assert ask.enforces is not None, "only a tool keeps rests"
    kept = () if ask.enforces.own_rest else (Put("channel", ask.spec.through, ("enforces", "own_rest"), True),)
    return (*puts, *kept)


def _in_calendars_first(trial: Trial) -> list[Ask]:
    """Surveys of the calendar that broke the limit, then the others that the limit counts."""
    assert trial.verdict.witness is not None
    shown = {send.survey for send in trial.verdict.witness.sends}
    return sorted(trial.asks.values(), key=lambda ask: (ask.id not in shown, ask.id))


def _by_shared_rest(trial: Trial) -> Iterator[_Offer]:
    highest = (trial.days or 0) + trial.slack
    offer = next(_found(trial, _rests(trial, highest), 4), None)
    if offer is None:
        return
    at_highest = _rests(trial, highest)
    tools = {unit.puts[0].id for unit in offer.units if unit in at_highest}
    others = [unit for unit in offer.units if unit not in at_highest]

    def units(days: int) -> list[_Unit]:
        return [*(unit for unit in _rests(trial, days) if unit.puts[0].id in tools), *others]

    lowest = min(length(trial.channel(tool).enforces.rest) for tool in tools) + 1
    least = _least(lambda days: trial.holds(_puts(units(days))), lowest, highest)
    if least is not None:
        yield _Offer(tuple(units(least)), 3, least)


def _rests(trial: Trial, days: int) -> list[_Unit]:
    units = []
    for tool in trial.tools:
        rest = trial.channel(tool).enforces.rest
        if length(rest) < days:
            raised = f"raise the shared rest of `{tool}` from {rest.words}" if length(rest) else ""
            words = f"{raised} to {number_of(days, 'day')}" if raised else ""
            words = words or f"let `{tool}` keep a shared rest of {number_of(days, 'day')}"
            units.append(_Unit(words, (Put("channel", tool, ("enforces", "rest"), f"{days}d"),)))
    return units


# OTHER DAYS


class _Wave(NamedTuple):
    """A day that can be written in another place of the calendar."""

    survey: str
    path: tuple[str | int, ...]
    day: int
    reach: int
    """Most days by which moving it changes anything."""
    taken: tuple[int, ...]
    """Other waves of the survey."""

    @property
    def is_first(self) -> bool:
        """Whether it is the first of regular waves, which all move with it."""
        return self.path[-1] == "starting"


def _by_moves(trial: Trial) -> Iterator[_Offer]:
    """One wave on another day, the nearest that does."""
    waves = list(_waves(trial))
    enough = trial.left - _MOVES_MAX
    for days in range(1, max((wave.reach for wave in waves), default=0) + 1):
        for wave, side in product(waves, (1, -1)):
            day = wave.day + side * days
            if days > wave.reach or day in wave.taken or trial.frozen.holds(day):
                continue
            if trial.left <= max(enough, 0):
                return
            unit = _Unit(_move_words(wave, day), (Put("survey", wave.survey, wave.path, _date(day)),), "other")
            if not _still_breaks(trial, wave, side * days, unit) and trial.holds(unit.puts):
                yield _Offer((unit,), 5, days)


def _waves(trial: Trial) -> Iterator[_Wave]:
    for ask in _in_calendars_first(trial):
        when = ask.spec.when
        around = (trial.days or 0) + trial.slack + (ask.waves.width if ask.waves else 0) + _frozen_days(trial)
        days = [datetime.date.fromisoformat(each).toordinal() for each in when.on or ()]
        for index, day in enumerate(days):
            others = tuple(each for place, each in enumerate(days) if place != index)
            yield _Wave(ask.id, ("when", "on", index), day, min(around, _DAYS_MAX), others)
        if when.starting and when.every is not None:
            half = (ask.waves.step if ask.waves and ask.waves.step else 30 * when.every.amount) // 2
            day = datetime.date.fromisoformat(when.starting).toordinal()
            yield _Wave(ask.id, ("when", "starting"), day, min(half, _DAYS_MAX), ())


def _frozen_days(trial: Trial) -> int:
    if not is_freeze(trial.limit):
        return 0
    first, last = (datetime.date.fromisoformat(day) for day in (trial.limit.first, trial.limit.last))
    return (last - first).days + 1


def _still_breaks(trial: Trial, wave: _Wave, days: int, unit: _Unit) -> bool:
    """Whether a known calendar breaks the limit still when the wave's invitations move with it."""
    start = None if wave.is_first else wave.day
    calendars = [each for known in trial.calendars for each in moved(known, wave.survey, start, days)]
    return trial.is_broken(trial.after(unit.puts), calendars)


def _move_words(wave: _Wave, day: int) -> str:
    away = f"{number_of(abs(day - wave.day), 'day')} {'later' if day > wave.day else 'earlier'}"
    if wave.is_first:
        return f"start the waves of `{wave.survey}` on {day_words(day)}, {away}"
    return f"move the wave of `{wave.survey}` from {day_words(wave.day, day)} to {day_words(day)}, {away}"


def _date(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


# FEWER MESSAGES


def _by_roles(trial: Trial) -> Iterator[_Offer]:
    """Roles off surveys: a choice that does not take part of each known calendar away needs no proof."""
    profile = set(trial.verdict.profile.roles)
    pairs = [
        (ask.id, role)
        for ask in _in_calendars_first(trial)
        for role in ask.spec.asks
        if role in profile and len(ask.spec.asks) > 1
    ]
    for number in range(1, _ROLES_MAX + 1):
        for chosen in combinations(pairs, number):
            if trial.left > 0 and all(_hits(chosen, each) for each in trial.calendars):
                units = tuple(_without_roles(trial, chosen))
                if units and trial.holds(_puts(units)):
                    yield _Offer(units, 6, number)


def _hits(chosen: Sequence[tuple[str, str]], verdict: Verdict) -> bool:
    sends = verdict.witness.sends if verdict.witness else ()
    return any(all((send.survey, role) in chosen for role in send.roles) for send in sends)


def _without_roles(trial: Trial, chosen: Sequence[tuple[str, str]]) -> Iterator[_Unit]:
    for name in dict.fromkeys(name for name, _ in chosen):
        gone = [role for survey, role in chosen if survey == name]
        left = [role for role in trial.asks[name].spec.asks if role not in gone]
        if not left:
            return
        roles = all_of(f"`{role}`" for role in gone)
        words = f"take the role{'s' if len(gone) > 1 else ''} {roles} off `{name}`"
        yield _Unit(words, (Put("survey", name, ("asks",), left),), "fewer")


def _by_reminders(trial: Trial) -> Iterator[_Offer]:
    chosen = _fewest(trial, _reminders(trial))
    if chosen is not None:
        yield _Offer(chosen, 7)


def _reminders(trial: Trial) -> list[_Unit]:
    """Reminders that the limit counts, the last of each survey first."""
    return [
        _Unit(_reminder_words(ask, index), (Put("survey", ask.id, ("reminders", index), None),), "fewer")
        for ask in _in_calendars_first(trial)
        if trial.counts_reminders
        for index in reversed(range(len(ask.spec.reminders)))
    ]


def _reminder_words(ask: Ask, index: int) -> str:
    which = f"{ordinal(index + 1)} " if len(ask.spec.reminders) > 1 else ""
    return f"drop the {which}reminder of `{ask.id}`"


_FINDERS: tuple[Callable[[Trial], Iterator[_Offer]], ...] = (
    _by_freezes,
    _by_shared_caps,
    _by_switches,
    _by_exemptions,
    _by_rests,
    _by_moves,
    _by_roles,
    _by_reminders,
)
"""One for each sort of change, in the order of preference."""


# WHAT COULD BE DECLARED


class _Cause(NamedTuple):
    """Something that can happen any number of times, as far as the program says."""

    kind: str
    id: str
    path: tuple[str | int, ...]
    address: str


def _declarations(trial: Trial) -> Iterator[_Offer]:
    """The least time between two causes of one sort that is enough, where the program says nothing of it."""
    if trial.days is None:
        return
    jitter = max((_jitter(ask) for ask in trial.asks.values()), default=0)
    if jitter == inf:
        return
    highest = trial.days + trial.slack + int(jitter) + 1
    best: _Offer | None = None
    for cause in dict.fromkeys(cause for ask in _in_calendars_first(trial) for cause in _unbounded(trial, ask)):
        holds = partial(lambda cause, days: trial.holds((_rate(cause, days),)), cause)
        least = _least(holds, 1, highest if best is None else best.amount - 1)
        if least is not None:
            words = (
                f"if `{cause.address}` can happen to one person at most once in {number_of(least, 'day')}, "
                f"say so with `at_most: 1 per {least}d`"
            )
            best = _Offer((_Unit(words, (_rate(cause, least),), "fewer"),), 8, least, declares=True)
    if best is not None:
        yield best


def _rate(cause: _Cause, days: int) -> Put:
    return Put(cause.kind, cause.id, cause.path, f"1 per {days}d")


def _jitter(ask: Ask) -> float:
    """Most days by which two invitations can come closer than what led to them."""
    soonest, latest = reach_of(ask.delay)
    fewest, most = ask.send_delay or (0, 0)
    again = ask.spec.when.repeat
    return latest - soonest + most - fewest + ask.waits + (length(again.every.times(again.times)) if again else 0)


def _unbounded(trial: Trial, ask: Ask) -> Iterator[_Cause]:
    if ask.waves is not None or ask.rate is not None:
        return
    when = ask.spec.when
    name = when.before or when.event or when.milestone or when.change
    if name is not None:
        yield _Cause("event", name, ("at_most",), name)
    elif when.after is not None:
        journey, _, touchpoint = when.after.partition(".")
        path = _touchpoint(trial.specs.get("journey", journey), touchpoint)
        if path is not None:
            yield _Cause("journey", journey, (*path, "at_most"), when.after)


def _touchpoint(journey: Any, name: str) -> tuple[str | int, ...] | None:
    """Where a touchpoint stands in its journey."""
    for place, stage in enumerate(journey.stages if journey else ()):
        holders: list[tuple[tuple[str | int, ...], Any]] = [(("stages", place), stage)]
        holders += [(("stages", place, "steps", index), step) for index, step in enumerate(stage.steps)]
        for path, holder in holders:
            for index, touchpoint in enumerate(holder.touchpoints):
                if touchpoint.id.rpartition(".")[2] == name:
                    return (*path, "touchpoints", index)
    return None
