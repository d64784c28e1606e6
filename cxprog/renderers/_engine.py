"""The Graphviz layout engine: the one that pygraphviz brings along, or the system's own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


class EngineMissing(Exception):
    """No layout engine can be used; the message says why, for people."""


@dataclass(frozen=True)
class Box:
    """Where a node lies; y grows downward."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Arranged:
    """What the engine made of a graph; units are points, y grows downward."""

    nodes: Mapping[str, Box]
    edges: Mapping[str, tuple[Point, ...]]
    """Control points of the cubic curves of each edge that has an attribute `way`, by that attribute."""


def arrange(dot: str) -> Arranged:
    """Lay a graph out with `dot`; raises EngineMissing where neither engine is there.

    NOTE: the graph must give every size, so that the fonts of the machine have no say in the result.
    """
    return _read(json.loads(_bundled(dot) or _installed(dot)))


def _bundled(dot: str) -> bytes | None:
    try:
        import pygraphviz
    except ImportError:
        # It may also be that its own library is missing.
        return None
    with _quiet():
        try:
            drawn: bytes = pygraphviz.AGraph(string=dot).draw(format="json0", prog="dot")
        except OSError:
            # Built for a Graphviz that lacks the plugin.
            return None
    return drawn


def _installed(dot: str) -> bytes:
    import graphviz

    try:
        drawn: bytes = graphviz.Source(dot).pipe(format="json0", quiet=True)
    except graphviz.ExecutableNotFound as error:
        raise EngineMissing("the Graphviz layout engine is not installed") from error
    except graphviz.CalledProcessError as error:
        raise EngineMissing("the Graphviz layout engine on this machine is too old or broken") from error
    return drawn


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the C library from writing remarks about fonts between our own messages."""
    try:
        kept = os.dup(2)
    except OSError:
        # Nobody listens anyway.
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        with suppress(OSError):
            os.close(kept)


def _read(graph: Mapping[str, Any]) -> Arranged:
    _, _, _, height = (float(part) for part in graph["bb"].split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")
        return float(x), height - float(y)

    nodes = {
        node["name"]: Box(*point(node["pos"]), float(node["width"]) * 72, float(node["height"]) * 72)
        for node in graph.get("objects", ())
        if "pos" in node
    }
    edges = {
        edge["way"]: tuple(point(part) for part in edge["pos"].split() if part[0] not in "es")
        for edge in graph.get("edges", ())
        if "way" in edge and "pos" in edge
    }
    return Arranged(nodes, edges)
