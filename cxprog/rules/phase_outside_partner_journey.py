"""A stage of a customer's journey names a phase of the partner life cycle.

Recruitment, onboarding, growth, evaluation, expansion and exit are phases that a partner goes through. On the journey
of a customer or an employee they mean something else, and whoever counts which phases are looked after would count
this stage by mistake.

To mend it, take `phase` out of the stage; its `id` and `title` may say onboarding all the same. If it is a partner who
goes through the journey, write `actor: partner`.

*The PX Factor* describes the six phases of a partner's life cycle.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: first-weeks
    phase: onboarding  # <-
    roles: [buyer]
    touchpoints:
      - {id: delivery, channel: on-site, owner: dealer}
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: first-weeks
    roles: [buyer]
    touchpoints:
      - {id: delivery, channel: on-site, owner: dealer}
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
    for journey in in_use(program, "journey"):
        for index, stage in enumerate(journey.node.stages):
            if stage.phase and journey.node.actor != "partner":
                yield say(
                    f"`{stage.id}` is a phase of a partner's life, but `{journey.id}` is the journey of "
                    f"{_A[journey.node.actor]}",
                    journey.at("stages", index, "phase"),
                    journey.at("actor", text="whose journey it is"),
                    help="take `phase` out of the stage, or write `actor: partner` if partners go through it",
                )


_A = {"customer": "a customer", "employee": "an employee"}
