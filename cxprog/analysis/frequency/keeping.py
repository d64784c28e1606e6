"""Who keeps whom back: the guards that tools keep for each survey, whose invitations they count, whom surveys ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cxprog.analysis.frequency.days import length, shifts
from cxprog.analysis.frequency.reading import Ask, Reading
from cxprog.source import Path

_EARLIEST, _LATEST = date(1900, 1, 1).toordinal(), date(4000, 1, 1).toordinal()
"""Waves outside these days are not looked at, for no calendar holds what comes long before or after them."""
_SPREAD_MAX = 36_500
"""Nor are waves that send, or follow each other, over more than so many days."""


class Keep(NamedTuple):
    """A guard that its tool keeps: what holds an invitation back after earlier ones to the same person."""

    sort: Literal["own-rest", "cap", "shared-rest", "shared-cap"]
    at_most: int
    days: int
    """Days for which it certainly holds: fewer than it says where the tool counts days by another clock."""
    longest: int
    """Days for which it can hold."""
    of: str
    """Id of the survey or channel that states it."""
    path: Path
    words: str
    """As a person says it: ``the rest of 92 days in `survey-tool` ``."""

    @property
    def is_shared(self) -> bool:
        """Whether a channel states it, so that invitations to other surveys count."""
        return self.sort.startswith("shared")

    @property
    def numbers(self) -> tuple[Any, ...]:
        """What it does, whoever states it."""
        return self.sort, self.at_most, self.days, self.longest


class Due(NamedTuple):
    """One wave of a survey."""

    survey: str
    start: int
    """First day of the wave as the program names it."""
    first: int
    """First day on which the tool can look at its guards."""
    last: int
    """Last such day."""
    out_first: int
    """First day on which an invitation can go out; later than `first` where the tool looks at the trigger."""
    out_last: int


@dataclass(frozen=True, eq=False)
class Keeping:
    """The guards of a program and the people of its surveys; each answer is worked out once."""

    reading: Reading
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    # GUARDS

    def keeps(self, ask: Ask) -> tuple[Keep, ...]:
        """The guards that its tool keeps for a survey."""
        key = ("keeps", ask.id)
        if key not in self._kept:
            self._kept[key] = tuple(self._keeps(ask))
        found: tuple[Keep, ...] = self._kept[key]
        return found

    def _keeps(self, ask: Ask) -> Iterator[Keep]:
        enforces = ask.enforces
        if enforces is None:
            return
        settings = self.reading.specs.settings
        possible = shifts(settings.clock if settings else "UTC", enforces.clock)
        slack = possible[-1] - possible[0]
        for sort, at_most, within, of, path, words in _stated(ask, enforces):
            days = length(within)
            if days > 0:
                yield Keep(sort, at_most, days - slack, days + slack, of, path, words)

    def freezes(self, ask: Ask) -> bool:
        """Whether its tool sends nothing on some days that a policy freezes."""
        return bool(self.reading.frozen) and ask.enforces is not None and bool(ask.enforces.freezes)

    @cached_property
    def last_freeze(self) -> int:
        """Last day of the freezes that are dated; behind it only those that come back every year are left."""
        freezes = [freeze for _, policy in self.reading.specs.each("policy") for freeze in policy.freezes]
        return max((date.fromisoformat(each.last).toordinal() for each in freezes), default=0)

    def counts(self, keep: Keep, blocked: Ask, source: Ask, *, surely: bool) -> bool:
        """Whether a guard of one survey counts invitations to another; `surely`: whichever record they went to."""
        if not keep.is_shared:
            return blocked.id == source.id
        through = source.spec.through
        if not source.spec.rest.starts or through not in self._known(blocked.spec.through):
            return False
        return not (surely and blocked.counts_per == "record" and through != blocked.spec.through)

    def _known(self, channel: str) -> frozenset[str]:
        """The channels of whose invitations a channel knows."""
        key = ("known", channel)
        if key not in self._kept:
            spec = self.reading.specs.get("channel", channel)
            self._kept[key] = frozenset((channel, *(spec.shares_rest_with if spec else ())))
        found: frozenset[str] = self._kept[key]
        return found

    # PEOPLE

    @cached_property
    def regular(self) -> Mapping[str, tuple[str, ...]]:
        """Surveys with waves, by role."""
        found: dict[str, list[str]] = {}
        for ask in self.reading.asks.values():
            if ask.waves is not None:
                for role in ask.spec.asks:
                    found.setdefault(role, []).append(ask.id)
        return {role: tuple(names) for role, names in found.items()}

    @cached_property
    def _friends(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for name, role in self.reading.specs.each("role"):
            found.setdefault(name, {name})
            for other in role.may_also_be:
                found[name].add(other)
                found.setdefault(other, {other}).add(name)
        return {name: tuple(sorted(others)) for name, others in found.items()}

    def roles_met(self, ask: Ask) -> list[str]:
        """The roles that a survey asks, and those that the same person can hold too."""
        return sorted({other for role in ask.spec.asks for other in self._friends.get(role, (role,))})

    def can_meet(self, one: Ask, other: Ask) -> bool:
        """Whether one person can be asked by both, as far as segments and partners tell; roles are not looked at."""
        mine, theirs = one.spec, other.spec
        for dimension, values in mine.sampling.among.items():
            if dimension in theirs.sampling.among and not set(values) & set(theirs.sampling.among[dimension]):
                return False
        if not mine.partners or not theirs.partners:
            return True
        return not self._below(mine.partners).isdisjoint(self._below(theirs.partners))

    def _below(self, partners: tuple[str, ...]) -> frozenset[str]:
        """Partners that belong to a class among these, they themselves included."""
        key = ("below", partners)
        if key not in self._kept:
            named = {*partners}
            others = (name for name, _ in self.reading.specs.each("partner") if self._above(name) & named)
            self._kept[key] = frozenset((*partners, *others))
        found: frozenset[str] = self._kept[key]
        return found

    def _above(self, partner: str | None) -> frozenset[str]:
        found: set[str] = set()
        while partner and partner not in found:
            found.add(partner)
            spec = self.reading.specs.get("partner", partner)
            partner = spec.part_of if spec else None
        return frozenset(found)

    def asks_all_of(self, source: Ask, ask: Ask) -> bool:
        """Whether everybody whom a survey asks is asked by another one each time."""
        wide, narrow = source.spec.sampling, ask.spec.sampling
        is_drawn = wide.count is not None or wide.draw == "chosen" or (wide.share is not None and wide.share < 1)
        spares_key_accounts = narrow.key_accounts == "only" and wide.key_accounts == "always"
        return (
            set(ask.spec.asks) <= set(source.spec.asks)
            and not wide.passed
            and not wide.criteria
            and (spares_key_accounts or not is_drawn)
            and (wide.key_accounts != "only" or narrow.key_accounts == "only")
            and all(set(narrow.among.get(dim, ("",))) <= set(values) for dim, values in wide.among.items())
            and self._is_of_these(ask.spec.partners, {*source.spec.partners})
        )

    def _is_of_these(self, partners: tuple[str, ...], wider: set[str]) -> bool:
        return not wider or (bool(partners) and all(self._above(each) & wider for each in partners))

    # WAVES

    def is_dated(self, ask: Ask) -> bool:
        """Whether the waves of a survey have days, all of which a calendar of our times holds."""
        waves = ask.waves
        days = () if waves is None else (*waves.days, *(() if waves.anchor is None else (waves.anchor,)))
        return bool(days) and min(days) >= _EARLIEST and max(days) < _LATEST

    def dues(self, ask: Ask, first: int, last: int, anchor: int | None = None) -> list[Due]:
        """Waves of a survey whose guards can be looked at from one day to another, in the order of days.

        `anchor` is the first wave of a survey that does not say when it starts.
        """
        key = ("dues", ask.id, first, last, anchor)
        if key not in self._kept:
            self._kept[key] = list(self.each_due(ask, first, last, anchor))
        found: list[Due] = self._kept[key]
        return found

    def each_due(self, ask: Ask, first: int, last: int, anchor: int | None = None) -> Iterator[Due]:
        """The same, one after the other, for whoever needs the first ones only."""
        soonest, latest = ask.send_delay or (0, 0)
        waves = ask.waves
        if waves is None or max(waves.spread, length(waves.every), length(ask.delay.latest)) > _SPREAD_MAX:
            return
        for wave in waves.between(first, min(last, _LATEST), anchor):
            yield Due(ask.id, wave.start, wave.first, wave.last, wave.first + soonest, wave.last + latest)

    def shape(self, ask: Ask) -> int:
        """A number that surveys share whose waves and guards are alike, so that one answer serves them all."""
        key = ("shape", ask.id)
        if key not in self._kept:
            keeps = tuple(keep.numbers for keep in self.keeps(ask))
            features = (
                *(ask.waves, ask.delay, keeps, ask.waits, ask.send_delay, ask.until, self.freezes(ask)),
                *(ask.spec.rest.starts, ask.spec.rest.respects, ask.spec.through, ask.counts_per),
            )
            shapes: dict[Any, int] = self._kept.setdefault(("shapes",), {})
            self._kept[key] = shapes.setdefault(features, len(shapes))
        found: int = self._kept[key]
        return found


def first_day(ask: Ask) -> int:
    """Day of the first wave of a survey whose waves have dates."""
    assert ask.waves is not None, "it has waves"
    return min(day for day in (*ask.waves.days, ask.waves.anchor) if day is not None)


def _stated(ask: Ask, enforces: Any) -> Iterator[tuple[Any, int, Any, str, Path, str]]:
    """Sort, number, window, who states it, where, and in words."""
    spec, tool = ask.spec, ask.spec.through
    if enforces.own_rest and spec.rest.own:
        yield "own-rest", 1, spec.rest.own, ask.id, ("rest", "own"), f"its own rest of {spec.rest.own.words}"
    for index, cap in enumerate(spec.caps if enforces.caps else ()):
        words = f"its cap of {cap.at_most} in {cap.within.words}"
        yield "cap", cap.at_most, cap.within, ask.id, ("caps", index), words
    if not spec.rest.respects:
        return
    if enforces.rest:
        words = f"the rest of {enforces.rest.words} in `{tool}`"
        yield "shared-rest", 1, enforces.rest, tool, ("enforces", "rest"), words
    for index, cap in enumerate(enforces.shared_caps):
        words = f"the cap of {cap.at_most} in {cap.within.words} in `{tool}`"
        yield "shared-cap", cap.at_most, cap.within, tool, ("enforces", "shared_caps", index), words
