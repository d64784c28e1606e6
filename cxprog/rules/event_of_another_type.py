"""Something waits for an event of another type than it can wait for.

A milestone is reached by one project, a change is made for many people at once, a date is a day that each account has.
What waits for one of them as if it were another would go out to the wrong people or on the wrong day, and no bound on
the number of invitations would hold.

To mend it, use the key that fits the event, or correct the event's `type`:

| key | type of event |
|---|---|
| `when.event` of a survey | `event` |
| `when.milestone` | `milestone` |
| `when.change` | `change` |
| `when.before` | `date` |
| `event` of a loop, which opens a case for one person or account | `event` or `milestone` |

```yaml bad
kind: event
id: go-live
type: milestone
---
kind: event
id: new-portal
type: change
---
kind: question
id: ease
type: ces
text: How easy was it to get started?
---
kind: survey
id: start-check
purpose: pulse
asks: [operator]
when: {event: go-live, delay: 7d}  # <-
identity: identified
minutes: 1
questions: [ease]
---
kind: loop
id: portal-alarm
type: outer
event: renewal  # <-
owner: cx-office
review: {every: monthly, by: [cx-office]}
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: event
id: go-live
type: milestone
---
kind: event
id: new-portal
type: change
---
kind: question
id: ease
type: ces
text: How easy was it to get started?
---
kind: survey
id: start-check
purpose: pulse
asks: [operator]
when: {milestone: go-live, delay: 7d}
identity: identified
minutes: 1
questions: [ease]
---
kind: loop
id: portal-alarm
type: outer
event: visit-closed
owner: cx-office
review: {every: monthly, by: [cx-office]}
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


class _Wait(NamedTuple):
    """A place that waits for an event."""

    key: str
    event: str
    fitting: tuple[str, ...]
    label: Label


_KEYS = {"event": "event", "milestone": "milestone", "change": "change", "before": "date"}
"""Keys of a survey's trigger, with the type of event that each waits for."""
_OF_LOOPS = ("event", "milestone")
_A = {
    "event": "an event of one person or account",
    "milestone": "a milestone",
    "change": "a change",
    "date": "a date of each account",
}


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for wait in (*_of_surveys(program), *_of_loops(program)):
        event = program.get("event", wait.event)
        if event and event.node and event.node.type not in wait.fitting:
            yield say(
                f"`{wait.event}` is {_A[event.node.type]}, and `{wait.key}` waits for {_A[wait.fitting[0]]}",
                wait.label,
                event.at("type", text="declared here"),
                help=_mend(wait, event),
            )


def _of_surveys(program: Program) -> Iterator[_Wait]:
    for survey in in_use(program, "survey"):
        for key, fitting in _KEYS.items():
            if name := getattr(survey.node.when, key):
                yield _Wait(key, name, (fitting,), survey.at("when", key))


def _of_loops(program: Program) -> Iterator[_Wait]:
    for loop in in_use(program, "loop"):
        if loop.node.event:
            yield _Wait("event", loop.node.event, _OF_LOOPS, loop.at("event"))


def _mend(wait: _Wait, event: Entry) -> str:
    is_trigger = wait.fitting is not _OF_LOOPS
    key = next(key for key, fitting in _KEYS.items() if fitting == event.node.type)
    written = f"write `{key}: {wait.event}`" if is_trigger else f"name {_A[wait.fitting[0]]} here"
    return f"{written}, or correct the `type` of `{wait.event}`"
