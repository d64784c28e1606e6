"""A test speaks of somebody who is not among its contacts.

Nothing can happen to nobody, so the story is not the one that was meant, and an expectation that somebody is left in
peace holds for the wrong reason.

To mend it, correct the name, or add the person to `contacts`.

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
identity: confidential
minutes: 1
questions: [visit-ces]
---
kind: test
id: one-visit
starts: 2027-01-04
contacts: [{id: anna, roles: [operator]}]
given:
  - {on: 2027-01-05, who: ana, event: visit-closed}  # <-
expect:
  - {on: 2027-01-05, who: anna, invited: visit-effort}
  - {who: ben, nothing: happens}  # <-
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
identity: confidential
minutes: 1
questions: [visit-ces]
---
kind: test
id: one-visit
starts: 2027-01-04
contacts: [{id: anna, roles: [operator]}, {id: ben, roles: [operator]}]
given:
  - {on: 2027-01-05, who: anna, event: visit-closed}
expect:
  - {on: 2027-01-05, who: anna, invited: visit-effort}
  - {who: ben, nothing: happens}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for test in program.each("test"):
        known = {contact.id for contact in test.node.contacts}
        for key in ("given", "expect"):
            for index, each in enumerate(getattr(test.node, key)):
                if each.who is not None and each.who not in known:
                    listed = ", ".join(f"`{name}`" for name in sorted(known))
                    yield say(
                        f"the test `{test.id}` has nobody called `{each.who}`",
                        test.at(key, index, "who"),
                        test.at("contacts", text="its people"),
                        help=did_you_mean(each.who, known) or f"name one of {listed}, or add the person to `contacts`",
                    )
