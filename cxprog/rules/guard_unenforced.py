"""A survey sets a rest or caps that no tool keeps.

A rest (`rest: {own: 90d}`) or a cap is only a wish as long as no tool holds invitations back because of it. Whoever
reads the survey believes that people are spared; the next invitation goes out all the same. Scenarios and proofs count
on what a tool guarantees, and on nothing else.

To mend it, say what the tool does: name it with `through:`, and set `own_rest: true` or `caps: true` under `enforces`
of its channel. If it does not keep them, take the rest or the caps away, or run the survey in a tool that does. Where
somebody watches by hand, an exception with a reason says so.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 14d}
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
rest: {own: 90d}  # <-
identity: confidential
minutes: 1
questions: [visit-ces]
through: survey-tool
```

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
caps: [{at_most: 2, within: 365d}]  # <-
identity: confidential
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 14d, own_rest: true}
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
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.kinds.survey import Survey

_LABELS_MAX = 5


class _Guard(NamedTuple):
    """What a survey sets and a tool has to keep."""

    name: str
    key: str
    """Under `enforces` of a channel."""
    path: Path
    """In the survey."""


_REST = _Guard("rest", "own_rest", ("rest", "own"))
_CAPS = _Guard("caps", "caps", ("caps",))


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    unkept: dict[tuple[str, _Guard], list[Entry]] = {}
    for survey in in_use(program, "survey"):
        for guard in _set(survey.node):
            tool = program.get("channel", survey.node.through or "")
            if survey.node.through is None:
                yield say(
                    f"`{survey.id}` sets {_article(guard)} and names no tool that keeps {_them(guard)}",
                    survey.at(*guard.path),
                    help=f"name the tool with `through:`, and set `{guard.key}: true` under `enforces` of its channel "
                    f"if it keeps {_them(guard)}",
                )
            elif tool and tool.node and not getattr(tool.node.enforces, guard.key):
                unkept.setdefault((tool.id, guard), []).append(survey)
    for (name, guard), surveys in sorted(unkept.items()):
        yield _unkept(program, say, name, guard, surveys)


def _unkept(program: Program, say: Say, name: str, guard: _Guard, surveys: list[Entry]) -> Finding:
    """One finding for each tool and key, since one word in the channel mends it for all surveys."""
    first, *others = surveys
    also = f" and {len(others)} other surveys set" if len(others) > 1 else " and another survey set" if others else ""
    tool = program.get("channel", name)
    assert tool is not None, "the survey names it"
    return say(
        f"`{name}` does not keep the {guard.name} that `{first.id}`{also or ' sets'}",
        first.at(*guard.path),
        *(other.at(*guard.path, text=f"nor {'this' if guard is _REST else 'these'}") for other in others[:_LABELS_MAX]),
        tool.at("enforces", text="what the tool guarantees")
        if "enforces" in (tool.document.data or {})
        else tool.at("id"),
        help=f"set `{guard.key}: true` under `enforces` of `{name}` if the tool keeps {_them(guard)}; if not, take "
        f"{_them(guard)} away or use a tool that does",
    )


def _set(survey: Survey) -> Iterator[_Guard]:
    """What a survey sets; nobody is invited to one that is always open."""
    if survey.when.always:
        return
    if survey.rest.own is not None:
        yield _REST
    if survey.caps:
        yield _CAPS


def _article(guard: _Guard) -> str:
    return f"a {guard.name}" if guard is _REST else guard.name


def _them(guard: _Guard) -> str:
    return "it" if guard is _REST else "them"
