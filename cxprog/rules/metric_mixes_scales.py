"""A metric mixes answers from different scales.

A 5 is the best answer on one scale and the middle of another. Their average means nothing, and it moves when one
survey is sent more often than the other.

To mend it, give the questions the same scale, or feed a metric of its own with each. The metric's `scale` has to be
that of its questions.

```yaml bad
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
---
kind: question
id: overall
type: osat
text: How satisfied are you with us overall?
metric: satisfaction
---
kind: question
id: overall-partner
type: rating
scale: {lowest: 0, highest: 10}  # <-
text: How satisfied are you with your dealer overall?
metric: satisfaction
```

```yaml good
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
---
kind: question
id: overall
type: osat
text: How satisfied are you with us overall?
metric: satisfaction
---
kind: question
id: overall-partner
type: rating
scale: {lowest: 1, highest: 5}
text: How satisfied are you with your dealer overall?
metric: satisfaction
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, scale_of
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_AVERAGES = ("osat", "csat", "ces", "mean")


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    metrics = {metric.id: metric for metric in in_use(program, "metric") if metric.node.type in _AVERAGES}
    expected = {
        name: ((metric.node.scale.lowest, metric.node.scale.highest), metric.at("scale", text="scale of the metric"))
        for name, metric in metrics.items()
        if metric.node.scale
    }
    for question in in_use(program, "question"):
        scale, name = scale_of(question.node), question.node.metric
        if scale is None or name not in metrics:
            continue
        wanted, because = expected.setdefault(name, (scale, _label(question, f"{scale[0]} to {scale[1]} here")))
        if scale != wanted:
            here, there = (f"{lowest} to {highest}" for lowest, highest in (scale, wanted))
            yield say(
                f"`{question.id}` is answered from {here}, but `{name}` expects {there}",
                _label(question),
                because,
                help="give both the same scale, or let the question feed a metric of its own",
            )


def _label(question: Entry, text: str = "") -> Label:
    return question.at("scale" if question.node.scale else "type", text=text)
