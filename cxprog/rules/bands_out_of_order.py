"""The bands of a metric do not rise.

Each band starts at its lowest value and ends where the next one starts. When a band starts no higher than the one
before it in the list, nobody can tell which of the two a value belongs to.

To mend it, sort the bands from the lowest to the highest, each with a higher start than the one before.

```yaml bad
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
bands:
  - {id: unhappy, lowest: 1}
  - {id: happy, lowest: 4}
  - {id: neutral, lowest: 3}  # <-
---
kind: question
id: overall
type: osat
text: How satisfied are you with us overall?
metric: satisfaction
```

```yaml good
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
bands:
  - {id: unhappy, lowest: 1}
  - {id: neutral, lowest: 3}
  - {id: happy, lowest: 4}
---
kind: question
id: overall
type: osat
text: How satisfied are you with us overall?
metric: satisfaction
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric in in_use(program, "metric"):
        for (index, band), (following, later) in pairwise(enumerate(metric.node.bands)):
            if later.lowest <= band.lowest:
                yield say(
                    f"the band `{later.id}` starts at {later.lowest:g}, but `{band.id}` before it at {band.lowest:g}",
                    metric.at("bands", following, "lowest"),
                    metric.at("bands", index, "lowest", text="the band before"),
                    help="sort the bands from the lowest to the highest, each with a higher start",
                )
