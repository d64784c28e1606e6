"""Whether a limit holds cannot be said, because the program leaves something open.

A limit is either proved, or broken by a calendar that can be looked at, or not decided. Not decided is no proof: the
tool does not guess. Most often a number is missing that only the team knows: how many people of one account hold a
role (`per_account`), how many records one person can have in a tool that counts per record (`records_per_person`), or
on which day regular waves begin (`starting`).

To mend it, declare what the finding names. Seldom it is none of these: invitations that wait and tools that look at the
trigger can make a program too intricate to decide in reasonable time; a simpler rest or cap settles it.

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: yearly-check
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: policy
id: contact-load
frequency:
  - {at_most: 12, within: 365d, per: account}  # <-
```

```yaml good
kind: role
id: buyer
audience: customer
level: strategic
per_account: 6
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: yearly-check
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: policy
id: contact-load
frequency:
  - {at_most: 12, within: 365d, per: account}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.frequency.limited import asked_by, limit_address
from cxprog.analysis.frequency.placed import placed, severity_of, told_once
from cxprog.analysis.frequency.telling import headline
from cxprog.analysis.specs import specs_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    specs = specs_of(program)
    for part in ("frequency", "freezes"):
        for verdict, _ in told_once(program, "not decided", part):
            address = limit_address(verdict)
            severity = severity_of(program, verdict)
            yield say(
                headline(specs, verdict),
                *([placed(program, address)] if address else ()),
                help=f"{verdict.reason}; {asked_by(specs, verdict)} asks for the limit",
                severity=Severity.WARNING if severity is Severity.ERROR else severity,
            )
