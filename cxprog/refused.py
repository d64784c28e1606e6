"""What YAML allows and the language does not: anchors, aliases, tags, templates, characters that nobody sees."""

from __future__ import annotations

import re

import yaml
from yaml._yaml import CParser

from cxprog.codes import found
from cxprog.finding import Finding, Label
from cxprog.source import Source, Span, Spot

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Characters that must not stand in a program file.

Some are allowed by YAML 1.2, but the parser takes U+0085, U+2028 and U+2029 for line breaks, as YAML 1.1 did.
"""
INVISIBLE = re.compile("[\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff]")
"""Blanks that are not the space, and characters without width: harmless in texts, never meant in keys and ids."""


def refused_marks(source: Source, start: int, end: int) -> tuple[list[Finding], bool]:
    """Findings for anchors, aliases and lone `!` in a part of a source, and whether there are aliases.

    Asked only of texts that hold a character that could be one: the pass costs as much as reading the text.
    """
    findings: list[Finding] = []
    has_alias = False
    try:
        parser = CParser(source.text[start:end])
        while event := parser.get_event():
            assert event.start_mark is not None and event.end_mark is not None
            at = start + event.start_mark.index
            anchor = getattr(event, "anchor", None)
            if isinstance(event, yaml.AliasEvent):
                has_alias = True
                findings.append(_alias(source, at, str(anchor)))
            elif anchor is not None:
                findings.append(_anchor(source, source.text.find(f"&{anchor}", at), anchor))
            if getattr(event, "tag", None) == "!":
                findings.append(tag_used(source, source.text.find("!", at)))
    except yaml.YAMLError:
        pass  # reading the documents says what is wrong
    return findings, has_alias


def tag_used(source: Source, at: int) -> Finding:
    """The finding for a tag that starts at an offset."""
    tag = re.compile(r"!\S*").match(source.text, at)
    span = Span(*tag.span()) if tag else Span(at, at + 1)
    return found(
        "tag-used",
        f"`{source.text[span.start : span.end]}` is a YAML tag, which is not part of the language",
        Label(Spot(source, span)),
        help="remove it; put the text in quotes if it should start with an exclamation mark",
    )


def control_character(source: Source, at: int) -> Finding:
    """The finding for a character that must not stand in a program file."""
    code = ord(source.text[at])
    what = "an invisible line separator" if code in (0x85, 0x2028, 0x2029) else "an invisible control character"
    return found(
        "control-character",
        f"{what} (U+{code:04X}) stands here",
        Label(Spot(source, Span(at, at + 1))),
        help="delete it and type the text again; such characters come in with text copied from other programs",
    )


def too_deep(source: Source, at: int, limit: int) -> Finding:
    """The finding for a place with too many levels above it."""
    return found(
        "nested-too-deep",
        f"lists and maps are nested more than {limit} levels deep here",
        Label(Spot(source, Span(at, at + 1))),
        help="no part of the language nests that deep; look for a bracket that is never closed",
    )


def template(source: Source, span: Span) -> Finding:
    """The finding for `{{ ... }}` and `{% ... %}`, which other tools would fill in."""
    return found(
        "syntax-error",
        "templates such as `{{ ... }}` are not part of the language: nothing would fill them in",
        Label(Spot(source, span)),
        help="write the value itself; what differs between environments belongs in `overlays/<environment>/`",
    )


def odd_blank(source: Source, span: Span) -> Finding:
    """The finding for a blank that looks like a space and is none, or for a character without width."""
    code = ord(source.text[span.start])
    known = {0xA0: "a non-breaking space", 0x200B: "a zero-width space", 0xFEFF: "a byte order mark"}
    return found(
        "syntax-error",
        f"{known.get(code, 'an invisible character')} (U+{code:04X}) stands here, where it counts as a letter",
        Label(Spot(source, span)),
        help="delete it and type a normal space if one is needed; it comes in with text copied from other programs",
    )


def _alias(source: Source, at: int, name: str) -> Finding:
    return found(
        "alias-used",
        f"`*{name}` refers to a YAML anchor, which is not part of the language",
        Label(Spot(source, Span(at, at + len(name) + 1))),
        help="write the value out, or move what is shared into a document of its own and name its id; "
        "put the text in quotes if it should start with `*`",
    )


def _anchor(source: Source, at: int, name: str) -> Finding:
    return found(
        "anchor-used",
        f"`&{name}` sets a YAML anchor, which is not part of the language",
        Label(Spot(source, Span(at, at + len(name) + 1))),
        help="remove it; to reuse a document write `extends: <id>`, to reuse a value name its id; "
        "put the text in quotes if it should start with `&`",
    )
