"""A loop takes the time between two waves of a survey for a silence.

A survey that goes out twice a year brings no answers for months, and that is as it should be. A loop that starts after
ninety days without an answer then starts between any two waves, for accounts that have nothing to say at all, and soon
nobody looks at it any more.

To mend it, make `within` longer than the survey's rhythm, or leave it out: then it is twice the rhythm.

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: half-yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: loop
id: quiet-accounts
type: inner
silence: {survey: relationship, within: 90d}  # <-
owner: field-service
first_contact: 5bd
escalate: [{after: 10bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: half-yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: loop
id: quiet-accounts
type: inner
silence: {survey: relationship}
owner: field-service
first_contact: 5bd
escalate: [{after: 10bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.types import Duration

_MONTH_DAYS = 28
"""Fewest days of a month: what is shorter than that is certainly shorter than a month."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        silence = loop.node.silence
        survey = program.get("survey", silence.survey) if silence and silence.within else None
        rhythm = survey.node.when.every if survey and survey.node else None
        if survey and rhythm and (_days(silence.within) or 0) < (_days(rhythm) or 0):
            yield say(
                f"`{loop.id}` starts between two waves: {silence.within.words} are less than the survey's rhythm",
                loop.at("silence", "within"),
                survey.at("when", "every", text=f"goes out {rhythm.words}"),
                help="give the silence more time than the survey's rhythm, or leave out `within`",
            )


def _days(duration: Duration) -> int | None:
    """About how many days a duration has, never too many; working days are taken for days of a week of five."""
    return {
        "months": duration.amount * _MONTH_DAYS,
        "business_days": duration.amount * 7 // 5,
    }.get(duration.measure, duration.days)
