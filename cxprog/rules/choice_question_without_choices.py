"""A choice question offers nothing to choose from.

Respondents would see a question and no way to answer it. One choice alone is no choice either, unless it is a box to
tick (`multiple-choice`).

To mend it, add `choices`, each with an id for the data and a text for people, name a taxonomy in `codes` whose codes
are chosen from, or make it an `open-text` question.

```yaml bad
kind: question
id: main-reason
type: single-choice  # <-
text: What was the main reason?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [main-reason]
```

```yaml good
kind: question
id: main-reason
type: single-choice
text: What was the main reason?
choices:
  - {id: time, text: It took too long}
  - {id: parts, text: A part was missing}
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [main-reason]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_FEWEST = {"single-choice": 2, "multiple-choice": 1, "ranking": 2}


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for question in in_use(program, "question"):
        node = question.node
        # Instead of choices a question may name a taxonomy, whose codes are then chosen from.
        if node.codes is None and len(node.choices) < _FEWEST.get(node.type, 0):
            offered = "only one choice" if node.choices else "no choices"
            yield say(
                f"the question `{question.id}` is of type {node.type} and offers {offered}",
                question.at("type"),
                help="add `choices:`, such as `[{id: time, text: It took too long}, ...]`, or make it `open-text`",
            )
