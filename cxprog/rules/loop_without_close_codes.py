"""The cases of an inner loop end without a code that says why or how.

Each case is a lesson, but only codes can be counted. Without them the outer loop, which removes the causes of many
cases, has nothing to work with but a pile of comments.

To mend it, add `close` with a taxonomy of root causes, with close codes of its own, or with both, and say in
`requires` what has to be filled in. What is required has to have a list to choose from. Loops with `severity:
positive` may do without.

*A New Approach for B2B Customer Experience Management* describes the outer loop as the change of processes that
follows from the analysis of root causes over many customers.

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
id: hard-visit  # <-
type: inner
when: visit-effort.visit-ces <= 3
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
---
kind: loop
id: very-hard-visit
type: inner
when: visit-effort.visit-ces = 1
owner: field-service
first_contact: 2bh
escalate: [{after: 4bh, to: cx-office}]
close:
  requires:
    - comment
    - root-cause  # <-
  codes: [{id: settled}, {id: lost}]
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
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [comment, root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_LISTS = {
    "root-cause": ("causes", "`causes:` with a taxonomy"),
    "close-code": ("codes", "`codes:` with the ways in which a case can end"),
}
"""What can be required of a case, the key that holds the list to choose from, and what to write there."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for loop in in_use(program, "loop"):
        node = loop.node
        missing = list(_missing(loop))
        for index, required in missing:
            yield say(
                f"cases of `{node.id}` need a {required.replace('-', ' ')}, but there is none to choose from",
                loop.at("close", "requires", index),
                help=f"add {_LISTS[required][1]} to `close`, or do not require it",
            )
        has_codes = node.close is not None and (node.close.codes or node.close.causes)
        if node.type == "inner" and node.severity != "positive" and not has_codes and not missing:
            yield say(
                f"cases of `{node.id}` end without a code that says why or how",
                loop.at("close", part="key") if node.close else loop.at(),
                help="add `close:` with `causes:` (a taxonomy), `codes:` (ways in which a case can end), or both",
            )


def _missing(loop: Entry) -> Iterator[tuple[int, str]]:
    """What is required, with its place, though there is nothing to choose from."""
    for index, required in enumerate(loop.node.close.requires if loop.node.close else ()):
        if required in _LISTS and not getattr(loop.node.close, _LISTS[required][0]):
            yield index, required
