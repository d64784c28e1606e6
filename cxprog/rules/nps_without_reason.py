"""People are asked whether they would recommend, and not why.

The number says whom to call; the reason says what to talk about and whose matter it is. Without it the account manager
calls to ask the question that the survey left out.

To mend it, ask an open question right after it.

*A New Approach for B2B Customer Experience Management* keeps the question for one purpose, following up, and so asks
for an open question behind it, from whose answers feedback finds the right department.

```yaml bad
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
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions:
  - satisfied
  - recommend  # <-
```

```yaml good
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
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions:
  - satisfied
  - recommend
  - recommend-why
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import asked_questions, in_use, only_question
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in in_use(program, "survey"):
        open_ends = [place for place, question in asked_questions(program, survey) if _may_be_open(question)]
        for place, question in asked_questions(program, survey):
            if question.node and question.node.type == "nps" and not any(later > place for later in open_ends):
                offered = _offer(program, question)
                yield say(
                    f"`{survey.id}` asks whether people would recommend, but not why",
                    survey.at("questions", place),
                    help=f"ask an open question right after it{f', perhaps `{offered}`' if offered else ''}",
                )


def _may_be_open(question: Entry) -> bool:
    return question.node is None or question.node.type == "open-text"


def _offer(program: Program, question: Entry) -> str:
    """An open question that is named like the one it follows, or the only one there is."""
    questions = (each for each in in_use(program, "question") if each.node.type == "open-text")
    follower = next((each.id for each in questions if each.id.startswith(f"{question.id}-")), "")
    return follower or only_question(program, "open-text")
