"""Something in use refers to a thing that is retired earlier.

A survey with a retired question, an alert to a team that no longer exists: on the day of retirement a part of the
program quietly stops working.

To mend it, refer to what takes its place, or retire what refers to it on the same day or before. The rule looks at the
dates alone, not at today's: what is `retired` on a day must not be needed from that day on. Exceptions and tests may
look back.

```yaml bad
kind: question
id: visit-score
type: csat
text: How satisfied are you with the visit?
retired: 2027-01-01
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
identity: confidential
minutes: 1
questions:
  - visit-ces
  - visit-score  # <-
```

```yaml good
kind: question
id: visit-score
type: csat
text: How satisfied are you with the visit?
retired: 2027-01-01
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-satisfaction
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [visit-score]
retired: 2026-12-31
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [visit-ces]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import retired
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program, Reference
from cxprog.rule import Say, rule

_LOOKING_BACK = ("waiver", "test")


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not program.may_hold("retired"):
        return
    last_days = {
        (kind, entry.id): last
        for kind, entries in program.entries.items()
        for entry in entries.values()
        if (last := retired(entry)) is not None
    }
    for reference in program.references if last_days else ():
        target = reference.target
        last = last_days.get((target.kind, target.id))
        if last is None or reference.entry.kind in _LOOKING_BACK or not (target.sound and reference.entry.sound):
            continue
        own = _retired_at(reference)
        if own is None or own > last:
            until = f"until {own}" if own else "without end"
            yield say(
                f"`{reference.entry.id}` is in use {until}, but the {target.kind} `{target.id}` only until {last}",
                reference.label,
                _place(target, last),
                help="refer to what takes its place, or retire this on the same day or before",
            )


def _retired_at(reference: Reference) -> str | None:
    """First day on which the place that refers is no longer in use: of its document, or of its touchpoint."""
    data = reference.entry.document.data
    days: list[str] = []
    for step in (None, *reference.mention.path):
        data = data if step is None else data[step]  # type: ignore[index]
        if isinstance(data, dict) and isinstance(data.get("retired"), str):
            days.append(data["retired"])
    return min(days, default=None)


def _place(target: Entry, last: str) -> Label:
    is_own = getattr(target.node, "retired", None) == last
    return target.at("retired", text="retired") if is_own else target.document.at("retired", text="retired")
