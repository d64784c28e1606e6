"""A report sets the raw scores of several countries side by side.

People in some countries hand out top marks, in others a 4 is high praise; questions change in translation, and each
market has other competitors to compare with. Side by side the scores compare habits, and the country with the polite
answers wins.

To mend it, compare each country with its own past, `benchmark: {against: own-past, by: change, over: yearly}`, or by
its rank in its market, or take the level of the country out of the metric with `adjusted_for`. The rule looks at
reports cut by `country` or `market`. Reports in which every reader sees only its own part are left alone, and so are
ranks and operational metrics. Whoever compares should also draw alike groups in each country (`balanced_by`).

*A New Approach for B2B Customer Experience Management* prefers relative changes over a set time to raw scores, and
names ranks as the better choice for comparing markets.

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
minimum_n: 30
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
cut_by: [country]  # <-
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
minimum_n: 30
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
cut_by: [country]
benchmark: {against: own-past, by: change, over: yearly}
every: yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import COUNTRIES, in_use, is_score, listed, sees_own, values_of
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for report in in_use(program, "report"):
        places = [place for place, name in enumerate(report.node.cut_by) if name in COUNTRIES]
        scores = _scores(program, report)
        if not places or not scores or _is_fair(report):
            continue
        dimension = report.node.cut_by[places[0]]
        if len(values_of(program, dimension)) == 1:
            continue  # nothing to compare
        benchmark = report.node.benchmark
        related = report.at("benchmark", part="key", text="compared by score") if benchmark else None
        yield say(
            f"`{report.id}` sets raw scores of countries side by side: {listed(scores)}",
            report.at("cut_by", places[0]),
            *([related] if related else []),
            help="compare each with its own past, `benchmark: {against: own-past, by: change, over: yearly}`, "
            "or by rank",
        )


def _scores(program: Program, report: Entry) -> list[str]:
    """Metrics of a report in which the habits of a country show."""
    metrics = (program.get("metric", name) for name in report.node.metrics)
    return [
        metric.id
        for metric in metrics
        if metric and metric.node and is_score(metric.node) and COUNTRIES.keys().isdisjoint(metric.node.adjusted_for)
    ]


def _is_fair(report: Entry) -> bool:
    benchmark = report.node.benchmark
    return sees_own(report) or (
        benchmark is not None and (benchmark.by != "score" or benchmark.against != "own-markets")
    )
