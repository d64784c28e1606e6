"""Deferred invitations may wait forever.

With `on_block: defer`, an invitation that a rest or a cap keeps back goes out later. Without a limit that can be
months later: people are asked about a visit they have forgotten.

To mend it, add `defer_for` with the longest wait after which the question still makes sense.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {own_rest: true}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
rest: {own: 90d}
on_block: defer  # <-
identity: confidential
minutes: 1
questions: [visit-ces]
through: survey-tool
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {own_rest: true}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
rest: {own: 90d}
on_block: defer
defer_for: 7d
identity: confidential
minutes: 1
questions: [visit-ces]
through: survey-tool
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in in_use(program, "survey"):
        if survey.node.on_block == "defer" and survey.node.defer_for is None:
            yield say(
                f"invitations to `{survey.id}` that are kept back may wait forever",
                survey.at("on_block"),
                help="add `defer_for:` with the longest wait that still makes sense, such as `7d`",
            )
