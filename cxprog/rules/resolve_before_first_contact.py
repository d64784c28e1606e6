"""A matter has to be settled before anybody needs to get in touch.

Nothing is settled without a word to the customer. One of the two deadlines is never looked at: either the first contact
comes far too late, or the time to settle the matter cannot be kept, and every case counts as overdue.

Where one of the two is in working time and the other is not, a working day is taken for a day, as in a week in which
nothing falls out. What stands under `key_accounts` takes the place of what counts for others.

To mend it, correct `first_contact` or `resolve`; the two may have changed places.

```yaml bad
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
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 5bd  # <-
resolve: 8bh
escalate: [{after: 6bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
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
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 8bh
resolve: 5bd
escalate: [{after: 6bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxprog.facts import in_use, takes_longer
from cxprog.finding import Finding, Severity
from cxprog.language.types import Duration
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path


class _Deadline(NamedTuple):
    time: Duration
    path: Path


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        for contact, settled, owner in dict.fromkeys(_pairs(loop)):
            if takes_longer(program, (contact.time, owner), (settled.time, owner)):
                whose = " of key accounts" if "key_accounts" in (*contact.path, *settled.path) else ""
                yield say(
                    f"`{loop.id}` settles cases{whose} within {settled.time.words}, "
                    f"and first contact is within {contact.time.words}",
                    loop.at(*contact.path),
                    loop.at(*settled.path, text="settled by then"),
                    help="correct one of the two; they may have changed places",
                )


def _pairs(loop: Entry) -> Iterator[tuple[_Deadline, _Deadline, str | None]]:
    """Both deadlines with who has to keep them: for everybody, and for key accounts where these have one of their own.

    Where the two for everybody contradict each other already, only those are given.
    """
    node, own = loop.node, loop.node.key_accounts
    sides: list[tuple[Path, str | None]] = [((), node.owner)]
    if own and (own.first_contact or own.resolve):
        sides.append((("key_accounts",), own.owner or node.owner))
    for prefix, owner in sides:
        contact, settled = (_deadline(loop, prefix, key) for key in ("first_contact", "resolve"))
        if contact and settled:
            yield contact, settled, owner


def _deadline(loop: Entry, prefix: Path, key: str) -> _Deadline | None:
    """A deadline of key accounts, if asked for and there is one, else that of everybody."""
    own = getattr(loop.node.key_accounts, key) if prefix else None
    time = own or getattr(loop.node, key)
    return _Deadline(time, (*prefix, key) if own else (key,)) if time else None
