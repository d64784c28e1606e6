"""Journey pictures as code hosting pages show them, 800 pixels wide: readable, whole, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cxprog.check import Today
from cxprog.compiler import build_project
from cxprog.emitters import mermaid
from cxprog.manifest import Manifest
from cxprog.renderers import journey_graph
from cxprog.target import Artifact
from cxprog.workspace import read_project
from tests.consumers import harness
from tests.journeys import BASE, HOSTILE, hostile_program, journey, manifest_of, program, text

pytestmark = pytest.mark.consumer

ROOT = Path(__file__).parents[2] / "programs"
SHOWN = ("example", "gallery/john-deere", "gallery/partner-life-cycle", "gallery/cloud-company")
LETTERS_MIN = 11
"""Smallest letters in pixels that people read without zooming in."""

SPOILT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 400" width="1600" height="400" role="img">
<rect width="1600" height="400" fill="#FFFFFF"/><rect x="10" y="20" width="90" height="40" fill="#EEEEEE"/>
<text x="12" y="40" font-size="12">much longer than its box</text><text x="14" y="42" font-size="12">on the other</text>
<text x="1550" y="200" font-size="12">beyond the edge</text></svg>"""
"""What the checks have to notice."""


def project_manifest(folder: str) -> Manifest:
    manifest = build_project(read_project(ROOT / folder), Today("2026-11-22"), only=["mermaid"]).manifest
    assert manifest is not None
    return manifest


def manifests() -> Iterator[tuple[str, Manifest]]:
    yield from ((folder.rpartition("/")[2], project_manifest(folder)) for folder in SHOWN)
    yield "five", manifest_of(program(5, 3))
    yield "sixty", manifest_of(program(60, 8, steps=True))
    yield "unconnected", manifest_of(text([*BASE, unconnected()]))
    yield "tangled", manifest_of(text([*BASE, tangled(37)]))
    yield "hostile", manifest_of(hostile_program())


def unconnected() -> dict[str, Any]:
    """A journey in which nothing follows anything, which Mermaid would put side by side."""
    made = journey(9, 2)
    for stage in made["stages"]:
        for touchpoint in stage["touchpoints"]:
            touchpoint["next"] = []
    return made


def tangled(count: int) -> dict[str, Any]:
    """A journey in which every touchpoint leads on, and far ahead or back besides."""
    made = journey(count, 5, steps=True)
    held = [part for stage in made["stages"] for part in (stage, *stage.get("steps", ()))]
    for touchpoint in (touchpoint for part in held for touchpoint in part.get("touchpoints", ())):
        number = int(touchpoint["id"].rpartition("-")[2])
        touchpoint["title"] = f"Turn \\n number {number}"
        others = [{"to": f"contact-{number * 11 % count}", "when": f"If the unit was delivered in case {number}"}]
        touchpoint["next"] = [f"contact-{number + 1}", *others] if number + 1 < count else others
    return made


def pictures() -> Iterator[tuple[str, dict[str, Any]]]:
    """What is shown, by program, target and file."""
    for name, manifest in manifests():
        svgs = journey_graph.produce.produce(manifest, journey_graph.Options(png=False))
        diagrams = mermaid.produce.produce(manifest, mermaid.Options())
        for sort, produced, ending in (("svg", svgs, ".svg"), ("mermaid", diagrams, ".mmd")):
            for each in produced:
                assert isinstance(each, Artifact)
                if each.path.endswith(ending):
                    yield f"{name} {each.path}", {sort: each.data.decode(), "axe": name in AXE}


AXE = ("example", "five", "hostile")
"""Sixty touchpoints hold nothing for the checker that fewer do not, and take it a while."""


def seen(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `pictures.mjs` says, all in one browser; without one the test is skipped."""
    return harness.in_browser("pictures.mjs", requests)


@cache
def answers() -> dict[str, dict[str, Any]]:
    """Everything that the browser says, in one go."""
    asked = dict(pictures())
    for name in ("example service.svg", "example service.mmd", "example service.emotions.mmd", "five breakdown.mmd"):
        asked[f"dark {name}"] = {**asked[name], "scheme": "dark"}
    asked["spoilt"] = {"svg": SPOILT, "axe": True}
    said = dict(zip(asked, seen(list(asked.values())), strict=True))
    assert {name: answer["error"] for name, answer in said.items() if "error" in answer} == {}
    return said


def shown(*leaving_out: str) -> dict[str, dict[str, Any]]:
    return {name: answer for name, answer in answers().items() if name.split(" ")[0] not in ("spoilt", *leaving_out)}


def test_the_pictures_are_those_of_the_example_and_of_three_published_programs() -> None:
    names = {name.split(" ")[0] for name in shown("dark")}
    assert names == {folder.rpartition("/")[2] for folder in SHOWN} | {
        "five",
        "sixty",
        "unconnected",
        "tangled",
        "hostile",
    }
    assert all(answer["texts"] for answer in shown().values())


def test_letters_can_be_read() -> None:
    # The names of hostile owners leave Mermaid's user journeys no room.
    sizes = {name: answer["smallest"] for name, answer in shown().items() if not name.startswith("hostile hostile.emo")}
    assert {name: size for name, size in sizes.items() if size < LETTERS_MIN} == {}


def test_nothing_is_cut_off_or_lies_on_anything_else() -> None:
    found = {name: answer["outside"] + answer["overlaps"] for name, answer in shown().items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_picture_is_higher_than_its_touchpoints_need() -> None:
    sixty = answers()["sixty breakdown.svg"]
    assert sixty["shown"][1] < 60 * 160
    assert max(answer["shown"][1] for name, answer in shown("hostile", "tangled").items() if ".mmd" in name) < 4000


def test_no_picture_breaks_a_rule_of_accessibility() -> None:
    found = {name: answer["axe"] for name, answer in shown().items()}
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_pictures_say_what_they_show() -> None:
    for name, answer in shown().items():
        title, told = answer["named"] if len(answer["named"]) == 2 else (*answer["named"], answer["described"])
        assert title, name
        assert "touchpoint" in told, name
    (title, told) = answers()["example service.svg"]["named"]
    assert title == "A pump's service life"
    assert told.startswith("Journey of the customer · 4 stages, 8 touchpoints, 2 moments of truth, 5 handoffs · ")


def test_hostile_titles_are_text() -> None:
    for ending in (".svg", ".mmd"):
        names = [name for name in shown() if name.startswith("hostile") and ending in name and ".emotions" not in name]
        seen = "".join(answers()[name]["letters"] for name in names)
        for title in HOSTILE.values():
            assert "".join(title.split()) in seen, (ending, title)


def test_what_looks_like_the_end_of_a_line_is_text() -> None:
    assert "Turn\\nnumber0" in answers()["tangled breakdown.from-contact-0.mmd"]["letters"]


def test_nothing_runs_or_loads() -> None:
    assert [answer["asked"] for answer in answers().values() if answer["asked"]] == []
    assert not any(answer["ran"] for answer in answers().values())


def test_a_picture_that_was_spoilt_is_noticed() -> None:
    spoilt = answers()["spoilt"]
    assert spoilt["smallest"] == 6
    assert "out of its box: much longer than its box" in spoilt["outside"]
    assert "out of the picture: beyond the edge" in spoilt["outside"]
    assert len(spoilt["overlaps"]) == 1
    assert any(line.startswith("svg-img-alt") for line in spoilt["axe"])
