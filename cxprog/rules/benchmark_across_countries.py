"""A comparison with competitors puts several countries together.

In each country the competitors are others, and so are the habits of answering. A comparison over all countries is one
with a competitor that exists nowhere.

To mend it, cut the report by `country` or `market`, so that each is compared with those who sell there. The rule looks
at reports with a `benchmark` against competitors, where the population is counted in more than one country or market;
shares of countries that reach a rank (`share_of`) are left alone.

*A New Approach for B2B Customer Experience Management* asks to keep comparisons with others within one country, with
a separate one for each market where needed, and with competitors who are really alike.

```yaml bad
kind: population
id: customers
dimensions: [country]
response_rate: 0.3
groups:
  - {role: buyer, by: {country: DE}, people: 400}
  - {role: buyer, by: {country: NO}, people: 200}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 50
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
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: report
id: board-report
metrics: [satisfaction]
benchmark: {against: competitors}  # <-
every: yearly
to: [cx-office]
```

```yaml good
kind: population
id: customers
dimensions: [country]
response_rate: 0.3
groups:
  - {role: buyer, by: {country: DE}, people: 400}
  - {role: buyer, by: {country: NO}, people: 200}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 50
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
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: report
id: board-report
metrics: [satisfaction]
benchmark: {against: competitors}
cut_by: [country]
every: yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import COUNTRIES, countries_of, in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for report in in_use(program, "report"):
        benchmark = report.node.benchmark
        if benchmark is None or benchmark.against != "competitors":
            continue
        dimension, count = countries_of(program)
        if count and COUNTRIES.keys().isdisjoint(report.node.cut_by) and _mixes(program, report):
            yield say(
                f"`{report.id}` compares {count} {COUNTRIES[dimension]} together with competitors, who differ in each",
                report.at("benchmark", "against"),
                help=f"add `{dimension}` to `cut_by`, and compare each with those who sell there",
            )


def _mixes(program: Program, report: Entry) -> bool:
    """Whether it shows a number that is not made country by country already."""
    metrics = (program.get("metric", name) for name in report.node.metrics)
    nodes = [metric.node for metric in metrics if metric and metric.node and metric.node.type != "operational"]
    return any(node.share_of is None or node.share_of.by not in COUNTRIES for node in nodes)
