"""Which invitations of a calendar get past the rests, caps and freezes that tools keep, and which have to wait.

Part of the replay of calendars, so it shares nothing with the prover: every reading of the language here is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from typing import Any, NamedTuple

from cxprog.analysis.frequency._legal import dated, due_days, length, named
from cxprog.analysis.frequency.values import Send
from cxprog.analysis.specs import Specs
from cxprog.language.types import Duration, months_later

_DUES_MAX = 2_000
"""Most choices of the days on which waiting invitations became due that are tried."""
_ORDERS_MAX = 2_000
"""Most beginnings of an order of one day's invitations that are tried."""

Dues = Mapping[Send, int]
"""The day on which each invitation was due."""


class _Step(NamedTuple):
    """Something that a tool does with an invitation on a day."""

    send: Send
    looks: bool
    """Whether rests and caps are looked at."""
    sends: bool
    """Whether it goes out."""


@dataclass(frozen=True)
class Kept:
    """The guards of a program, over the invitations of one calendar."""

    specs: Specs
    sends: Sequence[Send]
    """Invitations, without reminders."""

    def mistakes(self) -> Iterator[str]:
        """Why some invitation does not go out when the calendar says so."""
        choices = [self._dues(send) for send in self.sends]
        for send, days in zip(self.sends, choices, strict=True):
            if not days:
                yield from self._why_not_due(send)
        if not all(choices):
            return
        first: list[str] | None = None
        for days_due in islice(product(*choices), _DUES_MAX):
            dues = dict(zip(self.sends, days_due, strict=True))
            found = [*self._joined(dues), *self._out_of_order(dues)]
            if not found:
                return
            first = first or found
        yield from first or ()

    # DUE DAYS

    def _dues(self, send: Send) -> list[int]:
        """Days on which it can have been due, the latest first; it waited where that is before it was let through."""
        days = due_days(self.specs, send)
        if send.checked in days:
            return [send.checked]
        survey = self._survey(send)
        if survey.on_block != "defer":
            return []
        found: list[int] = []
        for day in range(send.checked - 1, min(days, default=send.checked) - 1, -1):
            is_over = survey.defer_for is not None and day + length(survey.defer_for) < send.checked
            if is_over or not self.holds_back(send, day):
                break
            if day in days:
                found.append(day)
        return found

    def holds_back(self, send: Send, day: int) -> bool:
        """Whether anything of the whole day keeps it back."""
        seen = [other for other in self.sends if other.day <= day and other != send]
        return any(self._reasons(send, day, seen, waits=True))

    def _why_not_due(self, send: Send) -> Iterator[str]:
        days, survey = due_days(self.specs, send), self._survey(send)
        if not days:
            yield f"{named(send)}: its cause on {dated(send.cause)} leads to no invitation number {send.repeat + 1}"
            return
        span = dated(days[0]) if days[0] == days[-1] else f"from {dated(days[0])} to {dated(days[-1])}"
        if survey.on_block != "defer" or send.checked < days[0]:
            late = f", looked at on {dated(send.checked)}" if send.checked != send.day else ""
            yield f"{named(send)}{late}: what led to it on {dated(send.cause)} lets it go out {span} only"
            return
        last = max(day for day in days if day <= send.checked)
        if survey.defer_for is not None and last + length(survey.defer_for) < send.checked:
            yield f"{named(send)}: it was due {span} and waits for at most {survey.defer_for.words}"
        elif free := [day for day in range(last, send.checked) if not self.holds_back(send, day)]:
            yield f"{named(send)}: it was due {span}, and nothing kept it back on {dated(free[-1])}"

    def _joined(self, dues: Dues) -> Iterator[str]:
        """Invitations that would have joined another one that waited."""
        for waiting in self.sends:
            for other in self.sends:
                same = (other.survey, other.contact, other.record) == (
                    waiting.survey,
                    waiting.contact,
                    waiting.record,
                ) and other is not waiting
                is_later = dues[waiting] < dues[other] < waiting.checked
                is_twin = dues[waiting] == dues[other] < min(other.checked, waiting.checked)
                if same and (is_later or (is_twin and waiting.checked <= other.checked)):
                    joins = f"it joins the one that waits until {dated(waiting.day)}"
                    yield f"{named(other)}: due on {dated(dues[other])}, {joins}"

    # GUARDS

    def _survey(self, send: Send) -> Any:
        return self.specs.get("survey", send.survey)

    def _reasons(self, send: Send, day: int, sent: Collection[Send], *, waits: bool = False) -> Iterator[str]:
        """What keeps an invitation back on a day after others; `waits`: also what is looked at on sending."""
        survey = self._survey(send)
        channel = self.specs.get("channel", survey.through)
        if waits and not looks_early(channel):
            if any(self._is_alike(send, other) and other.day == day for other in sent):
                yield "the person got one that day"
            if freezes(self.specs, send, day):
                yield "the day is frozen"
        if channel is None:
            return
        enforces, now = channel.enforces, day + send.shift
        seen = [other for other in sent if _counts_with(enforces.counts_per, send, other)]
        own = [other for other in seen if other.survey == send.survey]
        known = {channel.id, *channel.shares_rest_with} if survey.rest.respects else set()
        shared = [other for other in seen if self._starts_rest(other, known)]
        if enforces.own_rest and (last := _full(own, now, 1, survey.rest.own)):
            yield f"its own rest of {survey.rest.own.words} runs since {named(last)}"
        for cap in survey.caps if enforces.caps else ():
            if last := _full(own, now, cap.at_most, cap.within):
                yield f"its cap of {cap.at_most} within {cap.within.words} is reached with {named(last)}"
        if last := _full(shared, now, 1, enforces.rest):
            yield f"the rest of {enforces.rest.words} that `{channel.id}` keeps runs since {named(last)}"
        for cap in enforces.shared_caps:
            if last := _full(shared, now, cap.at_most, cap.within):
                words = f"the cap of {cap.at_most} within {cap.within.words} that `{channel.id}` keeps"
                yield f"{words} is reached with {named(last)}"

    def _is_alike(self, send: Send, other: Send) -> bool:
        return (send.survey, send.contact, send.record) == (other.survey, other.contact, other.record)

    def _starts_rest(self, other: Send, channels: Collection[str]) -> bool:
        survey = self._survey(other)
        return survey.through in channels and survey.rest.starts

    # ORDER WITHIN A DAY

    def _out_of_order(self, dues: Dues) -> Iterator[str]:
        """Days whose invitations cannot all go out, in whatever order, with those that wait kept waiting."""
        days = {day for send in self.sends for day in (*range(dues[send], send.checked + 1), send.day)}
        for day in sorted(days):
            yield from self._day(day, dues)

    def _day(self, day: int, dues: Dues) -> Iterator[str]:
        before = [send for send in self.sends if send.day < day]
        steps = [*self._steps(day)]
        waiting = [send for send in self.sends if dues[send] <= day < send.checked]
        barred = [
            f"{named(step.send)} is kept back{_on(step.send, day)}: {reason}"
            for step in steps
            if step.looks
            for reason in islice(self._reasons(step.send, day, before), 1)
        ]
        if barred:
            yield from barred
        elif not self._is_possible(_Day(day, before, steps, waiting, dues, self._rank)):
            names = ", ".join(named(step.send) for step in steps if step.looks)
            idle = ", ".join(named(send) for send in waiting)
            still = f", with {idle} still waiting" if idle else ""
            yield f"in no order can these be let through on {dated(day)}{still}: {names or 'none'}"

    def _steps(self, day: int) -> Iterator[_Step]:
        for send in self.sends:
            early = looks_early(self.specs.get("channel", self._survey(send).through))
            if early and send.checked == day:
                yield _Step(send, looks=True, sends=False)
            if send.day == day:
                yield _Step(send, looks=not early, sends=True)

    def _rank(self, send: Send, dues: Dues) -> tuple[int, int, str]:
        """The order of invitations that wait."""
        return -self._survey(send).priority, dues[send], send.survey

    def _is_possible(self, day: _Day) -> bool:
        """Whether the day's steps can be put in an order that lets everything through, looked for depth first."""
        tried: set[frozenset[int]] = set()
        stack: list[frozenset[int]] = [frozenset()]
        while stack and len(tried) < _ORDERS_MAX:
            done = stack.pop()
            if done in tried:
                continue
            tried.add(done)
            sent = [*day.before, *(day.steps[index].send for index in done if day.steps[index].sends)]
            left = [index for index in range(len(day.steps)) if index not in done]
            # Nothing lets an invitation through that was kept back before: more is sent, never less.
            if any(
                day.steps[index].looks and any(self._reasons(day.steps[index].send, day.day, sent)) for index in left
            ):
                continue
            idle = day.waiting if not left else ()
            if not left and all(self._still_waits(send, day, sent) for send in idle):
                return True
            stack.extend(done | {index} for index in reversed(left) if self._may_follow(day, index, left, sent))
        return False

    def _may_follow(self, day: _Day, index: int, left: Sequence[int], sent: Sequence[Send]) -> bool:
        """Whether a step can be next: who waits comes in turn, and who comes before it is kept back till now."""
        step = day.steps[index]
        if step.sends and not step.looks:
            return not any(day.steps[other].send == step.send for other in left if other != index)
        if day.dues[step.send] == day.day:
            return True
        rank = day.rank(step.send, day.dues)
        rivals = [day.steps[other].send for other in left if day.steps[other].looks]
        in_turn = all(day.dues[other] == day.day or day.rank(other, day.dues) >= rank for other in rivals)
        return in_turn and all(
            self._still_waits(other, day, sent)
            for other in day.waiting
            if day.dues[other] < day.day and day.rank(other, day.dues) < rank
        )

    def _still_waits(self, send: Send, day: _Day, sent: Sequence[Send]) -> bool:
        return any(self._reasons(send, day.day, sent, waits=True))


@dataclass(frozen=True)
class _Day:
    """What happens on one day."""

    day: int
    before: Sequence[Send]
    """What was sent on earlier days."""
    steps: Sequence[_Step]
    waiting: Sequence[Send]
    """What is due and has to be kept back all day."""
    dues: Dues
    rank: Callable[[Send, Dues], tuple[int, int, str]]


def looks_early(channel: Any) -> bool:
    """Whether a tool looks at rests and caps when the trigger comes in."""
    return channel is not None and channel.enforces.evaluated_at == "trigger"


def freezes(specs: Specs, send: Send, day: int) -> bool:
    """Whether the tool of a survey keeps a freeze on a day, as its own calendar shows it."""
    survey: Any = specs.get("survey", send.survey)
    channel = specs.get("channel", survey.through)
    return channel is not None and channel.enforces.freezes and is_frozen(specs, day + send.shift)


def is_frozen(specs: Specs, day: int) -> bool:
    """Whether some policy freezes a day."""
    return any(holds(freeze, day) for _, policy in specs.each("policy") for freeze in policy.freezes)


def holds(freeze: Any, day: int) -> bool:
    """Whether a day is one of a freeze."""
    first, last, here = date.fromisoformat(freeze.first), date.fromisoformat(freeze.last), date.fromordinal(day)
    years = range(here.year - first.year + 1) if freeze.yearly else range(1)
    return any(months_later(first, 12 * year) <= here <= months_later(last, 12 * year) for year in years)


def _counts_with(per: str, send: Send, other: Send) -> bool:
    """Whether a tool counts two invitations together."""
    is_same_person = other.contact == send.contact
    return {"person": is_same_person, "record": is_same_person and other.record == send.record}.get(per, True)


def _full(seen: Sequence[Send], now: int, at_most: int, within: Duration | None) -> Send | None:
    """The last of so many invitations within a time that ends now; None where there are fewer."""
    days = length(within)
    recent = [each for each in seen if days and now - each.day - each.shift < days]
    return max(recent, key=lambda each: each.day) if len(recent) >= at_most else None


def _on(send: Send, day: int) -> str:
    return "" if send.day == day else f" on {dated(day)}"
