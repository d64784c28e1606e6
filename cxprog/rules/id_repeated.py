"""Two things in one list have the same id.

Choices, bands, codes and close codes are told apart by their ids alone. With the same id twice, answers and cases are
counted together, and some tools refuse the whole form.

To mend it, give one of them another id. The text that people see may stay as it is.

```yaml bad
kind: question
id: main-reason
type: single-choice
text: What was the main reason?
choices:
  - {id: time, text: It took too long}
  - {id: parts, text: A part was missing}
  - {id: time, text: Nobody had time for us}  # <-
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [main-reason]
```

```yaml good
kind: question
id: main-reason
type: single-choice
text: What was the main reason?
choices:
  - {id: time, text: It took too long}
  - {id: parts, text: A part was missing}
  - {id: attention, text: Nobody had time for us}
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [main-reason]
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path

Lists = Iterator[tuple[Path, Sequence[Any]]]


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for kind, lists in _LISTS.items():
        for entry in program.each(kind):
            for path, items in lists(entry):
                first: dict[str, int] = {}
                for index, item in enumerate(items):
                    if first.setdefault(item.id, index) != index:
                        yield say(
                            f"`{item.id}` stands twice in `{path[-1]}` of the {kind} `{entry.id}`",
                            entry.at(*path, index, "id", text="again here"),
                            entry.at(*path, first[item.id], "id", text="first here"),
                            help="give one of them another id; the text for people may stay the same",
                        )


def _choices(question: Entry) -> Lists:
    yield ("choices",), question.node.choices


def _bands(metric: Entry) -> Lists:
    yield ("bands",), metric.node.bands


def _close_codes(loop: Entry) -> Lists:
    if loop.node.close:
        yield ("close", "codes"), loop.node.close.codes


def _codes(taxonomy: Entry) -> Lists:
    """The list of codes, and every list of finer codes below it."""
    open_lists: list[tuple[Path, Sequence[Any]]] = [(("codes",), taxonomy.node.codes)]
    for path, codes in open_lists:
        yield path, codes
        open_lists.extend(((*path, index, "codes"), code.codes) for index, code in enumerate(codes) if code.codes)


def _contacts(test: Entry) -> Lists:
    yield ("contacts",), test.node.contacts


_LISTS = {"question": _choices, "metric": _bands, "loop": _close_codes, "taxonomy": _codes, "test": _contacts}
