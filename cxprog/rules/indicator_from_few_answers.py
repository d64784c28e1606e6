"""A score is watched as an indicator, and only a handful of answers comes in a year.

The number goes up and down by chance, and each time somebody explains it. With 20 answers, satisfaction from 1 to 5 can
lie ±0.44 from the truth, and effort from 1 to 7 ±0.70.

How many answers come in a year follows from populations, sampling and response rates; the rule says nothing where these
are not known, nor of numbers worked out for each account. NPS has a limit of its own, which
`nps-indicator-from-few-answers` looks at; goals are what `target-within-margin` looks at.

To mend it, leave the score a `signal`, read every answer and call back: with so few customers that is less work than a
dashboard. Or ask more people in each account. The number is the one that every group of a report is held to, `metrics:
{cut_from: ...}` of a policy; where the program has none of its own, the pack's counts.

*A New Approach for B2B Customer Experience Management* calls it equally valid to do without numbers where samples are
small, and to use what customers say to close the loop with each of them.

```yaml bad
kind: population
id: customers
response_rate: 0.25
groups: [{role: buyer, people: 80}]
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 10
use: indicator  # <-
linked_to: [share-of-wallet]
---
kind: metric
id: share-of-wallet
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
```

```yaml good
kind: population
id: customers
response_rate: 0.25
groups: [{role: buyer, people: 80}]
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 10
use: signal
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.anonymity.expected import YEAR, answers_words, outlook_of
from cxprog.analysis.anonymity.spread import spread_of
from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found, outlook = limit(program, "metrics", "cut_from"), outlook_of(program)
    if found is None or outlook is None:
        return
    for metric in in_use(program, "metric"):
        spread = spread_of(metric.node)
        expected = outlook.expected(metric.id, YEAR) if spread and _is_watched(program, metric) else None
        if spread is not None and expected is not None and round(expected.answers) < found.value:
            chance = "" if expected.margin is None else f"±{spread.words(expected.margin)} is chance"
            yield say(
                f"`{metric.id}` is an indicator, and gets {answers_words(expected)} in a year; "
                f"the limit is {found.value}",
                metric.at("use", text=chance),
                *found.labels,
                help="use it as `signal`, read every answer and call back, or ask more people; "
                f"{found.words} asks for it",
                severity=found.severity,
            )


def _is_watched(program: Program, metric: Entry) -> bool:
    """Whether it is an indicator of everybody together, and no other rule looks at how many answers it gets."""
    node = metric.node
    if node.use != "indicator" or node.per is not None or node.target or node.goal_of or node.incentive:
        return False
    return node.type != "nps" or limit(program, "metrics", "nps_indicator_from") is None
