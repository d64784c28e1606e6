"""Calendars followed from one day to the next: what is forced goes out unless something keeps it back, the rest may.

What was sent matters later only through the guards that it fills. So calendars that fill them alike are followed once,
those that count more or whose window began later first; nothing else is left out. Where waves come again for ever, the
search ends when a cycle of days brings nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf, lcm
from typing import Any, NamedTuple

from cxprog.analysis.frequency.days import FIRST, Frozen, Waves, periods, reach_of
from cxprog.analysis.frequency.question import Block, Pace, Stream
from cxprog.analysis.frequency.scan import by_reuse, happened, has_room

GREGORIAN = 146_097
"""Days after which the calendar of months and weekdays comes again."""
_CYCLE_MAX = 1_200_000
"""Longest cycle of days that is waited for."""
_HORIZON = 3000
"""Most days behind the last date in which a calendar is searched for, where no cycle is waited for."""
_MORE = 10_000
"""Most moments that are looked at for a better window once one was found."""
_END = date.max.toordinal() - 10 * _HORIZON
"""Last day that is looked at: beyond it the calendar has no years left."""
_NONE = 10**9
"""First day of a window that has not begun."""
_LEAP = 400
"""Most days on which nothing can be due that are passed over at once."""
_LONG_AGO = -(10**6)


class Sent(NamedTuple):
    """An invitation that goes out."""

    stream: int
    day: int
    cause: int


Found = tuple[tuple[Sent, ...], int, int]
"""The invitations of a calendar that breaks a limit, with first and last day of the window."""


@dataclass(frozen=True)
class Window:
    """In which days a limit counts together: so many on end, a calendar period, frozen days, or all there are."""

    days: int | None = None
    each: str | None = None
    fiscal_year: str = "01-01"
    freeze: Frozen | None = None

    @property
    def longest(self) -> int:
        """Most days from the first to the last; 0 where there is no end."""
        return self.days or (366 if self.each else 0)

    def counts(self, day: int) -> bool:
        """Whether something sent on a day counts."""
        return self.freeze is None or self.freeze.holds(day)

    def span(self, first: int, day: int) -> tuple[int, int]:
        """First and last day of the window that began on a day and holds another."""
        if self.each is not None:
            begin, end = next(iter(periods(self.each, self.fiscal_year, day, day)))
            return begin, end - 1
        return (first, day) if self.days is None else (first, first + self.days - 1)


@dataclass(frozen=True, eq=False)
class Scene:
    """Some people, what can be sent to them, and what of it cannot be left out."""

    streams: tuple[Stream, ...]
    forced: frozenset[int]
    """Streams whose waves reach these people without exception."""
    blocks: tuple[Block, ...]
    paces: tuple[Pace, ...]
    frozen: Frozen
    window: Window
    at_most: int
    anchors: Mapping[str, int]
    """First waves of surveys that do not say when they start; there are waves before them too."""
    margin: int = 0
    """Days before each window in which a calendar has to show all that is forced."""
    since: int = 0
    """Where windows are wanted that do not begin earlier, the first day on which they may."""
    late: frozenset[int] = frozenset()
    """Streams that are due on the last day of each wave only."""
    chosen: tuple[Sent, ...] | None = None
    """The only invitations that may be sent without being forced; None: all that can be."""

    @cached_property
    def guard(self) -> int:
        """Days for which an invitation can keep another back."""
        return max((block.days for block in self.blocks), default=1)

    @cached_property
    def lead(self) -> int:
        """Most days from an invitation to a reminder that counts."""
        return max((offset for stream in self.streams for offset in stream.touches), default=0)

    @cached_property
    def waits(self) -> tuple[float, ...]:
        """By stream, days for which an invitation waits; what could come any day again has no need to."""
        return tuple(
            0 if stream.waves is None and stream.ask.rate is None else stream.ask.waits for stream in self.streams
        )

    def keeps_freezes(self, index: int) -> bool:
        """Whether nothing of a stream is sent on frozen days."""
        enforces = self.streams[index].ask.enforces
        return enforces is not None and bool(enforces.freezes)

    def goes_out(self, index: int, day: int, offset: int) -> bool:
        """Whether an invitation, or its reminder so many days later, is sent."""
        until = self.streams[index].ask.until
        is_frozen = offset and self.keeps_freezes(index) and self.frozen.holds(day + offset)
        return not is_frozen and (until is None or day + offset < until)

    # TIME

    @cached_property
    def dated(self) -> tuple[int, ...]:
        """First and last days of what happens on days of its own; empty where nothing does."""
        found: list[int] = []
        for index, stream in enumerate(self.streams):
            waves = stream.waves
            if waves is not None and not waves.is_free:
                starts = waves.days if waves.every is None else (waves.anchor or FIRST,)
                found += [day for start in starts for day in self._reached(waves, start)]
            if stream.ask.until is not None:
                found.append(stream.ask.until)
            if self.keeps_freezes(index):
                found += [day for first, last, _ in self.frozen.runs for day in (first, last)]
        if self.window.freeze is not None:
            found += [day for first, last, _ in self.window.freeze.runs for day in (first, last)]
        return tuple(sorted(found))

    def _reached(self, waves: Waves, start: int) -> tuple[int, int]:
        return waves.delay.after(start)[0], waves.delay.after(start + waves.spread - 1)[1]

    @cached_property
    def cycle(self) -> int | None:
        """Days after which everything without an end comes again; None where that takes too long."""
        endless = [stream.waves for stream in self.streams if stream.waves is not None and stream.waves.is_endless]
        steps = [waves.step for waves in endless]
        keeping = any(self.keeps_freezes(index) for index in range(len(self.streams)))
        runs = [*(self.frozen.runs if keeping else ()), *(self.window.freeze.runs if self.window.freeze else ())]
        is_in_years = None in steps or self.window.each is not None or any(yearly for _, _, yearly in runs)
        found = lcm(*(step for step in steps if step), GREGORIAN if is_in_years else 1)
        return found if found <= _CYCLE_MAX else None

    @cached_property
    def begin(self) -> int | None:
        """A day before all that is dated, on which nothing forced matters that was sent before; None: there is none."""
        free = [
            (stream.waves, self.anchors[stream.ask.id], index in self.forced)
            for index, stream in enumerate(self.streams)
            if stream.waves is not None and stream.waves.is_free and stream.ask.id in self.anchors
        ]
        around = min(lcm(*(_about(waves) for waves, _, _ in free)), _HORIZON) if free else 0
        longest = max((int(days) for days in self.waits if days != inf), default=0)
        lead = max(self.window.longest, self.guard) + self.lead + longest + self.margin + 1
        given = [*self.dated[:1], *(each.day for each in self.chosen or ())]
        begin = min(given) - lead - around if given else FIRST
        forced = [(waves, anchor) for waves, anchor, is_forced in free if is_forced]
        if forced and any(self.waits[index] == inf for index in self.forced):
            return None
        quiet = self.guard + longest + self.lead
        for day in range(begin, begin - around - 1, -1):
            if not any(wave for waves, anchor in forced for wave in waves.between(day - quiet, day - 1, anchor)):
                return day
        return None

    @cached_property
    def opens(self) -> int:
        """First day of the first window: where waves come from long ago, late enough for the calendar to show them."""
        return (self.begin if self.begin is not None else FIRST) + self.margin

    @cached_property
    def steady(self) -> int:
        """A day from which on only what has no end goes on."""
        return max([self.opens, *(day + 1 for day in self.dated), *(each.day + 1 for each in self.chosen or ())])

    @cached_property
    def is_finite(self) -> bool:
        """Whether nothing becomes due any more once the last date is over."""
        return all(stream.waves is not None and not stream.waves.is_endless for stream in self.streams)


class State(NamedTuple):
    """What of a calendar matters for later days."""

    recent: tuple[tuple[int, ...], ...]
    """By block, the latest days of its sources, as many as fill it."""
    later: tuple[tuple[int, int], ...]
    """Day and weight of messages that are to come."""
    waiting: tuple[tuple[int, int, int], ...]
    """Stream, day on which it was due and cause of invitations that wait, in the order in which they go."""
    due: tuple[tuple[int, int, int], ...]
    """Stream, start and last day of waves whose invitation has had its turn."""
    uses: tuple[tuple[tuple[int, int], ...], ...]
    """By pace, stream and day of causes that led to something."""


class Trail(NamedTuple):
    """How a calendar came about, the last day first."""

    before: Trail | None
    sends: tuple[Sent, ...]


class Label(NamedTuple):
    """What one calendar counts."""

    first: int
    """First day of its window."""
    total: int
    length: int
    """How many invitations it has."""
    trail: Trail | None


class Turn(NamedTuple):
    """Something that can be due on a day."""

    stream: int
    cause: int
    last: int | None
    """Last day of its wave; None where no wave leads to it."""


class _Moment(NamedTuple):
    """A state in the middle of a day."""

    state: State
    idle: tuple[tuple[int, int, int], ...]
    """Invitations that were looked at today and still wait."""
    sends: tuple[Sent, ...]


class OutOfSteps(Exception):
    """There is more to look at than is allowed."""


class Forward:
    """The calendars of a scene."""

    def __init__(self, scene: Scene, steps: int) -> None:
        self.scene = scene
        self.steps = steps
        """How many more moments may be looked at."""
        self.is_exhausted = False
        """Whether every calendar was followed to where nothing new happens."""
        self._turns: dict[int, tuple[Turn, ...]] = {}
        self._idle = 0
        self._blocks_of = [
            [number for number, block in enumerate(scene.blocks) if index in block.blocked]
            for index in range(len(scene.streams))
        ]
        self._sources_of = [
            [number for number, block in enumerate(scene.blocks) if index in block.sources]
            for index in range(len(scene.streams))
        ]
        self._pace_of = [
            next((number for number, pace in enumerate(scene.paces) if index in pace.streams), None)
            for index in range(len(scene.streams))
        ]
        self._ready = 0
        """Day up to which turns are known."""
        self._seen: dict[Any, list[Label]] = {}
        self._early: Found | None = None
        """A calendar in an earlier window than is wanted."""

    def run(self, *, is_strict: bool = False) -> Found | None:
        """A calendar that breaks the limit, if possible in a window that is wanted; None where none was found.

        `is_strict`: only in such a window.
        """
        found = self._wanted()
        return found if found is not None or is_strict else self._early

    def _wanted(self) -> Found | None:
        scene = self.scene
        if scene.begin is None:
            return None
        end = _END if scene.cycle is not None and scene.chosen is None else scene.steady + _HORIZON
        self._ready = scene.begin
        nothing = State(((),) * len(scene.blocks), (), (), (), ((),) * len(scene.paces))
        labels: dict[State, list[Label]] = {nothing: [Label(_NONE, 0, 0, None)]}
        day = scene.begin
        try:
            while day <= end:
                found = self._next(labels, day)
                if isinstance(found, tuple):
                    return found
                labels = self._fresh(found, day) if day >= scene.steady else found
                if not labels or (scene.is_finite and day >= scene.steady and not any(map(_goes_on, labels))):
                    self.is_exhausted = scene.chosen is None
                    return None
                day = self._busy(day + 1) if list(labels) == [nothing] else day + 1
        except OutOfSteps:
            return None
        return None

    def _busy(self, day: int) -> int:
        """The next day on which anything can be due, from one day on; with nothing in sight, a day further on."""
        for later in range(day, day + _LEAP):
            if self._turns_of(later):
                return later
        return day + _LEAP

    def _next(self, labels: Mapping[State, list[Label]], day: int) -> dict[State, list[Label]] | Found:
        """The labels one day on; a calendar, as soon as one breaks the limit, that with the most."""
        found: dict[State, list[Label]] = {}
        worst: list[tuple[State, Label]] = []
        for state, own in labels.items():
            for after, sends in self._days(state, day):
                weight = sum(weight for on, weight in after.later if on == day and self.scene.window.counts(day))
                for label in own:
                    for child in self._counted(label, weight, sends, day):
                        if child.total > self.scene.at_most:
                            worst.append((after, child))
                        else:
                            _keep(found.setdefault(after, []), child)
        wanted = [pair for pair in worst if self._is_wanted(pair[1], day)]
        if wanted or (worst and self._early is None):
            calendar = self._finished(*max(wanted or worst, key=lambda pair: (pair[1].total, -pair[1].length)), day)
            if wanted:
                return calendar
            self._early, self.steps = calendar, min(self.steps, _MORE)
        return found

    def _is_wanted(self, label: Label, day: int) -> bool:
        return (day if self.scene.window.days is None else label.first) >= self.scene.since

    def _counted(self, label: Label, weight: int, sends: tuple[Sent, ...], day: int) -> Iterator[Label]:
        """A label one day on: what it counts, and where something counts also the window that begins with it."""
        window = self.scene.window
        trail = Trail(label.trail, sends) if sends else label.trail
        length = label.length + len(sends)
        if window.each is not None:
            begin, _ = window.span(day, day)
            before = label.total if label.first == begin else 0
            yield Label(begin, before + weight, length, trail)
            return
        if label.first == _NONE:
            yield Label(_NONE, 0, length, trail)
            if weight and day >= self.scene.opens:
                yield Label(day, weight, length, trail)
        elif window.days is None or day - label.first < window.days:
            yield Label(label.first, label.total + weight, length, trail)

    def _finished(self, state: State, label: Label, day: int) -> Found:
        """The calendar up to the end of its window: whatever is forced goes on, and nothing else."""
        first, last = self.scene.window.span(label.first, day)
        sends: list[Sent] = []
        trail = label.trail
        while trail is not None:
            sends[:0] = trail.sends
            trail = trail.before
        for later in range(day + 1, last + 1):
            state, more = min(self._days(state, later), key=lambda pair: len(pair[1]))
            sends += more
        return tuple(sends), first, last

    # WHAT COMES AGAIN

    def _fresh(self, labels: dict[State, list[Label]], day: int) -> dict[State, list[Label]]:
        """The labels without those that an earlier cycle has seen."""
        cycle = self.scene.cycle
        if cycle is None:
            return labels
        found = {}
        for state, own in labels.items():
            key = ((day - self.scene.steady) % cycle, self._relative(state, day))
            seen = self._seen.setdefault(key, [])
            new = []
            for label in own:
                moved = label if label.first == _NONE else label._replace(first=label.first - day)
                moved = moved._replace(length=0, trail=None)
                if _keep(seen, moved):
                    new.append(label)
            if new:
                found[state] = new
        return found

    def _relative(self, state: State, day: int) -> Any:
        scene = self.scene
        uses = []
        for pace, own in zip(scene.paces, state.uses, strict=True):
            if pace.days is not None:
                uses.append(tuple((stream, cause - day) for stream, cause in own))
                continue
            old = sorted({cause for _, cause in own if cause < day - self._reach(pace)})
            numbers = {cause: _LONG_AGO + number for number, cause in enumerate(old)}
            uses.append(tuple((stream, numbers.get(cause, cause - day)) for stream, cause in own))
        return (
            tuple(tuple(each - day for each in days) for days in state.recent),
            tuple((on - day, weight) for on, weight in state.later),
            # The cause of what waits tells calendars apart, and decides nothing.
            tuple((stream, due - day) for stream, due, _ in state.waiting),
            tuple((stream, start - day) for stream, start, _ in state.due),
            tuple(uses),
        )

    def _reach(self, pace: Pace) -> int:
        return max(reach_of(self.scene.streams[index].delay)[1] for index in pace.streams)

    # ONE DAY

    def _days(self, state: State, day: int) -> list[tuple[State, tuple[Sent, ...]]]:
        """Every way in which a day can go, that with the fewest invitations first."""
        state = self._pruned(state, day)
        turns = self._turns_of(day)
        if not turns and not state.waiting:
            self._idle += 1
            self._spend(self._idle % 10 == 0)
            return [(state, ())]
        # What is due for the last time in a forced wave has to have its turn, as has all that waits.
        musts = {turn[:2] for turn in turns if turn.stream in self.scene.forced and turn.last == day}
        found: dict[State, tuple[Sent, ...]] = {}
        stack = [_Moment(state, (), ())]
        seen = set()
        while stack:
            moment = stack.pop()
            key = (moment.state, moment.idle)
            if key in seen:
                continue
            seen.add(key)
            self._spend(True)
            if not moment.state.waiting and musts <= {each[:2] for each in moment.state.due}:
                waiting = tuple(sorted(moment.idle, key=self._rank))
                found.setdefault(moment.state._replace(waiting=waiting), moment.sends)
            stack.extend(self._moves(moment, day, turns))
        return sorted(found.items(), key=lambda pair: (len(pair[1]), pair[1]))

    def _spend(self, is_step: bool) -> None:
        self.steps -= is_step
        if self.steps < 0:
            raise OutOfSteps

    def _pruned(self, state: State, day: int) -> State:
        """Without what no longer matters on a day."""
        scene = self.scene
        return State(
            tuple(
                tuple(each for each in days if day - each < block.days)
                for block, days in zip(scene.blocks, state.recent, strict=True)
            ),
            tuple(each for each in state.later if each[0] >= day),
            tuple(each for each in state.waiting if self._still_waits(each, day)),
            tuple(each for each in state.due if each[2] >= day),
            tuple(
                own
                if pace.days is None
                else tuple(each for each in own if each[1] + pace.days + self._reach(pace) > day)
                for pace, own in zip(scene.paces, state.uses, strict=True)
            ),
        )

    def _still_waits(self, waiting: tuple[int, int, int], day: int) -> bool:
        stream, due, _ = waiting
        until = self.scene.streams[stream].ask.until
        return day <= due + self.scene.waits[stream] and (until is None or day < until)

    def _rank(self, waiting: tuple[int, int, int]) -> tuple[int, int, str, int]:
        """The order of invitations that wait."""
        ask = self.scene.streams[waiting[0]].ask
        return -ask.spec.priority, waiting[1], ask.id, waiting[0]

    def _moves(self, moment: _Moment, day: int, turns: tuple[Turn, ...]) -> Iterator[_Moment]:
        """What can be next on a day: the first of those that wait, or anything that is due."""
        state = moment.state
        if state.waiting:
            first, left = state.waiting[0], state._replace(waiting=state.waiting[1:])
            if self._is_blocked(state, first[0], day):
                yield moment._replace(state=left, idle=(*moment.idle, first))
            else:
                yield self._sent(moment._replace(state=left), Sent(first[0], day, first[2]))
        for turn in turns:
            after = self._had(state, turn)
            if after is not None:
                yield from self._tried(moment._replace(state=after), turn, day)

    def _had(self, state: State, turn: Turn) -> State | None:
        """A state in which something had its turn; None where it cannot have it any more."""
        if turn.last is not None:
            if any(each[:2] == turn[:2] for each in state.due):
                return None
            return state._replace(due=tuple(sorted((*state.due, (turn.stream, turn.cause, turn.last)))))
        number = self._pace_of[turn.stream]
        if number is None:
            return state
        pace, own = self.scene.paces[number], state.uses[number]
        used = tuple(sorted((*own, (turn.stream, turn.cause))))
        if not has_room(happened(used), pace.at_most, pace.days):
            return None
        return state._replace(uses=(*state.uses[:number], used, *state.uses[number + 1 :]))

    def _tried(self, moment: _Moment, turn: Turn, day: int) -> Iterator[_Moment]:
        """Something that is due: it goes out, waits, or is lost; what need not be sent is not lost on purpose."""
        index, state = turn.stream, moment.state
        is_forced = index in self.scene.forced
        if any(self._is_same(index, other) for other, _, _ in (*state.waiting, *moment.idle)):
            # It joins the one that waits.
            if is_forced:
                yield moment
        elif not self._is_blocked(state, index, day):
            yield self._sent(moment, Sent(index, day, turn.cause))
        elif self.scene.waits[index]:
            yield moment._replace(idle=(*moment.idle, (index, day, turn.cause)))
        elif is_forced:
            yield moment

    def _is_same(self, one: int, other: int) -> bool:
        """Whether two streams are the same survey to the same person."""
        first, second = self.scene.streams[one], self.scene.streams[other]
        return (first.ask.id, first.contact, first.record) == (second.ask.id, second.contact, second.record)

    def _is_blocked(self, state: State, index: int, day: int) -> bool:
        if self.scene.keeps_freezes(index) and self.scene.frozen.holds(day):
            return True
        return any(len(state.recent[number]) >= self.scene.blocks[number].at_most for number in self._blocks_of[index])

    def _sent(self, moment: _Moment, sent: Sent) -> _Moment:
        state, stream = moment.state, self.scene.streams[sent.stream]
        recent = list(state.recent)
        for number in self._sources_of[sent.stream]:
            recent[number] = (*recent[number], sent.day)[-self.scene.blocks[number].at_most :]
        messages = [
            (sent.day + offset, stream.weight)
            for offset in stream.touches
            if stream.weight and self.scene.goes_out(sent.stream, sent.day, offset)
        ]
        later = tuple(sorted((*state.later, *messages)))
        return moment._replace(
            state=state._replace(recent=tuple(recent), later=later), sends=tuple(sorted((*moment.sends, sent)))
        )

    # WHAT CAN BE DUE

    def _turns_of(self, day: int) -> tuple[Turn, ...]:
        if day not in self._turns:
            while self._ready <= day:
                self._prepare(self._ready, self._ready + 399)
                self._ready += 400
        return self._turns[day]

    def _prepare(self, first: int, last: int) -> None:
        """Find what can be due in a run of days."""
        scene = self.scene
        found: dict[int, list[Turn]] = {day: [] for day in range(first, last + 1)}
        for index, stream in enumerate(scene.streams):
            waves = stream.waves
            if waves is None:
                for day in range(first, last + 1):
                    found[day] += self._causes(index, day)
                continue
            if waves.is_free and stream.ask.id not in scene.anchors:
                continue
            anchor = scene.anchors[stream.ask.id] if waves.is_free else None
            for wave in waves.between(first, last, anchor):
                # What began before the first day had its turn then.
                if wave.first >= (scene.begin or 0):
                    begin = wave.last if index in scene.late else wave.first
                    for day in range(max(begin, first), min(wave.last, last) + 1):
                        found[day].append(Turn(index, wave.start, wave.last))
        if scene.chosen is not None:
            found = {day: [turn for turn in turns if self._is_chosen(turn, day)] for day, turns in found.items()}
        self._turns.update((day, tuple(turns)) for day, turns in found.items())

    def _causes(self, index: int, day: int) -> Iterator[Turn]:
        stream = self.scene.streams[index]
        if stream.ask.until is not None and day >= stream.ask.until:
            return
        soonest, latest = reach_of(stream.delay)
        possible = (cause for cause in range(day - latest, day - soonest + 1) if stream.delay.allows(cause, day))
        if self.scene.chosen is not None or self._pace_of[index] is not None:
            yield from (Turn(index, cause, None) for cause in by_reuse(possible, index, ()))
        elif (cause := next(possible, None)) is not None:
            yield Turn(index, cause, None)

    def _is_chosen(self, turn: Turn, day: int) -> bool:
        """Whether something is forced, or among what may be sent; what waited was due before it was sent."""
        return turn.stream in self.scene.forced or any(
            (each.stream, each.cause) == turn[:2]
            and (day == each.day or (day < each.day and self.scene.waits[turn.stream] > 0))
            for each in self.scene.chosen or ()
        )


def _goes_on(state: State) -> bool:
    """Whether anything is still to be sent that was due."""
    return bool(state.waiting or state.later)


def _about(waves: Waves) -> int:
    """Days between regular waves; the longest that so many months can have."""
    return waves.step or 31 * (waves.every.amount if waves.every else 1)


def _keep(labels: list[Label], label: Label) -> bool:
    """Add a label unless another one is as good; drop those that it makes superfluous itself."""
    if any(_is_better(other, label) for other in labels):
        return False
    labels[:] = [other for other in labels if not _is_better(label, other)]
    labels.append(label)
    return True


def _is_better(label: Label, other: Label) -> bool:
    """Whether a window that began no earlier counts no less, with no more invitations where both are equal."""
    if (label.first, label.total) == (other.first, other.total):
        return label.length <= other.length
    return label.first >= other.first and label.total >= other.total
