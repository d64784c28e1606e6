"""A survey of the whole relationship hears only one of those who decide on a purchase.

Several people take part in a purchase between companies: who decides, who advises, who pays, who uses it every day.
They disagree, and results differ by whom one asks. The answer of one of them looks like the customer's.

The rule compares the parts that roles of customers play (`buying`) with those that relational surveys ask. It needs two
parts at least; interviews, boards and surveys about one contact are not meant.

To mend it, let the survey ask further roles of the same customers, or add a survey that does.

*B2B customer experience collection* describes the parts and says that a complete study covers several of them within
each client.

```yaml bad
kind: survey
id: customer-survey
purpose: relational
asks: [advisor]  # <-
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: role
id: advisor
audience: customer
level: tactical
buying: [influencer]
---
kind: role
id: director
audience: customer
level: strategic
buying: [decision-maker]
```

```yaml good
kind: survey
id: customer-survey
purpose: relational
asks: [advisor, director]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: role
id: advisor
audience: customer
level: tactical
buying: [influencer]
---
kind: role
id: director
audience: customer
level: strategic
buying: [decision-maker]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, listed, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not program.may_hold("buying") or not understood(program, "role", "survey"):
        return
    customers = [role for role in in_use(program, "role") if role.node.audience == "customer"]
    parts = {role.id: frozenset(role.node.buying) for role in customers}
    known = frozenset().union(*parts.values())
    surveys = [survey for survey in in_use(program, "survey") if survey.node.purpose == "relational"]
    heard = {survey.id: frozenset().union(*(parts.get(name, ()) for name in survey.node.asks)) for survey in surveys}
    if len(known) < 2 or len(frozenset().union(*heard.values())) != 1:
        return
    for survey in surveys:
        if heard[survey.id]:
            others = [role.id for role in customers if parts[role.id] - heard[survey.id]]
            (part,) = heard[survey.id]
            yield say(
                f"`{survey.id}` hears one part of each customer only: `{part}`",
                survey.at("asks"),
                help=f"ask {listed(others)} of the same customers as well",
            )
