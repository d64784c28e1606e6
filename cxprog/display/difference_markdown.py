"""What differs between two versions of a program as Markdown, for a comment on a pull request, with diagrams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cxprog.display._differing import LOOKS, Said, Told, headline, is_whole, told
from cxprog.display.difference_mermaid import diagrams
from cxprog.emitters._mermaid_text import markdown
from cxprog.renderers._board_difference import Difference, JourneyPair, Version
from cxprog.renderers._board_facets import Change

_CALLING = re.compile("(?<=[@#])(?=[A-Za-z0-9])")
"""Where a name or a number begins of which code hosting pages would tell somebody, or to which they would link."""


def render(difference: Difference) -> str:
    """One section for each journey that differs: a diagram of what changed, and a table with everything."""
    parts = [_head(difference), *map(_journey, difference.differing)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(difference: Difference) -> Iterator[str]:
    yield "## What changes on the journey boards"
    yield ""
    yield f"**{_sentence(headline(difference))}** From {_version(difference.before)} to {_version(difference.after)}."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _version(version: Version) -> str:
    return f"{_plain(version.name)} (version {_plain(version.version)})"


def _journey(journey: JourneyPair) -> Iterator[str]:
    said = Said(journey)
    title = _plain(said.board.said(said.board.title))
    yield f"### {title}"
    if is_whole(journey):
        look = LOOKS[journey.sorts[0]]
        count = len(journey.touchpoints)
        yield ""
        yield f"{look.sign} The whole journey is **{look.word}**, with {count} touchpoint{'' if count == 1 else 's'}."
        return
    for diagram in diagrams(journey):
        yield ""
        yield "```mermaid"
        yield from diagram.splitlines()
        yield "```"
    yield ""
    yield "| | what | before → after |"
    yield "|---|---|---|"
    for each in told(journey):
        yield f"| {_signs(each)} | {_what(said, each)} | {'<br>'.join(_changes(said, each.pair.changes))} |"


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
