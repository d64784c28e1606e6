"""Partners lose more than a little when they miss a goal.

A partner has customers of its own and can sell something else. Somebody who may lose money by a number that others
measure argues about the number instead of working on it, and asks customers for the right answer.

To mend it, leave little to lose and something to gain: `downside: limited`, or `none` at first. A `downside` that is
left out counts as `full`.

*The Secret to B2B2C Customer Experience Success* recommends to begin with little to lose below the goal and something
to gain above it.

```yaml bad
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:
  paid_to: [dealer]
  on: improvement
  paid_by: bands
  downside: full  # <-
  shadow_from: 2027-01-01
  pays_from: 2027-07-01
  explained_in: [what-we-pay-for]
---
kind: metric
id: dealer-market-share
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: service-ease
type: ces
text: How easy was it to get your machine serviced?
metric: service-effort
---
kind: practice
id: what-we-pay-for
type: training
members: {of: [dealer]}
```

```yaml good
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:
  paid_to: [dealer]
  on: improvement
  paid_by: bands
  downside: limited
  shadow_from: 2027-01-01
  pays_from: 2027-07-01
  explained_in: [what-we-pay-for]
---
kind: metric
id: dealer-market-share
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: service-ease
type: ces
text: How easy was it to get your machine serviced?
metric: service-effort
---
kind: practice
id: what-we-pay-for
type: training
members: {of: [dealer]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import listed, partner_incentives
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Program
from cxprog.rule import Say, rule

_ORDER = ("none", "limited", "full")
_LOST = {"limited": "part of the reward", "full": "the whole reward"}


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "incentives", "downside")
    for metric, partners in partner_incentives(program):
        downside = metric.node.incentive.downside
        if found is not None and _ORDER.index(downside) > _ORDER.index(found.value):
            yield say(
                f"`{metric.id}` takes {_LOST[downside]} from {listed(partners)} when the goal is missed",
                metric.at("incentive", "downside"),
                *found.labels,
                help=f"write `downside: {found.value}`, as asked for by {found.words}",
                severity=found.severity,
            )
