"""The picture of a journey as SVG: one self-contained, escaped, accessible file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from cxprog.renderers._card import arrow_head, header, legend, spoken, summary
from cxprog.renderers._journey import Journey
from cxprog.renderers._layout import Layout, Placed, Point, Route, lay_out
from cxprog.renderers._svg import FONTS, INK, escaped, number, pattern, rectangle
from cxprog.target import Address

_EDGE = 28
"""White space around everything."""
_APART = 26
"""Between header, picture and legend."""
_NARROWEST = 640
_PANEL, _PANEL_EDGE = "#F5F6F8", "#7A828C"
_WAY, _WAY_WEIGHT, _HANDOFF_WEIGHT = "#3A3A3A", 1.6, 4.0


@dataclass(frozen=True)
class Picture:
    """A drawn journey."""

    svg: str
    width: float
    height: float
    origins: Mapping[int, Address]
    """Which lines show which touchpoint."""


def picture(journey: Journey, down: bool) -> Picture:
    """Draw a journey; raises EngineMissing where there is no layout engine."""
    layout = lay_out(journey, down)
    left, top, right, bottom = layout.extent()
    room = max(right - left, _NARROWEST)
    head, foot = header(journey, room), legend(journey, room)
    width, height = room + 2 * _EDGE, head.height + bottom - top + foot.height + 2 * _EDGE + 2 * _APART
    x, y = _EDGE - left + max(0, _NARROWEST - (right - left)) / 2, _EDGE + head.height + _APART - top
    lines = [
        *_opening(journey, width, height),
        *head.at(_EDGE, _EDGE),
        f'<g transform="translate({number(x)} {number(y)})">',
    ]
    origins: dict[int, Address] = {}
    lines.extend(_panels(layout))
    lines.extend(_routes(layout.routes))
    for stop in journey.stops:
        own = [
            f'<g id="{stop.address}"><title>{escaped(spoken(stop))}</title>',
            *_placed(layout.cards[stop.address]),
            "</g>",
        ]
        origins |= dict.fromkeys(range(len(lines) + 1, len(lines) + len(own) + 1), stop.place)
        lines.extend(own)
    lines.extend(_placed(layout.others))
    lines += ["</g>", *foot.at(_EDGE, height - _EDGE - foot.height), "</svg>"]
    return Picture("\n".join(lines) + "\n", width, height, origins)


def _opening(journey: Journey, width: float, height: float) -> Iterator[str]:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc" '
        f'font-family="{FONTS}" fill="{INK}">'
    )
    yield f'<title id="title">{escaped(journey.title)}</title>'
    yield f'<desc id="desc">{escaped(_described(journey))}</desc>'
    signs = {owner.sign: owner for owner in journey.owners}
    yield "<defs>"
    yield from (pattern(sign) for sign in signs)
    yield "</defs>"
    yield rectangle(0, 0, width, height, "#FFFFFF")


def _described(journey: Journey) -> str:
    """The journey told in order, for those who do not see it."""
    stages = (
        f"{stage.title}: " + ", then ".join(f"{stop.title} ({stop.responsible})" for stop in stage.stops) + "."
        for stage in journey.stages
    )
    titles = {stop.address: stop.title for stop in journey.stops}
    handoffs = (f"After {titles[way.source]}, {way.handoff.words}." for way in journey.ways if way.handoff)
    return " ".join((summary(journey) + ".", *stages, *handoffs))


def _panels(layout: Layout) -> Iterator[str]:
    for panel in layout.panels:
        yield rectangle(panel.x, panel.y, panel.width, panel.height, _PANEL, _PANEL_EDGE, 1, radius=14)


def _placed(things: Iterable[Placed]) -> Iterator[str]:
    for thing in things:
        yield from thing.block.at(thing.x, thing.y)


# WAYS


def _routes(routes: Iterable[Route]) -> Iterator[str]:
    """Thin ways first, so that handoffs lie above them; each on a white edge that shows which one passes over."""
    for route in sorted(routes, key=lambda route: route.way.handoff is not None):
        weight = _HANDOFF_WEIGHT if route.way.handoff else _WAY_WEIGHT
        color = INK if route.way.handoff else _WAY
        points = _simplified(route.points)
        *_, before, tip = points
        towards = _direction(before, tip)
        end = (tip[0] - towards[0] * 6, tip[1] - towards[1] * 6)
        shaft = _rounded((*points[:-1], end))
        yield f'<path d="{shaft}" fill="none" stroke="#FFFFFF" stroke-width="{number(weight + 4)}" stroke-opacity=".8"/>'
        yield f'<path d="{shaft}" fill="none" stroke="{color}" stroke-width="{number(weight)}"/>'
        yield f'<path d="{arrow_head(*tip, towards, weight)}" fill="{color}"/>'
        if route.way.handoff:
            yield f'<circle cx="{number(points[0][0])}" cy="{number(points[0][1])}" r="5" fill="{INK}"/>'


def _direction(start: Point, end: Point) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _simplified(points: Iterable[Point]) -> tuple[Point, ...]:
    """Without repeated points and without points in the middle of a line."""
    kept: list[Point] = []
    for point in points:
        if kept and hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) < 0.1:
            continue
        if len(kept) > 1 and _direction(kept[-2], kept[-1]) == _direction(kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _rounded(points: tuple[Point, ...], radius: float = 9) -> str:
    text = f"M{number(points[0][0])} {number(points[0][1])}"
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        room = min(radius, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start = _moved(corner, _direction(corner, before), room)
        end = _moved(corner, _direction(corner, after), room)
        text += f"L{_point(start)}Q{_point(corner)} {_point(end)}"
    return f"{text}L{_point(points[-1])}"


def _distance(start: Point, end: Point) -> float:
    return hypot(end[0] - start[0], end[1] - start[1])


def _moved(point: Point, towards: Point, by: float) -> Point:
    return point[0] + towards[0] * by, point[1] + towards[1] * by


def _point(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
