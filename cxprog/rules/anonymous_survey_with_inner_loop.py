"""An anonymous answer starts an inner loop.

An inner loop calls one customer back, and an anonymous survey promises that nobody knows who answered. One of the two
cannot be kept: either nobody is called, or the promise is broken.

To mend it, change the promise *before* the survey goes out (`identity: identified`, or `confidential` with a question
whether the person wants to be called), or make the loop an outer one on a metric, which looks at all answers together.

*A New Approach for B2B Customer Experience Management* advises companies with business customers against anonymous
surveys, because they make it impossible to close the loop.

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
identity: anonymous
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3  # <-
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

from cxprog.facts import in_use, started_by
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        for name, label in started_by(loop).items() if loop.node.type == "inner" else ():
            survey = program.get("survey", name)
            if survey and survey.sound and survey.node.identity == "anonymous":
                yield say(
                    f"`{loop.id}` has to call back people whom nobody knows: `{name}` is anonymous",
                    label,
                    survey.at("identity", text="what respondents are promised"),
                    help="promise `identified` before the survey goes out, or `confidential` and ask who wants to be "
                    "called; or make the loop an outer one on a metric",
                )
