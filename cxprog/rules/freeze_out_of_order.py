"""A freeze ends before it begins.

Nobody may be asked from its first day to its last. Where the last day comes before the first, there is no such day, and
invitations go out at the very time they should not.

To mend it, correct `first` or `last`. A freeze of a single day has the same day twice; one that lasts over the turn of
the year ends in the year after, also where it comes back every year (`yearly: true`).

```yaml bad
kind: policy
id: quiet-weeks
freezes:
  - {first: 2027-01-06, last: 2026-12-18, reason: Turn of the year}  # <-
  - {first: 2026-12-18, last: 2026-01-06, yearly: true, reason: Turn of the year}  # <-
```

```yaml good
kind: policy
id: quiet-weeks
freezes:
  - {first: 2026-12-18, last: 2027-01-06, yearly: true, reason: Turn of the year}
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
    for policy in in_use(program, "policy"):
        for index, freeze in enumerate(policy.node.freezes):
            if freeze.last < freeze.first:
                mend = "correct one of the two days; they may have changed places"
                if freeze.yearly:
                    mend = f"if it lasts over the turn of the year, it ends in {int(freeze.first[:4]) + 1}"
                yield say(
                    "this freeze ends before it begins, so it freezes no day",
                    policy.at("freezes", index, "last"),
                    policy.at("freezes", index, "first", text="it begins here"),
                    help=mend,
                )
