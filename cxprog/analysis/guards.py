"""What keeps an invitation back: rests, caps and freezes that a tool enforces, counted in days as `meaning` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from cxprog.analysis.people import Person
from cxprog.analysis.periods import frozen
from cxprog.analysis.working_time import Moment
from cxprog.language.types import Duration, months_later
from cxprog.manifest import Manifest
from cxprog.source import Path


@dataclass(frozen=True)
class Sent:
    """An invitation or a reminder that went out."""

    at: Moment
    """In the program's clock."""
    survey: str
    person: Person
    is_reminder: bool = False

    @property
    def day(self) -> date:
        """The day in the program's clock."""
        return self.at.date()


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
    """The guards of a program: each of them holds only where the channel of a survey enforces it."""

    manifest: Manifest

    def freeze(self, survey: str, now: Moment) -> tuple[str, Path] | None:
        """The policy, and the place in it, whose freeze the tool of a survey keeps at a moment.

        The tool keeps them by its own clock, so that at night it may send on a day that is frozen here.
        """
        enforces = self._enforced_for(survey)
        if enforces is None or not enforces.freezes:
            return None
        return next(((policy, path) for policy, path, _, _ in freezes(self.manifest, _day(now, enforces))), None)

    def is_repeated(self, survey: str, person: Person, now: Moment, sent: Outbox) -> bool:
        """Whether the person has been invited to the survey on the same day, which no tool does twice."""
        return any(each.survey == survey and each.day == now.date() for each in sent.to(person) if not each.is_reminder)

    def rests(self, survey: str, person: Person, now: Moment, sent: Outbox) -> Iterator[str]:
        """Why rests and caps keep an invitation back: `own-rest`, `shared-rest`, `cap`, `shared-cap`."""
        enforces, spec = self._enforced_for(survey), self.manifest.get("survey", survey)
        if enforces is None:
            return
        seen = [each for each in sent.to(person, enforces.counts_per) if not each.is_reminder]
        today = _day(now, enforces)
        own = [_day(each.at, enforces) for each in seen if each.survey == survey]
        if enforces.own_rest and _is_full(own, today, 1, spec.rest.own):
            yield "own-rest"
        resting = self._resting[spec.through] if spec.rest.respects else frozenset()
        shared = [_day(each.at, enforces) for each in seen if each.survey in resting]
        if _is_full(shared, today, 1, enforces.rest):
            yield "shared-rest"
        if enforces.caps and any(_is_full(own, today, cap.at_most, cap.within) for cap in spec.caps):
            yield "cap"
        if any(_is_full(shared, today, cap.at_most, cap.within) for cap in enforces.shared_caps):
            yield "shared-cap"

    def _enforced_for(self, survey: str) -> Any | None:
        """What the tool of a survey guarantees; None where it has none."""
        channel = self.manifest.find("channel", self.manifest.get("survey", survey).through)
        return channel.enforces if channel else None

    @cached_property
    def _resting(self) -> Mapping[str, frozenset[str]]:
        """By channel, the surveys whose invitations start its shared rest."""
        starting = [(each.id, each.spec.through) for each in self.manifest.each("survey") if each.spec.rest.starts]
        return {
            each.id: frozenset(name for name, through in starting if through in {each.id, *each.spec.shares_rest_with})
            for each in self.manifest.each("channel")
        }


def freezes(manifest: Manifest, day: date) -> Iterator[tuple[str, Path, date, date]]:
    """The freezes that hold on a day: the policy, the place in it, the first day and the last."""
    for policy in manifest.each("policy"):
        for index, freeze in enumerate(policy.spec.freezes):
            if stretch := frozen(freeze, day):
                yield policy.id, ("freezes", index), *stretch


def _is_full(days: Iterable[date], today: date, at_most: int, within: Duration | None) -> bool:
    """Whether a window that ends today holds so many invitations that one more is too many."""
    return within is not None and sum(shares_window(day, today, within) for day in days) >= at_most


def _day(at: Moment, enforces: Any) -> date:
    """The day in the clock by which a tool counts."""
    return (at.astimezone(ZoneInfo(enforces.clock)) if enforces.clock else at).date()
