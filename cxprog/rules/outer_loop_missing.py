"""Customers are called back one by one, and nobody removes the causes.

The inner loop mends one relationship. What annoyed this customer waits for the next one, and the same people make the
same call again, month after month. Somebody has to look at many cases together and change what keeps causing them.

To mend it, add a loop of `type: outer` with a `review`: who sits down together, how often, and how long a decision may
take. It is said of programs that are under way only: with a journey, a survey, a loop, and a report or a policy.

*A New Approach for B2B Customer Experience Management* asks for both: the inner loop for single customers, the outer
loop for groups of them, with an analysis of root causes.

```yaml bad
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
kind: policy
id: honest-numbers
metrics: {alert_from: 30, source: House rule}
---
kind: loop
id: hard-visit
type: inner  # <-
when: visit-effort.visit-ces <= 3
owner: field-service
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
      - {id: first-visit, channel: on-site, owner: field-service}
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
kind: policy
id: honest-numbers
metrics: {alert_from: 30, source: House rule}
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
---
kind: loop
id: fewer-hard-visits
type: outer
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, is_underway
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_SHOWN_MAX = 3


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    loops = list(in_use(program, "loop"))
    if is_underway(program) and all(loop.node.type == "inner" for loop in loops):
        first, *others = loops
        are = "1 inner loop calls" if not others else f"{len(loops)} inner loops call"
        yield say(
            f"{are} customers back one by one, and no outer loop removes the causes",
            first.at("type"),
            *(other.at("type", text="an inner loop as well") for other in others[:_SHOWN_MAX]),
            help="add a loop of `type: outer` with a `review` of the teams that can change something",
        )
