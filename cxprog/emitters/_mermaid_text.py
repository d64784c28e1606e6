"""Text in Mermaid and in the Markdown around it, in which nothing means anything."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LIST = re.compile(r"(?:-+|[0-9]+[.)])(?=\s|$)")
"""How a line begins that Mermaid takes for an item of a list."""
_PAIRS = re.compile(
    r"\$(?=\$)|\\(?=n)"
    r"|\N{LATIN SMALL LIGATURE FL}(?=\N{DEGREE SIGN})|\N{PILCROW SIGN}(?=\N{LATIN SMALL LETTER SHARP S})"
)
"""What begins a formula, what ends a line, and what Mermaid itself writes for the `&` and the `;` of a code."""
_OWN = "\N{PILCROW SIGN}\N{LATIN SMALL LIGATURE FL}"
"""Characters that Mermaid itself uses to write others."""
LETTERS = 16
"""Size of the letters that Mermaid writes."""


def quoted(lines: Iterable[str]) -> str:
    """Lines of text as a label."""
    return '"' + "<br/>".join(filter(None, (spelled(line) for text in lines for line in text.splitlines()))) + '"'


def spelled(text: str) -> str:
    """One line in which nothing means anything to Mermaid, nor to the Markdown that it reads in labels."""
    # NOTE: some pairs mean something even when spelled as codes; test_pictures.py guards it.
    return _coded(_PAIRS.sub("\\g<0>\N{WORD JOINER}", text), "#")


def markdown(text: str) -> str:
    """One line of plain text in Markdown, in HTML and in the templates of static pages."""
    return _coded(text, "&#", plain=",")


def shortened(text: str, room: float, size: float = LETTERS) -> str:
    """The beginning of a text where Mermaid breaks no lines; the whole of it has to stand elsewhere."""
    from cxprog.renderers._measure import width_of, wrapped

    line = " ".join(text.split())
    if width_of(line, size) <= room:
        return line
    return f"{wrapped(line, room - size, size)[0]}\N{HORIZONTAL ELLIPSIS}"


def breakable(text: str, room: float) -> str:
    """The text with soft hyphens in words that are longer than a line, which Mermaid would let run out of their box."""
    from cxprog.renderers._measure import width_of, wrapped

    return "".join(
        word if width_of(word, LETTERS) <= room else "\N{SOFT HYPHEN}".join(wrapped(word, room, LETTERS))
        for word in re.split(r"(\s+)", text)
    )


def _coded(text: str, mark: str, plain: str = "") -> str:
    """One line with every character that could mean something written as its number."""
    from cxprog.renderers._svg import legal

    line = " ".join(legal(text).split())
    bullet = _LIST.match(line)
    listed = bullet.end() if bullet else 0
    return "".join(
        character if character in plain or _is_plain(line, at, listed) else f"{mark}{ord(character)};"
        for at, character in enumerate(line)
    )


def _is_plain(line: str, at: int, listed: int) -> bool:
    character = line[at]
    if character.isalnum() or not character.isascii():
        return character not in _OWN
    if character == "." and line[at + 1 : at + 2].isalpha():
        # Within an address, which would become a link.
        return False
    return at >= listed and character in " -!?'()/."
