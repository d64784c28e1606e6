"""A partner is not told of an unhappy customer whom it serves.

The partner leads the contact, so the partner is whom the customer turns to. When the company alone gets the alert, the
partner hears of it from the customer, or from a report in three months, and could have put it right the same day.

To mend it, let the loop turn to whoever leads the contact, `owner: touchpoint-owner`, or name the partner, or the word
`partner`, in `tell`. Only inner loops that start from identified answers are looked at: what was promised to stay in
groups must not be passed on. A report of the answers that reaches the partner `immediately` serves as well.

*The Secret to B2B2C Customer Experience Success* advises to let partners have such feedback as soon as it occurs, and
not in a periodic summary; it tells of a company that sends its partners help alerts.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: dealer}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service  # <-
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: dealer}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: touchpoint-owner
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Contact, contacts_by_place, heard, in_use, kin, lead, readers, reports_of, started_by
from cxprog.finding import Finding, Severity
from cxprog.language.types import Pace
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        if loop.node.type != "inner" or loop.node.severity == "positive":
            continue
        for partner, contact in _partners(program, loop).items():
            if not _is_told(program, loop, partner):
                yield say(
                    f"nobody tells `{partner}`, the lead of `{contact.entry.node.id}`, when `{loop.id}` starts",
                    loop.at("owner") if loop.node.owner else loop.at(),
                    contact.entry.at("owner", text=f"`{partner}` leads it"),
                    help=f"make it the owner with `touchpoint-owner`, or write `tell: [{partner}]`",
                )


def _partners(program: Program, loop: Entry) -> dict[str, Contact]:
    """Partners who lead what the loop's surveys ask about, each with the first such contact."""
    places = contacts_by_place(program)
    found: dict[str, Contact] = {}
    for name in started_by(loop):
        survey = program.get("survey", name)
        if survey is None or not survey.sound or survey.node.identity != "identified":
            continue
        for contact in (each for place in heard(survey.node) for each in places.get(place, ())):
            leader = lead(contact.entry.node)
            if leader and program.get("partner", leader) and not _gets_answers(program, survey, leader):
                found.setdefault(leader, contact)
    return found


def _is_told(program: Program, loop: Entry, partner: str) -> bool:
    """Whether a loop turns to a partner at once: as its owner, or as somebody who is told."""
    at_once = {name for path, name in loop.node.responsible if path[0] in ("owner", "tell")}
    return not at_once.isdisjoint({"touchpoint-owner", "partner", *kin(program, partner)})


def _gets_answers(program: Program, survey: Entry, partner: str) -> bool:
    """Whether a report brings each answer to the partner as it comes in."""
    names = {"touchpoint-owner", "partner", *kin(program, partner)}
    return any(
        report.node.every == Pace("minutes", 0) and not names.isdisjoint(readers(report))
        for report in reports_of(program, survey)
    )
