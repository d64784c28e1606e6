"""A test speaks of a day before it starts or after it ends.

A scenario is played from its first day to its last. What is said about another day never happens, so the expectation
fails, or, where something must not happen, holds without having been put to the test.

To mend it, correct the day, or let the scenario start earlier or end later. Without `ends` it lasts until the last day
that is named.

```yaml bad
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
identity: confidential
minutes: 1
questions: [visit-ces]
---
kind: test
id: one-visit
starts: 2027-01-04
ends: 2027-01-31
contacts: [{id: anna, roles: [operator]}]
given:
  - {on: 2026-01-05, who: anna, event: visit-closed}  # <-
expect:
  - {on: 2027-01-05, who: anna, invited: visit-effort}
  - {on: 2027-02-03, who: anna, nothing: invited}  # <-
```

```yaml good
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
identity: confidential
minutes: 1
questions: [visit-ces]
---
kind: test
id: one-visit
starts: 2027-01-04
contacts: [{id: anna, roles: [operator]}]
given:
  - {on: 2027-01-05, who: anna, event: visit-closed}
expect:
  - {on: 2027-01-05, who: anna, invited: visit-effort}
  - {on: 2027-02-03, who: anna, nothing: invited}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for test in program.each("test"):
        for path, day in _days(test):
            if day < test.node.starts:
                yield say(
                    f"{day} lies before the test `{test.id}` starts",
                    test.at(*path),
                    test.at("starts", text="its first day"),
                    help="correct the day, or let the scenario start earlier",
                )
            elif test.node.ends is not None and day > test.node.ends:
                yield say(
                    f"{day} lies after the test `{test.id}` ends",
                    test.at(*path),
                    test.at("ends", text="its last day"),
                    help="correct the day, or let the scenario end later",
                )


def _days(test: Entry) -> Iterator[tuple[Path, str]]:
    for index, given in enumerate(test.node.given):
        yield ("given", index, "on"), given.on[:10]
    for index, expected in enumerate(test.node.expect):
        for key in ("on", "until"):
            if (moment := getattr(expected, key)) is not None:
                yield ("expect", index, key), moment[:10]
