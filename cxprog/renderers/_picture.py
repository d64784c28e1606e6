"""The picture of a journey as SVG: one self-contained, escaped, accessible file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from cxprog.renderers._engine import Point
from cxprog.renderers._journey import Journey, Stop
from cxprog.renderers._layout import Layout, Placed, Route, lay_out
from cxprog.renderers._legend import header, legend
from cxprog.renderers._svg import FONTS, INK, arrow_head, escaped, number, pattern, rectangle
from cxprog.target import Address

_EDGE = 20
"""White space around everything."""
_APART = 26
"""Between header, picture and legend."""
_NARROWEST = 640
"""A smaller picture gets this width, so that header and legend have room."""
_PANEL, _PANEL_EDGE = "#F5F6F8", "#7A828C"
_PLAIN = ("#3A3A3A", 1.6)
_HANDOFF = (INK, 4.0)
"""Color and weight of ways."""
_ROUNDING = 9
_UNDER_HEAD = 6
"""How far a line ends before the point of its arrow."""


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
    width = round(room + 2 * _EDGE)
    height = round(head.height + bottom - top + foot.height + 2 * _EDGE + 2 * _APART)
    x, y = _EDGE + (room - (right - left)) / 2 - left, _EDGE + head.height + _APART - top
    lines = [*_opening(journey, width, height), *head.at(_EDGE, _EDGE), f'<g transform="translate({_pair((x, y))})">']
    lines.extend(_panels(layout))
    lines.extend(_routes(layout.routes))
    origins: dict[int, Address] = {}
    for stop in journey.stops:
        own = list(_card(stop, layout.cards[stop.address]))
        origins |= dict.fromkeys(range(len(lines) + 1, len(lines) + len(own) + 1), stop.place)
        lines.extend(own)
    lines.extend(_placed(layout.others))
    lines += ["</g>", *foot.at(_EDGE, height - _EDGE - foot.height), "</svg>"]
    return Picture("\n".join(lines) + "\n", width, height, origins)


def _opening(journey: Journey, width: int, height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{journey.id}-title {journey.id}-desc" font-family="{FONTS}" fill="{INK}">'
    )
    yield f'<title id="{journey.id}-title">{escaped(journey.title)}</title>'
    yield f'<desc id="{journey.id}-desc">{escaped(_told(journey))}</desc>'
    yield "<defs>"
    yield from (pattern(sign) for sign in dict.fromkeys(owner.sign for owner in journey.owners))
    yield "</defs>"
    yield rectangle(0, 0, width, height, "#FFFFFF")


def _told(journey: Journey) -> str:
    """The journey in sentences, for those who do not see it."""
    stages = (
        f"{stage.title}: {', then '.join(f'{stop.title} ({stop.responsible})' for stop in stage.stops)}."
        for stage in journey.stages
    )
    titles = {stop.address: stop.title for stop in journey.stops}
    handoffs = (f"After {titles[way.source]}, {way.handoff.words}." for way in journey.ways if way.handoff)
    return " ".join((f"{journey.summary}.", *stages, *handoffs))


def _panels(layout: Layout) -> Iterator[str]:
    for panel in layout.panels:
        yield rectangle(panel.x, panel.y, panel.width, panel.height, _PANEL, _PANEL_EDGE, 1, radius=14)


def _card(stop: Stop, placed: Iterable[Placed]) -> Iterator[str]:
    yield f'<g id="{stop.address}">'
    yield f"<title>{escaped(spoken(stop))}</title>"
    yield from _placed(placed)
    yield "</g>"


def spoken(stop: Stop) -> str:
    """A touchpoint in one sentence, shown when the mouse rests on it."""
    parts = [stop.title, stop.spec.channel, f"owner {stop.responsible}"]
    parts += ["moment of truth"] if stop.spec.moment_of_truth else []
    parts += ["backstage"] if stop.spec.side == "back" else []
    parts += [f"emotion {stop.mood}"] if stop.mood else []
    parts += [f"{thing.sort} {thing.title}" for thing in stop.attached if thing.sort in ("survey", "loop", "metric")]
    return "; ".join(filter(None, parts))


def _placed(things: Iterable[Placed]) -> Iterator[str]:
    for thing in things:
        yield from thing.block.at(thing.x, thing.y)


# WAYS


def _routes(routes: Iterable[Route]) -> Iterator[str]:
    """Thin ways first, so that handoffs lie above them; each on a white edge that shows which one passes over."""
    for route in sorted(routes, key=lambda route: route.way.handoff is not None):
        color, weight = _HANDOFF if route.way.handoff else _PLAIN
        points = _simplified(route.points)
        before, tip = points[-2:]
        towards = _direction(before, tip)
        shaft = _rounded((*points[:-1], _moved(tip, towards, -_UNDER_HEAD)))
        edge = f'stroke="#FFFFFF" stroke-width="{number(weight + 4)}" stroke-opacity="0.8"'
        yield f'<path d="{shaft}" fill="none" {edge}/>'
        yield f'<path d="{shaft}" fill="none" stroke="{color}" stroke-width="{number(weight)}"/>'
        yield f'<path d="{arrow_head(*tip, towards, weight)}" fill="{color}"/>'
        if route.way.handoff:
            yield f'<circle cx="{number(points[0][0])}" cy="{number(points[0][1])}" r="5" fill="{INK}"/>'


def _simplified(points: Iterable[Point]) -> tuple[Point, ...]:
    """Without repeated points, and without points in the middle of a line."""
    kept: list[Point] = []
    for point in points:
        if kept and _distance(kept[-1], point) < 0.1:
            continue
        if len(kept) > 1 and _direction(kept[-2], kept[-1]) == _direction(kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _rounded(points: tuple[Point, ...]) -> str:
    text = f"M{_pair(points[0])}"
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        room = min(_ROUNDING, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start = _moved(corner, _direction(corner, before), room)
        end = _moved(corner, _direction(corner, after), room)
        text += f"L{_pair(start)}Q{_pair(corner)} {_pair(end)}"
    return f"{text}L{_pair(points[-1])}"


def _distance(start: Point, end: Point) -> float:
    return hypot(end[0] - start[0], end[1] - start[1])


def _direction(start: Point, end: Point) -> Point:
    length = _distance(start, end) or 1
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _moved(point: Point, towards: Point, by: float) -> Point:
    return point[0] + towards[0] * by, point[1] + towards[1] * by


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
