"""A limit on invitations limits nothing.

A limit is a number and what it counts: so many invitations, or so many minutes, `within` a time or in `each` period of
the calendar, or the `gap` between any two. With only half of it said, nothing is ever too much, and whoever reads the
policy believes that people are spared.

To mend it, add what is missing: `at_most` or `minutes`, each with `within` or `each`, or a `gap`.

```yaml bad
kind: policy
id: contact-load
frequency:
  - of: {audience: customer}  # <-
  - at_most: 4  # <-
    per: person
  - within: 365d  # <-
    per: account
  - each: quarter  # <-
```

```yaml good
kind: policy
id: contact-load
frequency:
  - gap: 30d
    of: {audience: customer}
  - at_most: 4
    within: 365d
    per: person
  - minutes: 60
    within: 365d
    per: account
  - {at_most: 2, each: quarter}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.kinds.policy import FrequencyLimit

_COUNTS = ("at_most", "minutes")
"""What is counted within a time."""
_TIMES = ("within", "each")


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for policy in in_use(program, "policy"):
        for index, each in enumerate(policy.node.frequency):
            for key, message, help_text in _lacks(each):
                place = policy.at("frequency", index, key, part="key") if key else policy.at("frequency", index)
                yield say(message, place, help=help_text)


def _lacks(each: FrequencyLimit) -> Iterator[tuple[str, str, str]]:
    """The key that says only half, none for the whole limit; what is wrong, and what to do."""
    counts = [key for key in _COUNTS if getattr(each, key) is not None]
    times = [key for key in _TIMES if getattr(each, key) is not None]
    if not times:
        for key in counts:
            every = "add `within`, such as `365d`, or `each`, such as `quarter`"
            yield key, f"`{key}` needs `within` or `each`: without a time it limits nothing", every
        if not counts and each.gap is None:
            every = "add `at_most` or `minutes` with `within` or `each`, or a `gap`"
            yield "", "this limit names no number, so it limits nothing", every
    for key in () if counts else times:
        or_gap = f", or take `{key}` away: a `gap` needs none" if each.gap else ", or `gap` instead"
        yield key, f"`{key}` says in what time, but nothing how many", f"add `at_most` or `minutes`{or_gap}"
