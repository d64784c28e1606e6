"""Partners are paid by a metric that nobody explains to them.

A reward works through what people do differently for it. Partners who do not understand the number, or do not see what
they could do about it, change nothing, and every loss breeds anger.

To mend it, name in `explained_in` the practices that teach what the metric is, why it matters and what a partner can
do: a training, a partner meeting, a help desk.

*The Secret to B2B2C Customer Experience Success* recommends to teach a metric for at least two quarters before anybody
is paid by it.

```yaml bad
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:  # <-
  paid_to: [dealer]
  on: improvement
  paid_by: bands
  downside: limited
  shadow_from: 2027-01-01
  pays_from: 2027-07-01
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
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric, partners in partner_incentives(program):
        if not metric.node.incentive.explained_in:
            yield say(
                f"`{metric.id}` pays {listed(partners)}, and nobody explains it to them",
                metric.at("incentive", part="key"),
                help="name in `explained_in` the training or meeting that says what it is and what partners can do",
            )
