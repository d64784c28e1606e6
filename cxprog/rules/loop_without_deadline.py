"""An inner loop does not say by when the customer hears from somebody.

"As soon as possible" means something else to everybody. The effect of calling back fades within days, and without a
time nothing is ever late: no reminder goes out and no report can say how often the promise was kept.

To mend it, add `first_contact` with a time people can keep, best in working time: `8bh` (business hours) or `2bd`
(business days).

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
escalate: [{after: 2bd, to: cx-office}]
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
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        node = loop.node
        only = node.key_accounts if node.key_accounts and node.key_accounts.only else None
        first_contact = node.first_contact or (only and only.first_contact)
        if node.type == "inner" and node.severity != "positive" and first_contact is None:
            yield say(
                f"`{node.id}` does not say by when the customer hears from somebody",
                loop.at(),
                help="add `first_contact:` with a time people can keep, such as `8bh` or `2bd`",
            )
