"""A touchpoint with several owners does not say which of them leads.

Shared work needs one who decides. Without a lead an unhappy customer waits while the owners look at each other, and an
alert for "the owner of the touchpoint" has to go to everybody or to nobody.

To mend it, agree on one of the owners and name it as `lead`. The others stay owners.

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
        owner: {joint: [field-service, dealer]}  # <-
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
        owner: {joint: [field-service, dealer], lead: dealer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, lead, owners
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for touchpoint in in_use(program, "touchpoint"):
        names = owners(touchpoint.node)
        if names and lead(touchpoint.node) is None:
            listed = ", ".join(f"`{name}`" for name in names)
            yield say(
                f"{listed} own `{touchpoint.node.id}` together, and none of them has the last word",
                touchpoint.at("owner", "joint"),
                help=f"add `lead:` with one of them, such as `lead: {names[0]}`; alerts about this contact go there",
            )
