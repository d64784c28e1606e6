"""An outer loop does not say which causes it looks for.

A metric says that something is wrong, and not what. People who meet without a list of causes talk about the cases that
somebody remembers, and decide on what is easy to decide.

To mend it, name the list of causes that cases are filed under: `close: {requires: [root-cause], causes: ...}`. It is
best the list by which the inner loops close their cases, so that the same causes can be counted. A loop that starts
when a cause `recurs` has its list already.

*A New Approach for B2B Customer Experience Management* describes the outer loop as an analysis of root causes that ends
in changed processes.

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
kind: loop
id: fewer-hard-visits  # <-
type: outer
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
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

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        has_causes = (loop.node.close and loop.node.close.causes) or loop.node.recurs
        if loop.node.type == "outer" and not has_causes and loop.node.review:
            yield say(
                f"the outer loop `{loop.id}` looks at cases together, but by no list of causes",
                loop.at(),
                help="add `close: {requires: [root-cause], causes: ...}` with the taxonomy that cases are filed under"
                + _offer(program),
            )


def _offer(program: Program) -> str:
    filed = {loop.node.close.causes for loop in in_use(program, "loop") if loop.node.close} - {None}
    return f"; other loops use `{min(filed)}`" if filed else ""
