"""The answer to a question that does not simply add up: a calendar that breaks the limit, or linear programs.

Each calendar is played again by replay.py, and each proof is checked by certificate.py, before anybody is told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from typing import Literal

from cxprog.analysis.frequency import certificate as exact
from cxprog.analysis.frequency import linear
from cxprog.analysis.frequency.bound import Charge, certificate, charge, covers, guards_of, keeps_freeze
from cxprog.analysis.frequency.days import FIRST, reach_of
from cxprog.analysis.frequency.outcome import Outcome
from cxprog.analysis.frequency.question import Question, undeclared_records
from cxprog.analysis.frequency.quick import Quick
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.rows import Possible, Rows, TooLarge
from cxprog.analysis.frequency.scan import Step
from cxprog.analysis.frequency.search import LABELS, Found, Search
from cxprog.analysis.frequency.values import Certificate, Guard, Send, Verdict, Witness
from cxprog.analysis.frequency.windows import Windows

_STARTS_MAX = 3000
"""Most windows of one question in which a calendar is searched for."""
_LOOSE_MAX = 800
"""Longest window, in days, for which one linear program is tried for all windows at once."""
_WINDOWS = 400
"""Most windows of one question that are proved by linear programs of their own."""
_PROGRAMS = 300
"""Most linear programs for one window."""
_LOOSE_PROGRAMS = 12
"""The same for the one that stands for all."""
_WIDE_PROGRAMS = 5
"""The same for one that stands for many."""
_EVER_MAX = 4000
"""Longest time, in days, that is looked at for a limit without a window."""
_SENDS = 400_000
"""Most possible sends in the linear programs of one question."""
_TERMS = 5_000_000
"""Most terms in the linear programs that are solved for one question."""
_GLANCE = 16
"""The first search may look at this part of all the beginnings that the last one may look at."""


Shown = tuple[tuple[Step, ...], dict[str, int], int, int]
"""Sends, first waves of surveys that do not say when they start, first day and length of the window."""


@dataclass
class Answer:
    """The answer to one question."""

    question: Question
    whole: Charge | None = None
    """What the longest window cannot exceed, where that is known."""

    def __post_init__(self) -> None:
        self.windows = Windows(self.question)
        self._is_one = _is_one(self.question)

    def outcome(self) -> Outcome:
        """Proved, violated or not decided."""
        question = self.question
        if question.limit.freeze is not None:
            return self._frozen()
        days = self.windows.longest()
        if days is None:
            return self._ever()
        undeclared = undeclared_records(question)
        most = None if self.whole is None else int(self.whole.total)
        found = None if question.looks_before else self._quick(days) or self._search(days, LABELS // _GLANCE)
        if found is not None:
            return self._shown(found, most)
        if undeclared:
            listed = ", ".join(f"`{name}`" for name in undeclared)
            return Outcome(
                "not decided",
                reason=f"{listed} counts per record and does not say how many records one person can have: "
                "set `enforces: {records_per_person: ...}`",
            )
        outcome = self._linear(days, most)
        for is_scanned in () if outcome.answer != "not decided" else (False,) if question.is_plain else (False, True):
            found = self._search(days, is_scanned=is_scanned)
            if found is not None:
                return self._shown(found, most)
        return outcome

    def _shown(self, found: Shown, most: int | None) -> Outcome:
        steps, anchors, first, days = found
        streams = self.question.streams
        by_stream = tuple(
            (next(index for index, stream in enumerate(streams) if stream.ask.id == name), day)
            for name, day in sorted(anchors.items())
        )
        total = _total(self.question, steps, first, days)
        return Outcome("violated", most=most, least=total, found=(steps, by_stream, first, days))

    def _frozen(self) -> Outcome:
        """A freeze: nothing may be sent on its days."""
        question = self.question
        first, end = next(self.windows.freeze.between(0, 10**7 // 3))
        found = self._search(end - first)
        if found is not None:
            return self._shown(found, None)
        outcome = self._linear(end - first, None)
        if outcome.answer != "proved":
            found = self._search(end - first, is_scanned=True)
            return self._shown(found, None) if found is not None else outcome
        guards = dict.fromkeys(keeps_freeze(stream) for stream in question.streams)
        return outcome._replace(most=0, guards=tuple(guards))

    def _ever(self) -> Outcome:
        """A limit without a window: what has no end breaks it, the rest is counted in one long window."""
        question = self.question
        last = 0
        for index, stream in enumerate(question.streams):
            pace = question.pace(index)
            rate = pace.days if pace and pace.days else 1
            step = max((block.days for block in question.blocks if index in block.blocked), default=1)
            waves = stream.waves
            wave = waves.apart(1) + waves.width * 2 if waves and waves.every else 0
            last = max(last, rate, step, wave, reach_of(stream.delay)[1])
        given = [day for stream in question.streams if stream.waves for day in stream.waves.days]
        span = max(given) - min(given) if given else 0
        days = min(span + (question.at_most + 2) * (last + 1) + 400, _EVER_MAX)
        endless = all(cover.days is None for cover in covers(question, days))
        whole = charge(question, days)
        is_finite = endless and all(self._is_finite(index) for index in range(len(question.streams)))
        if is_finite and whole is not None and whole.total <= question.at_most:
            return Outcome("proved", most=int(whole.total), charge=whole, days=days)
        found = self._search(days, is_scanned=question.looks_before)
        if found is not None:
            return self._shown(found, None)
        if all(self._is_finite(index) for index in range(len(question.streams))):
            return self._linear(days, None)
        return Outcome("not decided", reason="the limit names no window, and nothing ends what it counts: set `within`")

    def _is_finite(self, index: int) -> bool:
        stream = self.question.streams[index]
        waves = stream.waves
        if waves is not None:
            return not waves.is_endless and not waves.is_free
        return any(pace.days is None and index in pace.streams for pace in self.question.paces)

    # CALENDARS

    def _quick(self, days: int) -> Shown | None:
        """A calendar that breaks the limit with as few sends as can be, where one is found at first sight."""
        question = self.question
        if not self._is_one or all(stream.weight == 0 for stream in question.streams):
            return None
        quick = Quick(question)
        anchors = next(self.windows.anchors(days))
        found = quick.first(
            self.windows.likely(days, anchors),
            anchors,
            self._happens,
        )
        if found is None:
            return None
        (steps, chosen), first, own_days = found
        return steps, chosen, first, own_days

    def _search(self, days: int, labels: int = LABELS, *, is_scanned: bool = False) -> Shown | None:
        """A calendar that breaks the limit; None where none was found with so many beginnings looked at."""
        if not self._is_one:
            return None
        bounds = _Bounds(self.question)
        count, left = 0, labels // 8 if is_scanned else labels
        most = _STARTS_MAX // 8 if is_scanned else _STARTS_MAX
        for anchors in self.windows.anchors(days):
            windows = self.windows.all(days, anchors)
            if windows is None:
                windows = self.windows.first_windows(days)
            for first, own_days in windows:
                count += 1
                if count > most or left <= 0:
                    return None
                search = Search(self.question, first, own_days, anchors, is_scanned, left)
                found = search.run(bounds, partial(self._happens, first, own_days))
                if found is not None:
                    return (*found, first, own_days)
                left = search.left
        return None

    def _happens(self, first: int, days: int, calendar: Found) -> bool:
        steps, anchors = calendar
        return not mistakes(self.question.reading.specs, self._violated(steps, anchors, first, days))

    def _violated(self, steps: tuple[Step, ...], anchors: dict[str, int], first: int, days: int) -> Verdict:
        limit, question = self.question.limit, self.question
        witness = witness_of(question, steps, anchors, first, days)
        return Verdict(
            limit.policy,
            limit.index,
            limit.pack,
            question.profile,
            "violated",
            question.amount,
            least=witness.total,
            witness=witness,
            part=limit.part,
        )

    # LINEAR PROGRAMS

    def _linear(self, days: int, most: int | None) -> Outcome:
        try:
            return self._loosely(days) or self._window_by_window(days, most)
        except TooLarge:
            return self._open(most, "it takes longer than allowed to look at every combination")

    def _loosely(self, days: int) -> Outcome | None:
        """A proof for one window that stands for all, because it lets waves lie anywhere."""
        question = self.question
        if question.limit.freeze is not None or days > _LOOSE_MAX:
            return None
        rows = Rows(question, FIRST, days, {}, is_loose=True)
        said = linear.prove(rows.weights, rows.rows, question.at_most, _LOOSE_PROGRAMS)
        if not isinstance(said, linear.Proved):
            return None
        proof = _Proof(question)
        proof.add(rows, said)
        return proof.outcome()

    def _window_by_window(self, days: int, most: int | None) -> Outcome:
        """Each pattern of waves by itself, many at once where there is room to spare.

        What cannot be exceeded in a longer time cannot be exceeded in any window that lies in it. How many windows are
        taken together follows from what went well before.
        """
        proof = _Proof(self.question)
        effort = _Effort()
        for anchors in self.windows.anchors(days):
            windows = self.windows.all(days, anchors)
            if windows is None:
                raise TooLarge
            listed, place, together = list(windows), 0, days // 4
            while place < len(listed):
                first, own_days = listed[place]
                count = self._near(listed, place, together)
                span = listed[place + count - 1][0] + own_days - first
                said = self._in_window(first, span, anchors, proof, effort, _PROGRAMS if count == 1 else _WIDE_PROGRAMS)
                if said is True:
                    place, together = place + count, min(2 * together + 1, days // 4)
                elif count > 1:
                    together = min(together, span - own_days) // 4
                else:
                    return (said and self._from_solution(*said, most)) or self._open(most, "")
        return proof.outcome()

    def _near(self, windows: list[tuple[int, int]], place: int, together: int) -> int:
        """How many windows, from one on, begin within so many days; calendar periods stand alone."""
        if self.question.limit.spec.each is not None or self.question.limit.freeze is not None:
            return 1
        count = 1
        while place + count < len(windows) and 0 <= windows[place + count][0] - windows[place][0] <= together:
            count += 1
        return count

    def _in_window(
        self, first: int, days: int, anchors: dict[str, int], proof: _Proof, effort: _Effort, programs: int
    ) -> Literal[True] | tuple[Rows, linear.Exceeded] | None:
        """Whether the limit holds in one window, which is then part of the proof; or what breaks it, if known."""
        question = self.question
        span = days + question.lead
        whole = charge(question, span, first - question.lead)
        if whole is not None and whole.total <= question.at_most:
            proof.add_charge(whole, span)
            return True
        rows = Rows(question, first, days, anchors)
        effort.sends, effort.windows = effort.sends - len(rows.sends), effort.windows - 1
        if effort.sends < 0 or effort.windows < 0 or effort.work.terms <= 0:
            raise TooLarge
        said = linear.prove(rows.weights, rows.rows, question.at_most, programs, effort.work)
        if isinstance(said, linear.Proved):
            proof.add(rows, said)
            return True
        return (rows, said) if isinstance(said, linear.Exceeded) else None

    def _from_solution(self, rows: Rows, said: linear.Exceeded, most: int | None) -> Outcome | None:
        """The calendar that a solution in whole numbers describes, if it can happen."""
        question = self.question
        if not question.is_plain or not self._is_one:
            return None
        sent = sorted((rows.sends[index] for index in said.sent if rows.sends[index].stream >= 0), key=lambda s: s.day)
        steps = _steps(question, sent, [rows.sends[index] for index in said.sent if rows.sends[index].stream < 0])
        if not self._happens(rows.first, rows.days, (steps, rows.anchors)):
            return None
        return self._shown((steps, rows.anchors, rows.first, rows.days), most)

    def _open(self, most: int | None, reason: str) -> Outcome:
        return Outcome("not decided", most=most, reason=reason or _why(self.question))


def _is_one(question: Question) -> bool:
    """Whether somebody of the profile can exist, so that a calendar can be shown; an account has several people."""
    is_of_several = question.limit.spec.per in ("account", "partner") and question.limit.freeze is None
    return is_of_several or question.reading.is_one_person(question.profile)


def _why(question: Question) -> str:
    """What may be missing where neither a calendar nor a proof was found."""
    if not _is_one(question):
        return "there are more sorts of people than are looked at one by one, and all of them together could break it"
    free = sorted({stream.ask.id for stream in question.streams if stream.waves is not None and stream.waves.is_free})
    if free:
        listed = ", ".join(f"`{name}`" for name in free)
        return f"it depends on when the waves of {listed} begin: say it with `starting`"
    if any(stream.waits for stream in question.streams):
        return "invitations that wait may come together, and no calendar was found that shows or rules it out"
    if any(stream.ask.send_delay for stream in question.streams):
        return "a tool that checks at the trigger lets some invitations through, and no calendar shows how many"
    return "no calendar was found that breaks it, and no proof that there is none"


@dataclass
class _Effort:
    """What may still be spent on a question."""

    sends: int = _SENDS
    windows: int = _WINDOWS
    work: linear.Work = field(default_factory=lambda: linear.Work(_TERMS))


class _Proof:
    """A proof that grows window by window."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._certificates: dict[Certificate, None] = {}
        self._guards: dict[Guard, int] = {}

    def add(self, rows: Rows, said: linear.Proved) -> None:
        """One more window, by a linear program."""
        self._take(_certificate(rows, self._question, said), rows.guards)

    def add_charge(self, found: Charge, days: int) -> None:
        """One more window, by what adds up."""
        guards = guards_of(found)
        self._take(certificate(self._question, days, found), guards)
        for guard in guards:
            self._guards.setdefault(guard, len(self._guards))

    def _take(self, whole: Certificate, guards: Sequence[Guard]) -> None:
        """One more certificate: with the rows that it uses, and its guards numbered as those of the whole proof.

        A wrong proof is a mistake in this package and not the program's.
        """
        used = sorted({row for case in whole.cases for row, _ in case.uses})
        numbers = {row: number for number, row in enumerate(used)}
        rows = tuple(
            row._replace(guard=self._guards.setdefault(guards[row.guard], len(self._guards)))
            for row in (whole.rows[number] for number in used)
        )
        cases = tuple(
            case._replace(uses=tuple((numbers[row], multiplier) for row, multiplier in case.uses))
            for case in whole.cases
        )
        own = replace(whole, rows=rows, cases=cases)
        if not exact.check(own):
            raise AssertionError("a proof does not hold in exact arithmetic")
        self._certificates[own] = None

    def outcome(self) -> Outcome:
        """All windows are proved."""
        most = self._question.at_most
        return Outcome("proved", most=most, certificates=tuple(self._certificates), guards=tuple(self._guards))


class _Bounds:
    """What so many last days of a window can hold at most."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._known: dict[int, float] = {}

    def __call__(self, days: int) -> float:
        days = max(days, 1)
        if days not in self._known:
            found = charge(self._question, days)
            self._known[days] = inf if found is None else float(found.total)
        return self._known[days]


# WITNESSES


def _steps(question: Question, sent: list[Possible], causes: list[Possible]) -> tuple[Step, ...]:
    """Sends with what led to them: as early as its rate allows, or what the solution chose for several at once."""
    found: list[Step] = []
    latest_of: dict[int, list[int]] = {}
    for each in sent:
        stream = question.streams[each.stream]
        soonest, latest = reach_of(stream.delay)
        number = next((n for n, pace in enumerate(question.paces) if each.stream in pace.streams), None)
        cause = each.day - latest
        if each.wave is not None:
            cause = each.wave
        elif number is not None and len(question.paces[number].streams) > 1:
            used = {step.cause for step in found if step.stream == each.stream}
            possible = sorted(other.day for other in causes if other.pace == number and other.day not in used)
            cause = next((day for day in possible if each.day - latest <= day <= each.day - soonest), cause)
        elif number is not None:
            pace, before = question.paces[number], latest_of.setdefault(number, [])
            if pace.days is not None and len(before) >= pace.at_most:
                cause = max(cause, before[-pace.at_most] + pace.days)
            before.append(cause)
        found.append(Step(each.stream, each.day, each.wave, cause, each.day, each.shift, each.day))
    return tuple(found)


def _total(question: Question, steps: tuple[Step, ...], first: int, days: int) -> int:
    witness = witness_of(question, steps, {}, first, days)
    return int(witness.total * question.scale)


def witness_of(question: Question, steps: tuple[Step, ...], anchors: dict[str, int], first: int, days: int) -> Witness:
    """A calendar as people read it: reminders in their place, the window from its first message on."""
    sends: list[tuple[Send, int]] = []
    for step in steps:
        stream = question.streams[step.stream]
        send = Send(
            step.day,
            stream.ask.id,
            step.cause,
            step.checked,
            stream.contact,
            stream.roles,
            stream.record,
            stream.repeat,
            shift=step.shift,
        )
        sends.append((send, stream.weight))
        for number, offset in enumerate(stream.ask.reminders if len(stream.touches) > 1 else (), 1):
            frozen = question.reading.frozen_for(stream.ask)
            day = step.day + offset
            is_out = (stream.ask.until is None or day < stream.ask.until) and (frozen is None or not frozen.holds(day))
            shift = 0 if frozen is None else next((each for each in frozen.possible if frozen.open(day, each)), 0)
            if is_out:
                sends.append((replace(send, day=day, reminder=number, shift=shift), stream.weight))
    sends.sort(key=lambda pair: (pair[0].day, pair[0].survey, pair[0].contact, pair[0].record, pair[0].reminder))
    total = sum(weight for send, weight in sends if first <= send.day < first + days)
    end = first + days
    kept = tuple(send for send, _ in sends if send.day < end)
    return Witness(kept, first, end - 1, question.unscaled(total), anchors)


def _certificate(rows: Rows, question: Question, said: linear.Proved) -> Certificate:
    sends = tuple(
        (
            question.streams[each.stream].ask.id if each.stream >= 0 else "",
            each.day - rows.first,
            weight,
        )
        for each, weight in zip(rows.sends, rows.weights, strict=True)
    )
    return Certificate(question.at_most, sends, tuple(rows.rows), said.cases)
