"""A value lies within two values of the dimension above it.

`within: {city: country}` says that each city lies in one country. Where a table puts one city into two, there are two
cities of one name, or a row is wrong. Totals do not add up then, and nobody can tell which groups can be worked out
from the others.

To mend it, correct the row, or give both values names of their own (`Frankfurt (Oder)`).

```yaml bad
kind: population
id: customers
dimensions: [country, city]
within: {city: country}
groups:
  - {role: buyer, by: {country: DE, city: Essen}, people: 40}
  - {role: buyer, by: {country: BE, city: Essen}, people: 25}  # <-
```

```yaml good
kind: population
id: customers
dimensions: [country, city]
within: {city: country}
groups:
  - {role: buyer, by: {country: DE, city: Essen}, people: 40}
  - {role: buyer, by: {country: BE, city: "Essen (Antwerpen)"}, people: 25}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for population in in_use(program, "population"):
        for inner, outer in population.node.within.items():
            unknown = [name for name in (inner, outer) if name not in population.node.dimensions]
            if unknown:
                yield _undeclared(say, population, inner, unknown[0])
            else:
                yield from _in_two(say, population, inner, outer)


def _undeclared(say: Say, population: Entry, inner: str, name: str) -> Finding:
    where = population.at("within", inner, part="key" if name == inner else "best")
    meant = did_you_mean(name, population.node.dimensions)
    return say(
        f"`{name}` is not a dimension of the population `{population.id}`",
        where,
        help=meant or f"add `{name}` to `dimensions`, and to the groups",
    )


def _in_two(say: Say, population: Entry, inner: str, outer: str) -> Iterator[Finding]:
    """Each value once, where it stands in a second value of the dimension above for the first time."""
    first: dict[str, tuple[str, int]] = {}
    told: set[str] = set()
    for index, group in enumerate(population.node.groups):
        value, above = group.by.get(inner), group.by.get(outer)
        if value is None or above is None:
            continue
        other, place = first.setdefault(value, (above, index))
        if other != above and value not in told:
            told.add(value)
            yield say(
                f"{inner} `{value}` lies in {outer} `{above}` here, and in `{other}` elsewhere",
                population.at("groups", index, "by", inner),
                population.at("groups", place, "by", inner, text=f"in `{other}`"),
                population.at("within", inner, text="each lies in one"),
                help=f"correct the row, or tell the two apart by name, such as `{value} ({above})`",
            )
