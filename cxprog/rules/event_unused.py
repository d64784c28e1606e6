"""Nothing waits for an event.

No survey goes out after it, no loop starts from it, no test plays it through. Perhaps the survey was taken out and the
event stayed; perhaps the survey that should wait for it waits for another one.

To mend it, name the event where something should wait for it, or remove it. This is a hint: an event may be declared
before the survey that will use it. A change that people notice without being asked is reported by `change-unheard`,
where the rules for business customers are in use.

```yaml bad
kind: event
id: renewal  # <-
type: date
at_most: 1 per 365d
---
kind: question
id: ease
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed, delay: 1d}
identity: identified
minutes: 1
questions: [ease]
```

```yaml good
kind: event
id: renewal
type: date
at_most: 1 per 365d
---
kind: question
id: ease
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed, delay: 1d}
identity: identified
minutes: 1
questions: [ease]
---
kind: survey
id: renewal-interview
purpose: interview
asks: [buyer]
asked_by: cx-office
when: {before: renewal, delay: 60d..90d}
identity: identified
minutes: 30
questions: [ease]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    # A survey, loop or test with mistakes may wait for it.
    if not understood(program, "survey", "loop", "test"):
        return
    for event in in_use(program, "event"):
        if not program.referrers("event", event.id) and not _is_reported(program, event):
            yield say(
                f"nothing waits for the event `{event.id}`",
                event.at(),
                help=f"name it in `when` of a survey, such as `{_KEYS[event.node.type]}: {event.id}`, or remove it",
            )


_KEYS = {"event": "event", "milestone": "milestone", "change": "change", "date": "before"}


def _is_reported(program: Program, event: Entry) -> bool:
    """Whether `change-unheard` says more about it."""
    settings = program.settings.node if program.settings else None
    is_noticed = bool(event.node.roles or event.node.affects)
    return event.node.type == "change" and is_noticed and bool(settings and "b2b" in settings.packs)
