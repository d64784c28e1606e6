"""A calendar that breaks a limit, as SVG: the window, each send on a dated axis, and what led to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from cxprog.analysis.frequency.limited import is_freeze
from cxprog.analysis.frequency.values import Send, Witness
from cxprog.analysis.frequency.wording import Number, day_words, figure, number_of, ordinal, span_words
from cxprog.display import one_line
from cxprog.display._axis import Axis
from cxprog.display._proved import Judged
from cxprog.renderers._measure import width_of
from cxprog.renderers._svg import FONTS, INK, SOFT, Style, escaped, label, number, paragraph, rectangle

_WIDTH = 720
_EDGE = 16
_ROW = 30
"""Height of the row of one send."""
_ROWS_MAX = 60
"""Sends that are drawn; a longer calendar says how many more there are."""
_RADIUS = 9
_DOT = 3.2
"""Radius of the sign of what led to a send; hidden by the mark where both are too close."""
_APART = 7
"""Between a mark and its words."""
_TEXT = Style(13)
_SMALL = Style(11.5, fill=SOFT)
_STRONG = Style(13, bold=True)
_IN_MARK = Style(11, bold=True, fill="#FFFFFF")
_TITLE = Style(15, bold=True)
_BAND, _BAND_LINE, _GRID, _FILL, _LATE = "#FBE9C2", "#96690A", "#D5D2CA", "#8C1D18", "#FFFFFF"
_DARK: Mapping[str, str] = {
    INK: "#ECEAE5",
    SOFT: "#B4B9C0",
    _BAND: "#43350F",
    _BAND_LINE: "#E0B04A",
    _GRID: "#3A4047",
    _FILL: "#FF8A7F",
    _LATE: "#15181B",
}
"""Each color on a dark page."""


def picture(judged: Judged, *, is_part: bool = False) -> str:
    """Draw the witness of a violated limit; as part of a page without the sentence that the page says beside it.

    Only colors named in `_DARK` are used; the style turns them around where the reader prefers dark pages.
    """
    witness = judged.verdict.witness
    assert witness is not None, "only a violated limit has a picture"
    head = paragraph(_plain(judged.headline), _WIDTH - 2 * _EDGE, _TITLE)
    top = _EDGE if is_part else _EDGE + head.height + 12
    drawn = judged.sends[:_ROWS_MAX]
    body = [*_body(judged, witness, top)]
    legend = [*_legend(_axis(judged, witness), drawn, top + _height(judged) + 8)]
    height = round(top + _height(judged) + 8 + 22 + _EDGE)
    name = f"proof-{judged.number}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{name}-title {name}-desc" class="calendar" '
        f'font-family="{FONTS}" fill="{INK}">',
        f'<title id="{name}-title">{escaped(_plain(judged.headline))}</title>',
        f'<desc id="{name}-desc">{escaped(_told(judged))}</desc>',
        *([] if is_part else [f"<style>{style()}</style>"]),
        rectangle(0, 0, _WIDTH, height, _LATE),
        *(() if is_part else head.at(_EDGE, _EDGE)),
        *body,
        *legend,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def style() -> str:
    """The colors on a dark page, for a picture alone or for a page with several."""
    turned = (
        f".calendar{'' if (light, key) == (INK, 'fill') else ' '}[{key}='{light}']{{{key}:{dark}}}"
        for light, dark in _DARK.items()
        for key in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme:dark){{{''.join(turned)}}}"


def _plain(text: str) -> str:
    """A sentence as a picture has it: with a capital, and without backticks."""
    plain = one_line(text).replace("`", "")
    return plain[:1].upper() + plain[1:]


def _told(judged: Judged) -> str:
    """The calendar in sentences, for those who do not see it."""
    return " ".join(f"{step.when}: {_plain(step.text)}." for step in judged.steps)


# THE WINDOW AND THE SENDS


def _height(judged: Judged) -> float:
    rows = min(len(judged.sends), _ROWS_MAX) + (len(judged.sends) > _ROWS_MAX)
    return 24 + rows * _ROW + 34


def _axis(judged: Judged, witness: Witness) -> Axis:
    """From the first thing that happens to the last, a little more than the window."""
    days = [day for send, _ in judged.sends for day in (send.day, send.cause)]
    first, last = min(witness.first, *days), max(witness.last, *days)
    margin = max((last - first) // 24, 1)
    return Axis(max(first - margin, 1), last + margin, witness.first, _EDGE, _WIDTH - _EDGE)


def _body(judged: Judged, witness: Witness, top: float) -> Iterator[str]:
    axis = _axis(judged, witness)
    bottom = top + _height(judged) - 34
    left, right = axis.start(witness.first), axis.start(witness.last + 1)
    words = label(f"{span_words(witness.first, witness.last)}: {_count_words(judged, witness)}", _STRONG)
    # Words that are wider than the window stand above it, not across its edges.
    start = top if words.width + 12 <= right - left else top + 24
    yield rectangle(left, start, right - left, bottom - start, _BAND)
    yield from _ticks(axis, top + 24, bottom)
    for x in (left, right):
        yield _line(x, start, x, bottom, _BAND_LINE, dashes="4 3")
    yield from words.at(max(_EDGE, min(left + 6, _WIDTH - _EDGE - words.width)), top + 4)
    totals = list(accumulate(weight for _, weight in judged.sends))
    for row, ((send, weight), total) in enumerate(zip(judged.sends[:_ROWS_MAX], totals, strict=False)):
        yield from _send(judged, axis, send, (weight, total), top + 24 + (row + 0.5) * _ROW)
    if (more := len(judged.sends) - _ROWS_MAX) > 0:
        block = label(f"and {more} more", _SMALL)
        yield from block.at(_EDGE, bottom - _ROW / 2 - block.height / 2)


def _count_words(judged: Judged, witness: Witness) -> str:
    """What the window holds and what is allowed."""
    limit, total = judged.limit, figure(witness.total)
    if is_freeze(limit):
        return f"{total} sent although nothing may be"
    if limit.gap is not None:
        apart = judged.steps_apart
        return f"{number_of(apart, 'day') + ' apart' if apart else 'the same day'}, {limit.gap.words} asked for"
    unit = " minutes" if limit.minutes is not None else ""
    allowed = judged.verdict.at_most
    return f"{total}{unit} where {figure(allowed)} {'is' if allowed == 1 else 'are'} allowed"


def _ticks(axis: Axis, top: float, bottom: float) -> Iterator[str]:
    yield _line(axis.left, bottom, axis.right, bottom, SOFT)
    end = 0.0
    for day, words in axis.ticks():
        x = axis.start(day)
        yield _line(x, top, x, bottom, _GRID)
        block = label(words, _SMALL)
        if x - 2 >= end and x + block.width <= _WIDTH - 2:
            yield _line(x, bottom, x, bottom + 5, SOFT)
            yield from block.at(x - 2, bottom + 8)
            end = x + block.width + 10


def _send(judged: Judged, axis: Axis, send: Send, counted: tuple[Number, Number], y: float) -> Iterator[str]:
    """One send: what led to it, the mark, and its words on the side with more room."""
    weight, total = counted
    x, cause = axis.middle(send.day), axis.middle(send.cause)
    words, shorter = (f"{day_words(send.day)}: {each}" for each in _words(judged, send, weight, total))
    start, shown, is_free = _beside(x, cause, words if _fits(words, x) else shorter)
    level = y if is_free else y + _ROW / 2 - _DOT - 1
    yield "<g>"
    yield f"<title>{escaped(words)}</title>"
    if abs(cause - x) > _RADIUS + _DOT:
        yield _line(cause, level, x, level, SOFT, dashes="2 3")
        yield _dot(cause, level)
    yield _mark(send, x, y, bool(weight))
    if weight:
        block = label(str(_place_in(judged, send)), _IN_MARK)
        yield from block.at(x - (block.width - 1) / 2, y - block.height / 2)
    block = label(shown, _TEXT)
    yield from block.at(start, y - block.height / 2)
    yield "</g>"


def _beside(x: float, cause: float, words: str) -> tuple[float, str, bool]:
    """Where the words of a mark start, as much of them as fits, and whether the way from its cause is on another side.

    They stand on that other side if there is room, else on the wider one.
    """
    gap, room = _RADIUS + _APART, _room(x)
    free = cause <= x
    width = width_of(words, _TEXT.size)
    has_both = abs(cause - x) <= _RADIUS + _DOT
    is_right = free if width <= room[free] and not has_both else width <= room[True] or room[True] >= room[False]
    shown = _fitted(words, room[is_right])
    start = x + gap if is_right else x - gap - width_of(shown, _TEXT.size)
    return start, shown, has_both or is_right == free


def _room(x: float) -> Mapping[bool, float]:
    """The room to the right of a mark, and to its left."""
    gap = _RADIUS + _APART
    return {True: _WIDTH - _EDGE - x - gap, False: x - gap - _EDGE}


def _fits(words: str, x: float) -> bool:
    """Whether the words find room on one side of a mark."""
    return width_of(words, _TEXT.size) <= max(_room(x).values())


def _fitted(words: str, room: float) -> str:
    """The words, cut where there is no room; the whole is in the title of the row and beside the picture."""
    if width_of(words, _TEXT.size) <= room:
        return words
    while words and width_of(words + "…", _TEXT.size) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def _words(judged: Judged, send: Send, weight: Number, total: Number) -> tuple[str, str]:
    """Short words of a send, also without the roles; the steps beside the picture say more."""
    several = len({each.contact for each, _ in judged.sends}) > 1
    contact = f"contact {send.contact}" if several else ""
    record = f"record {send.record}" if any(each.record > 1 for each, _ in judged.sends) else ""
    reminder = f"{ordinal(send.reminder)} reminder of " if send.reminder else ""
    who = [", ".join(part for part in (contact, *roles, record) if part) for roles in (send.roles, ())]
    what = [f"{send.survey} ({each})" if each else send.survey for each in who]
    whole, shorter = (f"{reminder}{each}{_counted(judged, weight, total)}" for each in what)
    return whole, shorter


def _counted(judged: Judged, weight: Number, total: Number) -> str:
    if not weight:
        return ", not counted"
    if getattr(judged.limit, "minutes", None) is not None:
        return f", {figure(weight)} min, {figure(total)} in all"
    return ""


def _place_in(judged: Judged, send: Send) -> int:
    """Which of the counted sends it is, from 1."""
    counted = [each for each, weight in judged.sends if weight]
    return next(index for index, each in enumerate(counted, 1) if each is send)


# MARKS

_SHAPES: Mapping[str, str] = {
    "invitation": "M{r} 0A{r} {r} 0 1 1 -{r} 0A{r} {r} 0 1 1 {r} 0z",
    "another contact": "M-{r} -{r}H{r}V{r}H-{r}z",
    "another record": "M-{r} 0L-{h} -{r}H{h}L{r} 0L{h} {r}H-{h}z",
    "reminder": "M0 -{t}L{t} 0L0 {t}L-{t} 0z",
}
"""Outlines by what is sent: told apart by shape, and named in the legend."""


def _sort(send: Send) -> str:
    if send.reminder:
        return "reminder"
    if send.record > 1:
        return "another record"
    return "another contact" if send.contact > 1 else "invitation"


def _outline(sort: str, radius: float) -> str:
    sizes = {"r": radius, "h": radius * 0.55, "t": radius * 1.3}
    return _SHAPES[sort].format(**{key: number(size) for key, size in sizes.items()})


def _mark(send: Send, x: float, y: float, counts: bool, radius: float = _RADIUS) -> str:
    """Full where it counts, hollow where it does not."""
    look = f'fill="{_FILL if counts else _LATE}" stroke="{_FILL}" stroke-width="1.8"'
    dashes = "" if counts else ' stroke-dasharray="3 2"'
    place = f'transform="translate({number(x)} {number(y)})"'
    return f'<path {place} d="{_outline(_sort(send), radius)}" {look}{dashes}/>'


def _legend(axis: Axis, drawn: tuple[tuple[Send, Number], ...], y: float) -> Iterator[str]:
    """The shapes that occur, and the sign of what led to a send."""
    x = float(_EDGE)
    shapes = {_sort(send): send for send, weight in drawn if weight}
    hollow = next((send for send, weight in drawn if not weight), None)
    entries = [(name, shapes[name], True) for name in _SHAPES if name in shapes]
    for name, send, counts in (*entries, *([("not counted", hollow, False)] if hollow else [])):
        yield _mark(send, x + 7, y + 11, counts, 6)
        block = label(name, _SMALL)
        yield from block.at(x + 20, y + 11 - block.height / 2)
        x += 20 + block.width + 20
    if any(abs(axis.middle(send.cause) - axis.middle(send.day)) > _RADIUS + _DOT for send, _ in drawn):
        yield _dot(x + 5, y + 11)
        block = label("what led to it", _SMALL)
        yield from block.at(x + 14, y + 11 - block.height / 2)


def _dot(x: float, y: float) -> str:
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(_DOT)}" fill="{_LATE}" stroke="{SOFT}" '
        'stroke-width="1.4"/>'
    )


def _line(x: float, y: float, to_x: float, to_y: float, color: str, dashes: str = "") -> str:
    drawn = f'<path d="M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}" stroke="{color}" stroke-width="1"'
    return drawn + (f' stroke-dasharray="{dashes}"' if dashes else "") + ' fill="none"/>'
