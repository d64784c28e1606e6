"""A later step of an escalation ladder does not come later.

The steps of a ladder are read in order: first the closest person, then the next one up. When a later step has the same
or a shorter time, somebody high up is told before the people who could have solved it.

To mend it, sort the steps by time. Every time counts from the answer, not from the step before. Times in working hours
and in working days cannot be compared without a calendar; such ladders are left alone.

```yaml bad
kind: loop
id: hard-visit
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 8bh
escalate:
  - {after: 2bd, to: dealer}
  - {after: 1bd, to: cx-office}  # <-
close: {requires: [root-cause], causes: causes}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: loop
id: hard-visit
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 8bh
escalate:
  - {after: 1bd, to: dealer}
  - {after: 2bd, to: cx-office}
close: {requires: [root-cause], causes: causes}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.types import Duration


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        for (index, step), (following, later) in pairwise(enumerate(loop.node.escalate)):
            (unit, time), (later_unit, later_time) = _length(step.after), _length(later.after)
            if unit == later_unit and later_time <= time:
                order = "before" if later_time < time else "together with"
                yield say(
                    f"`{later.to}` is told after {later.after.words}, {order} `{step.to}`, who is listed first",
                    loop.at("escalate", following, "after"),
                    loop.at("escalate", index, "after", text=f"the step before: {step.after.words}"),
                    help="sort the steps by time; every time counts from the answer",
                )


def _length(duration: Duration) -> tuple[str, int]:
    """A duration in a unit that compares: elapsed days are minutes too, working time stays what it is."""
    if duration.measure == "days":
        return "minutes", duration.amount * 1440
    return duration.measure, duration.amount
