"""Causes are removed, and nobody calls the customers back.

The outer loop makes things better for those who come later. The customer who took the trouble to answer hears nothing,
and learns that answering is of no use.

To mend it, add a loop of `type: inner`: which answer starts it, who gets in touch, and by when. Programs whose surveys
are all anonymous cannot call anybody back and are not asked to; nor are programs without a journey, a survey, a loop,
and a report or a policy, which are parts of something.

*A New Approach for B2B Customer Experience Management* asks for both: the inner loop for single customers, the outer
loop for groups of them.

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
id: fewer-hard-visits
type: outer  # <-
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
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
    known = [survey for survey in in_use(program, "survey") if survey.node.identity != "anonymous"]
    if is_underway(program) and known and all(loop.node.type == "outer" for loop in loops):
        yield say(
            "causes are looked at together, and nobody calls back a customer who was annoyed by them",
            loops[0].at("type"),
            *(survey.at("identity", text="people who could be called back") for survey in known[:_SHOWN_MAX]),
            help="add a loop of `type: inner` that starts from a bad answer, with `owner` and `first_contact`",
        )
