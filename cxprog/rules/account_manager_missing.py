"""Loops alert the account manager, and the program does not say who that is.

The word stands for a team that `cxprog.yaml` names. Without it the alert has no receiver and is lost.

To mend it, add `account_managers` to the program with the team that looks after accounts, or name a team in the loop.

```yaml bad
kind: program
language: 1
id: example  # <-
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: cx-office
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
owner: account-manager
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: program
language: 1
id: example
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: cx-office
account_managers: sales
---
kind: team
id: sales
alerts: {mail: [sales@example.com]}
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
owner: account-manager
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import uses_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    uses = dict(uses_of(program, "account-manager"))
    for settings in program.each("program"):
        if uses and settings.node.account_managers is None:
            loops = ", ".join(f"`{name}`" for name in uses)
            yield say(
                f"the program does not say who `account-manager` is; alerts of {loops} are lost",
                settings.at(),
                next(iter(uses.values())),
                help="add `account_managers:` with the team that looks after accounts",
            )
