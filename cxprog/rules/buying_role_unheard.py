"""Nobody asks those who play a part in a purchase.

A role says that its people decide, advise, pay or use. When no survey asks any of them, the picture of the customer has
a hole just where the next purchase is decided.

The rule speaks up in programs with the pack `b2b`, once a survey asks some role that plays a part. When a policy wants
the grid `buying-roles` complete, parts that no role plays are gaps as well.

To mend it, let a survey or an interview ask the role. A policy makes the rule binding:
`coverage: {complete: [buying-roles]}`.

*B2B customer experience collection* names decision-makers, influencers, end users and economic buyers.

```yaml bad
kind: role
id: director
audience: customer
level: strategic
buying: [decision-maker]  # <-
---
kind: role
id: user
audience: customer
level: operational
buying: [end-user]
---
kind: survey
id: after-the-visit
purpose: transactional
asks: [user]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [ease]
---
kind: question
id: ease
type: ces
text: It was easy to get help.
```

```yaml good
kind: role
id: director
audience: customer
level: strategic
buying: [decision-maker]
---
kind: role
id: user
audience: customer
level: operational
buying: [end-user]
---
kind: survey
id: after-the-visit
purpose: transactional
asks: [user, director]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [ease]
---
kind: question
id: ease
type: ces
text: It was easy to get help.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.completeness import demand, grid_of, is_readable, names_pack
from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    wanted = demand(program, "buying-roles")
    asked_for = wanted or (names_pack(program, "b2b") and program.may_hold("buying"))
    if not asked_for or not is_readable(program):
        return
    cells = grid_of(program, "buying-roles").cells
    declared = {cell.row for cell in cells if cell.column == "declared" and cell.evidence}
    asked = {cell.row for cell in cells if cell.column == "asked" and cell.evidence}
    severity, labels = (wanted.severity, (wanted.label,)) if wanted else (None, ())
    if asked or wanted:
        for role in in_use(program, "role"):
            for index, part in enumerate(role.node.buying):
                if part not in asked and role.node.audience == "customer":
                    yield say(
                        f"no survey asks anybody who is `{part}` in a purchase, such as `{role.id}`",
                        role.at("buying", index),
                        *labels,
                        help=f"add `{role.id}` to what a survey or an interview `asks`",
                        severity=severity,
                    )
    if wanted:
        for part in dict.fromkeys(cell.row for cell in cells):
            if part not in declared:
                yield say(
                    f"no role plays the part `{part}` in a purchase",
                    wanted.label._replace(text=""),
                    help=f"add `buying: [{part}]` to the role of those who play it",
                    severity=severity,
                )
