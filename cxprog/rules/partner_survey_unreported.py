"""Partners are asked how working together is, and never see what came out.

A partner who answers every year and hears nothing learns that answering is of no use. Next year it does not answer, and
the number looks better, because those who stayed are content.

To mend it, put the survey's metrics into a report that goes to partners, as a whole or for each its own, or promise the
results to those who answer: `incentive: {type: results}`. It is asked of surveys of the relationship in programs
that are under way: with a journey, a survey, a loop, and a report or a policy.

*The Secret to B2B2C Customer Experience Success* asks to close the loop with each partner and with the channel as a
whole.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
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
minutes: 1
questions: [visit-ces]
---
kind: policy
id: honest-numbers
metrics: {alert_from: 30, source: House rule}
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
---
kind: loop
id: fewer-hard-visits
type: outer
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
---
kind: role
id: dealer-engineer
audience: partner
level: operational
---
kind: question
id: partner-satisfied
type: osat
text: Overall, how satisfied are you with us as a partner?
metric: partner-satisfaction
---
kind: metric
id: partner-satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: partner-check
purpose: relational
asks: [dealer-engineer]  # <-
when: {every: yearly, starting: 2027-09-06}
identity: confidential
minutes: 5
questions: [partner-satisfied]
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
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
minutes: 1
questions: [visit-ces]
---
kind: policy
id: honest-numbers
metrics: {alert_from: 30, source: House rule}
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
---
kind: loop
id: fewer-hard-visits
type: outer
when: effort < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
---
kind: role
id: dealer-engineer
audience: partner
level: operational
---
kind: question
id: partner-satisfied
type: osat
text: Overall, how satisfied are you with us as a partner?
metric: partner-satisfaction
---
kind: metric
id: partner-satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: partner-check
purpose: relational
asks: [dealer-engineer]
when: {every: yearly, starting: 2027-09-06}
identity: confidential
minutes: 5
questions: [partner-satisfied]
---
kind: report
id: dealer-scorecard
metrics: [effort, partner-satisfaction]
every: quarterly
to: [{who: dealer, sees: own}]
minimum: {scores: 10, comments: 10}
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cxprog.facts import in_use, is_underway, readers, reports_of, roles_of, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not is_underway(program) or not understood(program, "report", "question"):
        return
    for survey in in_use(program, "survey"):
        asked = roles_of(program, survey.node.asks, "partner")
        if survey.node.purpose != "relational" or not asked or survey.node.incentive.type == "results":
            continue
        if isinstance(survey.node.sender, str) and not any(map(_for_partners(program), reports_of(program, survey))):
            yield say(
                f"`{survey.id}` asks `{asked[0]}`, and no partner ever sees what came out",
                survey.at("asks", survey.node.asks.index(asked[0])),
                help="add its metrics to a report that goes to partners, or promise the results with "
                "`incentive: {type: results}`",
            )


def _for_partners(program: Program) -> Callable[[Entry], bool]:
    def is_shown(report: Entry) -> bool:
        who = readers(report)
        return (
            "partner" in who
            or any(program.get("partner", name) for name in who)
            or bool(roles_of(program, who, "partner"))
        )

    return is_shown
