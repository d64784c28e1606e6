"""A loop acts on a metric from too few answers, or waits for more than come.

An alert from a handful of answers sends people to explain noise: with 10 answers, chance moves an NPS by 53 points and
satisfaction from 1 to 5 by 0.68. And a loop that waits for more answers than come in a year looks like care and never
starts.

To mend it, raise `minimum_n` of the loop or of the metric, the larger of which counts; where so many answers do not
come, let the loop start at single answers, `sv.score < 7`, or at a cause that comes again. Loops without any minimum
are reported as `alert-without-minimum-n`; metrics worked out for each account are left alone, since one account is a
case and no sample. The number is a limit, `metrics: {alert_from: ...}` of a policy; where the program has none of its
own, the pack's counts.

*A New Approach for B2B Customer Experience Management* warns that scores of small samples can vary wildly by just a few
answers, and takes the single answer as the signal to follow up.

```yaml bad
kind: metric
id: recommend
type: nps
minimum_n: 5
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
minimum_n: 10
owner: cx-office
review: {every: monthly, by: [cx-office]}
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: metric
id: recommend
type: nps
minimum_n: 5
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

from cxprog.analysis.anonymity.expected import YEAR, Outlook, answers_words, outlook_of
from cxprog.analysis.anonymity.spread import spread_of
from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity
from cxprog.language.condition import operands
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found, outlook = limit(program, "metrics", "alert_from"), outlook_of(program)
    for loop in in_use(program, "loop") if found else ():
        for operand in {each.name: each for each in operands(loop.node.when.test)}.values() if loop.node.when else ():
            metric = program.get("metric", operand.name)
            least = _least(loop, metric)
            if found is None or metric is None or not least or metric.node.per == "account":
                continue
            here = loop.at("when", within=operand.span)
            if least < found.value:
                yield say(
                    f"`{loop.id}` acts on `{metric.id}` from {least} answer{'' if least == 1 else 's'} on; "
                    f"the limit is {found.value}",
                    here,
                    _minimum(loop, metric),
                    *found.labels,
                    help=f"write `minimum_n: {found.value}` in the loop, or let it start at single answers; "
                    f"{found.words} asks for it",
                    severity=found.severity,
                )
            elif outlook and (come := _too_few(outlook, metric, least)):
                yield say(
                    f"`{loop.id}` waits for {least} answers to `{metric.id}`, and {come} in a year",
                    here,
                    _minimum(loop, metric),
                    help="let it start at single answers, or at a cause that comes again; or ask more people",
                )


def _least(loop: Entry, metric: Entry | None) -> int:
    """Fewest answers from which a loop acts on a metric; 0 where none are named, or nobody answers."""
    if metric is None or not metric.sound or spread_of(metric.node) is None:
        return 0
    return max(loop.node.minimum_n or 0, metric.node.minimum_n or 0)


def _minimum(loop: Entry, metric: Entry) -> Label:
    """The place that says from how many answers on."""
    is_own = (loop.node.minimum_n or 0) >= (metric.node.minimum_n or 0)
    return (loop if is_own else metric).at("minimum_n", text="the larger minimum of loop and metric")


def _too_few(outlook: Outlook, metric: Entry, least: int) -> str:
    """What comes in a year, where it is less; empty where it is enough, or not known."""
    expected = outlook.expected(metric.id, YEAR)
    if expected is None or round(expected.answers) >= least:
        return ""
    words = answers_words(expected)
    return f"{words} come{'s' if words.endswith('answer') else ''}"
