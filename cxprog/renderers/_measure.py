"""How much room a text takes, without asking any font: the same answer on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import bidirectional, category, east_asian_width

# Advance widths of DejaVu Sans, the widest sans-serif that pictures are likely to be shown in: in a narrower font
# there is room to spare, and never too little.
_WIDTHS = {
    280: "'ijl",
    295: "IJ",
    340: ",./:;\\| ",
    370: "-f",
    400: "()[]tr!",
    500: '"*_`',
    530: "sz?",
    560: "cLF",
    600: "kvxyPTY",
    625: "oaehnuE",
    640: "bdgpqS0123456789${}",
    690: "KAVXZBRC",
    770: "UHNDG&",
    820: "OQw#+<=>^~",
    1000: "m@MW%",
}
_BOLD = 1.12
_BY_CHARACTER = {character: width / 1000 for width, characters in _WIDTHS.items() for character in characters}
_BY_RANGE = ((0x0400, 0.7), (0x0530, 0.85), (0x0600, 0.62))
"""First code point above a range, and the width in it: Latin and Greek, Cyrillic, Hebrew; anything else is wider."""


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in the unit of the font size."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    known = _BY_CHARACTER.get(character)
    if known is not None:
        return known
    if category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if east_asian_width(character) in "WF":
        return 1.0 if character < "\U0001f000" else 1.3
    return next((width for end, width in _BY_RANGE if ord(character) < end), 0.8)


def wrapped(text: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit; nothing is left out, and a word that is too long for a line is cut."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if width_of((line + piece).rstrip(), size, bold) <= room:
                line += piece
                continue
            if line.strip():
                lines.append(line.strip())
            *whole, line = _cut(piece, room, size, bold)
            lines.extend(whole)
        lines.append(line.strip())
    return tuple(line for line in lines if line)


_PIECE = re.compile(r"\S+?(?:[-/\N{HYPHEN}](?=\w)|\s+|$)|\s+")


def _pieces(paragraph: str) -> Iterator[str]:
    """Parts between which a line may end: words, parts of hyphenated words, characters of scripts without spaces."""
    for piece in _PIECE.findall(paragraph):
        if piece.isascii():
            yield piece
            continue
        start = 0
        for at in range(1, len(piece)):
            if east_asian_width(piece[at]) == "W" and category(piece[at]) == "Lo":
                yield piece[start:at]
                start = at
        yield piece[start:]


def _cut(piece: str, room: float, size: float, bold: bool) -> list[str]:
    parts = [""]
    for cluster in _clusters(piece):
        if parts[-1] and width_of((parts[-1] + cluster).rstrip(), size, bold) > room:
            parts.append("")
        parts[-1] += cluster
    return parts


def _clusters(text: str) -> Iterator[str]:
    """Characters together with the marks that belong to them."""
    cluster = ""
    for character in text:
        joined = category(character) in ("Mn", "Me", "Mc", "Cf") or cluster.endswith("\N{ZERO WIDTH JOINER}")
        if cluster and not joined:
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def reads_from_right(text: str) -> bool:
    """Whether the first letter belongs to a script that is written from right to left."""
    if text.isascii():
        return False
    strong = (bidirectional(character) for character in text)
    return next((sort for sort in strong if sort in ("L", "R", "AL")), "L") != "L"


def isolated(text: str) -> str:
    """A name that cannot turn the words around it, whatever its reading direction."""
    if text.isascii() or not any(bidirectional(character) in _TURNING for character in text):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


_TURNING = frozenset({"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"})
