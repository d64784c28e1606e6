"""What a loop alerts about, read from the manifest: its moments, what tells its cases apart, and when people work.

Both alerting emitters read this, so that rules and routes cannot disagree. Who hears of an alert stands in the
manifest's `alerts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from cxprog.analysis.working_time import WorkingTime, is_holiday, knows_holidays
from cxprog.language.types import Duration
from cxprog.manifest import Alert, Manifest, Origin, Party, Touchpoint
from cxprog.source import Path
from cxprog.target import Address

OPEN = "open"
FIRST_CONTACT = "first-contact"
RESOLVE = "resolve"
CLOSED = "closed"
REVIEW = "review"
DECISION = "decision"

KEY = "key"
"""Value of the label `account_value` for key accounts."""
OTHER = "other"
"""Its value for all other accounts; alerts about them may leave it out."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES
_CALM = frozenset((CLOSED, REVIEW, DECISION))
"""Moments that are news and no emergency, however urgent the loop's cases are."""


@dataclass(frozen=True)
class Moment:
    """One of the moments at which a loop alerts, for one sort of accounts."""

    deadline: str
    """Value of the label `deadline`."""
    accounts: str
    """`all`, `key`, or `other` for those that are not key accounts."""
    within: Duration | None
    """Time allowed; None for the alerts that a case was opened or closed."""
    alerts: tuple[Alert, ...]
    """Who answers, by touchpoint and partner, as the manifest says."""
    path: Path
    """Where the loop says so."""
    severity: str

    @property
    def has_case(self) -> bool:
        """Whether it is about single cases, and not about the loop as a whole."""
        return self.deadline not in (REVIEW, DECISION)

    @property
    def is_quiet(self) -> bool:
        """Whether it never calls anybody out of bed: good news, and what can wait for the next working day."""
        return self.severity == "positive" or self.deadline in _CALM

    @property
    def heeds_hours(self) -> bool:
        """Whether its alerts wait for business hours; critical ones do not."""
        return self.severity != "critical"

    def alert(self, touchpoint: str = "", partner: str = "") -> Alert:
        """Who answers for a case with these labels; "" stands for a label that is missing, or has another value."""
        alerts = [each for each in self.alerts if each.partner == partner] if partner else []
        alerts = alerts or [each for each in self.alerts if each.partner is None]
        named = [each for each in alerts if touchpoint and each.touchpoint == touchpoint]
        return next(iter(named or [each for each in alerts if each.touchpoint is None]))

    def reached(self, touchpoint: str = "", partner: str = "") -> tuple[Party, ...]:
        """Everybody whom such an alert reaches, by id."""
        alert = self.alert(touchpoint, partner)
        return tuple(sorted({*alert.act, *alert.told}, key=lambda party: party.id))


@dataclass(frozen=True)
class Loop:
    """A loop with what it is about."""

    id: str
    spec: Any
    origin: Origin
    touchpoints: tuple[Touchpoint, ...]
    """Touchpoints that it listens to, in the order of the journeys."""
    alerts: tuple[Alert, ...]

    @property
    def address(self) -> Address:
        """The loop itself, for origins and notes."""
        return Address("loop", self.id)

    @property
    def counts_cases(self) -> bool:
        """Whether single answers or events start it, so that each alert belongs to one touchpoint."""
        return bool(self.spec.answered or self.spec.event)

    @property
    def places(self) -> tuple[Touchpoint, ...]:
        """Touchpoints that its alerts tell apart."""
        return self.touchpoints if self.counts_cases else ()

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """Partners that its alerts tell apart, because it makes a difference who serves the customer."""
        return tuple(sorted({alert.partner for alert in self.alerts if alert.partner}))

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """All moments at which it alerts, in the order in which they pass."""
        found: dict[tuple[str, str], list[Alert]] = {}
        for alert in self.alerts:
            found.setdefault((alert.accounts, alert.deadline), []).append(alert)
        return tuple(
            Moment(
                deadline,
                accounts,
                alerts[0].within,
                tuple(alerts),
                self._path(deadline, accounts),
                "normal" if deadline in _CALM and self.spec.severity != "positive" else self.spec.severity,
            )
            for (accounts, deadline), alerts in found.items()
        )

    @property
    def key_accounts_ignored(self) -> Path | None:
        """Where it says what is different for key accounts, though nothing that starts it belongs to an account."""
        if any(moment.accounts == KEY for moment in self.moments):
            return None
        steps = (("escalate", index) for index, step in enumerate(self.spec.escalate) if step.accounts == KEY)
        return ("key_accounts",) if self.spec.key_accounts else next(steps, None)

    def _path(self, deadline: str, accounts: str) -> Path:
        if deadline.startswith("escalation-"):
            return "escalate", int(deadline.removeprefix("escalation-")) - 1
        if deadline == OPEN:
            return (next(key for key in _STARTS if getattr(self.spec, key)),)
        holder = ("key_accounts",) if accounts == KEY and self.spec.key_accounts else ()
        return _PATHS.get(deadline) or (*holder, deadline.replace("-", "_"))


_STARTS = ("when", "silence", "event", "recurs")
_PATHS: dict[str, Path] = {
    CLOSED: ("close", "tell"),
    REVIEW: ("review", "every"),
    DECISION: ("review", "decision_within"),
}


def loops(manifest: Manifest) -> tuple[Loop, ...]:
    """Loops that alert, by id."""
    heard: dict[str, list[Touchpoint]] = {}
    for touchpoint in manifest.touchpoints:
        for name in touchpoint.loops:
            heard.setdefault(name, []).append(touchpoint)
    return tuple(
        Loop(each.id, each.spec, each.origin, tuple(heard.get(each.id, ())), manifest.alerts_by_loop[each.id])
        for each in manifest.each("loop")
        if each.id in manifest.alerts_by_loop
    )


# WHEN


@dataclass(frozen=True, order=True)
class Working:
    """When somebody works, week by week; public holidays are not part of it."""

    clock: str
    days: tuple[str, ...]
    opens: str
    closes: str

    @property
    def name(self) -> str:
        """Such as `Europe/Berlin mon tue wed thu fri 09:00-17:00`."""
        return f"{self.clock} {' '.join(self.days)} {self.opens}-{self.closes}"

    @property
    def is_past_midnight(self) -> bool:
        """Whether a shift ends on the day after it began."""
        return _minutes(self.opens) >= _minutes(self.closes) > 0

    def openings(self) -> Iterator[tuple[int, int, int]]:
        """Day of the week (Monday is 0), first and last minute of that day; a night shift makes two."""
        opens, closes = _minutes(self.opens), _minutes(self.closes)
        for day in map(_DAYS.index, self.days):
            if opens < closes:
                yield day, opens, closes
            else:
                yield day, opens, _DAY_MINUTES
                if closes:
                    yield (day + 1) % 7, 0, closes

    def longest_closed_minutes(self) -> int:
        """The longest stretch of a week without anybody at work."""
        spans = sorted((day * _DAY_MINUTES + start, day * _DAY_MINUTES + end) for day, start, end in self.openings())
        following = [*(start for start, _ in spans[1:]), spans[0][0] + _WEEK_MINUTES]
        return max(start - end for (_, end), start in zip(spans, following, strict=True))


def working(manifest: Manifest, party: Party) -> Working:
    """Business hours of a team or partner, in its own time zone."""
    spec = manifest.owner(party)
    days = tuple(day for day in _DAYS if day in spec.hours.days)
    return Working(spec.clock, days, spec.hours.opens, spec.hours.closes)


def holiday_years(manifest: Manifest) -> tuple[int, ...]:
    """Years whose public holidays Alertmanager is told, by the option of that target; none by default."""
    options = (manifest.settings.targets or {}).get("alertmanager") or {}
    given = options.get("holidays", ())
    return tuple(sorted({year for year in given if type(year) is int})) if isinstance(given, list | tuple) else ()


def public_holidays(country: str | None, years: Iterable[int]) -> tuple[date, ...]:
    """The public holidays of a country in some years, in order; none where the country's are not known."""
    if country is None or not knows_holidays(country):
        return ()
    days = (date(year, 1, 1) + timedelta(days=number) for year in years for number in range(366))
    return tuple(day for day in sorted(set(days)) if day.year in years and is_holiday(country, day))


def longest_wait_hours(manifest: Manifest, moment: Moment) -> int:
    """Longest time in hours, rounded up, that an alert may wait for somebody to come to work.

    Two hours are added: a night is longer when clocks go back, and Alertmanager collects alerts before it sends them.
    Public holidays count where Alertmanager is told of them.
    """
    if not moment.heeds_hours:
        return 0
    years = holiday_years(manifest)
    reached = {party for alert in moment.alerts for party in (*alert.act, *alert.told)}
    closed = max(_closed_minutes(manifest, party, years) for party in reached)
    return -(-closed // 60) + 2 if closed else 0


def _closed_minutes(manifest: Manifest, party: Party, years: tuple[int, ...]) -> int:
    hours, country = working(manifest, party), manifest.owner(party).holidays
    weekly = hours.longest_closed_minutes()
    days = public_holidays(country, years)
    if not days:
        return weekly
    time = WorkingTime(hours.clock, hours.days, hours.opens, hours.closes, country)
    longest = weekly
    for day in days:
        # Whatever is closed around a holiday began with a shift of the days before it.
        since = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(hours.clock)) - timedelta(days=_AROUND_DAYS)
        before = None
        for opening in time.openings(since):
            if before is not None:
                longest = max(longest, int((opening.opens - before).total_seconds()) // 60)
            before = opening.closes
            if opening.opens.date() > day:
                break
    return longest


_AROUND_DAYS = 14
"""How far before a holiday to look for the last working day; several holidays and weekends can follow each other."""


def _minutes(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)
