"""An outer loop has no regular look at its cases.

The inner loop calls one customer back; the outer loop removes what annoys many of them. That takes people who sit down
together, look at the causes and decide. Without a date it is always next month.

To mend it, add `review` with how often it takes place and which teams take part; `decision_within` says how long a
decision may take.

*A New Approach for B2B Customer Experience Management* asks for both loops; *B2B Customer Experience Best Practices*
tells of a company that goes through the coded comments in a weekly meeting across functions.

```yaml bad
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: loop
id: fewer-hard-visits  # <-
type: outer
when: effort < 4
owner: cx-office
```

```yaml good
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: loop
id: fewer-hard-visits
type: outer
when: effort < 4
owner: cx-office
review: {every: monthly, decision_within: 90d, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        if loop.node.type == "outer" and loop.node.review is None:
            yield say(
                f"nobody looks regularly at the cases of the outer loop `{loop.node.id}`",
                loop.at(),
                help="add a review, such as `review: {every: monthly, by: [...]}` with the teams that take part",
            )
