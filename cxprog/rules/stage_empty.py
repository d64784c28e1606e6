"""A stage has neither touchpoints nor steps.

Nothing happens in it as far as the map shows: nobody owns anything, nobody can be asked, and the picture has a gap.

To mend it, add the contacts that take place in it, or remove the stage until they are known. A stage that a practice
works on by name (`works_on: [purchase.start]`) is not empty: what happens in it is for those to settle who do the
practice.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
  - id: start  # <-
    roles: [operator]
    goal: Get the machine running
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
  - id: start
    roles: [operator]
    goal: Get the machine running
    touchpoints:
      - {id: training, channel: training, owner: dealer}
  - id: use
    roles: [operator]
---
kind: practice
id: dealer-rounds
type: training
owner: cx-office
members: {of: [dealer]}
works_on: [purchase.use]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Referrers, in_use, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    practices = Referrers(
        program,
        "practice",
        lambda reference: reference.mention.path[0] == "works_on" and retired(reference.entry) is None,
    )
    for stage in in_use(program, "stage"):
        if not stage.node.touchpoints and not stage.node.steps and not practices.may_name(stage):
            yield say(
                f"nothing happens in the stage `{stage.node.id}`",
                stage.at(),
                help="add `touchpoints:` with the contacts that take place in it, or remove the stage",
            )
