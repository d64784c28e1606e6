"""Respondents get more for answering than they should.

Whoever is paid answers for the payment: faster, kinder, and sometimes without having anything to say. Between companies
a present also has to pass somebody's compliance office. What works is what is of use to people: to see what came out,
and that something is done about it.

To mend it, offer the results. What may be offered at most is a limit, `incentives: {respondents: ...}` of a policy
(from the least to the most: none, results, donation, gift, money); where the program has none of its own, the pack's
counts. Money is an error, unless the policy itself says how bad it is. Surveys of employees are left alone.

*A New Approach for B2B Customer Experience Management* rules out money for respondents; the results, or knowing that
one helps, are to be reason enough.

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
incentive: {type: gift, value: A voucher of a coffee shop}  # <-
```

```yaml good
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
incentive: {type: results, value: A page with what we heard and what we will change}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import audiences, in_use
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Program
from cxprog.rule import Say, rule

_OFFERS = {"none": "nothing", "results": "the results", "donation": "a donation", "gift": "a gift", "money": "money"}
"""What respondents may get, from the least to the most, and how to say so."""
_ORDER = tuple(_OFFERS)


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "incentives", "respondents")
    if found is None:
        return
    for survey in in_use(program, "survey"):
        offer = survey.node.incentive.type
        if _ORDER.index(offer) <= _ORDER.index(found.value):
            continue
        if audiences(program, survey).isdisjoint(("customer", "partner")):
            continue
        instead = (
            "offer the results instead, `incentive: {type: results}`" if found.value != "none" else "offer nothing"
        )
        yield say(
            f"`{survey.id}` offers respondents {_OFFERS[offer]}; the most that is allowed is {_OFFERS[found.value]}",
            survey.at("incentive", "type"),
            *found.labels,
            help=f"{instead}; {found.words} asks for it",
            severity=found.severity or (Severity.ERROR if offer == "money" else None),
        )
