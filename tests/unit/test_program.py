"""Documents linked to a program: what is declared, what refers to what, and what is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cxprog.document import parse
from cxprog.program import Program, link
from cxprog.source import Source
from tests.checking import PROGRAM, checked, concise, full, mistakes, page

Golden = Callable[[str, str | bytes], None]

JOURNEY = """\
kind: journey
id: repair
actor: customer
stages:
  - id: visit
    steps:
      - id: arrival
        touchpoints:
          - {id: call, channel: phone, next: [fix], owner: cx-office}
          - {id: fix, channel: on-site, owner: {joint: [cx-office, dealer], lead: dealer}}
"""
SURVEY = """\
kind: survey
id: effort
purpose: transactional
asks: [buyer]
when: {after: repair.call}
listens_to: [repair.call, repair.arrival, repair.visit]
identity: confidential
minutes: 2
questions: [ease, {question: why, when: ease <= 3}]
---
kind: question
id: ease
type: ces
text: How easy was it?
---
kind: question
id: why
type: open-text
text: Why?
"""
LOOP = """\
kind: loop
id: hard
type: inner
when: effort.ease <= 3 and effort.why is answered
owner: touchpoint-owner
escalate: [{after: 8bh, to: cx-office}]
"""
ALL = f"{JOURNEY}---\n{SURVEY}---\n{LOOP}"


def linked(text: str) -> Program:
    documents = [*parse(Source("cxprog.yaml", PROGRAM))[0], *parse(Source("text.yaml", text))[0]]
    program, findings = link(documents)
    assert not findings, full(findings)
    return program


def test_entries_are_documents_and_what_stands_inside() -> None:
    program = linked(ALL)
    assert {kind: list(entries) for kind, entries in program.entries.items()} == {
        "answer": ["effort.ease", "effort.why"],
        "event": ["arrival"],
        "journey": ["repair"],
        "loop": ["hard"],
        "partner": ["dealer"],
        "program": ["pumps"],
        "question": ["ease", "why"],
        "role": ["buyer"],
        "stage": ["repair.visit"],
        "step": ["repair.arrival"],
        "survey": ["effort"],
        "team": ["cx-office"],
        "touchpoint": ["repair.call", "repair.fix"],
    }
    touchpoint = program.get("touchpoint", "repair.fix")
    assert touchpoint is not None and touchpoint.node.channel == "on-site"
    assert touchpoint.at("channel").line == 10
    assert touchpoint.owner == "repair"


def test_references_know_both_ends() -> None:
    program = linked(ALL)
    assert [reference.entry.id for reference in program.referrers("answer", "effort.ease")] == ["hard"]
    assert [reference.entry.id for reference in program.referrers("touchpoint", "repair.fix")] == ["repair"]
    assert [
        (reference.label.line, reference.label.column) for reference in program.referrers("answer", "effort.why")
    ] == [(35, 28)]
    assert not program.may_be_mentioned(program.entries["loop"]["hard"])


def test_the_graph_has_an_edge_for_each_reference() -> None:
    program = linked(ALL)
    assert program.graph.number_of_nodes() == sum(len(entries) for entries in program.entries.values())
    assert program.graph.number_of_edges() == len(program.references)
    assert program.graph.has_edge(("loop", "hard"), ("answer", "effort.ease"))


def test_rules_see_sound_entries_only() -> None:
    documents = parse(Source("cxprog.yaml", PROGRAM + "---\n" + ALL.replace("minutes: 2", "minutes: two")))[0]
    program, _ = link(documents)
    assert [entry.id for entry in program.each("survey")] == []
    assert [entry.id for entry in program.each("answer")] == []
    assert [entry.id for entry in program.each("loop")] == ["hard"]


def test_an_entry_that_refers_to_nothing_known_is_not_sound() -> None:
    program, _ = link(parse(Source("cxprog.yaml", PROGRAM + "---\n" + LOOP))[0])
    assert [entry.id for entry in program.each("loop")] == []


CASES = {
    "role in the plural": ALL.replace("[buyer]", "[buyers]"),
    "role in capitals": ALL.replace("[buyer]", "[Buyer]"),
    "title instead of an id": ALL.replace("to: cx-office", "to: CX Office"),
    "misspelt word": ALL.replace("touchpoint-owner", "touchpoint_owner"),
    "nothing like it, few known": ALL.replace("to: cx-office", "to: sales"),
    "nothing declared of this kind": ALL + "---\nkind: report\nid: r\nmetrics: [nps]\nto: [cx-office]\n",
    "another kind": ALL.replace("to: cx-office", "to: buyer"),
    "touchpoint without its journey": ALL.replace("after: repair.call", "after: call"),
    "unknown touchpoint of a known journey": ALL.replace("after: repair.call", "after: repair.cal"),
    "unknown journey": ALL.replace("after: repair.call", "after: repairs.call"),
    "unknown journey in three places": ALL.replace("repair.", "repairs."),
    "stage where a touchpoint stands": ALL.replace("after: repair.call", "after: repair.visit"),
    "unknown next touchpoint": ALL.replace("next: [fix]", "next: [fixed]"),
    "question that is not asked": ALL.replace("effort.why is", "effort.reason is"),
    "question without its survey": ALL.replace("effort.why is answered", "why is answered"),
    "unknown question in a condition": ALL.replace("when: ease <= 3", "when: eas <= 3"),
    "id twice": ALL + "---\nkind: role\nid: buyer\naudience: customer\nlevel: tactical\n",
    "touchpoint twice": ALL.replace("id: fix", "id: call").replace(", next: [fix]", ""),
    "stage and touchpoint of one name": ALL.replace("- id: visit", "- id: call").replace(", repair.visit", ""),
    "team and partner of one name": ALL + "---\nkind: team\nid: dealer\n",
    "reference that leads back": "kind: team\nid: a\nparent: b\n---\nkind: team\nid: b\nparent: c\n---\n"
    "kind: team\nid: c\nparent: a\n",
    "two programs": "kind: program\nid: other\nlanguage: 1\nversion: 1.0.0\nmodel: b2b\nclock: Europe/Berlin\n"
    "owner: cx-office\n",
    "name of a text that is not YAML": "kind: team\nid: sales: north\n---\n"
    + ALL.replace("to: cx-office", "to: sales"),
    "name in a document of no kind": "kind: taem\nid: sales\n---\n" + ALL.replace("to: cx-office", "to: sales"),
    "id with a mistake": ALL.replace("id: ease", "id: Ease"),
    "journey with a mistake": ALL.replace("stages:", "Stages:"),
    "survey with a mistake": ALL.replace("questions:", "question:"),
}


def test_what_is_said_of_mistakes(golden: Golden) -> None:
    golden("messages/program.txt", page({name: (text, mistakes(checked(text))) for name, text in CASES.items()}))


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_gets_one_message(name: str) -> None:
    found = mistakes(checked(CASES[name]))
    assert len(found) == 1, full(found)
    assert found[0].help


def test_a_project_needs_a_program() -> None:
    assert concise(checked("kind: team\nid: a\n", program="")) == [
        "text.yaml:1:7: error[program-missing] no document says what the program is"
    ]
    assert [finding.rule for finding in checked("", program="").findings] == ["program-missing"]


@pytest.mark.parametrize("old", ["kind: program", "id: pumps", "version: 1.0.0"])
@pytest.mark.parametrize("added", [": x", " 1", "\n nothing: here"])
def test_a_program_with_a_mistake_is_not_missing_as_well(old: str, added: str) -> None:
    assert len(mistakes(checked("", program=PROGRAM.replace(old, old + added, 1)))) == 1


@pytest.mark.parametrize("version", ["2", "99"])
def test_a_newer_language_is_all_that_is_said(version: str) -> None:
    program = PROGRAM.replace("language: 1", f"language: {version}").replace("id: pumps", "id: pumps\nnovelty: [1]")
    run = checked("kind: hologram\nid: x\n---\nkind: team\nid: y\nnovelty: 1\n", program=program)
    assert [finding.rule for finding in run.findings] == ["newer-language"]


@pytest.mark.parametrize("version", ["0", "-1", "true", "1.5", "one", "[1]"])
def test_a_language_that_is_none(version: str) -> None:
    run = checked("", program=PROGRAM.replace("language: 1", f"language: {version}"))
    assert [finding.rule for finding in mistakes(run)] in (["wrong-type"], ["wrong-value"])


def test_a_name_that_can_be_no_id_is_not_to_be_declared() -> None:
    teams = "".join(f"---\nkind: team\nid: team-{number}\n" for number in range(9))
    found = checked(f"kind: team\nid: care\nparent: Anna Schmidt\n{teams}").findings
    (finding,) = (each for each in found if each.rule == "unknown-reference")
    assert finding.message.startswith("there is no team `Anna Schmidt`")
    assert finding.help.startswith("name it by its id, such as `care`; ids hold lower-case letters,")
