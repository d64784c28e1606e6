"""Conditions on answers as XPath, the way XLSForm writes it: `${visit-ces} <= 3`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from cxprog.language.condition import Answered, Both, Compare, Not, OneOf, Test, Value


class Field(NamedTuple):
    """Where a form keeps the answer to a question."""

    name: str
    type: str
    """Type of the question."""


def expression(test: Test, fields: Mapping[str, Field], negated: bool = False) -> str:
    """A condition as a `relevant` expression; `fields` has the field of every question by id.

    A comparison with a question that has no answer does not hold, nor does its opposite. A question with several
    answers equals a choice when that is among them, a ranking when it comes first.
    """
    # NOTE: `not` goes inwards until it meets a comparison: XPath takes the opposite of a comparison without an answer
    # to be true.
    match test:
        case Not():
            return expression(test.part, fields, not negated)
        case Both():
            word = _OPPOSITES[test.word] if negated else test.word
            return f" {word} ".join(_within(part, fields, negated) for part in test.parts)
        case Answered():
            return f"${{{fields[test.operand.name].name}}} {'!=' if test.wanted is not negated else '='} ''"
        case OneOf():
            field, operator, word = fields[test.operand.name], *(("!=", "and") if negated else ("=", "or"))
            return f"({f' {word} '.join(_compare(field, operator, value) for value in test.values)})"
        case Compare():
            operator = _OPPOSITES[test.operator] if negated else test.operator
            return _compare(fields[test.operand.name], operator, test.value)


_OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "=", "and": "or", "or": "and"}


def _within(test: Test, fields: Mapping[str, Field], negated: bool) -> str:
    text = expression(test, fields, negated)
    while isinstance(test, Not):
        test = test.part
    return f"({text})" if isinstance(test, Both) else text


def _compare(field: Field, operator: str, value: Value) -> str:
    answer = f"${{{field.name}}}"
    if field.type == "multiple-choice" and operator in ("=", "!="):
        text = f"selected({answer}, {_literal(value)})"
        text = text if operator == "=" else f"not({text})"
    else:
        operand = f"selected-at({answer}, 0)" if field.type == "ranking" else answer
        text = f"{operand} {operator} {_literal(value)}"
    # Everything else is false anyway while there is no answer.
    return f"({answer} != '' and {text})" if operator == "!=" or value == "" else text


def _literal(value: Value) -> str:
    if not isinstance(value, str):
        return f"{Decimal(repr(value)):f}"
    # NOTE: readers turn typographic quotation marks into straight ones, in expressions too.
    if not re.search(_SINGLE, value):
        return f"'{value}'"
    if not re.search(_DOUBLE, value):
        return f'"{value}"'
    parts = [f'"{part}"' if re.match(_SINGLE, part) else f"'{part}'" for part in re.split(f"({_SINGLE}+)", value)]
    return f"concat({', '.join(parts)})"


_SINGLE = "['\u2018\u2019]"
_DOUBLE = '["\u201c\u201d]'
