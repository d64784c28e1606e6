"""A question is shown depending on an answer that the survey does not have yet.

The condition looks at a question that comes later, at the question itself, or at one that this survey never asks. It
can never be decided, so tools show the question to everybody or to nobody.

To mend it, ask the other question first, or drop the condition. Answers from other surveys cannot be used.

```yaml bad
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: question
id: visit-why
type: open-text
text: What made it hard?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions:
  - question: visit-why
    when: visit-ces <= 3  # <-
  - visit-ces
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
text: What made it hard?
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
  - question: visit-why
    when: visit-ces <= 3
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Label, Severity
from cxprog.language.condition import operands
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in program.each("survey"):
        places: dict[str, int] = {}
        for index, name, _ in survey.node.asked:
            places.setdefault(name, index)
        for index, name, when in survey.node.asked:
            for operand in operands(when.test) if when else ():
                if places.get(operand.name, index) >= index:
                    fact, help_text, *related = _why(survey, places, name, operand.name)
                    yield say(
                        f"whether `{name}` is shown depends on `{operand.name}`, {fact}",
                        survey.at("questions", index, "when", within=operand.span),
                        *related,
                        help=help_text,
                    )


def _why(survey: Entry, places: dict[str, int], name: str, tested: str) -> tuple[str, str, *tuple[Label, ...]]:
    owner, dot, local = tested.partition(".")
    if dot and owner == survey.id and local in places:
        return "which is not how a question of the same survey is written", f"write `{local}` alone"
    if dot:
        return "an answer to another survey", "use answers of the same survey only"
    if tested == name:
        return "the question itself", "test an earlier answer, or drop the condition"
    if tested in places:
        later = survey.at("questions", places[tested], text="asked only here")
        return "which is asked later", f"move `{tested}` before `{name}`", later
    return "which this survey does not ask", f"add `{tested}` to the survey before `{name}`, or drop the condition"
