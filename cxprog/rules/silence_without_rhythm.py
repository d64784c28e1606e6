"""A loop waits for a silence, and nothing says how long that is.

Without `within` a silence lasts twice as long as the survey's own rhythm. A survey that follows events instead of a
calendar has no rhythm: nobody could say from which day on it is too quiet, so the loop would never start.

To mend it, give the silence a time, such as `within: 90d`.

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
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: quiet-accounts
type: inner
silence: {survey: visit-effort}  # <-
owner: field-service
first_contact: 5bd
escalate: [{after: 10bd, to: cx-office}]
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
id: quiet-accounts
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 5bd
escalate: [{after: 10bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        silence = loop.node.silence
        survey = program.get("survey", silence.survey) if silence and silence.within is None else None
        if survey and survey.node and survey.node.when.every is None:
            yield say(
                f"nothing says how long a silence starts `{loop.id}`: `{survey.id}` has no rhythm of its own",
                loop.at("silence"),
                survey.at("when", text="goes out without a rhythm"),
                help="add a time to the silence, such as `within: 90d`",
            )
