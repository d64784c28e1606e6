"""Partners stand between company and customers, and nobody asks them regularly.

Partners decide whether customers ever hear of the company, and they see every day what goes wrong with its products.
Whoever asks customers only hears of trouble with partners when a partner has left.

To mend it, add a role with `audience: partner` and a survey that asks it again and again, such as once a year. A survey
after one change, or on one day, is a beginning; where partners only pass the product on (`partnership: pass-through`)
it is enough. It is asked of programs under way, with a journey, a survey, a loop, and a report or a policy,
whose partners own something or are named elsewhere.

*The PX Factor* asks to give partners regular opportunities to say how working together is; *The Secret to B2B2C
Customer Experience Success* makes the voice of the partner the first of five capabilities.

```yaml bad
kind: partner
id: dealer  # <-
type: dealer
manager: cx-office
alerts: {mail: [dealer@example.com]}
---
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
owner: touchpoint-owner
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
```

```yaml good
kind: partner
id: dealer
type: dealer
manager: cx-office
alerts: {mail: [dealer@example.com]}
---
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
owner: touchpoint-owner
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

from collections.abc import Iterator

from cxprog.facts import in_use, is_underway, roles_of, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    partners = [partner for partner in in_use(program, "partner") if partner.node.part_of is None]
    has_part = any(program.referrers("partner", partner.id) for partner in program.each("partner"))
    if not partners or not has_part or not is_underway(program) or not understood(program, "role", "partner"):
        return
    asking = [survey for survey in in_use(program, "survey") if roles_of(program, survey.node.asks, "partner")]
    settings = program.settings.node if program.settings else None
    is_passing_through = settings is not None and settings.partnership == "pass-through"
    if any(_comes_again(survey) or is_passing_through for survey in asking):
        return
    first, *others = partners
    yield say(
        f"`{first.id}` is asked only once in a while" if asking else "no survey asks anybody who works for a partner",
        first.at(),
        *(survey.at("when", text="goes out once") for survey in asking),
        *(other.at(text="not asked either") for other in others[:_SHOWN_MAX] if not asking),
        help="add a role with `audience: partner`, and a survey that asks it regularly how working with you is",
    )


_SHOWN_MAX = 3


def _comes_again(survey: Entry) -> bool:
    """Whether a survey goes out again and again, and not after one change or on one day only."""
    when = survey.node.when
    return when.change is None and (when.on is None or len(when.on) > 1)
