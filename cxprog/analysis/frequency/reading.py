"""What a program says about invitations: who can get which, when, what keeps them apart, and which limits hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice, product
from math import inf, prod
from typing import Any, Literal, NamedTuple

from cxprog.analysis.frequency.days import Delay, Frozen, FrozenFor, Waves, length, shifts, working_week
from cxprog.analysis.frequency.values import Profile
from cxprog.analysis.specs import Specs
from cxprog.language.kinds.policy import FrequencyLimit, Of
from cxprog.language.types import Duration
from cxprog.limits import pack_policies

PROFILES_MAX = 4000
"""Most sorts of person that are looked at one by one."""


class Rate(NamedTuple):
    """How often a cause can happen to one person."""

    at_most: int
    days: int | None
    """Length of the window; None for ever."""
    kind: str
    of: str
    words: str


@dataclass(frozen=True, eq=False)
class Ask:
    """One survey, as far as its invitations go."""

    id: str
    spec: Any
    enforces: Any | None
    """What its channel guarantees; None where it has no channel."""
    waves: Waves | None
    """None where something that can happen on any day starts it."""
    delay: Delay
    rate: Rate | None
    repeats: tuple[Duration, ...]
    """Time from the first invitation to each further one."""
    until: int | None
    """First day on which nothing is sent any more."""

    @cached_property
    def minutes(self) -> Fraction:
        """How long answering takes."""
        return Fraction(str(self.spec.minutes))

    @cached_property
    def features(self) -> tuple[Any, ...]:
        """What it says of its invitations, in an order that its id has no part in."""
        spec, waves = self.spec, self.waves
        return (
            (waves is None, () if waves is None else waves.days, repr(waves)),
            (self.rate.at_most, self.rate.days or 0, self.rate.kind, self.rate.of) if self.rate else (),
            repr(self.delay[:2]),
            length(spec.rest.own),
            spec.rest.respects,
            spec.rest.starts,
            tuple((cap.at_most, length(cap.within)) for cap in spec.caps),
            spec.through or "",
            repr(self.repeats),
            self.waits,
            -spec.priority if self.waits else 0,
            self.until or 0,
        )

    @cached_property
    def send_delay(self) -> tuple[int, int] | None:
        """Days between the look at the guards and the sending, where the channel looks at the trigger."""
        if self.enforces is None or self.enforces.evaluated_at != "trigger":
            return None
        delay = self.enforces.send_delay
        if delay is None:
            return 0, 0
        return length(delay.earliest), -(-delay.latest.amount // 1440) if delay.latest.measure == "minutes" else length(
            delay.latest
        )

    @cached_property
    def waits(self) -> float:
        """Days for which a blocked invitation waits: 0 where it is dropped, infinite where nothing ends it."""
        if self.spec.on_block != "defer":
            return 0
        return inf if self.spec.defer_for is None else length(self.spec.defer_for)

    @cached_property
    def reminders(self) -> tuple[int, ...]:
        """Days from the invitation to each reminder that can go out."""
        open_for = None if self.spec.open_for is None else length(self.spec.open_for)
        days = (length(each.after) for each in self.spec.reminders)
        return tuple(day for day in days if open_for is None or day <= open_for)

    @property
    def counts_per(self) -> str:
        """Whose invitations the channel counts together."""
        return self.enforces.counts_per if self.enforces else "person"


@dataclass(frozen=True)
class Limit:
    """A limit on invitations, and who asks for it."""

    policy: str
    index: int
    pack: str | None
    spec: Any
    part: Literal["frequency", "freezes"] = "frequency"
    freeze: Any = None
    """The freeze, where it is one: nothing may be sent on its days."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A program, as far as invitations go."""

    specs: Specs

    @cached_property
    def asks(self) -> Mapping[str, Ask]:
        """Surveys that invite anybody, by id."""
        found = (self._ask(name, spec) for name, spec in self.specs.each("survey"))
        return {ask.id: ask for ask in found if ask}

    @cached_property
    def frozen(self) -> Frozen:
        """Days that some policy freezes."""
        return Frozen([freeze for _, policy in self.specs.each("policy") for freeze in policy.freezes])

    def frozen_for(self, ask: Ask) -> FrozenFor | None:
        """The days on which the channel of a survey sends nothing; None where it does not keep freezes."""
        if ask.enforces is None or not ask.enforces.freezes or not self.frozen:
            return None
        clock = self.specs.settings.clock if self.specs.settings else "UTC"
        return FrozenFor(self.frozen, shifts(clock, ask.enforces.clock))

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """The program's own limits, else those of the packs that it names."""
        own = tuple(
            Limit(name, index, None, spec)
            for name, policy in self.specs.each("policy")
            for index, spec in enumerate(policy.frequency)
            if _is_limit(spec)
        )
        packs = () if own or not self.specs.settings else self.specs.settings.packs
        return own + tuple(
            Limit(policy.id, index, pack, spec)
            for pack in packs
            for policy in pack_policies(pack)
            for index, spec in enumerate(policy.frequency)
        )

    @cached_property
    def freezes(self) -> tuple[Limit, ...]:
        """The freezes of all policies, as limits that allow nothing."""
        nothing = FrequencyLimit(at_most=0, reminders="counted")
        return tuple(
            Limit(name, index, None, nothing, "freezes", freeze)
            for name, policy in self.specs.each("policy")
            for index, freeze in enumerate(policy.freezes)
            if freeze.first <= freeze.last
        )

    # SURVEYS

    def _ask(self, name: str, spec: Any) -> Ask | None:
        when = spec.when
        if when.always or spec.sampling.share == 0:
            return None
        channel = self.specs.get("channel", spec.through)
        until = date.fromisoformat(spec.retired).toordinal() if spec.retired else None
        earliest, latest = (when.delay.earliest, when.delay.latest) if when.delay else (None, None)
        delay = Delay(earliest, latest, self._week, when.before is not None)
        days = self._days(when)
        waves = None
        if days or when.every is not None:
            anchor = date.fromisoformat(when.starting).toordinal() if when.starting else None
            waves = Waves(days, when.every, anchor, delay, max(1, length(when.window)), until)
        again = when.repeat
        repeats = tuple(again.every.times(k) for k in range(1, again.times + 1)) if again else ()
        rate = None if waves else self._rate(when)
        return Ask(name, spec, channel.enforces if channel else None, waves, delay, rate, repeats, until)

    @cached_property
    def _week(self) -> Any:
        return working_week(self.specs.settings) if self.specs.settings else None

    def _days(self, when: Any) -> tuple[int, ...]:
        """Given first days of waves; a change that is planned for a day is one of a single wave."""
        if when.on:
            return tuple(sorted({date.fromisoformat(day).toordinal() for day in when.on}))
        event = self.specs.get("event", _event(when))
        return (date.fromisoformat(event.on).toordinal(),) if event and event.on else ()

    def _rate(self, when: Any) -> Rate | None:
        name = _event(when)
        kind, source = (
            ("event", self.specs.get("event", name)) if name else ("touchpoint", self._touchpoint(when.after))
        )
        rate = source.at_most if source is not None else None
        if rate is not None and length(rate.within) > 0:
            words = f"`{name or when.after}` happens at most {rate.words}"
            return Rate(rate.at_most, length(rate.within), kind, name or when.after, words)
        if name and source is not None and source.type == "change" and rate is None:
            return Rate(1, None, kind, name, f"the change `{name}` happens once")
        return None

    def _touchpoint(self, address: str | None) -> Any | None:
        return self._touchpoints.get(address or "")

    @cached_property
    def _touchpoints(self) -> Mapping[str, Any]:
        return {
            f"{name}.{touchpoint.id.rpartition('.')[2]}": touchpoint
            for name, journey in self.specs.each("journey")
            for stage in journey.stages
            for holder in (stage, *stage.steps)
            for touchpoint in holder.touchpoints
        }

    # PEOPLE

    @cached_property
    def role_sets(self) -> tuple[tuple[str, ...], ...]:
        """The largest sets of asked roles that one person can hold at once."""
        asked = sorted({role for ask in self.asks.values() for role in ask.spec.asks})
        friends: dict[str, set[str]] = {name: set() for name in asked}
        for name, role in self.specs.each("role"):
            for other in role.may_also_be:
                if name in friends and other in friends and other != name:
                    friends[name].add(other)
                    friends[other].add(name)
        found: list[tuple[str, ...]] = []
        for together in _components(friends):
            sets = list(islice(_cliques({name: friends[name] for name in together}), PROFILES_MAX + 1))
            # More than can be looked at: whatever holds for somebody with all these roles holds for everybody.
            found += sets if len(sets) <= PROFILES_MAX else [together]
        return tuple(sorted(found))

    def is_one_person(self, profile: Profile) -> bool:
        """Whether somebody can be as the profile says, and it does not stand for several sorts of people at once."""
        friends = {
            name: set(role.may_also_be) for name in profile.roles if (role := self.specs.get("role", name)) is not None
        }
        return ("", "") not in profile.segment and all(
            other in friends[one] or one in friends[other] for one, other in combinations(friends, 2)
        )

    @cached_property
    def asks_by_role(self) -> Mapping[str, tuple[str, ...]]:
        """Surveys that ask a role."""
        found: dict[str, list[str]] = {}
        for ask in self.asks.values():
            for role in ask.spec.asks:
                found.setdefault(role, []).append(ask.id)
        return {role: tuple(names) for role, names in found.items()}

    def surveys_of(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Surveys that ask one of these roles, by id."""
        return tuple(sorted({name for role in roles for name in self.asks_by_role.get(role, ())}))

    def sorts(self, limit: Limit, roles: tuple[str, ...]) -> Iterator[tuple[Profile, tuple[str, ...]]]:
        """The sorts of person who hold these roles, where segments matter, each with the counted surveys it can get.

        Sorts whose surveys are all among those of another sort are left out.
        """
        of = limit.spec.of
        key = (None if of == _ALL else (limit.pack, limit.policy, limit.index), roles)
        if key not in self._sorts:
            self._sorts[key] = tuple(self._sorted(of, roles))
        yield from self._sorts[key]

    @cached_property
    def _sorts(self) -> dict[Any, tuple[tuple[Profile, tuple[str, ...]], ...]]:
        """Sorts that were asked for, of each set of roles: several limits count the same surveys."""
        return {}

    @cached_property
    def _choosy(self) -> frozenset[str]:
        """Surveys that reach only some of the people whose roles they ask."""
        return frozenset(
            name
            for name, ask in self.asks.items()
            if ask.spec.partners or ask.spec.sampling.among or ask.spec.sampling.key_accounts == "only"
        )

    def _sorted(self, of: Any, roles: tuple[str, ...]) -> Iterator[tuple[Profile, tuple[str, ...]]]:
        names = self.surveys_of(roles)
        if of != _ALL:
            names = tuple(name for name in names if self.is_counted(of, self.asks[name], roles))
        if not of.among and of.key_accounts is None and self._choosy.isdisjoint(names):
            yield Profile(roles), names
            return
        found: list[tuple[Profile, frozenset[str]]] = []
        for profile in self._profiles(roles, names, of):
            fitting = frozenset(name for name in names if self.fits(self.asks[name], profile))
            found.append((profile, fitting))
        found.sort(key=lambda pair: (-len(pair[1]), pair[0].segment, str(pair[0].is_key), pair[0].partner or ""))
        kept: list[frozenset[str]] = []
        for profile, fitting in found:
            if not any(fitting <= other for other in kept):
                kept.append(fitting)
                yield profile, tuple(sorted(fitting))

    def _profiles(self, roles: tuple[str, ...], names: Iterable[str], of: Any) -> Iterator[Profile]:
        dimensions: dict[str, set[str]] = {}
        for among in [self.asks[name].spec.sampling.among for name in names]:
            for dimension, values in among.items():
                dimensions.setdefault(dimension, {""}).update(values)
        for dimension, values in of.among.items():
            dimensions[dimension] = set(values)
        keys: list[bool | None] = [None]
        if of.key_accounts is not None:
            keys = [of.key_accounts]
        elif any(self.asks[name].spec.sampling.key_accounts == "only" for name in names):
            keys = [True]
        named = {partner for name in names for partner in self.asks[name].spec.partners}
        partners: list[str | None] = [None, *sorted(self._below(named))] if named else [None]
        ordered = sorted(dimensions)
        count = prod(len(dimensions[each]) for each in ordered) * len(partners)
        if count > PROFILES_MAX:
            yield Profile(roles, (("", ""),), keys[0])  # stands for all of them at once
            return
        for values, is_key, partner in product(
            product(*(sorted(dimensions[each]) for each in ordered)), keys, partners
        ):
            yield Profile(roles, tuple(zip(ordered, values, strict=True)), is_key, partner)

    def _below(self, named: set[str]) -> Iterator[str]:
        """Partners that belong to one of the named classes."""
        for name, _ in self.specs.each("partner"):
            if self._classes(name) & named:
                yield name

    def _classes(self, partner: str | None) -> set[str]:
        found: set[str] = set()
        while partner and partner not in found:
            found.add(partner)
            spec = self.specs.get("partner", partner)
            partner = spec.part_of if spec else None
        return found

    def fits(self, ask: Ask, profile: Profile) -> bool:
        """Whether a survey can reach this sort of person, who holds a role that it asks."""
        segment = dict(profile.segment)
        if "" in segment:
            return True
        sampling = ask.spec.sampling
        return (
            all(segment.get(dimension, "") in values for dimension, values in sampling.among.items())
            and (sampling.key_accounts != "only" or profile.is_key is not False)
            and (not ask.spec.partners or bool(self._classes(profile.partner) & set(ask.spec.partners)))
        )

    # LIMITS

    def is_counted(self, of: Any, ask: Ask, roles: Iterable[str]) -> bool:
        """Whether a limit counts invitations to a survey for somebody who holds these roles."""
        spec = ask.spec
        if of.longer_than is not None and ask.minutes <= _minutes(of.longer_than):
            return False
        if of.up_to is not None and ask.minutes > _minutes(of.up_to):
            return False
        if (of.purposes and spec.purpose not in of.purposes) or (of.surveys and ask.id not in of.surveys):
            return False
        if of.senders and (spec.sender if isinstance(spec.sender, str) else "partner") not in of.senders:
            return False
        if not of.roles and of.audience is None:
            return True
        held = set(roles) & set(spec.asks)
        audiences = {role.audience for role in (self.specs.get("role", name) for name in held) if role}
        return (not of.roles or not held.isdisjoint(of.roles)) and (of.audience is None or of.audience in audiences)


_ALL = Of()
"""What limits count that name nothing."""


def _is_limit(spec: Any) -> bool:
    """Whether a limit names a number; other rules say so where it does not."""
    return any(number is not None for number in (spec.at_most, spec.minutes, spec.gap))


def _event(when: Any) -> str | None:
    name: str | None = when.before or when.event or when.milestone or when.change
    return name


def _minutes(duration: Any) -> int:
    return int(duration.amount * {"days": 1440, "business_days": 480}.get(duration.measure, 1))


def _components(friends: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Names that are linked by friends of friends, each group sorted, in order of its first name."""
    seen: set[str] = set()
    for name in sorted(friends):
        if name not in seen:
            reached, waiting = {name}, [name]
            while waiting:
                fresh = friends[waiting.pop()] - reached
                reached |= fresh
                waiting += sorted(fresh)
            seen |= reached
            yield tuple(sorted(reached))


def _cliques(friends: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Largest sets in which each two are friends (Bron and Kerbosch 1973, with a pivot), in one order."""
    stack: list[tuple[tuple[str, ...], set[str], set[str]]] = [((), set(friends), set())]
    while stack:
        chosen, possible, done = stack.pop()
        if not possible and not done:
            yield tuple(sorted(chosen))
            continue
        if not possible:
            continue
        pivot = max(sorted(possible | done), key=lambda name: len(possible & friends[name]))
        for name in sorted(possible - friends[pivot]):
            stack.append(((*chosen, name), possible & friends[name], done & friends[name]))
            possible = possible - {name}
            done = done | {name}
