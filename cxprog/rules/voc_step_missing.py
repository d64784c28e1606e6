"""A program leaves out one of the six steps from an answer to a change.

Answers that nobody passes on, numbers whose reasons nobody looks for, plans that nobody puts in place: listening is
worth as much as its weakest step.

Six steps are looked for: *detect* (somebody listens), *disseminate* (reports, people who are told), *diagnose* (root
causes), *discuss* (a review of several teams), *design* (customers or partners help to shape), *deploy* (a decision is
due, or a survey asks after a change). `cxprog coverage --grid six-ds` shows what fills each.

The rule speaks up in programs with the pack `b2b` that listen, act, report and do something besides, once one of the
first three steps and one of the last three is there; and in any program whose policy wants the grid `six-ds` complete.
A policy makes it binding: `coverage: {complete: [six-ds]}`.

To mend it, add what the help names.

*B2B customer experience collection* names the six Ds; what shows a step is our reading.

```yaml bad
kind: policy
id: listening
coverage: {complete: [six-ds]}  # <-
---
kind: practice
id: portal-days
type: co-design
members: {of: [dealer]}
```

```yaml good
kind: policy
id: listening
coverage: {complete: [six-ds]}
---
kind: practice
id: portal-days
type: co-design
members: {of: [dealer]}
---
kind: survey
id: yearly
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
linked_to: [renewals]
---
kind: metric
id: renewals
type: operational
scale: {lowest: 0, highest: 1}
direction: higher-is-better
---
kind: loop
id: review
type: outer
when: satisfaction < 4
minimum_n: 30
owner: cx-office
tell: [field-service]
close: {requires: [root-cause], causes: causes}
review: {every: quarterly, decision_within: 90d, by: [cx-office, field-service]}
---
kind: loop
id: call-back
type: inner
when: yearly.satisfied <= 2
owner: field-service
first_contact: 2d
resolve: 14d
escalate: [{after: 3d, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.completeness import demand, grid_of, is_readable, is_whole, names_pack
from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    wanted, settings = demand(program, "six-ds"), program.settings
    begun = names_pack(program, "b2b") and any(in_use(program, "report")) and is_whole(program) and _has_begun(program)
    if settings is None or not (is_readable(program) if wanted else begun):
        return
    place = wanted.label._replace(text="") if wanted else settings.at("id")
    for cell in grid_of(program, "six-ds").cells:
        if not cell.evidence:
            yield say(
                f"nothing in this program does the step `{cell.row}`: {_low(cell.says)}",
                place,
                help=f"add {cell.fill}; `cxprog coverage --grid six-ds` shows what comes close",
                severity=wanted.severity if wanted else None,
            )


_HALF = 3
"""The first three steps end with a reason, the last three with a change."""


def _has_begun(program: Program) -> bool:
    """Whether some step of each half is there: a part of a program that only listens, or only acts, lacks much."""
    filled = [bool(cell.evidence) for cell in grid_of(program, "six-ds").cells]
    return any(filled[:_HALF]) and any(filled[_HALF:])


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
