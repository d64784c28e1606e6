"""A loop does not say who has to act.

Somebody took the time to tell the company what went wrong. If the answer opens a case that belongs to nobody, the
customer learns that answering is useless.

To mend it, name a team or a partner as `owner`, or one of `touchpoint-owner`, `account-manager`, `partner-manager` and
`partner`, which stand for the right one of each answer. An outer loop may name the teams of its `review` instead, a
loop for key accounts only the owner under `key_accounts`.

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
        is_reviewed = node.type == "outer" and node.review is not None and node.review.by
        is_answered = node.key_accounts is not None and node.key_accounts.only and node.key_accounts.owner
        if node.owner is None and not is_reviewed and not is_answered:
            yield say(
                f"nobody has to act when the loop `{node.id}` starts",
                loop.at(),
                help="add `owner:` with a team, a partner, `touchpoint-owner`, `account-manager`, `partner-manager` "
                "or `partner`",
            )
