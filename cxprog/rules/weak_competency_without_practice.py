"""A self-assessment found a competency weak, and no practice works on it.

An assessment that leads to nothing is worse than none: people have said what is wrong, and see that nobody minds.

The rule takes the last round of each part of the company. A competency is weak when its five answers add up to 15 or
less, as the bands of the published assessment put it. A practice works on it when it names the `competency`, when the
published practice that it `realizes` builds it, or when practices of its type usually do.

To mend it, add a practice, or name the `competency` of one that is there.

*B2B Customer Experience Best Practices* uses the assessment for planning what to do next.

```yaml bad
kind: assessment
id: autumn
date: 2026-10-15
by: cx-office
purposeful_leadership: [3, 3, 3, 3, 3]  # <-
compelling_brand_values: [4, 4, 4, 4, 4]
employee_engagement: [4, 4, 4, 4, 4]
customer_connectedness: [4, 4, 4, 4, 4]
---
kind: practice
id: field-training
type: training
members: {of: [field-service]}
```

```yaml good
kind: assessment
id: autumn
date: 2026-10-15
by: cx-office
purposeful_leadership: [3, 3, 3, 3, 3]
compelling_brand_values: [4, 4, 4, 4, 4]
employee_engagement: [4, 4, 4, 4, 4]
customer_connectedness: [4, 4, 4, 4, 4]
---
kind: practice
id: steering
type: council
members: {of: [cx-office, field-service]}
competency: [purposeful-leadership]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    entries = {entry.id: entry for entry in in_use(program, "assessment")}
    practices = list(in_use(program, "practice"))
    if not entries or not practices or not understood(program, "practice"):
        return  # one that only assesses is a part of another program
    from cxprog.assess import band_of, competencies, is_weak, rounds
    from cxprog.coverage import competencies_of

    built = {competency for practice in practices for competency, _ in competencies_of(practice.node)}
    for of, dated in rounds((entry.node for entry in entries.values()), "9999-12-31").items():
        for competency in competencies():
            score = dated[-1].of_competency(competency)
            if is_weak(band_of(score)) and competency.id not in built:
                where = f" in `{of}`" if of else ""
                yield say(
                    f"{competency.title.lower()} is {band_of(score).title}{where} ({score.words} of 25), "
                    "and no practice works on it",
                    entries[dated[-1].forms[0].id].at(competency.key, part="key"),
                    help=f"add a practice with `competency: [{competency.id}]`, or name it in one that is there",
                )
