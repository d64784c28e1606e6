"""A loop alerts the partner manager, and a partner has none.

For answers about this partner nobody stands behind the word `partner-manager`. The alert is lost, and nobody sees that
it is.

To mend it, name the team that looks after the partner as its `manager`.

*The Secret to B2B2C Customer Experience Success* shows how feedback about one partner reaches the person who owns the
relationship with it, by way of channel management.

```yaml bad
kind: partner
id: broker  # <-
type: broker
alerts: {mail: [broker@example.com]}
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: why
type: open-text
text: What is the main reason for your answer?
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [would-recommend, why]
---
kind: loop
id: detractors
type: inner
when: relationship.would-recommend <= 6
owner: partner-manager
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: partner
id: broker
type: broker
manager: cx-office
alerts: {mail: [broker@example.com]}
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: why
type: open-text
text: What is the main reason for your answer?
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [would-recommend, why]
---
kind: loop
id: detractors
type: inner
when: relationship.would-recommend <= 6
owner: partner-manager
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, uses_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    uses = uses_of(program, "partner-manager")
    for partner in in_use(program, "partner"):
        if uses and partner.node.manager is None:
            yield say(
                f"the partner `{partner.id}` has no manager, so alerts to `partner-manager` are lost for it",
                partner.at(),
                uses[0][1],
                help="add `manager:` with the team that looks after this partner",
            )
