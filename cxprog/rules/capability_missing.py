"""A program lacks what its way of working with partners asks for first.

Who owns the customer decides what to do first. Where partners stay the customer's contact (`dedicated`), share insights
with them and raise their skills. Where they open the door and the company takes over (`interdependent`), listen to them
and win them over. Where they pass the product on (`pass-through`), share the little that is known of customers.

The rule looks at two things: capabilities that the declared `partnership` asks for and that nothing builds, and the
practices that it leans on first and that nothing shows. `cxprog coverage` with `--grid emphasis` or with
`--grid capabilities` shows the whole picture, and what could fill each gap.

It speaks up in programs with the pack `b2b2c` that listen, act and do something besides, of single practices only
where there are journeys of customers and of partners; and whenever a policy wants the grid `capabilities` complete. A
policy makes it binding: `coverage: {complete: [capabilities]}`.

To mend it, add what the help names. What shows it is derived where it can be; `realizes` says so where it cannot.

*The Secret to B2B2C Customer Experience Success* describes the three structures and their emphasis (Figure 13). That a
structure leans on certain practices is our reading of that figure.

```yaml bad
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: pass-through  # <-
packs: [b2b2c]
clock: Europe/Berlin
owner: cx-office
---
kind: policy
id: partners-first
coverage: {complete: [capabilities]}
```

```yaml good
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: pass-through
packs: [b2b2c]
clock: Europe/Berlin
owner: cx-office
---
kind: policy
id: partners-first
coverage: {complete: [capabilities]}
---
kind: practice
id: urgent-calls
type: other
realizes: [share-customer-feedback-requiring-immediate-attention]
---
kind: practice
id: range-preview
type: training
members: {of: [dealer]}
realizes: [extend-product-launch-communications-and-training-to-partners]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.completeness import demand, grid_of, has_both_journeys, is_readable, is_whole, names_pack
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_TIERS = {"first": "asks for first", "also": "asks for as well"}


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    wanted, settings = demand(program, "capabilities"), program.settings
    declared = settings.node.partnership if settings and settings.node else None
    begun = names_pack(program, "b2b2c") and is_whole(program)
    if settings is None or declared is None or not (is_readable(program) if wanted else begun):
        return
    severity, labels = (wanted.severity, (wanted.label,)) if wanted else (None, ())
    empty = grid_of(program, "emphasis").missing
    for cell in empty:
        yield say(
            f"nothing in this program builds `{cell.row}`, which `{declared}` {_TIERS[cell.asked or 'also']}",
            settings.at("partnership"),
            *labels,
            help=f"add {cell.fill}; `cxprog coverage --grid capabilities` says what each of them takes",
            severity=severity,
        )
    # Single practices only where both sides are told of: with one journey it is a part of a program.
    for cell in grid_of(program, "capabilities").missing if wanted or has_both_journeys(program) else ():
        if cell.row not in {other.row for other in empty}:
            yield say(
                f"nothing shows `{cell.column}`, on which `{declared}` leans first",
                settings.at("partnership"),
                *labels,
                help=f"add {cell.fill}, or say `realizes: [{cell.column}]` where something else does it",
                severity=severity,
            )
