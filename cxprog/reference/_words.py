"""Types of the language in words that a program author knows."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from cxprog.language import types as language
from cxprog.language.types import ForPeople, Operands, RefTo

Section = Mapping[type[BaseModel], str]
"""Title of the section that describes each map."""

INNER: Mapping[str, str] = {"touchpoint": "journey", "step": "journey", "stage": "journey", "answer": "survey"}
"""Things inside a document that have an address, and the kind of document they stand in."""

_VALUES: Mapping[type, str] = {
    language.Duration: "[duration](../values.md#durations)",
    language.Cadence: "[rhythm](../values.md#rhythms)",
    language.Pace: "[rhythm](../values.md#rhythms) or `immediately`",
    language.Delay: "[delay](../values.md#delays)",
    language.Rate: "[rate](../values.md#rates)",
    language.Condition: "[condition](../conditions.md)",
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    str: "text",
}
_NAMED: tuple[tuple[Any, str], ...] = (
    (language.Id, "id"),
    (language.ToolName, "name"),
    (language.Locale, "locale"),
    (language.Country, "country"),
    (language.Time, "time of day"),
    (language.Mail, "mail address"),
    (language.Version, "version"),
    (language.Date, "date"),
    (language.Moment, "date, or date and time"),
    (language.Zone, "time zone"),
)
"""Texts of a particular form, told by their marks."""
_TEXT = "[text by locale](../values.md#texts-for-people)"
_PLURALS: Mapping[str, str] = {
    _TEXT: "[texts by locale](../values.md#texts-for-people)",
    "country": "countries",
    "mail address": "mail addresses",
    "time of day": "times of day",
    "anything": "anything",
}
"""Words that do not just get an s."""
_ADDRESSES: Mapping[str, str] = {
    "touchpoint": "`<journey>.<touchpoint>`",
    "step": "`<journey>.<step>`",
    "stage": "`<journey>.<stage>`",
    "answer": "`<survey>.<question>`",
}
_BOUNDS: Mapping[frozenset[str], str] = {
    frozenset(("ge",)): "{ge} or more",
    frozenset(("gt",)): "more than {gt}",
    frozenset(("le",)): "{le} or less",
    frozenset(("lt",)): "less than {lt}",
    frozenset(("ge", "le")): "from {ge} to {le}",
    frozenset(("gt", "le")): "more than {gt}, at most {le}",
    frozenset(("min_length",)): "at least {min_length}",
    frozenset(("max_length",)): "at most {max_length}",
    frozenset(("min_length", "max_length")): "{min_length} to {max_length} of them",
}
"""Words for the bounds that a number or a list has."""


class Typed(NamedTuple):
    """An annotation taken apart."""

    annotation: Any
    marks: tuple[Any, ...]


def takes(typed: Typed, sections: Section, many: bool = False) -> str:
    """What a key takes, as Markdown; for a list, the words for several of it."""
    return ", or ".join(dict.fromkeys(_word(branch, sections, many) for branch in _branches(typed)))


def typed(annotation: Any) -> Typed:
    """Take `Annotated` apart, through all its layers."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        below = typed(inner)
        return Typed(below.annotation, (*below.marks, *_spread(marks)))
    return Typed(annotation, ())


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The maps that may stand at a place, lists and alternatives looked through."""
    found = typed(annotation).annotation
    if isinstance(found, type) and issubclass(found, BaseModel):
        yield found
    elif get_origin(found) is not Literal:
        for argument in get_args(found):
            yield from models(argument)


def referred(annotation: Any) -> Iterator[str]:
    """Kinds of things that may be named at a place, lists and alternatives looked through."""
    found = typed(annotation)
    for mark in found.marks:
        if isinstance(mark, RefTo):
            yield from mark.kinds
        elif isinstance(mark, Operands):
            yield from filter(None, (mark.bare, mark.dotted))
    if get_origin(found.annotation) is not Literal:
        for argument in get_args(found.annotation):
            yield from referred(argument)


def shown(value: Any) -> str:
    """A default as it would be written in YAML; empty where leaving the key out means having nothing."""
    if value is None or value in ((), {}) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple | list):
        return f"`[{', '.join(str(item) for item in value)}]`"
    return f"`{getattr(value, 'words', value)}`"


def _spread(marks: Sequence[Any]) -> Iterator[Any]:
    for mark in marks:
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)


def _branches(whole: Typed) -> Iterator[Typed]:
    if get_origin(whole.annotation) in (Union, types.UnionType) and not _is_text(whole):
        for part in get_args(whole.annotation):
            if part is not type(None):
                inner = typed(part)
                yield from _branches(Typed(inner.annotation, (*inner.marks, *whole.marks)))
    else:
        yield whole


def _is_text(whole: Typed) -> bool:
    return any(isinstance(mark, ForPeople) for mark in whole.marks)


def _word(whole: Typed, sections: Section, many: bool) -> str:
    annotation, marks = whole
    origin, arguments = get_origin(annotation), get_args(annotation)
    if _is_text(whole):
        return _plural(_TEXT, many)
    if references := [mark for mark in marks if isinstance(mark, RefTo)]:
        return _reference(references[0], many)
    if origin is Literal:
        return _fixed(arguments, many)
    if origin is tuple:
        return f"list of {takes(typed(arguments[0]), sections, many=True)}{_bounds(marks)}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _map(arguments, sections)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{'maps' if many else 'map'}](#{slug(sections[annotation])})"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return _fixed(tuple(annotation), many)
    return _plural(_scalar(annotation, marks), many) + _bounds(marks)


def slug(title: str) -> str:
    """The anchor of a heading, as the usual Markdown readers make it."""
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")


def _scalar(annotation: Any, marks: tuple[Any, ...]) -> str:
    for alias, word in _NAMED:
        if all(any(mark is wanted or mark == wanted for mark in marks) for wanted in get_args(alias)[1:]):
            return word
    return _VALUES.get(annotation, "anything")


def _plural(word: str, many: bool) -> str:
    if not many or word in _PLURALS:
        return _PLURALS[word] if many else word
    linked, bracket, place = word.partition("]")
    return f"{linked}s{bracket}{place}"


def _reference(mark: RefTo, many: bool) -> str:
    links = [f"[{kind}{'s' if many else ''}]({INNER.get(kind, kind)}.md)" for kind in mark.kinds]
    kinds = " or ".join(part for part in (", ".join(links[:-1]), links[-1]) if part)
    written = next((f", as {_ADDRESSES[kind]}" for kind in mark.kinds if kind in _ADDRESSES), "")
    what = ("addresses" if written else "ids") if many else ("address" if written else "id")
    words = f", or {_listed(mark.words)}" if mark.words else ""
    return f"{what} of {'' if many else _a(mark.kinds[0])}{kinds}{written}{words}"


def _a(noun: str) -> str:
    return "an " if noun[0] in "aeiou" else "a "


def _fixed(options: Sequence[Any], many: bool) -> str:
    if many:
        return f"words: {_listed(options)}"
    return _listed(options) if len(options) == 1 else f"one of {_listed(options)}"


def _listed(words: Sequence[Any]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _map(arguments: Sequence[Any], sections: Section) -> str:
    key, value = (takes(typed(argument), sections) for argument in arguments)
    return "map" if value == "anything" else f"map from {key} to {value}"


def _bounds(marks: tuple[Any, ...]) -> str:
    """Bounds of a number or a list; those of a text belong to its form and need no words."""
    limits = {
        name: getattr(mark, name)
        for mark in marks
        for name in ("ge", "gt", "le", "lt", "min_length", "max_length")
        if hasattr(mark, name) and not isinstance(mark, StringConstraints)
    }
    if "min_length" in limits and limits["min_length"] == limits.get("max_length"):
        return f", exactly {limits['min_length']}"
    words = _BOUNDS.get(frozenset(limits), "").format(**limits)
    return f", {words}" if words else ""
