"""A reward pays before the goal has run long enough without one.

A goal that pays from the first day is a bet: nobody knows yet how far the number moves by itself, what drives it, and
whether the level is fair. Partners who lose such a bet have been cheated, and those who win it have learned nothing.

To mend it, show the goal for a while without paying: `shadow_from` says since when it is shown, `pays_from` from when
it counts. How long that has to be is what a policy says in `incentives.shadow_period`; without one, what the pack says.
A reward without `pays_from` pays nothing yet, as long as it has a `shadow_from`.

*The Secret to B2B2C Customer Experience Success* recommends shadow goals, without reward, for at least two quarters.

```yaml bad
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:
  paid_to: [dealer]
  on: improvement
  paid_by: bands
  downside: limited
  shadow_from: 2027-01-01
  pays_from: 2027-04-01  # <-
  explained_in: [what-we-pay-for]
---
kind: metric
id: dealer-market-share
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: service-ease
type: ces
text: How easy was it to get your machine serviced?
metric: service-effort
---
kind: practice
id: what-we-pay-for
type: training
members: {of: [dealer]}
```

```yaml good
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:
  paid_to: [dealer]
  on: improvement
  paid_by: bands
  downside: limited
  shadow_from: 2027-01-01
  pays_from: 2027-07-01
  explained_in: [what-we-pay-for]
---
kind: metric
id: dealer-market-share
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: service-ease
type: ces
text: How easy was it to get your machine serviced?
metric: service-effort
---
kind: practice
id: what-we-pay-for
type: training
members: {of: [dealer]}
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.types import Cadence


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "incentives", "shadow_period")
    for metric in in_use(program, "metric"):
        incentive = metric.node.incentive
        if found is not None and incentive and (fact := _too_soon(metric, found.value)):
            shown = [metric.at("incentive", "shadow_from", text="shown since")] if incentive.shadow_from else []
            yield say(
                fact,
                metric.at("incentive", "pays_from" if incentive.pays_from else "paid_to"),
                *shown,
                *found.labels,
                help=f"{_mend(metric, found.value)}: {_long(found.value)} unpaid, as asked for by {found.words}",
                severity=found.severity,
            )


def _too_soon(metric: Entry, period: Cadence) -> str | None:
    """Why a reward comes too soon; None when it does not, or when it pays nothing yet."""
    incentive = metric.node.incentive
    if incentive.shadow_from is None:
        since = f" from {incentive.pays_from} on" if incentive.pays_from else ""
        return f"`{metric.id}` pays{since}, and the goal never ran without a reward"
    if incentive.pays_from is None:
        return None
    start, pays = map(datetime.date.fromisoformat, (incentive.shadow_from, incentive.pays_from))
    end = period.after(start)
    if end is None or pays >= end:
        return None
    days = max((pays - start).days, 0)
    return f"`{metric.id}` pays {days} days after its goal was first shown; {_long(period)} are needed"


def _mend(metric: Entry, period: Cadence) -> str:
    shadow = metric.node.incentive.shadow_from
    end = period.after(datetime.date.fromisoformat(shadow)) if shadow else None
    return f"pay from {end} on" if end else "show the goal first, with `shadow_from`, and pay later, with `pays_from`"


def _long(period: Cadence) -> str:
    """`6 months` for `half-yearly`."""
    return period.words.removeprefix("every ") if period.measure != "months" else f"{period.amount} months"
