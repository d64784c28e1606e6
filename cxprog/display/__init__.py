"""Coverage, assessments, calendars, proofs, privacy for people and machines: text, pages, pictures, JSON, Markdown."""

from __future__ import annotations

from collections.abc import Iterator


class NotThere(ValueError):
    """Something that was asked for by name and does not exist; the message says what there is."""


class NothingThere(ValueError):
    """There is nothing to show; the message says what to do."""


_WIDTH = 80
"""Columns of a terminal that every table fits into."""


def one_line(text: str) -> str:
    """A text of the program on one line, without signs that move the cursor or turn the reading direction."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def fitted(text: str, width: int) -> str:
    """A text cut to a width, with a mark where something was cut off."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def wrapped(text: str, indent: int, width: int = _WIDTH) -> Iterator[str]:
    """Lines of a text, indented, that fit into the width."""
    from textwrap import wrap

    for line in wrap(text, width - indent, break_long_words=False, break_on_hyphens=False):
        yield " " * indent + line
