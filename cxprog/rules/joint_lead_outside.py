"""The lead of a shared touchpoint is not one of its owners.

Somebody who does not own the contact cannot decide about it. Usually the owners changed and the lead was forgotten, so
alerts still go to the one who left.

To mend it, choose the lead from the owners, or add the lead to them.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - id: first-visit
        channel: on-site
        owner:
          joint: [field-service, dealer]
          lead: cx-office  # <-
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
        owner:
          joint: [field-service, dealer]
          lead: dealer
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import lead, owners
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for touchpoint in program.each("touchpoint"):
        names, leading = owners(touchpoint.node), lead(touchpoint.node)
        if leading is not None and leading not in names:
            yield say(
                f"`{leading}` leads `{touchpoint.node.id}` without owning it",
                touchpoint.at("owner", "lead"),
                touchpoint.at("owner", "joint", text="the owners"),
                help=f"name one of the owners as lead, or add `{leading}` to `joint`",
            )
