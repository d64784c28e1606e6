"""Partners are paid by the exact value of a metric.

Answers of a few customers move a number up and down by themselves. Whoever is paid by every point is paid by chance in
one quarter and punished by chance in the next, and stops believing in the number.

To mend it, give the metric two or three `bands` and pay by these: `paid_by: bands`. Rewards for calling back or for
taking part are counted, not estimated, and need no bands.

*The Secret to B2B2C Customer Experience Success* recommends bands rather than one number, because much of what moves a
metric cannot be explained.

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
  paid_by: value  # <-
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

_ESTIMATED = ("scores", "improvement")
"""Rewards that depend on an estimate, which moves by chance as well."""


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "incentives", "paid_by")
    for metric, partners in partner_incentives(program):
        incentive = metric.node.incentive
        if found is None or found.value != "bands" or incentive.on not in _ESTIMATED:
            continue
        if incentive.paid_by == "value" or not metric.node.bands:
            is_by_value = incentive.paid_by == "value"
            how = "by every point, part of which is chance" if is_by_value else "by bands, and has none"
            yield say(
                f"`{metric.id}` pays {listed(partners)} {how}",
                metric.at("incentive", "paid_by"),
                *found.labels,
                help=f"{_mend(is_by_value, bool(metric.node.bands))}, as asked for by {found.words}",
                severity=found.severity,
            )


def _mend(is_by_value: bool, has_bands: bool) -> str:
    bands = "" if has_bands else "add two or three `bands` to the metric"
    words = "write `paid_by: bands`" if is_by_value else ""
    return " and ".join(part for part in (bands, words) if part)
