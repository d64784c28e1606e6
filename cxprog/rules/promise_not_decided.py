"""Whether a promise to respondents is kept cannot be said, since something is left open.

Every way that answers can take is followed, and a promise counts as kept only if none of them breaks it. Sometimes that
depends on something that only the team knows: which tool keeps the answers to an anonymous survey, or how few people
the smallest account has. Not decided is no proof: the tool does not guess.

To mend it, declare what the finding names. Where numbers are cut by account, nobody can say for all times that each
account has enough people; a tool that hides small groups (`enforces: {minimum_group: true}` in its channel, `through:`
in the report) settles it.

```yaml bad
kind: question
id: working-together
type: osat
text: Overall, how satisfied are you with working with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
---
kind: survey
id: yearly-voice
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [working-together]
---
kind: report
id: accounts
metrics: [satisfaction]
cut_by: [account]  # <-
every: yearly
to: [field-service]
minimum: {scores: 5}
```

```yaml good
kind: question
id: working-together
type: osat
text: Overall, how satisfied are you with working with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
---
kind: survey
id: yearly-voice
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [working-together]
---
kind: channel
id: figures
type: metrics
tool: Data warehouse
enforces: {minimum_group: true}
---
kind: report
id: accounts
metrics: [satisfaction]
cut_by: [account]
every: yearly
to: [field-service]
through: figures
minimum: {scores: 5}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.anonymity.promises_placed import labels_of, named, steps_of, told_by
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for told in told_by(program, "not decided"):
        promise = program.entries["survey"][told.survey].node.identity
        yield say(
            f"it is not decided whether `{told.survey}` stays {promise} towards {named(told.audiences)}",
            *labels_of(program, told),
            help=told.ruling.reason,
            witness=steps_of(program, told.path),
        )
