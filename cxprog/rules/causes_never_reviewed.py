"""Cases are filed under causes that no outer loop looks at.

Whoever closes a case picks its cause from a list. If nobody ever counts that list, the picking is a chore that teaches
nothing, and after a while everybody picks the first entry.

To mend it, name the list in an outer loop: `close: {causes: ...}`, or `recurs: {of: ...}` for a loop that starts when
a cause comes up too often. Or let the inner loop use a list that is reviewed already. Programs without any outer loop
are told so by another rule.

*A New Approach for B2B Customer Experience Management* asks for both loops, and for root causes in the outer one.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: taxonomy
id: visit-causes
codes: [{id: part-missing}, {id: nobody-free}]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: visit-causes}  # <-
---
kind: loop
id: fewer-hard-visits
type: outer
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: taxonomy
id: visit-causes
codes: [{id: part-missing}, {id: nobody-free}]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: visit-causes}
---
kind: loop
id: fewer-hard-visits
type: outer
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: visit-causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN_MAX = 3


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    outer = [_causes(loop) for loop in in_use(program, "loop") if loop.node.type == "outer"]
    # An outer loop without causes is reported for itself, and may be the one that should look at these.
    if not understood(program, "loop") or not outer or not all(outer):
        return
    filed: dict[str, list[Entry]] = {}
    for loop in in_use(program, "loop"):
        for causes in _causes(loop) - set().union(*outer) if loop.node.type == "inner" else ():
            filed.setdefault(causes, []).append(loop)
    for causes, (first, *others) in filed.items():
        yield say(
            f"`{first.id}` files its cases under `{causes}`, and no outer loop looks at these causes",
            first.at("close", "causes"),
            *(other.at("close", "causes", text="filed there as well") for other in others[:_SHOWN_MAX]),
            help=f"add `causes: {causes}` to `close` of an outer loop, or a loop that starts when a cause `recurs`",
        )


def _causes(loop: Entry) -> set[str]:
    own = loop.node.close.causes if loop.node.close else None
    return {causes for causes in (own, loop.node.recurs and loop.node.recurs.of) if causes}
