"""Unhappy customers wait longer for a call than they should.

Whoever gives a low answer thinks of the company now. A call in the same week is a conversation, a call in the next
month is a reminder of what went wrong.

The rule looks at the inner loops that start from a low answer to a question of type `nps`. Deadlines in working time
are compared by the least that passes in any case: two working days are at least two days.

To mend it, set `first_contact` to what the policy asks for, with people who can keep it. Both numbers are limits,
`follow_up: {nps_below: ..., first_contact: ...}` of a policy; where the program has none of its own, the pack's count.

*A New Approach for B2B Customer Experience Management* describes the inner loop; two days for the first contact are
common practice.

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
  - recommend
  - recommend-why
---
kind: loop
id: unhappy-customer
type: inner
when: customer-survey.recommend < 7
owner: field-service
first_contact: 9d  # <-
escalate: [{after: 12d, to: cx-office}]
close: {requires: [root-cause], causes: causes}
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
---
kind: loop
id: unhappy-customer
type: inner
when: customer-survey.recommend < 7
owner: field-service
first_contact: 2bd
escalate: [{after: 12d, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import holds, in_use
from cxprog.finding import Finding, Severity
from cxprog.language.condition import operands
from cxprog.language.types import Duration
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found, below = limit(program, "follow_up", "first_contact"), limit(program, "follow_up", "nps_below")
    if found is None or below is None:
        return
    for loop in in_use(program, "loop"):
        node = loop.node
        if node.type != "inner" or node.severity == "positive" or node.first_contact is None:
            continue
        if _is_longer(node.first_contact, found.value) and _starts_low(program, loop, below.value):
            yield say(
                f"`{loop.id}` calls unhappy customers within {node.first_contact.words}; "
                f"the limit is {found.value.words}",
                loop.at("first_contact"),
                *found.labels,
                help=f"call them within {found.value.words}; {found.words} asks for it",
                severity=found.severity,
            )


def _starts_low(program: Program, loop: Entry, below: int) -> bool:
    """Whether a low answer may start the loop."""
    test = loop.node.when.test if loop.node.when else None
    for operand in operands(test) if test else ():
        question = program.get("question", operand.name.partition(".")[2])
        is_nps = bool(question and question.node and question.node.type == "nps")
        if is_nps and test and any(holds(test, operand.name, value) is not False for value in range(below)):
            return True
    return False


def _is_longer(given: Duration, most: Duration) -> bool:
    """Whether a deadline is certainly later: working time takes at least as long as the same time without nights."""
    if given.is_business and not most.is_business:
        given = Duration("days" if given.measure == "business_days" else "minutes", given.amount)
    return given.is_longer_than(most)
