"""Whether a condition holds for answers and metrics, as the page `conditions` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cxprog.language.condition import Answered, Both, Not, OneOf, Test, Value

Given = Value | tuple[str, ...] | None
"""An answer or a metric: a number, a word, several choices, or None where there is none."""


def holds(test: Test, value_of: Callable[[str], Given]) -> bool:
    """Whether a condition holds.

    Neither a comparison nor its opposite holds for a question that was not answered or a metric from too few answers.
    """
    return _judged(test, value_of) is True


def _judged(test: Test, value_of: Callable[[str], Given]) -> bool | None:
    """Whether a condition holds; None where that hangs on something that has no value."""
    if isinstance(test, Not):
        part = _judged(test.part, value_of)
        return None if part is None else not part
    if isinstance(test, Both):
        parts = {_judged(part, value_of) for part in test.parts}
        decisive = test.word == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    value = value_of(test.operand.name)
    if isinstance(test, Answered):
        return (value is not None) is test.wanted
    if value is None:
        return None
    if isinstance(test, OneOf):
        return any(_compare("=", value, each) for each in test.values)
    return _compare(test.operator, value, test.value)


def _compare(operator: str, value: Value | tuple[str, ...], wanted: Value) -> bool:
    if isinstance(value, tuple):
        among = wanted in value
        return {"=": among, "!=": not among}.get(operator, False)
    if isinstance(value, str) is not isinstance(wanted, str):
        return operator == "!="
    return bool(_OPERATORS[operator](value, wanted))


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
    "!=": lambda value, limit: value != limit,
}
