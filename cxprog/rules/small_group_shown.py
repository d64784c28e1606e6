"""A report shows groups that are expected to stay below the minimum.

A minimum is a promise: below so many answers nothing is shown, so that nobody can be told from the others. Where no
tool keeps it, the report shows its smallest groups all the same, and somebody there reads what two people think.

How many answers a group can expect follows from the population: people, times the share that is asked, times the
response rate, in the time that one edition covers. Of a survey in waves a whole wave counts; where events start a
survey, as many invitations count as its trigger and rests allow, so the true number is smaller; without a response rate
everybody counts as answering. A partner that sees its own part is one of as many as its document stands for.

To mend it, cut by fewer dimensions, cover a longer time, or show the report `through` a tool that hides small groups
(`enforces: {minimum_group: true}`). Minimums are those of policies (`anonymity`) and of the report; a metric's own
`minimum_n` says when a number means something, not when it gives somebody away. `cxprog privacy` shows all groups.

```yaml bad
kind: population
id: customers
dimensions: [region, tier]
response_rate: 0.3
groups:
  - {role: buyer, by: {region: east, tier: gold}, people: 60}
  - {role: buyer, by: {region: east, tier: silver}, people: 8}
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
identity: identified
minutes: 5
questions: [satisfied]
---
kind: policy
id: small-numbers
anonymity: {scores_from: 5}
metrics: {cut_from: 1}
---
kind: report
id: segments
metrics: [satisfaction]
cut_by: [region, tier]  # <-
every: half-yearly
to: [cx-office]
```

```yaml good
kind: population
id: customers
dimensions: [region, tier]
response_rate: 0.3
groups:
  - {role: buyer, by: {region: east, tier: gold}, people: 60}
  - {role: buyer, by: {region: east, tier: silver}, people: 8}
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
identity: identified
minutes: 5
questions: [satisfied]
---
kind: policy
id: small-numbers
anonymity: {scores_from: 5}
metrics: {cut_from: 1}
---
kind: report
id: segments
metrics: [satisfaction]
cut_by: [region]
every: half-yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxprog.analysis.anonymity.viewed import by_report, limit_label, severity_of, shown_at, small_shown, viewing_of
from cxprog.analysis.anonymity.words import answers_words, cell_words, fitted, group_words
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.seen import Sight
    from cxprog.analysis.anonymity.tally import Tally
    from cxprog.analysis.anonymity.values import Audience, Cell
    from cxprog.analysis.anonymity.views import Viewing


class _Small(NamedTuple):
    """Groups of a report that are too small."""

    sight: Sight
    tally: Tally

    @property
    def smallest(self) -> Cell:
        """The group with the fewest answers."""
        return self.tally.smallest[0]


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    viewing = viewing_of(program)
    if viewing is None:
        return
    for name, sights in by_report(viewing).items():
        worst = min(_small(viewing, sights), key=_order, default=None)
        if worst is not None:
            sight, cell = worst.sight, worst.smallest
            few, least = answers_words(cell.expected), f"; the minimum is {sight.promised}"
            yield say(
                fitted(f"`{name}` shows {few} of ", group_words(cell.by), least),
                shown_at(program.entries["report"][name]),
                *limit_label(program, sight.promised_by),
                help="cut by fewer dimensions, cover a longer time, or show it `through` a tool that hides small "
                "groups (`minimum_group`)",
                witness=_witness(worst),
                severity=severity_of(program, sight.promised_by),
            )


def _order(small: _Small) -> tuple[float, Audience, str]:
    return small.smallest.expected, small.sight.audience, small.sight.what


def _small(viewing: Viewing, sights: Iterable[Sight]) -> Iterator[_Small]:
    """What is shown to audiences of groups that are too small, where no tool hides these."""
    for sight in sights:
        if tally := small_shown(viewing, sight):
            yield _Small(sight, tally)


def _witness(small: _Small) -> Iterator[str]:
    sight, (cells, *_), shown = small.sight, small.tally.counts, small.tally.smallest
    few = [cell for cell in shown if cell.expected < sight.promised]
    part = "its own part of " if sight.is_own else ""
    yield f"what `{sight.audience.id}` sees of {part}`{sight.what}`:"
    yield from (f"  {cell_words(cell)}" for cell in few)
    more = small.tally.counts.small - len(few)
    if more > 0:
        yield f"  and {more:,} more of {cells:,} groups and totals"
