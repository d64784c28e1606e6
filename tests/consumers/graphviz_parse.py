"""Load DOT texts into Graphviz; run by the harness as a process of its own.

Graphviz speaks through its C library's standard error, which only another process can listen to.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pygraphviz


def report(dot: str) -> dict[str, Any]:
    try:
        graph = pygraphviz.AGraph(string=dot)
    except pygraphviz.DotError as error:
        return {"error": str(error)}
    # Laying out is part of loading: shapes and HTML-like labels are only read then.
    graph.draw(format="plain", prog="dot")
    return {
        "directed": graph.is_directed(),
        "nodes": [[str(node), node.attr["label"] or str(node)] for node in graph.nodes()],
        "edges": [
            {"source": str(edge[0]), "target": str(edge[1]), "label": edge.attr["label"] or ""}
            for edge in graph.edges()
        ],
        "groups": list(groups(graph)),
    }


def groups(graph: Any) -> Any:
    for part in graph.subgraphs():
        label = part.graph_attr["label"] or ""
        yield {"id": part.get_name(), "title": label, "nodes": [str(node) for node in part.nodes()]}
        yield from groups(part)


if __name__ == "__main__":
    json.dump(report(sys.stdin.read()), sys.stdout)
