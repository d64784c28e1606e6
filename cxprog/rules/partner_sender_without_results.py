"""A partner signs a survey and never sees what comes back.

The customer answers the partner. A partner who gave its name for the survey, and learns nothing from it, is asked by
the customer what became of the answer and has none; it will not sign again.

To mend it, send a report of the survey's metrics or comments to the partner, best with `sees: own`, so that each sees
its own customers. A report to a wider or narrower class of partners (`part_of`), to the word `partner`, or to a role of
people at partners counts.

*B2B Customer Experience Best Practices* tells of a company whose partners send the survey and where both get the
results.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: dealer}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
sender: {partner: dealer}  # <-
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: dealer}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
sender: {partner: dealer}
minutes: 1
questions: [visit-ces]
---
kind: report
id: dealer-scorecard
metrics: [effort]
every: quarterly
to: [{who: dealer, sees: own}]
minimum: {scores: 10, comments: 10}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, kin, readers, reports_of, roles_of, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not understood(program, "report", "question"):
        return
    for survey in in_use(program, "survey"):
        partner = None if isinstance(survey.node.sender, str) else survey.node.sender.partner
        if partner and not any(_shows(program, report, partner) for report in reports_of(program, survey)):
            yield say(
                f"`{survey.id}` is signed by `{partner}`, and no report shows them what comes back",
                survey.at("sender"),
                help=f"add a report of its metrics or comments with `to: [{{who: {partner}, sees: own}}]`",
            )


def _shows(program: Program, report: Entry, partner: str) -> bool:
    """Whether a report goes to a partner, or to roles that people at partners hold."""
    who = readers(report)
    return not {"partner", *kin(program, partner)}.isdisjoint(who) or bool(roles_of(program, who, "partner"))
