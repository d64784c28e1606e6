"""Starvation: surveys that rests, caps, freezes or their own last day keep back for ever, or again and again.

Everything here is about people who would be asked each time. What is called certain holds on every day on which the
sends of a wave can lie; nothing is claimed of two waves of which one or the other may come first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import ceil, inf
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cxprog.analysis.frequency.course import Course, course_of, held
from cxprog.analysis.frequency.days import FIRST, reach_of
from cxprog.analysis.frequency.keeping import Due, Keep, Keeping, first_day
from cxprog.analysis.frequency.placed import reading_of
from cxprog.analysis.frequency.reading import Ask, Reading

if TYPE_CHECKING:
    from cxprog.program import Program

LOOK_DAYS = 1461
"""Days, four years, in which waves are looked at that may collide."""
WAIT_MAX = 3 * LOOK_DAYS
"""A wait that can be longer than so many days counts as one without an end."""
_FELLOWS_MAX = 30
"""Most surveys whose waves are followed together; any more could only keep back more."""
_PAIRS_MAX = 100_000
"""Most pairs of surveys with waves that are looked at."""
_SHOWN = 3
"""How many dates or surveys stand for all."""


def starvation_of(program: Program) -> Starvation:
    """What a program keeps from being sent, worked out once for all rules."""
    return program.once("starvation", "", lambda: Starvation(reading_of(program)))


class Never(NamedTuple):
    """Why a survey is never sent."""

    why: Literal["retired", "frozen"]
    day: int
    """First day on which it could have gone out."""


class Kept(NamedTuple):
    """An invitation that is kept back, and the one that keeps it."""

    earlier: Due
    day: int
    """First day on which the later one could have gone out; of a survey without waves, on which one is kept back."""


@dataclass(frozen=True)
class Starved:
    """A survey that nobody gets who gets every wave of others."""

    by: tuple[str, ...]
    """Surveys whose waves keep it back."""
    keep: Keep
    since: int | None
    """First day of its first wave from which on that holds; None where it holds for all its waves."""
    calendar: tuple[Kept, ...]
    """Its first waves; where it has none, the first sends of the others."""


class Behind(NamedTuple):
    """A survey that can go out again before the rest is over that it starts for another one."""

    source: str
    apart: int
    """Days after which it can go out again and again, if it is caused as often."""
    keep: Keep


@dataclass(frozen=True)
class Collision:
    """Waves of a survey that fall into the rest that waves of another one start for the same people."""

    first: str
    second: str
    keep: Keep
    pairs: tuple[tuple[Due, Due], ...]
    """The first of them, in the order of days."""
    count: int
    """How many waves of the second survey are concerned."""
    waves: int
    """How many waves it has in the time that is looked at."""
    ends: int
    """Last day of that time."""
    is_certain: bool
    """Whether none of these waves reaches anybody who got the wave before it."""
    is_tie: bool
    """Whether both go out in the same days, so that chance decides which one is first."""
    loses_all: bool
    """Whether the first survey asks everybody whom the second one asks; where chance decides, one of the two."""


class Idle(NamedTuple):
    """Why a priority decides nothing."""

    why: Literal["never waits", "never kept back", "alone", "all alike"]
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Starvation:
    """What a program keeps from being sent; each answer is worked out when it is asked for."""

    reading: Reading
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def asks(self) -> Mapping[str, Ask]:
        """Surveys that invite anybody, by id."""
        return self.reading.asks

    @cached_property
    def keeping(self) -> Keeping:
        """The guards, and whom surveys ask."""
        return Keeping(self.reading)

    # NEVER

    def never(self, name: str) -> Never | None:
        """Why a survey is never sent: all its waves lie behind its last day, or on days that its tool keeps free."""
        ask = self.asks[name]
        if ask.waves is None or not self.keeping.is_dated(ask):
            return None
        opens = [ask.waves.delay.after(day)[0] for day in (*ask.waves.days, ask.waves.anchor) if day is not None]
        if ask.until is not None and min(opens) >= ask.until:
            return Never("retired", min(*opens, date.max.toordinal()))
        return self._frozen(ask) if self.keeping.freezes(ask) else None

    def _frozen(self, ask: Ask) -> Never | None:
        wait = int(min(ask.waits, LOOK_DAYS))
        last = max(first_day(ask), *ask.waves.days, self.keeping.last_freeze) if ask.waves else 0
        first: int | None = None
        for due in self.keeping.each_due(ask, first_day(ask), last + 2 * LOOK_DAYS):
            if not all(map(self.reading.frozen.holds, range(due.out_first, due.out_last + wait + 1))):
                return None
            first = due.out_first if first is None else first
        return None if first is None else Never("frozen", first)

    # ALWAYS KEPT BACK

    def starved(self, name: str) -> Starved | None:
        """What keeps a survey back for ever from people whom every wave of others asks; None where nothing does."""
        key = ("starved", name)
        if key not in self._kept:
            self._kept[key] = self._starved(self.asks[name])
        found: Starved | None = self._kept[key]
        return found

    def _starved(self, ask: Ask) -> Starved | None:
        shared = [keep for keep in self.keeping.keeps(ask) if keep.is_shared]
        fellows = self._fellows(ask) if shared else []
        if not fellows or self.never(ask.id):
            return None
        for keep in shared:
            sources = [each for each in fellows if self.keeping.counts(keep, ask, each, surely=True)]
            found = self._held(keep, sources) or self._followed(ask, keep, sources, fellows)
            if found:
                return found
        return None

    def _fellows(self, ask: Ask) -> list[Ask]:
        """Surveys with waves that ask everybody whom a survey asks, without itself."""
        names = self.keeping.regular.get(ask.spec.asks[0], ())
        others = (self.asks[name] for name in names if name != ask.id)
        found = (each for each in others if self.keeping.asks_all_of(each, ask) and not self.never(each.id))
        return [each for each, _ in zip(found, range(_FELLOWS_MAX), strict=False)]

    def _held(self, keep: Keep, sources: list[Ask]) -> Starved | None:
        """A survey that nothing keeps back goes out so often that the rest it starts never ends, whenever it begins."""
        for source in sources:
            is_free = source.waves is not None and source.waves.is_free and source.waves.is_endless
            if not is_free or self.keeping.keeps(source) or self.keeping.freezes(source):
                continue
            dues = self.keeping.dues(source, FIRST, FIRST + LOOK_DAYS, FIRST)
            longest = max((after.out_last - before.out_first for before, after in pairwise(dues)), default=inf)
            if keep.at_most == 1 and longest < keep.days:
                return Starved((source.id,), keep, None, tuple(Kept(due, due.out_last + 1) for due in dues[:_SHOWN]))
        return None

    def _followed(self, ask: Ask, keep: Keep, sources: list[Ask], fellows: list[Ask]) -> Starved | None:
        """Follow all waves that have dates through their cycle; surveys that are alike have the same answer."""
        fellows = [each for each in fellows if self.keeping.is_dated(each)]
        names = [each.id for each in sources if each in fellows]
        if not names or (ask.waves is not None and not self.keeping.is_dated(ask)):
            return None
        shapes = tuple(self.keeping.shape(each) for each in (ask, *fellows))
        key = ("followed", shapes, keep.numbers, tuple(each.id in names for each in fellows))
        ids = [ask.id, *(each.id for each in fellows)]
        if key not in self._kept:
            self._kept[key] = ids, self._follow(ask, keep, names, fellows)
        known: tuple[list[str], Starved | None] = self._kept[key]
        return _renamed(known[1], keep, dict(zip(known[0], ids, strict=True))) if known[1] else None

    def _follow(self, ask: Ask, keep: Keep, names: list[str], fellows: list[Ask]) -> Starved | None:
        course = course_of(self.keeping, fellows, ask, keep)
        if ask.waves is None or course is None:
            return self._without_waves(ask, keep, names, course) if course else None
        # The survey itself is left out at first: before its first send all is as it would be without it, and if that
        # send is kept back, so is every other.
        found = self._of_waves(ask, keep, names, course)
        if (found and found.since is None) or not ask.waves.is_endless:
            return found
        # What it sends in the beginning may change what the others send.
        course = course_of(self.keeping, [*fellows, ask], ask, keep)
        return self._of_waves(ask, keep, names, course) if course else None

    def _without_waves(self, ask: Ask, keep: Keep, names: list[str], course: Course) -> Starved | None:
        """A survey that can be caused on any day: no day is free."""
        sources = [due for due in course.sent if due.survey in names]
        if ask.until is not None or not held(sources, keep).covers(course.settled, course.ends):
            return None
        shown = [Kept(due, due.out_last + 1) for due in sources if due.out_first >= course.settled][:_SHOWN]
        return Starved(tuple(sorted({due.survey for due in sources})), keep, None, tuple(shown))

    def _of_waves(self, ask: Ask, keep: Keep, names: list[str], course: Course) -> Starved | None:
        """A survey with waves: none of them has a free day, at least from some wave on."""
        sources = [due for due in course.sent if due.survey in names]
        runs, wait = held(sources, keep), int(min(ask.waits, course.cycle))
        dues = self.keeping.dues(ask, course.begins, course.ends)
        free = [at for at, due in enumerate(dues) if not runs.covers(due.first, due.last + wait)]
        is_endless = ask.waves is not None and ask.waves.is_endless
        if free and (not is_endless or dues[free[-1]].first >= course.settled):
            return None
        later = dues[free[-1] + 1 :] if free else dues
        opens = [due.out_first for due in sources]
        kept = [Kept(sources[bisect_left(opens, due.first) - 1], due.first) for due in later]
        by = tuple(sorted({each.earlier.survey for each in kept}))
        return Starved(by, keep, later[0].first if free else None, tuple(kept[:_SHOWN])) if kept else None

    # KEPT BACK AGAIN AND AGAIN

    def behind(self, name: str) -> tuple[Behind, ...]:
        """Surveys that can go out again before the rest is over that they start for this one, the most frequent first.

        Whoever gets one of them each time never gets this survey, also if its invitations wait.
        """
        ask = self.asks[name]
        keep = next((keep for keep in self.keeping.keeps(ask) if keep.sort == "shared-rest"), None)
        if keep is None:
            return ()
        found: dict[str, Behind] = {}
        for role in self.keeping.roles_met(ask):
            for apart, source in self._starting.get(role, ()):
                if apart >= keep.days:
                    break
                if source != name and self._keeps_behind(keep, ask, self.asks[source]):
                    found[source] = Behind(source, apart, keep)
        return tuple(sorted(found.values(), key=lambda each: (each.apart, each.source)))

    def _keeps_behind(self, keep: Keep, ask: Ask, source: Ask) -> bool:
        return (
            self.keeping.counts(keep, ask, source, surely=True)
            and self.keeping.can_meet(ask, source)
            # In a freeze that holds for the others alone, their rest runs out.
            and (self.keeping.freezes(ask) or not self.keeping.freezes(source))
        )

    @cached_property
    def _starting(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """Surveys that go out again and again and start a rest, by role, those that can be most frequent first."""
        found: dict[str, list[tuple[int, str]]] = {}
        for ask in self.asks.values():
            apart = self.apart(ask.id) if ask.enforces is not None and ask.spec.rest.starts else None
            if apart == 1 and not (ask.spec.when.after or ask.spec.when.event):
                continue  # nothing says how often a date of an account or a milestone comes, and it is rarely daily
            for role in ask.spec.asks if apart is not None else ():
                found.setdefault(role, []).append((apart or 1, ask.id))
        return {role: tuple(sorted(pairs)) for role, pairs in found.items()}

    def apart(self, name: str) -> int | None:
        """Fewest days after which a survey can go out again, always the same; None where it does not go on for ever."""
        ask = self.asks[name]
        if ask.until is not None or (ask.waves is not None and not ask.waves.is_endless):
            return None
        if ask.rate is not None and ask.rate.days is None:
            return None
        own = (keep for keep in self.keeping.keeps(ask) if self.keeping.counts(keep, ask, ask, surely=False))
        days = max((ceil(keep.longest / keep.at_most) for keep in own), default=1)
        if ask.waves is not None:
            fewest, most = self._steps(ask)
            return ceil(days / fewest) * most
        return days if ask.rate is None or ask.rate.days is None else max(days, ceil(ask.rate.days / ask.rate.at_most))

    def _steps(self, ask: Ask) -> tuple[int, int]:
        """Fewest and most days from one regular wave to the next."""
        key = ("steps", self.keeping.shape(ask))
        if key not in self._kept:
            steps = [after.start - before.start for before, after in pairwise(self._regular_dues(ask))]
            self._kept[key] = (min(steps), max(steps)) if steps else (LOOK_DAYS, LOOK_DAYS)
        found: tuple[int, int] = self._kept[key]
        return found

    def _regular_dues(self, ask: Ask) -> list[Due]:
        """Waves of four years, from a day that stands for any where the survey does not say when it starts."""
        begins, anchor = (first_day(ask), None) if self.keeping.is_dated(ask) else (FIRST, FIRST)
        return self.keeping.dues(ask, begins, begins + LOOK_DAYS, anchor)

    # WAITING

    def longest_wait(self, roles: Iterable[str], name: str) -> int | None:
        """Most days until an invitation that waits goes out, if nothing ends its wait before; None without a bound.

        The least R with R = (Q - 1) + sum of eta(R + 1) Q, where eta is how often each other survey of these roles can
        go out in so many days: a rest of Q days may just have begun, and all that goes out in between starts another.
        """
        ask = self.asks[name]
        keeps = self.keeping.keeps(ask)
        is_simple = ask.counts_per != "account" and _looks_at_once(ask) and not self.keeping.freezes(ask)
        if not ask.waits or not is_simple or any(keep.sort == "shared-cap" for keep in keeps):
            return None
        wait = begun = max((keep.longest for keep in keeps), default=1) - 1
        rest = next((keep for keep in keeps if keep.sort == "shared-rest"), None)
        others = self._seen(ask, rest, roles) if rest else []
        if rest and any(each.counts_per == "record" for each in others if ask.counts_per != "record"):
            return None
        while wait < WAIT_MAX:
            sends = sum(self.most_sends(each, wait + 1) for each in others)
            longer = begun + sends * (rest.longest if rest else 0)
            if longer == wait:
                return wait
            wait = longer
        return None

    def _seen(self, ask: Ask, keep: Keep, roles: Iterable[str]) -> list[Ask]:
        others = (self.asks[name] for name in self.reading.surveys_of(roles) if name != ask.id)
        counted = (each for each in others if self.keeping.counts(keep, ask, each, surely=False))
        return [each for each in counted if self.keeping.can_meet(ask, each)]

    def most_sends(self, ask: Ask, days: int) -> int:
        """Most sends of a survey in so many days, as far as its waves, its rate and its own guards tell."""
        found = [days]
        for keep in self.keeping.keeps(ask):
            if keep.days > 0 and _looks_at_once(ask) and self.keeping.counts(keep, ask, ask, surely=True):
                found.append(keep.at_most * ceil(days / keep.days))
        if ask.waits == inf:
            return min(found)
        late = days + int(ask.waits) + sum(ask.send_delay or ())
        if ask.waves is not None and not ask.waves.every:
            found.append(len(ask.waves.days))
        elif ask.waves is not None and late + ask.waves.width < WAIT_MAX:  # longer ones are counted day by day
            found.append(ask.waves.fitting(late))
        elif ask.rate is not None:
            soonest, latest = reach_of(ask.delay)
            windows = ceil((late + latest - soonest) / ask.rate.days) if ask.rate.days else 1
            found.append(ask.rate.at_most * windows * (1 + len(ask.repeats)))
        return min(found)

    # COLLISIONS

    def collisions(self) -> Iterator[Collision]:
        """Pairs of surveys that ask the same role and whose waves keep each other back, each pair once.

        Left out are waves that wait until the rest is over, and surveys that say when they end.
        """
        dated = [each for each in self.asks.values() if self.keeping.is_dated(each) and each.until is None]
        seen: set[tuple[str, str]] = set()
        for ask in dated:
            others = {name for role in ask.spec.asks for name in self._dated.get(role, ())}
            for other in sorted(others):
                pair = (min(ask.id, other), max(ask.id, other))
                if other != ask.id and pair not in seen and len(seen) < _PAIRS_MAX:
                    seen.add(pair)
                    yield from self._collision(*(self.asks[name] for name in pair))

    @cached_property
    def _dated(self) -> Mapping[str, tuple[str, ...]]:
        """Surveys in use whose waves have dates and that a guard can know of, by role."""
        tools = (ask for ask in self.asks.values() if ask.enforces is not None and ask.until is None)
        dated = {ask.id for ask in tools if self.keeping.is_dated(ask)}
        return {role: tuple(name for name in names if name in dated) for role, names in self.keeping.regular.items()}

    def _collision(self, one: Ask, other: Ask) -> Iterator[Collision]:
        if self.keeping.can_meet(one, other):
            both = [each for each in (self._between(one, other), self._between(other, one)) if each]
            yield from sorted(both, key=lambda each: (each.pairs[0][1].first, each.second))[:1]

    def _between(self, first: Ask, second: Ask) -> Collision | None:
        keeps = (keep for keep in self.keeping.keeps(second) if keep.sort == "shared-rest")
        keep = next((keep for keep in keeps if self.keeping.counts(keep, second, first, surely=True)), None)
        if keep is None:
            return None
        begins = max(first_day(first), first_day(second)) - keep.longest
        ends = begins + keep.longest + LOOK_DAYS
        key = ("between", self.keeping.shape(first), self.keeping.shape(second), keep.numbers)
        if key not in self._kept:  # one answer for all pairs that are alike
            later = self.keeping.dues(second, begins, ends)
            earlier = self.keeping.dues(first, begins - keep.longest, ends)
            self._kept[key] = _compared(earlier, later, keep, second)
        found: Collision | None = self._kept[key]
        if found is None:
            return None
        pairs = ((one._replace(survey=first.id), other._replace(survey=second.id)) for one, other in found.pairs)
        asks_all = self.keeping.asks_all_of(first, second)
        return replace(
            found,
            first=first.id,
            second=second.id,
            keep=keep,
            pairs=tuple(pairs),
            ends=ends,
            loses_all=asks_all or (found.is_tie and self.keeping.asks_all_of(second, first)),
        )

    def outpaced(self, name: str) -> tuple[Keep, int] | None:
        """The rest that keeps every second wave of a survey back from whoever it asks; most days between two waves."""
        ask = self.asks[name]
        if ask.waves is None or not ask.waves.is_endless or ask.waits or not self.keeping.asks_all_of(ask, ask):
            return None
        keeps = [keep for keep in self.keeping.keeps(ask) if keep.at_most == 1]
        keeps = [keep for keep in keeps if self.keeping.counts(keep, ask, ask, surely=True)]
        most = self._steps(ask)[1] if keeps else 0
        soonest = (ask.send_delay or (0, 0))[0]
        # From the first day on which one wave can send to the last one on which the next is looked at.
        longest = most + ask.waves.width - soonest
        return next(((keep, most) for keep in keeps if longest < keep.days), None)

    # PRIORITIES

    def idle(self, name: str) -> Idle | None:
        """Why the priority of a survey decides nothing; None where it can decide."""
        ask = self.asks[name]
        if not ask.waits:
            return Idle("never waits")
        if not self._can_wait(ask):
            return Idle("never kept back")
        others = {other for role in self.keeping.roles_met(ask) for other in self._waiting.get(role, ())} - {name}
        rivals = sorted(other for other in others if self._is_rival(ask, self.asks[other]))
        if not rivals:
            return Idle("alone")
        if all(self.asks[other].spec.priority == ask.spec.priority for other in rivals):
            return Idle("all alike", tuple(rivals[:_SHOWN]))
        return None

    def _can_wait(self, ask: Ask) -> bool:
        return bool(ask.waits) and bool(self.keeping.keeps(ask) or self.keeping.freezes(ask))

    @cached_property
    def _waiting(self) -> Mapping[str, tuple[str, ...]]:
        """Surveys whose invitations can wait, by role."""
        found: dict[str, list[str]] = {}
        for ask in self.asks.values():
            for role in ask.spec.asks if self._can_wait(ask) else ():
                found.setdefault(role, []).append(ask.id)
        return {role: tuple(names) for role, names in found.items()}

    def _is_rival(self, one: Ask, other: Ask) -> bool:
        """Whether it can matter which of two that wait goes first, because sending it keeps the other one back."""
        is_kept = any(
            keep.is_shared and self.keeping.counts(keep, blocked, source, surely=False)
            for blocked, source in ((one, other), (other, one))
            for keep in self.keeping.keeps(blocked)
        )
        return is_kept and self.keeping.can_meet(one, other) and self._wait_together(one, other)

    def _wait_together(self, one: Ask, other: Ask) -> bool:
        """Whether both can wait on the same day; waves with dates may lie too far apart for that."""
        if any(not self.keeping.is_dated(ask) or ask.waits == inf for ask in (one, other)):
            return True
        mine, theirs = int(one.waits), int(other.waits)
        begins = max(first_day(one), first_day(other)) - mine - theirs
        own = self.keeping.dues(one, begins, begins + 2 * LOOK_DAYS)
        others = self.keeping.dues(other, begins, begins + 2 * LOOK_DAYS)
        lasts = [due.last + theirs for due in others]
        nearest = ((due, bisect_left(lasts, due.first)) for due in own)
        return any(at < len(others) and others[at].first <= due.last + mine for due, at in nearest)


def _looks_at_once(ask: Ask) -> bool:
    """Whether its tool looks at the guards on the day on which it sends."""
    return ask.send_delay in (None, (0, 0))


def _renamed(found: Starved, keep: Keep, names: Mapping[str, str]) -> Starved:
    """The answer for a survey that is like another one, in the same company."""
    calendar = tuple(
        each._replace(earlier=each.earlier._replace(survey=names[each.earlier.survey])) for each in found.calendar
    )
    return replace(found, by=tuple(names[each] for each in found.by), keep=keep, calendar=calendar)


def _compared(earlier: list[Due], later: list[Due], keep: Keep, second: Ask) -> Collision | None:
    """The waves of one survey that fall into the rest that those of another one start."""
    pairs = list(_within(earlier, later, keep, second))
    if not pairs:
        return None
    is_certain = all(before.out_last < due.first and due.last - before.out_first < keep.days for before, due in pairs)
    is_tie = all(before.out_last >= due.first for before, due in pairs)
    shown = tuple(pairs[:_SHOWN])
    return Collision("", "", keep, shown, len(pairs), len(later), 0, is_certain, is_tie, False)


def _within(earlier: list[Due], later: list[Due], keep: Keep, second: Ask) -> Iterator[tuple[Due, Due]]:
    """Waves that can fall into the rest of the latest wave before them for longer than they wait."""
    opens = [due.out_first for due in earlier]
    for due in later:
        at = bisect_right(opens, due.first) - 1
        if at >= 0 and max(due.first - earlier[at].out_last, 0) + second.waits < keep.days:
            yield earlier[at], due
