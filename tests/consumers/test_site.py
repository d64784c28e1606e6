"""Sites in a real browser: from a folder, whole at every width, searchable by keyboard, readable without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cxprog.check import Today
from cxprog.compiler import check_project
from cxprog.document import parse
from cxprog.manifest import lower
from cxprog.program import link
from cxprog.site import produce
from cxprog.source import Source
from cxprog.target import Account, Artifact
from cxprog.workspace import read_project
from tests.consumers import harness
from tests.consumers.test_board import arabic_program
from tests.journeys import hostile_program

pytestmark = pytest.mark.consumer

PROGRAMS = Path(__file__).parents[2] / "programs"
TODAY = "2026-11-22"
WIDTHS = (390, 1280, 1920)
SCHEMES = ("light", "dark")
SORTS = (
    "index.html", "findings.html", "journeys/service.html", "surveys/repair-effort.html", "metrics/repair-ces.html",
    "roles/maintenance-manager.html", "teams/dealer-care.html", "partners/dealers.html", "calendar.html",
    "coverage.html", "proofs.html", "privacy.html", "boards/service.html",
)  # fmt: skip
"""One page of each sort, of the example program."""
OTHERS = {
    "john-deere": ("index.html", "findings.html", "journeys/ownership.html", "partners/dealers.html"),
    "partner-life-cycle": ("index.html", "privacy.html"),
    "cloud-company": ("index.html", "findings.html", "proofs.html"),
    "hostile": ("index.html", "journeys/hostile.html", "teams/marketing.html"),
    "arabic": ("index.html", "journeys/repair.html"),
}
"""Pages of other programs, where texts, sizes and findings differ."""


def project_site(folder: str) -> Iterator[Artifact]:
    checked = check_project(read_project(PROGRAMS / folder), Today(TODAY))
    manifest = lower(checked.program)
    return made(Account(checked.program, manifest, checked.findings, checked.silenced, TODAY))


def text_site(yaml: str) -> Iterator[Artifact]:
    documents, _ = parse(Source("cxprog.yaml", yaml))
    program, _ = link(documents)
    return made(Account(program, lower(program), (), (), TODAY))


def made(account: Account) -> Iterator[Artifact]:
    for artifact in produce.produce(account, produce.options()):
        assert isinstance(artifact, Artifact)
        yield artifact


def sites() -> Iterator[tuple[str, Iterator[Artifact]]]:
    yield "example", project_site("example")
    for name in ("john-deere", "partner-life-cycle", "cloud-company"):
        yield name, project_site(f"gallery/{name}")
    yield "hostile", text_site(hostile_program())
    yield "arabic", text_site(arabic_program())


SEARCHES: dict[str, dict[str, Any]] = {
    "touchpoint": {
        "site": "example",
        "path": "surveys/repair-effort.html",
        "steps": ["/", "type repair vis", "ArrowDown"],
        "opens": True,
        "axe": True,
    },
    "first": {"site": "example", "path": "boards/service.html", "steps": ["/", "type Reparatureinsatz"], "opens": True},
    "accents": {"site": "example", "path": "index.html", "steps": ["/", "type HANDLER-geschaftsfuhrung"]},
    "nothing": {"site": "example", "path": "privacy.html", "steps": ["/", "type xyzzy", "Escape"]},
    "escape": {"site": "example", "path": "index.html", "steps": ["/", "type dealer", "ArrowDown", "Escape"]},
    "arabic": {"site": "arabic", "path": "index.html", "steps": ["/", "type الفني"]},
    "hostile": {"site": "hostile", "path": "index.html", "steps": ["/", "type alert(1)"]},
    "finding": {"site": "john-deere", "path": "index.html", "steps": ["/", "type nothing"]},
}


class Answers(NamedTuple):
    """What the browser says."""

    measured: dict[str, dict[str, Any]]
    """By site and page."""
    found: dict[str, dict[str, Any]]
    """By the names above."""
    plain: dict[str, dict[str, Any]]
    """Read with scripts disabled, by page."""
    broken: dict[str, Any]
    """A page that was spoilt on purpose, measured."""
    files: dict[str, set[str]]
    """Paths of each site."""


BROKEN = b"""<script>globalThis.ran = ["script"]</script><img src="http://127.0.0.1:1/x.png">
<h2 onclick="x()" class="kicker">no level above</h2><p class="tiles"><a class="tiles" href="#">x</a></p>
<div class="card"><svg width="3000" height="9"></svg></div><a href="#"></a>"""
"""What the checks have to notice."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Everything that is asked of the browser, in one go."""
    root = tmp_path_factory.mktemp("sites")
    files: dict[str, set[str]] = {}
    for site, artifacts in sites():
        for artifact in artifacts:
            file = root / site / artifact.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(artifact.data)
            files.setdefault(site, set()).add(artifact.path)
    broken = (root / "example" / "index.html").read_bytes().replace(b"</main>", BROKEN + b"</main>")
    (root / "example" / "broken.html").write_bytes(broken)
    asked = [("example", path) for path in (*SORTS, "broken.html")]
    asked += [(site, path) for site, paths in OTHERS.items() for path in paths]
    measure = [{"do": "measure", "site": site, "path": path, "schemes": schemes(site, path)} for site, path in asked]
    find = [{"do": "find", **search} for search in SEARCHES.values()]
    plain = [{"do": "plain", "site": "example", "path": path} for path in ("index.html", "calendar.html")]
    requests = [{"widths": WIDTHS, "folder": str(root / each["site"]), **each} for each in (*measure, *find, *plain)]
    said = iter(harness.in_browser("site.mjs", requests))
    measured = {f"{site}/{path}": next(said) for site, path in asked}
    found = {name: next(said) for name in SEARCHES}
    return Answers(
        measured, found, {each["path"]: next(said) for each in plain}, measured.pop("example/broken.html"), files
    )


def schemes(site: str, path: str) -> tuple[str, ...]:
    """Colors in which accessibility is checked."""
    # Boards are checked by themselves in both; pages of other programs look no different.
    if site == "example":
        return SCHEMES[:1] if path.startswith("boards/") else SCHEMES
    return SCHEMES[:1] if path == "index.html" else ()


# THE PAGES


def test_no_page_complains_or_asks_for_anything_but_files_of_the_site(answers: Answers) -> None:
    seen = {**answers.measured, **answers.found, **answers.plain}
    assert {name: found for name, answer in seen.items() if (found := answer["errors"] + answer["requests"])} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_or_wider_than_the_window(answers: Answers, width: int) -> None:
    for name, answer in answers.measured.items():
        measured = answer["widths"][str(width)]
        is_board = "/boards/" in name
        assert measured["cut"] == [], name
        # A board is as wide as its journey, and scrolls sideways.
        assert measured["over"] == 0 or is_board, name
        assert measured["seen"] > 10 or is_board or name.endswith(WHOLE), name


WHOLE = ("calendar.html", "coverage.html", "proofs.html", "privacy.html")
"""Pages that bring boxes of their own."""


def test_no_page_breaks_a_rule_of_accessibility(answers: Answers) -> None:
    found = {f"{name} {scheme}": axe for name, each in answers.measured.items() for scheme, axe in each["axe"].items()}
    assert len(found) == 2 * len(SORTS) - 1 + len(OTHERS)
    assert {name: broken for name, broken in found.items() if broken} == {}
    assert answers.found["touchpoint"]["axe"] == []


def test_a_page_that_was_spoilt_is_noticed(answers: Answers) -> None:
    assert answers.broken["widths"]["390"]["over"] > 0
    assert any(line.startswith("link-name") for line in answers.broken["axe"]["light"])
    # The page runs no script but its own and loads no picture, whoever puts them there.
    assert answers.broken["ran"] == []
    assert len(answers.broken["errors"]) >= 2


# SEARCHING


def test_a_touchpoint_is_found_and_opened_by_keyboard(answers: Answers) -> None:
    answer = answers.found["touchpoint"]
    focused, typed, chosen = answer["states"]
    assert (focused["focus"], typed["focus"], chosen["focus"]) == ("INPUT", "INPUT", "A")
    assert typed["found"][0] == ["touchpoint", "Repair visit", "service.repair-visit Reparatureinsatz"]
    assert answer["target"]["address"].endswith("/example/journeys/service.html#touchpoint-repair-visit")
    assert answer["target"]["heading"] == "Repair visit"
    assert 0 <= answer["target"]["top"] < 900


def test_it_is_found_in_another_language_from_a_board(answers: Answers) -> None:
    answer = answers.found["first"]
    assert [hit[1] for hit in answer["states"][1]["found"]] == ["Repair visit"]
    assert answer["target"]["address"].endswith("/example/journeys/service.html#touchpoint-repair-visit")


def test_neither_case_nor_accents_count(answers: Answers) -> None:
    assert [hit[1] for hit in answers.found["accents"]["states"][1]["found"]] == ["Dealer principal"]
    assert [hit[0] for hit in answers.found["arabic"]["states"][1]["found"]] == ["touchpoint"]


def test_what_is_not_found_is_said(answers: Answers) -> None:
    _, typed, escaped = answers.found["nothing"]["states"]
    assert (typed["status"], typed["found"]) == ("nothing found", [])
    assert escaped["status"] == ""


def test_escape_closes_what_was_found(answers: Answers) -> None:
    _, typed, chosen, escaped = answers.found["escape"]["states"]
    assert typed["found"] and chosen["focus"] == "A"
    assert (escaped["focus"], escaped["found"]) == ("INPUT", [])


def test_hostile_titles_stay_text(answers: Answers) -> None:
    _, typed = answers.found["hostile"]["states"]
    assert "<script>alert(1)</script>" in {hit[1] for hit in typed["found"]}
    assert set(typed["markup"]) == {"li", "a", "span", "bdi"}
    assert all(answers.measured[f"hostile/{path}"]["ran"] == [] for path in OTHERS["hostile"])


def test_findings_are_found(answers: Answers) -> None:
    _, typed = answers.found["finding"]["states"]
    assert "finding" in {hit[0] for hit in typed["found"]}


# WITHOUT SCRIPTS


def test_without_scripts_everything_is_there_but_the_search(answers: Answers) -> None:
    for path, answer in answers.plain.items():
        assert not answer["search"], path
        assert "Searching needs scripts" in answer["seen"], path
    seen = answers.plain["index.html"]["seen"]
    for said in ("Harbor Pumps builds industrial pumps", "A pump's service life", "Call to an unhappy customer"):
        assert said in seen
    linked = {link.partition("#")[0] for link in answers.plain["index.html"]["links"]}
    kept = {path for path in answers.files["example"] if path.endswith(".html")}
    assert kept <= linked
    assert linked <= kept | {""}
