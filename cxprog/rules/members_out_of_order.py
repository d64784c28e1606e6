"""A practice wants more members than it may have.

The fewest members are more than the most, so no number of members is right. Usually the two numbers changed places, or
a digit is missing.

To mend it, correct `at_least` or `at_most`.

```yaml bad
kind: practice
id: dealer-board
type: advisory-board
sponsor: cx-office
every: half-yearly
members: {at_least: 25, at_most: 16, of: [dealer], term: 2y}  # <-
goals: [Hear what dealers need before they ask for it]
```

```yaml good
kind: practice
id: dealer-board
type: advisory-board
sponsor: cx-office
every: half-yearly
members: {at_least: 12, at_most: 16, of: [dealer], term: 2y}
goals: [Hear what dealers need before they ask for it]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for practice in in_use(program, "practice"):
        least, most = practice.node.members.at_least, practice.node.members.at_most
        if least is not None and most is not None and least > most:
            yield say(
                f"`{practice.id}` has at least {least} members and at most {most}",
                practice.at("members", "at_least"),
                practice.at("members", "at_most", text="the most"),
                help="correct one of the two numbers; they may have changed places",
            )
