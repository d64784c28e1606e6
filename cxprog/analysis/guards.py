"""What keeps an invitation back: freezes, rests and caps, counted in days as the page `meaning` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cxprog.analysis.people import Person
from cxprog.analysis.working_time import months_later
from cxprog.language.types import Duration
from cxprog.manifest import Manifest
from cxprog.source import Path


@dataclass(frozen=True)
class Sent:
    """An invitation that went out."""

    day: date
    survey: str
    person: Person
    is_reminder: bool = False


def days_later(day: date, duration: Duration) -> date:
    """The first day outside a window that begins on a day; hours are rounded down, business days counted as days."""
    if duration.measure == "months":
        return months_later(day, duration.amount)
    days = duration.days
    return day + timedelta(days=duration.amount if days is None else days)


def shares_window(earlier: date, day: date, duration: Duration) -> bool:
    """Whether two days, in this order, lie in one window of that length."""
    return earlier <= day < days_later(earlier, duration)


@dataclass(frozen=True)
class Guards:
    """The guards of a program."""

    manifest: Manifest

    def freeze(self, day: date) -> tuple[str, Path] | None:
        """The policy, and the place in it, that forbids asking anybody on a day."""
        for policy in self.manifest.each("policy"):
            for index, freeze in enumerate(policy.spec.freezes):
                if freeze.first <= day.isoformat() <= freeze.last:
                    return policy.id, ("freezes", index)
        return None

    def rests(self, survey: str, person: Person, day: date, sent: tuple[Sent, ...]) -> Iterator[str]:
        """Why rests and caps keep an invitation back: `same-day`, `own-rest`, `shared-rest`, `cap`."""
        spec = self.manifest.get("survey", survey)
        invited = [each for each in sent if not each.is_reminder and each.day <= day]
        own = [each for each in invited if each.survey == survey and each.person is person]
        if any(each.day == day for each in own):
            yield "same-day"
        if spec.rest.own is not None and any(shares_window(each.day, day, spec.rest.own) for each in own):
            yield "own-rest"
        if spec.rest.respects and self._rests(spec, person, day, invited):
            yield "shared-rest"
        if self._caps_hold(spec) and any(self._is_full(cap, spec, person, day, invited, survey) for cap in spec.caps):
            yield "cap"

    def _rests(self, spec: Any, person: Person, day: date, invited: list[Sent]) -> bool:
        channel = self.manifest.find("channel", spec.through)
        if channel is None or channel.enforces.rest is None:
            return False
        known = {spec.through, *channel.shares_rest_with}
        per = channel.enforces.counts_per
        return any(
            other.through in known
            and other.rest.starts
            and each.person.key(per) == person.key(per)
            and shares_window(each.day, day, channel.enforces.rest)
            for each in invited
            if (other := self.manifest.get("survey", each.survey))
        )

    def _caps_hold(self, spec: Any) -> bool:
        channel = self.manifest.find("channel", spec.through)
        return channel is None or bool(channel.enforces.caps)

    def _is_full(self, cap: Any, spec: Any, person: Person, day: date, invited: list[Sent], survey: str) -> bool:
        channel = self.manifest.find("channel", spec.through)
        per = channel.enforces.counts_per if channel else "person"
        counted = sum(
            each.survey == survey
            and each.person.key(per) == person.key(per)
            and shares_window(each.day, day, cap.within)
            for each in invited
        )
        return counted >= int(cap.at_most)
