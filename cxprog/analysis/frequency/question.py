"""One limit held against one sort of person: the streams of invitations it counts, and what keeps them apart.

A stream is one survey to one contact and record. A block keeps a send of one stream back after sends of others: it is
blocked while `at_most` sends of the sources lie less than `days` days back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import combinations_with_replacement, pairwise, product
from math import comb, lcm, prod
from typing import Any, NamedTuple

from cxprog.analysis.frequency.days import Delay, Waves, length, shifts
from cxprog.analysis.frequency.reading import Ask, Limit, Reading
from cxprog.analysis.frequency.values import Guard, Profile

_SHARES_MAX = 60
"""Most ways to spread the people of an account over segments that are looked at one by one."""


@dataclass(frozen=True, eq=False)
class Stream:
    """One survey to one contact and record."""

    ask: Ask
    contact: int
    record: int
    repeat: int
    """Which further invitation of `when.repeat`, 0 for the first one."""
    roles: tuple[str, ...]
    """Roles of the contact that the survey asks."""
    weight: int
    """What the limit counts for each message."""
    touches: tuple[int, ...]
    """Days from the invitation to each message that the limit counts, 0 for the invitation itself."""
    waits: float = 0
    """Days for which an invitation that is kept back waits, where waiting can lead to anything."""

    @property
    def looks_before(self) -> bool:
        """Whether its tool looks at the guards before it sends."""
        return self.ask.send_delay is not None

    @cached_property
    def delay(self) -> Delay:
        """How long after its cause it is sent."""
        return self.ask.delay._replace(again=self.ask.repeats[self.repeat - 1]) if self.repeat else self.ask.delay

    @cached_property
    def waves(self) -> Waves | None:
        """Its waves; None where something that can happen on any day leads to it."""
        waves = self.ask.waves
        return replace(waves, delay=self.delay) if waves and self.repeat else waves

    @property
    def order(self) -> tuple[Any, ...]:
        """Place among the streams of a question, whatever the ids are as long as surveys differ in what they say."""
        return (*self.ask.features, self.weight, self.touches, self.ask.id, self.contact, self.record, self.repeat)


class Block(NamedTuple):
    """What keeps sends of some streams back after sends of others."""

    blocked: frozenset[int]
    sources: frozenset[int]
    at_most: int
    days: int
    guard: Guard
    slack: int = 0
    """By how many days the calendar of the tool can shorten it."""
    trigger: tuple[int, int] | None = None
    """Days between the look at this guard and the sending, where the channel looks at the trigger."""
    also: tuple[Guard, ...] = ()
    """Guards that keep the streams apart together with `guard`, as those of tools that share their rest."""


class Pace(NamedTuple):
    """How often what leads to a stream can happen: at most so many causes in any so many days."""

    streams: tuple[int, ...]
    """The streams of one contact and record that the same touchpoint or event leads to: they share its causes."""
    at_most: int
    days: int | None
    guard: Guard


@dataclass(frozen=True, eq=False)
class Question:
    """Whether one sort of person can get more than a limit allows."""

    reading: Reading
    limit: Limit
    profile: Profile
    at_most: int
    """In units of weight."""
    scale: int
    """Units that make one invitation or minute."""
    streams: tuple[Stream, ...]
    blocks: tuple[Block, ...]
    merged: tuple[Block, ...]
    """What follows from several blocks together; nothing is kept back by it that they do not keep back."""
    paces: tuple[Pace, ...]
    left_out: int
    """Surveys, or people of an account, that could only take the place of those that are here."""

    @property
    def amount(self) -> int | Fraction:
        """What the limit allows, in invitations or minutes."""
        return _unscaled(self.at_most, self.scale)

    def unscaled(self, units: int) -> int | Fraction:
        """Units as invitations or minutes."""
        return _unscaled(units, self.scale)

    @cached_property
    def lead(self) -> int:
        """Days before a window of which an invitation can still count in it, by its reminders."""
        return max((offset for stream in self.streams for offset in stream.touches), default=0)

    @cached_property
    def pace_of(self) -> tuple[int | None, ...]:
        """By stream, which pace holds its causes."""
        found = {index: number for number, pace in enumerate(self.paces) for index in pace.streams}
        return tuple(found.get(index) for index in range(len(self.streams)))

    def pace(self, index: int) -> Pace | None:
        """The pace of a stream."""
        number = self.pace_of[index]
        return None if number is None else self.paces[number]

    @cached_property
    def is_plain(self) -> bool:
        """Whether each invitation goes out at once or not at all, so that every choice of allowed days can happen."""
        return all(not stream.waits and not stream.looks_before for stream in self.streams)

    @cached_property
    def looks_before(self) -> bool:
        """Whether some tool looks at its guards before it sends."""
        return any(stream.looks_before for stream in self.streams)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What the answer depends on: questions with equal keys have the same answer, stream by stream."""
        streams = tuple(
            (*each.ask.features, each.weight, each.touches, each.contact, each.record, each.repeat)
            for each in self.streams
        )
        blocks = tuple((b.blocked, b.sources, b.at_most, b.days, b.slack, b.trigger) for b in self.blocks)
        paces = tuple((pace.streams, pace.at_most, pace.days) for pace in self.paces)
        spec, freeze = self.limit.spec, self.limit.freeze
        window = (spec.within, spec.gap, spec.each, freeze and (freeze.first, freeze.last, freeze.yearly))
        return self.at_most, window, streams, blocks, paces


def _unscaled(units: int, scale: int) -> int | Fraction:
    value = Fraction(units, scale)
    return int(value) if value.denominator == 1 else value


class Alike(NamedTuple):
    """A question that has not been put yet, and what it has in common with others that have the same answer."""

    profile: Profile
    likeness: Callable[[], Any]
    put: Callable[[], Question]


def questions(reading: Reading, limit: Limit) -> Iterator[Question | Alike | Missing]:
    """The questions that a limit asks, in a fixed order: one for each sort of person, or of account or partner."""
    ask_for = {"account": _of_accounts, "partner": _of_accounts, "record": _of_records}.get(limit.spec.per, _of_persons)
    yield from ask_for(reading, limit)


class Missing(NamedTuple):
    """A question that cannot be asked before the program says more."""

    profile: Profile
    reason: str


def _of_persons(reading: Reading, limit: Limit) -> Iterator[Alike]:
    for roles in reading.role_sets:
        for profile, names in reading.sorts(limit, roles):
            put = partial(_question, reading, limit, profile, [(roles, names)])
            yield Alike(profile, partial(_likeness_of, reading, limit, names), put)


def _likeness_of(reading: Reading, limit: Limit, names: tuple[str, ...]) -> Any:
    """What matters of the surveys that one sort of person can get, under one limit."""
    return limit.part, limit.policy, limit.index, limit.pack, _alike(reading, names)


def _alike(reading: Reading, names: tuple[str, ...]) -> Any:
    """How many surveys say what, and which share an event."""
    known = _known_alike(reading)
    if names not in known:
        known[names] = _sorted_out(reading, names)
    return known[names]


@lru_cache(maxsize=1)
def _known_alike(reading: Reading) -> dict[tuple[str, ...], Any]:
    """Those of one program: a process that reads it again and again must not keep what it no longer says."""
    return {}


def _sorted_out(reading: Reading, names: tuple[str, ...]) -> Any:
    numbers = _numbers(reading)
    by_source: dict[Any, list[int]] = {}
    for name in names:
        rate = reading.asks[name].rate
        by_source.setdefault((rate.kind, rate.of) if rate else None, []).append(numbers[name])
    single = tuple(sorted(by_source.pop(None, ())))
    return single, tuple(sorted(tuple(sorted(group)) for group in by_source.values()))


@lru_cache(maxsize=1)
def _numbers(reading: Reading) -> Mapping[str, int]:
    """Surveys that say the same of their invitations have the same number."""
    known: dict[Any, int] = {}
    return {name: known.setdefault(_likeness(ask), len(known)) for name, ask in reading.asks.items()}


def _likeness(ask: Ask) -> tuple[Any, ...]:
    """What a survey says of its invitations, whichever event leads to them."""
    features = list(ask.features)
    features[1] = (ask.rate.at_most, ask.rate.days or 0) if ask.rate else ()
    return (*features, ask.minutes, ask.reminders)


def _of_records(reading: Reading, limit: Limit) -> Iterator[Question]:
    for roles in reading.role_sets:
        for profile, names in reading.sorts(limit, roles):
            channels = sorted({reading.asks[name].spec.through or "" for name in names})
            for channel in channels or [""]:
                own = tuple(name for name in names if (reading.asks[name].spec.through or "") == channel)
                yield _question(reading, limit, profile, [(roles, own)])


def _of_accounts(reading: Reading, limit: Limit) -> Iterator[Question | Missing]:
    """Of people who may share roles, those with one role each get the most: together they hold as many as allowed."""
    per_partner = limit.spec.per == "partner"
    roles = [
        (name, role)
        for name, role in reading.specs.each("role")
        if name in reading.asks_by_role and (not per_partner or role.audience == "partner")
    ]
    sorts = [(name, role, list(reading.sorts(limit, (name,)))) for name, role in roles]
    asked = [(name, role, found) for name, role, found in sorts if any(names for _, names in found)]
    unknown = [name for name, role, _ in asked if role.per_account is None]
    if unknown:
        listed = ", ".join(f"`{name}`" for name in unknown)
        whose = "partner" if per_partner else "account"
        held = "the role" if len(unknown) == 1 else "each of the roles"
        reason = f"nothing says how many people of one {whose} hold {held} {listed}: set `per_account` there"
        yield Missing(Profile(tuple(name for name, _, _ in asked)), reason)
        return
    # All people of an account have its partner, and are of a key account or not; segments differ from one to the next.
    variants = dict.fromkeys(profile[1:] for _, _, found in asked for profile, _ in found)
    for is_key, partner in dict.fromkeys(variant[1:] for variant in variants) or [(None, None)]:
        segments = sorted({segment for segment, _, _ in variants}) or [()]
        for shares in _shares([(name, role.per_account) for name, role, _ in asked], segments):
            yield _of_account(reading, limit, asked, Profile((), (), is_key, partner), shares)


Shares = Mapping[str, tuple[tuple[Any, int], ...]]
"""By role, how many of its people are of each segment."""


def _shares(roles: list[tuple[str, int]], segments: list[Any]) -> Iterator[Shares]:
    """How the people of one account can be spread over segments; with too many ways, each is of all of them."""
    ways = prod(comb(people + len(segments) - 1, people) for _, people in roles)
    if ways > _SHARES_MAX:
        yield {name: ((None, people),) for name, people in roles}
        return
    spread = [
        [tuple(Counter(each).items()) for each in combinations_with_replacement(segments, people)]
        for _, people in roles
    ]
    for way in product(*spread):
        yield dict(zip((name for name, _ in roles), way, strict=True))


def _of_account(
    reading: Reading, limit: Limit, asked: list[tuple[str, Any, Any]], common: Profile, shares: Shares
) -> Question:
    """The people of one account, so many of each segment."""
    named = {segment for spread in shares.values() for segment, _ in spread}
    segment = next(iter(named)) if len(named) == 1 else ()
    profile = common._replace(roles=tuple(name for name, _, _ in asked), segment=segment or ())
    groups = [
        (
            name,
            tuple(
                each
                for each in reading.surveys_of((name,))
                if reading.is_counted(limit.spec.of, reading.asks[each], (name,))
                and reading.fits(reading.asks[each], common._replace(segment=(("", ""),) if own is None else own))
            ),
            people,
        )
        for name, _, _ in asked
        for own, people in shares[name]
    ]
    least = _least_weight(reading, limit, {each for _, names, _ in groups for each in names})
    most = int(_allowed(limit) // least) + 1 if least else 1
    contacts: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for name, names, people in groups:
        contacts.extend([((name,), names)] * min(people, most))
    fewer = sum(people for _, _, people in groups) - len(contacts)
    return _question(reading, limit, profile, contacts, fewer)


def _allowed(limit: Limit) -> int:
    spec = limit.spec
    if spec.gap is not None:
        return 1
    return int(spec.minutes if spec.at_most is None else spec.at_most)


def _least_weight(reading: Reading, limit: Limit, names: set[str]) -> Fraction:
    weights = [reading.asks[name].minutes if _is_of_minutes(limit) else Fraction(1) for name in sorted(names)]
    return min(weights, default=Fraction(0))


def _is_of_minutes(limit: Limit) -> bool:
    return limit.spec.minutes is not None and limit.spec.at_most is None and limit.spec.gap is None


def _question(
    reading: Reading,
    limit: Limit,
    profile: Profile,
    contacts: list[tuple[tuple[str, ...], tuple[str, ...]]],
    fewer: int = 0,
) -> Question:
    named = {name for _, names in contacts for name in names}
    in_minutes = _is_of_minutes(limit)
    weights = {name: reading.asks[name].minutes if in_minutes else Fraction(1) for name in named}
    scale = lcm(*(weight.denominator for weight in weights.values())) if weights else 1
    allowed = _allowed(limit) * scale
    counts_reminders = limit.spec.reminders == "counted"
    counts_records = limit.spec.per != "record"
    is_one = len(contacts) == 1
    kept, left_out = _needed(reading, named, weights, Fraction(_allowed(limit)), is_one)
    streams = [
        Stream(
            ask,
            contact,
            record,
            repeat,
            tuple(sorted(set(roles) & set(ask.spec.asks))),
            int(weights[name] * scale),
            (0, *ask.reminders) if counts_reminders else (0,),
        )
        for contact, (roles, names) in enumerate(contacts, 1)
        for name in names
        if name in kept
        for ask in [reading.asks[name]]
        for record in range(1, (_records(ask) if counts_records else 1) + 1)
        for repeat in range(len(ask.repeats) + 1)
    ]
    streams.sort(key=lambda stream: stream.order)
    blocks, paces = _Blocks(reading, tuple(streams)).all()
    streams = [replace(each, waits=waits) if (waits := _waits(reading, each)) else each for each in streams]
    merged = tuple(_merged(blocks))
    return Question(reading, limit, profile, allowed, scale, tuple(streams), blocks, merged, paces, left_out + fewer)


def _waits(reading: Reading, stream: Stream) -> float:
    """Days for which an invitation waits; 0 where nothing keeps it back, or what leads to it could come that day."""
    ask = stream.ask
    if not ask.waits or (stream.waves is None and ask.rate is None):
        return 0
    is_frozen = bool(reading.frozen) and ask.enforces is not None and ask.enforces.freezes
    # Also by what the limit does not count: surveys that are not in the question can keep this one back.
    is_kept = _can_be_kept(ask)
    waves = stream.waves
    apart = waves is not None and (
        waves.apart(1) > 0
        if waves.every
        else all(later - earlier > waves.width for earlier, later in pairwise(waves.days))
    )
    return ask.waits if is_kept or is_frozen or not apart or ask.repeats else 0


def _can_be_kept(ask: Ask) -> bool:
    """Whether a rest or cap of its channel can keep a survey back."""
    enforces, spec = ask.enforces, ask.spec
    if enforces is None:
        return False
    own = (enforces.own_rest and length(spec.rest.own) > 0) or (enforces.caps and bool(spec.caps))
    return bool(own or (spec.rest.respects and (length(enforces.rest) > 0 or enforces.shared_caps)))


def _records(ask: Ask) -> int:
    if ask.counts_per != "record" or ask.enforces is None:
        return 1
    return int(ask.enforces.records_per_person or 1)


def undeclared_records(question: Question) -> list[str]:
    """Channels that count per record and do not say how many records one person can have."""
    if question.limit.spec.per == "record":
        return []
    return sorted(
        {
            str(stream.ask.spec.through)
            for stream in question.streams
            if stream.ask.counts_per == "record"
            and stream.ask.enforces is not None
            and stream.ask.enforces.records_per_person is None
        }
    )


def _needed(
    reading: Reading, named: set[str], weights: Mapping[str, Fraction], allowed: Fraction, is_one: bool
) -> tuple[set[str], int]:
    """Surveys without those that can only take another's place.

    No more sends are needed to exceed the limit than the lightest would take. So a survey is not needed where as many
    others weigh no less and are held back no more: one of them is free to go in its place.
    """
    if not named:
        return named, 0
    lightest = min(weights.values())
    most = int(allowed // lightest) + 1
    classes: dict[tuple[Any, ...], list[str]] = {}
    for name in named:
        ask = reading.asks[name]
        sampling = ask.spec.sampling
        asked = () if is_one else (sorted(ask.spec.asks), sorted(sampling.among.items()), sorted(ask.spec.partners))
        classes.setdefault((*ask.features, repr(asked), ask.reminders), []).append(name)
    kept = set()
    for names in classes.values():
        names.sort(key=lambda name: (-weights[name], name))
        kept.update(names[:most])
    return kept, len(named) - len(kept)


# BLOCKS


def _merged(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """What tools that share their rest or caps keep apart together: each keeps back what follows any of the others."""
    shared = [block for block in blocks if len(block.blocked | block.sources) > 1 and block.trigger is None]
    for number, block in enumerate(shared):
        mates = [block]
        both = block.blocked & block.sources
        for other in shared[number + 1 :]:
            wider = (both | other.blocked) & block.sources & other.sources
            is_alike = other.at_most == block.at_most and all(wider & mate.blocked for mate in mates)
            if is_alike and wider > both and all(wider <= mate.sources for mate in mates):
                mates.append(other)
                both = wider
        if len(mates) > 1:
            days, slack = min(mate.days for mate in mates), max(mate.slack for mate in mates)
            also = tuple(mate.guard for mate in mates[1:])
            yield Block(both, both, block.at_most, days, block.guard, slack, None, also)


def apart(reading: Reading, streams: tuple[Stream, ...]) -> tuple[tuple[Block, ...], tuple[Pace, ...]]:
    """What keeps some streams apart, and how often what leads to them can happen."""
    return _Blocks(reading, streams).all()


class _Blocks:
    """What keeps the streams of a question apart, and how often what leads to them can happen."""

    def __init__(self, reading: Reading, streams: tuple[Stream, ...]) -> None:
        self.reading = reading
        self.streams = streams
        self.clock = reading.specs.settings.clock if reading.specs.settings else "UTC"

    def all(self) -> tuple[tuple[Block, ...], tuple[Pace, ...]]:
        blocks = [*self._laws(), *self._own(), *self._shared()]
        blocks.sort(key=lambda b: (sorted(b.blocked), sorted(b.sources), b.at_most, b.days))
        return tuple(blocks), tuple(self._paces())

    def _by(self, key: Callable[[Stream], Any], keep: Callable[[Stream], bool] = lambda _: True) -> list[list[int]]:
        """Indices of streams in groups, in the order of the first of each."""
        groups: dict[Any, list[int]] = {}
        for index, stream in enumerate(self.streams):
            if keep(stream):
                groups.setdefault(key(stream), []).append(index)
        return list(groups.values())

    def _laws(self) -> Iterator[Block]:
        for group in self._by(lambda stream: (stream.ask.id, stream.contact, stream.record)):
            name = self.streams[group[0]].ask.id
            guard = Guard("same-day", name, "survey", ("when",), f"nobody gets `{name}` twice on one day")
            yield Block(frozenset(group), frozenset(group), 1, 1, guard)

    def _paces(self) -> Iterator[Pace]:
        rated = self._by(lambda s: (s.ask.rate, s.contact, s.record), lambda s: s.ask.rate is not None)
        for group in rated:
            rate = self.streams[group[0]].ask.rate
            if rate:
                sort, path = ("once", ("type",)) if rate.days is None else ("rate", ("at_most",))
                guard = Guard(sort, rate.of, rate.kind, path, rate.words)  # type: ignore[arg-type]
                yield Pace(tuple(group), rate.at_most, rate.days, guard)

    def _holder(self, stream: Stream) -> tuple[Any, ...]:
        """Whose sends the channel of a stream counts together."""
        per = stream.ask.counts_per
        return () if per == "account" else (stream.contact,) if per == "person" else (stream.contact, stream.record)

    def _own(self) -> Iterator[Block]:
        for group in self._by(lambda stream: (stream.ask.id, self._holder(stream))):
            ask = self.streams[group[0]].ask
            if ask.enforces is None:
                continue
            rest, name = ask.spec.rest.own, ask.id
            if ask.enforces.own_rest and length(rest) > 0:
                words = f"`{name}` rests {rest.words} by itself"
                yield self._block(
                    group, group, 1, length(rest), Guard("own-rest", name, "survey", ("rest", "own"), words)
                )
            for index, cap in enumerate(ask.spec.caps if ask.enforces.caps else ()):
                if length(cap.within) > 0:
                    words = f"`{name}` goes to nobody more than {cap.at_most} times in {cap.within.words}"
                    guard = Guard("cap", name, "survey", ("caps", index), words)
                    yield self._block(group, group, cap.at_most, length(cap.within), guard)

    def _shared(self) -> Iterator[Block]:
        asks = self._by(lambda s: (s.ask.spec.through, self._holder(s)), lambda s: bool(s.ask.enforces))
        for group in asks:
            first = self.streams[group[0]]
            enforces, name = first.ask.enforces, first.ask.spec.through
            assert enforces is not None
            channel = self.reading.specs.get("channel", name)
            known = {name, *(channel.shares_rest_with if channel else ())}
            blocked = [index for index in group if self.streams[index].ask.spec.rest.respects]
            sources = [
                index
                for index, stream in enumerate(self.streams)
                if stream.ask.spec.through in known and stream.ask.spec.rest.starts and self._is_seen(stream, first)
            ]
            if not blocked or not sources:
                continue
            if length(enforces.rest) > 0:
                words = f"`{name}` leaves everybody alone for {enforces.rest.words}"
                guard = Guard("shared-rest", name, "channel", ("enforces", "rest"), words)
                yield self._block(blocked, sources, 1, length(enforces.rest), guard)
            for index, cap in enumerate(enforces.shared_caps):
                if length(cap.within) > 0:
                    words = f"`{name}` sends nobody more than {cap.at_most} in {cap.within.words}"
                    guard = Guard("shared-cap", name, "channel", ("enforces", "shared_caps", index), words)
                    yield self._block(blocked, sources, cap.at_most, length(cap.within), guard)

    def _is_seen(self, source: Stream, blocked: Stream) -> bool:
        """Whether the guard that keeps a stream back sees the sends of another."""
        per = blocked.ask.counts_per
        if per == "account":
            return True
        return source.contact == blocked.contact and (per == "person" or source.record == blocked.record)

    def _block(self, blocked: list[int], sources: list[int], at_most: int, days: int, guard: Guard) -> Block:
        ask = self.streams[blocked[0]].ask
        assert ask.enforces is not None
        possible = shifts(self.clock, ask.enforces.clock)
        slack = possible[-1] - possible[0]
        trigger = ask.send_delay if self.streams[blocked[0]].looks_before else None
        return Block(frozenset(blocked), frozenset(sources), at_most, days, guard, slack, trigger)
