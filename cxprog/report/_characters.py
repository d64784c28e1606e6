"""Characters as a terminal shows them: how many columns they take, and an escape for those that deceive."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

HIDDEN = (
    "\x7f-\x9f"  # controls beyond ASCII's first 32
    "\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u206f\ufeff"  # invisible, or turning the reading direction
    "\u2028-\u202e"  # line separators that are not line breaks, and the bidirectional overrides
    "\ud800-\udfff"  # surrogates: what is left of a file name that is not UTF-8
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e00ff"  # annotations, noncharacters, invisible tags
)
"""Characters that nobody sees or that turn others around, in the notation of a regular expression's class."""

_DECEIVING = re.compile(f"[\x00-\x1f{HIDDEN}]")
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_EMOJI = range(0x1F300, 0x1FB00)


def visible(text: str) -> str:
    """The text with every deceiving character written out, as in `\\u{202E}`."""
    return _DECEIVING.sub(lambda found: f"\\u{{{ord(found[0]):X}}}", text)


def one_line(text: str) -> str:
    """The text on a single line, nothing in it hidden."""
    lines = (line.strip() for line in text.splitlines())
    return visible(" ".join(line for line in lines if line).replace("\t", " "))


def columns(character: str, before: str = "") -> int:
    """Terminal columns of a character that stands behind another one: 0, 1 or 2.

    An emoji put together from several characters takes two columns, so its later parts take none.
    """
    if character.isascii():
        return 1
    if character == _EMOJI_STYLE:
        return 1 if before and columns(before) == 1 else 0
    if combining(character) or category(character) in ("Mn", "Me", "Cf"):
        return 0
    code = ord(character)
    if 0x1160 <= code <= 0x11FF:  # vowels and final consonants, drawn into the Hangul syllable before them
        return 0
    # Emoji newer than this Python's Unicode tables are unassigned in them; all the others are wide.
    wide = east_asian_width(character) in "WF" or (code in _EMOJI and category(character) == "Cn")
    if wide and (before == _JOINER or (code in _SKIN_TONES and before and columns(before) == 2)):
        return 0
    return 2 if wide else 1
