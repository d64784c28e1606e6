"""A stage has both steps and touchpoints of its own.

The order is then unclear: nobody can tell whether the loose touchpoints come before, between or after the steps. They
are read as coming first, which is seldom what is meant.

To mend it, put the loose touchpoints into a step.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: start
    roles: [operator]
    steps:
      - id: installation
        touchpoints:
          - {id: delivery, channel: on-site, owner: dealer}
    touchpoints:  # <-
      - {id: training, channel: training, owner: dealer}
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: start
    roles: [operator]
    steps:
      - id: installation
        touchpoints:
          - {id: delivery, channel: on-site, owner: dealer}
      - id: learning
        touchpoints:
          - {id: training, channel: training, owner: dealer}
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
    for stage in in_use(program, "stage"):
        if stage.node.steps and stage.node.touchpoints:
            yield say(
                f"the stage `{stage.node.id}` has steps and, beside them, touchpoints of its own",
                stage.at("touchpoints", part="key", text="read as coming before the steps"),
                stage.at("steps", part="key", text="the steps"),
                help="put these touchpoints into a step, so that the order is clear",
            )
