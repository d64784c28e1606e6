"""Colors by what a piece of text is for, or none at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Paint = Callable[[str, str], str]
"""Give a text the color of its role; an empty role leaves it as it is."""

_CODES: Mapping[str, str] = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;34",
    "related": "36",
    "gutter": "2",
    "strong": "1",
}


def painter(color: bool) -> Paint:
    """The way to paint: with ANSI sequences, or not at all."""
    return _ansi if color else _plain


def _ansi(text: str, role: str) -> str:
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if role and text else text


def _plain(text: str, role: str) -> str:
    return text
