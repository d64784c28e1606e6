"""The replay of a calendar that is said to break a limit: every reason why it cannot happen or breaks nothing.

It shares nothing with the prover but the values they exchange, so that a mistake has to be made twice to go unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from cxprog.analysis.frequency._kept import Kept, freezes, holds, looks_early
from cxprog.analysis.frequency._legal import (
    dated,
    delays,
    excluded,
    length,
    named,
    shifts,
    source_of,
    too_many_causes,
    why_no_cause,
    why_not_reached,
)
from cxprog.analysis.frequency.values import Send, Verdict, Witness
from cxprog.analysis.specs import Specs
from cxprog.language.types import Duration, months_later
from cxprog.limits import pack_policies

_MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_MINUTES: Mapping[str, int] = {"days": 1440, "business_days": 1440}
"""Minutes of a measure; 1 for the others."""


def mistakes(specs: Specs, verdict: Verdict) -> list[str]:
    """Why the witness of a verdict is no calendar that the program allows and that breaks the limit; empty if it is."""
    witness = verdict.witness
    if verdict.answer != "violated" or witness is None:
        return ["there is no calendar to replay: the verdict is not `violated`, or names none"]
    if unreadable := [*_unreadable(specs, verdict, witness)]:
        return unreadable
    replay = _Replay(specs, verdict, witness)
    people = list(dict.fromkeys(replay.people()))
    found = [*people, *(words for send in witness.sends for words in replay.alone(send)), *replay.together()]
    if not found:
        found = [*Kept(specs, replay.invitations).mistakes()]
    return list(dict.fromkeys([*found, *replay.counted()]))


def _unreadable(specs: Specs, verdict: Verdict, witness: Witness) -> Iterator[str]:
    """What the verdict speaks of and the program does not have."""
    last = date.max.toordinal()
    numbers = [witness.first, witness.last, *witness.anchors.values()]
    numbers += [day for send in witness.sends for day in (send.day, send.cause, send.checked)]
    if not all(0 < day <= last for day in numbers):
        yield "the calendar names a day that no calendar has"
    for name in sorted({send.survey for send in witness.sends}):
        if specs.get("survey", name) is None:
            yield f"there is no survey `{name}`"
    if _limit(specs, verdict) is None:
        where = f"the {verdict.pack} pack" if verdict.pack else f"`{verdict.policy}`"
        yield f"{where} has no {verdict.part} limit number {verdict.index} that holds for this program"


def _limit(specs: Specs, verdict: Verdict) -> Any:
    """The limit or freeze that a verdict speaks of; packs have a say where no policy of the program has a limit."""
    policies = dict(specs.each("policy"))
    if verdict.pack is not None:
        if verdict.pack not in specs.settings.packs or any(policy.frequency for policy in policies.values()):
            return None
        policies = {policy.id: policy for policy in pack_policies(verdict.pack)}
    listed = getattr(policies.get(verdict.policy), verdict.part, ())
    return listed[verdict.index] if 0 <= verdict.index < len(listed) else None


@dataclass(frozen=True)
class _Replay:
    """One calendar, against one limit."""

    specs: Specs
    verdict: Verdict
    witness: Witness

    @cached_property
    def limit(self) -> Any:
        return _limit(self.specs, self.verdict)

    @cached_property
    def per(self) -> str:
        """Whose invitations are counted together."""
        return "person" if self.verdict.part == "freezes" else str(self.limit.per)

    @cached_property
    def invitations(self) -> tuple[Send, ...]:
        return tuple(send for send in self.witness.sends if not send.reminder)

    def _survey(self, send: Send) -> Any:
        return self.specs.get("survey", send.survey)

    def _channel(self, send: Send) -> Any:
        return self.specs.get("channel", self._survey(send).through)

    # PEOPLE

    @cached_property
    def held(self) -> Mapping[int, frozenset[str]]:
        """Roles of each contact; a limit per person or record speaks of the first, who is all that the profile says."""
        found: dict[int, frozenset[str]] = {}
        for send in self.witness.sends:
            found[send.contact] = found.get(send.contact, frozenset()).union(send.roles)
        if self.per in ("person", "record"):
            found[1] = frozenset(self.verdict.profile.roles)
        return found

    def people(self) -> Iterator[str]:
        """Why there are no such people."""
        profile = set(self.verdict.profile.roles)
        for contact, roles in sorted(self.held.items()):
            yield from excluded(self.specs, roles)
            if self.per not in ("person", "record") and (others := roles - profile):
                yield f"contact {contact} holds {_listed(others)}, which the verdict does not speak of"
        if self.per == "partner":
            for name in sorted(profile):
                role = self.specs.get("role", name)
                if role is not None and role.audience != "partner":
                    yield f"`{name}` is no role of a partner's people"
        if len(self.held) > 1:
            yield from self._too_many()

    def _too_many(self) -> Iterator[str]:
        """Roles that more people of the account hold than it has."""
        for name, people in sorted(Counter(role for roles in self.held.values() for role in roles).items()):
            most = getattr(self.specs.get("role", name), "per_account", None)
            if people > (most or 1):
                said = f"an account has at most {most}" if most else "without `per_account` only one is certain"
                yield f"{people} contacts hold `{name}`: {said}"

    # EACH BY ITSELF

    def alone(self, send: Send) -> Iterator[str]:
        """Why an invitation or reminder cannot be, whatever else is sent."""
        reasons = (self._asked, self._reached, self._counted_in_tool, self._timed, self._caused)
        for words in (words for each in reasons for words in each(send)):
            yield f"{named(send)}: {words}"

    def _asked(self, send: Send) -> Iterator[str]:
        asks, held = self._survey(send).asks, self.held[send.contact]
        if not held & set(asks):
            yield f"it asks {_listed(asks)}; contact {send.contact} is {_listed(held) or 'nothing'}"
        if others := set(send.roles) - set(asks):
            yield f"it does not ask {_listed(others)}"
        if others := set(send.roles) - held:
            yield f"contact {send.contact} does not hold {_listed(others)}"

    def _reached(self, send: Send) -> Iterator[str]:
        yield from why_not_reached(self.specs, self._survey(send), self.verdict.profile)

    def _counted_in_tool(self, send: Send) -> Iterator[str]:
        channel = self._channel(send)
        enforces = channel.enforces if channel else None
        records = 1
        if enforces and enforces.counts_per == "record":
            records = enforces.records_per_person or 1
        if not 1 <= send.record <= records:
            yield f"it goes to record {send.record} of a person who has {records} at most"
        if send.shift not in shifts(self.specs.settings.clock, enforces.clock if enforces else None, send.day):
            side = "later" if send.shift > 0 else "earlier"
            yield f"its tool never counts it {abs(send.shift)} day {side} than the program"

    def _timed(self, send: Send) -> Iterator[str]:
        survey, channel = self._survey(send), self._channel(send)
        if survey.retired and dated(send.day) >= survey.retired:
            yield f"the survey is retired on {survey.retired}"
        if freezes(self.specs, send, send.day):
            yield f"`{channel.id}` sends nothing on this day, which a policy freezes"
        if send.reminder:
            yield from self._reminds(send)
            return
        early = looks_early(channel)
        if not early and send.checked != send.day:
            yield f"rests and caps are looked at on the day of sending, not on {dated(send.checked)}"
        if early and send.day - send.checked not in delays(channel.enforces.send_delay):
            takes = channel.enforces.send_delay.words if channel.enforces.send_delay else "no time"
            yield f"`{channel.id}` looked at rests and caps on {dated(send.checked)} and takes {takes} to send"

    def _reminds(self, send: Send) -> Iterator[str]:
        survey = self._survey(send)
        if not 0 < send.reminder <= len(survey.reminders):
            yield f"there is no reminder {send.reminder}"
            return
        after = length(survey.reminders[send.reminder - 1].after)
        if survey.open_for is not None and after > length(survey.open_for):
            yield f"the survey is open for {survey.open_for.words} only"
        if not any(_key(other) == _key(send) and other.day + after == send.day for other in self.invitations):
            yield f"there is no invitation on {dated(send.day - after)} that it reminds of"

    def _caused(self, send: Send) -> Iterator[str]:
        if not send.reminder:
            yield from why_no_cause(self.specs, send, self.witness)

    # TOGETHER

    def together(self) -> Iterator[str]:
        """Why not all of it can be sent, whatever tools keep back."""
        sends = self.witness.sends
        if [send.day for send in sends] != sorted(send.day for send in sends):
            yield "the calendar is not in the order of days"
        waves = (_key(send) for send in self.invitations if source_of(self.specs, send) is None)
        for (name, cause, *_), times in Counter(waves).items():
            if times > 1:
                yield f"`{name}`: {times} invitations to the same person in the wave of {dated(cause)}"
        reminders = ((*_key(send), send.reminder, send.day) for send in sends if send.reminder)
        for (name, *_, day), times in Counter(reminders).items():
            if times > 1:
                yield f"`{name}` on {dated(day)}: {times} times the same reminder"
        same = ((each.survey, each.contact, each.record, each.day) for each in self.invitations)
        for (name, _, _, day), times in Counter(same).items():
            if times > 1:
                yield f"`{name}` on {dated(day)}: {times} invitations to the same person on one day"
        yield from too_many_causes(self.specs, self.invitations)

    # THE LIMIT

    def counted(self) -> Iterator[str]:
        """Why the limit is not broken by it."""
        verdict, witness = self.verdict, self.witness
        bounds = [*self._bounds()]
        if not any(bound == verdict.at_most for bound, *_ in bounds):
            yield f"the limit is {' and '.join(str(bound) for bound, *_ in bounds)}, not {verdict.at_most}"
            return
        bound, by_minutes, window = next(each for each in bounds if each[0] == verdict.at_most)
        yield from self._window(window)
        total = self._total(by_minutes)
        if total != witness.total:
            yield f"from {self._days} the limit counts {total}, not {witness.total}"
        if total <= bound:
            yield f"from {self._days} the limit allows {bound}, and there are {total}"

    @property
    def _days(self) -> str:
        return f"{dated(self.witness.first)} to {dated(self.witness.last)}"

    def _bounds(self) -> Iterator[tuple[int, bool, Duration | None]]:
        """What the limit allows, whether it counts minutes, and the length of its windows."""
        if self.verdict.part == "freezes":
            yield 0, False, None
            return
        if self.limit.gap is not None:
            yield 1, False, self.limit.gap
        if self.limit.at_most is not None:
            yield self.limit.at_most, False, self.limit.within
        if self.limit.minutes is not None:
            yield self.limit.minutes, True, self.limit.within

    def _window(self, within: Duration | None) -> Iterator[str]:
        first, last = self.witness.first, self.witness.last
        days = last - first + 1
        if days < 1:
            yield f"the window from {self._days} ends before it begins"
        elif self.verdict.part == "freezes":
            if not all(holds(self.limit, day) for day in range(first, last + 1)):
                yield f"not all days from {self._days} are frozen"
        elif within is not None:
            if days != max(1, length(within)):
                yield f"the window from {self._days} has {days} days; the limit speaks of {max(1, length(within))}"
        elif self.limit.each is not None and not self._is_period(self.limit.each):
            yield f"{self._days} is not one {self.limit.each}, with fiscal years from {self.specs.settings.fiscal_year}"

    def _is_period(self, each: str) -> bool:
        first, last = date.fromordinal(self.witness.first), date.fromordinal(self.witness.last + 1)
        month, day = map(int, self.specs.settings.fiscal_year.split("-"))
        begins = first.day == (1 if each == "month" else day) and (first.month - month) % _MONTHS[each] == 0
        return begins and months_later(first, _MONTHS[each]) == last

    def _total(self, by_minutes: bool) -> Fraction:
        """What the limit counts in the window; for limits per record, in the record with the most."""
        sums: dict[tuple[str | None, int], Fraction] = {}
        for send in self.witness.sends:
            if self.witness.first <= send.day <= self.witness.last and self._counts(send):
                place = (self._survey(send).through, send.record) if self.per == "record" else (None, 0)
                weight = Fraction(str(self._survey(send).minutes)) if by_minutes else Fraction(1)
                sums[place] = sums.get(place, Fraction(0)) + weight
        return max(sums.values(), default=Fraction(0))

    def _counts(self, send: Send) -> bool:
        """Whether the limit counts an invitation or reminder."""
        if self.verdict.part == "freezes":
            return True
        is_theirs = send.contact == 1 or self.per in ("account", "partner")
        return (
            is_theirs and (not send.reminder or self.limit.reminders == "counted") and self._is_of(self.limit.of, send)
        )

    def _is_of(self, of: Any, send: Send) -> bool:
        survey, profile = self._survey(send), self.verdict.profile
        sender = survey.sender if isinstance(survey.sender, str) else "partner"
        segment = dict(profile.segment)
        return (
            (of.longer_than is None or survey.minutes > _minutes(of.longer_than))
            and (of.up_to is None or survey.minutes <= _minutes(of.up_to))
            and (not of.senders or sender in of.senders)
            and (not of.purposes or survey.purpose in of.purposes)
            and (not of.surveys or send.survey in of.surveys)
            and all(segment.get(dimension) in values for dimension, values in of.among.items())
            and (of.key_accounts is None or of.key_accounts == profile.is_key)
            and any(self._is_of_role(of, role) for role in self.held[send.contact] & set(survey.asks))
        )

    def _is_of_role(self, of: Any, role: str) -> bool:
        spec = self.specs.get("role", role)
        is_named = not of.roles or role in of.roles
        return is_named and (of.audience is None or (spec is not None and spec.audience == of.audience))


def _key(send: Send) -> tuple[str, int, int, int, int]:
    """What an invitation is for: at most one is sent."""
    return send.survey, send.cause, send.repeat, send.contact, send.record


def _minutes(duration: Duration) -> int:
    return duration.amount * _MINUTES.get(duration.measure, 1)


def _listed(roles: Sequence[str] | set[str] | frozenset[str]) -> str:
    return " and ".join(f"`{role}`" for role in sorted(roles))
