"""A score that people give is a target.

As soon as a score is the goal, it is worked on: the friendly customers are asked, the survey goes out on a good day,
and somebody explains to the customer which answers count as good. The number rises and the experience stays.

To follow it, let the score be an `indicator`, and make something the target that people do: calling back in time, fewer
cases with the same cause, more accounts heard. Ranks, and shares of countries that reach a rank, are left alone. Scores
that people are paid by are reported as `staff-paid-for-scores`. This is advice, so the rule only informs.

*A New Approach for B2B Customer Experience Management* quotes Goodhart's law on this: a measure that becomes a target
is no good measure any more.

```yaml bad
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: target  # <-
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
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
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
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric in in_use(program, "metric"):
        is_reward = metric.node.use == "incentive" or metric.node.incentive is not None
        if is_score(metric.node) and not is_reward and (labels := _labels(metric)):
            yield say(
                f"`{metric.id}` is a score and a target, so the score will be worked on and not what it stands for",
                *labels,
                help="watch the score as `indicator`, and make a target of what people do: calling back in time, "
                "fewer cases with the same cause",
            )


def _labels(metric: Entry) -> list[Label]:
    """The places that make it a target."""
    node = metric.node
    return [
        *([metric.at("use", text="used as a target")] if node.use == "target" else []),
        *([metric.at("target", part="key", text="the value to reach")] if node.target else []),
        *([metric.at("goal_of", part="key", text="whose goal it is")] if node.goal_of else []),
    ]
