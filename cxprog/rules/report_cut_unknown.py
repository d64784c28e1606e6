"""A report is cut or filtered by a dimension that no population has.

Nobody knows then how many people stand behind a number, so nobody can tell whether the report gives somebody away. The
report itself would hold one empty column.

To mend it, correct the name, or add the dimension to the population and its groups. `role`, `account`, `partner`,
`survey`, `stage`, `touchpoint` and `code` are always known. Where nobody has counted people yet, a population with
`dimensions` and no groups says what they will be counted by.

```yaml bad
kind: population
id: customers
dimensions: [country]
groups:
  - {role: buyer, by: {country: DE}, people: 400}
---
kind: metric
id: recommend
type: nps
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
---
kind: report
id: loyalty
metrics: [recommend]
cut_by: [region]  # <-
to: [cx-office]
```

```yaml good
kind: population
id: customers
dimensions: [country]
groups:
  - {role: buyer, by: {country: DE}, people: 400}
---
kind: metric
id: recommend
type: nps
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
---
kind: report
id: loyalty
metrics: [recommend]
cut_by: [country]
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import OF_ANSWERS, in_use, unknown_dimension
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for report in in_use(program, "report"):
        named = (
            (key, index, name) for key in ("cut_by", "filters") for index, name in enumerate(getattr(report.node, key))
        )
        for key, index, name in named:
            unknown = unknown_dimension(program, name, OF_ANSWERS)
            if unknown:
                yield say(
                    f"{unknown.words}, so nobody knows how many people stand behind a number",
                    report.at(key, index),
                    help=unknown.help,
                )
