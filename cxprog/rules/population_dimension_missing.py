"""A group of a population lacks one of its dimensions.

The head counts decide whether a small group can be recognized in a report. People without a country are in no country's
count, so a cut by country looks safer, or smaller, than it is.

To mend it, add the value, or write one such as `unknown` and keep such groups out of the cuts.

```yaml bad
kind: population
id: customers
dimensions: [country, tier]
groups:
  - {role: buyer, by: {country: DE, tier: gold}, people: 40}
  - {role: buyer, by: {country: FR}, people: 25}  # <-
```

```yaml good
kind: population
id: customers
dimensions: [country, tier]
groups:
  - {role: buyer, by: {country: DE, tier: gold}, people: 40}
  - {role: buyer, by: {country: FR, tier: silver}, people: 25}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity, nearest_word
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for population in program.each("population"):
        dimensions = population.node.dimensions
        for index, group in enumerate(population.node.groups):
            odd = [name for name in group.by if name not in dimensions]
            # A misspelt dimension is reported where it stands, as one that is not declared.
            missing = [name for name in dimensions if name not in group.by and not (odd and nearest_word(name, odd))]
            if missing:
                listed = ", ".join(f"`{name}`" for name in missing)
                yield say(
                    f"these {group.people} people have no {listed}",
                    population.at("groups", index, *(("by",) if group.by else ())),
                    population.at("dimensions", text="every group needs these"),
                    help=f"add `{missing[0]}: ...` to `by`; write `unknown` where it is not known",
                )
