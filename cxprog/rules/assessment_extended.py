"""An assessment takes over the answers of an earlier one.

A statement that nobody answered again keeps its old score, and nothing shows that it does: the program looks as good,
or as bad, as it did the last time, and whoever compares the two rounds compares answers with themselves.

To mend it, take `extends` away and write all twenty answers. A statement that nothing has changed about is answered
again, with the same number.

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
id: spring
extends: autumn  # <-
date: 2027-04-15
customer_connectedness: [4, 4, 3, 3, 3]
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
id: spring
date: 2027-04-15
by: cx-office
purposeful_leadership: [3, 3, 3, 3, 3]
compelling_brand_values: [3, 3, 3, 3, 3]
employee_engagement: [3, 3, 3, 3, 3]
customer_connectedness: [4, 4, 3, 3, 3]
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
    for assessment in in_use(program, "assessment"):
        base = assessment.node.extends
        if base is not None:
            yield say(
                f"`{assessment.id}` takes answers over from `{base}`",
                assessment.at("extends"),
                help="take `extends` away and write all twenty answers, also those that are as they were",
            )
