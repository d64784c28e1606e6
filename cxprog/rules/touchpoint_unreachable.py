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

from cxprog.facts import Referrers, flow, in_use, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program, Reference
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    journeys = Referrers(program, "journey", _leads_from_elsewhere)
    for journey in in_use(program, "journey"):
        leads = flow(program, journey)
        first, *others = leads or [""]
        reached = _reached(leads, [first])
        for address in others:
            touchpoint = program.entries["touchpoint"][address]
            if address in reached or retired(touchpoint):
                continue
            if journeys.may_name(touchpoint):
                reached |= _reached(leads, [address])
                continue
            yield say(
                f"nothing in `{journey.id}` leads to the touchpoint `{touchpoint.node.id}`",
                touchpoint.at(),
                *_skipping(program, leads, address),
                help=f"add `{touchpoint.node.id}` to `next` of the touchpoint before it, or remove it",
            )
            # What follows is cut off by the same missing arrow.
            reached |= _reached(leads, [address])


def _leads_from_elsewhere(reference: Reference) -> bool:
    return reference.entry.id != reference.target.owner and "next" in reference.mention.path


def _reached(leads: dict[str, tuple[str, ...]], starts: list[str]) -> set[str]:
    reached: set[str] = set()
    open_ends = list(starts)
    while open_ends:
        address = open_ends.pop()
        if address not in reached:
            reached.add(address)
            open_ends.extend(leads.get(address, ()))
    return reached


def _skipping(program: Program, leads: dict[str, tuple[str, ...]], address: str) -> Iterator[object]:
    ordered = list(leads)
    before: Entry = program.entries["touchpoint"][ordered[ordered.index(address) - 1]]
    if before.node.next is not None:
        yield before.at("next", text="leads past it")
