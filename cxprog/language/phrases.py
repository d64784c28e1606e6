"""Small parts that messages about the schema are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cxprog.language.types import COUNTRY, CSV_FILE, ID, LOCALE, MAIL, TIME, TOOL_NAME, VERSION, YEAR_DAY

LISTED_MAX = 14
"""Keys or words listed in one help."""
_PART_MIN = 4
"""Letters that tell parts of words apart; shorter ones, such as `the`, say nothing."""
NOUN: Mapping[str, str] = {
    ID: "an id",
    TOOL_NAME: "a name",
    LOCALE: "a locale",
    COUNTRY: "a country code",
    TIME: "a time of day",
    YEAR_DAY: "a day of the year",
    MAIL: "a mail address",
    VERSION: "a version",
    CSV_FILE: "the name of a CSV file in the same folder",
}
"""What a text is called, by the pattern that it has to match."""
HELP: Mapping[str, str] = {
    ID: "ids hold lower-case letters, digits and hyphens, and start with a letter",
    TOOL_NAME: "such names hold lower-case letters, digits, hyphens and underscores, and start with a letter",
    LOCALE: "locales are written like `en`, `de` or `pt-BR`",
    COUNTRY: "countries are written as two capital letters, such as `DE` or `US`",
    TIME: "times are written on the 24-hour clock with two digits each, such as `08:30`",
    YEAR_DAY: "days of the year are written as month and day, such as `04-01`, up to the 28th",
    MAIL: "write the bare address, such as `care@example.com`",
    VERSION: "a version has three numbers, such as `2.1.0`",
    CSV_FILE: "save the table as CSV beside this file, and give its name alone, ending in `.csv`",
}
"""How such texts are written."""


def what(value: Any) -> str:
    """A value of the wrong type, in the words of a message."""
    if isinstance(value, bool):
        return f"`{as_yaml(value)}`"
    if isinstance(value, int | float):
        return f"the number {as_yaml(value)}"
    if isinstance(value, str):
        return f"the text `{value[:40]}`"
    return "a list" if isinstance(value, list) else "a map"


def as_yaml(value: Any) -> str:
    """A value as it is written in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def listed(words: Iterable[str], most: int = LISTED_MAX) -> str:
    """Words as a list, the first ones of many."""
    words = list(words)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(f"`{word}`" for word in words[:most]) + more


def nearest_first(said: str, words: Iterable[str]) -> list[str]:
    """Words that have parts in common with a given one, most of them first; parts are the same if they begin alike."""
    parts = {part[:_PART_MIN] for part in re.split(r"[\W_]+", said.lower()) if len(part) >= _PART_MIN}
    shared = {word: len(parts.intersection(part[:_PART_MIN] for part in word.split("-"))) for word in words}
    return sorted((word for word in shared if shared[word]), key=lambda word: -shared[word])


def all_of(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def one_of_them(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def alternatives(kinds: Iterable[str]) -> str:
    """Kinds with their articles, of which any will do."""
    return one_of_them([f"an {kind}" if kind[:1] in "aeiou" else f"a {kind}" for kind in kinds])


def plain_message(message: str) -> str:
    """A message of the schema without what its library adds."""
    return message.removeprefix("Value error, ").rstrip(".")


def lowered(text: str) -> str:
    """A sentence of a docstring, to be put into brackets."""
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
