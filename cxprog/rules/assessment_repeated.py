"""One team filled in the same assessment twice on one day.

Forms of one day are one round and are added up: a team that counts twice pulls the mean its way, and whether two people
disagree can no longer be told.

To mend it, keep one of the two, or say in `by` which team filled in each.

*B2B Customer Experience Best Practices* asks several people and looks at where they disagree.

```yaml bad
kind: assessment
id: autumn
date: 2026-10-15
by: cx-office
purposeful_leadership: [3, 3, 3, 3, 3]
compelling_brand_values: [3, 3, 3, 3, 3]
employee_engagement: [3, 3, 3, 3, 3]
customer_connectedness: [3, 3, 3, 3, 3]
---
kind: assessment
id: autumn-again
date: 2026-10-15  # <-
by: cx-office
purposeful_leadership: [4, 3, 3, 3, 3]
compelling_brand_values: [3, 3, 3, 3, 3]
employee_engagement: [3, 3, 3, 3, 3]
customer_connectedness: [3, 3, 3, 3, 3]
```

```yaml good
kind: assessment
id: autumn
date: 2026-10-15
by: cx-office
purposeful_leadership: [3, 3, 3, 3, 3]
compelling_brand_values: [3, 3, 3, 3, 3]
employee_engagement: [3, 3, 3, 3, 3]
customer_connectedness: [3, 3, 3, 3, 3]
---
kind: assessment
id: autumn-field-service
date: 2026-10-15
by: field-service
purposeful_leadership: [4, 3, 3, 3, 3]
compelling_brand_values: [3, 3, 3, 3, 3]
employee_engagement: [3, 3, 3, 3, 3]
customer_connectedness: [3, 3, 3, 3, 3]
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
    entries = {entry.id: entry for entry in in_use(program, "assessment")}
    if not entries:
        return
    from cxprog.assess import repeated

    for first, again in repeated(entry.node for entry in entries.values()):
        who = f"`{again.by}`" if again.by else "nobody by name"
        what = f" of `{again.of}`" if again.of else ""
        yield say(
            f"there are two assessments{what} of {again.date} by {who}",
            entries[again.id].at("date", text="again here"),
            entries[first.id].at("date", text="first here"),
            help="keep one of them, or say in `by` which team filled in each",
        )
