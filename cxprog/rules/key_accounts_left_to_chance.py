"""Key accounts are drawn by lot like everybody else.

One customer in a hundred may bring a fifth of the revenue. A sample that leaves it out measures everybody but the one
who counts, and the number looks as precise as any other.

To mend it, write `key_accounts: always`, which is what counts when it is left out: people of key accounts are asked in
every wave, whatever share or count is drawn of the others.

*A New Approach for B2B Customer Experience Management* asks to make sure that key customers take part.

```yaml bad
kind: role
id: director
audience: customer
level: strategic
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
sampling: {share: 0.3, key_accounts: sampled}  # <-
identity: identified
minutes: 3
questions: [satisfied]
```

```yaml good
kind: role
id: director
audience: customer
level: strategic
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
sampling: {share: 0.3, key_accounts: always}
identity: identified
minutes: 3
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, roles_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in in_use(program, "survey"):
        sampling = survey.node.sampling
        is_drawn = sampling.draw == "random" and (sampling.share is not None or sampling.count is not None)
        if survey.node.purpose != "relational" or sampling.key_accounts != "sampled" or not is_drawn:
            continue
        if roles_of(program, survey.node.asks, "customer"):
            yield say(
                f"`{survey.id}` draws people of key accounts by lot, like everybody else",
                survey.at("sampling", "key_accounts"),
                help="write `key_accounts: always`: then they are asked in every wave, and the others are drawn",
            )
