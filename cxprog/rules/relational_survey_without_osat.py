"""A survey about the whole relationship has no question on overall satisfaction.

A survey of the relationship needs one number that stands still enough to be watched. Overall satisfaction does with
a few hundred answers what the likelihood to recommend needs more than a thousand for, it can be compared with
competitors, and it goes together with the share of wallet.

To follow it, ask one question of type `osat`. This is advice, so the rule only informs.

*A New Approach for B2B Customer Experience Management* suggests overall satisfaction for surveys of the relationship,
and effort for those about one contact.

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
id: customer-survey  # <-
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [recommend, recommend-why]
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
questions: [satisfied, recommend, recommend-why]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import asks_for, audiences, in_use, only_question
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in in_use(program, "survey"):
        if survey.node.purpose != "relational" or "customer" not in audiences(program, survey):
            continue
        if not asks_for(program, survey, "osat", "ranking"):
            offered = only_question(program, "osat")
            yield say(
                f"`{survey.id}` is about the whole relationship, and has no question on overall satisfaction",
                survey.at(),
                help=f"ask one question of type `osat`{f', perhaps `{offered}`' if offered else ''}",
            )
