"""A handoff goes to the one who already has the contact.

Nothing is handed over then. Mostly the owner of the touchpoint was changed later, or the handoff stands at the
touchpoint after the one where it takes place; either way the map shows a seam where there is none and hides the real
one.

To mend it, remove the handoff, or name the team or partner that really takes over.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
      - id: delivery
        channel: on-site
        owner: dealer
        handoff: {to: dealer, passes: The signed offer}  # <-
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

from cxprog.facts import in_use, lead
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for touchpoint in in_use(program, "touchpoint"):
        node = touchpoint.node
        if node.handoff and node.handoff.to and node.handoff.to == lead(node):
            place = ("owner",) if isinstance(node.owner, str) else ("owner", "lead")
            yield say(
                f"`{node.id}` is handed over to `{node.handoff.to}`, who already has it",
                touchpoint.at("handoff", "to"),
                touchpoint.at(*place, text="already answers for it"),
                help="remove the handoff, or name the team or partner that takes over",
            )
