"""In a metric of the relationship the largest account counts as much as the smallest.

A few accounts bring most of the revenue. In a plain mean they weigh no more than the many small ones, so the number
can rise while the business leaves.

To mend it, write `weight_by: account-value`, or take the metric for a `signal` only: whom to call does not depend on
its mean. This is a hint, for metrics that are watched, steered by or paid by.

*A New Approach for B2B Customer Experience Management* asks to weight customers by their importance when results are
linked with the business.

```yaml bad
kind: role
id: director
audience: customer
level: strategic
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction  # <-
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
linked_to: [renewals]
---
kind: survey
id: relationship
purpose: relational
asks: [director, operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: metric
id: renewals
type: operational
direction: higher-is-better
```

```yaml good
kind: role
id: director
audience: customer
level: strategic
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
weight_by: account-value
linked_to: [renewals]
---
kind: survey
id: relationship
purpose: relational
asks: [director, operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: metric
id: renewals
type: operational
direction: higher-is-better
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, roles_of, surveys_by_metric
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    fed = surveys_by_metric(program)
    for metric in in_use(program, "metric"):
        node = metric.node
        if node.use == "signal" or node.weight_by != "none" or node.type in _COUNTED or node.share_of:
            continue
        asking = next((survey for survey in fed.get(metric.id, ()) if _is_of_customers(program, survey)), None)
        if asking is not None:
            yield say(
                f"in `{metric.id}` the largest account counts as much as the smallest",
                metric.at("weight_by") if "weight_by" in (metric.document.data or {}) else metric.at(),
                asking.at("asks", text="people of large and small accounts"),
                help="write `weight_by: account-value`, or use the metric as `signal` only",
            )


_COUNTED = ("operational", "ranking")
"""Types in which nobody's answer is averaged."""


def _is_of_customers(program: Program, survey: Entry) -> bool:
    return survey.node.purpose == "relational" and bool(roles_of(program, survey.node.asks, "customer"))
