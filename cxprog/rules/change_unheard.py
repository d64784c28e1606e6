"""Nobody asks those who notice a change before the next regular survey.

A new portal, a new price list, a new product: what goes wrong goes wrong in the first weeks. The next survey of the
whole relationship comes too late to put it right, and mixes it with everything else that happened since.

To mend it, send a short survey that waits for the change, `when: {change: ...}`, to the roles that notice it, early
enough that it comes before the next survey of the whole relationship. A survey that goes out after each contact at one
of the affected touchpoints hears the change as well. Where a policy says in `coverage.changes_within` how soon people
have to be asked, the `delay` has to fit into that.

*The Secret to B2B2C Customer Experience Success* and *B2B Customer Experience Best Practices* tell of a company that
asks its partners right after each larger change and adjusts before many of them are affected.

```yaml bad
kind: event
id: portal-relaunch  # <-
type: change
on: 2027-05-03
affects: [breakdown.first-visit]
roles: [operator]
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
```

```yaml bad
kind: event
id: portal-relaunch
type: change
on: 2027-05-03
affects: [breakdown.first-visit]
roles: [operator]
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: question
id: portal-ease
type: ces
text: How easy is the new portal?
---
kind: survey
id: portal-pulse
purpose: pulse
asks: [operator]
when: {change: portal-relaunch, delay: 150d}  # <-
listens_to: [breakdown.first-visit]
identity: identified
minutes: 1
questions: [portal-ease]
```

```yaml good
kind: event
id: portal-relaunch
type: change
on: 2027-05-03
affects: [breakdown.first-visit]
roles: [operator]
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: question
id: portal-ease
type: ces
text: How easy is the new portal?
---
kind: survey
id: portal-pulse
purpose: pulse
asks: [operator]
when: {change: portal-relaunch, delay: 14d..42d}
listens_to: [breakdown.first-visit]
identity: identified
minutes: 1
questions: [portal-ease]
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from cxprog.facts import contacts_by_place, heard, in_use, listed, understood
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import Limit, limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not understood(program, "survey", "journey"):
        return
    within = limit(program, "coverage", "changes_within")
    waiting, passing = _waiting(program), _passing(program)
    for event in in_use(program, "event"):
        if event.node.type != "change":
            continue
        own = waiting.get(event.id, ())
        hearing = [*own, *(survey for place in _affected(program, event) for survey in passing.get(place, ()))]
        asked = {role for survey in hearing for role in (*survey.node.asks, *survey.node.about)}
        unheard = [role for role in _noticing(program, event) if role not in asked]
        if unheard:
            yield say(
                f"nobody asks {listed(unheard)} about the change `{event.id}`",
                event.at(),
                *_next_survey(program, event, unheard),
                *(within.labels if within else ()),
                help=f"add a short survey of {listed(unheard)} with `when: {{change: {event.id}, delay: ...}}`",
            )
        for survey in own:
            yield from _late(program, say, event, survey, within)


def _late(program: Program, say: Say, event: Entry, survey: Entry, within: Limit | None) -> Iterator[Finding]:
    """Why a survey that waits for a change comes too late."""
    latest = survey.node.when.delay.latest if survey.node.when.delay else None
    if latest and within and latest.is_longer_than(within.value):
        yield say(
            f"`{survey.id}` asks about `{event.id}` up to {latest.words} later; {within.value.words} are asked for",
            survey.at("when", "delay"),
            *within.labels,
            help=f"shorten the `delay`, as asked for by {within.words}",
            severity=within.severity,
        )
    elif latest and (wave := _wave_before(program, event, survey)):
        yield say(
            f"`{survey.id}` asks about `{event.id}` up to {latest.words} later, after `{wave.survey}` asked",
            survey.at("when", "delay"),
            wave.label,
            event.at("on", text="the day of the change"),
            help="shorten the `delay`, so that what goes wrong is heard and put right before",
        )


def _noticing(program: Program, event: Entry) -> tuple[str, ...]:
    """Roles that notice a change: those it names, else those who take part where it is noticed."""
    if event.node.roles:
        roles: tuple[str, ...] = event.node.roles
        return roles
    contacts = [each for place in event.node.affects for each in contacts_by_place(program).get(place, ())]
    named = (
        next((holder.roles for holder in (each.entry.node, each.step, each.stage) if holder and holder.roles), ())
        for each in contacts
    )
    return tuple(dict.fromkeys(role for roles in named for role in roles))


def _affected(program: Program, event: Entry) -> tuple[str, ...]:
    """Addresses of the touchpoints where people notice a change."""
    places = contacts_by_place(program)
    return tuple(contact.entry.id for place in event.node.affects for contact in places.get(place, ()))


def _waiting(program: Program) -> dict[str, list[Entry]]:
    """Surveys by the change that they wait for."""
    found: dict[str, list[Entry]] = {}
    for survey in in_use(program, "survey"):
        if survey.node.when.change:
            found.setdefault(survey.node.when.change, []).append(survey)
    return found


def _passing(program: Program) -> dict[str, list[Entry]]:
    """Surveys that go out after each contact, by the touchpoints that they ask about."""
    places = contacts_by_place(program)
    found: dict[str, list[Entry]] = {}
    for survey in in_use(program, "survey"):
        when = survey.node.when
        if when.after or when.event or when.milestone or when.always:
            for contact in (each for place in heard(survey.node) for each in places.get(place, ())):
                found.setdefault(contact.entry.id, []).append(survey)
    return found


class _Wave(NamedTuple):
    day: datetime.date
    survey: str
    label: Label


def _next_survey(program: Program, event: Entry, roles: list[str]) -> list[Label]:
    """The next wave of a regular survey that asks one of the roles."""
    wave = _next_wave(program, event, roles)
    return [wave.label] if wave else []


def _wave_before(program: Program, event: Entry, pulse: Entry) -> _Wave | None:
    """The wave of a regular survey that comes between a change and the survey that waits for it."""
    wave = _next_wave(program, event, list(pulse.node.asks))
    asked = pulse.node.when.delay.latest.after(datetime.date.fromisoformat(event.node.on)) if event.node.on else None
    return wave if wave and asked and wave.day < asked else None


def _next_wave(program: Program, event: Entry, roles: list[str]) -> _Wave | None:
    if event.node.on is None:
        return None
    change = datetime.date.fromisoformat(event.node.on)
    waves = [
        _Wave(day, survey.id, survey.at("when", text=f"the next wave: {day}"))
        for survey in in_use(program, "survey")
        if survey.node.purpose == "relational" and not set(roles).isdisjoint(survey.node.asks)
        for day in (_first_from(survey, change),)
        if day
    ]
    return min(waves, key=lambda wave: (wave.day, wave.survey), default=None)


def _first_from(survey: Entry, day: datetime.date) -> datetime.date | None:
    """The first wave of a survey on or after a day."""
    when = survey.node.when
    if when.on:
        return min((wave for wave in map(datetime.date.fromisoformat, when.on) if wave >= day), default=None)
    if not when.every or not when.starting:
        return None
    wave: datetime.date | None = datetime.date.fromisoformat(when.starting)
    while wave and wave < day:
        wave = when.every.after(wave)
    return wave
