"""No question feeds a metric.

Answers reach a metric through the questions that name it. A metric without one never gets a value: reports show an
empty place, and loops that watch it never start.

To mend it, add `metric: <id>` to the question whose answers it counts. Operational metrics come from other systems,
rankings from comparisons with others, and a `share_of` groups from another metric; they need none.

```yaml bad
kind: metric
id: satisfaction  # <-
type: osat
scale: {lowest: 1, highest: 5}
---
kind: question
id: overall
type: osat
text: How satisfied are you with us overall?
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
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Referrers, in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_FROM_OUTSIDE = ("operational", "ranking")


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    questions = Referrers(program, "question")
    for metric in in_use(program, "metric"):
        is_fed = metric.node.type in _FROM_OUTSIDE or metric.node.share_of is not None or questions.may_name(metric)
        if not is_fed:
            yield say(
                f"no question feeds the metric `{metric.id}`, so it never has a value",
                metric.at(),
                help=f"add `metric: {metric.id}` to the question whose answers it counts{_offer(program, metric)}",
            )


def _offer(program: Program, metric: Entry) -> str:
    """A question of the metric's type that feeds nothing yet."""
    for question in in_use(program, "question"):
        if question.node.type == metric.node.type and question.node.metric is None:
            return f", perhaps `{question.id}`"
    return ""
