"""Key accounts wait longer than everybody else.

What stands under `key_accounts` takes the place of what counts for others. A time that was meant to be a favor makes
the most important customers wait, in every single case, and nobody notices, because every deadline is met.

The first contact and the time to settle the matter are compared. Where one of the two is in working time and the other
is not, a working day is taken for a day, as in a week in which nothing falls out: two days are longer than eight
business hours, and thirty days longer than five business days. Working hours are those of whoever acts; where that
depends on the case, those of every team and partner.

To mend it, give key accounts the shorter time, or leave theirs out.

*A New Approach for B2B Customer Experience Management* puts key customers first in the queue of cases.

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: loop
id: unhappy
type: inner
when: relationship.satisfied <= 2
owner: cx-office
first_contact: 8bh
resolve: 5bd
key_accounts:
  first_contact: 4bd  # <-
  resolve: 30d  # <-
escalate: [{after: 5bd, to: field-service}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: loop
id: unhappy
type: inner
when: relationship.satisfied <= 2
owner: cx-office
first_contact: 8bh
resolve: 5bd
key_accounts:
  first_contact: 4bh
  resolve: 3bd
escalate: [{after: 5bd, to: field-service}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, takes_longer
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        node, own = loop.node, loop.node.key_accounts
        for key in ("first_contact", "resolve") if own and not own.only else ():
            theirs, others = getattr(own, key), getattr(node, key)
            if theirs and others and takes_longer(program, (theirs, own.owner or node.owner), (others, node.owner)):
                yield say(
                    f"`{loop.id}` lets key accounts wait {theirs.words}, and everybody else {others.words}",
                    loop.at("key_accounts", key),
                    loop.at(key, text="for everybody else"),
                    help="give key accounts the shorter time, or leave theirs out",
                )
