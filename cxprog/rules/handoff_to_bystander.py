"""A handoff goes to somebody who owns nothing of what comes next.

The map says two things: that one party takes over, and that another one carries on. Whoever is told to expect the
customer is not the one the customer meets.

To mend it, hand over to an owner of the next touchpoint, or correct that touchpoint's owner.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - id: quotation
        channel: email
        owner: cx-office
        handoff: {to: field-service, passes: The signed offer}  # <-
      - {id: delivery, channel: on-site, owner: dealer}
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - id: quotation
        channel: email
        owner: cx-office
        handoff: {to: dealer, passes: The signed offer}
      - {id: delivery, channel: on-site, owner: dealer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import flow, in_use, lead, owners, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        for address, following in flow(program, journey).items():
            touchpoint = program.entries["touchpoint"][address]
            handoff = touchpoint.node.handoff
            entries = [entry for name in following if (entry := program.get("touchpoint", name)) and entry.node]
            taking_over = {name for entry in entries for name in owners(entry.node)}
            # Handing over to oneself is a mistake of its own, and so is a touchpoint without an owner.
            if retired(touchpoint) or handoff is None or handoff.to in (None, lead(touchpoint.node), *taking_over):
                continue
            if entries and all(entry.node.owner for entry in entries):
                first = entries[0]
                listed = " or ".join(f"`{name}`" for name in sorted(taking_over))
                yield say(
                    f"`{handoff.to}` takes over after `{touchpoint.node.id}`, but owns nothing of what comes next",
                    touchpoint.at("handoff", "to"),
                    first.at("owner", text=f"`{first.node.id}` comes next"),
                    help=f"hand over to {listed}, or correct the owner of the next touchpoint",
                )
