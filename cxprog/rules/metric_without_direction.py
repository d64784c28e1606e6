"""A metric does not say which way is good.

Effort is asked both ways: "how easy was it" and "how much effort did it take". A number of complaints should fall, a
share of wallet should rise. Without a direction, an arrow in a report may be green when it should be red.

To mend it, add `direction: higher-is-better` or `direction: lower-is-better`. Net promoter and satisfaction scores
need none, as everybody reads them the same way. Operational metrics need one as soon as they are steered by: with
bands, a target, or a use beyond a signal.

```yaml bad
kind: metric
id: effort  # <-
type: ces
scale: {lowest: 1, highest: 7}
minimum_n: 30
---
kind: metric
id: open-complaints  # <-
type: operational
unit: complaints
use: target
target: {value: 20, by: 2027-12-31}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
```

```yaml good
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: metric
id: open-complaints
type: operational
unit: complaints
direction: lower-is-better
use: target
target: {value: 20, by: 2027-12-31}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.kinds.metric import Metric

_PLAIN = ("nps", "osat", "csat")
"""Metrics that have one direction by their definition."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric in in_use(program, "metric"):
        if metric.node.direction is None and _needs_direction(metric.node):
            yield say(
                f"nothing says whether a high `{metric.id}` is good or bad",
                metric.at(),
                help="add `direction: higher-is-better` or `direction: lower-is-better`",
            )


def _needs_direction(metric: Metric) -> bool:
    if metric.type == "operational":
        return bool(metric.bands) or metric.target is not None or metric.use != "signal"
    return metric.type not in _PLAIN
