"""A survey is never sent, because every wave of it falls on a day on which it cannot go out.

The survey is written, translated and approved; its metric stays empty, and somebody finds out months later. That
happens where all its waves lie behind the day on which it is `retired`, and where all of them fall into a freeze that
its tool keeps.

To mend it, move the waves: `starting` or the days under `on`. Or correct the day of `retired`, or the freeze; a survey
that nobody needs any more is best deleted. With `on_block: defer` an invitation that comes in a freeze waits until
after it, at most for `defer_for`.

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
when: {every: half-yearly, starting: 2027-09-01}  # <-
identity: confidential
minutes: 3
questions: [satisfied]
retired: 2027-06-30
```

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {freezes: true}
---
kind: policy
id: quiet-weeks
freezes: [{first: 2026-12-18, last: 2027-01-06, yearly: true, reason: Turn of the year}]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: year-end
purpose: relational
asks: [buyer]
when: {every: yearly, starting: 2026-12-20, window: 7d}  # <-
identity: confidential
minutes: 3
questions: [satisfied]
through: survey-tool
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {freezes: true}
---
kind: policy
id: quiet-weeks
freezes: [{first: 2026-12-18, last: 2027-01-06, yearly: true, reason: Turn of the year}]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: year-end
purpose: relational
asks: [buyer]
when: {every: yearly, starting: 2026-11-20, window: 7d}
identity: confidential
minutes: 3
questions: [satisfied]
through: survey-tool
```
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cxprog.analysis.frequency.starvation import Never, starvation_of
from cxprog.analysis.frequency.wording import day_words
from cxprog.analysis.periods import frozen as holds
from cxprog.facts import retired
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_LABELS_MAX = 3


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    starvation = starvation_of(program)
    for survey in program.each("survey"):
        never = starvation.never(survey.id) if survey.id in starvation.asks else None
        if never and never.why == "retired":
            yield _retired(survey, say, never)
        elif never and retired(survey) is None:
            yield _frozen(program, survey, say, never)


def _retired(survey: Entry, say: Say, never: Never) -> Finding:
    return say(
        f"`{survey.id}` is never sent: it is retired before its first wave, on {day_words(never.day)}",
        survey.at("when"),
        survey.at("retired", text="its first day out of use"),
        help="correct one of the two days, or delete the survey if nobody needs it",
    )


def _frozen(program: Program, survey: Entry, say: Say, never: Never) -> Finding:
    tool = program.get("channel", survey.node.through)
    assert tool is not None, "it keeps freezes"
    frozen = [
        policy.at("freezes", index, text="nobody may be asked then")
        for policy in program.each("policy")
        for index, freeze in enumerate(policy.node.freezes)
        if holds(freeze, date.fromordinal(never.day))
    ]
    return say(
        f"`{survey.id}` is never sent: `{tool.id}` keeps freezes, and every wave falls into one",
        survey.at("when"),
        tool.at("enforces", "freezes", text="it sends nothing on frozen days"),
        *frozen[:_LABELS_MAX],
        help="move the waves out of the frozen days, or let its invitations wait with `on_block: defer`",
        witness=[f"its first wave could go out from {day_words(never.day)} on, and no day of it is free"],
    )
