"""No tool guarantees that a report gives away no group below the minimum.

With the answers that are expected, everything may be large enough. Then a region answers less than others, a wave falls
into the holidays, and the two who did answer can be read off, or subtracted. What is promised to people has to hold
whatever the counts turn out to be, and only the tool that shows a number knows them.

To mend it, show the report `through` a tool that hides small groups (`enforces: {minimum_group: true}`), and, where
groups have totals or stand in several reports, what these could be worked out from (`remainders: true`). The views of
the target `gate` do both. The rule speaks of promises only: surveys that are confidential or anonymous, and what
partners and customers are shown. What is expected to go wrong already is reported as `small-group-shown` and
`group-worked-out`. `cxprog privacy` shows every report with its reason.

```yaml bad
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
---
kind: report
id: segments  # <-
metrics: [satisfaction]
every: half-yearly
to: [cx-office]
```

```yaml good
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
---
kind: channel
id: dashboard
type: metrics
tool: Dashboard
enforces: {minimum_group: true}
---
kind: report
id: segments
metrics: [satisfaction]
every: half-yearly
to: [cx-office]
through: dashboard
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cxprog.analysis.anonymity.viewed import broken_of, by_report, limit_label, shown_at, small_shown, viewing_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.seen import Sight
    from cxprog.analysis.anonymity.views import Viewing


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    viewing = viewing_of(program)
    if viewing is None:
        return
    broken = {report for linked, _ in broken_of(program) for report in linked.reports}
    for name, sights in by_report(viewing).items():
        sight = None if name in broken else _unguarded(viewing, sights)
        if sight is not None:
            yield say(
                f"nobody guarantees that `{name}` gives away no group of fewer than {sight.promised} answers",
                shown_at(program.entries["report"][name]),
                *limit_label(program, sight.promised_by),
                help=f"{viewing.guarded(sight).reason}; show it `through` a tool that does",
            )


def _unguarded(viewing: Viewing, sights: Iterable[Sight]) -> Sight | None:
    """The first number that people were promised to be shown in groups only, and that no tool keeps to it."""
    for sight in sights:
        guarded = viewing.guarded(sight)
        is_open = sight.promised > 1 and viewing.seen.is_promised(sight) and not guarded.is_kept
        # Numbers that are shown again too soon have a rule of their own.
        if is_open and guarded.resting[-1].at.path != ("every",):
            # So have groups that are shown and expected to be too small.
            return None if small_shown(viewing, sight) else sight
    return None
