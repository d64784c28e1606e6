"""A band or a target of a metric lies outside its scale.

No answer can ever bring the metric there: the target is missed for good, or the band stays empty. Mostly the number
was written for another scale.

To mend it, correct the number or the scale. Net promoter scores run from -100 to 100.

```yaml bad
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
bands:
  - {id: unhappy, lowest: 1}
  - {id: happy, lowest: 80}  # <-
target: {value: 8.5, by: 2027-12-31}  # <-
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
  - {id: happy, lowest: 4}
target: {value: 4.2, by: 2027-12-31}
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

from cxprog.facts import in_use, range_of
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric in in_use(program, "metric"):
        known = range_of(metric.node)
        # A scale that is upside down has no inside; that is reported for itself.
        if known is None or known[0] >= known[1]:
            continue
        lowest, highest = known
        for what, value, label in _values(metric):
            if not lowest <= value <= highest:
                because = metric.at("scale" if metric.node.scale else "type", text=f"{lowest:g} to {highest:g}")
                yield say(
                    f"{what} can never be reached: `{metric.id}` runs from {lowest:g} to {highest:g}",
                    label,
                    because,
                    help="correct the number, or the scale if it is the one that is wrong",
                )


def _values(metric: Entry) -> Iterator[tuple[str, float, Label]]:
    for index, band in enumerate(metric.node.bands):
        yield f"the band `{band.id}` from {band.lowest:g} up", band.lowest, metric.at("bands", index, "lowest")
    if metric.node.target:
        target = metric.node.target.value
        yield f"the target of {target:g}", target, metric.at("target", "value")
