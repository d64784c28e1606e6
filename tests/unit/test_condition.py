"""Conditions: what they mean, how they read back, and where they stop making sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxprog.language.condition import (
    Answered,
    Both,
    Compare,
    ConditionError,
    Not,
    OneOf,
    Operand,
    Test,
    in_words,
    operands,
    parse_condition,
)
from cxprog.source import Span

Golden = Callable[[str, str | bytes], None]

names = st.from_regex(r"[a-z][a-z0-9-]{0,5}(\.[a-z][a-z0-9-]{0,5})?", fullmatch=True).filter(
    lambda name: name not in ("and", "or", "not", "in", "is", "answered", "empty")
)
things = names.map(lambda name: Operand(name, Span(0, 0)))
numbers = st.integers(-(10**9), 10**9) | st.decimals("-999", "999", places=6).map(float)
words = st.text(st.sampled_from("abc XY1-_.'é🙂()<=,"), min_size=0, max_size=8)
values = numbers | words
leaves = (
    st.builds(Compare, things, st.sampled_from(("<", "<=", ">", ">=", "=", "!=")), values)
    | st.builds(OneOf, things, st.lists(values, min_size=1, max_size=3).map(tuple))
    | st.builds(Answered, things, st.booleans())
)
tests: st.SearchStrategy[Test] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Both, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(tests)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_condition_reads_back_to_itself(test: Test) -> None:
    text = in_words(test)
    assert parse_condition(text) == test
    assert in_words(parse_condition(text)) == text


@given(st.text(st.sampled_from("ab.-1 2<>=!()'\",andorinis tswerempty\n&|“≤"), max_size=30))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_text_is_a_condition_or_says_where_it_is_none(text: str) -> None:
    try:
        parse_condition(text)
    except ConditionError as error:
        assert 0 <= error.span.start <= error.span.end <= max(len(text), 1)
        assert str(error) and error.help


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b <= 3", {"of": "a.b", "is": "<=", "value": 3}),
        ("a == 2.5", {"of": "a", "is": "=", "value": 2.5}),
        ("a = yes", {"of": "a", "is": "=", "value": "yes"}),
        ("a != 'not now'", {"of": "a", "is": "!=", "value": "not now"}),
        ("a in (1, b, 'c d')", {"of": "a", "is": "in", "value": [1, "b", "c d"]}),
        ("a is answered", {"of": "a", "is": "answered"}),
        ("not a is empty", {"not": {"of": "a", "is": "empty"}}),
        ("a = 1 or b = 2 and c = 3", {"or": ["a = 1", {"and": ["b = 2", "c = 3"]}]}),
        ("(a = 1 or b = 2) and c = 3", {"and": [{"or": ["a = 1", "b = 2"]}, "c = 3"]}),
        ("not (a = 1 and b = 2)", {"not": {"and": ["a = 1", "b = 2"]}}),
        ("a>=-1", {"of": "a", "is": ">=", "value": -1}),
        ("a\n  = 1", {"of": "a", "is": "=", "value": 1}),
    ],
)
def test_meaning(text: str, expected: Any) -> None:
    def written_out(part: Any) -> Any:
        if isinstance(part, str):
            return parse_condition(part).dump()
        if isinstance(part, dict) and part.keys() & {"and", "or"}:
            return {word: [written_out(each) for each in parts] for word, parts in part.items()}
        return {"not": written_out(part["not"])} if "not" in part else part

    assert parse_condition(text).dump() == written_out(expected)


def test_operands_come_in_reading_order_with_their_places() -> None:
    text = "a.b <= 3 and (c is empty or not a.b in (1, 2))"
    found = [(operand.name, text[operand.span.start : operand.span.end]) for operand in operands(parse_condition(text))]
    assert found == [("a.b", "a.b"), ("c", "c"), ("a.b", "a.b")]


def test_small_numbers_read_back() -> None:
    assert in_words(parse_condition("a < 0.00001")) == "a < 0.00001"


def test_deep_nesting_is_refused() -> None:
    for text in ("(" * 1000 + "a = 1" + ")" * 1000, "not " * 1000 + "a = 1"):
        with pytest.raises(ConditionError, match="too deep"):
            parse_condition(text)


MISTAKES = (
    "q =< 3", "q => 3", "q <> 3", "q ≤ 3", "q <= 3 && q > 1", "q <= 3 || q > 9", "q <= 3 AND q > 1", "NOT q = 1",
    "q <= 3 und q > 1", "q is not empty", "q is not answered", "q is blank", "q is not 3", "q is 3", "q equals 3",
    "q between 1 and 3", "3 <= q", "q contains 'x'", "q = “x”", "q = 'x", "q <= 2,5", "q <=", "<= 3", "q", "q q",
    "(q <= 3", "q <= 3)", "q in 1", "q in ()", "q in (1, 2", "q in [1, 2]", "q = 1 or", "not", "", "   ", "q <= 3.",
    "q ! 3", "q IS answered", "and", "q <= 3; q > 1", "q less than 3", "q <= 99999999999999999999", "q <= 3x", "2q = 1",
)  # fmt: skip


def test_what_is_said_of_mistakes(golden: Golden) -> None:
    lines = []
    for text in MISTAKES:
        with pytest.raises(ConditionError) as raised:
            parse_condition(text)
        span = raised.value.span
        mark = " " * span.start + "^" * max(span.end - span.start, 1)
        lines += [f"    {text}", f"    {mark}", f"{raised.value}", f"  = {raised.value.help}", ""]
    golden("messages/condition.txt", "\n".join(lines))
