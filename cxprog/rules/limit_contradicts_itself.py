"""A limit on invitations says two things that do not go together.

A limit is one number in one sort of time, about surveys that exist. Where it names two, nobody can say which of them is
broken, and two readers keep two different promises. Where what it counts rules itself out, it counts nothing.

To mend it, write each number as a limit of its own, and correct what rules itself out:

- `within` is a window that starts on any day, `each` a month, quarter, half-year or year of the calendar.
- `at_most` counts invitations, `minutes` adds up the minutes of surveys, `gap` keeps any two invitations apart.
- `longer_than` and `up_to` together leave the surveys between the two, so `up_to` has to be the longer one.
- `per: partner` counts the people of partners; customers and employees are none of them.

```yaml bad
kind: policy
id: contact-load
frequency:
  - at_most: 4
    within: 365d
    each: year  # <-
  - at_most: 4
    within: 365d
    gap: 30d  # <-
  - at_most: 2
    within: 365d
    of: {longer_than: 10min, up_to: 5min}  # <-
  - at_most: 6
    each: year
    per: partner
    of: {audience: customer}  # <-
```

```yaml good
kind: policy
id: contact-load
frequency:
  - {at_most: 4, within: 365d}
  - {at_most: 4, each: year}
  - {gap: 30d}
  - at_most: 2
    within: 365d
    of: {longer_than: 5min, up_to: 10min}
  - at_most: 6
    each: year
    per: partner
    of: {audience: partner}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.kinds.policy import FrequencyLimit

_NUMBERS = ("at_most", "minutes", "gap")


class _Clash(NamedTuple):
    """Two keys that do not go together."""

    key: Path
    other: Path
    fact: str
    help: str


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for policy in in_use(program, "policy"):
        for index, limit in enumerate(policy.node.frequency):
            for clash in _clashes(limit):
                yield say(
                    f"this limit {clash.fact}",
                    policy.at("frequency", index, *clash.key, part="key"),
                    policy.at("frequency", index, *clash.other, part="key", text="does not go with it"),
                    help=clash.help,
                )


def _clashes(limit: FrequencyLimit) -> Iterator[_Clash]:
    if limit.within and limit.each:
        fact = f"is about any {limit.within.words} and about each {limit.each}, which are different times"
        yield _Clash(("each",), ("within",), fact, "keep one of the two, or write two limits")
    first, *others = [key for key in _NUMBERS if getattr(limit, key) is not None] or [""]
    for other in others:
        fact = f"has two numbers, `{first}` and `{other}`"
        yield _Clash((other,), (first,), fact, f"write `{other}` as a limit of its own")
    of = limit.of
    if of.longer_than and of.up_to and not of.up_to.is_longer_than(of.longer_than):
        fact = f"counts no survey: none is longer than {of.longer_than.words} and no longer than {of.up_to.words}"
        yield _Clash(
            ("of", "up_to"), ("of", "longer_than"), fact, "correct one of the two; they may have changed places"
        )
    if limit.per == "partner" and of.audience not in (None, "partner"):
        fact = f"counts nobody: people whose audience is `{of.audience}` are none of a partner's own"
        yield _Clash(("of", "audience"), ("per",), fact, "write `audience: partner`, or count `per: account`")
