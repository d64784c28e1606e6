"""Texts on a journey board as markup: escaped, in every language of the board, each keeping its direction to itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cxprog.renderers._board_values import Phrase, Words
from cxprog.renderers._svg import escaped

_FROM_RIGHT = frozenset({"ar", "fa", "he", "ur"})
"""Languages that are written from right to left."""
_LONG_WORDS = ((15, "longest"), (12, "long"))
"""Characters of the longest word from which a title is set smaller, so that a column holds the word."""


class Markup(str):
    """Text that is markup already; templates escape every other text."""

    def __html__(self) -> str:
        return self


def dense(text: str) -> str:
    """The text without empty lines."""
    return "\n".join(line for line in text.split("\n") if line.strip())


@lru_cache(maxsize=8192)
def said_in(words: Words | Phrase, locales: tuple[str, ...], usual: str, fits: bool = False) -> Markup:
    """A text, or fixed words and texts in a row, once for each group of locales that show the same.

    A text that `fits` has to stand in one column, so one with long words says so.
    """
    if isinstance(words, tuple):
        parts = (escaped(part) if isinstance(part, str) else said_in(part, locales, usual, fits) for part in words)
        return Markup("".join(parts))
    shown: dict[tuple[str, str], list[str]] = {}
    for locale in locales:
        own = words.locale(locale, usual)
        shown.setdefault((own, words.said(locale, usual)), []).append(locale)
    is_only = len(shown) == 1
    said = (_isolated(own, text, () if is_only else seen, fits) for (own, text), seen in shown.items())
    return Markup("".join(said))


def _isolated(locale: str, text: str, seen: Iterable[str], fits: bool) -> str:
    """A text with its language, its direction, and the locales that it is shown in where not in all."""
    choice = f' data-l="{" ".join(seen)}"' if seen else ""
    language = f' lang="{locale}"' if locale.partition("-")[0] != "en" else ""
    direction = ' dir="rtl"' if is_from_right(locale) else ""
    look = f' class="{_length(text)}"' if fits and _length(text) else ""
    return f"<bdi{choice}{language}{direction}{look}>{escaped(text)}</bdi>"


def _length(text: str) -> str:
    """How long the longest word is."""
    longest = max(map(len, re.split(r"[\s-]", text)))
    return next((name for length, name in _LONG_WORDS if longest >= length), "")


def is_from_right(locale: str) -> bool:
    """Whether a language is written from right to left."""
    return locale.partition("-")[0] in _FROM_RIGHT
