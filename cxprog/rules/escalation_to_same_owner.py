"""An escalation goes to somebody who has already been told.

A ladder that turns back to the same team tells it twice and nobody else. The customer waits as if there were no ladder.

To mend it, name somebody who can do more: the team above, the program's owner, the partner manager.

```yaml bad
kind: loop
id: quiet-accounts
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 2bd
escalate:
  - {after: 4bd, to: field-service}  # <-
close: {requires: [root-cause], causes: causes}
---
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
```

```yaml good
kind: loop
id: quiet-accounts
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 2bd
escalate:
  - {after: 4bd, to: cx-office}
close: {requires: [root-cause], causes: causes}
---
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
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        told: dict[str, Label] = {}
        if loop.node.owner:
            told[loop.node.owner] = loop.at("owner", text="owns the case already")
        for index, step in enumerate(loop.node.escalate):
            if step.to in told:
                yield say(
                    f"after {step.after.words} `{step.to}` is told again, and nobody else",
                    loop.at("escalate", index, "to"),
                    told[step.to],
                    help="escalate to somebody who can do more, such as the team above",
                )
            told.setdefault(step.to, loop.at("escalate", index, "to", text="told here already"))
