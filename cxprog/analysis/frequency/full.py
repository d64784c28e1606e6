"""The replay of calendars with full waves: which wave of a census left somebody out without a reason.

Part of the replay, so it shares nothing with the search for such calendars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from cxprog.analysis.frequency._kept import Kept
from cxprog.analysis.frequency._legal import dated, due_days, length, why_no_cause, why_not_reached
from cxprog.analysis.frequency.limited import limit_of
from cxprog.analysis.frequency.values import Send, Verdict, Witness
from cxprog.analysis.specs import Specs

_SEVERAL = ("account", "partner")


def is_forced(survey: Any) -> bool:
    """Whether each wave of a survey is meant to reach everybody who holds its roles.

    Not where people have to qualify in a way that the program only describes (`criteria`), or by what they went through
    (`passed`): then anybody may be left out.
    """
    sampling = survey.sampling
    return bool(
        sampling.census
        and (survey.when.every or survey.when.on)
        and not sampling.criteria
        and not sampling.passed
        and sampling.share != 0
    )


def missing_waves(specs: Specs, verdict: Verdict, witness: Witness) -> list[str]:
    """Waves of a census of which somebody gets no invitation in a calendar though nothing is in the way; best empty.

    Waves count from the first one on, up to the end of the calendar; those of surveys that do not say when they start,
    from where the calendar begins, and from as long before its window as a guard or a wait can reach.
    """
    return [*dict.fromkeys(_Check(specs, verdict, witness).missing())]


@dataclass(frozen=True)
class _Check:
    specs: Specs
    verdict: Verdict
    witness: Witness

    @cached_property
    def invitations(self) -> list[Send]:
        return [send for send in self.witness.sends if not send.reminder]

    @cached_property
    def people(self) -> Mapping[int, frozenset[str]]:
        """Who is there, and which roles each holds; a limit per person or record speaks of one person."""
        is_of_several = self.verdict.part != "freezes" and limit_of(self.specs, self.verdict).per in _SEVERAL
        if not is_of_several:
            return {1: frozenset(self.verdict.profile.roles)}
        held: dict[int, frozenset[str]] = {}
        for send in self.witness.sends:
            held[send.contact] = held.get(send.contact, frozenset()).union(send.roles)
        return held

    def missing(self) -> Iterator[str]:
        for name, survey in self.specs.each("survey"):
            if not is_forced(survey) or any(why_not_reached(self.specs, survey, self.verdict.profile)):
                continue
            for contact, held in sorted(self.people.items()):
                roles = tuple(sorted(held & set(survey.asks)))
                for wave in self._waves(name, survey) if roles else ():
                    sent = Send(wave, name, wave, wave, contact, roles)
                    if not self._is_kept(sent) and not self._has_reason(sent, survey):
                        yield f"the wave of `{name}` on {dated(wave)} does not reach contact {contact}"

    def _waves(self, name: str, survey: Any) -> Iterator[int]:
        """First days of the waves that have to be in the calendar."""
        when, last = survey.when, self.witness.last
        if when.on:
            yield from (day for text in when.on if (day := date.fromisoformat(text).toordinal()) <= last)
            return
        if not when.starting and name not in self.witness.anchors:
            # Nothing says when its waves are, so the first day that could be one stands for what is missing.
            yield self._begin
            return
        begin = date.fromisoformat(when.starting).toordinal() if when.starting else self._begin
        # Delays move what is sent behind its wave, never ahead of it.
        for day in range(begin, last + 1):
            if not any(why_no_cause(self.specs, Send(day, name, day, day), self.witness)):
                yield day

    @cached_property
    def _begin(self) -> int:
        first = min((send.day for send in self.invitations), default=self.witness.first)
        return min(first, self.witness.first - self._reach)

    @cached_property
    def _reach(self) -> int:
        """Days that the longest guard and the longest wait together last."""
        guards, waits = [0], [0]
        for _, survey in self.specs.each("survey"):
            guards += [length(survey.rest.own), *(length(cap.within) for cap in survey.caps)]
            waits.append(length(survey.defer_for))
        for _, channel in self.specs.each("channel"):
            enforces = channel.enforces
            if enforces is not None:
                guards += [length(enforces.rest), *(length(cap.within) for cap in enforces.shared_caps)]
        return max(guards) + max(waits)

    def _is_kept(self, wave: Send) -> bool:
        """Whether the calendar has the invitation of a wave."""
        return any(self._is_of(each, wave) for each in self.invitations)

    def _has_reason(self, wave: Send, survey: Any) -> bool:
        """Whether on some day of a wave its invitation is kept back, for good or beyond the end of the calendar."""
        until = date.fromisoformat(survey.retired).toordinal() if survey.retired else None
        days = [day for day in due_days(self.specs, wave) if until is None or day < until]
        return (
            not days
            or days[-1] > self.witness.last
            or any(self._is_lost(replace(wave, day=day, checked=day), survey, until) for day in days)
        )

    def _is_lost(self, wave: Send, survey: Any, until: int | None) -> bool:
        """Whether an invitation that is due on a day never goes out."""
        if survey.on_block != "defer":
            return self.kept.holds_back(wave, wave.day)
        end = min(self.witness.last, wave.day + length(survey.defer_for) if survey.defer_for else self.witness.last)
        if until is not None:
            end = min(end, until - 1)
        return self._waits(wave, end) or self._joins(wave, survey)

    @cached_property
    def kept(self) -> Kept:
        return Kept(self.specs, self.invitations)

    def _waits(self, wave: Send, end: int) -> bool:
        """Whether an invitation that is due on a day is kept back from then on, up to another day."""
        days = range(wave.day, end + 1)
        return all(self.kept.holds_back(replace(wave, day=day, checked=day), day) for day in days)

    def _joins(self, wave: Send, survey: Any) -> bool:
        """Whether an invitation to the same survey waits on that day: one that goes out later, or never does."""
        for start in self._waves(wave.survey, survey):
            other = replace(wave, day=start, cause=start, checked=start)
            sent = [each for each in self.invitations if self._is_of(each, other)]
            if start == wave.cause or any(each.day <= wave.day for each in sent):
                continue
            for day in due_days(self.specs, other):
                is_over = survey.defer_for is not None and day + length(survey.defer_for) < wave.day
                if day <= wave.day and not is_over and self._waits(replace(other, day=day, checked=day), wave.day):
                    return True
        return False

    def _is_of(self, sent: Send, wave: Send) -> bool:
        key = (wave.survey, wave.cause, wave.contact, 0)
        return (sent.survey, sent.cause, sent.contact, sent.repeat) == key
