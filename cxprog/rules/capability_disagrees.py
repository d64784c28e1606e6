"""A practice says that it builds another capability than what it realizes.

Each of the published practices belongs to one capability. A practice that names another one is counted in the wrong
place: a gap looks filled, and the work that is there looks missing.

To mend it, leave `capability` out, since it follows from `realizes`, or correct one of the two.

*The Secret to B2B2C Customer Experience Success* lists the practices of each capability in its Figure 3.

```yaml bad
kind: practice
id: dealer-board
type: advisory-board
members: {of: [dealer]}
capability: partner-engagement  # <-
realizes: [establish-partner-advisory-boards]
```

```yaml good
kind: practice
id: dealer-board
type: advisory-board
members: {of: [dealer]}
capability: voice-of-the-partner
realizes: [establish-partner-advisory-boards]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.published import capability_of
from cxprog.rule import Say, rule


@rule(Severity.ERROR, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for practice in in_use(program, "practice"):
        named = practice.node.capability
        if named is None or not practice.node.realizes:
            continue
        meant = [(index, capability_of().get(name)) for index, name in enumerate(practice.node.realizes)]
        known = [(index, capability) for index, capability in meant if capability]
        if known and named not in {capability for _, capability in known}:
            index, capability = known[0]
            yield say(
                f"`{practice.id}` builds `{capability}` by what it realizes, but says `{named}`",
                practice.at("capability"),
                practice.at("realizes", index, text=f"this builds `{capability}`"),
                help=f"leave `capability` out, or write `{capability}`",
            )
