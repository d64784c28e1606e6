"""A survey asks the same question twice.

Respondents notice and wonder whether anybody reads what they write. In the data, the second answer overwrites the
first, since answers are kept by the name of the question.

To mend it, remove one of them, or write a second question with an id of its own if it is meant differently.

```yaml bad
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
questions:
  - visit-ces
  - visit-why
  - visit-ces  # <-
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
questions:
  - visit-ces
  - visit-why
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in program.each("survey"):
        first: dict[str, int] = {}
        for index, name, _ in survey.node.asked:
            if first.setdefault(name, index) != index:
                yield say(
                    f"`{survey.id}` asks `{name}` twice",
                    survey.at("questions", index, text="again here"),
                    survey.at("questions", first[name], text="first here"),
                    help="remove one of them, or write a second question with an id of its own",
                )
