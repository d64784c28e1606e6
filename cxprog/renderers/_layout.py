"""Where everything in the picture of a journey goes: columns and labels by Graphviz, ways at right angles on tracks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from cxprog.renderers._card import CARD_WIDTH, LABEL_WIDTH, way_label
from cxprog.renderers._columns import Column, Item, columns, places
from cxprog.renderers._engine import Arranged, Box, Point, arrange
from cxprog.renderers._journey import Journey, Way
from cxprog.renderers._svg import Block

MARGIN = 15
"""Between the cards of a stage and the edge of its panel."""
_TRACK = 11
"""Distance between two ways that run side by side."""
_AXIS = 40
"""Height of the ways within a row, from the upper edge of its cards."""
_PORT = 14
"""Distance between two ways that end at the same side of a card."""
_GAP_MIN = 18
"""Least room between the panel of a stage and a label, or half of the room between two panels."""


@dataclass(frozen=True)
class Placed:
    """Something with its upper left corner."""

    x: float
    y: float
    block: Block


@dataclass(frozen=True)
class Route:
    """A way as it is drawn."""

    way: Way
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Panel:
    """The background of a stage."""

    stage: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """The whole picture without header and legend; coordinates can be negative."""

    panels: tuple[Panel, ...]
    cards: Mapping[str, tuple[Placed, Placed]]
    """Card and what hangs below it, by address of the touchpoint."""
    others: tuple[Placed, ...]
    """Headings and labels."""
    routes: tuple[Route, ...]

    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge."""
        boxes = [(panel.x, panel.y, panel.x + panel.width, panel.y + panel.height) for panel in self.panels]
        boxes += [(each.x, each.y, each.x + each.block.width, each.y + each.block.height) for each in self.others]
        boxes += [(x - 4, y - 4, x + 4, y + 4) for route in self.routes for x, y in route.points]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def lay_out(journey: Journey, down: bool) -> Layout:
    """Lay a journey out; raises EngineMissing where there is no layout engine.

    Inside, `u` counts across the columns and `v` along them, so that one text serves both directions.
    """
    found, straight = columns(journey, down)
    grid = _Grid(journey, found, straight, down)
    grid.place(arrange(grid.dot()))
    return _Routing(grid).layout()


# COLUMNS AND LABELS


@dataclass
class _Spot:
    """An item with its place along the column."""

    item: Item
    start: float
    """Along the column."""
    length: float
    """Along the column, without what hangs below where that follows the column."""
    thickness: float
    """Across the column."""
    aside: float = 0
    """How far it stands from the near edge of the column."""

    @property
    def middle(self) -> float:
        return self.start + self.length / 2


@dataclass
class _Lane:
    """One column with its place across the picture."""

    spots: list[_Spot]
    thickness: float
    near: float = 0
    engine: float = 0
    """Its middle as the engine placed it."""

    @property
    def far(self) -> float:
        return self.near + self.thickness


@dataclass
class _Label:
    """The label of a way that lies between two columns."""

    block: Block
    gap: int
    thickness: float
    near: float = 0
    start: float = 0
    end: float = 0

    @property
    def far(self) -> float:
        return self.near + self.thickness

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


class _Grid:
    """Columns, the gaps between them (gap n lies behind column n), and the labels in the gaps."""

    def __init__(self, journey: Journey, found: Sequence[Column], straight: frozenset[int], down: bool) -> None:
        self.down = down
        self.journey = journey
        self.columns = found
        self.straight = straight
        self.place_of = places(found)
        self.lanes = [_Lane(spots, max(spot.thickness for spot in spots)) for spots in map(self._spots, found)]
        self.length = max(lane.spots[-1].start + _whole(lane.spots[-1], down) for lane in self.lanes)
        self.spot_of = {spot.item.address: spot for lane in self.lanes for spot in lane.spots if spot.item.address}
        self.around = [number for number in range(len(journey.ways)) if number not in straight]
        """Ways that leave their column, or that do not lead to the next card of it."""
        self.labels = dict(self._labels())
        self.arranged = Arranged({}, {})
        self.start = 0.0

    def _spots(self, column: Column) -> list[_Spot]:
        spots: list[_Spot] = []
        at = 0.0
        for item in column.items:
            at += item.before
            along, across = (item.body.width, item.height) if self.down else (item.body.height, item.body.width)
            # In a row the ways run at one height, and their labels lie on them.
            aside = max(0, _AXIS - across / 2) if self.down and spots and not item.address else 0
            spots.append(_Spot(item, at, along, across, aside))
            at += along + (0 if self.down else item.tail.height)
        return spots

    def _labels(self) -> Iterator[tuple[int, _Label]]:
        for number in self.around:
            way = self.journey.ways[number]
            source, target = self.place_of[way.source], self.place_of[way.target]
            block = way_label(way, CARD_WIDTH if self.down else LABEL_WIDTH)
            # Near where people leave; a way back leaves to the other side.
            if block.height:
                gap = source if source <= target else source - 1
                yield number, _Label(block, gap, block.height if self.down else block.width)

    def ends(self, number: int) -> tuple[int, int]:
        """Columns of the two ends of a way, the nearer one first."""
        way = self.journey.ways[number]
        first, last = sorted((self.place_of[way.source], self.place_of[way.target]))
        return first, last

    def nearer(self, number: int) -> tuple[str, str]:
        """Addresses of the two ends, that in the nearer column first."""
        way = self.journey.ways[number]
        back = self.place_of[way.source] > self.place_of[way.target]
        return (way.target, way.source) if back else (way.source, way.target)

    # ASKING THE ENGINE

    def dot(self) -> str:
        """The graph for the engine: a table for each column, whose cells are the ports; every size is fixed."""
        lines = [
            f"digraph {{ rankdir={'TB' if self.down else 'LR'} nodesep=0.2 ranksep=0.7",
            "node [shape=plain] edge [arrowhead=none]",
            *(f"c{number} [label=<{self._table(lane)}>]" for number, lane in enumerate(self.lanes)),
            *(
                f"c{number} -> c{number + 1} [style=invis weight=10000 minlen=2]"
                for number in range(len(self.lanes) - 1)
            ),
            *(line for number in self.around for line in self._edges(number)),
        ]
        return "\n".join([*lines, "}"])

    def _table(self, lane: _Lane) -> str:
        cells: list[str] = []
        at = 0.0

        def cell(until: float, port: str = "") -> None:
            nonlocal at
            length = round(until) - round(at)
            if length > 0:
                width, height = (length, lane.thickness) if self.down else (lane.thickness, length)
                cells.append(f'<TD{port} FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}"></TD>')
            at = until

        for spot in lane.spots:
            cell(spot.start)
            number = self._number.get(spot.item.address)
            cell(spot.start + spot.length, f' PORT="t{number}"' if number is not None else "")
        cell(self.length)
        rows = "".join(cells) if self.down else "</TR><TR>".join(cells)
        return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>{rows}</TR></TABLE>'

    @property
    def _number(self) -> Mapping[str, int]:
        return {address: number for number, address in enumerate(self.spot_of)}

    def _edges(self, number: int) -> Iterator[str]:
        near_side, far_side = ("s", "n") if self.down else ("e", "w")
        ports = self._number
        first, last = self.ends(number)
        near, far = self.nearer(number)
        start = f"c{first}:t{ports[near]}:{near_side}"
        label = self.labels.get(number)
        if first == last:
            # The engine only keeps room for it.
            width, height = (label.block.width, label.block.height) if label else (12, 12)
            yield f'w{number} [label="" shape=box fixedsize=true width={width / 72:.4f} height={height / 72:.4f}]'
            yield f"{start} -> w{number}"
            yield f"c{first}:t{ports[far]}:{near_side} -> w{number}"
            return
        end = f"c{last}:t{ports[far]}:{far_side}"
        if not label:
            yield f"{start} -> {end} [way={number}]"
            return
        width, height = label.block.width, label.block.height
        yield f'w{number} [label="" shape=box fixedsize=true width={width / 72:.4f} height={height / 72:.4f}]'
        # The label stays with the end that people leave from.
        from_near = label.gap == first
        yield f"{start} -> w{number} [weight={2 if from_near else 1} way={'' if from_near else number}]".replace(
            "way=]", "]"
        )
        yield f"w{number} -> {end} [weight={1 if from_near else 2}{f' way={number}' if from_near else ''}]"

    # READING THE ANSWER

    def place(self, arranged: Arranged) -> None:
        """Take over what the engine found."""
        self.arranged = arranged
        for number, lane in enumerate(self.lanes):
            lane.engine, v, _, _ = self._turned(arranged.nodes[f"c{number}"])
            self.start = round(v - self.length / 2)
        for number, label in self.labels.items():
            _, v, _, along = self._turned(arranged.nodes[f"w{number}"])
            label.start, label.end = round(v - along / 2), round(v + along / 2)

    def _turned(self, box: Box) -> tuple[float, float, float, float]:
        if self.down:
            return box.y, box.x, box.height, box.width
        return box.x, box.y, box.width, box.height

    def crossing(self, number: int, u: float) -> float | None:
        """Where along the columns the engine leads a way through the line at `u`."""
        curve = self.arranged.edges.get(str(number), ())
        points = [(y, x) if self.down else (x, y) for x, y in curve]
        for at in range(0, len(points) - 3, 3):
            piece = points[at : at + 4]
            if min(piece[0][0], piece[3][0]) <= u <= max(piece[0][0], piece[3][0]):
                return _on_curve(piece, u)
        return None


def _whole(spot: _Spot, down: bool) -> float:
    return spot.length + (0 if down else spot.item.tail.height)


def _on_curve(piece: Sequence[Point], u: float) -> float:
    """The `v` of a cubic curve at a `u`, by halving."""
    low, high = 0.0, 1.0
    rising = piece[3][0] >= piece[0][0]
    for _ in range(20):
        t = (low + high) / 2
        if (_bezier(piece, t, 0) < u) == rising:
            low = t
        else:
            high = t
    return _bezier(piece, (low + high) / 2, 1)


def _bezier(piece: Sequence[Point], t: float, axis: int) -> float:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return sum(weight * point[axis] for weight, point in zip(weights, piece, strict=True))


# WAYS


@dataclass
class _Turn:
    """A piece of a way that runs along the columns, in a gap."""

    gap: int
    side: Literal["near", "far"]
    """Before or behind the labels of the gap."""
    start: float
    end: float
    u: float = 0


@dataclass
class _Path:
    """A way from its nearer end to its farther end."""

    number: int
    v: tuple[float, float]
    """Where its two ends lie along the columns."""
    turns: list[_Turn] = field(default_factory=list)


class _Routing:
    """Leads the ways around the cards: out at the side, along a track in the gap, in at the side."""

    def __init__(self, grid: _Grid) -> None:
        self.grid = grid
        self.outside = self._outside()
        self.ports = self._ports()

    def layout(self) -> Layout:
        grid = self.grid
        paths = [self._path(number) for number in grid.around]
        self._assign_tracks([turn for path in paths for turn in path.turns])
        routes = {number: self._straight(number) for number in grid.straight}
        routes |= {path.number: self._route(path) for path in paths}
        return Layout(
            tuple(self._panels()),
            {
                spot.item.address: self._card(lane, spot)
                for lane in grid.lanes
                for spot in lane.spots
                if spot.item.address
            },
            (*self._others(),),
            tuple(routes[number] for number in sorted(routes)),
        )

    # PLACES

    def _card(self, lane: _Lane, spot: _Spot) -> tuple[Placed, Placed]:
        x, y = self._xy(lane.near, self.grid.start + spot.start)
        return Placed(x, y, spot.item.body), Placed(x, y + spot.item.body.height, spot.item.tail)

    def _others(self) -> Iterator[Placed]:
        grid = self.grid
        for lane in grid.lanes:
            for spot in lane.spots:
                if not spot.item.address:
                    yield Placed(*self._xy(lane.near + spot.aside, grid.start + spot.start), spot.item.body)
        for label in grid.labels.values():
            yield Placed(*self._xy(label.near, label.start), label.block)

    def _panels(self) -> Iterator[Panel]:
        grid = self.grid
        for number in range(len(grid.journey.stages)):
            own = [lane for lane, column in zip(grid.lanes, grid.columns, strict=True) if column.stage == number]
            near, far = own[0].near - MARGIN, own[-1].far + MARGIN
            x, y = self._xy(near, grid.start - MARGIN)
            across, along = far - near, grid.length + 2 * MARGIN
            yield Panel(number, x, y, *((along, across) if grid.down else (across, along)))

    def _xy(self, u: float, v: float) -> Point:
        return (v, u) if self.grid.down else (u, v)

    # AROUND THE COLUMNS

    def _outside(self) -> Mapping[int, float]:
        """Tracks before and behind all columns, for ways that pass a column; short ones nearest."""
        grid = self.grid
        passing = [number for number in grid.around if grid.ends(number)[1] - grid.ends(number)[0] > 1]
        middle = grid.start + grid.length / 2
        wanted = {number: self._wanted(number) for number in passing}
        edges = [label.start for label in grid.labels.values()], [label.end for label in grid.labels.values()]
        before = min([grid.start - MARGIN, *edges[0]]) - _TRACK
        behind = max([grid.start + grid.length + MARGIN, *edges[1]]) + _TRACK
        found: dict[int, float] = {}
        for edge, step, group in (
            (before, -_TRACK, [number for number in passing if wanted[number] < middle]),
            (behind, _TRACK, [number for number in passing if wanted[number] >= middle]),
        ):
            levels: list[list[tuple[int, int]]] = []
            for number in sorted(group, key=lambda number: self._order(number, wanted[number], middle)):
                first, last = grid.ends(number)
                level = next(
                    (at for at, taken in enumerate(levels) if all(b < first or last - 1 < a for a, b in taken)),
                    len(levels),
                )
                if level == len(levels):
                    levels.append([])
                levels[level].append((first, last - 1))
                found[number] = edge + level * step
        return found

    def _order(self, number: int, wanted: float, middle: float) -> tuple[int, float]:
        first, last = self.grid.ends(number)
        return last - first, abs(wanted - middle)

    def _wanted(self, number: int) -> float:
        """On which side of the columns the engine leads a way."""
        grid = self.grid
        first, last = grid.ends(number)
        lanes = grid.lanes[first + 1 : last]
        found = [grid.crossing(number, lane.engine) for lane in lanes]
        known = [v for v in found if v is not None]
        return sum(known) / len(known) if known else grid.start + grid.length

    # ENDS

    def _ports(self) -> Mapping[tuple[int, str], float]:
        """Where along its card each end of a way lies, by way and end; ends at one side spread, in order."""
        grid = self.grid
        meeting: dict[tuple[str, str], list[tuple[float, int, str]]] = {}
        for number in grid.around:
            first, last = grid.ends(number)
            near, far = grid.nearer(number)
            far_side = "far" if first == last else "near"
            meeting.setdefault((near, "far"), []).append((self._towards(number, first, far), number, "near"))
            meeting.setdefault((far, far_side), []).append((self._towards(number, last - 1, near), number, "far"))
        found: dict[tuple[int, str], float] = {}
        for (address, _), ends in meeting.items():
            spot = grid.spot_of[address]
            step = min(_PORT, (spot.length - 20) / max(1, len(ends)))
            for place, (_, number, end) in enumerate(sorted(ends)):
                found[number, end] = grid.start + spot.middle + (place - (len(ends) - 1) / 2) * step
        return found

    def _towards(self, number: int, gap: int, other: str) -> float:
        """Where a way goes after it left a card into a gap."""
        label = self.grid.labels.get(number)
        if label and label.gap == gap:
            return label.middle
        return self.outside.get(number, self.grid.start + self.grid.spot_of[other].middle)

    # ONE WAY

    def _path(self, number: int) -> _Path:
        grid = self.grid
        first, last = grid.ends(number)
        v = self.ports[number, "near"], self.ports[number, "far"]
        path = _Path(number, v)
        if first == last:
            path.turns = self._around(number, first, v)
            return path
        stops = [v[0]]
        gaps: list[tuple[int, Literal["near", "far"]]] = []
        label = grid.labels.get(number)
        for gap in sorted({first, last - 1}):
            if label and label.gap == gap:
                gaps += [(gap, "near"), (gap, "far")]
                stops += [label.middle]
            elif last - first > 1:
                gaps.append((gap, "near" if gap == first else "far"))
            else:
                side, between = self._through(number, gap, v)
                gaps += [(gap, one) for one in side]
                stops += between
            if gap < last - 1:
                stops.append(self.outside[number])
        stops.append(v[1])
        path.turns = [
            _Turn(gap, side, start, end) for (gap, side), start, end in zip(gaps, stops[:-1], stops[1:], strict=True)
        ]
        return path

    def _around(self, number: int, gap: int, v: tuple[float, float]) -> list[_Turn]:
        """A way back into its own column: past its label where it has one."""
        label = self.grid.labels.get(number)
        if not label:
            return [_Turn(gap, "near", *v)]
        aside = 6 if v[1] >= v[0] else -6
        return [_Turn(gap, "near", v[0], label.middle - aside), _Turn(gap, "near", v[1], label.middle + aside)]

    def _through(
        self, number: int, gap: int, v: tuple[float, float]
    ) -> tuple[tuple[Literal["near", "far"], ...], list[float]]:
        """How a way without a label gets past the labels of others in its gap."""
        taken = [(label.start - 5, label.end + 5) for label in self.grid.labels.values() if label.gap == gap]

        def is_free(at: float) -> bool:
            return not any(start < at < end for start, end in taken)

        if is_free(v[1]):
            return ("near",), []
        if is_free(v[0]):
            return ("far",), []
        middle = self.grid.crossing(number, (self.grid.lanes[gap].engine + self.grid.lanes[gap + 1].engine) / 2)
        return ("near", "far"), [middle if middle is not None else max(end for _, end in taken)]

    # TRACKS

    def _assign_tracks(self, turns: Iterable[_Turn]) -> None:
        """Give each gap the room it needs, and each piece its track, in an order in which few of them cross."""
        parts: dict[tuple[int, str], list[_Turn]] = {}
        for turn in turns:
            parts.setdefault((turn.gap, turn.side), []).append(turn)
        at = 0.0
        for gap, lane in enumerate(self.grid.lanes):
            lane.near = at
            labels = [label for label in self.grid.labels.values() if label.gap == gap]
            near, far = parts.get((gap, "near"), []), parts.get((gap, "far"), [])
            if not labels:
                near, far = [*near, *far], []
            at = self._spread(near, lane.far + MARGIN)
            for label in labels:
                label.near = at
            at += max((label.thickness for label in labels), default=0)
            at = self._spread(far, at) if labels else at
            at += MARGIN

    @staticmethod
    def _spread(turns: list[_Turn], start: float) -> float:
        """Put pieces side by side; the answer is where they end."""
        rising = sorted((turn for turn in turns if turn.end < turn.start), key=lambda turn: turn.start)
        falling = sorted((turn for turn in turns if turn.end >= turn.start), key=lambda turn: -turn.start)
        for place, turn in enumerate([*rising, *falling]):
            turn.u = start + _TRACK * (place + 1)
        return start + max(_GAP_MIN, _TRACK * (len(turns) + 1))

    # POINTS

    def _straight(self, number: int) -> Route:
        grid = self.grid
        way = grid.journey.ways[number]
        lane = grid.lanes[grid.place_of[way.source]]
        source, target = grid.spot_of[way.source], grid.spot_of[way.target]
        u = lane.near + _AXIS if grid.down else (lane.near + lane.far) / 2
        ends = grid.start + source.start + _whole(source, grid.down), grid.start + target.start
        return Route(way, tuple(self._xy(u, v) for v in ends))

    def _route(self, path: _Path) -> Route:
        first, last = self.grid.ends(path.number)
        lanes = self.grid.lanes
        ends = [self.grid.spot_of[address] for address in self.grid.nearer(path.number)]
        points = [(lanes[first].near + ends[0].thickness, path.v[0])]
        label = self.grid.labels.get(path.number)
        if label and first == last:
            points.extend(self._past(label, *path.turns))
        else:
            points += [(turn.u, v) for turn in path.turns for v in (turn.start, turn.end)]
        points.append((lanes[last].near + (ends[1].thickness if first == last else 0), path.v[1]))
        way = self.grid.journey.ways[path.number]
        if self.grid.nearer(path.number)[0] != way.source:
            points.reverse()
        return Route(way, tuple(self._xy(*point) for point in points))

    @staticmethod
    def _past(label: _Label, there: _Turn, back: _Turn) -> Iterator[Point]:
        """To the label and back again; its box hides where the way turns."""
        if (there.start - there.end) * (back.end - back.start) > 0:
            back.u = there.u = max(there.u, back.u)
        inside = label.near + 4
        yield from ((there.u, there.start), (there.u, there.end), (inside, there.end))
        yield from ((inside, back.end), (back.u, back.end), (back.u, back.start))
