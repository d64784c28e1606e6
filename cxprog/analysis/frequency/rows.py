"""A question about one window as rows of a linear program: possible sends, and what keeps them apart.

Where every invitation goes out at once or not at all, the whole numbers that satisfy the rows are exactly the calendars
that can happen. Otherwise they are at least these, so what cannot be exceeded stays true.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import inf
from typing import NamedTuple

from cxprog.analysis.frequency.bound import covers
from cxprog.analysis.frequency.days import reach_of
from cxprog.analysis.frequency.question import Block, Pace, Question, Stream
from cxprog.analysis.frequency.search import shifts_of
from cxprog.analysis.frequency.values import Guard, Row

SENDS_MAX = 60_000
"""Most possible sends for which rows are written."""
TERMS_MAX = 1_500_000
"""Most terms of the rows that can be left out, which can only raise the bound."""


class Possible(NamedTuple):
    """A send that can happen; with stream -1, something that can lead to sends."""

    stream: int
    day: int
    wave: int | None
    shift: int
    pace: int = -1


class TooLarge(Exception):
    """More possible sends than anybody wants to wait for."""


@dataclass
class Rows:
    """The rows of a question within one window."""

    question: Question
    first: int
    days: int
    anchors: dict[str, int]
    is_loose: bool = False
    """Whether waves may lie anywhere, so that one window stands for all."""
    sends: list[Possible] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._of: list[list[int]] = [[] for _ in self.question.streams]
        self._left = TERMS_MAX
        for index in range(len(self.question.streams)):
            self._add_sends(index)
        for block in (*self.question.blocks, *self.question.merged):
            self._add_block(block)
        for number, pace in enumerate(self.question.paces):
            self._add_pace(number, pace)
        for index, stream in enumerate(self.question.streams):
            self._add_waves(index, stream)
        self._add_covers()

    @property
    def end(self) -> int:
        """First day after the window."""
        return self.first + self.days

    # SENDS

    def _add_sends(self, index: int) -> None:
        stream = self.question.streams[index]
        shifts = shifts_of(self.question, index)
        begins = self.first - self.question.lead
        for day, wave in self._days(stream, begins, self.end - 1):
            for shift in shifts:
                weight = stream.weight * sum(
                    self.first <= day + offset < self.end
                    and (self.is_loose or _goes_out(self.question, stream, day + offset, offset))
                    for offset in stream.touches
                )
                if len(self.sends) >= SENDS_MAX:
                    raise TooLarge
                self._of[index].append(len(self.sends))
                self.sends.append(Possible(index, day, wave, shift))
                self.weights.append(weight)

    def _days(self, stream: Stream, first: int, last: int) -> Iterator[tuple[int, int | None]]:
        ask = stream.ask
        # A window that stands for all says nothing of certain days.
        if ask.until is not None and not self.is_loose:
            last = min(last, ask.until - 1)
        frozen = None if self.is_loose else self.question.reading.frozen_for(ask)
        if stream.waves is None or self._lies_anywhere(stream):
            days: Iterable[tuple[int, int | None]] = ((day, None) for day in range(first, last + 1))
        else:
            days = self._wave_days(stream, first, last)
        for day, wave in days:
            if frozen is None or not frozen.holds(day):
                yield day, wave

    def _lies_anywhere(self, stream: Stream) -> bool:
        waves = stream.waves
        if waves is None:
            return False
        return self.is_loose or (waves.is_free and stream.ask.id not in self.anchors)

    def _wave_days(self, stream: Stream, first: int, last: int) -> Iterator[tuple[int, int | None]]:
        ask = stream.ask
        waves = stream.waves
        assert waves is not None
        soonest, latest = ask.send_delay or (0, 0)
        back = first - latest - (0 if stream.waits == inf else int(stream.waits))
        if stream.waits == inf:
            back = min([back, *waves.days, *([waves.anchor] if waves.anchor else [])])
        for wave in waves.between(back, last, self.anchors.get(ask.id)):
            until = last if stream.waits == inf else wave.last + latest + int(stream.waits)
            for day in range(max(first, wave.first + soonest), min(last, until) + 1):
                yield day, wave.start

    # ROWS

    def _add(self, at_most: int, terms: Iterable[tuple[int, int]], guard: Guard) -> None:
        if not self.guards or self.guards[-1] != guard:
            self.guards.append(guard)
        self.rows.append(Row(at_most, tuple(terms), len(self.guards) - 1))

    def _may_add(self, terms: int) -> bool:
        """Whether there is room for a row of so many terms without which the bound is only higher."""
        self._left -= terms
        return self._left >= 0

    def _windows(self, placed: list[tuple[int, int]], at_most: int, days: int, guard: Guard) -> None:
        """At most so many of some sends in any so many days; `placed` holds day and send, in order of day."""
        ones = [(send, 1) for _, send in placed]
        end, last_end = 0, 0
        for begin, (day, _) in enumerate(placed):
            if begin and placed[begin - 1][0] == day:
                continue
            while end < len(placed) and placed[end][0] < day + days:
                end += 1
            if end > last_end and end - begin > at_most:
                self._add(at_most, ones[begin:end], guard)
            last_end = max(last_end, end)

    def _placed(self, streams: Iterable[int], *, shifted: bool = False) -> list[tuple[int, int]]:
        return sorted(
            (self.sends[send].day + (self.sends[send].shift if shifted else 0), send)
            for index in sorted(streams)
            for send in self._of[index]
        )

    def _add_block(self, block: Block) -> None:
        both = block.blocked & block.sources
        if block.trigger is not None:
            self._add_looking_before(block, *block.trigger)
            return  # the rest is said by the covers below
        self._windows(self._placed(both, shifted=bool(block.slack)), block.at_most, block.days, block.guard)
        if block.blocked != block.sources:
            self._add_one_way(block, both)

    def _add_looking_before(self, block: Block, soonest: int, latest: int) -> None:
        """A send that would be kept back on every day on which its guard can have been looked at."""
        if block.at_most > 1:
            return
        sources = self._placed(block.sources)
        for day, send in self._placed(block.blocked):
            for other, source in sources:
                if latest < day - other < block.days + soonest - block.slack and self._may_add(2):
                    self._add(1, ((source, 1), (send, 1)), block.guard)

    def _add_one_way(self, block: Block, both: frozenset[int]) -> None:
        """A send that is kept back lies far enough behind those that keep it back."""
        if block.at_most == 1 and not any(other.slack for other in self.question.blocks):
            self._keep_apart(block, block.sources - both, block.blocked)
            self._keep_apart(block, block.sources & both, block.blocked - both)
            return
        shifted = bool(block.slack)
        sources = self._placed(block.sources, shifted=shifted)
        blocked = self._placed(block.blocked, shifted=shifted)
        most = len(block.sources) * block.days
        begin = 0
        for day, send in blocked:
            if self._left < 0:
                return
            while begin < len(sources) and sources[begin][0] <= day - block.days:
                begin += 1
            before = []
            for place in range(begin, len(sources)):
                if sources[place][0] >= day:
                    break
                if (
                    self.sends[sources[place][1]].stream not in both
                    or self.sends[send].stream not in both
                    or block.at_most > 1
                ):
                    before.append(sources[place][1])
            self._keep_behind(block, send, before, most)

    def _keep_apart(self, block: Block, sources: frozenset[int], blocked: frozenset[int]) -> None:
        """Of the sends that keep back and those that are kept back, taken together where they exclude each other.

        Of what lies within one run of days, only one can go out; with a run that begins where another ends, only one of
        both runs. One row says it of all of them, and more sharply than row for row of two.
        """
        for some, apart in self._exclusive(sources):
            for others, others_apart in self._exclusive(blocked):
                before, behind = self._by_day(some), self._by_day(others)
                for run in sorted({1, min(apart, block.days - 1)} - {0}):
                    # In the first pass every pair is in some row, in the second the runs before are as long as can be.
                    chunks = range(run, block.days if run == 1 else run + 1, others_apart)
                    for chunk in chunks:
                        self._add_runs(block, before, behind, run, chunk, min(others_apart, block.days - chunk))

    def _add_runs(
        self,
        block: Block,
        before: dict[int, list[tuple[int, int]]],
        behind: dict[int, list[tuple[int, int]]],
        run: int,
        gap: int,
        length: int,
    ) -> None:
        """For every day: what goes out in a run of days from it on, and what in another run so many days behind it."""
        if length <= 0:
            return
        for day in sorted(before if run == 1 else {other - run + 1 for other in before}):
            early = list(chain.from_iterable(before.get(each, ()) for each in range(day, day + run)))
            late = list(chain.from_iterable(behind.get(each, ()) for each in range(day + gap, day + gap + length)))
            if early and late and self._may_add(len(early) + len(late)):
                self._add(1, early + late, block.guard)

    def _by_day(self, streams: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """The sends of each day, as terms of a row."""
        found: dict[int, list[tuple[int, int]]] = {}
        for day, send in self._placed(streams):
            found.setdefault(day, []).append((send, 1))
        return found

    def _exclusive(self, streams: frozenset[int]) -> Iterator[tuple[frozenset[int], int]]:
        """Streams of which at most one sends in so many days, the largest groups first; in the end each by itself."""
        left = set(streams)
        groups = [
            (block.blocked & block.sources, block.days)
            for block in (*self.question.blocks, *self.question.merged)
            if block.at_most == 1 and block.trigger is None and not block.slack
        ]
        for members, days in sorted(groups, key=lambda group: (-len(group[0] & streams), -group[1], sorted(group[0]))):
            together = frozenset(members & left)
            if together and days:
                left -= together
                yield together, days
        yield from ((frozenset((index,)), 1) for index in sorted(left))

    def _keep_behind(self, block: Block, send: int, before: list[int], most: int) -> None:
        if block.at_most == 1:
            for other in before:
                if self._may_add(2):
                    self._add(1, ((other, 1), (send, 1)), block.guard)
            return
        most = min(most, len(before))
        if before and most > block.at_most - 1 and self._may_add(len(before)):
            terms = [(other, 1) for other in before] + [(send, most - block.at_most + 1)]
            self._add(most, terms, block.guard)

    def _add_pace(self, number: int, pace: Pace) -> None:
        if len(pace.streams) == 1:
            self._add_single_pace(pace, pace.streams[0])
            return
        soonest = min(self._offsets(index)[0] for index in pace.streams)
        latest = max(self._offsets(index)[1] for index in pace.streams)
        if latest == inf:
            return
        causes: list[tuple[int, int]] = []
        for day in range(self.first - self.question.lead - int(latest), self.end - soonest):
            for _ in range(min(pace.at_most, len(pace.streams) * self.days)):
                if len(self.sends) >= SENDS_MAX:
                    raise TooLarge
                causes.append((day, len(self.sends)))
                self.sends.append(Possible(-1, day, None, 0, number))
                self.weights.append(0)
        days = pace.days if pace.days is not None else len(causes) + 1
        self._windows(causes, pace.at_most, days, pace.guard)
        for index in pace.streams:
            first, last = self._offsets(index)
            self._lead_to(self._placed((index,)), causes, first, int(last), pace)

    def _lead_to(
        self, placed: list[tuple[int, int]], causes: list[tuple[int, int]], first: int, last: int, pace: Pace
    ) -> None:
        """Every run of days has no more sends of a stream than causes that can lead to them."""
        days, numbers = [day for day, _ in causes], [(send, -1) for _, send in causes]
        ones = [(send, 1) for _, send in placed]
        # Causes that come in bursts far enough apart cannot run into each other, so longer runs say nothing new.
        reach = pace.at_most * (last - first + 1)
        longest = reach if last > first and pace.days is not None and reach < pace.days else inf
        for begin, (begins, _) in enumerate(placed):
            for end in range(begin, len(placed) if last > first else begin + 1):
                ends = placed[end][0]
                if ends - begins > longest:
                    break
                low, high = bisect_left(days, begins - last), bisect_right(days, ends - first)
                if not self._may_add(end - begin + 1 + high - low):
                    return
                self._add(0, ones[begin : end + 1] + numbers[low:high], pace.guard)

    def _offsets(self, index: int) -> tuple[int, float]:
        """Fewest and most days from a cause to the send of a stream."""
        stream = self.question.streams[index]
        soonest, latest = reach_of(stream.delay)
        fewest, most = stream.ask.send_delay or (0, 0)
        return soonest + fewest, latest + most + stream.waits

    def _add_single_pace(self, pace: Pace, index: int) -> None:
        soonest, latest = self._offsets(index)
        placed = self._placed((index,))
        if pace.days is None:
            self._windows(placed, pace.at_most, self.days + self.question.lead + 1, pace.guard)
            return
        times = 1
        while times * pace.days - (latest - soonest) < self.days + self.question.lead + pace.days:
            window = times * pace.days - (latest - soonest)
            if window > 0:
                self._windows(placed, times * pace.at_most, int(window), pace.guard)
            elif latest == inf:
                return
            times += 1

    def _add_waves(self, index: int, stream: Stream) -> None:
        ask = stream.ask
        waves = stream.waves
        if waves is None:
            return
        path = ("when", "every" if waves.every else "on")
        guard = Guard("waves" if waves.every else "dates", ask.id, "survey", path, f"each wave of `{ask.id}` asks once")
        if self._lies_anywhere(stream):
            soonest, latest = ask.send_delay or (0, 0)
            times = 1
            while stream.waits != inf:
                window = waves.apart(times) - (latest - soonest) - int(stream.waits)
                if window >= self.days + self.question.lead + 1 and times > 1:
                    break
                if window > 0:
                    self._windows(self._placed((index,)), times, window, guard)
                times += 1
            return
        by_wave: dict[int | None, list[int]] = {}
        for send in self._of[index]:
            by_wave.setdefault(self.sends[send].wave, []).append(send)
        for sends in by_wave.values():
            if len(sends) > 1:
                self._add(1, ((send, 1) for send in sends), guard)

    def _add_covers(self) -> None:
        """Rows for guards that are looked at before sending, as `bound` knows them."""
        for cover in covers(self.question, self.days + self.question.lead):
            guarded = any(block.trigger is not None and block.guard == cover.guard for block in self.question.blocks)
            if guarded and cover.days is not None:
                self._windows(self._placed(cover.streams), cover.at_most, cover.days, cover.guard)


def _goes_out(question: Question, stream: Stream, day: int, offset: int) -> bool:
    """Whether a reminder goes out on a day, or the invitation itself."""
    frozen = question.reading.frozen_for(stream.ask) if offset else None
    if frozen is not None and frozen.holds(day):
        return False
    return stream.ask.until is None or day < stream.ask.until
