"""Customers who would recommend the company hear nothing from it.

Somebody offers a reference, and only those who complain get a call. Thanking takes a minute; asking what went well
shows what must not be changed, and nobody else brings in new customers as cheaply.

To mend it, add a loop with `severity: positive` that starts from the good answers. This is a hint, for identified
surveys in which a bad answer already starts a call, in programs with a report or a policy.

*B2B Customer Experience Best Practices* tells of a company whose account teams call their most loyal customers, thank
them, and share with them what was learned.

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
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions:
  - satisfied
  - recommend  # <-
  - why
---
kind: question
id: recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: why
type: open-text
text: What is the main reason for your answer?
---
kind: loop
id: unhappy
type: inner
when: relationship.recommend < 7
severity: high
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
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions:
  - satisfied
  - recommend
  - why
---
kind: question
id: recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: why
type: open-text
text: What is the main reason for your answer?
---
kind: loop
id: unhappy
type: inner
when: relationship.recommend < 7
severity: high
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
---
kind: loop
id: thanks
type: inner
when: relationship.recommend >= 9
severity: positive
owner: cx-office
first_contact: 10bd
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, is_underway, roles_of, started_by
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    loops = [loop for loop in in_use(program, "loop") if loop.node.type == "inner" and loop.node.when]
    thanked = {name for loop in loops if loop.node.severity == "positive" for name in started_by(loop)}
    called: dict[str, Entry] = {}
    for loop in loops:
        for name in started_by(loop):
            called.setdefault(name, loop)
    for survey in in_use(program, "survey") if is_underway(program) else ():
        node = survey.node
        if survey.id in thanked or survey.id not in called or node.identity != "identified" or node.purpose in _TALKS:
            continue
        asking = next((asking for asking in node.asked if _is_nps(program, asking.question)), None)
        if asking is not None and roles_of(program, node.asks, "customer"):
            yield say(
                f"nobody thanks customers who would recommend the company in `{survey.id}`",
                survey.at("questions", asking.place),
                called[survey.id].at("when", text="who is unhappy gets a call"),
                help=f"add a loop with `severity: positive` that starts at `{survey.id}.{asking.question} >= 9`",
            )


_TALKS = ("interview", "board", "mystery-shop", "field-feedback")
"""Whoever listens there can say thank you there."""


def _is_nps(program: Program, name: str) -> bool:
    question = program.get("question", name)
    return bool(question and question.node and question.node.type == "nps")
