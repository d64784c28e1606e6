"""What cannot be exceeded, by adding up: each send is charged to a rest, a cap, a rate or a calendar that covers it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import ceil
from typing import NamedTuple

from cxprog.analysis.frequency.question import Question, Stream
from cxprog.analysis.frequency.values import Case, Certificate, Guard, Row

_CHOICES_MAX = 4096
"""Most ways to charge the shared guards that are compared."""


class Cover(NamedTuple):
    """At most so many sends of some streams in any so many days."""

    streams: frozenset[int]
    at_most: int
    days: int | None
    """Length of the windows it speaks of; None where it speaks of the whole time."""
    guard: Guard
    also: tuple[Guard, ...] = ()
    """Guards that say so only together with `guard`."""

    def total(self, days: int) -> int:
        """Most sends in so many days."""
        return self.at_most if self.days is None else self.at_most * ceil(days / self.days)


class Charge(NamedTuple):
    """A way to charge every send: how much of each cover is used."""

    total: Fraction
    uses: tuple[tuple[Cover, int], ...]


def covers(question: Question, days: int, first: int | None = None) -> list[Cover]:
    """What bounds the sends of a question in windows of so many days, or in the one that begins on a day."""
    found = [*_of_blocks(question, days), *_of_paces(question, days), *_of_waves(question, days, first)]
    return sorted(found, key=lambda cover: (cover.total(days), -len(cover.streams), min(cover.streams)))


def _of_blocks(question: Question, days: int) -> Iterator[Cover]:
    for block in (*question.blocks, *question.merged):
        both = block.blocked & block.sources
        if not both:
            continue
        if block.trigger is None:
            if not block.slack:
                yield Cover(both, block.at_most, block.days, block.guard, block.also)
            else:
                count = block.at_most * ceil((days + block.slack) / block.days)
                yield Cover(both, count, None, block.guard, block.also)
            continue
        # Whatever was looked at before the first of them went out can follow it; then the guard holds for all.
        soonest, latest = block.trigger
        burst = sum(min(latest + 1 + block.slack, days) for _ in both)
        window = block.days + soonest - block.slack
        if window > 0:
            yield Cover(both, block.at_most - 1 + burst, window, block.guard)


def _of_paces(question: Question, days: int) -> Iterator[Cover]:
    for pace in question.paces:
        for index in pace.streams:
            stream = question.streams[index]
            if pace.days is None:
                yield Cover(frozenset((index,)), pace.at_most, None, pace.guard)
            elif stream.waits != float("inf"):
                reach = days + jitter(question, index)
                yield Cover(frozenset((index,)), pace.at_most * ceil(reach / pace.days), None, pace.guard)


def jitter(question: Question, index: int) -> int:
    """Most days by which two sends can lie closer together than what led to them."""
    from cxprog.analysis.frequency.days import reach_of

    stream = question.streams[index]
    soonest, latest = reach_of(stream.delay)
    fewest, most = stream.ask.send_delay or (0, 0)
    return latest - soonest + most - fewest + int(stream.waits)


def _of_waves(question: Question, days: int, first: int | None) -> Iterator[Cover]:
    for index, stream in enumerate(question.streams):
        waves, ask = stream.waves, stream.ask
        if waves is None:
            continue
        fewest, most = ask.send_delay or (0, 0)
        if waves.every is None:
            sort, path, words = "dates", ("when", "on"), _waves_words(ask.id, len(waves.days))
            if stream.waits == float("inf"):
                count = len(waves.days)
            else:
                span = days + waves.width + most - fewest + int(stream.waits)
                count = max(sum(day <= other < day + span for other in waves.days) for day in waves.days)
        elif stream.waits == float("inf"):
            continue
        else:
            sort, path = "waves", ("when", "every")
            words = f"the waves of `{ask.id}` are {waves.every.words}"
            count = waves.fitting(days + most - fewest + int(stream.waits))
            if not waves.is_endless and not waves.is_free:
                assert waves.anchor is not None and waves.until is not None
                count = min(count, sum(1 for _ in waves.between(waves.anchor, waves.until)))
            if first is not None and not waves.is_free:
                begin = first - most - int(stream.waits)
                count = min(count, sum(1 for _ in waves.between(begin, first + days - 1 - fewest)))
        guard = Guard(sort, ask.id, "survey", path, words)  # type: ignore[arg-type]
        yield Cover(frozenset((index,)), count, None, guard)


def _waves_words(survey: str, count: int) -> str:
    return f"`{survey}` has a single wave" if count == 1 else f"`{survey}` has {count} waves"


def charge(question: Question, days: int, first: int | None = None) -> Charge | None:
    """The least that all sends in so many days can be charged to; None where something is not covered.

    Every stream is charged in full: to shared guards, each used to the same degree for all it covers, and for what is
    left to the cheapest cover of its own. That is the closed form of SEMANTICS: `ceil(W / Q)` slots of a shared rest,
    filled with the heaviest, and everything that is exempt on top.
    """
    found = covers(question, days, first)
    weights = [stream.weight * len(stream.touches) for stream in question.streams]
    shared = [cover for cover in found if len(cover.streams) > 1 and _is_shared(question, cover)]
    own: dict[int, Cover] = {}
    for cover in found:
        if not _is_shared(question, cover):
            for index in cover.streams:
                own.setdefault(index, cover)
    groups: dict[tuple[int, tuple[int, ...], int], list[int]] = {}
    for index, weight in enumerate(weights):
        member = tuple(number for number, cover in enumerate(shared) if index in cover.streams)
        total = own[index].total(days) if index in own else -1
        groups.setdefault((weight, member, total), []).append(index)
    degrees = sorted({0, *weights})
    shared = shared[: _most(len(degrees))]
    best: tuple[int, tuple[int, ...]] | None = None
    for degree in product(degrees, repeat=len(shared)):
        total = sum(cover.total(days) * each for cover, each in zip(shared, degree, strict=True))
        for (weight, member, cost), indices in groups.items():
            left = weight - sum(degree[number] for number in member if number < len(degree))
            if left > 0:
                if cost < 0:
                    break
                total += left * cost * len(_charged_once(question, own, indices))
            if best is not None and total >= best[0]:
                break
        else:
            if best is None or total < best[0]:
                best = (total, degree)
    if best is None:
        return None
    uses = [(cover, each) for cover, each in zip(shared, best[1], strict=True) if each]
    rest: dict[int, int] = {}
    numbers = {id(cover): number for number, cover in enumerate(found)}
    for index, weight in enumerate(weights):
        left = weight - sum(each for cover, each in uses if index in cover.streams)
        if left > 0:
            number = numbers[id(own[index])]
            rest[number] = max(rest.get(number, 0), left)
    uses.extend((found[number], each) for number, each in sorted(rest.items()))
    return Charge(Fraction(sum(cover.total(days) * each for cover, each in uses)), tuple(uses))


def _charged_once(question: Question, own: dict[int, Cover], indices: list[int]) -> set[frozenset[int]]:
    """Covers of a group, each counted once: the further invitations of a survey share theirs."""
    return {own[index].streams for index in indices}


def _is_shared(question: Question, cover: Cover) -> bool:
    """Whether a cover holds more than one survey, contact or record."""
    first = None
    for index in cover.streams:
        stream = question.streams[index]
        key = (stream.ask.id, stream.contact, stream.record)
        if first is None:
            first = key
        elif key != first:
            return True
    return False


def _most(degrees: int) -> int:
    """How many shared guards can be combined in every way."""
    count = 1
    while degrees > 1 and degrees ** (count + 1) <= _CHOICES_MAX:
        count += 1
    return count


def guards_of(found: Charge) -> tuple[Guard, ...]:
    """What a charge rests on."""
    return tuple(dict.fromkeys(guard for cover, _ in found.uses for guard in (cover.guard, *cover.also)))


def certificate(question: Question, days: int, found: Charge) -> Certificate:
    """A charge as a proof that anybody can check: rows are windows of the guards of `guards_of`, used so often."""
    sends = tuple(
        (stream.ask.id, day, stream.weight * len(stream.touches)) for stream in question.streams for day in range(days)
    )
    rows: list[Row] = []
    guards = guards_of(found)
    uses: list[tuple[int, Fraction]] = []
    for cover, degree in found.uses:
        length = days if cover.days is None else cover.days
        for first in range(0, days, length):
            last = min(first + length, days)
            terms = tuple((index * days + day, 1) for index in sorted(cover.streams) for day in range(first, last))
            uses.append((len(rows), Fraction(degree)))
            rows.append(Row(cover.at_most, terms, guards.index(cover.guard)))
    return Certificate(question.at_most, sends, tuple(rows), (Case((), (), tuple(uses)),))


def keeps_freeze(stream: Stream) -> Guard:
    """Why nothing of a stream goes out on frozen days."""
    ask = stream.ask
    if ask.enforces is not None and ask.enforces.freezes:
        words = f"`{ask.spec.through}` sends nothing on frozen days"
        return Guard("freeze", ask.spec.through, "channel", ("enforces", "freezes"), words)
    path = ("when", "every" if ask.spec.when.every else "on" if ask.spec.when.on else "event")
    return Guard("waves", ask.id, "survey", path, f"no wave of `{ask.id}` reaches into it")
