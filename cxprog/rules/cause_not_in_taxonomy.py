"""A loop waits for a root cause that no case is ever filed under.

`recurs` counts the cases that were filed under one code of a taxonomy. A code that the taxonomy does not have is never
counted, so the loop never starts, and nobody notices.

To mend it, take a code of the taxonomy, or leave out `cause`: then each code is counted by itself.

```yaml bad
kind: loop
id: same-cause-again
type: outer
recurs: {of: causes, cause: spare-parts, at_least: 5, within: 90d}  # <-
owner: field-service
review: {every: monthly, by: [field-service, cx-office]}
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: loop
id: same-cause-again
type: outer
recurs: {of: causes, cause: parts, at_least: 5, within: 90d}
owner: field-service
review: {every: monthly, by: [field-service, cx-office]}
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        recurs = loop.node.recurs
        taxonomy = program.get("taxonomy", recurs.of) if recurs and recurs.cause else None
        if taxonomy is None or taxonomy.node is None:
            continue
        codes = [code.id for code in taxonomy.node.each_code()]
        if recurs.cause not in codes:
            yield say(
                f"no case is ever filed under `{recurs.cause}`: `{taxonomy.id}` has no such code",
                loop.at("recurs", "cause"),
                taxonomy.at("codes", part="key", text="its codes"),
                help=did_you_mean(recurs.cause, codes) or "take a code of the taxonomy, or leave out `cause`",
            )
