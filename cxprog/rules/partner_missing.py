"""A loop alerts the partner who serves the customer, and the program has no partner.

`partner` stands for whichever partner serves the customer. In a program without partners it stands for nobody, and the
alert goes to somebody who did not expect it.

To mend it, add a document of kind `partner`, or name a team.

```yaml bad
kind: program
language: 1
id: example  # <-
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: cx-office
---
kind: partner
id: dealer
type: dealer
manager: cx-office
retired: 2026-01-01
alerts: {mail: [dealer@example.com]}
---
kind: question
id: need-help
type: yes-no
text: Do you need help now?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [need-help]
---
kind: loop
id: help-alert
type: inner
when: visit-effort.need-help = yes
owner: partner
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: partner
id: dealer
type: dealer
manager: cx-office
alerts: {mail: [dealer@example.com]}
---
kind: question
id: need-help
type: yes-no
text: Do you need help now?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [need-help]
---
kind: loop
id: help-alert
type: inner
when: visit-effort.need-help = yes
owner: partner
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, understood, uses_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    uses = dict(uses_of(program, "partner"))
    if not uses or any(in_use(program, "partner")) or not understood(program, "partner"):
        return
    for settings in program.each("program"):
        loops = ", ".join(f"`{name}`" for name in uses)
        yield say(
            f"the program has no partner, so nobody stands behind `partner` in {loops}",
            settings.at(),
            next(iter(uses.values())),
            help="add a document of kind `partner`, or name a team in the loop",
        )
