"""A survey about one contact has no question on effort.

After a repair or a call, how hard it was for the customer says best what to change. Satisfaction with one contact is
mostly satisfaction with the people, who are nearly always nice.

To follow it, ask one question of type `ces`. This is advice, so the rule only informs.

*A New Approach for B2B Customer Experience Management* suggests effort for surveys about one contact, and overall
satisfaction for those about the relationship.

```yaml bad
kind: question
id: visit-satisfied
type: csat
text: How satisfied are you with the visit?
---
kind: question
id: visit-ease
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-check  # <-
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-satisfied]
```

```yaml good
kind: question
id: visit-satisfied
type: csat
text: How satisfied are you with the visit?
---
kind: question
id: visit-ease
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-check
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ease, visit-satisfied]
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
        if survey.node.purpose != "transactional" or "customer" not in audiences(program, survey):
            continue
        if not asks_for(program, survey, "ces", "ranking"):
            offered = only_question(program, "ces")
            yield say(
                f"`{survey.id}` is about one contact, and has no question on how easy it was",
                survey.at(),
                help=f"ask one question of type `ces`{f', perhaps `{offered}`' if offered else ''}",
            )
