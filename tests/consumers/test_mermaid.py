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
from tests.journeys import BASE, LOOP, hostile_program, journey, manifest_of, program, survey, text

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
    """Every diagram by program and path, read in one process."""
    texts = {
        (name, path): diagram for name in PROGRAMS for path, diagram in files(name).items() if path.endswith(".mmd")
    }
    return dict(zip(texts, mermaid(list(texts.values())), strict=True))


def of(name: str, sort: str) -> list[Diagram]:
    """The diagrams of a program that show touchpoints, in their order: `flowchart`s or `emotions`."""
    found = [(path, diagram) for (own, path), diagram in diagrams().items() if own == name]
    emotions = [diagram for path, diagram in found if ".emotions." in path]
    flowcharts = [diagram for path, diagram in found if ".emotions." not in path]
    # In front of several there is one of the stages.
    return emotions if sort == "emotions" else flowcharts[1:] or flowcharts


def boxes_of(name: str) -> dict[str, str]:
    """The labels of all boxes of a program's flowcharts."""
    return {node: label for diagram in of(name, "flowchart") for node, label in diagram.nodes.items()}


def node_of(address: str) -> str:
    return "contact_" + address.partition(".")[2].replace("-", "_")


def lines_of(label: str) -> list[str]:
    """Lines as the browser shows them; Mermaid has rewritten the break, and nothing else in the label is one."""
    return label.split("<br>")


def flat(text: str) -> str:
    return " ".join(text.split())


def whole(text: str) -> str:
    """Text without what nobody sees: soft hyphens in long words, joiners between the signs of formulas."""
    return text.replace("\N{SOFT HYPHEN}", "").replace("\N{WORD JOINER}", "")


def is_of(shown: str, title: str) -> bool:
    """Whether a text is a title, or the beginning of one that says it goes on."""
    begun, dots, _ = whole(shown).partition("\N{HORIZONTAL ELLIPSIS}")
    return flat(title).startswith(begun.strip()) if dots else whole(shown) == flat(title)


# WHAT MERMAID UNDERSTOOD


@pytest.mark.parametrize("name", PROGRAMS)
def test_mermaid_takes_every_diagram(name: str) -> None:
    for (own, path), diagram in diagrams().items():
        if own == name:
            assert (path, diagram.error) == (path, "")
            assert diagram.type == ("journey" if ".emotions." in path else "flowchart-v2")


@pytest.mark.parametrize("name", PROGRAMS)
def test_touchpoints_are_boxes_with_title_and_owners(name: str) -> None:
    boxes, program = boxes_of(name), manifest(name)
    for touchpoint in program.touchpoints:
        lines = lines_of(whole(boxes[node_of(touchpoint.address)]))
        title = [flat(line) for line in touchpoint.title["en"].splitlines() if line.strip()]
        start = 1 if lines[0] == "★ MOMENT OF TRUTH" else 0
        assert lines[start : start + len(title)] == title
        for party in touchpoint.owners:
            assert flat(program.owner(party).title["en"]) in " ".join(lines)


@pytest.mark.parametrize("name", PROGRAMS)
def test_stages_and_steps_are_groups(name: str) -> None:
    program, boxes = manifest(name), boxes_of(name)
    groups = [group for diagram in of(name, "flowchart") for group in diagram.groups]
    for touchpoint in program.touchpoints:
        holder = f"step_{touchpoint.step}" if touchpoint.step else f"stage_{touchpoint.stage}"
        assert any(
            group.id == holder.replace("-", "_") and node_of(touchpoint.address) in group.nodes for group in groups
        )
    (spec,) = (node.spec for node in program.each("journey"))
    titles = {group.id: group.title for group in reversed(groups)}
    for stage in spec.stages:
        name = f"stage_{stage.id}".replace("-", "_")
        assert is_of(titles[name], stage.title["en"])
        if "…" in titles[name]:
            assert " ".join(lines_of(whole(boxes[f"about_{name}"]))).startswith(flat(stage.title["en"]))


@pytest.mark.parametrize("name", PROGRAMS)
def test_ways_are_arrows_and_handoffs_say_so(name: str) -> None:
    program, boxes = manifest(name), boxes_of(name)
    drawn = {
        (edge.source, edge.target): edge.label
        for diagram in of(name, "flowchart")
        for edge in diagram.edges
        if edge.source.startswith("contact_") and edge.target.startswith("contact_")
    }
    titles = {touchpoint.address: flat(touchpoint.title["en"]) for touchpoint in program.touchpoints}
    meant = [(touchpoint.address, edge.to, edge) for touchpoint in program.touchpoints for edge in touchpoint.next]
    for address, to, edge in meant:
        source, target = node_of(address), node_of(to)
        if (source, target) in drawn:
            said = drawn.pop((source, target))
            told = [line for line in lines_of(whole(boxes[source])) if line.startswith("next: ")]
            assert ("handoff: " in said or any("handoff: " in line for line in told)) >= edge.is_handoff
            assert "handoff: " not in said or edge.is_handoff
        else:
            # It leads to another diagram, and both of them say so.
            assert any("continues in " in label and titles[to] in flat(label) for label in stubs(name, source))
            assert any("comes from " in label for label in stubs(name, target))
    assert drawn == {}


def stubs(name: str, node: str) -> list[str]:
    """What is said at a box: in it, and in the boxes that hang on it."""
    (diagram,) = (diagram for diagram in of(name, "flowchart") if node in diagram.nodes)
    beside = {edge.source for edge in diagram.edges if edge.target == node}
    beside |= {edge.target for edge in diagram.edges if edge.source == node}
    return [whole(diagram.nodes[each]).replace("<br>", " ") for each in (node, *beside)]


def test_what_listens_is_attached() -> None:
    made = [*BASE, LOOP, journey(5, 3), survey(0, "breakdown.contact-4")]
    produced = produce.produce(manifest_of(text(made)), produce.options())
    (read,) = mermaid([next(each.data.decode() for each in produced if isinstance(each, Artifact))])
    by_label = {lines_of(label)[0]: node for node, label in read.nodes.items() if node.startswith("attached")}
    ends = {(edge.source, edge.target) for edge in read.edges}
    one = by_label["survey: Survey 0"]
    assert ("contact_contact_4", one) in ends
    assert (one, by_label["loop: A visit that was hard for the customer"]) in ends


@pytest.mark.parametrize("name", PROGRAMS)
def test_emotions_come_back_as_scores(name: str) -> None:
    (spec,) = (node.spec for node in manifest(name).each("journey"))
    meant = [
        (stage.title["en"], touchpoint.title["en"], touchpoint.emotion + 3)
        for stage in spec.stages
        for held in (stage, *stage.steps)
        for touchpoint in held.touchpoints
        if touchpoint.emotion is not None
    ]
    tasks = [task for diagram in of(name, "emotions") for task in diagram.tasks]
    signs: dict[str, set[str]] = {}
    for task, (stage, title, score) in zip(tasks, meant, strict=True):
        assert is_of(task.section.removesuffix(" (continued)"), stage)
        # No owner is told by color alone: signs before the title lead to the names.
        shown, _, words = task.task.partition("\N{NO-BREAK SPACE}")
        assert is_of(words, title)
        assert task.score == score
        named = [actor.partition("\N{NO-BREAK SPACE}") for actor in task.actors]
        assert shown == "".join(sign for sign, _, _ in named)
        for sign, _, actor in named:
            signs.setdefault(sign, set()).add(actor)
    assert all(len(actors) == 1 for actors in signs.values())
    owners = {
        flat(manifest(name).owner(party).title["en"]) for each in manifest(name).touchpoints for party in each.owners
    }
    assert all(any(is_of(actor, owner) for owner in owners) for actors in signs.values() for actor in actors)
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
    assert blocks == [diagram for path, diagram in files("hostile").items() if path.endswith(".mmd")]
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
    assert {group.id: group.nodes for group in read.groups}["stage_later"] == ("about_stage_later",)


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
    made = journey(12, 2)
    for stage in made["stages"]:
        for touchpoint in stage["touchpoints"]:
            touchpoint["next"] = [
                {"to": f"contact-{number}", "when": "In one case of many " * 30} for number in range(8)
            ]
    manifest = manifest_of(text([*BASE, made]))
    (note,) = (each for each in produce.produce(manifest, produce.options()) if isinstance(each, Note))
    assert note.code == "not-expressible"
    assert re.fullmatch(
        r"the diagram `breakdown.mmd` has [0-9]{5} characters; code hosting pages draw 50000 at most, and show an "
        "error instead",
        note.message,
    )


# LONG JOURNEYS


def flowcharts_of(yaml: str) -> dict[str, str]:
    produced = produce.produce(manifest_of(yaml), produce.options())
    return {
        each.path.removesuffix(".mmd"): each.data.decode()
        for each in produced
        if isinstance(each, Artifact) and ".emotions." not in each.path and each.path.endswith(".mmd")
    }


def test_a_long_journey_is_shown_in_parts() -> None:
    found = flowcharts_of(text([*BASE, journey(20, 5)]))
    assert list(found) == ["breakdown", "breakdown.from-contact-0", "breakdown.from-contact-11"]
    first, *_ = mermaid([found["breakdown"]])
    assert list(first.nodes) == [f"stage_stage_{number}" for number in range(5)]
    assert lines_of(first.nodes["stage_stage_4"])[-1] == "5 touchpoints, 1 moment of truth"
    assert ("stage_stage_0", "stage_stage_1") in {(edge.source, edge.target) for edge in first.edges}


def test_a_stage_that_is_too_long_goes_on() -> None:
    found = flowcharts_of(text([*BASE, journey(30, 1)]))
    assert list(found)[1:] == [f"breakdown.from-contact-{start}" for start in (0, 12, 24)]
    (read,) = mermaid([found["breakdown.from-contact-12"]])
    assert lines_of(read.nodes["about_stage_stage_0"])[0] == "Become aware (continued)"


def test_a_stage_without_touchpoints_behind_a_full_diagram_belongs_to_it() -> None:
    made = journey(12, 1)
    made["stages"].append({"id": "later", "title": "Not thought of yet", "roles": ["buyer"]})
    (diagram,) = flowcharts_of(text([*BASE, made])).values()
    assert "Not thought of yet" in diagram


def test_ways_that_lead_across_are_told_in_the_boxes() -> None:
    made = journey(12, 3)
    touchpoints = [touchpoint for stage in made["stages"] for touchpoint in stage["touchpoints"]]
    for number, touchpoint in enumerate(touchpoints):
        others = [{"to": f"contact-{number * 5 % 12}", "when": f"Case {number}"}]
        touchpoint["next"] = [f"contact-{number + 1}", *others] if number < 11 else others
    manifest = manifest_of(text([*BASE, made]))
    (read,) = mermaid(list(flowcharts_of(text([*BASE, made])).values()))
    for touchpoint in manifest.touchpoints:
        for edge in touchpoint.next:
            ends = node_of(touchpoint.address), node_of(edge.to)
            drawn = [each for each in read.edges if (each.source, each.target) == ends]
            title = manifest.touchpoint_by_address[edge.to].title["en"]
            told = [line for line in lines_of(read.nodes[ends[0]]) if line.startswith(f"next: {title}")]
            assert len(drawn) + len(told) == 1
            assert not edge.when or edge.when["en"] in (drawn[0].label if drawn else told[0])


def test_stages_that_lead_to_many_others_say_so_in_the_overview() -> None:
    made = journey(24, 8)
    firsts = [stage["touchpoints"][0] for stage in made["stages"]]
    for touchpoint in firsts:
        touchpoint["next"] = [each["id"] for each in firsts if each is not touchpoint]
    (read, *_) = mermaid(list(flowcharts_of(text([*BASE, made])).values()))
    ends = [(edge.source, edge.target) for edge in read.edges]
    for number in range(8):
        lines = lines_of(read.nodes[f"stage_stage_{number}"])
        told = {line.partition(": ")[2] for line in lines if line.startswith(("next: ", "handoff to: "))}
        near = {each for each in range(8) if (f"stage_stage_{number}", f"stage_stage_{each}") in ends}
        assert len(told) + len(near) == 7
        assert near <= {number - 1, number + 1}


def test_a_way_from_another_journey_is_told_once_however_many_lead_there() -> None:
    made = journey(2, 1)
    ways = [{"to": "renewal.contact-0", "when": "Case one"}, {"to": "renewal.contact-0", "when": "Case two"}]
    made["stages"][0]["touchpoints"][1]["next"] = ways
    found = flowcharts_of(text([*BASE, made, journey(2, 1, name="renewal")]))
    assert found["breakdown"].count("Case one") == found["breakdown"].count("Case two") == 1
    assert found["renewal"].count("comes from") == 1


def test_one_more_touchpoint_moves_only_what_comes_behind() -> None:
    made = journey(30, 3)
    for stage in made["stages"]:
        for touchpoint in stage["touchpoints"]:
            touchpoint.pop("next", None)
    before = flowcharts_of(text([*BASE, made]))
    made["stages"][2]["touchpoints"].append({"id": "one-more", "title": "One more", "channel": "web"})
    after = flowcharts_of(text([*BASE, made]))
    # The last touchpoint goes on to the new one, and the last stage holds one more.
    *kept, last = before
    assert list(after)[: len(before)] == [*kept, last]
    assert [name for name in kept if before[name] != after[name]] == ["breakdown"]
    assert before[last] != after[last]
