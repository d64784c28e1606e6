"""YAML nodes: composed by libyaml, their plain scalars read by the core schema of YAML 1.2, found again by path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from yaml._yaml import CParser
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from cxprog.source import Path, Span

DEPTH_MAX = 64
"""Deepest nesting of lists and maps that is read."""

Part = Literal["best", "value", "key"]
"""What of a place to underline: the value, its key, or whatever a person recognizes soonest."""


@lru_cache(maxsize=16384)
def plain(text: str) -> Any:
    """Value of an unquoted scalar by the YAML 1.2 core schema: null, true, false, numbers, else text."""
    if text[:1] in TYPED_START:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[:1] in _WORD_START:
            return text
        if _INTEGER.fullmatch(text) and len(text) < _DIGITS_MAX:
            return int(text, 8 if "o" in text else 16 if "x" in text else 10)
        if _FLOAT.fullmatch(text):
            return float(_FLOAT_WORDS.get(text.lower().lstrip("+"), text))
    return text


_WORD_START = frozenset("nNtTfF")
"""What constants start with beside numbers; a word that starts like one is text."""
TYPED_START = frozenset(("", *"0123456789+-.~nNtTfF"))
_CONSTANTS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_FLOAT_WORDS = {".inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_DIGITS_MAX = 1000
"""Longer runs of digits take quadratic time to become whole numbers; read as fractions they are infinite."""


class TooDeep(Exception):
    def __init__(self, offset: int) -> None:
        self.offset = offset


class _Composer(CParser):
    """libyaml's nodes without PyYAML's YAML 1.1 resolver, which costs half of the time and guesses wrong.

    The C composer asks three hooks of its class about every node. This built-in takes any arguments and answers
    NotImplemented at C speed: no tag is ever guessed, and a tag that is written out is the only one that is a `str`.
    """

    resolve = descend_resolver = ascend_resolver = staticmethod(object.__subclasshook__)


class _GuardedComposer(_Composer):
    """The same, stopping at a depth; it takes a third longer.

    NOTE: the composer recurses in C, and text that nests deep enough overflows its stack and kills the process
    (`tests/unit/test_document.py` holds it).
    """

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        self.depth = 0

    def descend_resolver(self, parent: Node | None, index: object) -> None:  # type: ignore[override]
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise TooDeep(parent.start_mark.index if parent is not None else 0)

    def ascend_resolver(self) -> None:  # type: ignore[override]
        self.depth -= 1


_NESTING_SAFE = 2000
"""Levels that the C composer's stack holds with room to spare; measured to fail above 20,000 on a stack of 8 MiB."""


def composer(text: str) -> Any:
    """The fast composer where the text cannot nest dangerously: a level takes a bracket, or a column of its own.

    Two characters make a level at the most (`- - -`), so that small files need no closer look.
    """
    if len(text) < 4 * _NESTING_SAFE:
        return _Composer(text)
    if text.count("[") + text.count("{") < _NESTING_SAFE and max(map(len, text.split("\n"))) < _NESTING_SAFE:
        return _Composer(text)
    return _GuardedComposer(text)


def span_in(root: Node, path: Path, part: Part) -> Span:
    key: Node | None = None
    node = root
    is_item = False
    for step in path:
        pair = _child(node, step)
        if pair is None:
            part = "best"
            break
        own_key, node = pair
        is_item = own_key is None
        key = own_key or key  # an item has no key of its own: its list's key is the nearest name it has
    if part == "key" and key is not None:
        return node_span(key)
    if part == "value":
        return node_span(node)
    return _best_span(node, key, is_item)


def _best_span(node: Node, key: Node | None, is_item: bool) -> Span:
    if isinstance(node, ScalarNode):
        span = node_span(node)
        return span if span.end > span.start or key is None else node_span(key)
    if isinstance(node, MappingNode):
        for name in ("id", "kind"):
            if (pair := _child(node, name)) and isinstance(pair[1], ScalarNode) and pair[1].value:
                return node_span(pair[1])
    assert isinstance(node, CollectionNode)
    if node.flow_style and node.start_mark.line == node.end_mark.line:
        return node_span(node)
    if key is not None and not is_item:
        return node_span(key)
    if isinstance(node, MappingNode) and node.value:
        return node_span(node.value[0][0])
    if isinstance(node, SequenceNode) and node.value:
        return _best_span(node.value[0], key, is_item=True)
    return Span(node.start_mark.index, node.start_mark.index + 1)


def node_span(node: Node) -> Span:
    """Exact range of a node; a block collection ends with its last value, not with the blanks behind it."""
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        end = node_span(last[1] if isinstance(node, MappingNode) else last).end
    return Span(start, end)


def _child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        for key, value in node.value:
            if key.value == step:
                return key, value
    if isinstance(node, SequenceNode) and isinstance(step, int) and -len(node.value) <= step < len(node.value):
        return None, node.value[step]
    return None
