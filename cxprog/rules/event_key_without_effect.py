"""An event sets something that its type does not use.

Only a change has a day of its own: it is planned, and it comes for everybody at once. An event, a milestone and a date
happen to one person or account at a time, each on its own day, so that a day written here says nothing and is never
looked at.

To mend it, correct the type, or take `on` away. The day of a `date` comes with each account, from the tool that
reports it.

```yaml bad
kind: event
id: renewal
type: date
on: 2027-03-01  # <-
---
kind: question
id: recommend
type: nps
text: How likely are you to recommend us to a colleague in another company?
---
kind: question
id: recommend-why
type: open-text
text: What is the main reason for your answer?
---
kind: survey
id: before-renewal
purpose: transactional
asks: [buyer]
when: {before: renewal, delay: 90d}
identity: identified
minutes: 2
questions: [recommend, recommend-why]
```

```yaml good
kind: event
id: renewal
type: date
at_most: 1 per 365d
---
kind: question
id: recommend
type: nps
text: How likely are you to recommend us to a colleague in another company?
---
kind: question
id: recommend-why
type: open-text
text: What is the main reason for your answer?
---
kind: survey
id: before-renewal
purpose: transactional
asks: [buyer]
when: {before: renewal, delay: 90d}
identity: identified
minutes: 2
questions: [recommend, recommend-why]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for event in in_use(program, "event"):
        if event.node.on is not None and event.node.type != "change":
            yield say(
                f"`on` has no effect: `{event.id}` is of type {event.node.type}, and only a change has a day",
                event.at("on", part="key"),
                event.at("type", text="the type"),
                help="take it away, or write `type: change` if it happens once, for everybody",
            )
