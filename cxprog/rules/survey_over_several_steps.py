"""One survey asks about several steps of a journey.

People answer well about what they have just been through, and badly about a list of things. A low score for three steps
at once also says nothing about which of their owners has to act.

To mend it, split it: one short survey for each step, sent right after it. A step is a step of the journey, or a stage
that has none. Surveys of the whole relationship, interviews, boards and test purchases may cover as much as they like.

*A New Approach for B2B Customer Experience Management* advises against several steps in one survey: more surveys, each
shorter and for the right person, serve respondents better.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
      - {id: contract, channel: meeting, owner: dealer}
  - id: start
    roles: [buyer]
    touchpoints:
      - {id: delivery, channel: on-site, owner: dealer}
---
kind: question
id: ease
type: ces
text: How easy was it to deal with us?
---
kind: survey
id: order-check
purpose: transactional
asks: [buyer]
when: {after: purchase.delivery, delay: 7d}
listens_to:
  - purchase.quotation
  - purchase.contract
  - purchase.delivery  # <-
identity: confidential
minutes: 6
questions: [ease]
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
      - {id: contract, channel: meeting, owner: dealer}
  - id: start
    roles: [buyer]
    touchpoints:
      - {id: delivery, channel: on-site, owner: dealer}
---
kind: question
id: ease
type: ces
text: How easy was it to deal with us?
---
kind: survey
id: order-check
purpose: transactional
asks: [buyer]
when: {after: purchase.contract, delay: 1d}
listens_to: [purchase.quotation, purchase.contract]
identity: confidential
minutes: 2
questions: [ease]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import contacts_by_place, in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_PURPOSES = ("transactional", "pulse", "milestone")


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    places = contacts_by_place(program)
    for survey in in_use(program, "survey"):
        if survey.node.purpose not in _PURPOSES:
            continue
        units: dict[str, int] = {}
        for index, place in enumerate(survey.node.listens_to):
            for contact in places.get(place, ()):
                units.setdefault(f"{contact.entry.owner}.{contact.unit}", index)
        if len(units) < 2:
            continue
        first, second = list(units.values())[:2]
        related = [survey.at("listens_to", first, text="one step")] if first != second else []
        yield say(
            f"`{survey.id}` asks about {len(units)} steps at once: {', '.join(f'`{unit}`' for unit in units)}",
            survey.at("listens_to", second, text="another step" if related else "several steps"),
            *related,
            help="split it into one short survey for each step, sent right after that step",
        )
