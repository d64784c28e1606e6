"""A number that steers leads to nothing that the business itself counts.

Satisfaction convinces nobody in the budget round. What convinces is that accounts with satisfied people renew more, buy
more or cost less, and to be able to say so, somebody has to set the two numbers side by side.

To mend it, name a metric of type `operational`, such as share of wallet or renewals, in `linked_to`, or a metric that
leads to one; `driver_of` counts as well. Targets, and what people are paid by, are warnings, indicators only inform;
signals need no link, they say whom to call. Where the program has no operational metric at all, that is one finding.

*A New Approach for B2B Customer Experience Management* asks to report hard numbers beside the soft ones and to link
them, for example through the share of wallet.

```yaml bad
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator  # <-
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

from cxprog.facts import in_use, listed, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_USES = {"incentive": "what people are paid by", "target": "a target", "indicator": "an indicator"}
"""Uses that need a link, the weightiest first, and how to say so."""


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    metrics = list(in_use(program, "metric"))
    unlinked = [metric for metric in metrics if metric.node.use in _USES and not _leads_on(program, metric)]
    counted = [metric.id for metric in metrics if metric.node.type == "operational"]
    if counted or not understood(program, "metric"):
        for metric in unlinked:
            yield say(
                f"`{metric.id}` is {_USES[metric.node.use]} and leads to no number that the business itself counts",
                metric.at("use"),
                help="name share of wallet, renewals or the like in `linked_to`"
                + (f", perhaps `{counted[0]}`" if counted else ""),
                severity=_severity(metric),
            )
    elif unlinked:
        first = min(unlinked, key=lambda metric: list(_USES).index(metric.node.use))
        others = [metric.id for metric in unlinked if metric is not first]
        yield say(
            "no number that the business itself counts stands beside what people answer",
            first.at("use", text=f"{_USES[first.node.use]} without a link"),
            help="add a metric of type `operational`, such as share of wallet or renewals, "
            f"and name it in `linked_to` here{f', and in {listed(others)}' if others else ''}",
            severity=_severity(first),
        )


def _severity(metric: Entry) -> Severity | None:
    return Severity.INFO if metric.node.use == "indicator" else None


def _leads_on(program: Program, metric: Entry) -> bool:
    """Whether links lead from a metric to an operational one; what has mistakes may lead anywhere."""
    open_ends, seen = [metric], {metric.id}
    while open_ends:
        node = open_ends.pop().node
        if node is None or node.type == "operational":
            return True
        for name in (*node.linked_to, *node.driver_of, *([node.share_of.metric] if node.share_of else [])):
            linked = program.get("metric", name)
            if linked is not None and name not in seen:
                seen.add(name)
                open_ends.append(linked)
    return False
