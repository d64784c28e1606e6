"""A touchpoint has no owner.

When something goes wrong there, the customer's answer reaches nobody: no alert has a receiver, no improvement has
somebody who wants it, and company and partner each believe that the other one takes care.

To mend it, name the team or the partner that answers for the contact. Where several share it, name all of them and
the one who leads. A workshop that does not know the owner yet can allow the rule for a while, with a date.

*The Secret to B2B2C Customer Experience Success* asks company and partners to map journeys together, so that both see
who owns which touchpoint; *B2B Customer Experience Best Practices* reports how the question "who owns the customer
here?" turned maps into action.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
      - {id: spare-parts, channel: portal}  # <-
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - id: first-visit
        channel: on-site
        owner: field-service
        handoff: {to: dealer, passes: The list of parts}
      - {id: spare-parts, channel: portal, owner: {joint: [dealer, field-service], lead: dealer}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for touchpoint in in_use(program, "touchpoint"):
        if touchpoint.node.owner is None:
            yield say(
                f"nobody owns the touchpoint `{touchpoint.node.id}`",
                touchpoint.at(),
                help="add `owner:` with a team or a partner, or `owner: {joint: [...], lead: ...}` for several",
            )
