"""Directors of key accounts get the same mail as everybody else.

People who decide on the contract answer when somebody asks whom they know. One more mail from a survey tool they do not
open, and the most important accounts are those of which nothing is heard.

To mend it, name in the role who asks before the invitation goes out: `key_accounts: {invitation: white-glove,
invited_by: ...}`. It is asked of strategic roles of customers that a survey of the whole relationship or an interview
asks; an interview that says in `asked_by` who talks to them is personal as it is.

*A New Approach for B2B Customer Experience Management* lets sales and account managers invite key customers in person.

```yaml bad
kind: role
id: director  # <-
audience: customer
level: strategic
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: policy
id: honest-numbers
metrics: {alert_from: 30, source: House rule}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [director, operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: loop
id: unhappy
type: inner
when: relationship.satisfied <= 2
owner: cx-office
first_contact: 2bd
escalate: [{after: 4bd, to: field-service}]
close: {requires: [root-cause], causes: causes}
---
kind: loop
id: why-unhappy
type: outer
when: satisfaction < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: role
id: director
audience: customer
level: strategic
key_accounts: {invitation: white-glove, invited_by: cx-office}
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: policy
id: honest-numbers
metrics: {alert_from: 30, source: House rule}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [director, operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: loop
id: unhappy
type: inner
when: relationship.satisfied <= 2
owner: cx-office
first_contact: 2bd
escalate: [{after: 4bd, to: field-service}]
close: {requires: [root-cause], causes: causes}
---
kind: loop
id: why-unhappy
type: outer
when: satisfaction < 4
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office, field-service]}
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, is_underway, roles_of
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    asked = _asked(program) if is_underway(program) else {}
    for role in in_use(program, "role"):
        treated = role.node.key_accounts
        if role.id not in asked or role.node.level != "strategic":
            continue
        if treated.invitation != "white-glove" or treated.invited_by is None:
            yield say(
                f"nobody they know asks `{role.id}` of key accounts before the invitation goes out",
                role.at("key_accounts") if treated.invitation == "white-glove" else role.at(),
                asked[role.id].at("asks", text="asked here"),
                help="add `key_accounts: {invitation: white-glove, invited_by: ...}` with the team that knows them",
            )


def _asked(program: Program) -> dict[str, Entry]:
    """Roles of customers, each with the first survey of the relationship, or unannounced interview, that asks it."""
    asked: dict[str, Entry] = {}
    for survey in in_use(program, "survey"):
        is_personal = survey.node.purpose == "interview" and survey.node.asked_by is not None
        if survey.node.purpose in ("relational", "interview") and not is_personal:
            for role in roles_of(program, survey.node.asks, "customer"):
                asked.setdefault(role, survey)
    return asked
