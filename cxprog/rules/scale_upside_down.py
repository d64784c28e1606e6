"""A scale ends where it starts, or below.

No answer fits on such a scale. Which end is the good one is said by `direction`, not by the order of the numbers.

To mend it, write the lower number as `lowest`. For a question where a low answer is good add `direction:
lower-is-better`.

```yaml bad
kind: question
id: overall
type: rating
text: How satisfied are you with us overall? (1 is very good)
scale: {lowest: 6, highest: 1}  # <-
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [overall]
```

```yaml good
kind: question
id: overall
type: rating
text: How satisfied are you with us overall? (1 is very good)
scale: {lowest: 1, highest: 6}
direction: lower-is-better
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [overall]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for kind in ("question", "metric"):
        for entry in program.each(kind):
            scale = entry.node.scale
            if scale and scale.lowest >= scale.highest:
                yield say(
                    f"the scale of `{entry.id}` starts at {scale.lowest} and ends at {scale.highest}",
                    entry.at("scale"),
                    help="write the lower number as `lowest`; `direction:` says which end is the good one",
                )
