"""Partners who begin are measured like those who are far ahead.

One set of metrics for all is too much for partners to whom the subject is new, and too little for those who have worked
on it for years. The first give up, the others are bored.

To mend it, say in `for_maturity` of some metrics for whom they are meant. This is a hint, where partners of different
`maturity` are declared and no metric of answers makes a difference between them.

*The Secret to B2B2C Customer Experience Success* tells of a maker of machines with two basic metrics for markets that
begin (follow-up after the sale, and issues still open after some months), and drivers of market share for those that
are further on.

```yaml bad
kind: partner
id: new-dealers
type: dealer
manager: cx-office
maturity: new  # <-
alerts: {mail: [new-dealers@example.com]}
---
kind: partner
id: grown-dealers
type: dealer
manager: cx-office
maturity: mature
alerts: {mail: [grown-dealers@example.com]}
---
kind: metric
id: advice
type: csat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: question
id: well-advised
type: csat
text: How satisfied are you with the advice of your dealer?
metric: advice
```

```yaml good
kind: partner
id: new-dealers
type: dealer
manager: cx-office
maturity: new
alerts: {mail: [new-dealers@example.com]}
---
kind: partner
id: grown-dealers
type: dealer
manager: cx-office
maturity: mature
alerts: {mail: [grown-dealers@example.com]}
---
kind: metric
id: advice
type: csat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
for_maturity: [mature]
---
kind: question
id: well-advised
type: csat
text: How satisfied are you with the advice of your dealer?
metric: advice
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, listed, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_LEVELS = ("new", "developing", "mature")


@rule(Severity.INFO, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    metrics = [metric for metric in in_use(program, "metric") if metric.node.type != "operational"]
    if not metrics or not understood(program, "metric") or any(metric.node.for_maturity for metric in metrics):
        return
    first: dict[str, Entry] = {}
    for partner in in_use(program, "partner"):
        if partner.node.maturity:
            first.setdefault(partner.node.maturity, partner)
    levels = [level for level in _LEVELS if level in first]
    if len(levels) > 1:
        lowest, *others = (first[level] for level in levels)
        yield say(
            f"{listed(levels)} partners are measured by the same metrics",
            lowest.at("maturity"),
            *(other.at("maturity", text="further on") for other in others),
            help="say in `for_maturity` which metrics are for whom: a few basics for those who start, drivers for "
            "those who are further on",
        )
