"""Somebody can work out a group below the minimum from the totals that a report shows.

The group itself is not shown. But who sees the total of a country and all of its segments but one subtracts, and knows
what the last two people think. It is as easy over several reports, over months and the quarter they make up, between
one's own part and everybody's, and where people hold two roles and are counted in both. Nobody has to be clever: one
glance at a table does.

All numbers that one audience sees of a metric are taken together: those of the teams and partners it belongs to, and of
a person who is in two teams. What follows from them by adding and subtracting in any way is found by exact arithmetic,
with the answers that are expected, and the equation is shown. This concerns promises only: surveys that are
confidential or anonymous, and what partners and customers are shown where a policy sets a minimum for them.

To mend it, hide the groups that help names: they were chosen so that the fewest answers are lost, and looked through
again. Or show fewer totals (`totals: nested` or `none`). Or show all reports of the number `through` one tool that
hides what small groups could be worked out from (`enforces: {minimum_group: true, remainders: true}`), which holds
whatever the counts turn out to be. `cxprog privacy` shows everything that follows.

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
kind: channel
id: dashboard
type: metrics
tool: Dashboard
enforces: {minimum_group: true}
---
kind: report
id: segments
metrics: [satisfaction]
cut_by: [region, tier]  # <-
every: half-yearly
to: [cx-office]
through: dashboard
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
kind: channel
id: dashboard
type: metrics
tool: Dashboard
enforces: {minimum_group: true, remainders: true}
---
kind: report
id: segments
metrics: [satisfaction]
cut_by: [region, tier]
every: half-yearly
to: [cx-office]
through: dashboard
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.analysis.anonymity.viewed import broken_of, hide_fix, hide_words, limit_label, severity_of, shown_at
from cxprog.analysis.anonymity.words import equation_words, fits, fitted, group_words, left_words, times_words
from cxprog.facts import listed
from cxprog.finding import Finding, Severity, Step
from cxprog.program import Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.seen import Sight
    from cxprog.analysis.anonymity.values import Linked, Remainder

_HIDE_MAX = 4
"""Most groups to hide that help names."""


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for linked, sight, others in _once(program):
        reports = [program.entries["report"][name] for name in linked.reports]
        first = _blamed(linked)
        main = program.entries["report"][first]
        yield say(
            _message(linked, others),
            shown_at(main),
            *(shown_at(report, "shown besides") for report in reports if report is not main),
            *limit_label(program, sight.promised_by),
            help=_help(linked, is_crossed=any(len(report.node.cut_by) > 1 for report in reports)),
            witness=_witness(program, linked),
            fix=hide_fix(program, linked.hide),
            severity=severity_of(program, sight.promised_by),
        )


def _once(program: Program) -> Iterator[tuple[Linked, Sight, int]]:
    """What can be worked out, once for each set of reports and equation, and how many others can, or of what else."""
    found: dict[tuple[object, ...], list[tuple[Linked, Sight]]] = {}
    for linked, sight in broken_of(program):
        equations = tuple((each.group, each.equation) for each in linked.remainders)
        found.setdefault((linked.reports, equations or linked.audience), []).append((linked, sight))
    for alike in found.values():
        linked, sight = alike[0]
        yield linked, sight, len({each.audience for each, _ in alike}) - 1


def _blamed(linked: Linked) -> str:
    """The report whose groups are subtracted; of several the last one by name."""
    taken = [total.report for each in linked.remainders[:1] for factor, total in each.equation if factor < 0]
    return max(taken or linked.reports)


def _message(linked: Linked, others: int) -> str:
    """The equation in words, as far as it fits into one line."""
    who = f"`{linked.audience.id}`{f' and {others} more' if others else ''} can work out"
    if not linked.remainders:
        return f"{who} {linked.count:,} groups of fewer than {linked.minimum} answers"
    smallest = linked.remainders[0]
    answers = "1 answer" if smallest.answers == 1 else f"{smallest.answers} answers"
    whole = f"{who} {answers}: {equation_words(smallest)}"
    return whole if fits(whole) else fitted(f"{who} {answers} of ", left_words(smallest))


def _witness(program: Program, linked: Linked) -> Iterator[Step | str]:
    for remainder in linked.remainders[:1]:
        for place, (factor, total) in enumerate(remainder.equation):
            sign = "minus " if factor < 0 else "plus " if place else ""
            words = f"{times_words(abs(factor))}{group_words(total.by)} in `{total.report}`"
            label = shown_at(program.entries["report"][total.report], "shown here")
            yield Step(f"{sign}{words}: {total.answers:,} answers", (label,))
        yield f"leaves {_left(remainder)}"
    if linked.count > 1:
        yield f"{linked.count - 1:,} more groups of fewer than {linked.minimum} answers follow in the same way"


def _left(remainder: Remainder) -> str:
    answers = "1 answer" if remainder.answers == 1 else f"{remainder.answers} answers"
    return f"{answers} of {left_words(remainder)}"


def _help(linked: Linked, *, is_crossed: bool) -> str:
    """What to do; fewer totals are left only where a report is cut by several things."""
    totals = "`totals: nested` or `none`" if is_crossed else "`totals: none`"
    ways = [f"show fewer totals ({totals})"]
    ways.append("show it `through` one tool that hides what can be worked out (`remainders`)")
    if 0 < len(linked.hide) <= _HIDE_MAX:
        ways.insert(0, f"hide {' and '.join(_named(linked))}")
    elif linked.hide:
        reports = sorted({report for report, _ in linked.hide})
        ways.insert(0, f"hide {len(linked.hide)} groups in {listed(reports)} (`cxprog privacy` names them)")
    return ", or ".join(ways)


def _named(linked: Linked) -> Iterator[str]:
    """What to hide, report by report."""
    for report in sorted({report for report, _ in linked.hide}):
        groups = (hide_words(by) for other, by in linked.hide if other == report)
        yield f"{listed(groups)} in `{report}`"
