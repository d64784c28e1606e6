"""An average has no scale.

4.1 is very good out of 5 and poor out of 10. Whoever reads a dashboard or sets a target needs to know which it is, and
so does every tool that draws the number.

To mend it, add `scale` with the lowest and the highest value, the same as in the questions that feed the metric. Net
promoter scores, shares, rankings and operational metrics need none.

```yaml bad
kind: metric
id: effort  # <-
type: ces
direction: higher-is-better
minimum_n: 30
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
scale: {lowest: 1, highest: 7, low: Very hard, high: Very easy}
direction: higher-is-better
minimum_n: 30
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

from cxprog.facts import in_use, scale_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_AVERAGES = ("osat", "csat", "ces", "mean")


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    feeding = {
        question.node.metric: scale
        for question in program.each("question")
        if question.node.metric and (scale := scale_of(question.node))
    }
    for metric in in_use(program, "metric"):
        if metric.node.type in _AVERAGES and metric.node.scale is None:
            lowest, highest = feeding.get(metric.id, ("...", "..."))
            yield say(
                f"the scale of `{metric.id}` is not known, so nobody can tell whether a value is high",
                metric.at(),
                help=f"add `scale: {{lowest: {lowest}, highest: {highest}}}`, as in the questions that feed it",
            )
