"""Groups of a report can never get enough answers to be shown.

The tool hides small groups, as it should. Here some of them are so small that they stay hidden even if everybody who is
asked answers: whoever opens the report finds empty cells, and the fuller ones may be hidden with them, so that nobody
can subtract.

To mend it, cut by fewer dimensions, cover a longer time, or ask more people of these groups. Where the groups are so
small by nature, show the answers of people who agreed to it, case by case, instead of numbers.

```yaml bad
kind: population
id: customers
dimensions: [region]
groups:
  - {role: buyer, by: {region: east}, people: 3}
  - {role: buyer, by: {region: west}, people: 300}
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
kind: channel
id: dashboard
type: metrics
tool: Dashboard
enforces: {minimum_group: true, remainders: true}
---
kind: report
id: countries
metrics: [satisfaction]
cut_by: [region]  # <-
every: half-yearly
to: [cx-office]
through: dashboard
```

```yaml good
kind: population
id: customers
dimensions: [region]
groups:
  - {role: buyer, by: {region: east}, people: 30}
  - {role: buyer, by: {region: west}, people: 300}
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
kind: channel
id: dashboard
type: metrics
tool: Dashboard
enforces: {minimum_group: true, remainders: true}
---
kind: report
id: countries
metrics: [satisfaction]
cut_by: [region]
every: half-yearly
to: [cx-office]
through: dashboard
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cxprog.analysis.anonymity.viewed import by_report, limit_label, shown_at, viewing_of
from cxprog.analysis.anonymity.words import cell_words
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.seen import Sight
    from cxprog.analysis.anonymity.tally import Tally
    from cxprog.analysis.anonymity.values import Audience
    from cxprog.analysis.anonymity.views import Viewing


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    viewing = viewing_of(program)
    if viewing is None:
        return
    for name, sights in by_report(viewing).items():
        sight, tally = max(_never(viewing, sights), key=_order, default=(None, None))
        if sight is not None and tally is not None:
            counts = tally.counts
            part = f"the part of `{sight.audience.id}` in " if sight.is_own else ""
            of = f"{counts.small:,} of {counts.cells:,} groups and totals" if counts.cells > 1 else "its only number"
            yield say(
                f"{part}`{name}` is expected to have {of} hidden",
                shown_at(program.entries["report"][name]),
                *limit_label(program, sight.limit),
                help=f"{counts.never:,} cannot get {sight.minimum} answers even if everybody answers; cut by fewer "
                "dimensions, cover a longer time, or ask more people",
                witness=(cell_words(cell) for cell in tally.smallest if cell.expected < sight.minimum),
            )


def _order(pair: tuple[Sight, Tally]) -> tuple[int, Audience, str]:
    return pair[1].counts.never, pair[0].audience, pair[0].what


def _never(viewing: Viewing, sights: Iterable[Sight]) -> Iterator[tuple[Sight, Tally]]:
    """What is shown where a tool hides small groups and some of them can never be large enough."""
    for sight in sights:
        if viewing.guarded(sight).hides:
            tally = viewing.tally(sight, sight.minimum)
            if not isinstance(tally, str) and tally.counts.never:
                yield sight, tally
