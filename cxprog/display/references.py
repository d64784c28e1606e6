"""What refers to what in a program, as JSON or as a graph in the DOT language."""

from __future__ import annotations

import json

from cxprog.display import NotThere
from cxprog.program import Program


def written(program: Program, form: str) -> bytes:
    """Every document and every reference as `json` or `dot`; NotThere for another form."""
    if form not in ("dot", "json"):
        raise NotThere("--references takes --as dot or --as json")
    return (_json(program) if form == "json" else _dot(program)).encode()


def _json(program: Program) -> str:
    nodes = [{"kind": kind, "id": name} for kind, name in program.graph.nodes]
    edges = [
        {"from": ":".join(source), "to": ":".join(target), "path": list(path)}
        for source, target, path in program.graph.edges(data="path")
    ]
    return json.dumps({"nodes": nodes, "edges": edges}, indent=2, ensure_ascii=False) + "\n"


def _dot(program: Program) -> str:
    import graphviz

    drawn = graphviz.Digraph(program.settings.id if program.settings else "program")
    drawn.attr(rankdir="LR")
    drawn.attr("node", shape="box", fontname="Helvetica")
    for kind, name in sorted(program.graph.nodes):
        drawn.node(f"{kind}/{name}", label=f"{kind}\n{name}")
    for source, target in sorted({(source, target) for source, target in program.graph.edges()}):
        drawn.edge("/".join(source), "/".join(target))
    return str(drawn.source)
