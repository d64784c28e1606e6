"""A survey before a date does not say how long before.

Asking before a renewal is meant to leave time to act on the answer. Without `delay` the invitation goes out on the day
itself.

To mend it, add `delay` with the time that people need to answer and the company needs to react.

```yaml bad
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
id: before-renewal
purpose: relational
asks: [buyer]
when: {before: renewal}  # <-
identity: identified
minutes: 3
questions: [would-recommend, why]
```

```yaml good
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
id: before-renewal
purpose: relational
asks: [buyer]
when: {before: renewal, delay: 90d}
identity: identified
minutes: 3
questions: [would-recommend, why]
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
    for survey in in_use(program, "survey"):
        trigger = survey.node.when
        if trigger.before is not None and trigger.delay is None:
            yield say(
                f"`{survey.id}` asks on the day of `{trigger.before}` itself, too late to act on the answer",
                survey.at("when", "before"),
                help="add `delay:` with how long before that day people are asked, such as `90d`",
            )
