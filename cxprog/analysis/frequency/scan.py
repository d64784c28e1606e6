"""The next send of a stream, found by looking at one day after the other.

For what the first free day does not decide: tools that look at the trigger and send later, invitations that wait, and
events that lead to several invitations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from cxprog.analysis.frequency.days import Wave, reach_of
from cxprog.analysis.frequency.question import Block, Question

WAITS_MAX = 60
"""Most days for which a calendar lets an invitation wait."""


class Step(NamedTuple):
    """One send of a calendar."""

    stream: int
    day: int
    wave: int | None
    """First day of its wave, for what waves start."""
    cause: int
    checked: int
    """Day on which the guards were looked at."""
    shift: int
    due: int
    """Day on which it would have gone out if nothing had kept it back."""


class Scan(NamedTuple):
    """Everything that decides whether a stream can send on a day."""

    question: Question
    blocks: Sequence[Block]
    """Those that keep the stream back."""
    waves: Sequence[Wave] | None
    """Its waves; None for what can happen on any day."""
    frozen: frozenset[int]
    """Days on which its channel sends nothing."""
    shifts: tuple[int, ...]

    def next(self, index: int, steps: Sequence[Step], first: int, last: int) -> Iterator[Step]:
        """The first send of a stream that can follow others, and the first one that no rest before it reaches."""
        after = max((step.day for step in steps), default=first)
        clear = after + max((block.days + (block.trigger or (0, 0))[0] for block in self.blocks), default=0)
        days = [day for day in self._changes(index, steps, after) if max(first, after) <= day <= last]
        soonest = next((found for day in days if (found := self._on(index, steps, day))), None)
        if soonest is None:
            return
        yield soonest
        if soonest.day < clear:
            later = next((found for day in days if day >= clear and (found := self._on(index, steps, day))), None)
            if later is not None:
                yield later

    def _changes(self, index: int, steps: Sequence[Step], after: int) -> list[int]:
        """Days on which something that kept the stream back can have ceased to, in order."""
        stream = self.question.streams[index]
        ask = stream.ask
        soonest, latest = ask.send_delay or (0, 0)
        found = {after, after + 1}
        lengths = {block.days for block in self.blocks}
        pace = self.question.pace(index)
        if pace is not None:
            lengths |= {pace.days or 0, (pace.days or 0) + reach_of(stream.delay)[0], reach_of(stream.delay)[0]}
        aside = {0, soonest, latest} | ({-1, 1} if len(self.shifts) > 1 else set())
        for step in steps:
            found.update(step.day + days + more for days in (0, *lengths) for more in aside)
            found.update(step.cause + days + more for days in (0, *lengths) for more in aside)
        for wave in self.waves or ():
            found.update((wave.first + soonest, wave.last + latest))
        for day in [day for day in found if day in self.frozen]:
            while day in self.frozen:
                day += 1
            found.add(day)
        return sorted(found)

    def _on(self, index: int, steps: Sequence[Step], day: int) -> Step | None:
        stream = self.question.streams[index]
        ask = stream.ask
        if (day in self.frozen) or (ask.until is not None and day >= ask.until):
            return None
        soonest, latest = ask.send_delay or (0, 0)
        for shift in self.shifts:
            for checked in range(day - latest, day - soonest + 1):
                for due in self._dues(checked, stream.waits):
                    if due < checked and not all(
                        self._is_blocked(steps, each, shift, index) for each in range(due, checked)
                    ):
                        continue
                    if self._is_blocked(
                        steps, checked, shift, index, is_sent=checked == day and not stream.looks_before
                    ):
                        continue
                    if any(step.stream == index and step.day == day for step in steps):
                        continue
                    for cause, wave in self._causes(index, due, steps):
                        return Step(index, day, wave, cause, checked, shift, due)
        return None

    def _dues(self, checked: int, waits: float) -> range:
        """Days on which an invitation can have been due that passes the guards on a day; that day first."""
        if not waits:
            return range(checked, checked + 1)
        longest = int(min(waits, WAITS_MAX))
        return range(checked, checked - longest - 1, -1)

    def _is_blocked(self, steps: Sequence[Step], day: int, shift: int, index: int, *, is_sent: bool = True) -> bool:
        if day in self.frozen:
            return True
        for block in self.blocks:
            here = day + (shift if block.slack else 0)
            count = 0
            for step in steps:
                there = step.day + (step.shift if block.slack else 0)
                is_before = step.day < day or (is_sent and step.day == day)
                if step.stream in block.sources and is_before and here - there < block.days:
                    count += 1
            if count >= block.at_most:
                return True
        return False

    def _causes(self, index: int, due: int, steps: Sequence[Step]) -> Iterator[tuple[int, int | None]]:
        """What can have led to an invitation that is due on a day, best first: what has led to others before."""
        question = self.question
        stream = question.streams[index]
        if self.waves is not None:
            used = {step.wave for step in steps if step.stream == index}
            for wave in self.waves:
                if wave.first <= due <= wave.last and wave.start not in used:
                    yield wave.start, wave.start
            return
        soonest, latest = reach_of(stream.delay)
        around = range(due - latest, due - soonest + 1)
        possible = [cause for cause in around if stream.delay.allows(cause, due)]
        pace = question.pace(index)
        mates = (
            pace.streams
            if pace
            else tuple(
                other
                for other, each in enumerate(question.streams)
                if (each.ask.id, each.contact, each.record) == (stream.ask.id, stream.contact, stream.record)
            )
        )
        uses = [(step.stream, step.cause) for step in steps if step.stream in mates]
        for cause in by_reuse(possible, index, uses):
            if pace is None or has_room(happened([*uses, (index, cause)]), pace.at_most, pace.days):
                yield cause, None


def happened(uses: Iterable[tuple[int, int]]) -> list[int]:
    """Days of what has to have happened for some sends (stream and day of its cause), several times where one is on a
    day: each leads to one send of a stream."""
    times = Counter(uses)
    most: dict[int, int] = {}
    for (_, day), count in times.items():
        most[day] = max(most.get(day, 0), count)
    return sorted(day for day, count in most.items() for _ in range(count))


def by_reuse(possible: Iterable[int], index: int, uses: Collection[tuple[int, int]]) -> list[int]:
    """Possible causes, those first that have led to sends of other streams only."""
    known = {cause for stream, cause in uses if stream != index} - {cause for stream, cause in uses if stream == index}
    return sorted(possible, key=lambda cause: (cause not in known, cause))


def has_room(causes: list[int], at_most: int, days: int | None) -> bool:
    """Whether no window holds more causes than can happen."""
    if days is None:
        return len(causes) <= at_most
    return all(causes[place] - causes[place - at_most] >= days for place in range(at_most, len(causes)))
