"""A question sets something that its type does not use.

Choices of a rating, a scale of a comment: respondents never see them. Either the type is wrong, or a part of the
question was left over when the type changed.

To mend it, correct the type or remove the key. `choices` belong to `single-choice`, `multiple-choice` and `ranking`;
`scale` to `nps`, `osat`, `csat`, `ces`, `rating` and `number`; `length_max` to `open-text`.

```yaml bad
kind: question
id: main-reason
type: open-text
text: What was the main reason?
choices: [{id: time}, {id: parts}]  # <-
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
choices: [{id: time}, {id: parts}]
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

_USED_BY = {
    "choices": ("single-choice", "multiple-choice", "ranking"),
    "scale": ("nps", "osat", "csat", "ces", "rating", "number"),
    "length_max": ("open-text",),
}


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for question in in_use(program, "question"):
        for key, types in _USED_BY.items():
            if key in question.node.model_fields_set and question.node.type not in types:
                yield say(
                    f"`{key}` has no effect: `{question.id}` is of type {question.node.type}",
                    question.at(key, part="key"),
                    question.at("type", text="the type"),
                    help=f"remove it, or choose one of the types that use it: {', '.join(types)}",
                )
