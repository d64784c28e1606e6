"""How high boxes and ways lie in the columns of a picture: as the layout engine says, or without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from cxprog.display._private_ways import Way, Ways
from cxprog.renderers._engine import EngineMissing, Point, arrange

_GAP = 10
"""Between two boxes of a column."""
_BEND = 8
"""Height that a way takes where it passes a column."""
_ROUNDS = 8
"""How often boxes are put closer to their neighbors."""

Node = tuple[int, int]
"""A box: its index and -1; or where a way passes a column: its index and the column."""


class Laid(NamedTuple):
    """Where everything lies from top to bottom; from left to right columns say it."""

    middles: tuple[float, ...]
    """The middle of each box."""
    bends: Mapping[Node, float]
    """Where ways pass columns in which they do not end, by the index of the way and the column."""


def laid(drawn: Ways, heights: Sequence[float]) -> Laid:
    """Lay the columns out with the layout engine, or without it, a little less well."""
    try:
        return _by_engine(drawn, heights)
    except EngineMissing:
        return _by_columns(drawn, heights)


# WITH THE ENGINE

_WIDE, _APART = 100, 100
"""Width of a box and room between two columns for the engine, in points: the picture has its own."""


def _by_engine(drawn: Ways, heights: Sequence[float]) -> Laid:
    """Names and texts stay out of what the engine gets, only sizes matter."""
    columns = range(max((stop.column for stop in drawn.stops), default=0) + 1)
    lines = [f"graph [rankdir=LR, nodesep=0.13, ranksep={_APART / 72:.4f}];"]
    lines += ['node [shape=box, fixedsize=true, label=""];', "edge [arrowhead=none, tailport=e, headport=w];"]
    for column in columns:
        own = (index for index, stop in enumerate(drawn.stops) if stop.column == column)
        sizes = "".join(f" n{index} [width={_WIDE / 72:.4f}, height={heights[index] / 72:.4f}];" for index in own)
        # An unseen node keeps the place of a column in which nothing else stands.
        lines.append(f"{{rank=same; c{column} [width={_WIDE / 72:.4f}, height=0.01, style=invis];{sizes}}}")
    lines += [f"c{column} -> c{column + 1} [style=invis, weight=0];" for column in columns[:-1]]
    lines += [f'n{way.start} -> n{way.end} [way="{index}"];' for index, way in enumerate(drawn.ways)]
    arranged = arrange("\n".join(("digraph ways {", *lines, "}", "")))
    bends = {
        (index, column): _crossing(arranged.edges[str(index)], arranged.nodes[f"c{column}"].x)
        for index, way in enumerate(drawn.ways)
        for column in _passed(drawn, way)
    }
    return Laid(tuple(arranged.nodes[f"n{index}"].y for index in range(len(drawn.stops))), bends)


def _crossing(points: Sequence[Point], x: float) -> float:
    """Where a curve from left to right passes a place, from top to bottom."""
    start = next(at for at in range(0, len(points) - 1, 3) if points[at + 3][0] >= x or at + 4 >= len(points))
    piece, low, high = points[start : start + 4], 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _on(piece, middle)[0] < x else (low, middle)
    return _on(piece, low)[1]


def _on(piece: Sequence[Point], at: float) -> Point:
    """A point of a cubic curve, `at` from 0 to 1."""
    weights = ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, piece, strict=True)) for axis in (0, 1))
    return x, y


# WITHOUT IT


def _by_columns(drawn: Ways, heights: Sequence[float]) -> Laid:
    chains = [_chain(drawn, index, way) for index, way in enumerate(drawn.ways)]
    columns = _columns(drawn, chains)
    _closer(columns, chains)
    middles = _middles(columns, heights)
    boxes = tuple(middles[index, -1] for index in range(len(drawn.stops)))
    return Laid(boxes, {node: middle for node, middle in middles.items() if node[1] != -1})


def _passed(drawn: Ways, way: Way) -> range:
    """Columns that a way passes without ending there."""
    return range(drawn.stops[way.start].column + 1, drawn.stops[way.end].column)


def _chain(drawn: Ways, index: int, way: Way) -> list[Node]:
    """What a way goes through, column by column."""
    return [(way.start, -1), *((index, column) for column in _passed(drawn, way)), (way.end, -1)]


def _columns(drawn: Ways, chains: Sequence[Sequence[Node]]) -> list[list[Node]]:
    last = max((stop.column for stop in drawn.stops), default=0)
    columns: list[list[Node]] = [[] for _ in range(last + 1)]
    for index, stop in enumerate(drawn.stops):
        columns[stop.column].append((index, -1))
    for chain in chains:
        for node in chain[1:-1]:
            columns[node[1]].append(node)
    return columns


def _closer(columns: Sequence[list[Node]], chains: Sequence[Sequence[Node]]) -> None:
    """Order each column by where the neighbors of its nodes stand, from the left and from the right in turn."""
    before: dict[Node, list[Node]] = {}
    after: dict[Node, list[Node]] = {}
    for chain in chains:
        for start, end in pairwise(chain):
            after.setdefault(start, []).append(end)
            before.setdefault(end, []).append(start)
    for turn in range(_ROUNDS):
        neighbors, ordered = (after, reversed(columns)) if turn % 2 else (before, columns)
        for nodes in ordered:
            place = {node: at / max(len(each) - 1, 1) for each in columns for at, node in enumerate(each)}
            nodes.sort(key=lambda node: (_mean(node, neighbors, place), place[node]))


def _mean(node: Node, neighbors: Mapping[Node, Sequence[Node]], place: Mapping[Node, float]) -> float:
    found = [place[each] for each in neighbors.get(node, ())]
    return sum(found) / len(found) if found else place[node]


def _middles(columns: Sequence[Sequence[Node]], heights: Sequence[float]) -> dict[Node, float]:
    """The middle of each node, the columns centered beside each other."""

    def height(node: Node) -> float:
        return heights[node[0]] if node[1] == -1 else _BEND

    totals = [sum(map(height, nodes)) + _GAP * max(len(nodes) - 1, 0) for nodes in columns]
    middles: dict[Node, float] = {}
    for nodes, total in zip(columns, totals, strict=True):
        y = (max(totals) - total) / 2
        for node in nodes:
            middles[node] = y + height(node) / 2
            y += height(node) + _GAP
    return middles
