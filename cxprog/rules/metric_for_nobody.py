"""A metric is meant for partners of a maturity that no partner has.

`for_maturity` says for whom a metric is meant. If no partner has come that far, or none says how far it has come, the
metric is collected for nobody.

To mend it, correct `for_maturity`, or the `maturity` of the partners.

*The Secret to B2B2C Customer Experience Success* tells of a maker of machines with two basic metrics for markets that
begin, and drivers of market share for those that are further on.

```yaml bad
kind: partner
id: new-dealers
type: dealer
manager: cx-office
maturity: new
alerts: {mail: [new-dealers@example.com]}
---
kind: metric
id: recommend-dealer
type: csat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
for_maturity: [mature]  # <-
---
kind: question
id: satisfied
type: csat
text: How satisfied are you with your dealer?
metric: recommend-dealer
```

```yaml good
kind: partner
id: new-dealers
type: dealer
manager: cx-office
maturity: mature
alerts: {mail: [new-dealers@example.com]}
---
kind: metric
id: recommend-dealer
type: csat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
for_maturity: [mature]
---
kind: question
id: satisfied
type: csat
text: How satisfied are you with your dealer?
metric: recommend-dealer
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import either, in_use, listed, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    partners = list(in_use(program, "partner"))
    if not partners or not understood(program, "partner"):
        return
    levels = {partner.node.maturity for partner in partners} - {None}
    for metric in in_use(program, "metric"):
        if metric.node.for_maturity and levels.isdisjoint(metric.node.for_maturity):
            are = f"partners are {listed(sorted(levels))}" if levels else "no partner says how mature it is"
            yield say(
                f"`{metric.id}` is meant for {either(metric.node.for_maturity)} partners, and {are}",
                metric.at("for_maturity"),
                *(partner.at("maturity") for partner in partners if partner.node.maturity),
                help="correct `for_maturity`, or say of partners in `maturity` how far they have come",
            )
