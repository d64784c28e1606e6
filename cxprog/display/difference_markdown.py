"""What differs between two versions of a program as Markdown, for a comment on a pull request, with diagrams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cxprog.display._differing import LOOKS, Said, Told, is_whole, sentences, told
from cxprog.display.difference_mermaid import diagrams
from cxprog.emitters._mermaid_text import markdown
from cxprog.renderers._board_difference import Difference, JourneyPair, Version
from cxprog.renderers._board_facets import Change

_CALLING = re.compile("(?<=[@#])(?=[A-Za-z0-9])")
"""Where a name or a number begins of which code hosting pages would tell somebody, or to which they would link."""


_LENGTH_MAX = 60_000
"""Code hosts refuse comments of more than 65,536 characters."""


def render(difference: Difference) -> str:
    """One section for each journey that differs: a diagram of what changed, and a table with everything.

    What would be too long for a comment loses diagrams first, then lines of the tables, and says how much.
    """
    parts = tuple(map(_part, difference.differing))
    text = _written((_head(difference), *map(_section, parts)))
    return text if len(text) <= _LENGTH_MAX else _shortened(_head(difference), parts)


def _head(difference: Difference) -> str:
    words, *besides = sentences(difference)
    versions = f"From {_version(difference.before)} to {_version(difference.after)}."
    return "## What changes on the journey boards\n\n" + " ".join((f"**{words}**", *besides, versions))


def _written(sections: Iterable[str]) -> str:
    return "\n\n".join(sections) + "\n"


def _version(version: Version) -> str:
    return f"{_plain(version.name)} (version {_plain(version.version)})"


class _Part(NamedTuple):
    """What is said of a journey."""

    title: str
    diagrams: str
    above: str
    """What stands above the lines."""
    lines: tuple[str, ...]
    """One for each thing that is not as it was."""


def _part(journey: JourneyPair) -> _Part:
    said = Said(journey)
    title = f"### {_plain(said.board.said(said.board.title))}"
    if is_whole(journey):
        look = LOOKS[journey.sorts[0]]
        count = len(journey.touchpoints)
        touchpoints = f"{count} touchpoint{'' if count == 1 else 's'}"
        return _Part(title, "", "", (f"{look.sign} The whole journey is **{look.word}**, with {touchpoints}.",))
    lines = tuple(
        f"| {_signs(each)} | {_what(said, each)} | {'<br>'.join(_changes(said, each.pair.changes))} |"
        for each in told(journey)
    )
    drawn = "\n\n".join(f"```mermaid\n{diagram.rstrip()}\n```" for diagram in diagrams(journey))
    return _Part(title, drawn, "| | what | before → after |\n|---|---|---|\n", lines)


def _section(part: _Part) -> str:
    return "\n\n".join(filter(None, (part.title, part.diagrams, part.above + "\n".join(part.lines))))


# WHAT IS TOO LONG FOR A COMMENT


def _shortened(head: str, parts: Sequence[_Part]) -> str:
    """As many lines as there is room for, then diagrams of journeys that are told whole."""
    room = _LENGTH_MAX - len(head) - len(_left_out(len(parts), _count(parts), _count(parts))) - len("\n\n\n")
    kept: list[_Part] = []
    for part in parts:
        # What surrounds the first line, and the empty lines between.
        above = len(part.title) + len(part.above) + len("\n\n\n\n")
        lines: list[str] = []
        for line in part.lines:
            cost = len(line) + len("\n") + (0 if lines else above)
            if cost <= room:
                lines.append(line)
                room -= cost
        kept.append(part._replace(diagrams="", lines=tuple(lines)))
    for at, part in enumerate(parts):
        cost = len(part.diagrams) + len("\n\n")
        if part.diagrams and len(kept[at].lines) == len(part.lines) and cost <= room:
            kept[at] = part
            room -= cost
    undrawn = sum(bool(part.diagrams and not own.diagrams) for part, own in zip(parts, kept, strict=True))
    note = _left_out(undrawn, _count(parts) - _count(kept), _count(parts))
    return _written((head, *(_section(part) for part in kept if part.lines), note))


def _count(parts: Iterable[_Part]) -> int:
    return sum(len(part.lines) for part in parts)


def _left_out(undrawn: int, lines: int, every: int) -> str:
    diagrams = f"the diagrams of {undrawn} journey{'' if undrawn == 1 else 's'}" if undrawn else ""
    rows = f"{lines} of {every} lines" if lines else ""
    return (
        f"_Left out, to keep this short enough for a comment: {' and '.join(filter(None, (diagrams, rows)))}. "
        "The page that `cxprog board --against` makes shows everything._"
    )


# LINES


def _signs(each: Told) -> str:
    return "<br>".join(f"{LOOKS[sort].sign}&nbsp;{LOOKS[sort].word}" for sort in each.pair.sorts)


def _what(said: Said, each: Told) -> str:
    title = _plain(said.shown(each.title))
    place = _plain(said.shown(each.place))
    sort = "" if each.sort == "touchpoint" else f"{each.sort} "
    return f"{sort}**{title}**" + (f"<br>in {place}" if place else "")


def _changes(said: Said, changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        shown = said.values(change)
        if shown:
            yield f"{_plain(said.shown(change.what))}: {_plain(shown)}"


def _plain(text: str) -> str:
    """One line of plain text, which calls nobody."""
    return markdown(_CALLING.sub("\N{WORD JOINER}", text))
