"""A journey in Graphviz's language, for tools that read it: real labels, ids, tooltips and colors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cxprog.renderers._card import signed, spoken, summary
from cxprog.renderers._journey import Attached, Journey, Owner, Section, Stage, Stop, Way
from cxprog.renderers._svg import legal
from cxprog.target import Address

if TYPE_CHECKING:
    from graphviz import Digraph

_INK = "#1A1A1A"
_FONT = "Helvetica,Arial,sans-serif"
_ENTITY = re.compile(r"&(?=#?\w+;)")

_SHAPES: Mapping[str, Mapping[str, str]] = {
    "survey": {"shape": "note", "fillcolor": "#E8F3FA"},
    "loop": {"shape": "box", "style": "rounded,filled", "fillcolor": "#FDF3E1"},
    "metric": {"shape": "cylinder", "fillcolor": "#F1EEF5"},
    "handoff": {"shape": "rarrow", "fillcolor": "#FFFFFF"},
    "onward": {"shape": "rarrow", "fillcolor": "#FFFFFF"},
    "arrival": {"shape": "rarrow", "fillcolor": "#FFFFFF"},
}


def dot(journey: Journey, down: bool) -> tuple[str, Mapping[int, Address]]:
    """The DOT text, and which of its lines stand for which touchpoint."""
    from graphviz import Digraph

    graph = Digraph(
        _text(journey.id),
        comment=legal(summary(journey)).replace("\n", " "),
        graph_attr={
            "rankdir": "TB" if down else "LR",
            "compound": "true",
            "fontname": _FONT,
            "label": _label(journey.title, summary(journey)),
            "labelloc": "t",
            "tooltip": _text(journey.title),
            "bgcolor": "#FFFFFF",
        },
        node_attr={"fontname": _FONT, "fontcolor": "#000000", "color": _INK, "shape": "box", "style": "filled"},
        edge_attr={"fontname": _FONT, "fontcolor": "#000000", "color": _INK},
    )
    for stage in journey.stages:
        _stage(graph, journey, stage)
    for way in journey.ways:
        graph.edge(way.source, way.target, **_way(way))
    for stage in journey.stages:
        _attach(graph, stage)
    return graph.source, _origins(graph.source, journey)


# STAGES AND TOUCHPOINTS


def _stage(graph: Digraph, journey: Journey, stage: Stage) -> None:
    goal = (f"goal: {stage.goal}",) if stage.goal else ()
    roles = (f"roles: {', '.join(stage.roles)}",) if stage.roles else ()
    with graph.subgraph(name=f"cluster_{stage.id}") as cluster:
        cluster.attr(
            label=_label(stage.title, *goal, *roles),
            tooltip=_text(stage.title),
            id=f"{journey.id}.{stage.id}",
            style="rounded,filled",
            fillcolor="#F5F6F8",
            color="#7A828C",
        )
        for section in stage.sections:
            _section(cluster, section, stage)


def _section(cluster: Digraph, section: Section, stage: Stage) -> None:
    if not section.id:
        for stop in section.stops:
            _stop(cluster, stop)
        return
    roles = (f"roles: {', '.join(section.roles)}",) if section.roles else ()
    with cluster.subgraph(name=f"cluster_{stage.id}/{section.id}") as inner:
        inner.attr(
            label=_label(section.title, *roles),
            tooltip=_text(section.title),
            style="rounded,filled",
            fillcolor="#E9ECEF",
        )
        for stop in section.stops:
            _stop(inner, stop)


def _stop(graph: Digraph, stop: Stop) -> None:
    spec = stop.spec
    contact = [spec.channel, "backstage" if spec.side == "back" else ""]
    contact += [f"emotion {signed(spec.emotion)}"] if spec.emotion is not None else []
    lines = [
        "\N{BLACK STAR} MOMENT OF TRUTH" if spec.moment_of_truth else "",
        stop.title,
        " \N{MIDDLE DOT} ".join(filter(None, contact)),
        *(owner_line(owner, stop) for owner in stop.owners),
        "" if stop.owners else "nobody owns this",
        f"with {', '.join(stop.roles)}" if stop.roles else "",
        f"in use until {spec.retired}" if spec.retired else "",
    ]
    style = ["striped" if len(stop.owners) > 1 else "filled", *(["dashed"] if spec.side == "back" else [])]
    graph.node(
        stop.address,
        label=_label(*filter(None, lines)),
        tooltip=_text(spoken(stop)),
        id=stop.address,
        style=",".join(style),
        fillcolor=":".join(owner.sign.tint for owner in stop.owners) or "#FFFFFF",
        penwidth="4" if spec.moment_of_truth else "1.2",
    )


def owner_line(owner: Owner, stop: Stop) -> str:
    """An owner in a line of text: the sign's character, the name, what it is."""
    remarks = [*(["partner"] if owner.kind == "partner" else [])]
    remarks += ["lead"] if len(stop.owners) > 1 and owner == stop.lead else []
    return f"{owner.sign.character} {owner.title}" + (f" ({', '.join(remarks)})" if remarks else "")


# WAYS AND WHAT IS ATTACHED


def _way(way: Way) -> dict[str, str]:
    lines = [way.when, *([way.handoff.words, way.handoff.passes] if way.handoff else [])]
    said = {"label": _label(*filter(None, lines))} if any(lines) else {}
    bold = {"penwidth": "3.5", "dir": "both", "arrowtail": "dot"} if way.handoff else {}
    return {**said, **bold}


def _attach(graph: Digraph, stage: Stage) -> None:
    first = stage.stops[0].address if stage.stops else ""
    if first:
        _things(graph, stage.id, first, stage.attached, ltail=f"cluster_{stage.id}")
    for section in stage.sections:
        if section.id and section.stops:
            start = section.stops[0].address
            _things(graph, section.id, start, section.attached, ltail=f"cluster_{stage.id}/{section.id}")
        for stop in section.stops:
            _things(graph, stop.address, stop.address, stop.attached)


def _things(graph: Digraph, holder: str, start: str, things: Iterable[Attached], **ends: str) -> None:
    names = {(thing.sort, thing.id): f"{holder}/{thing.sort}/{thing.id}" for thing in things}
    for thing in things:
        name = names[thing.sort, thing.id]
        graph.node(name, label=_label(*attached_lines(thing)), tooltip=_text(thing.title), **_SHAPES[thing.sort])
        behind = names.get(("survey", thing.through))
        dotted: dict[str, Any] = {"style": "dotted", "dir": "none"}
        if behind:
            graph.edge(behind, name, **dotted)
        elif thing.sort == "arrival":
            graph.edge(name, start, style="dotted")
        else:
            graph.edge(start, name, **(dotted if thing.sort == "survey" else {"style": "dotted"}), **ends)


def attached_lines(thing: Attached) -> Iterator[str]:
    """An attached thing in lines of text."""
    yield {"onward": "continues in ", "arrival": "comes from "}.get(thing.sort, "") + thing.title
    yield from filter(None, thing.facts)


# TEXT


def _label(*lines: str) -> str:
    """Lines below each other."""
    return _nohtml(r"\n".join(_escaped(line) for text in lines for line in text.splitlines() if line.strip()))


def _text(text: str) -> str:
    return _nohtml(_escaped(" ".join(text.split())))


def _escaped(text: str) -> str:
    # NOTE: Graphviz decodes entities in any text, so those that are meant as they stand need their ampersand encoded.
    return _ENTITY.sub("&amp;", legal(text)).replace("\\", "\\\\")


def _nohtml(text: str) -> str:
    """Text that is no HTML-like label, even where it looks like one."""
    from graphviz import nohtml

    return nohtml(text)


def _origins(source: str, journey: Journey) -> dict[int, Address]:
    starts = {f'"{stop.address}" ': stop.place for stop in journey.stops}
    found: dict[int, Address] = {}
    for number, line in enumerate(source.split("\n"), 1):
        head = line.strip().partition(" ")[0] + " "
        if head in starts:
            found[number] = starts[head]
    return found
