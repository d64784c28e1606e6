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


def expression(test: Test, types: Mapping[str, str]) -> str:
    """A condition as SurveyJS reads it; `types` has the type of every question by id.

    A comparison with a question that has no answer does not hold, not even `!=`. A question with several answers
    equals a choice when that is among them, a ranking when it comes first.
    """
    match test:
        case Both():
            return f" {test.word} ".join(_within(part, types) for part in test.parts)
        case Not():
            return f"!({expression(test.part, types)})"
        case Answered():
            return f"{{{name_of(test.operand.name)}}} {'notempty' if test.wanted else 'empty'}"
        case OneOf():
            return f"{_operand(test.operand.name, types)} anyof [{', '.join(map(_literal, test.values))}]"
        case Compare():
            return _compare(test, types)


def _within(test: Test, types: Mapping[str, str]) -> str:
    text = expression(test, types)
    return f"({text})" if isinstance(test, Both) or (isinstance(test, Compare) and test.operator == "!=") else text


def _compare(test: Compare, types: Mapping[str, str]) -> str:
    question, value = test.operand.name, test.value
    operand, is_several = _operand(question, types), types[question] == "multiple-choice"
    if value in ("", "undefined"):
        # NOTE: `=` would take these two to be "no answer"; `anyof` does not.
        equal, unequal = f"{operand} anyof ['{value}']", f"!({operand} anyof ['{value}'])"
    else:
        equal = f"{operand} {'contains' if is_several else '='} {_literal(value)}"
        unequal = f"{operand} {'notcontains' if is_several else '!='} {_literal(value)}"
    if test.operator == "!=":
        # SurveyJS takes "no answer" to be different from everything.
        return f"{{{name_of(question)}}} notempty and {unequal}"
    return equal if test.operator == "=" else f"{operand} {test.operator} {_literal(value)}"


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
