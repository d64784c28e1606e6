"""What a loop alerts about: its deadlines, the touchpoints it tells apart, who hears of each alert and when they work.

Both alerting emitters read this, so that rules and routes cannot disagree.

- An alert has a *deadline*: `open` when a case opens, then `first-contact` and `resolve` when those are missed, and
  `escalation-1` and so on for the steps of the ladder.
- `open` reaches the owner and all that `tell` names. A missed deadline reaches the owner and the monitor. A step of
  the ladder reaches the one it names and the monitor.
- `touchpoint-owner` is the touchpoint's lead; all owners where they named no lead; the survey's owner where nobody
  owns it. Where an answer names no touchpoint it is the survey's owner too, unless all touchpoints have the same lead.
  A loop on a metric or a silence concerns all touchpoints it listens to at once, so there it means the leads of all.
- `account-manager` is the program's account managers. `partner-manager` is the manager of each partner among the
  touchpoint's owners; where no partner owns it, the managers of all partners, for nothing says whose customer it was.
- A name that leads to nobody, and a loop without owner, falls to the owner of the survey or metric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cxprog.language.condition import operands
from cxprog.language.types import Duration
from cxprog.manifest import Manifest, Origin, Party, Touchpoint
from cxprog.source import Path
from cxprog.target import Address

OPEN = "open"
FIRST_CONTACT = "first-contact"
RESOLVE = "resolve"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES


@dataclass(frozen=True)
class Deadline:
    """One of the moments at which a loop alerts."""

    name: str
    """Value of the label `deadline`."""
    path: Path
    """Where the loop says so."""
    within: Duration | None = None
    """Time allowed since the case opened; None for the alert that opens it."""


@dataclass(frozen=True)
class Loop:
    """A loop with the things its condition is about."""

    id: str
    spec: Any
    origin: Origin
    surveys: tuple[str, ...]
    """Surveys whose answers or silence start it, by id."""
    metrics: tuple[str, ...]
    """Metrics that start it, by id."""
    touchpoints: tuple[Touchpoint, ...]
    """Touchpoints that its surveys listen to, in the order of the journeys."""
    counts_answers: bool
    """Whether single answers start it, so that each alert belongs to one touchpoint."""

    @property
    def address(self) -> Address:
        """The loop itself, for origins and notes."""
        return Address("loop", self.id)

    @property
    def places(self) -> tuple[Touchpoint, ...]:
        """Touchpoints that its alerts tell apart."""
        return self.touchpoints if self.counts_answers else ()

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """All moments at which it alerts, in the order in which they pass."""
        starts = [key for key in ("when", "silence") if getattr(self.spec, key) is not None]
        limits = ((FIRST_CONTACT, "first_contact", self.spec.first_contact), (RESOLVE, "resolve", self.spec.resolve))
        return (
            *(Deadline(OPEN, (key,)) for key in starts[:1]),
            *(Deadline(name, (key,), within) for name, key, within in limits if within is not None),
            *(
                Deadline(f"escalation-{number}", ("escalate", number - 1), step.after)
                for number, step in enumerate(self.spec.escalate, 1)
            ),
        )


def loops(manifest: Manifest) -> tuple[Loop, ...]:
    """Loops that alert, by id; an outer loop that is only reviewed now and then does not."""
    heard: dict[str, list[Touchpoint]] = {}
    for touchpoint in manifest.touchpoints:
        for name in touchpoint.loops:
            heard.setdefault(name, []).append(touchpoint)
    found = (_loop(resolved, heard.get(resolved.id, ())) for resolved in manifest.each("loop"))
    return tuple(loop for loop in found if loop.deadlines)


def _loop(resolved: Any, touchpoints: Iterable[Touchpoint]) -> Loop:
    spec = resolved.spec
    names = {operand.name for operand in operands(spec.when.test)} if spec.when else set()
    answered = {name.partition(".")[0] for name in names if "." in name}
    silent = {spec.silence.survey} if spec.silence else set()
    return Loop(
        id=resolved.id,
        spec=spec,
        origin=resolved.origin,
        surveys=tuple(sorted(answered | silent)),
        metrics=tuple(sorted(name for name in names if "." not in name)),
        touchpoints=tuple(touchpoints),
        counts_answers=bool(answered),
    )


# WHO


def recipients(manifest: Manifest, loop: Loop, deadline: str, place: Touchpoint | None) -> tuple[Party, ...]:
    """Everybody whom an alert reaches, by id; a name that a team and a partner share always means the team.

    `place` is the touchpoint that the alert names; None for an alert that names none.
    """
    spec = loop.spec
    also = spec.tell if deadline == OPEN else (spec.monitor,) if spec.monitor else ()
    found = set(responsible(manifest, loop, deadline, place))
    for word in also:
        found.update(_parties(manifest, loop, word, place))
    return tuple(sorted(found, key=lambda party: party.id))


def responsible(manifest: Manifest, loop: Loop, deadline: str, place: Touchpoint | None) -> tuple[Party, ...]:
    """Those who must act: the owner, or the one that the step of the ladder names; never nobody."""
    step = deadline.removeprefix("escalation-")
    word = loop.spec.owner if step == deadline else loop.spec.escalate[int(step) - 1].to
    return tuple(dict.fromkeys(_parties(manifest, loop, word, place)))


def team(name: str) -> Party:
    """A team by its id."""
    return Party(kind="team", id=name)


def partners_concerned(loop: Loop, place: Touchpoint | None) -> tuple[str, ...]:
    """Partners among the owners of what an alert is about."""
    found = _at(loop, place, lambda touchpoint: tuple(each for each in touchpoint.owners if each.kind == "partner"))
    return tuple(party.id for party in found)


def all_partners(manifest: Manifest) -> tuple[str, ...]:
    """Every partner of the program, by id."""
    return tuple(each.id for each in manifest.each("partner"))


def managers(manifest: Manifest, partners: Iterable[str]) -> tuple[Party, ...]:
    """The teams that manage some partners, without repeats."""
    named = (manifest.get("partner", name).manager for name in partners)
    return tuple(dict.fromkeys(team(name) for name in named if name))


def _parties(manifest: Manifest, loop: Loop, word: str | None, place: Touchpoint | None) -> tuple[Party, ...]:
    if word is None:
        return _subject_owners(manifest, loop, place)
    if word == "touchpoint-owner":
        return _touchpoint_owners(loop, place) or _subject_owners(manifest, loop, place)
    if word == "account-manager":
        name = manifest.settings.account_managers
        return (team(name),) if name else _subject_owners(manifest, loop, place)
    if word == "partner-manager":
        partners = partners_concerned(loop, place) or all_partners(manifest)
        return managers(manifest, partners) or _subject_owners(manifest, loop, place)
    return (manifest.party(word),)


def _touchpoint_owners(loop: Loop, place: Touchpoint | None) -> tuple[Party, ...]:
    return _at(loop, place, lambda touchpoint: (touchpoint.lead,) if touchpoint.lead else touchpoint.owners)


def _at(loop: Loop, place: Touchpoint | None, parties: Callable[[Touchpoint], tuple[Party, ...]]) -> tuple[Party, ...]:
    """Parties of what an alert is about; nobody where that could be several touchpoints with different ones."""
    if place is not None:
        return parties(place)
    found = [parties(touchpoint) for touchpoint in loop.touchpoints]
    if not loop.counts_answers:
        return tuple(dict.fromkeys(party for group in found for party in group))
    somewhere = {survey for touchpoint in loop.touchpoints for survey in touchpoint.surveys}
    return found[0] if len(set(found)) == 1 and somewhere.issuperset(loop.surveys) else ()


def _subject_owners(manifest: Manifest, loop: Loop, place: Touchpoint | None) -> tuple[Party, ...]:
    listening = [name for name in loop.surveys if place and name in place.surveys]
    named = [
        *(manifest.get("survey", name).owner for name in listening or loop.surveys),
        *(manifest.get("metric", name).owner for name in loop.metrics),
    ]
    return tuple(dict.fromkeys(team(name) for name in named or [manifest.settings.owner]))


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


def heeds_hours(loop: Loop) -> bool:
    """Whether its alerts wait for business hours; critical ones do not."""
    return bool(loop.spec.severity != "critical")


def longest_wait_hours(manifest: Manifest, loop: Loop) -> int:
    """Longest time in hours, rounded up, that the alert of a new case may wait for somebody to come to work.

    Two hours are added: a night is longer when clocks go back, and Alertmanager collects alerts before it sends them.
    Holidays do not count, for Alertmanager does not know them either.
    """
    if not heeds_hours(loop):
        return 0
    reached = {party for place in (*loop.places, None) for party in recipients(manifest, loop, OPEN, place)}
    closed = max(working(manifest, party).longest_closed_minutes() for party in reached)
    return -(-closed // 60) + 2 if closed else 0


def _minutes(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)
