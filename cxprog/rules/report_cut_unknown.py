"""A report is cut by a dimension that no population has.

Nobody knows then how many people stand behind a number, so nobody can tell whether the report gives somebody away. The
report itself would hold one empty column.

To mend it, correct the name, or add the dimension to the population and its groups. `role` is always known.

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

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    populations = list(program.entries.get("population", {}).values())
    # A population that is missing or has mistakes might declare anything.
    if not populations or not all(population.sound for population in populations):
        return
    known = {"role": None, **{name: None for entry in populations for name in entry.node.dimensions}}
    for report in in_use(program, "report"):
        for index, name in enumerate(report.node.cut_by):
            if name not in known and name not in program.unread:
                listed = ", ".join(f"`{dimension}`" for dimension in known)
                yield say(
                    f"no population has the dimension `{name}`, so nobody knows how many people stand behind a number",
                    report.at("cut_by", index),
                    help=did_you_mean(name, known) or f"the dimensions are {listed}; declare others in the population",
                )
