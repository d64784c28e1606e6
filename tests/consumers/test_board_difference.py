"""Differences of boards in a real browser and in Mermaid: whole, accessible, usable without scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, build_project
from cxprog.display.difference import difference, written
from cxprog.manifest import Manifest
from cxprog.renderers._board_difference import Difference
from cxprog.source import Source
from cxprog.workspace import read_project
from tests.consumers import harness
from tests.journeys import BASE, HOSTILE, hostile_program, journey, manifest_of, text

pytestmark = pytest.mark.consumer

EXAMPLE = Path(__file__).parents[2] / "programs" / "example"
NAMES = ("main", "the files as they are")
WIDTHS = (1280, 1920, 3840)
SCHEMES = ("light", "dark")
EDITS = (
    # Renamed, another owner, added, other times, and other times again.
    ("journeys/service.yaml", "en: Call to the service desk", "en: Call to the hotline"),
    (
        "journeys/service.yaml",
        "channel: email\n            owner: field-service",
        "channel: email\n            owner: dealers",
    ),
    (
        "journeys/service.yaml",
        "          - id: invoice\n",
        "          - {id: warranty, title: Warranty check, channel: portal, owner: service-desk}\n"
        "          - id: invoice\n",
    ),
    ("surveys/customers.yaml", "{after: service.repair-visit, delay: 1d}", "{after: service.repair-visit, delay: 3d}"),
    ("loops.yaml", "first_contact: 8bh\nresolve: 5bd", "first_contact: 6bh\nresolve: 5bd"),
)


def built(project: Project) -> Manifest:
    manifest = build_project(project, Today("2026-11-22"), only=["mermaid"]).manifest
    assert manifest is not None
    return manifest


def example() -> Difference:
    """The example program before and after a realistic change: two touchpoints change places, one goes."""
    before = read_project(EXAMPLE)
    texts = {source.name: source.text for source in before.sources}
    for name, old, new in EDITS:
        assert texts[name].count(old) >= 1, old
        texts[name] = texts[name].replace(old, new)
    service = texts["journeys/service.yaml"]
    papers = service.index("      - id: papers\n")
    visit, order = (
        service.index("          - id: repair-visit\n"),
        service.index("          # The dealer stays in the lead"),
    )
    texts["journeys/service.yaml"] = service[:visit] + service[order:papers] + service[visit:order] + service[papers:]
    purchase = texts["journeys/purchase.yaml"]
    gone, following = purchase.index("      - id: arrival\n"), purchase.index("  - id: start-up\n")
    texts["journeys/purchase.yaml"] = purchase[:gone] + purchase[following:]
    sources = tuple(Source(name, changed) for name, changed in texts.items())
    return difference(built(before), built(Project(sources, before.tables, before.house)), NAMES)


def hostile() -> Difference:
    """Every hostile title in place of another one."""
    documents = [json.loads(part) for part in hostile_program().split("\n---\n")]
    titles = list(HOSTILE.values())
    whole = next(each for each in documents if each["kind"] == "journey")
    held = [touchpoint for stage in whole["stages"] for touchpoint in stage["touchpoints"]]
    for number, touchpoint in enumerate(held):
        touchpoint |= {"title": titles[number - 1], "pains": [titles[number - 2]]}
    return difference(manifest_of(text(documents)), manifest_of(hostile_program()), NAMES)


def arabic() -> Difference:
    """A journey in Arabic in which touchpoints change places."""
    base = [{**BASE[0], "locale": "ar"}, *BASE[1:]]
    titles = ("مكالمة الترحيب", "زيارة الفني", "تقرير الإصلاح", "الفاتورة")
    held = [
        {"id": f"c{number}", "title": {"ar": title}, "channel": "phone", "owner": "service-desk"}
        for number, title in enumerate(titles)
    ]

    def made(touchpoints: list[dict[str, Any]]) -> Manifest:
        stage = {"id": "need", "title": {"ar": "الحاجة"}, "roles": ["operator"], "touchpoints": touchpoints}
        return manifest_of(text([*base, {"kind": "journey", "id": "repair", "actor": "customer", "stages": [stage]}]))

    return difference(made(held), made([held[3], *held[:2]]), NAMES)


def sixty() -> Difference:
    """A long journey of which two stages change a little."""
    before, after = journey(60, 8, steps=True), journey(60, 8, steps=True)
    after["stages"][1]["touchpoints"].pop(0)
    after["stages"][4]["steps"][1]["touchpoints"][0]["channel"] = "phone"
    return difference(manifest_of(text([*BASE, before])), manifest_of(text([*BASE, after])), NAMES)


def odd() -> Difference:
    """A new journey; stages and steps that came, went, changed places, and a stage that nothing is left in."""

    def contact(name: str) -> dict[str, Any]:
        return {"id": name, "channel": "web", "owner": "marketing"}

    def made(*stages: dict[str, Any], name: str = "repair") -> dict[str, Any]:
        return {"kind": "journey", "id": name, "actor": "customer", "stages": list(stages)}

    a, b, c, d = map(contact, "abcd")
    steps = {
        "id": "two",
        "roles": ["buyer"],
        "steps": [{"id": "do", "touchpoints": [b]}, {"id": "go", "touchpoints": [c]}],
    }
    other = {
        "id": "two",
        "roles": ["buyer"],
        "steps": [{"id": "go", "touchpoints": [c]}, {"id": "be", "touchpoints": [b]}],
    }
    one, last = (
        {"id": "one", "roles": ["buyer"], "touchpoints": [a]},
        {"id": "last", "roles": ["buyer"], "touchpoints": [d]},
    )
    before = [*BASE, made(one, steps)]
    after = [*BASE, made(other, {**last, "touchpoints": [d, a]}), made(one, name="purchase")]
    return difference(manifest_of(text(before)), manifest_of(text(after)), NAMES)


DIFFERENCES = {"odd": odd, "example": example, "hostile": hostile, "arabic": arabic, "sixty": sixty}


class Answers(NamedTuple):
    """What the browser says."""

    pages: dict[str, dict[str, Any]]
    """Measured, by name."""
    filtered: dict[str, Any]
    """Before and after only what changed is wanted."""
    phone: dict[str, Any]
    signs: dict[str, Any]
    """What the signs say, opened."""
    broken: dict[str, Any]
    """A page that was spoilt on purpose, measured."""


@pytest.fixture(scope="module")
def differences() -> dict[str, Difference]:
    """What differs, by name."""
    return {name: made() for name, made in DIFFERENCES.items()}


BROKEN = b"""<style>.compared .contact { height: 3rem; } .headline { color: #dddddd; }</style>
<script>globalThis.ran = ["script"]</script></head>"""


OPENED = [["focus", "[popovertarget=signs]"], ["press", "Enter"]]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, differences: dict[str, Difference]) -> Answers:
    """Everything that is asked of the browser, in one go."""
    folder = tmp_path_factory.mktemp("differences")
    pages = {name: written(each, "html") for name, each in differences.items()}
    pages["broken"] = pages["example"].replace(b"</head>", BROKEN)
    for name, page in pages.items():
        (folder / f"{name}.html").write_bytes(page)
    paths = {name: str(folder / f"{name}.html") for name in pages}
    asked: list[dict[str, Any]] = [
        {"do": "measure", "path": path, "widths": WIDTHS, "schemes": SCHEMES} for path in paths.values()
    ]
    steps = [["focus", "#only-changed"], ["press", "Space"]]
    asked += [
        {"do": "drive", "path": paths["example"], "steps": steps, "schemes": ["light"]},
        {"do": "drive", "path": paths["example"], "width": 390, "steps": steps, "schemes": ["light"]},
    ]
    asked += [{"do": "drive", "path": paths["example"], "steps": OPENED, "schemes": [name]} for name in SCHEMES[1:]]
    said = harness.in_browser("board.mjs", asked)
    measured = dict(zip(pages, said, strict=False))
    return Answers({name: each for name, each in measured.items() if name != "broken"}, *said[-3:], measured["broken"])


def test_no_page_complains_or_asks_the_network(answers: Answers) -> None:
    seen = {**answers.pages, "filtered": answers.filtered, "phone": answers.phone, "signs": answers.signs}
    assert {name: found for name, each in seen.items() if (found := each["errors"] + each["requests"])} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_or_lies_on_anything_else(answers: Answers, width: int) -> None:
    for name, answer in answers.pages.items():
        measured = answer["widths"][str(width)]
        assert measured["boxes"] > 5, name
        assert (measured["cut"], measured["overlaps"]) == ([], []), name


def test_no_page_breaks_a_rule_of_accessibility(answers: Answers) -> None:
    found = {
        f"{name} {scheme}": broken for name, each in answers.pages.items() for scheme, broken in each["axe"].items()
    }
    assert len(found) == len(DIFFERENCES) * len(SCHEMES)
    assert {name: broken for name, broken in found.items() if broken} == {}
    assert answers.filtered["axe"] == answers.phone["axe"] == answers.signs["axe"] == []


def test_a_page_that_was_spoilt_is_noticed(answers: Answers) -> None:
    assert any("contact" in line for line in answers.broken["widths"]["1280"]["cut"])
    assert any(line.startswith("color-contrast") for line in answers.broken["axe"]["light"])
    # No script runs, whoever puts it there.
    assert answers.broken["ran"] == []
    assert len(answers.broken["errors"]) == 1


def test_only_what_changed_can_be_shown_by_keyboard_and_without_scripts(answers: Answers) -> None:
    everything, _, changed = answers.filtered["states"]
    assert len(everything["touchpoints"]) == 18
    assert changed["touchpoints"] == [
        "arrival", "hotline-call", "parts-order", "repair-visit", "repair-report", "warranty",
    ]  # fmt: skip
    layout = answers.filtered["layout"]
    assert (layout["cut"], layout["overlaps"]) == ([], [])
    assert answers.phone["states"][-1]["touchpoints"] == changed["touchpoints"]


def test_hostile_titles_stay_text(answers: Answers) -> None:
    answer = answers.pages["hostile"]
    assert answer["ran"] == []
    shown = [" ".join(title.split()) for title in answer["titles"]]
    assert shown == [" ".join(title.split()) for title in HOSTILE.values()]


def test_mermaid_draws_the_diagrams(differences: dict[str, Difference]) -> None:
    diagrams = {
        f"{name} {number}": diagram
        for name, each in differences.items()
        for number, diagram in enumerate(
            re.findall(r"```mermaid\n(.*?)```", written(each, "markdown").decode(), re.DOTALL)
        )
    }
    assert len(diagrams) >= 5
    drawn = dict(zip(diagrams, harness.mermaid(list(diagrams.values())), strict=True))
    assert {name: each.error for name, each in drawn.items() if each.error} == {}
    assert drawn["hostile 0"].nodes["stage0x0"].startswith("✎ renamed")
    assert "<script>alert(1)</script>" in drawn["hostile 0"].nodes["stage0x0"].replace("\N{SOFT HYPHEN}", "")
    assert max(len(each.nodes) for each in drawn.values()) <= 25 + 10
