"""A question feeds a metric that cannot be computed from its answers.

A net promoter score needs answers from 0 to 10, an average needs numbers, and comments cannot be averaged at all. The
number would be missing, or worse, wrong without anybody noticing.

To mend it, feed the metric from a question of a fitting type, or change the type of one of them:

- `nps`: a question on a scale from 0 to 10
- `osat`, `csat`, `ces`, `mean`, `top-box`: a question answered on a scale, or with a number
- `ratio`: anything but comments and rankings
- `ranking`: anything but comments
- `operational`: none, the value comes from another system

```yaml bad
kind: metric
id: recommend
type: nps
---
kind: question
id: overall
type: osat
text: How satisfied are you with us overall?
metric: recommend  # <-
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
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use, scale_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.kinds.metric import Metric
    from cxprog.language.kinds.question import Question

_NUMBERS = frozenset(("nps", "osat", "csat", "ces", "rating", "number"))
_CHOICES = frozenset(("single-choice", "multiple-choice", "yes-no"))
_FITTING = {
    "nps": (frozenset(("nps", "rating", "number")), "answers from 0 to 10"),
    **dict.fromkeys(("osat", "csat", "ces", "mean", "top-box"), (_NUMBERS, "answers on a scale")),
    "ratio": (_NUMBERS | _CHOICES, "answers that can be counted"),
    "ranking": (_NUMBERS | _CHOICES | {"ranking"}, "answers that can be ranked"),
    "operational": (frozenset[str](), "values from another system, not answers"),
}
"""Types of questions that a type of metric can be computed from, and how to say so."""


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for question in in_use(program, "question"):
        metric = program.get("metric", question.node.metric or "")
        if metric and metric.sound and not _fits(question.node, metric.node):
            wanted = _FITTING[metric.node.type][1]
            yield say(
                f"`{metric.id}` is computed from {wanted}; `{question.id}` is of type {question.node.type}",
                question.at("metric"),
                metric.at("type", text=f"needs {wanted}"),
                help="feed the metric from a fitting question, or change the type of one of them",
            )


def _fits(question: Question, metric: Metric) -> bool:
    fitting, _ = _FITTING[metric.type]
    return question.type in fitting and (metric.type != "nps" or scale_of(question) == (0, 10))
