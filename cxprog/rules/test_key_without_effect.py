"""A key of a test goes with something else than what it stands beside.

`because` explains why an invitation is kept back, `deadline` says what an alert is about or which deadline a case
misses, `values` are answers. Beside anything else such a key says nothing, and the test looks stricter than it is.

To mend it, take the key away, or write what it belongs to.

| key | goes with |
|---|---|
| `values` | `answers` |
| `code`, `causes` | `closed` |
| `because` | `suppressed`, or `report` with `hides` |
| `state` | `case` |
| `first_contact_by`, `resolve_by` | `case` that opens: without `state` |
| `by` | `told`, or `nothing` |
| `deadline` | `told`, or `case` with `state: overdue` or `state: escalated` |
| `alone` | `told` |
| `to`, `cell`, `shows`, `hides` | `report` |
| `never` | everything but `report` and `nothing` |
| `until` | `on` |

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
identity: confidential
minutes: 1
questions: [visit-ces]
---
kind: test
id: one-visit
starts: 2027-01-04
contacts: [{id: anna, roles: [operator]}]
given:
  - {on: 2027-01-05, who: anna, event: visit-closed, values: {visit-ces: 2}}  # <-
expect:
  - {on: 2027-01-05, who: anna, invited: visit-effort, because: freeze}  # <-
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
identity: confidential
minutes: 1
questions: [visit-ces]
through: survey-tool
---
kind: test
id: one-visit
starts: 2027-01-04
contacts: [{id: anna, roles: [operator]}]
given:
  - {on: 2027-01-05, who: anna, event: visit-closed}
  - {on: 2027-01-06, who: anna, answers: visit-effort, values: {visit-ces: 2}}
  - {on: 2027-01-12, who: anna, event: visit-closed}
expect:
  - {on: 2027-01-05, who: anna, invited: visit-effort}
  - {on: 2027-01-12, who: anna, suppressed: visit-effort, because: own-rest}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxprog.finding import Finding, Severity
from cxprog.language.kinds.test import FOLLOWS, HAPPENS
from cxprog.program import Program
from cxprog.rule import Say, rule

_GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "values": ("answers",),
    "code": ("closed",),
    "causes": ("closed",),
    "because": ("suppressed", "hides"),
    "state": ("case",),
    "first_contact_by": ("case",),
    "resolve_by": ("case",),
    "by": ("told", "nothing"),
    "deadline": ("told", "case"),
    "alone": ("told",),
    "to": ("report",),
    "cell": ("report",),
    "shows": ("report",),
    "hides": ("report",),
    "never": tuple(key for key in FOLLOWS if key not in ("report", "nothing")),
    "until": ("on",),
}
"""Keys that say something beside one of these only."""
_STATES: Mapping[str, tuple[str, ...]] = {
    "first_contact_by": ("opened",),
    "resolve_by": ("opened",),
    "deadline": ("overdue", "escalated"),
}
"""Keys that say something only about a case in one of these states."""


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for test in program.each("test"):
        for key, mains in (("given", HAPPENS), ("expect", FOLLOWS)):
            for index, each in enumerate(getattr(test.node, key)):
                for idle in _idle(each):
                    main = next(name for name in mains if getattr(each, name) is not None)
                    wanted = " or ".join(_wanted(idle))
                    beside = f"state: {each.state}" if main == "case" and idle in _STATES else main
                    yield say(
                        f"`{idle}` says nothing beside `{beside}`",
                        test.at(key, index, idle, part="key"),
                        help=f"take it away, or write {wanted}; as it stands, the test looks stricter than it is",
                    )


def _idle(each: Any) -> Iterator[str]:
    for key, partners in _GOES_WITH.items():
        if key in each.model_fields_set and not any(_goes_with(each, key, partner) for partner in partners):
            yield key


def _goes_with(each: Any, key: str, partner: str) -> bool:
    states = _STATES.get(key) if partner == "case" else None
    return _is_given(each, partner) and (states is None or each.state in states)


def _wanted(key: str) -> Iterator[str]:
    for name in _GOES_WITH[key]:
        states = _STATES.get(key, ()) if name == "case" else ()
        yield f"`{name}` with {' or '.join(f'`state: {state}`' for state in states)}" if states else f"`{name}`"


def _is_given(each: Any, key: str) -> bool:
    return getattr(each, key, None) not in (None, ())
