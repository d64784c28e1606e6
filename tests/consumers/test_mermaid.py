"""Mermaid reads our diagrams as they are meant: every label, group, way and score comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from cxprog.emitters.mermaid import produce
from cxprog.manifest import Manifest
from cxprog.target import Artifact, Note
from tests.consumers.harness import Diagram, mermaid
from tests.journeys import BASE, hostile_program, journey, manifest_of, program, survey, text

Golden = Callable[[str, str | bytes], None]

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
def files(name: str) -> dict[str, str]:
    produced = list(produce.produce(manifest(name), produce.options()))
    assert not [each for each in produced if isinstance(each, Note)]
    return {each.path: each.data.decode() for each in produced if isinstance(each, Artifact)}


@cache
def diagrams() -> dict[tuple[str, str], Diagram]:
    """Every diagram by program and kind, read in one process."""
    texts = {
        (name, "emotions" if "emotions" in path else "flowchart"): diagram
        for name in PROGRAMS
        for path, diagram in files(name).items()
        if path.endswith(".mmd")
    }
    return dict(zip(texts, mermaid(list(texts.values())), strict=True))


def node_of(address: str) -> str:
    return "contact_" + address.partition(".")[2].replace("-", "_")


def lines_of(label: str) -> list[str]:
    """Lines as the browser shows them; Mermaid has rewritten the break, and nothing else in the label is one."""
    return label.split("<br>")


def flat(text: str) -> str:
    return " ".join(text.split())


# WHAT MERMAID UNDERSTOOD


@pytest.mark.parametrize("name", PROGRAMS)
def test_mermaid_takes_every_diagram(name: str) -> None:
    flowchart, emotions = diagrams()[name, "flowchart"], diagrams()[name, "emotions"]
    assert (flowchart.error, emotions.error) == ("", "")
    assert (flowchart.type, emotions.type) == ("flowchart-v2", "journey")


@pytest.mark.parametrize("name", PROGRAMS)
def test_touchpoints_are_boxes_with_title_and_owners(name: str) -> None:
    read, program = diagrams()[name, "flowchart"], manifest(name)
    for touchpoint in program.touchpoints:
        lines = lines_of(read.nodes[node_of(touchpoint.address)])
        title = [flat(line) for line in touchpoint.title["en"].splitlines() if line.strip()]
        start = 1 if lines[0] == "★ MOMENT OF TRUTH" else 0
        assert lines[start : start + len(title)] == title
        for party in touchpoint.owners:
            assert flat(program.owner(party).title["en"]) in " ".join(lines)


@pytest.mark.parametrize("name", PROGRAMS)
def test_stages_and_steps_are_groups(name: str) -> None:
    read, program = diagrams()[name, "flowchart"], manifest(name)
    held = {group.id: set(group.nodes) for group in read.groups}
    for touchpoint in program.touchpoints:
        holder = f"step_{touchpoint.step}" if touchpoint.step else f"stage_{touchpoint.stage}"
        assert node_of(touchpoint.address) in held[holder.replace("-", "_")]
    (spec,) = (node.spec for node in program.each("journey"))
    titles = {group.id: lines_of(group.title) for group in read.groups}
    for stage in spec.stages:
        assert " ".join(titles[f"stage_{stage.id}".replace("-", "_")]).startswith(flat(stage.title["en"]))


@pytest.mark.parametrize("name", PROGRAMS)
def test_ways_are_arrows_and_handoffs_say_so(name: str) -> None:
    read, program = diagrams()[name, "flowchart"], manifest(name)
    meant = sorted(
        (node_of(touchpoint.address), node_of(edge.to), edge.is_handoff)
        for touchpoint in program.touchpoints
        for edge in touchpoint.next
    )
    drawn = sorted(
        (edge.source, edge.target, "handoff: " in edge.label)
        for edge in read.edges
        if edge.source.startswith("contact_") and edge.target.startswith("contact_")
    )
    assert drawn == meant


def test_what_listens_is_attached() -> None:
    read = diagrams()["small", "flowchart"]
    by_label = {lines_of(label)[0]: node for node, label in read.nodes.items() if node.startswith("attached")}
    ends = {(edge.source, edge.target) for edge in read.edges}
    one = by_label["survey: Survey 0"]
    assert ("contact_contact_0", one) in ends
    assert (one, by_label["loop: A visit that was hard for the customer"]) in ends
    assert ("stage_stage_1", by_label["survey: Half-way"]) in ends


@pytest.mark.parametrize("name", PROGRAMS)
def test_emotions_come_back_as_scores(name: str) -> None:
    (spec,) = (node.spec for node in manifest(name).each("journey"))
    meant = [
        (flat(stage.title["en"]), flat(touchpoint.title["en"]), touchpoint.emotion + 3)
        for stage in spec.stages
        for held in (stage, *stage.steps)
        for touchpoint in held.touchpoints
        if touchpoint.emotion is not None
    ]
    tasks = diagrams()[name, "emotions"].tasks
    assert [(task.section, task.task, task.score) for task in tasks] == meant
    owners = {
        flat(manifest(name).owner(party).title["en"]) for each in manifest(name).touchpoints for party in each.owners
    }
    assert {actor for task in tasks for actor in task.actors} <= owners
    assert all(task.actors for task in tasks)


# WHAT WE WROTE


def test_a_small_journey(golden: Golden) -> None:
    assert sorted(files("small")) == ["breakdown.emotions.mmd", "breakdown.mmd", "journeys.md"]
    golden("mermaid/five.mmd", files("small")["breakdown.mmd"])
    golden("mermaid/five.emotions.mmd", files("small")["breakdown.emotions.mmd"])
    golden("mermaid/five.md", files("small")["journeys.md"])


def test_hostile_titles(golden: Golden) -> None:
    golden("mermaid/hostile.mmd", files("hostile")["hostile.mmd"])
    golden("mermaid/hostile.emotions.mmd", files("hostile")["hostile.emotions.mmd"])
    golden("mermaid/hostile.md", files("hostile")["journeys.md"])


def test_the_page_holds_the_diagrams_and_nothing_that_means_something() -> None:
    page = files("hostile")["journeys.md"]
    blocks = re.findall(r"^```mermaid\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert blocks == [files("hostile")["hostile.mmd"], files("hostile")["hostile.emotions.mmd"]]
    prose = re.sub(r"^```mermaid\n.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"[<>{}\[\]*_`]", prose)
    for diagram in blocks:
        # Neither a template of a static page, nor a directive, nor markup but the line break.
        assert not re.search(r"{{ |}}%|%%|<(?!br/>)|`", diagram)


@pytest.mark.parametrize(
    ("line", "spelled"),
    [
        ("1. First", "1#46; First"),
        ("2) Second", "2#41; Second"),
        ("- Third", "#45; Third"),
        ("--- ", "#45;#45;#45;"),
        ("4.5 min", "4.5 min"),
        ("on-site, 2.5 h (R&D)", "on-site#44; 2.5 h (R#38;D)"),
        ("www.example.com", "www#46;example#46;com"),
    ],
)
def test_only_what_could_mean_something_is_spelled_out(line: str, spelled: str) -> None:
    stage = {"id": "one", "roles": ["buyer"], "touchpoints": [{"id": "a", "title": line, "channel": "web"}]}
    made = {"kind": "journey", "id": "plain", "actor": "customer", "stages": [stage]}
    yaml = text([*BASE, made])
    (diagram, *_) = produce.produce(manifest_of(yaml), produce.options())
    assert isinstance(diagram, Artifact)
    assert f'contact_a["{spelled}<br/>web<br/>nobody owns this"]' in diagram.data.decode()


def test_an_empty_stage_and_a_way_to_itself() -> None:
    made = journey(2, 1)
    made["stages"][0]["touchpoints"][0]["next"] = ["contact-0", "contact-1"]
    made["stages"].append({"id": "later", "roles": ["buyer"]})
    (diagram, *_) = produce.produce(manifest_of(text([*BASE, made])), produce.options())
    assert isinstance(diagram, Artifact)
    (read,) = mermaid([diagram.data.decode()])
    assert read.error == ""
    assert ("contact_contact_0", "contact_contact_0") in {(edge.source, edge.target) for edge in read.edges}
    assert {group.id: group.nodes for group in read.groups}["stage_later"] == ()


def test_many_attached_things_move_into_the_boxes() -> None:
    surveys = [survey(number, f"breakdown.contact-{number // 3}") for number in range(36)]
    produced = list(produce.produce(manifest_of(text([*BASE, journey(12, 2), *surveys])), produce.options()))
    (diagram,) = (
        each.data.decode() for each in produced if isinstance(each, Artifact) and each.path == "breakdown.mmd"
    )
    assert "attached" not in diagram
    assert diagram.count("survey#58; Survey") == 36
    assert "survey#58; Survey 29#58; Maintenance manager#44; 2 min" in diagram


def test_a_diagram_that_pages_refuse_is_reported() -> None:
    made = journey(51, 2)
    for stage in made["stages"]:
        for touchpoint in stage["touchpoints"]:
            touchpoint["next"] = [f"contact-{number}" for number in range(10)]
    manifest = manifest_of(text([*BASE, made]))
    (note,) = (each for each in produce.produce(manifest, produce.options()) if isinstance(each, Note))
    assert (note.code, note.message) == (
        "not-expressible",
        "the diagram of `breakdown` has 510 lines between boxes; code hosting pages draw 500 at most, and show an "
        "error instead",
    )
