"""Nothing leads to a touchpoint.

Without `next`, each touchpoint leads to the one below it. Once a touchpoint names where people go, those it leaves out
can fall off the journey: the map shows them, and no arrow ever gets there.

To mend it, name the touchpoint in `next` of the one before it, or remove it. A contact that comes from outside the
journey, such as a call out of the blue, belongs first in a journey of its own or needs an exception with its reason.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: call, channel: phone, owner: field-service, next: [bill]}
      - {id: first-visit, channel: on-site, owner: field-service}  # <-
      - {id: bill, channel: mail, owner: field-service}
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - id: call
        channel: phone
        owner: field-service
        next: [first-visit, {to: bill, when: Solved on the phone}]
      - {id: first-visit, channel: on-site, owner: field-service}
      - {id: bill, channel: mail, owner: field-service}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cxprog.facts import Referrers, flow, in_use, reach, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Program, Reference
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    journeys = Referrers(program, "journey", _leads_from_elsewhere)
    for journey in in_use(program, "journey"):
        leads = flow(program, journey)
        reached: set[str] = set()
        for address in list(leads)[:1]:
            reach(leads, address, reached)
        for before, address in pairwise(leads):
            touchpoint, above = (program.entries["touchpoint"][name] for name in (address, before))
            if address not in reached and not retired(touchpoint) and not journeys.may_name(touchpoint):
                yield say(
                    f"nothing in `{journey.id}` leads to the touchpoint `{touchpoint.node.id}`",
                    touchpoint.at(),
                    *([above.at("next", text="leads past it")] if above.node.next is not None else []),
                    help=f"add `{touchpoint.node.id}` to `next` of the touchpoint before it, or remove it",
                )
            # What follows is cut off by the same missing arrow.
            reach(leads, address, reached)


def _leads_from_elsewhere(reference: Reference) -> bool:
    return reference.entry.id != reference.target.owner and "next" in reference.mention.path
