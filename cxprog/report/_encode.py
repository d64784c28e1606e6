"""JSON text that keeps every character's value and hides none from its reader."""

from __future__ import annotations

import json
import re

from cxprog.report._characters import HIDDEN

_HIDDEN = re.compile(f"[{HIDDEN}]")


def encode(value: object, *, indent: int | None = 2, sort: bool = False) -> str:
    """Write a value as JSON; readable characters stand as they are, deceiving ones as `\\uXXXX`.

    Outside of strings JSON has none of those characters, so they can be replaced in the finished text.
    A lone surrogate, left over from a file name that is not UTF-8, could not even be written as UTF-8.
    """
    text = json.dumps(value, indent=indent, sort_keys=sort, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: _escape(found[0]), text) + "\n"


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
