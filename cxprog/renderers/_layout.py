"""Where everything in the picture of a journey goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cxprog.renderers._card import CARD_WIDTH, LABEL_WIDTH
from cxprog.renderers._columns import Fit
from cxprog.renderers._engine import Point
from cxprog.renderers._grid import Grid, Lane, Spot
from cxprog.renderers._journey import Journey, Way
from cxprog.renderers._routes import MARGIN, PAGE_WIDTH, routes
from cxprog.renderers._svg import Block


@dataclass(frozen=True)
class Placed:
    """Something with its upper left corner."""

    x: float
    y: float
    block: Block


@dataclass(frozen=True)
class Panel:
    """The background of a stage."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Route:
    """A way with its corners."""

    way: Way
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    """The picture without header and legend; coordinates can be negative."""

    panels: tuple[Panel, ...]
    """By stage."""
    cards: Mapping[str, tuple[Placed, Placed]]
    """Card and what hangs below it, by address of the touchpoint."""
    others: tuple[Placed, ...]
    """Headings and labels."""
    routes: tuple[Route, ...]

    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge."""
        boxes = [(panel.x, panel.y, panel.width, panel.height) for panel in self.panels]
        boxes += [(each.x, each.y, each.block.width, each.block.height) for each in self.others]
        boxes += [(x - 4, y - 4, 8, 8) for route in self.routes for x, y in route.points]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
        return left, top, right, bottom


_FITS = (Fit(CARD_WIDTH, False), Fit(LABEL_WIDTH, False), Fit(LABEL_WIDTH, True))
"""What is tried one after the other to keep a picture narrow."""


def lay_out(journey: Journey, down: bool) -> Layout:
    """Lay a journey out; raises EngineMissing where there is no layout engine."""
    if not down:
        return _laid_out(journey, None)
    for fit in _FITS:
        layout = _laid_out(journey, fit)
        left, _, right, _ = layout.extent()
        if right - left <= PAGE_WIDTH:
            break
    return layout


def _laid_out(journey: Journey, fit: Fit | None) -> Layout:
    grid = Grid(journey, fit)
    corners = routes(grid)
    spots = [(lane, spot) for lane in grid.lanes for spot in lane.spots]
    return Layout(
        tuple(_panels(grid)),
        {spot.item.address: _card(grid, lane, spot) for lane, spot in spots if spot.item.address},
        (
            *(_placed(grid, lane, spot) for lane, spot in spots if not spot.item.address),
            *(Placed(*grid.xy(label.near, label.start), label.block) for label in grid.labels.values()),
        ),
        tuple(Route(journey.ways[number], corners[number]) for number in sorted(corners)),
    )


def _placed(grid: Grid, lane: Lane, spot: Spot) -> Placed:
    return Placed(*grid.xy(lane.near + spot.aside, grid.start + spot.start), spot.item.body)


def _card(grid: Grid, lane: Lane, spot: Spot) -> tuple[Placed, Placed]:
    card = _placed(grid, lane, spot)
    return card, Placed(card.x, card.y + card.block.height, spot.item.tail)


def _panels(grid: Grid) -> Iterator[Panel]:
    for stage in range(len(grid.journey.stages)):
        own = [lane for lane in grid.lanes if lane.stage == stage]
        corner = grid.xy(own[0].near - MARGIN, grid.start - MARGIN)
        yield Panel(*corner, *grid.xy(own[-1].far - own[0].near + 2 * MARGIN, grid.length + 2 * MARGIN))
