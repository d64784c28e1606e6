"""Partners are paid by a metric that is no goal of anybody in the company.

What the company asks of its partners and not of itself is heard as an excuse. And much of what customers live through
lies with the company, whoever is paid for it.

To follow it, give the team that works with the same customers the same goal: name it in `goal_of` of the metric, or of
another one of the same type. Rewards of teams have rules of their own. This is advice, so the rule only informs.

*The Secret to B2B2C Customer Experience Success* recommends goals of partners that mirror those of the company's own
customer-facing groups.

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
```

```yaml good
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
goal_of: [field-service]
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
from typing import TYPE_CHECKING

from cxprog.facts import in_use, listed, partner_incentives, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.kinds.metric import Metric


@rule(Severity.INFO, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    shared = {metric.node.type for metric in in_use(program, "metric") if _is_for_a_team(program, metric.node)}
    for metric, partners in partner_incentives(program) if understood(program, "metric", "team") else ():
        if metric.node.type not in shared:
            yield say(
                f"`{metric.id}` pays {listed(partners)}, and is no goal of a team of the company",
                metric.at("incentive", part="key"),
                help="name in `goal_of` the team that works with the same customers",
            )


def _is_for_a_team(program: Program, metric: Metric) -> bool:
    """Whether a team of the company has it as a goal, or is paid by it."""
    paid = metric.incentive.paid_to if metric.incentive else ()
    return any(program.get("team", name) for name in (*metric.goal_of, *paid))
