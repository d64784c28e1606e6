"""A condition compares with an answer that nobody can give.

A 12 on a scale that ends at 10, a choice that does not exist, a score both above 6 and below 3: the loop never starts,
or the question is never shown, and nobody notices, because nothing goes wrong in a visible way.

To mend it, compare with a value of the scale or with one of the choices. Answers to yes-no questions are `yes` and
`no`. Comments are compared with the codes that they are filed under, if the question names a taxonomy in `codes`;
within the survey itself they have none yet.

```yaml bad
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: main-reason
type: single-choice
text: What was the main reason?
choices: [{id: time}, {id: parts}]
---
kind: question
id: why
type: open-text
text: What should we have done differently?
---
kind: survey
id: visit-check
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions:
  - would-recommend
  - question: main-reason
    when: would-recommend >= 9 and would-recommend <= 6  # <-
  - why
---
kind: loop
id: detractors
type: inner
when: visit-check.would-recommend <= 60 or visit-check.main-reason = staff  # <-
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: main-reason
type: single-choice
text: What was the main reason?
choices: [{id: time}, {id: parts}]
---
kind: question
id: why
type: open-text
text: What should we have done differently?
---
kind: survey
id: visit-check
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions:
  - would-recommend
  - question: main-reason
    when: would-recommend <= 6
  - why
---
kind: loop
id: detractors
type: inner
when: visit-check.would-recommend <= 6 or visit-check.main-reason = parts
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import NamedTuple

from cxprog.facts import range_of, scale_of
from cxprog.finding import Finding, Label, Severity, did_you_mean
from cxprog.language.condition import Both, Compare, Not, OneOf, Operand, Operator, Test, Value, operands
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path


@dataclass(frozen=True)
class _Numbers:
    """Answers, or values of a metric, from lowest to highest."""

    lowest: float
    highest: float
    is_whole: bool
    because: Label
    words: tuple[str, ...] = ()
    """Names that stand for ranges of values."""

    def fault(self, operator: Operator, value: Value) -> str:
        """What they never are, nothing when a comparison can be met."""
        if isinstance(value, str):
            return "" if value in self.words else f"`{value}`: a number is needed"
        runs = f"the scale runs from {self.lowest:g} to {self.highest:g}"
        if not self.lowest <= value <= self.highest:
            return f"{value:g}: {runs}"
        least, most = self.narrowed(operator, value)
        return "" if least <= most else f"{_shown(operator, value)}: {runs}"

    def narrowed(self, operator: Operator, value: float) -> tuple[float, float]:
        """Lowest and highest of those that meet a comparison; strict bounds are only told apart for whole numbers."""
        below, above = (ceil(value) - 1, floor(value) + 1) if self.is_whole else (value, value)
        at_most, at_least = (floor(value), ceil(value)) if self.is_whole else (value, value)
        return {
            "<": (self.lowest, below),
            "<=": (self.lowest, at_most),
            ">": (above, self.highest),
            ">=": (at_least, self.highest),
            "=": (at_least, at_most),
            "!=": (self.lowest, self.highest),
        }[operator]


@dataclass(frozen=True)
class _Choices:
    """Answers from a list; None stands for any text."""

    ids: tuple[str, ...] | None
    because: Label
    is_filed: bool = False
    """Whether they are codes of a taxonomy."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes that can be compared with."""
        return self.ids or () if self.is_filed else ()

    def fault(self, operator: Operator, value: Value) -> str:
        """What they never are, nothing when a comparison can be met."""
        if operator not in ("=", "!="):
            return f"{_shown(operator, value)}: such answers have no order"
        if self.ids is None or value in self.ids:
            return ""
        meant = did_you_mean(str(value), self.ids)
        return f"`{value}`" + (f"; {meant}" if meant else "")


@dataclass(frozen=True)
class _Comments:
    """Texts that are filed under codes, later."""

    ids: tuple[str, ...]
    is_filed: bool
    """Whether the codes are known by then: in loops they are, in the survey itself they are not."""
    because: Label

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes that can be compared with."""
        return self.ids if self.is_filed else ()

    def fault(self, operator: Operator, value: Value) -> str:
        """What they never are, nothing when a comparison can be met."""
        if not self.is_filed:
            return "filed under a code while the survey is filled in"
        if operator not in ("=", "!="):
            return f"{_shown(operator, value)}: such answers have no order"
        if value in self.ids:
            return ""
        meant = did_you_mean(str(value), self.ids)
        return f"filed under `{value}`" + (f"; {meant}" if meant else "")


Answers = _Numbers | _Choices | _Comments
_SHOWN_MAX = 8
"""Codes that one message lists."""


class _Fault(NamedTuple):
    """A comparison that no answer meets."""

    operand: Operand
    never: str
    """What the answer never is."""
    value: Value


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for entry, path, test in _conditions(program):
        known = {operand.name: _answers(program, entry, operand.name) for operand in operands(test)}
        for operand, never, value in _faults(test, known):
            answers = known[operand.name]
            codes = answers.codes if isinstance(answers, _Choices | _Comments) else ()
            instead = _instead(program, value, codes) if codes else "a value that can occur"
            noun = "" if entry.kind != "survey" and "." not in operand.name else "an answer to "
            yield say(
                f"{noun}`{operand.name}` is never {never}",
                entry.at(*path, within=operand.span),
                *([answers.because] if answers else []),
                help=f"compare with {instead}; until then the condition says nothing",
            )


def _conditions(program: Program) -> Iterator[tuple[Entry, Path, Test]]:
    for survey in program.each("survey"):
        for index, _, when in survey.node.asked:
            if when:
                yield survey, ("questions", index, "when"), when.test
    for loop in program.each("loop"):
        if loop.node.when:
            yield loop, ("when",), loop.node.when.test
    for taxonomy in program.each("taxonomy"):
        if taxonomy.node.coding and taxonomy.node.coding.when:
            yield taxonomy, ("coding", "when"), taxonomy.node.coding.when.test


def _answers(program: Program, entry: Entry, name: str) -> Answers | None:
    """What a name in a condition can stand for; None where anything goes or nothing is known."""
    is_metric = entry.kind != "survey" and "." not in name
    found = program.get("metric" if is_metric else "question", name.rpartition(".")[2])
    if found is None or not found.sound:
        return None
    return _values(found) if is_metric else _filed(program, entry, found) or _replies(found)


def _filed(program: Program, entry: Entry, question: Entry) -> Answers | None:
    """Codes of a taxonomy, for comments that are filed under them and for choices that it stands for."""
    taxonomy = program.get("taxonomy", question.node.codes or "")
    if taxonomy is None or taxonomy.node is None or question.node.choices:
        return None
    because = taxonomy.at("codes", part="key", text="the codes")
    codes = tuple(taxonomy.node.each_code())
    if question.node.type == "open-text":
        return _Comments(tuple(code.id for code in codes), entry.kind != "survey", because)
    # People choose from the finest codes, so that a broader one is never an answer.
    return _Choices(tuple(code.id for code in codes if not code.codes), because, is_filed=True)


def _replies(question: Entry) -> Answers | None:
    node, scale = question.node, scale_of(question.node)
    if scale is not None:
        because = question.at("scale" if node.scale else "type", text=f"from {scale[0]} to {scale[1]}")
        # A scale that is upside down is reported for itself.
        return _Numbers(*scale, node.type != "number", because) if scale[0] < scale[1] else None
    because = question.at("type", text="answered like this")
    if node.type == "number":
        return _Numbers(-inf, inf, False, because)
    if node.type == "yes-no":
        return _Choices(("yes", "no"), because)
    if node.type == "open-text":
        return _Choices(None, because)
    ids = tuple(choice.id for choice in node.choices)
    return _Choices(ids, question.at("choices", part="key", text=f"the choices: {', '.join(ids)}")) if ids else None


def _values(metric: Entry) -> Answers | None:
    lowest, highest = range_of(metric.node) or (0, 0)
    because = metric.at("scale" if metric.node.scale else "type", text=f"from {lowest:g} to {highest:g}")
    bands = tuple(band.id for band in metric.node.bands)
    return _Numbers(lowest, highest, False, because, bands) if lowest < highest else None


def _instead(program: Program, value: Value, codes: tuple[str, ...]) -> str:
    """The codes that can be compared with, and where a code that is none of them belongs."""
    more = f" and {len(codes) - _SHOWN_MAX} more" if len(codes) > _SHOWN_MAX else ""
    shown = ", ".join(f"`{code}`" for code in codes[:_SHOWN_MAX]) + more
    others = (taxonomy for taxonomy in program.each("taxonomy") if value not in codes)
    home = next((other.id for other in others if any(code.id == value for code in other.node.each_code())), "")
    return f"one of {shown}" + (f" (`{value}` belongs to the taxonomy `{home}`)" if home else "")


def _faults(test: Test, known: Mapping[str, Answers | None]) -> Iterator[_Fault]:
    if isinstance(test, Both):
        below = [fault for part in test.parts for fault in _faults(part, known)]
        yield from below
        if test.word == "and" and not below:
            yield from _contradictions(test.parts, known)
    elif isinstance(test, Not):
        yield from _faults(test.part, known)
    elif isinstance(test, Compare | OneOf) and (answers := known[test.operand.name]):
        pairs = [(test.operator, test.value)] if isinstance(test, Compare) else [("=", one) for one in test.values]
        for operator, value in pairs:
            if never := answers.fault(operator, value):
                yield _Fault(test.operand, never, value)


def _contradictions(parts: tuple[Test, ...], known: Mapping[str, Answers | None]) -> Iterator[_Fault]:
    """The first comparison that no answer meets together with those before it."""
    met: dict[str, tuple[float, float, list[str]]] = {}
    for part in parts:
        answers = known[part.operand.name] if isinstance(part, Compare) else None
        if not isinstance(part, Compare) or not isinstance(answers, _Numbers) or isinstance(part.value, str):
            continue
        least, most, said = met.get(part.operand.name, (-inf, inf, []))
        low, high = answers.narrowed(part.operator, part.value)
        met[part.operand.name] = max(least, low), min(most, high), [*said, _shown(part.operator, part.value)]
        if max(least, low) > min(most, high):
            yield _Fault(part.operand, " and ".join(met[part.operand.name][2]) + " at once", part.value)
            return


def _shown(operator: Operator, value: Value) -> str:
    return f"{operator} {value:g}" if not isinstance(value, str) else f"{operator} `{value}`"
