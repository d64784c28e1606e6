"""YAML texts made at random, together with the data they stand for: every style a person might write."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]

_LETTERS = "abcXYZ éüß日本ש𝒳🙂"
_SIGNS = "-_.,:;#!?'\"()[]{}&*|>%@`\\/~=+<$^ 0123456789"
_PLAIN = re.compile(r"[A-Za-zéüß日本ש𝒳🙂](?:[A-Za-zéüß日本ש𝒳🙂0-9_./-]| (?=[A-Za-z]))*")
_NOT_TEXT = ("", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE")

keys = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda key: key not in (*_NOT_TEXT, "kind"))
texts = st.text(st.sampled_from(_LETTERS + _SIGNS), max_size=24)
paragraphs = st.lists(
    st.from_regex(r"[A-Za-zé🙂#:'\"{}][A-Za-z0-9é🙂#:,'\"{}-]{0,6}", fullmatch=True), min_size=1, max_size=6
)
numbers = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False, width=32))
scalars = st.one_of(texts, numbers, st.booleans(), st.none())
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)
documents = st.dictionaries(keys, values, min_size=1, max_size=4)
"""What a document may hold, kinds and ids aside."""


def double_quoted(text: str) -> str:
    """A text in double quotes, with the escapes that YAML and JSON share."""
    return json.dumps(text, ensure_ascii=False)


def single_quoted(text: str) -> str:
    """A text in single quotes."""
    return "'" + text.replace("'", "''") + "'"


class Writer:
    """Writes data as YAML, asking a source of chance for the style of each part."""

    def __init__(self, draw: Any, paragraphs_too: bool = True) -> None:
        self.may_invent = paragraphs_too
        """Whether texts may be exchanged by paragraphs, which block styles are made of."""
        self.choose = lambda *options: draw(st.sampled_from(options))
        self.blocks = lambda: draw(paragraphs)
        self.expected: dict[tuple[str | int, ...], Any] = {}
        """Every scalar by its path."""

    def document(self, data: Data) -> str:
        """A document in block style, its parts in any."""
        return "".join(self._pair(key, value, 0, (key,)) for key, value in data.items())

    def _pair(self, key: str, value: Any, indent: int, path: tuple[str | int, ...]) -> str:
        written = self.choose(key, key, single_quoted(key), double_quoted(key))
        return f"{self._blank(indent)}{' ' * indent}{written}:{self._value(value, indent, path)}"

    def _value(self, value: Any, indent: int, path: tuple[str | int, ...]) -> str:
        """What follows a colon or a dash, up to and with the end of its line."""
        deeper = indent + self.choose(1, 2, 4)
        if isinstance(value, dict) and value and self.choose(True, True, False):
            return self._comment() + "".join(self._pair(key, each, deeper, (*path, key)) for key, each in value.items())
        if isinstance(value, list) and value and self.choose(True, True, False):
            return self._comment() + "".join(
                f"{self._blank(deeper)}{' ' * deeper}-{self._value(each, deeper, (*path, index))}"
                for index, each in enumerate(value)
            )
        if isinstance(value, str) and self.may_invent and self.choose(*([False] * 4), True):
            return self._block(deeper, path)
        return f"{self.choose(' ', '  ')}{self.flow(value, path)}{self._comment()}"

    def _block(self, indent: int, path: tuple[str | int, ...]) -> str:
        """A literal or folded text of its own, for folding decides what it says."""
        lines = self.blocks()
        style, chomp = self.choose("|", ">"), self.choose("", "-")
        self.expected[path] = (" " if style == ">" else "\n").join(lines) + ("\n" if not chomp else "")
        body = "".join(f"{' ' * indent}{line}\n" for line in lines)
        return f" {style}{chomp}{self.choose('', '  # note')}\n{body}"

    def flow(self, value: Any, path: tuple[str | int, ...]) -> str:
        """A value within one line."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(each, (*path, key))}" for key, each in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(each, (*path, index)) for index, each in enumerate(value)) + "]"
        self.expected[path] = value
        if isinstance(value, str):
            is_plain = _PLAIN.fullmatch(value) and value not in _NOT_TEXT
            styles = [double_quoted(value), single_quoted(value), *([value, value] if is_plain else [])]
            return str(self.choose(*styles))
        if value is None:
            return str(self.choose("null", "~", "Null"))
        if isinstance(value, bool):
            return str(self.choose(str(value), str(value).lower(), str(value).upper()))
        return json.dumps(value)

    def _comment(self) -> str:
        return str(self.choose("\n", "\n", "  # it's a: comment\n", " # 🙂\n"))

    def _blank(self, indent: int) -> str:
        return str(self.choose("", "", "", "\n", f"{' ' * indent}# - note: x\n"))


@st.composite
def files(draw: Any) -> tuple[str, list[dict[tuple[str | int, ...], Any]]]:
    """A file of one to three documents, and the scalars of each by path."""
    parts: list[str] = []
    expected: list[dict[tuple[str | int, ...], Any]] = []
    for data in draw(st.lists(documents, min_size=1, max_size=3)):
        writer = Writer(draw)
        parts.append(writer.document(data))
        expected.append(writer.expected)
    text = draw(st.sampled_from(("", "---\n", "# note\n---\n"))) + draw(
        st.sampled_from(("---\n", "--- # next\n", "\n---\n"))
    ).join(parts)
    breaks = draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))
    mark = draw(st.sampled_from(("", "", "\ufeff")))
    return mark + text.replace("\n", breaks), expected
