"""A loop acts on a metric, however few answers stand behind it.

With three answers, one bad day moves a score by dozens of points. Such an alert sends people to explain noise, and
after the second false alarm nobody looks any more.

To mend it, give `minimum_n` to the loop, or to the metric, where it counts for everything that uses the metric. For a
net promoter score with half promoters and a fifth detractors, the margin of error is about 42 points with 10 answers,
27 with 30 and 15 with 100 (95 % level, adjusted Wald).

```yaml bad
kind: metric
id: recommend
type: nps
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
---
kind: loop
id: falling-loyalty
type: outer
when: recommend < 20  # <-
owner: cx-office
review: {every: monthly, by: [cx-office]}
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: metric
id: recommend
type: nps
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
---
kind: loop
id: falling-loyalty
type: outer
when: recommend < 20
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office]}
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.language.condition import operands
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        if loop.node.when is None or loop.node.minimum_n is not None:
            continue
        for operand in dict.fromkeys(operands(loop.node.when.test)):
            metric = program.get("metric", operand.name)
            if metric and metric.sound and metric.node.type != "operational" and metric.node.minimum_n is None:
                yield say(
                    f"the loop `{loop.node.id}` acts on `{operand.name}` even with a single answer",
                    loop.at("when", within=operand.span),
                    metric.at(text="names no minimum either"),
                    help="add `minimum_n: 30` to the loop, or to the metric for everything that uses it",
                )
