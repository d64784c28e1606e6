"""Unhappy people of key accounts wait in the same line as everybody else.

A case of an account with a fifth of the revenue, at the end of a list of a hundred: by the time somebody gets there,
the account has talked to a competitor.

To mend it, say in the loop what is different for key accounts: `key_accounts: {first_contact: ...}` with a shorter
time, or `owner` with somebody else. Even an empty `key_accounts: {}` puts their cases first. This is a hint, given
once, where a program asks key accounts with particular care or gives their answers more weight, and none of its inner
loops that start from answers of customers makes a difference. Loops for praise are left out. A loop that gives key
accounts more time than others is reported as `key-accounts-wait-longer`.

*A New Approach for B2B Customer Experience Management* puts key customers first in the queue of cases.

```yaml bad
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
id: unhappy  # <-
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
key_accounts: {first_contact: 1bd}
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

from cxprog.facts import in_use, roles_of, started_by, understood
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN_MAX = 3


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    loops = [loop for loop in in_use(program, "loop") if _calls_customers(program, loop)]
    care = next(_care(program), None) if loops and not any(map(_is_different, loops)) else None
    if care is not None and understood(program, "loop"):
        first, *others = loops
        yield say(
            f"`{first.id}` treats a key account like any other{_and_others(len(others))}",
            first.at("id"),  # its `type` may be that of another loop, which it extends
            care,
            *(other.at("id", text="so does this one") for other in others[:_SHOWN_MAX]),
            help="add `key_accounts: {first_contact: ...}` with a shorter time to the loops where it matters",
        )


def _care(program: Program) -> Iterator[Label]:
    """Where a program asks key accounts otherwise than others, or makes their answers count more."""
    for role in in_use(program, "role"):
        if role.node.key_accounts.invitation == "white-glove":
            yield role.at("key_accounts", text="they are asked with particular care")
    for survey in in_use(program, "survey"):
        if survey.node.sampling.key_accounts == "only":
            yield survey.at("sampling", "key_accounts", text="nobody else is asked")
    for metric in in_use(program, "metric"):
        if metric.node.weight_by == "account-value":
            yield metric.at("weight_by", text="their answers count more")


def _and_others(count: int) -> str:
    return {0: "", 1: ", and so does another inner loop"}.get(count, f", and so do {count} further inner loops")


def _calls_customers(program: Program, loop: Entry) -> bool:
    """Whether a loop calls back customers of which some only are key accounts."""
    surveys = [survey for name in started_by(loop) if (survey := program.get("survey", name)) and survey.sound]
    mixed = [survey for survey in surveys if survey.node.sampling.key_accounts != "only"]
    return (
        loop.node.type == "inner"
        and loop.node.severity != "positive"
        and any(roles_of(program, survey.node.asks, "customer") for survey in mixed)
        and not (loop.node.silence and loop.node.silence.accounts != "all")
    )


def _is_different(loop: Entry) -> bool:
    return loop.node.key_accounts is not None or any(step.accounts == "key" for step in loop.node.escalate)
