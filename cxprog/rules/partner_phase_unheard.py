"""Nobody listens to partners in a phase of their life with the company.

Some companies ask partners about one thing, such as marketing support or ordering, and miss the rest: what a new
partner needs to start, or why the last one left.

A phase is heard when a survey of partners listens to a stage of it, or when a practice belongs to it. A relational
survey without `listens_to` hears of the phases in which somebody is a partner; those who are still being recruited, or
have left, do not get it.

The rule speaks up in programs with the pack `b2b2c` that say they gather insights across the entire journey, and
whenever a policy wants the grid `partner-life-cycle` complete. Then only practices count in which people are listened
to, such as boards, visits and workshops, or those that use a survey.

To mend it, let a survey or a talk listen to the stage, or name the `phase` of a practice. A policy makes the rule
binding: `coverage: {complete: [partner-life-cycle]}`.

*The Secret to B2B2C Customer Experience Success* asks to listen across the partners' entire journey; *The PX Factor*
names its six phases.

```yaml bad
kind: journey
id: dealership
actor: partner
realizes: [gather-insights-across-partners-entire-journey]
stages:
  - {id: farewell, phase: exit, roles: [principal], touchpoints: [{id: a, channel: meeting, owner: cx-office}]}  # <-
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
realizes: [gather-insights-across-partners-entire-journey]
stages:
  - {id: farewell, phase: exit, roles: [principal], touchpoints: [{id: a, channel: meeting, owner: cx-office}]}
---
kind: practice
id: farewell-talk
type: other
phase: exit
---
kind: role
id: principal
audience: partner
level: strategic
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.completeness import demand, grid_of, is_readable, names_pack, reading_of
from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_CLAIM = "gather-insights-across-partners-entire-journey"


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    wanted = demand(program, "partner-life-cycle")
    claimed = names_pack(program, "b2b2c") and program.may_hold(_CLAIM) and _CLAIM in reading_of(program).claims
    if not (wanted or claimed) or not is_readable(program):
        return
    cells = grid_of(program, "partner-life-cycle").cells
    counted = ("heard",) if wanted else ("heard", "practice")
    heard = {cell.row for cell in cells if cell.column in counted and cell.evidence}
    severity, labels = (wanted.severity, (wanted.label,)) if wanted else (None, ())
    for journey in in_use(program, "journey"):
        for index, stage in enumerate(journey.node.stages if journey.node.actor == "partner" else ()):
            if stage.phase and stage.phase not in heard:
                yield say(
                    f"nobody listens to partners during `{stage.phase}`",
                    journey.at("stages", index, "phase"),
                    *labels,
                    help=f"let a survey of partners listen to `{journey.id}.{stage.id}`, "
                    f"or give a board, a visit or a talk `phase: {stage.phase}`",
                    severity=severity,
                )
