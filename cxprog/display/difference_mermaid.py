"""What differs on one journey as Mermaid flowcharts: what changed with its neighbors, everything else folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import ceil
from typing import NamedTuple

from cxprog.display._differing import LOOKS, Folded, Said, differs, folded
from cxprog.emitters._mermaid_text import breakable, quoted, spelled
from cxprog.renderers._board_difference import JourneyPair, StagePair, TouchpointPair

_NODES_MAX = 25
"""A diagram of more is divided: pages shrink what is big until nobody can read it."""
_LINE_WIDTH = 190
"""Where Mermaid breaks lines, if it finds a place to."""
_NODES_IN_A_ROW = 4
"""More do not fit side by side into the 800 pixels that a page gives a diagram."""


def diagrams(journey: JourneyPair) -> Iterator[str]:
    """Flowcharts, each a stage or a few of them below each other; none where no touchpoint and no stage changed."""
    said = Said(journey)
    if any(map(differs, journey.stages)):
        for part in _divided(tuple(_rows(said, journey.stages))):
            yield _diagram(said, part)


class _Node(NamedTuple):
    """A touchpoint, or a run of touchpoints that are as they were."""

    lines: tuple[str, ...]
    look: str
    """What happened to it, or `same`."""


class _Row(NamedTuple):
    """A stage, or as much of it as fits side by side."""

    title: tuple[str, ...]
    look: str
    nodes: tuple[_Node, ...]


# WHAT IS SHOWN


def _rows(said: Said, stages: Sequence[StagePair]) -> Iterator[_Row]:
    """Stages in which anything changed, in rows; runs of others in one box without a frame."""
    for is_other, run in groupby(stages, key=differs):
        own = tuple(run)
        if is_other:
            for stage in own:
                yield from _stage(said, stage)
        else:
            titles = ", ".join(said.board.said(stage.title) for stage in own)
            count = Folded(sum(len(stage.touchpoints) for stage in own))
            yield _Row((titles, count.words), "folded", ())


def _stage(said: Said, stage: StagePair) -> Iterator[_Row]:
    nodes = tuple(_node(said, each) for each in folded(stage.touchpoints))
    title = said.board.said(stage.title)
    look = stage.sorts[0] if stage.sorts else "part"
    marks = "  ".join(f"{LOOKS[sort].sign} {LOOKS[sort].word}" for sort in stage.sorts)
    # As many in each row as in the others, so that none is left with a single box.
    room = ceil(len(nodes) / (ceil(len(nodes) / _NODES_IN_A_ROW) or 1)) or 1
    for start in range(0, len(nodes) or 1, room):
        words = (f"{title}, continued",) if start else tuple(filter(None, (title, marks)))
        yield _Row(words, look, nodes[start : start + room])


def _node(said: Said, shown: TouchpointPair | Folded) -> _Node:
    if isinstance(shown, Folded):
        return _Node((shown.words,), "folded")
    return _Node(tuple(_lines(said, shown)), shown.sorts[0] if shown.sorts else "same")


def _lines(said: Said, pair: TouchpointPair) -> Iterator[str]:
    yield from (f"{LOOKS[sort].sign} {LOOKS[sort].word}" for sort in pair.sorts)
    yield said.board.said(pair.shown.title)
    for change in pair.changes:
        if change.sort in ("moved", "owner"):
            yield said.values(change)
        elif change.sort == "title" and change.before:
            yield said.shown(("was: ", *change.before[0]))


def _divided(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    part: list[_Row] = []
    for row in rows:
        if part and sum(max(len(each.nodes), 1) for each in part) + len(row.nodes) > _NODES_MAX:
            yield part
            part = []
        part.append(row)
    yield part


# THE TEXT


def _diagram(said: Said, rows: Sequence[_Row]) -> str:
    lines = ["flowchart TB", f"  accTitle: {spelled('What changes in ' + said.board.said(said.board.title))}"]
    looks: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        name = f"stage{number}"
        if not row.nodes:
            lines.append(f"  {name}[{_label(row.title)}]")
        else:
            lines += [f"  subgraph {name}[{_label(row.title)}]", "    direction LR"]
            names = [f"{name}x{at}" for at in range(len(row.nodes))]
            for own, node in zip(names, row.nodes, strict=True):
                lines.append(f"    {own}[{_label(node.lines)}]")
                looks.setdefault(node.look, []).append(own)
            if len(names) > 1:
                lines.append(f"    {' --- '.join(names)}")
            lines.append("  end")
        looks.setdefault(row.look, []).append(name)
    if len(rows) > 1:
        lines.append(f"  {' --- '.join(f'stage{number}' for number in range(len(rows)))}")
    return "\n".join((*lines, *_styles(looks))) + "\n"


def _label(lines: Iterable[str]) -> str:
    return quoted(breakable(line, _LINE_WIDTH) for line in lines)


def _styles(looks: dict[str, list[str]]) -> Iterator[str]:
    """Light fills, dark edges and black text, so that the page's own theme cannot spoil the contrast."""
    styles: dict[str, str] = {
        "part": "fill:#FFFFFF,stroke:#7A828C,color:#000000",
        "same": "fill:#F5F6F8,stroke:#7A828C,color:#000000",
        "folded": "fill:#FFFFFF,stroke:#7A828C,color:#474747,stroke-dasharray:3 3",
        **{
            sort: f"fill:{look.fill},stroke:{look.line},color:#000000,stroke-width:2.5px"
            for sort, look in LOOKS.items()
        },
    }
    styles["removed"] += ",stroke-dasharray:7 4"
    for name, style in styles.items():
        if name in looks:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(looks[name])} {name}"
