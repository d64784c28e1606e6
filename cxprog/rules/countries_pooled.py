"""Answers from several countries are put together as if all countries answered alike.

Putting countries together is a good way out of small numbers. But people in some countries answer higher than in others
whatever they live through, so the total moves when the share of a country moves, and two groups with other countries in
them cannot be compared.

To follow it, take the level of each country out first, `adjusted_for: [country]`, or show the number by country.
The rule looks at metrics that are used for more than a signal and that a report shows without cutting by `country` or
`market`. This is advice, so the rule only informs.

*A New Approach for B2B Customer Experience Management* names putting countries together as one answer to small
samples, if differences between countries are accounted for.

```yaml bad
kind: population
id: customers
dimensions: [country, line]
response_rate: 0.3
groups:
  - {role: operator, by: {country: DE, line: pumps}, people: 400}
  - {role: operator, by: {country: DE, line: valves}, people: 300}
  - {role: operator, by: {country: NO, line: pumps}, people: 90}
  - {role: operator, by: {country: NO, line: valves}, people: 40}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator  # <-
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: customer-survey
purpose: relational
asks: [operator]
when: {every: half-yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: report
id: line-report
metrics: [satisfaction]
every: quarterly
to: [cx-office]
```

```yaml good
kind: population
id: customers
dimensions: [country, line]
response_rate: 0.3
groups:
  - {role: operator, by: {country: DE, line: pumps}, people: 400}
  - {role: operator, by: {country: DE, line: valves}, people: 300}
  - {role: operator, by: {country: NO, line: pumps}, people: 90}
  - {role: operator, by: {country: NO, line: valves}, people: 40}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
adjusted_for: [country]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: customer-survey
purpose: relational
asks: [operator]
when: {every: half-yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: report
id: line-report
metrics: [satisfaction]
every: quarterly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import COUNTRIES, countries_of, in_use, is_score, sees_own, surveys_by_metric
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    pooled = _pooled(program)
    for metric in in_use(program, "metric"):
        node = metric.node
        if node.use == "signal" or not is_score(node) or not COUNTRIES.keys().isdisjoint(node.adjusted_for):
            continue
        if metric.id not in pooled:
            continue
        roles = {role for survey in surveys_by_metric(program).get(metric.id, ()) for role in survey.node.asks}
        dimension, count = countries_of(program, roles)
        if count:
            yield say(
                f"`{metric.id}` puts answers from {count} {COUNTRIES[dimension]} together as if all answered alike",
                metric.at("use"),
                pooled[metric.id],
                help=f"take their level out first, `adjusted_for: [{dimension}]`, or cut the report by it",
            )


def _pooled(program: Program) -> dict[str, Label]:
    """Metrics that a report shows over all countries, each with the first place that does."""
    shown: dict[str, Label] = {}
    for report in in_use(program, "report"):
        if COUNTRIES.keys().isdisjoint(report.node.cut_by) and not sees_own(report):
            for place, name in enumerate(report.node.metrics):
                shown.setdefault(name, report.at("metrics", place, text="shown here over all of them"))
    return shown
