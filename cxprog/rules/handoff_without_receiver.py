"""A handoff does not say who takes over.

Handoffs are where customers get lost: one side has let go, and the other side does not know yet. A handoff without a
receiver writes down the first half only.

To mend it, add `to` with the team or the partner that takes over, and say in `passes` what it gets: data, documents,
an introduction.

*The Secret to B2B2C Customer Experience Success* names the places where company and partner hand over to each other
as one of the three things a shared journey map has to show.

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
        owner: field-service
        handoff: {passes: The signed offer}  # <-
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
        owner: field-service
        handoff: {to: dealer, passes: The signed offer}
      - {id: delivery, channel: on-site, owner: dealer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import flow, in_use, lead, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        for address, following in flow(program, journey).items():
            touchpoint = program.entries["touchpoint"][address]
            handoff = touchpoint.node.handoff
            if handoff is not None and handoff.to is None and retired(touchpoint) is None:
                yield say(
                    f"`{touchpoint.node.id}` is handed over, but nobody is named who takes over",
                    touchpoint.at("handoff"),
                    help="add `to:` with the team or partner that takes over" + _offer(program, touchpoint, following),
                )


def _offer(program: Program, touchpoint: Entry, following: tuple[str, ...]) -> str:
    """The one who leads what comes next, where that is somebody else."""
    entries = (program.get("touchpoint", address) for address in following)
    leads = {lead(entry.node) for entry in entries if entry and entry.node} - {None, lead(touchpoint.node)}
    return f"; `{leads.pop()}` leads what comes next" if len(leads) == 1 else ""
