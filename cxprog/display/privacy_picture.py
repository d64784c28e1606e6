"""Where answers go, as SVG: from surveys on the left to audiences on the right, with the ways that break a promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cxprog.analysis.anonymity.values import Answer
from cxprog.display import one_line
from cxprog.display._private import Privacy
from cxprog.display._private_layers import Laid, laid
from cxprog.display._private_ways import COLUMNS, Sort, Stop, Ways, ways
from cxprog.display._private_words import ANSWERS, VERDICTS, listed
from cxprog.renderers._engine import Point
from cxprog.renderers._svg import (
    FONTS,
    INK,
    SOFT,
    Block,
    Style,
    beside,
    escaped,
    icon,
    label,
    number,
    paragraph,
    rectangle,
    stacked,
)

WIDTH = 800
_EDGE = 12
_ROOM = 144
"""Width of a box."""
_GAPS = (44.0, 44.0, 112.0)
"""Room between the columns: most ways are between the last two."""
_PAD = 7
_ICON = 14
_HEAD = 26
"""Height of the headings of the columns."""
_TITLES_MAX = 4
"""Titles that a box lists; it says how many more there are."""
_NAME = Style(12)
_STRONG = Style(12, bold=True)
_NOTE = Style(11, fill=SOFT)
_COLUMN = Style(12.5, bold=True, fill=SOFT)
_SIGN = Style(10.5, bold=True, fill="#FFFFFF")
_PAGE, _BOX, _LINE = "#FFFFFF", "#F4F2ED", "#858178"
_BROKEN, _OPEN = "#B3261E", "#8A6100"
_DARK: Mapping[str, str] = {
    INK: "#ECEAE5",
    SOFT: "#B4B9C0",
    _PAGE: "#15181B",
    _BOX: "#24292E",
    _LINE: "#868D95",
    _BROKEN: "#FF8A7F",
    _OPEN: "#E0B04A",
}
"""Each color on a dark page."""


class _Look(NamedTuple):
    """How a way is drawn."""

    color: str
    weight: float
    dashes: str
    sign: str
    at: float
    """Where on the way the sign stands, from 0 to 1: not where those of another answer do."""


_LOOKS: Mapping[Answer, _Look] = {
    "proved": _Look(_LINE, 1, "", "", 0),
    "not decided": _Look(_OPEN, 1.8, "2 3", "?", 0.75),
    "violated": _Look(_BROKEN, 2.4, "9 4", "!", 0.5),
}
"""Told apart by color, by dashes and by a sign."""
_ICONS: Mapping[Sort, str] = {
    "survey": "survey",
    "metric": "metric",
    "comments": "chat",
    "codes": "other",
    "report": "document",
    "loop": "loop",
    "dataset": "product",
    "tool": "app",
    "audience": "role",
}
_WORDS: Mapping[Sort, str] = {
    "survey": "survey",
    "metric": "number",
    "comments": "comments",
    "codes": "codes of comments",
    "report": "report",
    "loop": "cases of a loop",
    "dataset": "data set",
    "tool": "tool",
    "audience": "team, partner or role",
}


def picture(privacy: Privacy, *, is_part: bool = False) -> str:
    """Draw where the answers go; as part of a page without a style of its own.

    Only colors named in `_DARK` are used; the style turns them around where the reader prefers dark pages.
    """
    drawn = _Picture(ways(privacy))
    title = f"Where answers go: {one_line(privacy.title)}"
    foot = drawn.legend()
    height = round(drawn.bottom + foot.height + 2 * _EDGE)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-labelledby="ways-title ways-desc" class="ways" font-family="{FONTS}" fill="{INK}">',
        f'<title id="ways-title">{escaped(title)}</title>',
        f'<desc id="ways-desc">{escaped(_told(drawn.ways))}</desc>',
        *([] if is_part else [f"<style>{style()}</style>"]),
        rectangle(0, 0, WIDTH, height, _PAGE),
        *drawn.headings(),
        *drawn.lines(),
        *drawn.boxes(),
        *foot.at(_EDGE, drawn.bottom + _EDGE),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def style() -> str:
    """The colors on a dark page, for a picture alone or as a part of a page."""
    turned = (
        f".ways{'' if (light, key) == (INK, 'fill') else ' '}[{key}='{light}']{{{key}:{dark}}}"
        for light, dark in _DARK.items()
        for key in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme:dark){{{''.join(turned)}}}"


def _told(drawn: Ways) -> str:
    """The picture in sentences, for those who do not see it: whom each survey reaches, and which ways are not kept."""
    leads: dict[int, list[int]] = {}
    for way in drawn.ways:
        leads.setdefault(way.start, []).append(way.end)
    sentences = [_reaches(drawn, leads, index) for index, stop in enumerate(drawn.stops) if stop.sort == "survey"]
    for answer in ANSWERS[:-1]:
        unkept = [
            f"{_name(drawn.stops[way.start])} to {_name(drawn.stops[way.end])}"
            for way in drawn.ways
            if way.answer == answer
        ]
        sentences += [f"{VERDICTS[answer].capitalize()}: {'; '.join(unkept)}."] if unkept else []
    return " ".join(sentences) or "No answer reaches anybody."


def _reaches(drawn: Ways, leads: Mapping[int, Sequence[int]], start: int) -> str:
    reached, waiting = set[int](), [start]
    while waiting:
        following = [end for end in leads.get(waiting.pop(), ()) if end not in reached]
        reached.update(following)
        waiting += following
    names = (
        name for index in sorted(reached) if drawn.stops[index].sort == "audience" for name in drawn.stops[index].titles
    )
    return f"{_name(drawn.stops[start])} ({drawn.stops[start].note}) reaches {listed(names) or 'nobody'}."


def _name(stop: Stop) -> str:
    return listed(stop.titles)


# BOXES


@dataclass(frozen=True)
class _Picture:
    """The graph with its boxes, each with its place."""

    ways: Ways

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What stands in each box."""
        return tuple(map(_content, self.ways.stops))

    @cached_property
    def laid(self) -> Laid:
        """How high boxes and ways lie, from any place on."""
        return laid(self.ways, self.heights)

    @property
    def heights(self) -> list[float]:
        """The height of each box."""
        return [block.height + 2 * _PAD for block in self.blocks]

    @cached_property
    def span(self) -> tuple[float, float]:
        """Upper and lower edge of everything, as it is laid out."""
        middles, bends = self.laid
        upper = [middle - height / 2 for middle, height in zip(middles, self.heights, strict=True)]
        lower = [middle + height / 2 for middle, height in zip(middles, self.heights, strict=True)]
        return min([*upper, *bends.values()], default=0), max([*lower, *bends.values()], default=0)

    @property
    def bottom(self) -> float:
        """Lower edge of the boxes on the picture."""
        return self.y(self.span[1])

    def y(self, height: float) -> float:
        """A height as it is laid out, on the picture."""
        return height - self.span[0] + _EDGE + _HEAD

    def headings(self) -> Iterator[str]:
        """What each column holds."""
        for column, (title, _) in enumerate(COLUMNS):
            yield from label(title, _COLUMN).at(_left(column), _EDGE)

    def boxes(self) -> Iterator[str]:
        """Each stop with its titles."""
        for index, (stop, block) in enumerate(zip(self.ways.stops, self.blocks, strict=True)):
            height = block.height + 2 * _PAD
            left, top = _left(stop.column), self.y(self.laid.middles[index]) - height / 2
            yield "<g>"
            yield f"<title>{escaped(f'{_WORDS[stop.sort]}: {_name(stop)}')}</title>"
            weight = 1.8 if stop.sort == "survey" else 1
            radius = 0 if stop.sort == "audience" else 6
            yield rectangle(left, top, _ROOM, height, _BOX, _LINE, weight, radius)
            yield from block.at(left + _PAD, top + _PAD)
            yield "</g>"

    def lines(self) -> Iterator[str]:
        """The ways, those that are not kept above the others."""
        order = sorted(range(len(self.ways.ways)), key=lambda index: -ANSWERS.index(self.ways.ways[index].answer))
        for index in order:
            yield from _line(self.points(index), _LOOKS[self.ways.ways[index].answer])

    def points(self, index: int) -> list[Point]:
        """Control points of a way: a curve between two columns, straight where it passes one."""
        way, (middles, bends) = self.ways.ways[index], self.laid
        first, last = (self.ways.stops[end].column for end in (way.start, way.end))
        x, y = _left(first) + _ROOM, self.y(middles[way.start])
        points = [(x, y)]
        for column in range(first + 1, last + 1):
            left, level = _left(column), self.y(middles[way.end] if column == last else bends[index, column])
            points += [((x + left) / 2, y), ((x + left) / 2, level), (left, level)]
            x, y = left, level
            if column < last:
                points += [(x + _ROOM / 3, y), (x + 2 * _ROOM / 3, y), (x + _ROOM, y)]
                x += _ROOM
        return points

    def legend(self) -> Block:
        """What the boxes and the ways mean, of those that occur."""
        sorts = dict.fromkeys(stop.sort for stop in self.ways.stops)
        answers = {way.answer for way in self.ways.ways}
        entries = [beside([icon(_ICONS[sort], size=_ICON), label(_WORDS[sort], _NOTE)], 5) for sort in sorts]
        entries += [
            beside([_sample(_LOOKS[each]), label(_MEANS[each], _NOTE)], 6)
            for each in reversed(ANSWERS)
            if each in answers
        ]
        return _rows(entries)


_MEANS: Mapping[Answer, str] = {
    "proved": "kept: no more than was promised",
    "not decided": "not decided",
    "violated": "broken: more than was promised",
}


def _left(column: int) -> float:
    """Left edge of a column."""
    return _EDGE + column * _ROOM + sum(_GAPS[:column])


def _content(stop: Stop) -> Block:
    room = _ROOM - 2 * _PAD - _ICON - 6
    font = _STRONG if stop.sort in ("survey", "audience") else _NAME
    shown = stop.titles if len(stop.titles) <= _TITLES_MAX else stop.titles[: _TITLES_MAX - 1]
    is_list = len(shown) > 1
    titles = [_titled(one_line(title), room, font, is_list) for title in shown]
    more = len(stop.titles) - len(shown)
    notes = [label(words, _NOTE) for words in (f"and {more} more" if more else "", stop.note) if words]
    text = stacked([*titles, *notes], 3)
    return Block(
        _ROOM - 2 * _PAD,
        max(text.height, _ICON),
        (*icon(_ICONS[stop.sort], size=_ICON).at(0, 1), *text.at(_ICON + 6, 0)),
    )


def _titled(title: str, room: float, font: Style, is_listed: bool) -> Block:
    """A title in as many lines as it needs; behind a dot where it is one of several."""
    if not is_listed:
        return paragraph(title, room, font)
    dot = label("•", font)
    text = paragraph(title, room - dot.width - 3, font)
    return Block(room, text.height, (*dot.at(0, 0), *text.at(dot.width + 3, 0)))


# LINES


def _line(points: Sequence[Point], look: _Look) -> Iterator[str]:
    """A way as a curve with its sign on it."""
    yield f'<path d="{_curve(points)}" fill="none" {_stroke(look)}/>'
    if look.sign:
        yield from _badge(look).at(*(each - 8 for each in _on(points, look.at)))


def _stroke(look: _Look) -> str:
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    return f'stroke="{look.color}" stroke-width="{number(look.weight)}"{dashes}'


def _curve(points: Sequence[Point]) -> str:
    first, *others = (f"{number(x)} {number(y)}" for x, y in points)
    return f"M{first}C{' '.join(others)}"


def _on(points: Sequence[Point], at: float) -> Point:
    """A point of the middle part of a curve, `at` from 0 to 1."""
    start = (len(points) - 1) // 3 // 2 * 3
    weights = ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3)
    piece = tuple(zip(weights, points[start : start + 4], strict=True))
    return sum(weight * x for weight, (x, _) in piece), sum(weight * y for weight, (_, y) in piece)


def _badge(look: _Look) -> Block:
    sign = label(look.sign, _SIGN)
    circle = f'<circle cx="8" cy="8" r="8" fill="{look.color}" stroke="{_PAGE}" stroke-width="1.5"/>'
    return Block(16, 16, (circle, *sign.at(8 - (sign.width - 1) / 2, 8 - sign.height / 2)))


def _sample(look: _Look) -> Block:
    line = f'<path d="M0 8H44" fill="none" {_stroke(look)}/>'
    return Block(44, 16, (line, *(_badge(look).at(14, 0) if look.sign else ())))


def _rows(entries: Sequence[Block]) -> Block:
    """Blocks in rows as wide as the picture."""
    lines: list[str] = []
    x = y = tallest = 0.0
    for block in entries:
        if x and x + block.width > WIDTH - 2 * _EDGE:
            x, y, tallest = 0.0, y + tallest + 6, 0.0
        lines.extend(block.at(x, y))
        x, tallest = x + block.width + 20, max(tallest, block.height)
    return Block(WIDTH - 2 * _EDGE, y + tallest, tuple(lines))
