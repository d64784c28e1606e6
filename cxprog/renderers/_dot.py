"""A journey in Graphviz's language, for tools that read it: real labels, ids, tooltips and colors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cxprog.renderers._card import FILLS
from cxprog.renderers._journey import (
    Attached,
    Journey,
    Section,
    Stage,
    Stop,
    Way,
    section_words,
    stage_words,
    stop_words,
)
from cxprog.renderers._picture import spoken
from cxprog.renderers._svg import INK, legal
from cxprog.target import Address

if TYPE_CHECKING:
    from graphviz import Digraph

_FONT = "Helvetica,Arial,sans-serif"
_DOTTED = {"style": "dotted", "dir": "none"}
_SHAPES: Mapping[str, Mapping[str, str]] = {
    "survey": {"shape": "note"},
    "loop": {"shape": "box", "style": "rounded,filled"},
    "metric": {"shape": "cylinder"},
    "handoff": {"shape": "rarrow"},
    "onward": {"shape": "rarrow"},
    "arrival": {"shape": "rarrow"},
}


def dot(journey: Journey, down: bool) -> tuple[str, Mapping[int, Address]]:
    """The DOT text, and which of its lines stand for which touchpoint."""
    from graphviz import Digraph

    graph = Digraph(
        journey.id,
        comment=" ".join(legal(journey.summary).split()),
        graph_attr={
            "rankdir": "TB" if down else "LR",
            "compound": "true",
            "fontname": _FONT,
            "label": _label(journey.title, journey.summary),
            "labelloc": "t",
            "tooltip": _text(journey.title),
            "bgcolor": "#FFFFFF",
        },
        node_attr={"fontname": _FONT, "fontcolor": "#000000", "color": INK, "shape": "box", "style": "filled"},
        edge_attr={"fontname": _FONT, "fontcolor": "#000000", "color": INK},
    )
    for stage in journey.stages:
        _stage(graph, journey, stage)
    for way in journey.ways:
        graph.edge(way.source, way.target, **_way(way))
    for stage in journey.stages:
        _attach(graph, stage)
    return graph.source, dict(_origins(graph.source, journey))


# STAGES AND TOUCHPOINTS


def _stage(graph: Digraph, journey: Journey, stage: Stage) -> None:
    with graph.subgraph(name=_cluster(stage)) as cluster:
        cluster.attr(
            label=_label(*stage_words(stage)),
            tooltip=_text(stage.title),
            id=f"{journey.id}.{stage.id}",
            style="rounded,filled",
            fillcolor="#F5F6F8",
            color="#7A828C",
        )
        if not stage.stops:
            cluster.node(_nothing(stage), label="", style="invis")
        for section in stage.sections:
            if section.id:
                with cluster.subgraph(name=_cluster(stage, section)) as inner:
                    label, tooltip = _label(*section_words(section)), _text(section.title)
                    inner.attr(label=label, tooltip=tooltip, id=f"{journey.id}.{section.id}", fillcolor="#E9ECEF")
                    _stops(inner, section)
            else:
                _stops(cluster, section)


def _cluster(stage: Stage, section: Section | None = None) -> str:
    return f"cluster_{stage.id}/{section.id}" if section else f"cluster_{stage.id}"


def _nothing(stage: Stage) -> str:
    """A node that nobody sees, without which a stage that holds no touchpoint would not be drawn."""
    return f"{stage.id}/nothing"


def _stops(graph: Digraph, section: Section) -> None:
    for stop in section.stops:
        graph.node(stop.address, **_look(stop))


def _look(stop: Stop) -> dict[str, str]:
    fill = "striped" if len(stop.owners) > 1 else "filled"
    return {
        "label": _label(*stop_words(stop)),
        "tooltip": _text(spoken(stop)),
        "id": stop.address,
        "style": f"{fill},dashed" if stop.spec.side == "back" else fill,
        "fillcolor": ":".join(owner.sign.tint for owner in stop.owners) or "#FFFFFF",
        "penwidth": "4" if stop.spec.moment_of_truth else "1.2",
    }


# WAYS AND WHAT IS ATTACHED


def _way(way: Way) -> dict[str, str]:
    label = {"label": _label(*way.words)} if way.words else {}
    return label | ({"penwidth": "3.5", "dir": "both", "arrowtail": "dot"} if way.handoff else {})


def _attach(graph: Digraph, stage: Stage) -> None:
    start = stage.stops[0].address if stage.stops else _nothing(stage)
    _things(graph, stage.id, start, stage.attached, _cluster(stage))
    for section in stage.sections:
        if section.id:
            _things(graph, section.id, section.stops[0].address, section.attached, _cluster(stage, section))
        for stop in section.stops:
            _things(graph, stop.address, stop.address, stop.attached)


def _things(graph: Digraph, holder: str, start: str, things: Sequence[Attached], cluster: str = "") -> None:
    """Hang things on a node; with a cluster, the lines begin at its edge."""
    names: dict[tuple[str, str], str] = {}
    for thing, name in zip(things, _names(holder, things), strict=True):
        names[thing.sort, thing.id] = name
        look = {"fillcolor": FILLS.get(thing.sort, "#FFFFFF"), "tooltip": _text(thing.words), **_SHAPES[thing.sort]}
        graph.node(name, label=_label(thing.words, *thing.facts), **look)
        if survey := names.get(("survey", thing.through)):
            graph.edge(survey, name, **_DOTTED)
        elif thing.sort == "arrival":
            graph.edge(name, start, style="dashed")
        elif thing.sort == "survey":
            graph.edge(start, name, **_DOTTED, **({"ltail": cluster} if cluster else {}))
        else:
            graph.edge(start, name, style="dashed")


def _names(holder: str, things: Iterable[Attached]) -> Iterator[str]:
    """Names of the nodes of things; several ways can continue at one touchpoint, and each has a node of its own."""
    seen: Counter[str] = Counter()
    for thing in things:
        name = f"{holder}/{thing.sort}/{thing.id}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}/{seen[name]}"


# TEXT

_ENTITY = re.compile(r"&(?=#?\w+;)")


def _label(*texts: str) -> str:
    """Texts below each other."""
    return _plain(r"\n".join(_escaped(line) for text in texts for line in text.splitlines() if line.strip()))


def _text(text: str) -> str:
    return _plain(_escaped(" ".join(text.split())))


def _escaped(text: str) -> str:
    # NOTE: Graphviz decodes entities in any text, so those that are meant as they stand need their ampersand encoded;
    # tests/consumers/test_graphviz.py guards it.
    return _ENTITY.sub("&amp;", legal(text)).replace("\\", "\\\\")


def _plain(text: str) -> str:
    """Text that is no HTML-like label, even where it looks like one."""
    from graphviz import nohtml

    plain: str = nohtml(text)
    return plain


def _origins(source: str, journey: Journey) -> Iterator[tuple[int, Address]]:
    """Lines of nodes and of the ways that leave them begin with the address."""
    places = {f'"{stop.address}"': stop.place for stop in journey.stops}
    for number, line in enumerate(source.split("\n"), 1):
        place = places.get(line.strip().partition(" ")[0])
        if place:
            yield number, place
