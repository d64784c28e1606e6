"""A priority decides nothing, because no two invitations ever wait for each other.

`priority` says which of several invitations that wait goes first. It looks like a promise that an important survey
comes before others, and it is none: it moves nothing out of the way that has gone out, and a survey that does not wait
never stands in the line. It counts only where at least two surveys wait (`on_block: defer`), can reach the same person,
and one of them keeps the other back.

To mend it, take the priority away. If the survey is to come first, let the less important ones wait too and give them a
lower number, or take this one out of the rest with `rest: {respects: false}`.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 30d}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: after-visit
purpose: transactional
asks: [buyer]
when: {event: visit-closed}
priority: 1  # <-
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: before-renewal
purpose: relational
asks: [buyer]
when: {before: renewal, delay: 60d..90d}
on_block: defer
defer_for: 30d
priority: 10  # <-
identity: confidential
minutes: 5
questions: [satisfied]
through: survey-tool
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 30d}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: after-visit
purpose: transactional
asks: [buyer]
when: {event: visit-closed}
on_block: defer
defer_for: 7d
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: before-renewal
purpose: relational
asks: [buyer]
when: {before: renewal, delay: 60d..90d}
on_block: defer
defer_for: 30d
priority: 10
identity: confidential
minutes: 5
questions: [satisfied]
through: survey-tool
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxprog.analysis.frequency.starvation import Idle, starvation_of
from cxprog.analysis.frequency.wording import all_of, quoted
from cxprog.facts import in_use, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_WHY: Mapping[str, tuple[str, str]] = {
    "never waits": (
        "its invitations never wait",
        "take it away, or let the invitations wait with `on_block: defer`",
    ),
    "never kept back": (
        "nothing ever keeps its invitations back",
        "take it away; it would count if the survey's channel kept a rest, caps or freezes (`enforces`)",
    ),
    "alone": (
        "no other survey that waits gets in its way",
        "take it away, or let the less important surveys wait too, with `on_block: defer` and a lower priority",
    ),
}


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    # Only a program that was understood whole tells that there is no other survey, and no guard.
    if not program.may_hold("priority") or not understood(program, "survey", "channel", "role", "policy"):
        return
    starvation = starvation_of(program)
    for survey in in_use(program, "survey"):
        idle = starvation.idle(survey.id) if survey.node.priority and survey.id in starvation.asks else None
        if idle:
            yield _idle(program, survey, idle, say)


def _idle(program: Program, survey: Entry, idle: Idle, say: Say) -> Finding:
    if idle.why == "all alike":
        return say(
            f"the priority of `{survey.id}` decides nothing: {all_of(quoted(idle.rivals))} waits with the same one"
            if len(idle.rivals) == 1
            else f"the priority of `{survey.id}` decides nothing: {all_of(quoted(idle.rivals))} wait with the same one",
            survey.at("priority"),
            *(program.entries["survey"][each].at("priority", text="the same") for each in idle.rivals),
            help="give the more important survey a higher number",
        )
    why, mend = _WHY[idle.why]
    return say(f"the priority of `{survey.id}` decides nothing: {why}", survey.at("priority"), help=mend)
