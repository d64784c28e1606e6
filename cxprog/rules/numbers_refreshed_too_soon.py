"""A number is shown again before a minimum of new answers has come in.

Five answers are enough to be shown, and so are six. Who looks on Monday and again on Tuesday, after one more answer
came in, knows what this one says: six times the new mean less five times the old one. So a number that is confidential
may not follow each answer.

To mend it, send the report at the end of each wave or period (`every`, with `covers` no longer than that), or show it
`through` a tool that keeps a number as it is until a whole minimum of new answers has come in
(`enforces: {steps: true}`). This concerns surveys that are confidential or anonymous; editions that overlap are left
alone where so many new answers are expected in each group that the difference shows nobody.

```yaml bad
kind: population
id: customers
dimensions: [region, tier]
response_rate: 0.5
groups:
  - {role: buyer, by: {region: east, tier: gold}, people: 60}
  - {role: buyer, by: {region: east, tier: silver}, people: 6}
  - {role: buyer, by: {region: west, tier: gold}, people: 300}
  - {role: buyer, by: {region: west, tier: silver}, people: 200}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
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
when: {every: half-yearly}
identity: confidential
minutes: 5
questions: [satisfied]
---
kind: policy
id: small-numbers
anonymity: {scores_from: 5}
metrics: {cut_from: 1}
---
kind: report
id: loyalty
metrics: [satisfaction]
every: on-demand  # <-
to: [cx-office]
```

```yaml good
kind: population
id: customers
dimensions: [region, tier]
response_rate: 0.5
groups:
  - {role: buyer, by: {region: east, tier: gold}, people: 60}
  - {role: buyer, by: {region: east, tier: silver}, people: 6}
  - {role: buyer, by: {region: west, tier: gold}, people: 300}
  - {role: buyer, by: {region: west, tier: silver}, people: 200}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
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
when: {every: half-yearly}
identity: confidential
minutes: 5
questions: [satisfied]
---
kind: policy
id: small-numbers
anonymity: {scores_from: 5}
metrics: {cut_from: 1}
---
kind: report
id: loyalty
metrics: [satisfaction]
every: half-yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.analysis.anonymity.viewed import by_report, limit_label, viewing_of
from cxprog.analysis.anonymity.words import answers_words
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.reach import about_days
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.seen import Sight
    from cxprog.analysis.anonymity.views import Viewing


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    viewing = viewing_of(program)
    if viewing is None:
        return
    for name, sights in by_report(viewing).items():
        report = program.entries["report"][name]
        for sight in sights if viewing.guards.is_refreshed(name) else ():
            words = _differing(viewing, report, sight)
            if words:
                yield say(
                    words,
                    report.at("every" if "every" in (report.document.data or {}) else "id"),
                    *limit_label(program, sight.promised_by),
                    help="send it at the end of each wave or period (`every`), or show it `through` a tool that waits "
                    "for a minimum of new answers (`steps`)",
                )
                break


def _differing(viewing: Viewing, report: Entry, sight: Sight) -> str:
    """By how few answers two editions differ; empty where that gives nobody away, or is not known."""
    is_kept = viewing.guards.keeps(viewing.guards.tool(report.id, sight.what), "steps")
    if sight.promised <= 1 or is_kept or not viewing.seen.is_confidential(sight.what):
        return ""
    days = about_days(report.node.every)
    if days is None:
        is_each = report.node.every.measure == "minutes"
        few = "a single answer" if is_each else "the few answers that came in between"
        return f"two {'editions of' if is_each else 'looks at'} `{report.id}` differ by {few}"
    told = viewing.counting.tally(sight, sight.promised, days)
    if isinstance(told, str) or not told.counts.small:
        return ""
    fewest = answers_words(told.smallest[0].expected)
    return f"two editions of `{report.id}` in a row differ by {fewest}; the minimum is {sight.promised}"
