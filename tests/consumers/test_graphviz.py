"""Graphviz reads our DOT files as they are meant: without a word, with every label, group and way."""

from __future__ import annotations

import html
from functools import cache

import pytest

from cxprog.manifest import Manifest
from cxprog.renderers.journey_graph import produce
from cxprog.target import Artifact
from tests.consumers.harness import Graph, graphviz_parse
from tests.journeys import BASE, HOSTILE, hostile_program, journey, manifest_of, program, survey, text

pytestmark = pytest.mark.consumer

PROGRAMS = {
    "small": program(5, 3),
    "steps": program(25, 5, steps=True),
    "big": program(60, 8, steps=True),
    "hostile": hostile_program(),
}


@cache
def manifest(name: str) -> Manifest:
    return manifest_of(PROGRAMS[name])


@cache
def graph(name: str, direction: str = "across") -> Graph:
    artifacts = list(produce.produce(manifest(name), produce.options(png=False, direction=direction)))
    (dot,) = (each for each in artifacts if isinstance(each, Artifact) and each.path.endswith(".dot"))
    return graphviz_parse(dot.data.decode())


def shown(label: str) -> list[str]:
    """Lines of a label as Graphviz shows them: escapes and entities undone."""
    return [
        html.unescape(line.replace("\\\\", "\0").replace("\0", "\\"))
        for line in label.replace("\\\\", "\0").split("\\n")
    ]


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("direction", ["across", "down"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_graphviz_has_nothing_to_complain_about(name: str, direction: str) -> None:
    read = graph(name, direction)
    assert (read.errors, read.warnings) == ((), ())
    assert read.directed


@pytest.mark.parametrize("name", PROGRAMS)
def test_touchpoints_are_nodes_in_the_group_of_their_stage(name: str) -> None:
    read, touchpoints = graph(name), manifest(name).touchpoints
    for touchpoint in touchpoints:
        assert touchpoint.address in read.nodes
        groups = {group.id for group in read.groups if touchpoint.address in group.nodes}
        step = {f"cluster_{touchpoint.stage}/{touchpoint.step}"} if touchpoint.step else set()
        assert groups == {f"cluster_{touchpoint.stage}", *step}


@pytest.mark.parametrize("name", PROGRAMS)
def test_ways_are_edges_and_handoffs_say_so(name: str) -> None:
    read, known = graph(name), manifest(name).touchpoint_by_address
    labels: dict[tuple[str, str], list[str]] = {}
    for edge in read.edges:
        if edge.source in known and edge.target in known:
            labels.setdefault((edge.source, edge.target), []).append(edge.label)
    meant = {(touchpoint.address, edge.to): edge for touchpoint in known.values() for edge in touchpoint.next}
    assert set(labels) == set(meant)
    for ends, edge in meant.items():
        assert any("handoff: " in label for label in labels[ends]) == edge.is_handoff


def test_hostile_titles_are_shown_as_they_are() -> None:
    read = graph("hostile")
    for name, title in HOSTILE.items():
        lines = shown(read.nodes[f"hostile.{name}"])
        assert unspaced("".join(lines)).startswith(unspaced(title)), name
    titles = list(HOSTILE.values())
    for number, group in enumerate(read.groups):
        assert unspaced("".join(shown(group.title))).startswith(unspaced(titles[number]))


def test_what_listens_is_attached() -> None:
    read = graph("small")
    attached = {node: shown(label) for node, label in read.nodes.items() if "/" in node}
    assert attached["breakdown.contact-0/survey/survey-0"] == ["Survey 0", "Maintenance manager", "2 min"]
    assert attached["breakdown.contact-0/loop/hard-visit"] == [
        "A visit that was hard for the customer",
        "Field service",
        "first contact within 8 business hours",
    ]
    assert attached["stage-1/survey/survey-99"] == ["Half-way", "Buyer, Operator", "4.5 min"]
    ends = {(edge.source, edge.target) for edge in read.edges}
    assert ("breakdown.contact-0", "breakdown.contact-0/survey/survey-0") in ends
    assert ("breakdown.contact-0/survey/survey-0", "breakdown.contact-0/loop/hard-visit") in ends


def read_of(yaml: str, name: str) -> Graph:
    artifacts = produce.produce(manifest_of(yaml), produce.options(png=False))
    (dot,) = (each for each in artifacts if isinstance(each, Artifact) and each.path == f"{name}.dot")
    return graphviz_parse(dot.data.decode())


def test_a_stage_without_touchpoints_is_shown_with_what_listens_to_it() -> None:
    made = journey(2, 1)
    made["stages"].append({"id": "later", "title": "Not thought of yet", "roles": ["buyer"]})
    read = read_of(text([*BASE, made, survey(7, "breakdown.later")]), "breakdown")
    (stage,) = (group for group in read.groups if group.id == "cluster_later")
    assert shown(stage.title)[0] == "Not thought of yet"
    assert stage.nodes == ("later/nothing",)
    assert ("later/nothing", "later/survey/survey-7") in {(edge.source, edge.target) for edge in read.edges}


def test_several_ways_to_one_touchpoint_of_another_journey_are_several_nodes() -> None:
    made = journey(2, 1)
    ways = [{"to": "renewal.contact-0", "when": "Case one"}, {"to": "renewal.contact-0", "when": "Case two"}]
    made["stages"][0]["touchpoints"][1]["next"] = ways
    read = read_of(text([*BASE, made, journey(2, 1, name="renewal")]), "breakdown")
    labels = [label for node, label in read.nodes.items() if "/onward/" in node]
    assert ["Case one" in label for label in labels] == [True, False]
    assert ["Case two" in label for label in labels] == [False, True]
