"""Coverage: grids from programs, their states and evidence, and how they are printed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import pytest

from cxprog import published
from cxprog.check import Today
from cxprog.codes import CODES
from cxprog.compiler import Project, check_project
from cxprog.completeness import nodes_of
from cxprog.coverage import GRIDS, Cell, Grid, coverage, grid
from cxprog.display import NotThere
from cxprog.display._shown import nodes_of as nodes_of_manifest
from cxprog.display.coverage import written
from cxprog.language import types
from cxprog.language.kinds.policy import Coverage
from cxprog.language.kinds.practice import Practice
from cxprog.manifest import lower
from cxprog.program import Program
from cxprog.source import Source
from cxprog.starting import instantiate
from cxprog.workspace import read_project
from tests.checking import PROGRAM

Golden = Callable[[str, str | bytes], None]
Texts = Mapping[str, str]

EXAMPLE = Path(__file__).parents[2] / "programs" / "example"
TODAY = Today("2026-11-22")


def linked(texts: Texts) -> Program:
    checked = check_project(Project(tuple(Source(name, text) for name, text in texts.items())), TODAY)
    assert not [finding.message for finding in checked.findings if finding.rule in CODES]
    return checked.program


def program(text: str, settings: str = PROGRAM) -> Program:
    return linked({"cxprog.yaml": settings, "text.yaml": text})


def cell(made: Program, name: str, column: str, row: str | None = None) -> Cell:
    found = grid(name, nodes_of(made))
    return next(each for each in found.cells if each.column == column and row in (None, each.row))


def shown(made: Program, form: str = "table", name: str | None = None) -> str:
    return written(made, lower(made), TODAY.date, form=form, name=name)


# THE TABLES


def words(literal: Any) -> set[str]:
    return set(get_args(literal))


def test_tables_and_language_name_the_same_practices() -> None:
    of_partners = [each.id for each in published.practices("capabilities", "capabilities")]
    of_processes = [each.id for each in published.practices("processes", "processes")]
    assert (len(of_partners), len(of_processes)) == (23, 20)
    assert len(set(of_partners)) == 23 and len(set(of_processes)) == 20
    assert {*of_partners, *of_processes} == words(types.BestPractice)


@pytest.mark.parametrize(
    ("table", "key", "literal"),
    [
        ("capabilities", "capabilities", types.Capability),
        ("processes", "processes", types.Process),
        ("relationships", "relationships", types.Relationship),
        ("relationships", "competencies", types.Competency),
        ("assessment", "competencies", types.Competency),
        ("partner-life-cycle", "phases", types.Phase),
        ("structures", "structures", types.Partnership),
    ],
)
def test_tables_and_language_use_the_same_words(table: str, key: str, literal: Any) -> None:
    assert {row.id for row in published.rows(table, key)} == words(literal)


def test_policies_can_want_every_grid_that_rules_look_at() -> None:
    (wanted,) = (get_args(each) for each in get_args(Coverage.model_fields["complete"].annotation) if get_args(each))
    assert set(wanted) <= set(GRIDS)


def test_each_structure_leans_on_practices_of_the_capability() -> None:
    for structure in published.structures().values():
        assert set(structure.usual) == words(types.Capability)
        for capability, usual in structure.usual.items():
            assert {published.capability_of()[name] for name in usual} == {capability}


def test_types_that_build_a_competency_exist() -> None:
    listed = list(chain.from_iterable(published.table("relationships")["types"].values()))
    assert len(listed) == len(set(listed))
    assert set(listed) <= words(Practice.model_fields["type"].annotation)


@pytest.mark.parametrize("name", published.TABLES)
def test_every_table_names_its_source(name: str) -> None:
    assert re.search(r"Figure \d+$|, [A-Z]", published.source_of(name))


# WHAT SHOWS A PRACTICE


ROLES = "kind: role\nid: principal\naudience: partner\nlevel: strategic\n---\n"
QUESTIONS = "kind: question\nid: q\ntype: osat\ntext: How?\nmetric: m\n---\nkind: metric\nid: m\ntype: osat\n---\n"


def practice(keys: str) -> str:
    return ROLES + f"kind: practice\nid: p\n{keys}\n"


def survey(keys: str, asks: str = "principal") -> str:
    given = {"purpose": "relational", "when": "{every: yearly}", "sender": "company"}
    given |= dict(line.split(": ", 1) for line in keys.split("\n") if line)
    listed = "".join(f"{key}: {value}\n" for key, value in given.items())
    return (
        ROLES
        + QUESTIONS
        + f"kind: survey\nid: s\nasks: [{asks}]\nidentity: identified\nminutes: 5\nquestions: [q]\n{listed}"
    )


def loop(keys: str, kind: str = "inner") -> str:
    return f"---\nkind: loop\nid: l\ntype: {kind}\nwhen: s.q <= 2\n{keys}\n"


JOURNEY = "---\nkind: journey\nid: j\nactor: customer\nstages:\n  - {id: st, touchpoints: [%s]}\n"
SHOWN = {
    "develop-actionable-feedback-programs": survey("") + loop("owner: cx-office"),
    "establish-partner-advisory-boards": practice("type: advisory-board\nmembers: {roles: [principal]}"),
    "monitor-the-strength-of-channel-partner-relationships": survey("")
    + "---\nkind: report\nid: r\nmetrics: [m]\nto: [cx-office]\n",
    "co-design-customer-experiences-with-partners": practice("type: co-design\nmembers: {of: [dealer]}"),
    "prepare-for-rapid-adjustments-during-times-of-change": survey("purpose: pulse\nwhen: {change: ch}")
    + "---\nkind: event\nid: ch\ntype: change\n",
    "tackle-problems-affecting-both-partners-and-customers": survey("shared_theme: parts", "principal, buyer"),
    "share-customer-feedback-requiring-immediate-attention": survey("", "buyer") + loop("owner: dealer"),
    "develop-and-share-partner-specific-insights": survey("")
    + "---\nkind: report\nid: r\nmetrics: [m]\nto: [{who: dealer, sees: own}]\n",
    "help-partners-enable-their-own-customer-feedback-process": survey("sender: {partner: dealer}", "buyer")
    + loop("owner: dealer"),
    "establish-multiple-tiers-of-cx-metrics": "kind: metric\nid: m\ntype: osat\nfor_maturity: [mature]\n---\n"
    "kind: partner\nid: gold\ntype: dealer\nmaturity: mature\n",
    "include-partners-in-customer-journey-mapping": practice("type: workshop\nmembers: {of: [dealer]}\nworks_on: [j]")
    + JOURNEY % "{id: a, channel: shop, owner: dealer}",
    "invest-in-partners-knowledge-of-cx": practice("type: coaching\nmembers: {of: [dealer]}"),
    "dedicate-resources-to-support-partners-cx": practice("type: help-desk\nreaches: [principal]"),
    "select-partners-committed-to-your-brand-promises": practice("type: other\nphase: recruitment"),
    "make-sure-partners-understand-your-cx-vision": practice(
        "type: communication\nreaches: [principal]\ncompetency: [compelling-brand-values]"
    ),
    "embed-cx-metrics-into-your-partner-agreements": "kind: metric\nid: m\ntype: osat\n"
    "incentive: {paid_to: [dealer], paid_by: bands, on: improvement}\n",
    "enlist-partners-as-cx-advocates": practice("type: champion-network\nmembers: {of: [dealer]}"),
    "discuss-and-diagnose-partner-insights-with-channel-management": survey("")
    + loop("owner: cx-office\nreview: {every: monthly, by: [cx-office]}", "outer")
    + "---\nkind: partner\nid: gold\ntype: dealer\nmanager: cx-office\n",
    "develop-close-the-loop-processes-with-channel-management": survey("") + loop("owner: partner-manager"),
    "make-joint-visits-to-partners-and-customers": practice("type: joint-visit\nmembers: {of: [dealer, cx-office]}"),
    "equip-account-teams-with-customer-insights": survey("")
    + "---\nkind: report\nid: r\nmetrics: [m]\nto: [account-manager]\n",
    "engage-hard-to-reach-executives": survey("purpose: interview", "buyer"),
    "capture-insights-from-the-field": survey("purpose: field-feedback\nwhen: {always: true}", "buyer"),
    "involve-teams-in-cx-governance": practice("type: council\nmembers: {of: [cx-office, care]}")
    + "---\nkind: team\nid: care\n",
    "get-mid-project-feedback": survey("purpose: milestone\nwhen: {milestone: half}", "buyer")
    + loop("owner: cx-office")
    + "---\nkind: event\nid: half\ntype: milestone\n",
    "integrate-values-into-service-delivery": practice("type: service-standard"),
    "map-journeys-beyond-internal-structures": (
        JOURNEY % "{id: a, channel: shop, owner: dealer}, {id: b, channel: shop, owner: cx-office}"
    ).removeprefix("---\n"),
    "focus-leaders-on-cx-performance": survey("")
    + "---\nkind: report\nid: r\nmetrics: [m]\nto: [board]\n---\nkind: team\nid: board\nlevel: strategic\n",
    "use-cx-champions": practice("type: champion-network"),
    "build-insights-based-personas": survey("")
    + "---\nkind: role\nid: user\naudience: customer\nlevel: operational\npersona: {drawn_from: [s]}\n",
    "capture-employee-stories": practice("type: story-campaign"),
    "analyze-verbatims-in-high-scoring-areas": "kind: taxonomy\nid: t\ncodes: [{id: a}]\ncoding: {by: cx-office}\n",
    "involve-stakeholders-in-cx-action-planning": survey("")
    + "---\nkind: report\nid: r\nmetrics: [m]\nto: [cx-office]\n---\n"
    + "kind: practice\nid: p\ntype: workshop\ninputs: [r]\nmembers: {of: [cx-office, dealer]}\n",
    "invite-customers-to-interactive-forums": practice("type: community\nreaches: [buyer]"),
    "let-employees-practice-customer-innovation": practice("type: training\nmembers: {of: [cx-office]}"),
}
CLAIMED_ONLY = {
    "extend-product-launch-communications-and-training-to-partners",
    "tap-into-existing-partner-communication-processes",
}
"""Practices that nothing tells from their like."""
WHOLE_JOURNEY = "gather-insights-across-partners-entire-journey"


def of_practice(made: Program, name: str) -> Cell:
    table = "capabilities" if name in published.capability_of() else "processes"
    return cell(made, table, name)


@pytest.mark.parametrize("name", SHOWN)
def test_a_practice_is_shown_by_what_a_program_says(name: str) -> None:
    found = of_practice(program(SHOWN[name]), name)
    assert found.state == "evident"
    assert found.evidence and found.evidence[0].why


@pytest.mark.parametrize("name", SHOWN)
def test_without_that_the_practice_is_empty(name: str) -> None:
    assert of_practice(program("kind: team\nid: other\n"), name).state == "empty"


def test_every_practice_has_a_program_that_shows_it() -> None:
    assert {*SHOWN, *CLAIMED_ONLY, WHOLE_JOURNEY} == words(types.BestPractice)


def test_the_whole_journey_of_partners_is_heard_phase_by_phase() -> None:
    phases = [row.id for row in published.rows("partner-life-cycle", "phases")]
    stages = "".join(
        f"  - {{id: {phase}, phase: {phase}, touchpoints: [{{id: t-{phase}, channel: meeting, owner: cx-office}}]}}\n"
        for phase in phases
    )
    journey = f"---\nkind: journey\nid: d\nactor: partner\nstages:\n{stages}"
    near = of_practice(program(survey("") + journey), WHOLE_JOURNEY)
    assert near.state == "empty"
    assert [sign.missing for sign in near.could_fill] == [("nobody listens during recruitment and exit",)]
    heard = survey("listens_to: [d.recruitment, d.onboarding, d.growth, d.evaluation, d.expansion, d.exit]")
    assert of_practice(program(heard + journey), WHOLE_JOURNEY).state == "evident"


# STATES


BOARD = "establish-partner-advisory-boards"


@pytest.mark.parametrize(
    ("keys", "state"),
    [
        ("type: advisory-board\nmembers: {of: [dealer]}", "evident"),
        (f"type: other\nrealizes: [{BOARD}]", "declared"),
        (f"type: advisory-board\nrealizes: [{BOARD}]", "thin"),
        ("type: advisory-board", "empty"),
        (f"type: advisory-board\nmembers: {{of: [dealer]}}\nrealizes: [{BOARD}]\nretired: 2027-01-01", "empty"),
    ],
)
def test_the_state_of_a_cell(keys: str, state: str) -> None:
    assert of_practice(program(practice(keys)), BOARD).state == state


def test_what_is_only_declared_says_what_would_show_it() -> None:
    made = program(practice(f"type: other\nrealizes: [{BOARD}]"))
    for name in ("capabilities", "emphasis"):
        (found,) = (each for each in grid(name, nodes_of(made)).cells if each.state == "declared")
        assert found.fill == published.practices("capabilities", "capabilities")[2].fill
        text = " ".join(shown(made, "table", name).split())
        assert f"would show it: {found.fill}" in text
        assert "<strong>Would show it:</strong>" in shown(made, "html", name)


def test_what_comes_close_says_what_it_lacks() -> None:
    found = of_practice(program(practice("type: advisory-board")), BOARD)
    assert [(sign.id, sign.missing) for sign in found.could_fill] == [("p", ("nobody from a partner takes part",))]


def test_nothing_about_partners_is_asked_of_a_program_without_them() -> None:
    alone = (
        "kind: program\nlanguage: 1\nid: a\nversion: 1.0.0\nmodel: b2b\nclock: UTC\nowner: t\n---\nkind: team\nid: t\n"
    )
    made = linked({"cxprog.yaml": alone})
    for name in ("capabilities", "emphasis", "partner-life-cycle"):
        assert {each.state for each in grid(name, nodes_of(made)).cells} == {"not-asked"}
    assert cell(made, "processes", "use-cx-champions").state == "empty"


def test_a_policy_asks_for_a_grid() -> None:
    policy = "kind: policy\nid: all\ncoverage: {complete: [six-ds, buying-roles, partner-life-cycle]}\n"
    made = program(policy)
    assert len(grid("six-ds", nodes_of(made)).missing) == 6
    assert {each.column for each in grid("buying-roles", nodes_of(made)).missing} == {"declared", "asked"}
    assert {each.column for each in grid("partner-life-cycle", nodes_of(made)).missing} == {"touchpoint", "heard"}


def test_relationships_follow_from_who_owns_what_is_listened_to() -> None:
    joint = JOURNEY % "{id: a, channel: shop, owner: {joint: [dealer, cx-office], lead: dealer}}"
    made = program(survey("listens_to: [j.a]", "buyer") + joint)
    assert cell(made, "relationships", "customer-connectedness", "joint-customer").state == "evident"
    assert cell(made, "relationships", "customer-connectedness", "company-customer").state == "empty"


# THREE WAYS OF SHARING THE CUSTOMER


def template(name: str) -> dict[str, str]:
    return {file: data.decode() for file, data in instantiate(name, "pumps").items() if file.endswith(".yaml")}


def example() -> dict[str, str]:
    sources = read_project(EXAMPLE, EXAMPLE / "dist").sources
    return {source.name: source.text for source in sources if not source.name.startswith("overlays/")}


PROGRAMS: dict[str, Callable[[], dict[str, str]]] = {
    "dedicated": lambda: template("b2b2c-dedicated"),
    "interdependent": lambda: template("b2b2c-interdependent"),
    "pass-through": lambda: template("b2b2c-pass-through"),
    "interdependent example": example,
}


@pytest.fixture(scope="module", params=PROGRAMS)
def texts(request: pytest.FixtureRequest) -> Texts:
    return PROGRAMS[request.param]()


def linked_whole(texts: Texts) -> Any:
    files = read_project(EXAMPLE, EXAMPLE / "dist").tables if "practices.yaml" in texts else {}
    return check_project(Project(tuple(Source(name, text) for name, text in texts.items()), files), TODAY)


def test_the_emphasis_is_that_of_the_published_table(texts: Texts) -> None:
    made = linked_whole(texts).program
    structure = published.structures()[made.settings.node.partnership]
    emphasis = grid("emphasis", nodes_of(made))
    own = {each.row: each for each in emphasis.cells if each.column == structure.id}
    assert {row for row, each in own.items() if each.asked == "first"} == set(structure.first)
    assert {row for row, each in own.items() if each.asked == "also"} == set(structure.also)
    assert {row for row, each in own.items() if each.is_required} == {*structure.first, *structure.also}
    assert not emphasis.missing
    assert {each.state for each in emphasis.cells if each.column != structure.id} == {"not-asked"}


def test_removing_a_required_practice_turns_its_cell_red_and_is_reported(texts: Texts) -> None:
    checked = linked_whole(texts)
    capabilities = grid("capabilities", nodes_of(checked.program))
    required = [each for each in capabilities.cells if each.is_required]
    assert required and not capabilities.missing
    assert not [finding for finding in checked.findings if finding.rule == "capability-missing"]
    for each in required:
        without = linked_whole(retired(texts, each))
        found = next(
            other for other in grid("capabilities", nodes_of(without.program)).cells if other.column == each.column
        )
        said = [finding.message for finding in without.findings if finding.rule == "capability-missing"]
        assert found.is_missing
        assert any(each.column in message or each.row in message for message in said)


@pytest.mark.parametrize(
    ("name", "structure"), [("john-deere", "dedicated"), ("emc", "interdependent"), ("cigna", "pass-through")]
)
def test_published_programs_are_held_to_the_emphasis_of_their_structure(name: str, structure: str) -> None:
    project = read_project(EXAMPLE.parent / "gallery" / name)
    texts = {source.name: source.text for source in project.sources}
    made = linked(texts)
    table = published.structures()[structure]
    own = {each.row: each for each in grid("emphasis", nodes_of(made)).cells if each.column == structure}
    assert {row for row, each in own.items() if each.asked == "first"} == set(table.first)
    assert {row for row, each in own.items() if each.asked == "also"} == set(table.also)
    filled = [each for each in own.values() if each.is_required and each.evidence]
    assert filled
    for each in filled:
        checked = check_project(
            Project(tuple(Source(name, text) for name, text in retired(texts, each).items())), TODAY
        )
        found = next(
            other
            for other in grid("emphasis", nodes_of(checked.program)).cells
            if (other.row, other.column) == (each.row, each.column)
        )
        assert found.is_missing
        assert any(each.row in said.message for said in checked.findings if said.rule == "capability-missing")


def retired(texts: Texts, gone: Cell) -> dict[str, str]:
    """The texts with what shows a cell taken out of use."""
    names = {(sign.kind, sign.id) for sign in gone.evidence}

    def without(document: str) -> str:
        kind, name = (re.search(rf"^{key}: (\S+)", document, re.MULTILINE) for key in ("kind", "id"))
        gone = kind and name and (kind[1], name[1]) in names
        return document.rstrip("\n") + "\nretired: 2026-01-01\n" if gone else document

    return {name: "---\n".join(map(without, re.split(r"^---\n", text, flags=re.M))) for name, text in texts.items()}


def test_rules_and_command_see_the_same(texts: Texts) -> None:
    made = linked_whole(texts).program
    assert coverage(nodes_of(made)) == coverage(nodes_of_manifest(lower(made)))


# PRINTED


def test_the_order_of_documents_and_files_changes_no_byte(texts: Texts) -> None:
    made = linked_whole(texts).program
    before = [shown(made, form) for form in ("table", "html")]
    names = list(texts)
    random.Random(7).shuffle(names)
    again = linked_whole({name: texts[name] for name in names}).program
    assert [shown(again, form) for form in ("table", "html")] == before


def test_documents_of_a_file_may_change_places() -> None:
    documents = [practice("type: advisory-board"), practice("type: council").replace("id: p", "id: a"), SHOWN[BOARD]]
    documents = [part for text in documents for part in text.split("---\n")]
    unique = list({re.search("id: .*", part)[0]: part for part in documents}.values())  # type: ignore[index]
    one, other = ("---\n".join(order) for order in (unique, unique[::-1]))
    assert shown(program(one)) == shown(program(other))


def test_headings_name_the_grid_and_count_what_is_asked_for() -> None:
    made = program(practice(f"type: advisory-board\nmembers: {{of: [dealer]}}\nrealizes: [{BOARD}]"))
    text = shown(made)
    for name in GRIDS:
        assert f" ({name}) " in text
    assert re.search(r"WHAT THE PARTNERSHIP ASKS FOR \(emphasis\) +1 of 3 required\n", text)
    assert re.search(r"PARTS IN A PURCHASE \(buying-roles\) +nothing asked for\n", text)
    assert "first, also: " in text
    settings = PROGRAM.replace("model: b2b2c\npartnership: interdependent\n", "model: b2b\n")
    without = shown(program(practice("type: council"), settings))
    assert re.search(r"ASKS FOR \(emphasis\) +nothing asked for\n", without)


def test_one_grid_without_gaps_speaks_for_itself_only() -> None:
    made = program(practice("type: council"))
    assert "MISSING THOUGH ASKED FOR" in shown(made)
    assert "NOTHING THAT IS ASKED FOR IS MISSING IN THIS GRID\n" in shown(made, "table", "relationships")


def test_no_line_of_a_table_is_wider_than_80_columns(texts: Texts) -> None:
    made = linked_whole(texts).program
    for name in (None, *GRIDS):
        assert max(map(len, shown(made, "table", name).splitlines())) <= 80


def test_the_json_form() -> None:
    data = json.loads(shown(program(practice(f"type: advisory-board\nrealizes: [{BOARD}]")), "json"))
    assert list(data) == ["format_version", "program", "version", "title", "environment", "partnership", "grids"]
    assert [each["id"] for each in data["grids"]] == list(GRIDS)
    found = next(each for each in data["grids"][0]["cells"] if each["column"] == BOARD)
    assert found["state"] == "thin"
    assert found["evidence"][0] | {"why": ""} == {
        "kind": "practice", "id": "p", "path": ["realizes", 0], "file": "text.yaml", "line": 9, "why": "",
    }  # fmt: skip
    assert found["could_fill"][0]["lacks"] == ["nobody from a partner takes part"]


def test_a_grid_that_does_not_exist() -> None:
    with pytest.raises(NotThere, match="did you mean `six-ds`"):
        shown(program(practice("type: council")), "table", "six-d")


# THE PAGE


HOSTILE = """<script>alert(1)</script></title><img src=x onerror=alert(1)> "a" 'b' & {{ 7 * 7 }} {% raw %} \u202e x"""


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        assert not any(name.startswith("on") or name in ("src", "style") for name in given)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile() -> Program:
    title = json.dumps(HOSTILE)
    settings = PROGRAM.replace("id: pumps\n", f"id: pumps\ntitle: {title}\n")
    return program(practice(f"type: advisory-board\ntitle: {title}\nrealizes: [{BOARD}]"), settings)


def test_titles_never_become_part_of_the_page() -> None:
    text = shown(hostile(), "html")
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert "<script>alert(1)</script>" in "".join(page.words)
    assert "{{ 7 * 7 }}" in "".join(page.words)
    assert page.tags.count("title") == 1


def test_the_page_needs_nothing_else_and_its_links_lead_somewhere(texts: Texts) -> None:
    text = shown(linked_whole(texts).program, "html")
    page = Page(text)
    assert len(set(page.ids)) == len(page.ids)
    assert page.links and {link[:1] for link in page.links} == {"#"}
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert "http:" not in text and "https:" not in text and "url(" not in text and "@import" not in text
    assert "prefers-color-scheme: dark" in text and 'name="viewport"' in text


def test_a_missing_cell_leads_to_what_could_fill_it() -> None:
    made = program("kind: team\nid: other\n")
    first: Grid = grid("capabilities", nodes_of(made))
    text = shown(made, "html")
    assert first.missing
    for each in first.missing:
        anchor = f"capabilities.{each.row}.{each.column}"
        assert f'<a class="tile missing" href="#{anchor}">' in text
        section = text.split(f'id="{anchor}"')[1].split("</div>")[0]
        assert "Would fill it:" in section
        assert re.sub(r"[`']", "", each.fill) in re.sub(r"</?code>|&#39;", "", section)


def test_the_page_of_an_environment_says_so() -> None:
    made = program(practice("type: council"))
    text = written(made, lower(made, "pilot"), TODAY.date, form="html", name=None)
    assert "environment pilot" in text


def test_coverage_as_people_see_it(golden: Golden) -> None:
    made = linked_whole(template("b2b2c-dedicated")).program
    golden("coverage/dedicated.txt", shown(made))
    golden("coverage/dedicated-capabilities.txt", shown(made, "table", "capabilities"))
    golden("coverage/dedicated-emphasis.json", shown(made, "json", "emphasis"))
    golden("coverage/dedicated-emphasis.html", shown(made, "html", "emphasis"))
