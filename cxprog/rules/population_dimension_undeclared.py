"""A group of a population uses a dimension that is not declared.

Nothing can be cut by it, and nobody notices that the other groups lack it. Mostly it is another spelling of one that
is declared.

To mend it, correct the name, or add it to `dimensions` and to the other groups.

```yaml bad
kind: population
id: customers
dimensions: [country]
groups:
  - {role: buyer, by: {country: DE}, people: 40}
  - {role: buyer, by: {contry: FR}, people: 25}  # <-
```

```yaml good
kind: population
id: customers
dimensions: [country]
groups:
  - {role: buyer, by: {country: DE}, people: 40}
  - {role: buyer, by: {country: FR}, people: 25}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for population in program.each("population"):
        dimensions = population.node.dimensions
        for index, group in enumerate(population.node.groups):
            for name in group.by:
                if name not in dimensions:
                    declared = [population.at("dimensions", text="declared here")] if dimensions else []
                    yield say(
                        f"`{name}` is not a dimension of the population `{population.id}`",
                        population.at("groups", index, "by", name, part="key"),
                        *declared,
                        help=did_you_mean(name, dimensions) or f"add `{name}` to `dimensions`, and to the other groups",
                    )
