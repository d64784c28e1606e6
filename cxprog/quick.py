"""Plain data of YAML that holds nothing out of the ordinary, by a faster parser; of any other text, nothing at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from math import isfinite
from typing import Any

from cxprog.nodes import DEPTH_MAX
from cxprog.refused import CONTROL

Plain = list[tuple[int, dict[str, Any]]]
"""Of each document, the start of its first line that is no comment, and its data."""


def read(text: str) -> Plain | None:
    """Start and data of every document; None where `document.parse` might see anything else in the text.

    The parser (yaml-rs) takes a quarter of the time, but it knows no places, and in corners it reads another YAML: it
    takes what libyaml refuses, and sees numbers in other words. So what might be such a corner is left to the other
    one, as is all that needs an explanation. `tests/unit/test_quick.py` compares the two.
    """
    load = _parser()
    if load is None or text.startswith(" ", text.rfind("\n") + 1):  # a block text without its last line break differs
        return None
    encoded = _encoded(text)
    starts = _starts(text)
    if encoded is None or starts is None or any(sign in text and odd.search(text) for sign, odd in _ODD.items()):
        return None
    try:
        data = load(encoded, parse_datetime=False)
    except (ValueError, TypeError):  # no YAML, a key that stands twice, or one that is a list or map
        return None
    documents = [data] if len(starts) == 1 else data
    if documents.__class__ is not list or len(documents) != len(starts) or not _is_ordinary(documents):
        return None
    return list(zip(starts, documents, strict=True))


@cache
def _parser() -> Callable[..., Any] | None:
    """Loaded when it is first needed; None on machines for which it is not made."""
    try:
        from yaml_rs import load
    except ImportError:
        return None
    return load


# TEXT


_CONTROLS = bytes(sorted({*range(0x20), 0x5C, 0x7F} - {0x0A, 0x0D}))
"""Control characters, and the backslash, which may stand for one."""
_DEEPER = bytes.maketrans(b"-?", b"  ")
_DEEP = b" " * 100
"""Blanks or dashes in front of text that nests dangerously: a column holds two levels at the most.

NOTE: the parser recurses, and text that nests by the thousand overflows its stack and kills the process
(`tests/unit/test_quick.py` holds it). It stops by itself at 255 levels of brackets.
"""
_OTHER_CONTROLS = "\u2028\u2029\ufeff\ufffe\uffff"
"""Line separators, byte order marks, and what is no character; U+0080 to U+009F are looked for where they may be."""


def _encoded(text: str) -> bytes | None:
    """The text for the parser; None when it holds characters that must not be there, or nests deep."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return None
    seen = encoded.translate(_DEEPER, _CONTROLS)
    if len(seen) < len(encoded) or _DEEP in seen or any(character in text for character in _OTHER_CONTROLS):
        return None
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return None
    if b"\xc2" in encoded and CONTROL.search(text):  # how U+0080 to U+00BF start, and few others
        return None
    return encoded


_ODD: Mapping[str, re.Pattern[str]] = {
    # Anchors, without which there are no aliases, and tags.
    "&": re.compile(r"&(?<!\w&)(?![ \r\n])"),
    "!": re.compile(r"!(?<!\w!)"),
    # Directives.
    "%": re.compile(r"%(?<=\n%)"),
    # `key: #text`, which is a mistake and not a comment.
    "#": re.compile(r"#(?<=[: ] #)[^\s#,\]}]"),
    # A colon without its key on the same line, or without a space behind it in brackets.
    ":": re.compile(r":(?:(?<=[ \n]:)|(?=[,?\[\]{}]))"),
    # Numbers to the parser only: `1_000`, `0b1`, `-0x1`; and `0o7`, which is one to both.
    "_": re.compile(r"_(?:(?<=[-+.0-9\s,\[{:]_)|(?<=[0-9.][eE]_))"),
    "0": re.compile(r"0(?:[xXoObB](?<![\w.]..)|0{300})"),
}
"""Patterns for what may be read differently, by the character they start at, for which a text is searched at once."""


_HEAD = r"(?:[ ]*(?:#[^\n]*)?\r?\n)*"
"""Blank lines and comments in front of a document."""
_BEHIND_MARK = rf"[ ]*(?:(?<= )#[^\n]*)?\r?\n{_HEAD}"
_FIRST = re.compile(rf"{_HEAD}(?:---{_BEHIND_MARK})?")
_NEXT = re.compile(rf"\n---({_BEHIND_MARK})?")


def _starts(text: str) -> list[int] | None:
    """Where the documents start, marks and comments in front of them left out; None for marks of another form.

    A document stands behind each of them, so that there are no others when the parser counts as many.
    """
    first = _FIRST.match(text)
    assert first is not None  # it matches nothing, too
    if text.startswith(("...", "%"), first.end()):
        return None
    starts = [first.end()]
    for mark in _NEXT.finditer(text, first.end()):
        if not mark[1]:
            return None
        starts.append(mark.end())
    return starts


# DATA


_KEYS = re.compile(r"[\w.,-]*")
_SIGNS = frozenset("?:|>\n")
"""What texts start with that the parser should have refused: a sign with another meaning; or made up at the end."""
_NUMBER_MAX = 10**300


def _is_ordinary(documents: list[Any]) -> bool:
    """Whether data is what it seems to be: maps with words for keys, not too deep, no text or number in doubt."""
    if any(document.__class__ is not dict for document in documents):
        return False
    keys: set[Any] = set()
    level = documents
    depth = 0
    while level:
        depth += 1
        maps: list[dict[Any, Any]] = []
        below: list[Any] = []
        for value in level:  # the inner loop: most of what it sees is text that starts with a letter
            kind = value.__class__
            if kind is str:
                if (value < "A" or value >= "|") and value[:1] in _SIGNS:
                    return False
            elif kind is dict:
                maps.append(value)
                below += value.values()
            elif kind is list:
                below += value
            elif kind is float:
                if not isfinite(value):
                    return False
            elif kind is int and not -_NUMBER_MAX < value < _NUMBER_MAX:
                return False
        keys.update(*maps)
        level = below
    try:
        return depth <= DEPTH_MAX and _KEYS.fullmatch(",".join(keys)) is not None
    except TypeError:  # a key that is no text
        return False
