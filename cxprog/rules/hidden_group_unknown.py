"""A report hides a group that it does not have.

What `hide` names is never shown. A name that matches no group hides nothing, and the group that was meant stays where
everybody sees it. Groups are named by the values of all dimensions of a cut, `{country: AT, tier: gold}`, and totals by
those of the dimensions that are left, `{country: AT}`.

To mend it, correct the dimension or the value, or take the entry out.

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
cut_by: [region, tier]
hide:
  - {region: east, tier: silver}
  - {region: east, tier: bronze}  # <-
every: half-yearly
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
cut_by: [region, tier]
hide:
  - {region: east, tier: silver}
every: half-yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxprog.facts import in_use, listed, unknown_value
from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not program.may_hold("hide"):
        return
    for report in in_use(program, "report"):
        for index, entry in enumerate(report.node.hide):
            yield from _unknown(program, say, report, index, entry)


def _unknown(program: Program, say: Say, report: Entry, index: int, entry: Mapping[str, str]) -> Iterator[Finding]:
    known = (*report.node.cut_by, *report.node.filters)
    for name, value in entry.items():
        if name not in known:
            by = f"it is cut by {listed(known)}" if known else "it is not cut at all"
            yield say(
                f"`{report.id}` has no groups by `{name}`, so nothing is hidden",
                report.at("hide", index, name, part="key"),
                help=did_you_mean(name, known) or f"{by}; take the entry out, or cut by `{name}` as well",
            )
            return
        if unknown := unknown_value(program, name, value):
            yield say(f"{unknown.words}, so nothing is hidden", report.at("hide", index, name), help=unknown.help)
            return
    from cxprog.analysis.anonymity.layout import layout_of

    layout = layout_of(report.node)
    if layout is not None and not any(set(entry) in _named(layout.cut, level) for level in layout.levels):
        named = listed(entry) if entry else "nothing"
        yield say(
            f"`{report.id}` shows no totals by {named}, so nothing is hidden",
            report.at("hide", index),
            help=f"name a value for each of {listed(known)}, or take the entry out",
        )


def _named(cut: tuple[str, ...], level: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """How a group of a level can be named: by its part of the cut, or with its filters."""
    return {name for name in level if name in cut}, set(level)
