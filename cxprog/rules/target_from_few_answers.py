"""A score is a goal from fewer answers than a policy asks for.

Reached or missed: a goal has no third outcome, however few answers stand behind it. So the program's owners say from
how many on a score may be one.

To mend it, raise `minimum_n` of the metric: below it, nobody sees whether the goal was reached. Where so many answers
do not come, watch the score as `indicator`, and make a goal of what people do. The number is a limit, `metrics:
{target_from: ...}` of a policy; the packs have none, for the margin of error says more than a count, and
`target-within-margin` looks at that. NPS that is more than a signal has a limit of its own, which
`nps-indicator-from-few-answers` looks at.

*A New Approach for B2B Customer Experience Management* warns of a culture of targets, and of scores that rest on small
samples.

```yaml bad
kind: policy
id: honest-numbers
metrics: {target_from: 100, source: House rule}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30  # <-
use: target
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
```

```yaml good
kind: policy
id: honest-numbers
metrics: {target_from: 100, source: House rule}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 100
use: target
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
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, is_score
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_ESTIMATED = ("scores", "improvement")
"""Rewards that depend on an estimate; answering fast and taking part are counted."""


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "metrics", "target_from")
    for metric in in_use(program, "metric") if found else ():
        least = metric.node.minimum_n or 1
        if found is not None and _is_goal(program, metric) and least < found.value:
            yield say(
                f"`{metric.id}` is a goal from {least} answer{'' if least == 1 else 's'} on; "
                f"the limit is {found.value}",
                metric.at("minimum_n") if metric.node.minimum_n else metric.at(),
                *found.labels,
                help=f"write `minimum_n: {found.value}`, or watch it as `indicator`; {found.words} asks for it",
                severity=found.severity,
            )


def _is_goal(program: Program, metric: Entry) -> bool:
    """Whether somebody has to reach a score, and no other rule looks at its answers."""
    node = metric.node
    if not is_score(node) or (node.target is not None and node.target.reason):
        return False
    if node.type == "nps" and node.use != "signal" and limit(program, "metrics", "nps_indicator_from"):
        return False
    if node.incentive is not None and node.incentive.on not in _ESTIMATED:
        return False
    return node.use in ("target", "incentive") or node.target is not None or bool(node.goal_of)
