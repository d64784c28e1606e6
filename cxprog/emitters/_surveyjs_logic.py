"""Conditions as SurveyJS expressions, and question names that are safe inside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from cxprog.language.condition import Answered, Both, Compare, Not, OneOf, Test, Value

_RESERVED = frozenset(
    (
        "constructor", "hasownproperty", "isprototypeof", "propertyisenumerable", "tolocalestring", "tostring",
        "valueof", "correctanswers", "correctedanswercount", "correctedanswers", "incorrectanswers",
        "incorrectedanswercount", "incorrectedanswers", "locale", "pagecount", "pageno", "questioncount", "self",
    )
)  # fmt: skip
"""Ids that mean something else to SurveyJS, or to JavaScript."""
# SurveyJS replaces these in the text of an expression before it reads it, also within quotes.
_REPLACED = re.compile(r"(?<=equ)(?=als)|(?<==)(?=[<>])|(?<=<)(?=>)")


def name_of(question: str) -> str:
    """The name of a question in the form: its id, except for a few ids that SurveyJS would misread."""
    # NOTE: ids have no underscore, so that no two questions get one name.
    return f"{question}_" if question in _RESERVED else question.replace("equals", "equal_s")


def expression(test: Test, types: Mapping[str, str], negated: bool = False) -> str:
    """A condition as SurveyJS reads it; `types` has the type of every question by id.

    A comparison with a question that has no answer does not hold, nor does its opposite. A question with several
    answers equals a choice when that is among them, a ranking when it comes first.
    """
    # NOTE: `not` goes inwards until it meets a comparison. SurveyJS itself takes the opposite of a comparison without
    # an answer to be true.
    match test:
        case Not():
            return expression(test.part, types, not negated)
        case Both():
            word = _OPPOSITES[test.word] if negated else test.word
            return f" {word} ".join(_within(part, types, negated) for part in test.parts)
        case Answered():
            return f"{{{name_of(test.operand.name)}}} {'notempty' if test.wanted is not negated else 'empty'}"
        case OneOf():
            return _one_of(test.operand.name, test.values, types, negated)
        case Compare():
            operator = _OPPOSITES[test.operator] if negated else test.operator
            return _compare(test.operand.name, operator, test.value, types)


_OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "=", "and": "or", "or": "and"}


def _within(test: Test, types: Mapping[str, str], negated: bool) -> str:
    text = expression(test, types, negated)
    while isinstance(test, Not):
        test = test.part
    return f"({text})" if isinstance(test, Both) else text


def _one_of(question: str, values: tuple[Value, ...], types: Mapping[str, str], negated: bool) -> str:
    operand, listed = _operand(question, types), ", ".join(map(_literal, values))
    return _if_answered(question, f"{operand} noneof [{listed}]") if negated else f"{operand} anyof [{listed}]"


def _compare(question: str, operator: str, value: Value, types: Mapping[str, str]) -> str:
    if operator in ("=", "!=") and value in ("", "undefined"):
        # SurveyJS would take these two to be "no answer", except in a list.
        return _one_of(question, (value,), types, operator == "!=")
    if types[question] == "multiple-choice":
        operator = {"=": "contains", "!=": "notcontains"}.get(operator, operator)
    text = f"{_operand(question, types)} {operator} {_literal(value)}"
    return _if_answered(question, text) if operator in ("!=", "notcontains") else text


def _if_answered(question: str, text: str) -> str:
    return f"({{{name_of(question)}}} notempty and {text})"


def _operand(question: str, types: Mapping[str, str]) -> str:
    name = name_of(question)
    if types[question] == "ranking":
        return f"{{{name}[0]}}"
    # `#` keeps SurveyJS from reading an answer such as "1,5" as a number.
    return f"{{#{name}}}" if types[question] == "open-text" else f"{{{name}}}"


def _literal(value: Value) -> str:
    if not isinstance(value, str):
        return f"{Decimal(repr(value)):f}"
    # A backslash at the end would escape the quote. Blanks at the end do not count when texts are compared.
    text = re.sub(r"(['\"])", r"\\\1", value) + (" " if value.endswith("\\") else "")
    quoted = "'" + _REPLACED.sub("' + '", text) + "'"
    return f"({quoted})" if _REPLACED.search(text) else quoted
