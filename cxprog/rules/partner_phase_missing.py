"""A journey of partners leaves out a phase of their life with the company.

A partnership begins when both choose each other and ends, one day, in peace. A journey that stops at growth has no
owner for the farewell, and the customers of a leaving partner learn of it last.

The rule speaks up in programs with the pack `b2b2c` when a journey of partners names several phases but not all, and
whenever a policy wants the grid `partner-life-cycle` complete; then a program without such a journey is told as well.

To mend it, add a stage with the phase, and at least one touchpoint in it. A policy makes the rule binding:
`coverage: {complete: [partner-life-cycle]}`.

*The PX Factor* names the six phases, from recruitment to a controlled and amicable exit.

```yaml bad
kind: journey
id: dealership
actor: partner
stages:  # <-
  - id: first-talks
    phase: recruitment
    roles: [principal]
    touchpoints: [{id: first-talk, channel: meeting, owner: cx-office}]
  - id: start
    phase: onboarding
    roles: [principal]
    touchpoints: [{id: training, channel: training, owner: cx-office}]
---
kind: role
id: principal
audience: partner
level: strategic
```

```yaml good
kind: journey
id: dealership
actor: partner
stages:
  - {id: talks, phase: recruitment, roles: [principal], touchpoints: [{id: a, channel: meeting, owner: cx-office}]}
  - {id: start, phase: onboarding, roles: [principal], touchpoints: [{id: b, channel: training, owner: cx-office}]}
  - {id: work, phase: growth, roles: [principal], touchpoints: [{id: c, channel: portal, owner: cx-office}]}
  - {id: review, phase: evaluation, roles: [principal], touchpoints: [{id: d, channel: meeting, owner: cx-office}]}
  - {id: more, phase: expansion, roles: [principal], touchpoints: [{id: e, channel: meeting, owner: cx-office}]}
  - {id: farewell, phase: exit, roles: [principal], touchpoints: [{id: f, channel: meeting, owner: cx-office}]}
---
kind: role
id: principal
audience: partner
level: strategic
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from cxprog.completeness import demand, is_readable, names_pack
from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.language.types import Phase
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    wanted = demand(program, "partner-life-cycle")
    journeys = [journey for journey in in_use(program, "journey") if journey.node.actor == "partner"]
    named = {stage.phase for journey in journeys for stage in journey.node.stages if stage.phase}
    begun = len(named) > 1 and names_pack(program, "b2b2c")
    if not (wanted or begun) or not is_readable(program):
        return
    severity, labels = (wanted.severity, (wanted.label,)) if wanted else (None, ())
    settings = (program.settings.at("model"),) if program.settings else ()
    place = (journeys[0].at("stages", part="key"),) if journeys else settings
    whose = f"the journey `{journeys[0].id}` has" if len(journeys) == 1 else "the journeys of partners have"
    for phase in get_args(Phase):
        if phase not in named:
            yield say(
                f"{whose if journeys else 'the program has no journey of partners, and so'} no phase `{phase}`",
                *place,
                *labels,
                help=f"add a stage with `phase: {phase}` and at least one touchpoint in it",
                severity=severity,
            )
