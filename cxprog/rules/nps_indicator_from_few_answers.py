"""A net promoter score is used as an indicator without the answers it needs.

The score counts only two of three groups and subtracts them, so it needs far more answers than an average to stand
still. Below a good thousand it swings by itself, somebody explains every swing, and the explanations become decisions.
People who know how the score is computed answer accordingly, which makes it worse.

To mend it, leave it a `signal` that says whom to call, and watch overall satisfaction or effort instead. Where there
are answers enough, raise `minimum_n`. The rule also reports a score that waits for enough answers and will not get
them: with a population it adds up what all surveys that feed the score bring in a year.

The number is a limit, `metrics: {nps_indicator_from: ...}` of a policy; where the program has none of its own, the
pack's counts.

*A New Approach for B2B Customer Experience Management* puts the number of answers from which the score is stable at
more than 1,100, and asks for other indicators in business with companies.

```yaml bad
kind: metric
id: recommend
type: nps
direction: higher-is-better
minimum_n: 30
use: indicator  # <-
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
```

```yaml good
kind: metric
id: recommend
type: nps
direction: higher-is-better
minimum_n: 30
use: signal
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

from cxprog.facts import in_use, surveys_by_metric
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.reach import expected_answers
from cxprog.rule import Say, rule

_YEAR = 365
"""Days within which an indicator should come to its answers; no board waits longer for a number."""
_INSTEAD = "use it as `signal`, which says whom to call, and watch overall satisfaction or effort instead"
_USES = {"indicator": "an indicator", "target": "a target", "incentive": "what people are paid by"}


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "metrics", "nps_indicator_from")
    if found is None:
        return
    for metric in in_use(program, "metric"):
        if metric.node.type != "nps" or metric.node.use == "signal":
            continue
        answers = _answers_in_a_year(program, metric)
        minimum = metric.node.minimum_n or 1
        use = f"`{metric.id}` is {_USES[metric.node.use]} from {minimum:,} answer{'s' if minimum > 1 else ''} on"
        expected = "" if answers is None else f"about {answers:,.0f} answers are expected in a year"
        if minimum < found.value:
            enough = answers is not None and answers >= found.value
            yield say(
                f"{use}; the limit is {found.value:,}",
                metric.at("use", text=expected),
                *found.labels,
                help=(f"write `minimum_n: {found.value}`, or {_INSTEAD}" if enough else _INSTEAD)
                + f"; {found.words} asks for it",
                severity=found.severity,
            )
        elif answers is not None and answers < minimum:
            yield say(
                f"{use}, and gets about {answers:,.0f} in a year",
                metric.at("minimum_n"),
                help=_INSTEAD,
            )


def _answers_in_a_year(program: Program, metric: Entry) -> float | None:
    surveys = surveys_by_metric(program).get(metric.id, ())
    expected = [expected_answers(program, survey, _YEAR) for survey in surveys]
    if not expected or any(groups is None for groups in expected):
        return None
    return sum(group.answers for groups in expected for group in groups or ())
