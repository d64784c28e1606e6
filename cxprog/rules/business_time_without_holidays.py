"""Deadlines count working time, but nobody's public holidays are known.

Then Christmas counts as a working day: cases opened before it are late before anybody is back, and alerts go to empty
offices.

To mend it, add `holidays` with a country to the program; teams and partners that keep others name their own.

```yaml bad
kind: program
language: 1
id: example  # <-
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
holidays: DE
owner: cx-office
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.types import Duration


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for settings in program.each("program"):
        if settings.node.holidays:
            continue
        loops = [(loop, path) for loop in in_use(program, "loop") for path in _business(program, loop)]
        if loops:
            first, path = loops[0]
            names = {loop.id for loop, _ in loops}
            counted = f"`{first.id}` counts" if len(names) == 1 else f"{len(names)} loops count"
            yield say(
                f"{counted} working time, but every public holiday counts as a working day",
                settings.at(),
                first.at(*path, text="working time"),
                help="add `holidays:` with a country, such as `holidays: DE`",
            )


def _business(program: Program, loop: Entry) -> Iterator[Path]:
    """Deadlines of a loop in working time, unless its owner's holidays are known."""
    owner = program.get("team", loop.node.owner or "") or program.get("partner", loop.node.owner or "")
    if owner is None or (owner.node is not None and owner.node.holidays is None):
        yield from (path for path, duration in _times(loop) if duration and duration.is_business)


def _times(loop: Entry) -> Iterator[tuple[Path, Duration | None]]:
    yield ("first_contact",), loop.node.first_contact
    yield ("resolve",), loop.node.resolve
    if key_accounts := loop.node.key_accounts:
        yield ("key_accounts", "first_contact"), key_accounts.first_contact
        yield ("key_accounts", "resolve"), key_accounts.resolve
    for index, step in enumerate(loop.node.escalate):
        yield ("escalate", index, "after"), step.after
