"""An escalation goes to somebody who has already been told.

A ladder that turns back to the same team tells it twice and nobody else. The customer waits as if there were no ladder.

For key accounts the ladder is read together with their own owner and the steps that are theirs only.

To mend it, name somebody who can do more: the team above, the program's owner, the partner manager.

```yaml bad
kind: loop
id: quiet-accounts
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 2bd
escalate:
  - {after: 4bd, to: field-service}  # <-
close: {requires: [root-cause], causes: causes}
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
identity: identified
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: loop
id: quiet-accounts
type: inner
silence: {survey: visit-effort, within: 90d}
owner: field-service
first_contact: 2bd
escalate:
  - {after: 4bd, to: cx-office}
close: {requires: [root-cause], causes: causes}
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
identity: identified
minutes: 1
questions: [visit-ces]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        reported: set[int] = set()
        for index, told in (*_repeats(loop, False), *_repeats(loop, True)):
            if index not in reported:
                reported.add(index)
                step = loop.node.escalate[index]
                yield say(
                    f"after {step.after.words} `{step.to}` is told again, and nobody else",
                    loop.at("escalate", index, "to"),
                    told,
                    help="escalate to somebody who can do more, such as the team above",
                )


def _repeats(loop: Entry, is_key_account: bool) -> Iterator[tuple[int, Label]]:
    """Steps of the ladder, as it is for one sort of account, that tell somebody again, and where that was told."""
    node = loop.node
    own = node.key_accounts if is_key_account and node.key_accounts and node.key_accounts.owner else None
    owner, path = (own.owner, ("key_accounts", "owner")) if own else (node.owner, ("owner",))
    told: dict[str, Label] = {owner: loop.at(*path, text="owns the case already")} if owner else {}
    for index, step in enumerate(node.escalate):
        if step.accounts == "all" or is_key_account:
            if step.to in told:
                yield index, told[step.to]
            told.setdefault(step.to, loop.at("escalate", index, "to", text="told here already"))
