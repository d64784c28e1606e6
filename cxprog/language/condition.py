"""Conditions on answers and metrics: `visit-effort.visit-ces <= 3 and visit-effort.visit-why is answered`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from cxprog.source import Span

Operator = Literal["<", "<=", ">", ">=", "=", "!="]
Value = float | int | str


@dataclass(frozen=True)
class Operand:
    """What is compared: `survey.question`, a metric, or a question of the same survey."""

    name: str
    span: Span = field(compare=False)
    """Where the name stands in the condition's text."""


@dataclass(frozen=True)
class Compare:
    """One comparison with a number, a choice or a text."""

    operand: Operand
    operator: Operator
    value: Value

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {"of": self.operand.name, "is": self.operator, "value": self.value}


@dataclass(frozen=True)
class OneOf:
    """The operand is one of several values."""

    operand: Operand
    values: tuple[Value, ...]

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {"of": self.operand.name, "is": "in", "value": list(self.values)}


@dataclass(frozen=True)
class Answered:
    """The operand has an answer at all, or has none."""

    operand: Operand
    wanted: bool

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {"of": self.operand.name, "is": "answered" if self.wanted else "empty"}


@dataclass(frozen=True)
class Both:
    """Parts joined by `and` or `or`."""

    word: Literal["and", "or"]
    parts: tuple[Test, ...]

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {self.word: [part.dump() for part in self.parts]}


@dataclass(frozen=True)
class Not:
    """The opposite of a part."""

    part: Test

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {"not": self.part.dump()}


Test = Compare | OneOf | Answered | Both | Not


class ConditionError(ValueError):
    """A condition that cannot be read; `span` is the place in its text, `help` says what was expected."""

    def __init__(self, message: str, span: Span, help: str) -> None:
        super().__init__(message)
        self.span = span
        self.help = help


def operands(test: Test) -> Iterator[Operand]:
    """Every operand of a condition, in reading order."""
    if isinstance(test, Both):
        for part in test.parts:
            yield from operands(part)
    elif isinstance(test, Not):
        yield from operands(test.part)
    else:
        yield test.operand


def in_words(test: Test) -> str:
    """The condition as one canonical line of text, which reads back to the same condition."""
    if isinstance(test, Both):
        parts = [f"({in_words(part)})" if isinstance(part, Both) else in_words(part) for part in test.parts]
        return f" {test.word} ".join(parts)
    if isinstance(test, Not):
        return f"not ({in_words(test.part)})"
    if isinstance(test, OneOf):
        return f"{test.operand.name} in ({', '.join(map(_quoted, test.values))})"
    if isinstance(test, Answered):
        return f"{test.operand.name} is {'answered' if test.wanted else 'empty'}"
    return f"{test.operand.name} {test.operator} {_quoted(test.value)}"


@lru_cache(maxsize=65536)  # asked for twice, once by the schema and once by linking
def parse_condition(text: str) -> Test:
    """Read a condition; a ConditionError says where it stops making sense."""
    reader = _Reader(text)
    test = reader.either()
    if reader.token.word:
        raise reader.unexpected("`and`, `or` or the end of the condition")
    return test


_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?)(?![\w.-])|(?P<operator><=|>=|!=|==?|<|>)
    |(?P<word>[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)|(?P<text>'[^']*'|"[^"]*")|(?P<mark>[(),])|(?P<odd>\S))""",
    re.VERBOSE,
)
_WORDS = frozenset(("and", "or", "not", "in", "is", "answered", "empty"))
_EXAMPLE = "visit-effort.visit-ces <= 3 and visit-effort.visit-why is answered"
_HINTS: tuple[tuple[str, str], ...] = (
    (r"=<|≤", "write `<=`"),
    (r"=>|≥", "write `>=`"),
    (r"<>|≠|!\s+=|isn't\b", "write `!=`"),
    (r"is\s+not\s+(?:empty|blank|null|missing)\b", "write `is answered`"),
    (r"is\s+(?:not\s+answered|blank|null|missing|none|unanswered)\b", "write `is empty`"),
    (r"is\s+not\b", "write `!=`"),
    (r"is\s+(?!answered\b|empty\b)[\w'\"-]", "write `=`"),
    (r"in\s+[\w\[{'\"-]", "put the values in round brackets: `in (1, 2)`"),
    (r"&&?|und\b", "write `and`"),
    (r"\|\|?|oder\b", "write `or`"),
    (r"!(?!=)|nicht\b", "write `not` in front of what should not hold"),
    (r"(?:AND|OR|NOT|IN|IS|And|Or|Not|In|Is)\b", "write `{0}` in lower case"),
    (r"(?i)(?:equals?|eq)\b", "write `=`"),
    (r"(?i)between\b", "write two comparisons: `... >= 1 and ... <= 3`"),
    (r"(?i)(?:contains|includes|like|matches)\b", "texts compare as a whole: `= 'text'`, or `in ('one', 'other')`"),
    (r"(?i)(?:less|under|below)\b", "write `<`"),
    (r"(?i)(?:more|over|above|greater)\b", "write `>`"),
    (r"-?\d+,\d", "write decimals with a point"),
    (r"-?\d{16,}", "no answer needs a number that long"),
    (r"-?\d[\d.]*\s*(?:<|>|=|!=)", "the question or metric comes first, then the number"),
    (r"-?\d+[A-Za-z_.-]", "ids start with a letter, and numbers hold nothing but digits and a point"),
    (r"[“”„‘’«»]", "use straight quotation marks: `'text'`"),
    (r"['\"](?=[^'\"]*$)", "close the text with the same quotation mark"),
)
"""What people write instead of what the language reads; the first that matches is offered."""
_DEPTH_MAX = 30


class _Token(NamedTuple):
    sort: str
    word: str
    span: Span


class _Reader:
    """Recursive descent over the tokens: `or` binds weakest, then `and`, then `not`."""

    def __init__(self, text: str) -> None:
        self._text = text
        tokens = [
            _Token(str(found.lastgroup), found[str(found.lastgroup)], Span(*found.span(str(found.lastgroup))))
            for found in _TOKEN.finditer(text)
        ]
        self._tokens = [
            *tokens,
            _Token("end", "", Span(max(len(text.rstrip()) - 1, 0), max(len(text.rstrip()), 1))),
        ]
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> _Token:
        return self._tokens[self._at]

    def take(self) -> _Token:
        token = self.token
        self._at += token.sort != "end"
        return token

    def unexpected(self, expected: str) -> ConditionError:
        got = f"found `{self.token.word}`" if self.token.word else "but the condition ends here"
        return ConditionError(f"expected {expected}, {got}", self.token.span, self._hint())

    def _hint(self) -> str:
        """What was probably meant by the token that does not fit, or by it and the one before."""
        tokens = self._tokens[max(self._at - 1, 0) : self._at + 1]
        for pattern, hint in _HINTS if self.token.sort != "end" else ():
            for token in tokens:
                if read := re.compile(pattern).match(self._text, token.span.start):
                    return hint.format(read[0].lower())
        return f"conditions read like `{_EXAMPLE}`"

    def either(self) -> Test:
        return self._joined("or", lambda: self._joined("and", self._factor))

    def _joined(self, word: Literal["and", "or"], part: Any) -> Test:
        parts = [part()]
        while self.token.word == word:
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Both(word, tuple(parts))

    def _factor(self) -> Test:
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise ConditionError(
                "the condition is nested too deep", self.token.span, "split it into several conditions"
            )
        try:
            if self.token.word == "not":
                self.take()
                return Not(self._factor())
            if self.token.word == "(":
                self.take()
                inner = self.either()
                self._expect(")")
                return inner
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Test:
        if self.token.sort != "word" or self.token.word in _WORDS:
            raise self.unexpected("`survey.question` or a metric")
        name = self.take()
        operand = Operand(name.word, name.span)
        if self.token.sort == "operator":
            operator: Any = self.take().word
            return Compare(operand, "=" if operator == "==" else operator, self._value())
        if self.token.word == "in":
            self.take()
            return OneOf(operand, self._values())
        if self.token.word == "is":
            self.take()
            if self.token.word not in ("answered", "empty"):
                raise self.unexpected("`answered` or `empty` behind `is`")
            return Answered(operand, self.take().word == "answered")
        raise self.unexpected("a comparison such as `<= 6`, `in (a, b)` or `is answered`")

    def _values(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [self._value()]
        while self.token.word == ",":
            self.take()
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> Value:
        if self.token.sort not in ("number", "word", "text") or self.token.word in _WORDS:
            raise self.unexpected("a number, a choice or a text in quotes")
        token = self.take()
        if token.sort == "number":
            return float(token.word) if "." in token.word else int(token.word)
        return token.word[1:-1] if token.sort == "text" else token.word

    def _expect(self, mark: str) -> None:
        if self.token.word != mark:
            raise self.unexpected(f"`{mark}`")
        self.take()


def _quoted(value: Value) -> str:
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}"  # a small number would come out as 1e-05, which does not read back
    if not isinstance(value, str) or (re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", value) and value not in _WORDS):
        return str(value)
    return f'"{value}"' if "'" in value else f"'{value}'"
