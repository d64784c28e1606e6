"""Partners are paid by a number that they cannot work out themselves.

A reward works only if people see what their work does to the number. From weights, corrections and mixed numbers nobody
reads that any more; what is left is the feeling that somebody calculated.

To follow it, pay by a plain number beside the refined one: the same answers without weights and corrections, or one of
the numbers that a score is made of. The refined number stays what the company steers by. This is advice, so the rule
only informs.

*The Secret to B2B2C Customer Experience Success* recommends metrics that are easy to understand: a reward for what
people do not understand changes little, and a loss by it angers them.

```yaml bad
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
weight_by: account-value
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
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric, partners in partner_incentives(program):
        labels = _refinements(metric)
        if labels:
            yield say(
                f"`{metric.id}` pays {listed(partners)}, who cannot work it out from the answers",
                metric.at("incentive", part="key"),
                *labels,
                help="pay by a plain number beside it: the same answers without weights and corrections",
            )


def _refinements(metric: Entry) -> list[Label]:
    """The places that make it more than a plain number."""
    node = metric.node
    return [
        *([metric.at("weight_by", text="answers count by what accounts are worth")] if _is_weighted(metric) else []),
        *([metric.at("adjusted_for", text="levels are taken out")] if node.adjusted_for else []),
        *([metric.at("made_of", text="put together from other numbers")] if len(node.made_of) > 1 else []),
        *([metric.at("share_of", part="key", text="a share of groups")] if node.share_of else []),
    ]


def _is_weighted(metric: Entry) -> bool:
    return bool(metric.node.weight_by != "none")
