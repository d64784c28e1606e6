"""A question and the metric it feeds disagree about which way is good.

"How much effort did it take?" is good when the answer is low. In a metric where high is good, every improvement looks
like a decline.

To mend it, correct the direction of one of them, or ask the question the other way round. A question without a
direction counts as `higher-is-better`.

```yaml bad
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
---
kind: question
id: visit-effort
type: ces
text: How much effort did it take to get your machine running again?
direction: lower-is-better  # <-
metric: effort
```

```yaml good
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
---
kind: question
id: visit-ease
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

_IMPLIED = {"nps": "higher-is-better", "osat": "higher-is-better", "csat": "higher-is-better"}
"""Metrics that have one direction by their definition."""
_COMPUTED = (*_IMPLIED, "ces", "mean", "top-box")
"""Metrics that rise when the answers rise."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for question in in_use(program, "question"):
        metric = program.get("metric", question.node.metric or "")
        if not metric or not metric.sound or metric.node.type not in _COMPUTED or scale_of(question.node) is None:
            continue
        wanted = metric.node.direction or _IMPLIED.get(metric.node.type)
        given = question.node.direction
        if wanted and given != wanted:
            words = {True: "a high answer is good", False: "a low answer is good"}
            is_said = "direction" in question.node.model_fields_set
            yield say(
                f"for `{question.id}` {words[given == 'higher-is-better']}, for its metric `{metric.id}` it is not",
                question.at("direction" if is_said else "metric"),
                metric.at("direction" if metric.node.direction else "type", text=wanted),
                help="correct the direction of one of them, or ask the question the other way round",
            )
