"""Pieces of SVG: blocks that know their size, text in lines, icons, patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cxprog.renderers._journey import Sign
from cxprog.renderers._measure import reads_from_right, width_of, wrapped

INK = "#1A1A1A"
SOFT = "#474747"
"""Second color of text: 9:1 on white."""
FONTS = "'Segoe UI', 'Helvetica Neue', Arial, Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": " ", "\r": " ", "\t": " "})


def legal(text: str) -> str:
    """The text without control characters and without halves of characters, which no text format can hold."""
    return _ILLEGAL.sub("", text)


def escaped(text: str) -> str:
    """The text for XML content or an attribute."""
    return legal(text).translate(_ESCAPES)


def number(value: float) -> str:
    """A coordinate: tenths of a unit, no needless zeros."""
    tenths = round(value * 10)
    return str(tenths // 10) if tenths % 10 == 0 else str(tenths / 10)


# BLOCKS


@dataclass(frozen=True)
class Block:
    """A piece of a picture with its size; its lines of SVG count from its own upper left corner."""

    width: float
    height: float
    lines: tuple[str, ...]

    def at(self, x: float, y: float) -> tuple[str, ...]:
        """The lines, moved to a place."""
        if not self.lines:
            return ()
        return (f'<g transform="translate({number(x)} {number(y)})">', *self.lines, "</g>")


NOTHING = Block(0, 0, ())


def stacked(blocks: Iterable[Block], gap: float = 0) -> Block:
    """Blocks below each other; those without height take no room."""
    lines: list[str] = []
    width = height = 0.0
    for block in blocks:
        top = height + gap if height and block.height else height
        lines.extend(block.at(0, top))
        width, height = max(width, block.width), top + block.height
    return Block(width, height, tuple(lines))


def beside(blocks: Iterable[Block], gap: float) -> Block:
    """Blocks in a row, their middles at one height."""
    row = list(blocks)
    height = max((block.height for block in row), default=0)
    lines: list[str] = []
    x = 0.0
    for block in row:
        lines.extend(block.at(x, (height - block.height) / 2))
        x += block.width + gap
    return Block(max(0, x - gap), height, tuple(lines))


# TEXT


@dataclass(frozen=True)
class Style:
    """How text looks."""

    size: float
    bold: bool = False
    fill: str = INK
    slanted: bool = False

    @property
    def leading(self) -> float:
        """Distance between two lines."""
        return round(self.size * 1.28, 1)


@lru_cache(maxsize=4096)
def paragraph(text: str, room: float, style: Style, anchor: str = "start", hugs: bool = False) -> Block:
    """Text in as many lines as it needs.

    Text that is read from right to left stands at the right edge of the room, except where it `hugs` what stands
    before it.
    """
    rows = wrapped(text, room, style.size, style.bold)
    from_right = reads_from_right(text)
    widest = max((width_of(row, style.size, style.bold) for row in rows), default=0)
    side = "end" if from_right and not hugs and anchor == "start" else anchor
    lines = tuple(
        _row(row, room, style, (index + 0.5) * style.leading, side, from_right) for index, row in enumerate(rows)
    )
    width = widest if side == "start" else room
    return Block(width, len(rows) * style.leading, lines)


def label(text: str, style: Style) -> Block:
    """Text on one line."""
    return paragraph(text, width_of(text, style.size, style.bold) + 1, style, hugs=True)


def _row(text: str, room: float, style: Style, middle: float, side: str, from_right: bool) -> str:
    shown = escaped(text)
    if from_right:
        # NOTE: not the attribute `direction`, which swaps the meaning of `text-anchor` in some renderers and is unknown
        # to others; test_journey_graph.py guards it. The isolate says the same to all of them.
        shown = f"\N{RIGHT-TO-LEFT ISOLATE}{shown}\N{POP DIRECTIONAL ISOLATE}"
    x = {"start": 0.0, "middle": room / 2, "end": room}[side]
    # The baseline that puts capitals in the middle of the line; renderers disagree about `dominant-baseline`.
    y = middle + style.size * 0.36
    attributes = f'x="{number(x)}" y="{number(y)}" font-size="{number(style.size)}"'
    attributes += f' text-anchor="{side}"' if side != "start" else ""
    attributes += ' font-weight="bold"' if style.bold else ""
    attributes += ' font-style="italic"' if style.slanted else ""
    attributes += f' fill="{style.fill}"' if style.fill != INK else ""
    return f"<text {attributes}>{shown}</text>"


# SHAPES


def rectangle(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    stroke: str = "",
    weight: float = 1,
    radius: float = 0,
    dashes: str = "",
) -> str:
    """A box."""
    text = f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" fill="{fill}"'
    text += f' rx="{number(radius)}"' if radius else ""
    text += f' stroke="{stroke}" stroke-width="{number(weight)}"' if stroke else ""
    text += f' stroke-dasharray="{dashes}"' if dashes else ""
    return text + "/>"


def arrow_head(x: float, y: float, towards: tuple[float, float], weight: float) -> str:
    """Outline of an arrow's head with its point at a place; `towards` is a step of length 1."""
    long, half = (12, 6) if weight > 2 else (9, 4.2)
    dx, dy = towards
    back_x, back_y = x - dx * long, y - dy * long
    points = ((x, y), (back_x - dy * half, back_y + dx * half), (back_x + dy * half, back_y - dx * half))
    return "M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "z"


# ICONS

ICONS: Mapping[str, str] = {
    # Ways of contact.
    "app": "M4.5 1.5h7v13h-7z M7 12.4h2",
    "chat": "M2 2.5h12v8H7.5l-3.5 3v-3H2z M5 6.5h6",
    "document": "M3.5 1.5h6l3 3v10h-9z M9.5 1.5v3h3 M5.5 8h5 M5.5 10.5h5",
    "email": "M1.5 3.5h13v9h-13z M1.5 4.2L8 9l6.5-4.8",
    "event": "M2 3.5h12v10.5H2z M2 6.8h12 M5 1.6v3 M11 1.6v3",
    "mail": "M1.5 6L8 1.5 14.5 6v8.5h-13z M1.5 6.4L8 10.5l6.5-4.1",
    "meeting": "M5.4 2.6a2 2 0 1 0 .01 0z M1.8 13.2c0-3 1.5-4.6 3.6-4.6s3.6 1.6 3.6 4.6z M11 3.8a1.7 1.7 0 1 0 .01 0z "
    "M10.3 8.9c2.5-.5 4 1.2 4 4.3h-2.6",
    "on-site": "M8 14.6C5 10.9 3.4 8.4 3.4 6a4.6 4.6 0 0 1 9.2 0c0 2.4-1.6 4.9-4.6 8.6z M8 4.2a1.7 1.7 0 1 0 .01 0z",
    "other": "M3.2 8h.02 M8 8h.02 M12.8 8h.02",
    "phone": "M4.2 1.6h2.2l1.2 3.2-1.6 1.3a8.2 8.2 0 0 0 3.9 3.9l1.3-1.6 3.2 1.2v2.2a2.2 2.2 0 0 1-2.4 2.2A11.8 11.8 "
    "0 0 1 2 4a2.2 2.2 0 0 1 2.2-2.4z",
    "portal": "M1.5 2.5h13v11h-13z M1.5 5.8h13 M3.6 4.2h.02 M5.6 4.2h.02",
    "product": "M8 1.5l6 3v7l-6 3-6-3v-7z M2 4.5l6 3 6-3 M8 7.5v7",
    "shop": "M3 5h10l.8 9.5H2.2z M5.5 7.2V4.5a2.5 2.5 0 0 1 5 0v2.7",
    "social": "M3.8 6.2a1.8 1.8 0 1 0 .01 0z M12 1.7a1.8 1.8 0 1 0 .01 0z M12 10.7a1.8 1.8 0 1 0 .01 0z "
    "M5.4 7.2L10.4 4.4 M5.4 8.8l5 2.8",
    "training": "M1 6l7-3.5L15 6l-7 3.5z M4 7.6v3.6c2.2 1.8 5.8 1.8 8 0V7.6 M15 6v4.5",
    "web": "M8 1.7a6.3 6.3 0 1 0 .01 0z M1.7 8h12.6 M8 1.7c3.8 3.5 3.8 9.1 0 12.6c-3.8-3.5-3.8-9.1 0-12.6z",
    # What is attached, and who takes part.
    "survey": "M3 2.8h10v12H3z M6 1.4h4v2.6H6z M5.5 7.3h5 M5.5 10h5 M5.5 12.5h2.5",
    "loop": "M13.2 8.6a5.3 5.3 0 1 1-1.5-4.4L13.6 6 M13.8 2.2V6H10",
    "metric": "M1.5 14.3h13 M4 14V9.5 M8 14V5 M12 14V2",
    "handoff": "M1.5 5.2h9 M7.6 2l3.2 3.2-3.2 3.2 M5.5 10.8h9 M11.6 7.6l3.2 3.2-3.2 3.2",
    "next": "M1.5 8h12 M9.6 4.2L13.4 8 9.6 11.8",
    "onward": "M1.5 8h9 M7 4.2L10.8 8 7 11.8 M14 2.5v11",
    "arrival": "M2 2.5v11 M5 8h9 M10.7 4.2L14.5 8l-3.8 3.8",
    "role": "M8 2a2.9 2.9 0 1 0 .01 0z M2.6 14.4c0-3.4 2.2-5.2 5.4-5.2s5.4 1.8 5.4 5.2z",
}
"""Line drawings in a square of 16, by name."""
_ICON_SIZE = 16


@lru_cache(maxsize=256)
def icon(name: str, stroke: str = INK, size: float = _ICON_SIZE) -> Block:
    """A line drawing; an unknown name gives the three dots that stand for anything else."""
    weight = 2.6 if name == "other" else 1.4
    # Not rounded to tenths: 14 of 16 would become 15.
    scale = f' transform="scale({size / _ICON_SIZE:g})"' if size != _ICON_SIZE else ""
    drawn = (
        f'<path{scale} d="{ICONS.get(name, ICONS["other"])}" fill="none" stroke="{stroke}" '
        f'stroke-width="{number(weight)}" stroke-linecap="round" stroke-linejoin="round"/>'
    )
    return Block(size, size, (drawn,))


_STAR = "M7 0l2.1 4.6 5 .6-3.7 3.4 1 5L7 11.1l-4.4 2.5 1-5L0 5.2l5-.6z"


def star(fill: str) -> Block:
    """The sign of a moment of truth."""
    return Block(14, 14, (f'<path d="{_STAR}" fill="{fill}"/>',))


_MOUTHS = {
    -2: "M5 13c1-3.4 5-3.4 6 0",
    -1: "M5 12.2c1.4-1.8 4.6-1.8 6 0",
    0: "M5 11.5h6",
    1: "M5 10.6c1.4 1.8 4.6 1.8 6 0",
    2: "M4.4 9.8c1 4.2 6.2 4.2 7.2 0z",
}
_CHEEKS = {-2: "#F7DFCC", -1: "#FBEEE3", 0: "#FFFFFF", 1: "#E4F5EF", 2: "#CCECE3"}


@lru_cache(maxsize=8)
def face(emotion: int) -> Block:
    """How the person feels, from -2 to 2; the mouth tells it, the shade only helps."""
    lines = (
        f'<circle cx="8" cy="8" r="7.2" fill="{_CHEEKS[emotion]}" stroke="{INK}" stroke-width="1.2"/>',
        f'<path d="M5.6 5.6v.8 M10.4 5.6v.8" stroke="{INK}" stroke-width="1.7" stroke-linecap="round"/>',
        f'<path d="{_MOUTHS[emotion]}" fill="{INK if emotion == 2 else "none"}" stroke="{INK}" '
        'stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>',
    )
    return Block(_ICON_SIZE, _ICON_SIZE, lines)


# PATTERNS

_STROKES: Mapping[str, tuple[int, str]] = {
    "plain": (8, ""),
    "rising": (8, "M-2 2l4-4 M-1 9L9 -1 M6 10l4-4"),
    "level": (6, "M-1 3h8"),
    "falling": (8, "M-2 6l4 4 M-1 -1L9 9 M6 -2l4 4"),
    "upright": (6, "M3 -1v8"),
    "grid": (6, "M-1 3h8 M3 -1v8"),
    "net": (7, "M-1 -1L8 8 M-1 8L8 -1"),
}
"""Size of one tile and the lines in it, by pattern."""


def pattern_id(sign: Sign) -> str:
    """Id of the fill of a sign; equal signs have equal ids, so several pictures can share one page."""
    return f"sign-{sign.color[1:].lower()}-{sign.pattern}"


def pattern(sign: Sign) -> str:
    """The fill of a sign, to be used as `url(#<pattern_id>)`."""
    size, strokes = _STROKES[sign.pattern]
    drawn = f'<path d="{strokes}" fill="none" stroke="{sign.ink}" stroke-width="1.6"/>' if strokes else ""
    return (
        f'<pattern id="{pattern_id(sign)}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size}" height="{size}" fill="{sign.color}"/>{drawn}</pattern>'
    )
