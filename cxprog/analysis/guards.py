"""What keeps an invitation back: freezes, rests and caps, counted in days as the page `meaning` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cxprog.analysis.people import Person
from cxprog.language.types import Duration, months_later
from cxprog.manifest import Manifest
from cxprog.source import Path


@dataclass(frozen=True)
class Sent:
    """An invitation that went out."""

    day: date
    survey: str
    person: Person
    is_reminder: bool = False


@dataclass
class Outbox:
    """Everything that went out, at hand by the person, account or partner that it is counted for."""

    _sent: dict[tuple[str, str], list[Sent]] = field(default_factory=dict)

    def add(self, sent: Sent) -> None:
        """Put in what has just gone out."""
        for key in {sent.person.key(per) for per in ("person", "account", "partner")}:
            self._sent.setdefault(key, []).append(sent)

    def to(self, person: Person, per: str = "person") -> Sequence[Sent]:
        """What went to a person, or to everybody of the same account or partner, in the order of time."""
        return self._sent.get(person.key(per), ())


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

    def rests(self, survey: str, person: Person, day: date, sent: Outbox) -> Iterator[str]:
        """Why rests and caps keep an invitation back: `same-day`, `own-rest`, `shared-rest`, `cap`."""
        spec = self.manifest.get("survey", survey)
        own = [each for each in _invited(sent, person, "person", day) if each.survey == survey]
        if any(each.day == day for each in own):
            yield "same-day"
        if spec.rest.own is not None and any(shares_window(each.day, day, spec.rest.own) for each in own):
            yield "own-rest"
        if spec.rest.respects and self._rests(spec, person, day, sent):
            yield "shared-rest"
        if self._caps_hold(spec) and any(self._is_full(cap, spec, person, day, sent, survey) for cap in spec.caps):
            yield "cap"

    def _rests(self, spec: Any, person: Person, day: date, sent: Outbox) -> bool:
        channel = self.manifest.find("channel", spec.through)
        if channel is None or channel.enforces.rest is None:
            return False
        known = {spec.through, *channel.shares_rest_with}
        return any(
            other.through in known and other.rest.starts and shares_window(each.day, day, channel.enforces.rest)
            for each in _invited(sent, person, channel.enforces.counts_per, day)
            if (other := self.manifest.get("survey", each.survey))
        )

    def _caps_hold(self, spec: Any) -> bool:
        channel = self.manifest.find("channel", spec.through)
        return channel is None or bool(channel.enforces.caps)

    def _is_full(self, cap: Any, spec: Any, person: Person, day: date, sent: Outbox, survey: str) -> bool:
        channel = self.manifest.find("channel", spec.through)
        per = channel.enforces.counts_per if channel else "person"
        counted = sum(
            each.survey == survey and shares_window(each.day, day, cap.within)
            for each in _invited(sent, person, per, day)
        )
        return counted >= int(cap.at_most)


def _invited(sent: Outbox, person: Person, per: str, day: date) -> Iterator[Sent]:
    return (each for each in sent.to(person, per) if not each.is_reminder and each.day <= day)
