"""Journey boards in a real browser: whole at every width, usable by keyboard and without scripts, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cxprog.check import Today
from cxprog.compiler import build_project
from cxprog.manifest import Manifest
from cxprog.renderers.journey_board import produce
from cxprog.target import Artifact
from cxprog.workspace import read_project
from tests.consumers import harness
from tests.journeys import BASE, HOSTILE, LOOP, hostile_program, manifest_of, program, survey, text

pytestmark = pytest.mark.consumer

PROGRAMS = Path(__file__).parents[2] / "programs"
SHOWN = ("example", "gallery/john-deere", "gallery/partner-life-cycle", "gallery/cloud-company")
WIDTHS = (1280, 1920, 3840)
SCHEMES = ("light", "dark")


def arabic_program() -> str:
    """A program in Arabic, with a branch, a way back, a handoff and a survey of a whole stage."""
    base = [{**BASE[0], "locale": "ar", "title": "مضخات الميناء"}, *BASE[1:]]
    contacts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("call", "مكالمة الترحيب", {"emotion": 1}),
        ("visit", "زيارة الفني إلى الموقع ABC", {"emotion": -2, "moment_of_truth": True, "owner": "dealer"}),
        ("report", "تقرير الإصلاح", {"emotion": 0, "evidence": "full"}),
        ("invoice", "الفاتورة", {"owner": {"joint": ["dealer", "service-desk"], "lead": "dealer"}, "next": ["call"]}),
    )
    touchpoints = [
        {"id": name, "title": {"ar": title, "en": name}, "channel": "phone", "owner": "service-desk", **keys}
        for name, title, keys in contacts
    ]
    touchpoints[1]["next"] = ["report", {"to": "invoice", "when": {"ar": "لم يتم الحل"}}]
    stages = [
        {"id": "need", "title": {"ar": "الحاجة"}, "roles": ["operator"], "touchpoints": touchpoints[:2]},
        {"id": "use", "title": {"ar": "الاستخدام"}, "roles": ["buyer"], "touchpoints": touchpoints[2:]},
    ]
    made = {"kind": "journey", "id": "repair", "title": {"ar": "الإصلاح"}, "actor": "customer", "stages": stages}
    return text([*base, LOOP, made, survey(0, "repair.visit"), survey(1, "repair.use")])


def project_manifest(folder: str) -> Manifest:
    manifest = build_project(read_project(PROGRAMS / folder), Today("2026-11-22"), only=["mermaid"]).manifest
    assert manifest is not None
    return manifest


def pages() -> Iterator[tuple[str, bytes]]:
    """Every board by a file name."""
    manifests = {name.rpartition("/")[2]: project_manifest(name) for name in SHOWN}
    manifests |= {
        "hostile": manifest_of(hostile_program()),
        "arabic": manifest_of(arabic_program()),
        "eighty": manifest_of(program(80, 8, steps=True)),
    }
    for name, manifest in manifests.items():
        for artifact in produce.produce(manifest, produce.options()):
            assert isinstance(artifact, Artifact)
            yield f"{name}-{artifact.path}", artifact.data


SERVICE = "example-service.html"
CHOSEN = "#touchpoint=repair-visit&owner=dealers&hide=pains%2Cways&theme=dark"
DRIVES: dict[str, dict[str, Any]] = {
    "keyboard": {
        "path": SERVICE,
        "steps": [
            ["focus", "button[type=reset]"],
            ["press", "Tab"],
            ["press", "Enter"],
            ["press", "Tab"],
            ["press", "Escape"],
            ["press", "Tab"],
        ],
    },
    "filters": {
        "path": SERVICE,
        "steps": [
            ["select", "owner", "dealers"],
            ["select", "channel", "on-site"],
            ["reload"],
            ["click", "button[type=reset]"],
            ["select", "role", "plant-director"],
            ["select", "role", ""],
            ["select", "survey", "repair-effort"],
        ],
    },
    "lanes": {
        "path": SERVICE,
        "steps": [
            ["click", "input[value=emotion]"],
            ["click", "input[value=loops]"],
            ["reload"],
            ["click", "input[value=loops]"],
        ],
    },
    "deep link": {
        "path": SERVICE,
        "hash": CHOSEN,
        "steps": [["click", "[data-step='1']"], ["click", "[data-close]"], ["address", "#touchpoint=nothing-known"]],
        "schemes": ["dark"],
    },
    "unknown": {"path": SERVICE, "hash": "#owner=nobody-known", "steps": []},
    "panel": {"path": SERVICE, "hash": "#touchpoint=repair-visit", "steps": [], "schemes": ["light"]},
    "languages": {"path": SERVICE, "steps": [["select", "locale", "de"], ["select", "locale", "en"]]},
    "history": {
        "path": SERVICE,
        "steps": [["click", "#card-invoice .open"], ["click", ".panel dd a, [data-close]"], ["back"]],
    },
    "right to left": {
        "path": "arabic-repair.html",
        "steps": [["select", "locale", "en"], ["select", "owner", "dealer"]],
    },
    "colors": {"path": SERVICE, "steps": [["scheme", "dark"], ["select", "theme", "light"]]},
    "filtered": {"path": "eighty-breakdown.html", "steps": [["select", "owner", "dealer"]]},
    "phone": {"path": SERVICE, "width": 390, "steps": [["select", "owner", "dealers"]], "schemes": ["light"]},
}


BROKEN = b"""<style>
.contact { height: 4rem; } .notes li { width: 30rem; } .facts { color: #dddddd; }
</style><script>globalThis.ran = ["script"]</script><img src="http://127.0.0.1:1/x.png"></head>"""
"""What the checks have to notice."""


class Answers(NamedTuple):
    """What the browser says."""

    boards: dict[str, dict[str, Any]]
    """Measured, by file name."""
    drives: dict[str, dict[str, Any]]
    """Driven, by the names above."""
    plain: dict[str, Any]
    """Read with scripts disabled."""
    broken: dict[str, Any]
    """A board that was spoilt on purpose, measured."""

    def states(self, drive: str) -> list[dict[str, Any]]:
        """What a person has before them at the start and after each step."""
        seen: list[dict[str, Any]] = self.drives[drive]["states"]
        return seen


def schemes(name: str) -> tuple[str, ...]:
    """Colors in which accessibility is checked; what is made up looks no different in dark from what is not."""
    # Eighty touchpoints hold nothing for the checker that fewer do not, and take it a while.
    return {"eighty": (), "hostile": SCHEMES[:1], "arabic": SCHEMES[:1]}.get(name.partition("-")[0], SCHEMES)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Everything that is asked of the browser, in one go."""
    folder = tmp_path_factory.mktemp("boards")
    files = dict(pages())
    files["broken.html"] = files[SERVICE].replace(b"</head>", BROKEN)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    measure = [{"do": "measure", "path": name, "widths": WIDTHS, "schemes": schemes(name)} for name in files]
    drive = [{"do": "drive", **drive} for drive in DRIVES.values()]
    asked = [*measure, *drive, {"do": "plain", "path": SERVICE}]
    said = harness.in_browser(
        "board.mjs", [{**request, "path": str(folder / str(request["path"]))} for request in asked]
    )
    boards = dict(zip(files, said, strict=False))
    drives = dict(zip(DRIVES, said[len(files) :], strict=False))
    return Answers(boards, drives, said[-1], boards.pop("broken.html"))


# THE BOARDS


def test_the_boards_are_those_of_the_example_and_of_three_published_programs(answers: Answers) -> None:
    names = {name.partition("-")[0] for name in answers.boards}
    assert names == {"example", "john", "partner", "cloud", "hostile", "arabic", "eighty"}


def test_no_board_complains_or_asks_the_network(answers: Answers) -> None:
    seen = {**answers.boards, **answers.drives, "plain": answers.plain}
    assert {name: found for name, answer in seen.items() if (found := answer["errors"] + answer["requests"])} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_or_lies_on_anything_else(answers: Answers, width: int) -> None:
    for name, answer in answers.boards.items():
        measured = answer["widths"][str(width)]
        assert measured["boxes"] > 50, name
        assert (measured["cut"], measured["overlaps"]) == ([], []), name


def test_no_board_breaks_a_rule_of_accessibility(answers: Answers) -> None:
    found = {
        f"{name} {scheme}": broken
        for name, answer in answers.boards.items()
        for scheme, broken in answer["axe"].items()
    }
    assert len(found) == 2 * 6 + 2
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize("drive", ["deep link", "panel", "phone"])
def test_neither_the_panel_nor_a_phone_breaks_one(answers: Answers, drive: str) -> None:
    assert answers.drives[drive]["axe"] == []


def test_hostile_titles_stay_text(answers: Answers) -> None:
    answer = answers.boards["hostile-hostile.html"]
    assert answer["ran"] == []
    shown = [" ".join(title.split()) for title in answer["titles"]]
    assert shown == [" ".join(title.split()) for title in HOSTILE.values()]


def test_a_board_that_was_spoilt_is_noticed(answers: Answers) -> None:
    measured = answers.broken["widths"]["1280"]
    assert any("contact" in line for line in measured["cut"])
    assert any("LI" in line for line in measured["overlaps"])
    assert any(line.startswith("color-contrast") for line in answers.broken["axe"]["light"])
    # The page runs no script but its own and loads no picture, whoever puts them there.
    assert answers.broken["ran"] == []
    assert len(answers.broken["errors"]) == 2


# BY KEYBOARD


def test_a_touchpoint_opens_and_closes_by_keyboard(answers: Answers) -> None:
    _, _, first, opened, inside, closed, following = answers.states("keyboard")
    assert (first["focus"], first["panel"]) == ("condition-report", None)
    assert (opened["focus"], opened["panel"]) == ("panel", "Monthly condition report")
    assert opened["hash"] == "#touchpoint=condition-report"
    assert inside["focus"] == "panel"
    assert (closed["focus"], closed["panel"], closed["hash"]) == ("condition-report", None, "")
    assert following["focus"] == "hotline-call"


# CHOICES


def test_filters_fold_what_does_not_match_and_stand_in_the_address(answers: Answers) -> None:
    everything, dealers, visits, reloaded, reset, director, _, survey_ = answers.states("filters")
    assert len(everything["touchpoints"]) == 8
    assert dealers["touchpoints"] == ["dispatch", "repair-visit", "parts-order", "renewal-talk"]
    assert (dealers["status"], dealers["hash"]) == ("4 of 8 touchpoints", "#owner=dealers")
    assert visits["touchpoints"] == ["repair-visit"]
    assert reloaded["touchpoints"] == ["repair-visit"]
    assert reloaded["hash"] == "#owner=dealers&channel=on-site"
    assert (reset["touchpoints"], reset["hash"], reset["status"]) == (everything["touchpoints"], "", "")
    assert director["touchpoints"] == ["invoice", "renewal-talk"]
    assert survey_["touchpoints"] == ["repair-visit"]


def test_a_filter_for_somebody_who_is_gone_hides_nothing(answers: Answers) -> None:
    (shown,) = answers.states("unknown")
    assert len(shown["touchpoints"]) == 8
    assert shown["status"] == ""


def test_a_filtered_board_is_whole(answers: Answers) -> None:
    layout = answers.drives["filtered"]["layout"]
    assert (layout["cut"], layout["overlaps"]) == ([], [])
    _, filtered = answers.states("filtered")
    assert 0 < len(filtered["touchpoints"]) < 80


def test_lanes_can_be_hidden(answers: Answers) -> None:
    everything, one, two, reloaded, back = answers.states("lanes")
    assert {"emotion", "loops", "pains"} <= set(everything["lanes"])
    assert set(everything["lanes"]) - set(one["lanes"]) == {"emotion"}
    assert set(everything["lanes"]) - set(two["lanes"]) == {"emotion", "loops"}
    assert reloaded["lanes"] == two["lanes"]
    assert reloaded["hash"] == "#hide=emotion,loops"
    assert (back["lanes"], back["hash"]) == (one["lanes"], "#hide=emotion")


def test_an_address_opens_a_touchpoint_with_all_that_is_chosen(answers: Answers) -> None:
    opened, following, closed, unknown = answers.states("deep link")
    assert opened["panel"] == "Repair visit"
    assert opened["touchpoints"] == ["dispatch", "repair-visit", "parts-order", "renewal-talk"]
    assert not {"pains", "ways"} & set(opened["lanes"])
    assert opened["background"] == "rgb(20, 23, 26)"
    assert following["panel"] == "Order of a spare part"
    assert (closed["panel"], "touchpoint" in closed["hash"]) == (None, False)
    assert unknown["panel"] is None


def test_the_panel_says_everything_and_where_it_stands(answers: Answers) -> None:
    (opened,) = answers.states("panel")
    for said in (
        "Dealers (partner, leads), Field service (company)",
        "asks Maintenance manager, 1 day after Repair visit",
        "identified (answers carry the name), 2 min",
        "first contact within 8 business hours, settled within 5 business days",
        "key accounts: first contact within 4 business hours",
        "Order of a spare part: A part is missing",
        "journeys/service.yaml",
        "of the document journey:service",
    ):
        assert said in " ".join(opened["details"].split()), said


def test_going_back_closes_what_was_opened(answers: Answers) -> None:
    _, opened, closed, back = answers.states("history")
    assert opened["panel"] == "Invoice"
    assert closed["panel"] is None
    assert back["panel"] is None


def test_texts_change_with_the_language(answers: Answers) -> None:
    english, german, again = answers.states("languages")
    assert (english["heading"], german["heading"]) == ("A pump's service life", "Das Leben einer Pumpe")
    assert "Reparatureinsatz" in german["titles"] and "Repair visit" not in german["titles"]
    assert german["hash"] == "#locale=de"
    assert (again["titles"], again["hash"]) == (english["titles"], "")


def test_a_board_runs_from_right_to_left_where_its_language_does(answers: Answers) -> None:
    arabic, english, filtered = answers.states("right to left")
    assert (arabic["dir"], english["dir"]) == ("rtl", "ltr")
    assert arabic["card"] > english["card"]
    assert english["titles"] == ["call", "visit", "report", "invoice"]
    assert filtered["touchpoints"] == ["visit", "invoice"]


def test_colors_follow_the_system_unless_somebody_chooses(answers: Answers) -> None:
    light, dark, chosen = answers.states("colors")
    assert (light["background"], dark["background"]) == ("rgb(246, 243, 236)", "rgb(20, 23, 26)")
    assert chosen["background"] == light["background"]


def test_on_a_phone_it_is_a_list_that_can_be_filtered(answers: Answers) -> None:
    everything, filtered = answers.states("phone")
    assert len(everything["touchpoints"]) == 8
    assert filtered["touchpoints"] == ["dispatch", "repair-visit", "parts-order", "renewal-talk"]
    layout = answers.drives["phone"]["layout"]
    assert (layout["cut"], layout["overlaps"]) == ([], [])


# WITHOUT SCRIPTS


def test_without_scripts_everything_is_there(answers: Answers) -> None:
    answer = answers.plain
    assert not answer["tools"]
    seen = " ".join(answer["seen"].split())
    for said in ("A pump's service life", "Repair visit", "Serial number plate unreadable", "The pump stops"):
        assert said in seen
    everything = " ".join(answer["text"].split())
    for said in ("1 day after", "first contact within 8 business hours", "What was done and what was found"):
        assert said in everything
    # A click on a card leads to its details in the list, which opens.
    assert answer["opens"] == ["condition-report"]
