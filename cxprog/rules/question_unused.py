"""No survey asks a question.

It may wait for its survey, or be left over from one. Left-over questions are found, copied and translated for years,
and a metric that only they feed stays empty.

To mend it, ask it in a survey, remove it, or set `retired` if it has to stay for old data.

```yaml bad
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: question
id: visit-why  # <-
type: open-text
text: What should we do better next time?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: question
id: visit-why
type: open-text
text: What should we do better next time?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [visit-ces, visit-why]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Referrers, in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    surveys = Referrers(program, "survey")
    for question in in_use(program, "question"):
        if not surveys.may_name(question):
            yield say(
                f"no survey asks the question `{question.id}`",
                question.at(),
                help="add it to `questions` of a survey, remove it, or set `retired:` if it stays for old data",
            )
