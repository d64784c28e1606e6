"""A program with partners does not say how company and partners share the customer.

Whether customers turn to the partner all along (`dedicated`), first to the partner and later to the company
(`interdependent`), or to the company from the start (`pass-through`) decides what such a program has to do first:
enable partners, listen to them, or share what customers say.

To mend it, add `partnership` to `cxprog.yaml`.

*The Secret to B2B2C Customer Experience Success* describes the three structures, five questions that tell them apart,
and which capabilities each of them needs most.

```yaml bad
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c  # <-
clock: Europe/Berlin
owner: cx-office
```

```yaml good
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for settings in program.each("program"):
        if settings.node.model == "b2b2c" and settings.node.partnership is None:
            yield say(
                "the program reaches customers through partners, but does not say whom the customers turn to",
                settings.at("model"),
                help="add `partnership: dedicated`, `interdependent` or `pass-through`; "
                "`cxprog explain partnership-missing` tells them apart",
            )
