"""An inner loop does not say who is told when nobody acts.

People are ill, on holiday or busy. Without a next step the case waits for them, and the customer waits with it.

To mend it, add `escalate` with at least one step: how long after the answer, and to whom. Loops with `severity:
positive` need none, since a missed thank-you is no emergency.

```yaml bad
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit  # <-
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 8bh
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        node = loop.node
        if node.type == "inner" and node.severity != "positive" and not node.escalate:
            yield say(
                f"if nobody acts on `{node.id}`, nobody else is told",
                loop.at(),
                help=f"add a next step, such as `escalate: [{{after: 2bd, to: {_next_in_line(program, loop)}}}]`",
            )


def _next_in_line(program: Program, loop: Entry) -> str:
    """Who could be told: the team above the owner, else the program's owner."""
    owner = program.get("team", loop.node.owner or "")
    if owner and owner.node and owner.node.parent:
        return str(owner.node.parent)
    settings = program.settings
    is_other = settings and settings.node and settings.node.owner != loop.node.owner
    return str(settings.node.owner) if settings and is_other else "..."
