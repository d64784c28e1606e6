"""Partners are paid by a metric that no report shows them.

Who learns of a number only when the reward comes cannot work on it. Partners then ask where it comes from, and nobody
has an answer that helps either of them.

To mend it, send the partner a report with the metric, its own part of it, as often as the reward is worked out. A
report to a wider or narrower class of partners counts, and so does one to `partner`. The rule waits until the program
has reports at all.

*The Secret to B2B2C Customer Experience Success* recommends reports that show how company and partner are doing in
terms of the metric, and in what they do for it.

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
---
kind: report
id: service-month
metrics: [service-effort]
every: quarterly
to: [cx-office]
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
---
kind: report
id: dealer-scorecard
metrics: [service-effort]
every: quarterly
to: [cx-office, {who: dealer, sees: own}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, kin, partner_incentives, readers, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    reports = tuple(in_use(program, "report"))
    if not reports or not understood(program, "report"):
        return
    for metric, partners in partner_incentives(program):
        seen = {who for report in reports if metric.id in report.node.metrics for who in readers(report)}
        for name in partners:
            if seen.isdisjoint({*kin(program, name), "partner"}):
                yield say(
                    f"`{metric.id}` pays `{name}`, and no report shows it to them",
                    metric.at("incentive", part="key"),
                    metric.at("incentive", "paid_to", metric.node.incentive.paid_to.index(name), text="paid by it"),
                    help=f"show it to `{name}` in a report, its own part: `to: [{{who: {name}, sees: own}}]`",
                )
