"""What stands around the picture of a journey: whose it is, and what its signs mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cxprog.renderers._card import BACKSTAGE, FILLS, SMALL_ICON, owner_chip
from cxprog.renderers._journey import Journey
from cxprog.renderers._svg import (
    INK,
    NOTHING,
    SOFT,
    Block,
    Style,
    arrow_head,
    beside,
    face,
    icon,
    label,
    number,
    paragraph,
    rectangle,
    stacked,
    star,
)

_READABLE = 900
"""Longest line of running text."""
_WORDS = Style(12)
_HEAD = Style(12, bold=True)


def header(journey: Journey, room: float) -> Block:
    """Whose journey it is, and of which version of the program."""
    return stacked(
        [
            paragraph(journey.title, room, Style(26, bold=True)),
            paragraph(journey.summary, room, Style(13)),
            paragraph(journey.description, min(room, _READABLE), Style(13, fill=SOFT)),
        ],
        gap=4,
    )


def legend(journey: Journey, room: float) -> Block:
    """The owners, and those of the signs that the picture uses."""
    kinds = {"team": " (team)", "partner": " (partner)"}
    owners = [owner_chip(owner, room / 2, kinds[owner.kind]) for owner in journey.owners]
    return stacked([_row("Owners", owners, room), _row("Signs", list(_signs(journey)), room)], gap=10)


def _row(title: str, blocks: Sequence[Block], room: float) -> Block:
    """Blocks in a row that wraps."""
    if not blocks:
        return NOTHING
    indent, gap = 64.0, 24
    lines = list(label(title, _HEAD).at(0, 1))
    x, y, tallest = indent, 0.0, 0.0
    for block in blocks:
        if x > indent and x + block.width > room:
            x, y, tallest = indent, y + tallest + 8, 0.0
        lines.extend(block.at(x, y))
        x, tallest = x + block.width + gap, max(tallest, block.height)
    return Block(room, y + tallest, tuple(lines))


def _signs(journey: Journey) -> Iterator[Block]:
    stops = journey.stops
    if any(stop.spec.moment_of_truth for stop in stops):
        yield _explained(_truth(), "moment of truth")
    if any(len(stop.owners) > 1 for stop in stops):
        yield _explained(_joint(), "owned jointly")
    if any(stop.spec.side == "back" for stop in stops):
        yield _explained(_backstage(), "backstage")
    if any(not way.handoff for way in journey.ways):
        yield _explained(_arrow(1.6), "next touchpoint")
    if any(way.handoff for way in journey.ways):
        yield _explained(_arrow(4), "handoff to another owner")
    shown = {thing.sort for thing in journey.attached}
    for sort, words in _SORTS.items():
        if sort in shown:
            yield _explained(_tab(sort), words)
    if any(stop.spec.emotion is not None for stop in stops):
        faces = beside([face(emotion) for emotion in range(-2, 3)], gap=2)
        yield _explained(faces, "how people feel, from \N{MINUS SIGN}2 to +2")


_SORTS: Mapping[str, str] = {
    "survey": "survey: who is asked, how long it takes",
    "loop": "loop: who acts, and how soon",
    "metric": "metric",
    "handoff": "handoff where the path ends",
    "onward": "continues in another journey",
    "arrival": "comes from another journey",
}


def _explained(mark: Block, words: str) -> Block:
    return beside([mark, label(words, _WORDS)], gap=7)


def _truth() -> Block:
    return Block(26, 16, (rectangle(0, 0, 26, 16, INK, radius=4), *star("#FFFFFF").at(6, 0.5)))


def _joint() -> Block:
    return Block(24, 17, (rectangle(6, 0.5, 12, 8, "#FFFFFF", INK, 1), rectangle(6, 8.5, 12, 8, "#C9CDD3", INK, 1)))


def _backstage() -> Block:
    return Block(26, 16, (rectangle(0.7, 0.7, 24.6, 14.6, BACKSTAGE, INK, 1.4, 4, "5 3"),))


def _arrow(weight: float) -> Block:
    shaft = f'<path d="M0 8H24" stroke="{INK}" stroke-width="{number(weight)}"/>'
    return Block(32, 16, (shaft, f'<path d="{arrow_head(32, 8, (1, 0), weight)}" fill="{INK}"/>'))


def _tab(sort: str) -> Block:
    box = rectangle(0.5, 0.5, 25, 17, FILLS.get(sort, "#FFFFFF"), INK, 1, 4)
    return Block(26, 18, (box, *icon(sort, size=SMALL_ICON).at(6, 2)))
