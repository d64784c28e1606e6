"""Search for a calendar that breaks a limit: sends one after the other, each on the first day on which it can go out.

Whatever keeps sends apart only asks for a least number of days between them. So a calendar that breaks a limit can be
moved to the left until every send goes out on the first day that the ones before it allow, and looking at the orders in
which sends can follow each other is enough. Of two beginnings, one that got further and keeps later sends back less
makes the other superfluous.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.analysis.frequency.days import FrozenFor, Wave, reach_of, shifts
from cxprog.analysis.frequency.question import Question, Stream
from cxprog.analysis.frequency.scan import WAITS_MAX, Scan, Step, by_reuse, happened, has_room

BEAM = 64
"""Most beginnings of one length that are followed."""
LABELS = 60_000
"""Most beginnings of calendars that are looked at for one question."""
_TRIES = 8
"""Most calendars of one length that are tried out."""


class Label(NamedTuple):
    """A beginning: sends so far, and what of them matters for later ones."""

    total: int
    day: int
    recent: tuple[tuple[int, ...], ...]
    """By block, the latest days of its sources, as many as fill it."""
    causes: tuple[tuple[int, ...], ...]
    """By pace, the latest days of what led to its sends."""
    used: tuple[frozenset[int], ...]
    """By stream, first days of the waves that were used."""
    anchors: tuple[tuple[str, int], ...]
    """First waves that the calendar chose for surveys that do not say when they start."""
    steps: tuple[Step, ...]


Found = tuple[tuple[Step, ...], dict[str, int]]
"""Sends, and first waves of surveys that do not say when they start."""


@dataclass
class Search:
    """The calendars of a question within one window."""

    question: Question
    first: int
    """First day of the window."""
    days: int
    anchors: dict[str, int]
    """First waves of regular surveys that do not say when they start."""
    is_scanned: bool = False
    """Whether to look at one day after the other, for tools that look at the trigger and invitations that wait."""
    left: int = LABELS
    """How many beginnings may still be looked at."""

    def __post_init__(self) -> None:
        question = self.question
        self.end = self.first + self.days
        self._blocks_of: list[list[int]] = [[] for _ in question.streams]
        self._sources_of: list[list[int]] = [[] for _ in question.streams]
        for number, block in enumerate(question.blocks):
            for index in block.blocked:
                self._blocks_of[index].append(number)
            for index in block.sources:
                self._sources_of[index].append(number)
        self._waves = [self._waves_of(stream) for stream in question.streams]
        self._scans = [self._scan(index) for index in range(len(question.streams))] if self.is_scanned else []

    def run(
        self,
        bound: Callable[[int], float],
        accept: Callable[[Found], bool] = lambda _: True,
        beam: int = BEAM,
    ) -> Found | None:
        """The sends of a calendar that breaks the limit, as few as possible; None where none was found.

        `bound` says what so many last days of the window can hold at most, `accept` whether a calendar can happen.
        """
        question = self.question
        labels = [self.beginning()]
        while labels:
            best: list[Label] = []
            found: dict[Any, list[Label]] = {}
            for label in labels:
                for child in self._children(label) if self.left > 0 else ():
                    self.left -= 1
                    if child.total > question.at_most:
                        best.append(child)
                    elif child.total + bound(self.end - child.day) > question.at_most:
                        self._keep(found, child)
            for label in sorted(best, key=lambda label: (label.day, label.steps))[:_TRIES]:
                calendar = (label.steps, {**self.anchors, **dict(label.anchors)})
                if accept(calendar):
                    return calendar
            labels = sorted(
                (label for group in found.values() for label in group),
                key=lambda label: (-label.total, label.day, label.steps),
            )
            labels = labels[:beam]
        return None

    def beginning(self) -> Label:
        """Nothing sent yet."""
        question = self.question
        return Label(
            0,
            self.first - question.lead,
            ((),) * len(question.blocks),
            ((),) * len(question.paces),
            (frozenset(),) * len(question.streams),
            (),
            (),
        )

    def earliest(self, index: int) -> int:
        """A day of the window before which nothing of a stream goes out in it."""
        waves = self._waves[index]
        return self.first if waves is None else max(self.first, waves[0].first) if waves else self.end

    def _keep(self, found: dict[Any, list[Label]], label: Label) -> None:
        """Add a label unless another one makes it superfluous; drop those that it makes superfluous itself."""
        if self.is_scanned:
            found.setdefault((label.total, frozenset(label.steps), label.anchors), [label])
            return
        key = tuple(len(days) for days in label.recent), label.used, label.anchors
        group = found.setdefault(key, [])
        if any(_is_better(other, label) for other in group):
            return
        group[:] = [other for other in group if not _is_better(label, other)]
        group.append(label)

    # ONE MORE SEND

    def _children(self, label: Label) -> Iterator[Label]:
        tried = set()
        for index, stream in enumerate(self.question.streams):
            if stream.weight == 0 and not self.is_scanned:
                continue
            state = (self._likes[index], self._own_state(index, label))
            if state in tried:
                continue
            tried.add(state)
            for step, anchor in self.next_steps(index, stream, label):
                yield self.after(label, step, anchor)

    def _own_state(self, index: int, label: Label) -> Any:
        blocks = {*self._blocks_of[index], *self._sources_of[index]}
        pace = self.question.pace_of[index]
        return (
            tuple(label.recent[number] for number in sorted(blocks)),
            label.used[index],
            label.causes[pace] if pace is not None else (),
        )

    def next_steps(self, index: int, stream: Stream, label: Label) -> Iterator[tuple[Step, int | None]]:
        """Possible next sends, each with the first wave that it makes of a survey that does not say when it starts."""
        if self._scans:
            yield from self._scanned(index, stream, label)
            return
        seen = set()
        for start in self._starts(stream, label):
            for step in self._step(index, stream, label, start):
                if step not in seen:
                    seen.add(step)
                    yield step

    def _starts(self, stream: Stream, label: Label) -> list[int]:
        """Days from which on the next send is looked for: each brings the invitation or a reminder into the window."""
        return sorted({max(label.day, self.first - offset) for offset in stream.touches})

    def _scanned(self, index: int, stream: Stream, label: Label) -> Iterator[tuple[Step, int | None]]:
        scan = self._scans[index]
        waves = stream.waves
        if waves is not None and waves.is_free and stream.ask.id not in self.anchors:
            chosen = dict(label.anchors).get(stream.ask.id)
            soonest, _ = reach_of(stream.delay)
            ready = max(label.day, self.first - self.question.lead)
            anchors = [chosen] if chosen is not None else sorted({ready - soonest, ready - soonest - waves.width})
            for anchor in anchors:
                between = list(waves.between(self.first - self.question.lead - late(stream), self.end, anchor))
                for step in scan._replace(waves=between).next(index, label.steps, label.day, self.end - 1):
                    yield step, None if chosen is not None else anchor
            return
        seen = set()
        for start in self._starts(stream, label):
            for step in scan.next(index, label.steps, start, self.end - 1):
                if step not in seen:
                    seen.add(step)
                    yield step, None

    def _scan(self, index: int) -> Scan:
        blocks = [self.question.blocks[number] for number in self._blocks_of[index]]
        frozen = self._frozen(self.question.streams[index])
        days = range(self.first - self.question.lead - 400, self.end)
        closed = frozenset(day for day in days if frozen.holds(day)) if frozen else frozenset()
        return Scan(self.question, blocks, self._waves[index], closed, self._shifts(index))

    def _step(self, index: int, stream: Stream, label: Label, start: int) -> Iterator[tuple[Step, int | None]]:
        """The first day from one on, on which a stream can send."""
        shifts = self._shifts(index)
        ready, shifted = start, None
        for number in self._blocks_of[index]:
            block, recent = self.question.blocks[number], label.recent[number]
            if len(recent) >= block.at_most:
                free = recent[-block.at_most] + block.days
                if block.slack:
                    shifted = free if shifted is None else max(shifted, free)
                else:
                    ready = max(ready, free)
        if shifted is not None:
            ready = max(ready, shifted - shifts[-1])
        pace = self.question.pace_of[index]
        cause_from = None
        soonest, latest = reach_of(stream.delay)
        if pace is not None and len(self.question.paces[pace].streams) > 1:
            yield from self._shared(index, stream, label, ready, shifted)
            return
        if pace is not None:
            rate, causes = self.question.paces[pace], label.causes[pace]
            if len(causes) >= rate.at_most:
                if rate.days is None:
                    return
                cause_from = causes[-rate.at_most] + rate.days
                ready = max(ready, cause_from + soonest)
        for day, wave, anchor in self._admissible(index, stream, label, ready):
            if day >= self.end:
                continue
            shift = self._shift(index, day, shifted)
            if shift is None:
                continue
            cause = wave
            if cause is None:
                begin = max(day - latest, day - latest if cause_from is None else cause_from)
                possible = (each for each in range(begin, day - soonest + 1) if stream.delay.allows(each, day))
                cause = next(possible, None)
            if cause is None:
                continue
            yield Step(index, day, wave, cause, day, shift, day), anchor

    def _shared(
        self, index: int, stream: Stream, label: Label, ready: int, shifted: int | None
    ) -> Iterator[tuple[Step, int | None]]:
        """The first day on which something that leads to several invitations leads to this one."""
        number = self.question.pace_of[index]
        assert number is not None
        pace = self.question.paces[number]
        soonest, latest = reach_of(stream.delay)
        uses = [(step.stream, step.cause) for step in label.steps if step.stream in pace.streams]
        per = pace.days or 0
        days = {ready, *(cause + more + soonest for _, cause in uses for more in (0, per))}
        for day in sorted(days):
            if not ready <= day < self.end or self._unfrozen(stream, day, day + 1) is None:
                continue
            possible = [each for each in range(day - latest, day - soonest + 1) if stream.delay.allows(each, day)]
            fitting = (
                cause
                for cause in by_reuse(possible, index, uses)
                if has_room(happened([*uses, (index, cause)]), pace.at_most, pace.days)
            )
            cause = next(fitting, None)
            if cause is not None and (stream.ask.until is None or day < stream.ask.until):
                shift = self._shift(index, day, shifted)
                if shift is not None:
                    yield Step(index, day, None, cause, day, shift, day), None
                    return

    def _shifts(self, index: int) -> tuple[int, ...]:
        return shifts_of(self.question, index)

    def _admissible(
        self, index: int, stream: Stream, label: Label, ready: int
    ) -> Iterator[tuple[int, int | None, int | None]]:
        """The first possible day from one on, its wave, and the first wave that it makes of a free survey."""
        until, own = stream.ask.until, stream.waves
        waves: Iterable[Wave] | None = self._waves[index]
        if waves is None and own is not None:
            anchor = dict(label.anchors).get(stream.ask.id)
            if anchor is None:
                day = self._unfrozen(stream, ready, self.end)
                if day is not None and (until is None or day < until):
                    start = day - reach_of(stream.delay)[0]
                    for chosen in sorted({start, start - own.width}, reverse=True):
                        yield day, chosen, chosen
                return
            waves = own.between(ready, self.end, anchor)
        if waves is None:
            day = self._unfrozen(stream, ready, self.end)
            if day is not None and (until is None or day < until):
                yield day, None, None
            return
        for wave in waves:
            if wave.last >= ready and wave.start not in label.used[index]:
                day = self._unfrozen(stream, max(wave.first, ready), wave.last + 1)
                if day is not None:
                    yield day, wave.start, None
                    return

    def _unfrozen(self, stream: Stream, day: int, end: int) -> int | None:
        frozen = self._frozen(stream)
        while frozen is not None and frozen.holds(day) and day < end:
            day += 1
        return day if day < end else None

    def _frozen(self, stream: Stream) -> FrozenFor | None:
        return self.question.reading.frozen_for(stream.ask)

    def _shift(self, index: int, day: int, shifted: int | None) -> int | None:
        """The least difference of the tool's calendar with which a stream can send on a day, if any will do."""
        frozen = self._frozen(self.question.streams[index])
        return next(
            (
                shift
                for shift in self._shifts(index)
                if (shifted is None or day + shift >= shifted) and (frozen is None or frozen.open(day, shift))
            ),
            None,
        )

    def after(self, label: Label, step: Step, anchor: int | None) -> Label:
        question, stream = self.question, self.question.streams[step.stream]
        recent, causes, used = label.recent, label.causes, label.used
        changed = list(recent)
        for number in self._sources_of[step.stream]:
            block = question.blocks[number]
            day = step.day + (step.shift if block.slack else 0)
            changed[number] = tuple(sorted((*recent[number], day)))[-block.at_most :]
        pace = self.question.pace_of[step.stream]
        if pace is not None:
            latest = tuple(sorted((*causes[pace], step.cause)))[-question.paces[pace].at_most :]
            causes = (*causes[:pace], latest, *causes[pace + 1 :])
        if step.wave is not None:
            own = used[step.stream] | {step.wave}
            used = (*used[: step.stream], own, *used[step.stream + 1 :])
        total = label.total + self.weight(step)
        anchors = label.anchors
        if anchor is not None:
            anchors = tuple(sorted({*anchors, (stream.ask.id, anchor)}))
        return Label(total, step.day, tuple(changed), causes, used, anchors, (*label.steps, step))

    def weight(self, step: Step) -> int:
        """What the limit counts of a send and its reminders."""
        stream = self.question.streams[step.stream]
        return stream.weight * sum(
            self.first <= step.day + offset < self.end and self._goes_out(stream, step.day + offset, offset)
            for offset in stream.touches
        )

    def _goes_out(self, stream: Stream, day: int, offset: int) -> bool:
        frozen = self._frozen(stream) if offset else None
        return (frozen is None or not frozen.holds(day)) and (stream.ask.until is None or day < stream.ask.until)

    # STREAMS

    def _waves_of(self, stream: Stream) -> list[Wave] | None:
        waves = stream.waves
        if waves is None:
            return None
        first = self.first - self.question.lead - late(stream)
        anchor = self.anchors.get(stream.ask.id) if waves.is_free else None
        if waves.is_free and anchor is None:
            return None
        return list(waves.between(first, self.end - 1, anchor))

    @cached_property
    def _likes(self) -> list[int]:
        """Streams that can take each other's place have the same number."""
        question = self.question
        numbers: dict[Any, int] = {}
        found = []
        for index, stream in enumerate(question.streams):
            member = []
            for number, block in enumerate(question.blocks):
                here = (index in block.blocked, index in block.sources)
                if any(here):
                    is_own = len(block.blocked | block.sources) == 1
                    member.append((block.at_most, block.days, block.slack) if is_own else (number, *here))
            pace = self.question.pace_of[index]
            rate = () if pace is None else question.paces[pace][1:3]
            is_shared = pace is not None and len(question.paces[pace].streams) > 1
            waves = stream.waves
            key = (
                stream.weight,
                stream.touches,
                tuple(member),
                (pace if is_shared else rate),
                repr(stream.delay),
                repr(waves),
                self.anchors.get(stream.ask.id),
                stream.ask.until,
                bool(stream.ask.enforces and stream.ask.enforces.freezes),
                stream.ask.enforces.clock if stream.ask.enforces else None,
            )
            found.append(numbers.setdefault(key, len(numbers)))
        return found


def shifts_of(question: Question, index: int) -> tuple[int, ...]:
    """How many days the calendar of a stream's guards can show more than the program's."""
    settings = question.reading.specs.settings
    frozen = question.reading.frozen_for(question.streams[index].ask)
    found = {0, *(frozen.possible if frozen else ())}
    for block in question.blocks:
        if block.slack and (index in block.blocked or index in block.sources):
            some = question.streams[min(block.blocked)].ask.enforces
            found.update(shifts(settings.clock, some.clock if some else None))
    return tuple(sorted(found))


def late(stream: Stream) -> int:
    """Most days behind those of its wave on which an invitation is looked for."""
    return (stream.ask.send_delay or (0, 0))[1] + int(min(stream.waits, WAITS_MAX))


def _is_better(label: Label, other: Label) -> bool:
    """Whether one beginning leaves at least the choices of another of the same shape, and counts no less."""
    return (
        label.total >= other.total
        and label.day <= other.day
        and all(_all_earlier(a, b) for a, b in zip(label.recent, other.recent, strict=True))
        and all(len(a) <= len(b) and _all_earlier(a, b) for a, b in zip(label.causes, other.causes, strict=True))
    )


def _all_earlier(days: tuple[int, ...], others: tuple[int, ...]) -> bool:
    return all(day <= other for day, other in zip(days, others, strict=False))
