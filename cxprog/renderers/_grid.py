"""The grid of a picture: columns, gaps and labels, placed with the help of the layout engine.

`u` counts across the columns and `v` along them, so that one text serves both directions of a picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cxprog.renderers._card import LABEL_WIDTH, way_label
from cxprog.renderers._columns import ROW_WIDTH, Column, Fit, Item, columns
from cxprog.renderers._engine import Box, Point, arrange
from cxprog.renderers._journey import Journey
from cxprog.renderers._svg import Block

AXIS = 40
"""Where the ways within a row run, from the upper edge of its cards."""
_BETWEEN = 18
"""Least distance between two labels: room for a way."""
_TURNING = 12
"""Side of the square that keeps room for a way without a label that comes back to its own column."""


@dataclass
class Spot:
    """An item with its place in the column."""

    item: Item
    start: float
    """Along the column."""
    length: float
    """Along the column, without what hangs below."""
    end: float
    """Along the column, with what hangs below where that follows the column."""
    thickness: float
    """Across the column."""
    aside: float
    """How far it stands from the near edge of the column."""

    @property
    def middle(self) -> float:
        """Along the column: where ways at its sides end."""
        return self.start + self.length / 2


@dataclass
class Lane:
    """A column with its place across the picture."""

    stage: int
    spots: list[Spot]
    thickness: float
    near: float = 0
    drawn: float = 0
    """Its middle in the engine's drawing."""

    @property
    def far(self) -> float:
        """The edge where the next gap begins."""
        return self.near + self.thickness


@dataclass
class Label:
    """The label of a way that leaves its column."""

    block: Block
    gap: int
    thickness: float
    near: float = 0
    start: float = 0
    end: float = 0

    @property
    def middle(self) -> float:
        """Along the columns."""
        return (self.start + self.end) / 2

    @property
    def length(self) -> float:
        """Along the columns."""
        return self.end - self.start

    def move(self, start: float) -> None:
        """Put it elsewhere along the columns."""
        self.start, self.end = start, start + self.length


class Grid:
    """Columns, the gaps between them (gap n lies behind column n), and the labels in the gaps."""

    def __init__(self, journey: Journey, fit: Fit | None) -> None:
        found, straight = columns(journey, fit)
        self.journey = journey
        self.fit = fit
        self.down = fit is not None
        self.straight = straight
        """Indices of the ways that lead to the next card of their column."""
        self.around = [number for number in range(len(journey.ways)) if number not in straight]
        """Indices of the others."""
        self.lanes = [self._lane(column) for column in found]
        self.start = 0.0
        """Where the columns begin."""
        self.length = max(lane.spots[-1].end for lane in self.lanes)
        self.column_of = {spot.item.address: at for at, lane in enumerate(self.lanes) for spot in lane.spots}
        self.spot_of = {spot.item.address: spot for lane in self.lanes for spot in lane.spots if spot.item.address}
        self.labels = dict(self._labels())
        """Labels by the index of their way."""
        self._ports = {address: f"t{number}" for number, address in enumerate(self.spot_of)}
        self._arranged = arrange(self._dot())
        self._place()

    def _lane(self, column: Column) -> Lane:
        spots: list[Spot] = []
        at = 0.0
        for item in column.items:
            at += item.before
            spot = self._spot(item, at, is_first=not spots)
            spots.append(spot)
            at = spot.end
        return Lane(column.stage, spots, max(spot.thickness for spot in spots))

    def _spot(self, item: Item, at: float, is_first: bool) -> Spot:
        body, tail = item.body, item.tail
        if not self.down:
            return Spot(item, at, body.height, at + body.height + tail.height, body.width, 0)
        thickness = body.height + tail.height
        # Labels and headings of steps lie on the ways of the row.
        aside = 0.0 if item.address or is_first else max(0, AXIS - thickness / 2)
        return Spot(item, at, body.width, at + body.width, thickness + aside, aside)

    def _labels(self) -> Iterator[tuple[int, Label]]:
        for number in self.around if not (self.fit and self.fit.hangs_labels) else ():
            way = self.journey.ways[number]
            source, target = self.column_of[way.source], self.column_of[way.target]
            block = way_label(way, self.fit.label_width if self.fit else LABEL_WIDTH)
            if block.height:
                # Near where people leave; those who go back leave to the other side.
                gap = source if source <= target else source - 1
                yield number, Label(block, gap, block.height if self.down else block.width)

    # WAYS

    def span(self, number: int) -> tuple[int, int]:
        """Columns of the two ends of a way, the nearer one first."""
        way = self.journey.ways[number]
        first, last = sorted((self.column_of[way.source], self.column_of[way.target]))
        return first, last

    def ends(self, number: int) -> tuple[str, str]:
        """Touchpoints at the two ends of a way, that in the nearer column first."""
        way = self.journey.ways[number]
        is_back = self.column_of[way.source] > self.column_of[way.target]
        return (way.target, way.source) if is_back else (way.source, way.target)

    def labels_in(self, gap: int) -> list[Label]:
        """The labels in a gap."""
        return [label for label in self.labels.values() if label.gap == gap]

    def xy(self, u: float, v: float) -> Point:
        """A place in the picture."""
        return (v, u) if self.down else (u, v)

    # ASKING THE ENGINE

    def _dot(self) -> str:
        """The graph for the engine: a table for each column, whose cells are the ports; every size is fixed.

        Columns stand two ranks apart, so that the labels have a rank of their own between them.
        """
        chain = range(len(self.lanes) - 1)
        lines = (
            f"digraph {{ rankdir={'TB' if self.down else 'LR'} nodesep=0.2 ranksep=0.7",
            "node [shape=plain] edge [arrowhead=none]",
            *(f"c{number} [label=<{self._table(lane)}>]" for number, lane in enumerate(self.lanes)),
            *(f"c{number} -> c{number + 1} [style=invis weight=10000 minlen=2]" for number in chain),
            *(line for number in self.around for line in self._edges(number)),
            "}",
        )
        return "\n".join(lines)

    def _table(self, lane: Lane) -> str:
        """Cells from edge to edge; where they begin is rounded, so that their sum is right."""
        bounds: list[tuple[float, str]] = []
        for spot in lane.spots:
            bounds += [(spot.start, ""), (spot.start + spot.length, self._ports.get(spot.item.address, ""))]
        bounds.append((self.length, ""))
        cells: list[str] = []
        at = 0
        for end, port in bounds:
            length = round(end) - at
            if length > 0:
                width, height = self.xy(lane.thickness, length)
                name = f' PORT="{port}"' if port else ""
                cells.append(f'<TD{name} FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}"></TD>')
                at = round(end)
        rows = "".join(cells) if self.down else "</TR><TR>".join(cells)
        return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{rows}</TR></TABLE>'

    def _edges(self, number: int) -> Iterator[str]:
        out_of, into = ("s", "n") if self.down else ("e", "w")
        (first, last), (near, far) = self.span(number), self.ends(number)
        start = f"c{first}:{self._ports[near]}:{out_of}"
        end = f"c{last}:{self._ports[far]}:{into if first < last else out_of}"
        label = self.labels.get(number)
        if label or first == last:
            width, height = (label.block.width, label.block.height) if label else (_TURNING, _TURNING)
            size = f"width={width / 72:.4f} height={height / 72:.4f}"
            yield f'w{number} [label="" shape=box fixedsize=true {size}]'
        if first == last:
            # Only for the room: the engine knows no way from a column to itself.
            yield from (f"{start} -> w{number}", f"{end} -> w{number}")
        elif not label:
            yield f"{start} -> {end} [way={number}]"
        else:
            # Two weights keep the label in its gap, however long the rest of the way is.
            short, long = "[weight=2]", f"[way={number}]"
            yield f"{start} -> w{number} {short if label.gap == first else long}"
            yield f"w{number} -> {end} {long if label.gap == first else short}"

    # READING ITS ANSWER

    def _place(self) -> None:
        nodes = self._arranged.nodes
        for number, lane in enumerate(self.lanes):
            lane.drawn, middle, _ = self._turned(nodes[f"c{number}"])
            self.start = round(middle - self.length / 2)
        for number, label in self.labels.items():
            _, middle, length = self._turned(nodes[f"w{number}"])
            label.start, label.end = round(middle - length / 2), round(middle + length / 2)
        for gap in range(len(self.lanes)) if self.down else ():
            self._keep_inside(self.labels_in(gap))

    def _keep_inside(self, labels: Sequence[Label]) -> None:
        """Move labels that the engine put beyond the rows back between their ends, in the order they have."""
        room = max(self.length, ROW_WIDTH)
        ordered = sorted(labels, key=lambda label: label.start)
        limit = self.start + room
        for label in reversed(ordered):
            label.move(min(label.start, limit - label.length))
            limit = label.start - _BETWEEN
        limit = self.start
        for label in ordered:
            label.move(max(label.start, limit))
            limit = label.end + _BETWEEN

    def _turned(self, box: Box) -> tuple[float, float, float]:
        return (box.y, box.x, box.width) if self.down else (box.x, box.y, box.height)

    def crossing(self, number: int, u: float) -> float | None:
        """Where the engine leads a way through the line at `u` of its drawing."""
        curve = [self.xy(*point) for point in self._arranged.edges.get(str(number), ())]
        for at in range(0, len(curve) - 3, 3):
            piece = curve[at : at + 4]
            if min(piece[0][0], piece[3][0]) <= u <= max(piece[0][0], piece[3][0]):
                return _on_curve(piece, u)
        return None

    def passing(self, number: int) -> float:
        """On which side the engine leads a way past the columns between its ends."""
        first, last = self.span(number)
        found = [self.crossing(number, lane.drawn) for lane in self.lanes[first + 1 : last]]
        known = [v for v in found if v is not None]
        return sum(known) / len(known) if known else self.start + self.length


def _on_curve(piece: Sequence[Point], u: float) -> float:
    """The `v` of a cubic curve at a `u`, by halving."""
    low, high = 0.0, 1.0
    is_rising = piece[3][0] >= piece[0][0]
    for _ in range(20):
        middle = (low + high) / 2
        if (_bezier(piece, middle, 0) < u) == is_rising:
            low = middle
        else:
            high = middle
    return _bezier(piece, (low + high) / 2, 1)


def _bezier(piece: Sequence[Point], t: float, axis: int) -> float:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return sum(weight * point[axis] for weight, point in zip(weights, piece, strict=True))
