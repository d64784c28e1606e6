"""A survey about one contact does not say which contact.

Such a survey is about one step of the journey, while the memory is fresh. Without `listens_to` nobody knows which
step: its answers stand on no map, loops cannot find the owner of the touchpoint, and the next one who asks about the
same step does not see that somebody does already.

To mend it, name the touchpoint in `listens_to`, or send the survey `after` it. Where a loop looks for the owner of the
touchpoint, `touchpoint-owner-unknown` says the same.

*A New Approach for B2B Customer Experience Management* asks for a clear focus: the journey map says which step a
survey is about and who the respondent is there.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: start
    roles: [operator]
    touchpoints:
      - {id: commissioning, channel: on-site, owner: dealer}
---
kind: question
id: ease
type: ces
text: How easy was it to get your machine running?
---
kind: survey
id: start-up-check
purpose: milestone  # <-
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 2
questions: [ease]
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: start
    roles: [operator]
    touchpoints:
      - {id: commissioning, channel: on-site, owner: dealer}
---
kind: question
id: ease
type: ces
text: How easy was it to get your machine running?
---
kind: survey
id: start-up-check
purpose: milestone
asks: [operator]
when: {event: visit-closed}
listens_to: [purchase.commissioning]
identity: identified
minutes: 2
questions: [ease]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import contacts, heard, in_use, started_by
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_OWNER = "touchpoint-owner"
_ABOUT = {"transactional": "one contact", "milestone": "one point of a project"}


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not program.entries.get("journey"):
        return  # a part of a program, such as a single survey, has no map to point at
    reported = _by_loops(program)
    for survey in in_use(program, "survey"):
        about = _ABOUT.get(survey.node.purpose)
        if about and not heard(survey.node) and survey.id not in reported:
            place = _offer(program, survey)
            yield say(
                f"`{survey.id}` asks about {about}, and does not say which",
                survey.at("purpose"),
                help=f"add `listens_to:` with the touchpoint it asks about{f', perhaps `{place}`' if place else ''}",
            )


def _by_loops(program: Program) -> set[str]:
    """Surveys whose loops look for the owner of the touchpoint, and which are reported for that."""
    loops = (loop for loop in in_use(program, "loop") if any(name == _OWNER for _, name in loop.node.responsible))
    return {survey for loop in loops for survey in started_by(loop)}


def _offer(program: Program, survey: Entry) -> str:
    """What the event affects, else the first touchpoint at which somebody is who is asked."""
    when = survey.node.when
    event = program.get("event", when.event or when.milestone or when.change or when.before or "")
    if event and event.node and event.node.affects:
        return str(event.node.affects[0])
    for journey in in_use(program, "journey"):
        for contact in contacts(program, journey):
            step = contact.step.roles if contact.step else ()
            if not set(contact.entry.node.roles or step or contact.stage.roles).isdisjoint(survey.node.asks):
                return contact.entry.id
    return ""
