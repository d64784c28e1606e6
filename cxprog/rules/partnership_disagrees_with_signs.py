"""The declared partnership is not the one that most of the five signs point to.

How customers are shared with partners decides what to do first. A program that declares one structure and lives another
puts its work in the wrong place: it listens to partners who should be enabled, or enables those who only pass goods on.

Five signs are answered under `partnership_signs`. When more than half of them point to another structure than the
declared one, the rule says so; when none has more than half, it says that the signs point nowhere in particular.
`cxprog assess --form` prints the three descriptions of each sign, and `cxprog assess` what they add up to.

To mend it, correct `partnership`, or the sign that does not fit. Where one partner differs from the others, say so in
that partner's own `partnership`.

*The Secret to B2B2C Customer Experience Success* gives the five signs (Figure 12) and says to choose, for each, the
description that fits best. How five choices combine it does not say; that the majority decides is our reading.

```yaml bad
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: interdependent  # <-
partnership_signs:
  end_customers: dedicated
  partner: dedicated
  ownership: dedicated
  reliance: interdependent
  representation: dedicated
clock: Europe/Berlin
owner: cx-office
packs: [b2b2c]
```

```yaml good
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: dedicated
partnership_signs:
  end_customers: dedicated
  partner: dedicated
  ownership: dedicated
  reliance: interdependent
  representation: dedicated
clock: Europe/Berlin
owner: cx-office
packs: [b2b2c]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for settings in program.each("program"):
        declared, signs = settings.node.partnership, settings.node.partnership_signs
        if declared is None or signs is None:
            continue
        from cxprog.assess.signs import suggest

        suggested = suggest(signs)
        label = settings.at("partnership")
        against = (
            settings.at("partnership_signs", reason.sign, text=f"points to `{reason.structure}`")
            for reason in suggested.reasons
            if reason.structure != declared
        )
        if suggested.structure is None:
            yield say(
                f"no structure has more than half of the five signs; `{declared}` has {suggested.count(declared)}",
                label,
                *against,
                help="look at the signs again, or say in each partner's own `partnership` how customers are shared",
                severity=Severity.INFO,
            )
        elif suggested.structure != declared:
            count = suggested.count(suggested.structure)
            yield say(
                f"the program declares `{declared}`, but {count} of five signs point to `{suggested.structure}`",
                label,
                *against,
                help=f"write `partnership: {suggested.structure}`, or correct the signs that do not fit",
            )
