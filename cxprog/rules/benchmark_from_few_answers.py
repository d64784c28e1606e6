"""Numbers from very few answers are compared with others.

A comparison is read as a verdict: we are better than they are, this market is worse than that one. From ten answers it
is mostly luck, and it stays in people's heads when the numbers have long moved on.

To follow it, raise `minimum` of the report, or `minimum_n` of the metric. Comparisons with one's own past are left
alone. This is advice, so the rule only informs. The number is a limit, `metrics: {benchmark_from: ...}` of a policy;
where the program has none of its own, the pack's counts.

The *B2B customer experience collection* tells of a benchmark of technology vendors that shows no vendor with fewer than
40 answers; *A New Approach for B2B Customer Experience Management* asks for balanced numbers in every comparison.

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
minimum_n: 10
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
minimum_n: 40
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
benchmark: {against: competitors}
every: yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "metrics", "benchmark_from")
    if found is None:
        return
    for report in in_use(program, "report"):
        benchmark = report.node.benchmark
        few = _from_few(program, report, found.value) if benchmark and benchmark.against != "own-past" else []
        if few:
            (name, least, label), *others = sorted(few, key=lambda each: each[1])
            more = f" and {len(others)} more" if others else ""
            yield say(
                f"`{report.id}` compares `{name}`{more} from {least} answer{'' if least == 1 else 's'} on; "
                f"the limit is {found.value}",
                report.at("benchmark", part="key"),
                *found.labels,
                label,
                help=f"raise `minimum: {{scores: {found.value}}}` of the report; {found.words} asks for it",
                severity=found.severity,
            )


def _from_few(program: Program, report: Entry, wanted: int) -> list[tuple[str, int, Label]]:
    """Metrics that are shown from fewer answers, with that number and the place that says so."""
    few = []
    for place, name in enumerate(report.node.metrics):
        metric = program.get("metric", name)
        if metric is None or metric.node is None or metric.node.type == "operational" or metric.node.share_of:
            continue
        least = max(metric.node.minimum_n or 1, report.node.minimum.scores or 1)
        if least < wanted:
            few.append((name, least, report.at("metrics", place, text=f"shown from {least} on")))
    return few
