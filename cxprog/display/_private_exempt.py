"""Exceptions from rules about privacy, for `cxprog privacy`: waivers and allow-comments, open or past their day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxprog.analysis.anonymity.values import At
from cxprog.display import one_line
from cxprog.display._private_words import Register, Said
from cxprog.program import Entry, Program

if TYPE_CHECKING:
    from cxprog.allow import Allow

RULES = frozenset(
    (
        "alert-without-minimum-n",
        "anonymous-survey-with-inner-loop",
        "blind-survey",
        "cut-too-small",
        "group-never-shown",
        "group-worked-out",
        "hidden-group-unknown",
        "identity-revealed",
        "numbers-refreshed-too-soon",
        "promise-not-decided",
        "small-group-shown",
        "small-groups-unguarded",
    )
)
"""Rules about who learns what; an exception from one of them is an exception from a promise."""


class Exempt(NamedTuple):
    """An exception from a rule about privacy."""

    rule: str
    kind: str
    """Kind of what it is for."""
    id: str
    reason: str
    owner: str
    until: str
    """Last day, `YYYY-MM-DD`."""
    is_open: bool
    """Whether that day has not passed."""
    by: str
    """`waiver`, or `comment` for an allow-comment."""
    said: Said
    """What it is for and until when, with its place."""


def exceptions(register: Register, today: str) -> Iterator[Exempt]:
    """Waivers by their id, then allow-comments in order of file and line; `today` as `YYYY-MM-DD`."""
    yield from _waivers(register, today)
    yield from _comments(register, today)


def _waivers(register: Register, today: str) -> Iterator[Exempt]:
    for entry in register.program.each("waiver"):
        node = entry.node
        kind = next(kind for kind in type(node.covers).model_fields if getattr(node.covers, kind) is not None)
        name = getattr(node.covers, kind)
        if node.rule in RULES:
            reason = one_line(register.text(node.reason))
            said = register.said(_words(node.rule, kind, name, node.until, today), At("waiver", entry.id))
            is_open = node.until >= today
            yield Exempt(node.rule, kind, name, reason, node.owner, node.until, is_open, "waiver", said)


def _comments(register: Register, today: str) -> Iterator[Exempt]:
    from cxprog.allow import allows

    for allow in allows(register.program.documents)[0]:
        entry = _beside(register.program, allow)
        for rule in allow.rules if entry else ():
            if entry and rule in RULES:
                words = _words(rule, entry.kind, entry.id, allow.until, today)
                said = Said(words, register.place(allow.label), allow.label)
                reason, is_open = one_line(allow.reason), allow.until >= today
                owner = one_line(allow.owner)
                yield Exempt(rule, entry.kind, entry.id, reason, owner, allow.until, is_open, "comment", said)


def _words(rule: str, kind: str, name: str, until: str, today: str) -> str:
    if until >= today:
        return f"`{rule}` does not count for {kind} `{name}` until {until}"
    return f"`{rule}` counts again for {kind} `{name}`, as {until} has passed"


def _beside(program: Program, allow: Allow) -> Entry | None:
    """The document that an allow-comment speaks of: that of the last line it counts for."""
    source, line = allow.source, allow.lines[-1]
    begun = [
        entry
        for entries in program.entries.values()
        for entry in entries.values()
        if entry.document.source is source and not entry.path and _first_line(entry) <= line
    ]
    return max(begun, key=_first_line, default=None)


def _first_line(entry: Entry) -> int:
    """Line of `kind`, for whatever stands above it may belong to the document before."""
    return entry.at("kind").line
