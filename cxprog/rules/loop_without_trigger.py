"""Nothing starts a loop.

It has neither a condition on answers or metrics (`when`) nor a business event (`event`), a silence to watch for
(`silence`) or a root cause that comes back (`recurs`). It looks like care on paper and never happens.

To mend it, add `when`, such as `visit-effort.visit-ces <= 3`, or one of the others. An outer loop may do with a regular
`review`.

```yaml bad
kind: loop
id: hard-visit  # <-
type: inner
owner: field-service
first_contact: 8bh
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


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        node = loop.node
        is_reviewed = node.type == "outer" and node.review is not None
        if not is_reviewed and all(start is None for start in (node.when, node.silence, node.event, node.recurs)):
            yield say(
                f"nothing starts the loop `{node.id}`",
                loop.at(),
                help="add `when:` with a condition such as `survey.question <= 3`, or `silence:` to watch a survey",
            )
