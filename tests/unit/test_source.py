"""Lines and columns as editors count them, whatever the line breaks and characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxprog.source import Position, Source, Span, Spot

texts = st.text(st.sampled_from("ab é🙂\t\r\n\u2028"), max_size=40)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\r\nb", 1, (1, 2)),
        ("a\rb", 2, (2, 1)),
        ("a\n", 2, (2, 1)),
        ("🙂é\nb", 1, (1, 2)),
        ("a\u2028b", 2, (1, 3)),
        ("ab", 99, (1, 3)),
        ("ab", -1, (1, 1)),
    ],
)
def test_position(text: str, offset: int, place: tuple[int, int]) -> None:
    assert Source("a.yaml", text).position(offset) == Position(*place)


def test_lines_have_no_line_breaks() -> None:
    source = Source("a.yaml", "one\r\n\rthree\nfour")
    assert source.line_count == 4
    assert [source.line(number) for number in range(6)] == ["", "one", "", "three", "four", ""]


@given(texts)
def test_lines_and_breaks_together_are_the_text(text: str) -> None:
    source = Source("a.yaml", text)
    ends = [*source.line_starts[1:], len(text)]
    assert "".join(text[start:end] for start, end in zip(source.line_starts, ends, strict=True)) == text
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        assert source.line_starts[line - 1] + column - 1 == offset


def test_buffers_of_one_name_never_mix() -> None:
    assert Source("a.yaml", "x") != Source("a.yaml", "x")


def test_a_spot_is_known_by_its_line_when_lines_above_move() -> None:
    above = Spot(Source("a.yaml", "x\n  here: it is\n"), Span(4, 8))
    below = Spot(Source("a.yaml", "x\ny\nz\n  here: it is\n"), Span(8, 12))
    assert above.anchor == below.anchor == "a.yaml:here: it is"
