"""Sites: YAML in; linked pages out, each with the line it comes from, hostile texts as text, nothing empty."""

from __future__ import annotations

import html.parser
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.specs import specs_of
from cxprog.check import Today
from cxprog.compiler import Project, check_project, place_of
from cxprog.display import calendar, coverage, privacy, proofs
from cxprog.document import parse
from cxprog.finding import Finding, Label, Severity
from cxprog.manifest import lower, walk
from cxprog.nodes import composer
from cxprog.program import Program, link
from cxprog.site import produce
from cxprog.source import Source
from cxprog.target import Account, Artifact
from cxprog.workspace import read_project
from tests.journeys import BASE, HOSTILE, LOOP, hostile_program, journey, program, survey, text

Golden = Callable[[str, str | bytes], None]
PROGRAMS = Path(__file__).parents[2] / "programs"
GALLERY = ("gallery/john-deere", "gallery/partner-life-cycle", "gallery/cloud-company", "gallery/asurion")
TODAY = "2026-11-22"
FOLDERS = {kind: f"{kind}s" for kind in ("journey", "survey", "metric", "role", "team", "partner")}
BLOCKS = {"p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "div", "tr"}


# READING PAGES


@dataclass
class Page(html.parser.HTMLParser):
    """What a page holds."""

    markup: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    touchpoints: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_code = False
        self.feed(self.markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.is_code = tag in ("script", "style")
        if tag in BLOCKS:
            self.said.append("\n")
        if "id" in given:
            self.ids.append(given["id"])
        if tag in ("a", "link") and "href" in given:
            self.links.append(given["href"])
        if tag == "script" and "src" in given:
            self.links.append(given["src"])
        if "data-touchpoint" in given:
            self.touchpoints.add(given["data-touchpoint"])

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    @property
    def text(self) -> str:
        """Everything that is said, blocks on lines of their own."""
        lines = (" ".join(line.split()) for line in "".join(self.said).split("\n"))
        return "\n".join(filter(None, lines))


@dataclass(frozen=True)
class Site:
    """A site and what it was made from."""

    account: Account
    files: Mapping[str, Artifact]

    def page(self, path: str) -> Page:
        return Page(self.files[path].data.decode())

    @property
    def pages(self) -> Iterator[tuple[str, Page]]:
        for path in self.files:
            if path.endswith(".html"):
                yield path, self.page(path)

    @property
    def own(self) -> Iterator[tuple[str, Page]]:
        """Pages that are made for the site, and for nothing else."""
        for path, page in self.pages:
            if ("body", {"class": "site"}) in page.tags:
                yield path, page

    @property
    def index(self) -> list[list[str]]:
        """What can be searched for."""
        script = self.files["search.js"].data.decode()
        found: list[list[str]] = json.loads(script.partition("globalThis.siteIndex = ")[2].rstrip().removesuffix(";"))
        return found


def made(account: Account, **options: Any) -> Site:
    produced = list(produce.produce(account, produce.options.model_validate(options)))
    return Site(account, {artifact.path: artifact for artifact in produced if isinstance(artifact, Artifact)})


def account_of(project: Project, today: str = TODAY, environment: str | None = None) -> Account:
    checked = check_project(project, Today(today), environment)
    assert not checked.has_errors, [finding.message for finding in checked.findings]
    return Account(checked.program, lower(checked.program, environment), checked.findings, checked.silenced, today)


@cache
def project_site(folder: str) -> Site:
    return made(account_of(read_project(PROGRAMS / folder)))


def linked(yaml: str) -> Account:
    """A program without errors; rules are not asked."""
    documents, _ = parse(Source("cxprog.yaml", yaml))
    found, mistakes = link(documents)
    assert not mistakes, [finding.message for finding in mistakes]
    return Account(found, lower(found), (), (), TODAY)


def site_of(documents: Iterable[Mapping[str, Any]], **options: Any) -> Site:
    return made(linked(text([*BASE, *documents])), **options)


def one(*touchpoints: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    """A journey with one stage of these touchpoints."""
    stage = {"id": "repair", "roles": ["operator"], "touchpoints": list(touchpoints), **keys}
    return {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": [stage]}


def contact(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "channel": "web", "owner": "marketing", **keys}


# THE WHOLE SITE


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_every_document_has_its_page_and_every_journey_its_board(folder: str) -> None:
    site = project_site(folder)
    nodes = site.account.manifest.nodes
    wanted = {f"{below}/{name}.html" for kind, below in FOLDERS.items() for name in nodes.get(kind, ())}
    wanted |= {f"boards/{name}.html" for name in nodes.get("journey", ())}
    wanted |= {"index.html", "findings.html", "calendar.html", "coverage.html", "site.css", "site.js", "search.js"}
    assert site.files.keys() - {"proofs.html", "privacy.html"} == wanted
    assert len({path.lower() for path in site.files}) == len(site.files)


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_every_link_leads_to_a_page_and_a_place_that_exist(folder: str) -> None:
    site = project_site(folder)
    read = dict(site.pages)
    broken = [
        f"{path}: {href}" for path, page in read.items() for href in page.links if not leads(site, read, path, href)
    ]
    assert broken == []
    assert [entry for entry in site.index if not leads(site, read, "index.html", entry[3])] == []


def leads(site: Site, read: Mapping[str, Page], path: str, href: str) -> bool:
    to, _, anchor = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), to)) if to else path
    if target not in site.files:
        return False
    if anchor.startswith("touchpoint="):
        return anchor.removeprefix("touchpoint=") in read[target].touchpoints
    return not anchor or anchor in read[target].ids


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_no_name_stands_twice_on_a_page(folder: str) -> None:
    for path, page in project_site(folder).own:
        assert len(page.ids) == len(set(page.ids)), path


def test_stages_and_touchpoints_may_be_called_like_parts_of_a_page() -> None:
    stages = [
        {"id": name, "roles": ["operator"], "touchpoints": [contact(f"at-{name}")]}
        for name in ("x", "title-x", "glance", "main", "stage-x")
    ]
    page = site_of([{**one(), "stages": stages}]).page("journeys/breakdown.html")
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_all_pages_can_be_reached_from_the_overview(folder: str) -> None:
    site = project_site(folder)
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        path = waiting.pop()
        for href in site.page(path).links:
            to = href.partition("#")[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), to)) if to else path
            if target.endswith(".html") and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == {path for path in site.files if path.endswith(".html")}


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_what_is_not_said_is_not_shown(folder: str) -> None:
    for path, page in project_site(folder).own:
        for line in page.text.split("\n"):
            assert not re.search(r"\bNone\b|\bnan\b|Words\(|Ref\(|\(\)|Markup", line), f"{path}: {line}"
        content = page.markup.partition("<main")[2]
        assert not re.search(r"<(dd|dt|p|ul|ol|h[1-4]|section|dl|tbody)( [^>]*)?>\s*</\1>", content), path


def test_the_same_program_makes_the_same_bytes_on_any_day_of_the_month() -> None:
    project = read_project(PROGRAMS / "example")
    first, second = made(account_of(project, "2026-11-02")), made(account_of(project, "2026-11-30"))
    assert {path: each.data for path, each in first.files.items()} == {
        path: each.data for path, each in second.files.items()
    }
    later = made(account_of(project, "2026-12-01"))
    assert later.files["calendar.html"].data != first.files["calendar.html"].data


# PLACES


def lines_of(account: Account) -> Mapping[str, Source]:
    parts = (part for document in account.program.documents for part in (document, *document.sources))
    return {part.source.name: part.source for part in parts}


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_every_page_names_its_file_and_line(folder: str) -> None:
    site = project_site(folder)
    sources = lines_of(site.account)
    for kind, below in FOLDERS.items():
        for name in site.account.manifest.nodes.get(kind, ()):
            page = site.page(f"{below}/{name}.html").text
            found = re.search(rf"^(\S+):(\d+) document {kind}:{name}( with .+)?$", page, re.MULTILINE)
            assert found, f"{kind} {name}"
            assert re.match(rf"(- )?kind: {kind}\b", sources[found[1]].line(int(found[2])))


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_touchpoints_and_questions_name_the_line_that_an_editor_opens(folder: str) -> None:
    site = project_site(folder)
    account = site.account
    for resolved in account.manifest.each("journey"):
        markup = site.files[f"journeys/{resolved.id}.html"].data.decode()
        for _, _, _, touchpoint in walk(resolved.spec):
            part = markup.partition(f'id="touchpoint-{touchpoint.id}"')[2].partition("</article>")[0]
            assert place(account.program, "touchpoint", f"{resolved.id}.{touchpoint.id}") in Page(part).text
    for resolved in account.manifest.each("survey"):
        markup = site.files[f"surveys/{resolved.id}.html"].data.decode()
        for asked in resolved.spec.questions:
            part = markup.partition(f'id="question-{asked.question}"')[2].partition("</li>\n<li id=")[0]
            assert place(account.program, "question", asked.question) in Page(part).text


def place(found: Program, kind: str, name: str) -> str:
    """File and line as every other command says them."""
    entry = found.get(kind, name)
    assert entry is not None
    label = entry.at() if entry.path else entry.at("kind", part="key")
    return f"{label.where.source.name}:{label.line}"


def test_a_loop_says_who_comes_in_later_and_a_role_how_many_are_drawn() -> None:
    files = project_site("example").files
    overview = re.sub(r"<[^>]*>", "", files["index.html"].data.decode())
    row = overview.partition("A repair that was hard for the customer")[2].partition("Help alert")[0]
    assert "after 2 business days: Dealer care" in row
    assert "after 4 business days: Service management" in row
    role = files["roles/plant-director.html"].data.decode()
    assert "half-yearly over 14 days · 50 % of them · 5 min" in role


@pytest.mark.parametrize("path", ["calendar.html", "coverage.html", "proofs.html", "privacy.html"])
def test_pages_of_analyses_name_the_files_that_they_rest_on(path: str) -> None:
    text = project_site("example").files[path].data.decode()
    assert {"policies.yaml", "surveys/customers.yaml"} & set(re.findall(r"[a-z/-]+\.yaml", text)), path


@pytest.mark.parametrize("folder", ["example", *GALLERY])
def test_every_page_can_be_traced_to_the_yaml(folder: str) -> None:
    site = project_site(folder)
    for path, artifact in site.files.items():
        if path not in ("site.css", "site.js"):
            assert artifact.line_origins, path
        count = artifact.data.count(b"\n")
        for line, address in artifact.line_origins.items():
            assert 1 <= line <= count
            assert place_of(address, site.account.program), f"{path}:{line} {address}"


LAYERED = """kind: program
language: 1
id: harbor-pumps
version: 2.1.0
model: b2b
clock: Europe/Berlin
owner: care
---
{kind: team, id: care}
---
{kind: role, id: buyer, audience: customer, level: tactical}
---
kind: question
id: why
type: open-text
text: Why?
---
kind: survey
id: usual
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 2
questions: [why]
---
kind: survey
id: shorter
extends: usual
minutes: 1
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [buyer]
    steps:
      - id: visit
        touchpoints:
          - {id: call, channel: phone, owner: care}
          - {id: come, channel: on-site, owner: care}
"""
PILOT = """kind: question
id: why
text: Why, in the pilot?
---
kind: journey
id: breakdown
stages: [{id: repair, steps: [{id: visit, touchpoints: [
  {id: call, emotion: 1}]}]}]
---
kind: journey
id: breakdown
stages: [{id: repair, steps: [{id: visit, touchpoints: [
  {id: come, emotion: -1, moment_of_truth: true},
  {id: leave, channel: on-site, owner: care}]}]}]
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_several_documents_say_names_all_of_them(end: str) -> None:
    site = layered_site("pilot", end)
    question = "cxprog.yaml:13 with overlays/pilot/all.yaml:1"
    assert question in site.page("surveys/usual.html").text
    survey = site.page("surveys/shorter.html").text
    assert "cxprog.yaml:27 document survey:shorter with cxprog.yaml:18" in survey and question in survey
    journey = site.page("journeys/breakdown.html").text.split("\n")
    layers = "overlays/pilot/all.yaml:5, overlays/pilot/all.yaml:10"
    assert f"cxprog.yaml:32 document journey:breakdown with {layers}" in journey
    # Two overlays of one file for one journey: each touchpoint names the one that speaks of it.
    places = [line for line in journey if line.startswith("overlays")]
    assert places == [f"overlays/pilot/all.yaml:{line}" for line in (8, 13, 14)]
    assert "cxprog.yaml:18 document survey:usual" in site.page("surveys/usual.html").text.split("\n")


def test_a_finding_of_another_environment_is_about_what_is_there() -> None:
    site = layered_site(None)
    unheard = [each for each in site.account.findings if each.rule == "moment-of-truth-unheard"]
    assert [each.primary and each.primary.where.source.name for each in unheard] == ["overlays/pilot/all.yaml"]
    assert "journeys/breakdown.html#touchpoint-come" in site.page("findings.html").links
    added = Finding("x", Severity.INFO, "left", (added_place(),))
    account = site.account
    shown = made(Account(account.program, account.manifest, (added,), (), TODAY))
    assert "journeys/breakdown.html#step-visit" in shown.page("findings.html").links


def added_place() -> Label:
    """The touchpoint that only the overlay has."""
    entry = layered_site("pilot").account.program.get("touchpoint", "breakdown.leave")
    assert entry is not None
    return entry.at()


def layered_site(environment: str | None, end: str = "\n") -> Site:
    texts = {"cxprog.yaml": LAYERED, "overlays/pilot/all.yaml": PILOT}
    project = Project(tuple(Source(name, text.replace("\n", end)) for name, text in texts.items()))
    return made(account_of(project, environment=environment))


def test_a_line_of_a_journey_leads_to_its_touchpoint() -> None:
    artifact = project_site("example").files["journeys/service.html"]
    lines = artifact.data.decode().split("\n")
    (at,) = (number for number, line in enumerate(lines, 1) if 'id="touchpoint-repair-visit"' in line)
    label = place_of(artifact.line_origins[at], project_site("example").account.program)
    assert label is not None
    assert label.where.source.line(label.line).strip() == "- id: repair-visit"


# TRUST


def test_hostile_titles_stay_text() -> None:
    site = made(linked(hostile_program()))
    shown = {" ".join(title.split()) for title in HOSTILE.values()}
    page = site.page("journeys/hostile.html")
    assert shown <= set(page.text.split("\n")) | {line.partition(" web")[0] for line in page.text.split("\n")}
    for path, page in site.own:
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"img", "iframe", "style", "i"}, path
        assert [given for tag, given in page.tags if tag == "script"] == [
            {"defer": "", "src": f"{'../' * path.count('/')}site.js"}
        ]
        assert not [name for _, given in page.tags for name in given if name.startswith("on") or name == "style"], path


def test_texts_that_look_like_marks_of_a_page_stay_text() -> None:
    marks = 'url(#sign-x) fill="url(#sign-y)" href="#icon-z" data-from="team:nobody" {{ x }}'
    touchpoints = (contact("a", title=marks, emotion=1, pains=[marks]), contact("b", title=marks, emotion=-1))
    site = site_of([{**one(*touchpoints), "title": marks, "description": marks}])
    for path in ("index.html", "journeys/breakdown.html", "teams/marketing.html"):
        assert marks in site.page(path).text, path
        assert "team:nobody" not in {f"{at.kind}:{at.id}" for at in site.files[path].line_origins.values()}


def test_pages_run_and_load_nothing_but_files_of_the_site() -> None:
    for path, page in project_site("example").pages:
        policies = [given["content"] for _, given in page.tags if given.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1, path
        policy = dict(each.strip().split(" ", 1) for each in policies[0].split(";"))
        assert policy["default-src"] == "'none'"
        assert "unsafe" not in policy["script-src"]
        assert sum(given.get("class") == "site-bar" for _, given in page.tags) == 1, path
        assert [href for href in page.links if re.match("[a-z]+:|//", href)] == [], path


def test_a_page_that_stands_alone_keeps_its_lines() -> None:
    from cxprog.renderers.journey_board import produce

    site = project_site("example")
    for board in produce.produce(site.account.manifest, produce.options()):
        assert isinstance(board, Artifact)
        framed = site.files[f"boards/{board.path}"]
        assert framed.data.count(b"\n") == board.data.count(b"\n")
        assert framed.line_origins == board.line_origins


def test_whole_pages_are_those_of_the_commands() -> None:
    site = project_site("example")
    found, manifest = site.account.program, site.account.manifest
    proved = proofs.proofs(found, verdicts(specs_of(found)))
    learned = privacy.privacy(found, privacy.known_of(found), TODAY)
    alone = {
        "calendar.html": calendar.written(found, manifest, TODAY, form="html"),
        "coverage.html": coverage.written(found, manifest, TODAY, form="html", name=None),
        "proofs.html": proofs.written(proved, "html"),
        "privacy.html": privacy.written(learned, "html"),
    }
    for path, page in alone.items():
        lines = zip(page.split("\n"), site.files[path].data.decode().split("\n"), strict=True)
        changed = [line for line, framed in lines if line != framed]
        assert [line[:6] for line in changed] == ["<title", "<body>"], path


# THE OVERVIEW


def test_the_matrix_counts_who_leads_and_who_shares() -> None:
    shared = {"joint": ["dealer", "marketing"], "lead": "dealer"}
    site = site_of(
        [one(contact("a"), contact("b", owner=shared), contact("c", owner=shared), {"id": "d", "channel": "web"})]
    )
    table = re.search(r'<table class="matrix">.*?</table>', site.files["index.html"].data.decode(), re.DOTALL)
    assert table
    assert Page(table[0]).text.split("\n") == [
        *("Journey and stage", "Dealer", "Marketing", "nobody"),
        *("Breakdown", "Dealer leads 2 in Breakdown", "Marketing leads 1 shares 2 in Breakdown"),
        "Nobody owns 1 in Breakdown",
        *("Repair", "Dealer leads 2 in Repair", "Marketing leads 1 shares 2 in Repair", "Nobody owns 1 in Repair"),
    ]


def test_loops_say_who_acts_and_by_when_in_words() -> None:
    site = site_of([one(contact("a"), contact("b", owner="dealer")), survey(0, "breakdown.a", "breakdown.b"), LOOP])
    lines = site.page("index.html").text.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("A visit that was hard"))
    assert lines[at].startswith("A visit that was hard for the customer inner loop cxprog.yaml:")
    assert lines[at + 1 : at + 5] == [
        "the answer to “How easy was it?” (Survey 0) is at most 3",
        "whoever answers for the touchpoint: Marketing, Dealer",
        "first contact within 8 business hours, settled within 5 business days",
        "2",
    ]


def test_conditions_keep_what_belongs_together() -> None:
    survey_of = {"kind": "survey", "id": "visit", "purpose": "transactional", "asks": ["operator"]}
    survey_of |= {"when": {"event": "contact"}, "identity": "identified", "minutes": 2}
    asked = {"question": "why", "when": "not (visit-ces > 3 and visit-ces < 6) or visit-ces is empty"}
    loop = {**LOOP, "when": "visit.visit-ces <= 2 and (visit.why is answered or not visit.visit-ces = 1)"}
    site = site_of([one(contact("a")), {**survey_of, "questions": ["visit-ces", asked]}, loop])
    first, words = "the answer to question 1", site.page("surveys/visit.html").text
    assert f"Asked only if not ({first} is above 3, and {first} is below 6), or {first} is missing" in words
    effort = "the answer to “How easy was it?” (Visit)"
    starts = f"{effort} is at most 2, and (the answer to “Why?” (Visit) is given, or not ({effort} is 1))"
    assert starts in site.page("index.html").text.split("\n")


def test_a_cause_that_starts_a_loop_goes_by_its_title() -> None:
    starts = "the answer to “What made it difficult?” (After the repair) is Parts"
    assert starts in project_site("example").page("index.html").text.split("\n")


def test_where_nothing_limits_invitations_there_are_no_proofs() -> None:
    site = site_of([one(contact("a"))])
    assert "proofs.html" not in site.files and "privacy.html" not in site.files
    overview = site.page("index.html").text
    assert "Nothing limits how often people may be asked." in overview
    assert "No survey asks anybody anything." in overview
    assert "Limits" not in overview.split("\n")


def test_the_overview_sums_up_what_the_whole_pages_show() -> None:
    overview = project_site("example").page("index.html").text
    for said in (
        "7 of 7 limits proved",
        "8 of 8 promises kept",
        "At most 4 invitations for customers in any 365 days",
        "8 promises to those who are asked: 8 kept, 0 broken, 0 not decided",
        "53 weeks from 26 October 2026 on. The darker a week, the more invitations per 100 people.",
        "until 31 December 2027, Dealer care: Two or three dealers leave in a year.",
    ):
        assert said in overview
    assert "interdependent: customers turn to the partner first, to the company later" in overview


def test_the_commit_is_shown_where_it_is_known() -> None:
    account = linked(text([*BASE, one(contact("a"))]))
    at = Account(account.program, account.manifest.at_commit("4f2a91c, 3 November"), (), (), TODAY)
    assert "Commit" not in made(account).page("index.html").text
    assert "4f2a91c, 3 November" in made(at).page("index.html").text


# PAGES OF DOCUMENTS


def test_a_survey_says_what_it_asks_in_every_language() -> None:
    page = project_site("example").page("surveys/customer-relationship.html").text
    for said in (
        "How likely are you to recommend Harbor Pumps to a colleague at another plant?",
        "de Wie wahrscheinlich ist es, dass Sie Harbor Pumps einem Kollegen oder einer Kollegin in einem anderen Werk",
        "Asked only if the answer to question 2 is at least 9",
        "One person is invited at most 3 times in any 365 days.",
        "50 % of them, key accounts are always asked",
        "We know who you are, and those who look after you see what you answer.",
        "Survey tool (SurveyJS)",
    ):
        assert said in page
    assert "No unplanned" not in page


def test_a_metric_says_what_feeds_it_and_who_sees_it() -> None:
    page = project_site("example").page("metrics/relationship-osat.html").text
    for said in (
        "30 answers",
        "3.5 to below 4.2",
        "Fed by 1 question",
        "Working with Harbor Pumps",
        "Management board",
    ):
        assert said in page


def test_choices_bands_and_questions_go_by_their_titles() -> None:
    choices = [{"id": "a", "text": "The dealer"}, {"id": "b", "text": "We ourselves"}]
    question = {"kind": "question", "id": "who", "type": "single-choice", "text": "Who installed it?"}
    band = {"id": "high", "lowest": 50, "title": "Enough"}
    site = site_of(
        [
            {**question, "choices": choices, "metric": "by-dealer"},
            {"kind": "metric", "id": "by-dealer", "type": "ratio", "choice": "a", "bands": [band]},
            {"kind": "metric", "id": "spread", "type": "ratio"}
            | {"share_of": {"metric": "by-dealer", "band": "high", "by": "country"}},
        ]
    )
    assert "counting the answer “The dealer”" in site.page("metrics/by-dealer.html").text
    spread = site.page("metrics/spread.html").text
    assert "share of the groups in which another metric lies in a band" in spread
    assert "Groups by\ncountry\nOther metric\nBy dealer\nIts band that counts\nEnough\n" in spread
    entry = site.account.program.get("question", "who")
    assert entry is not None
    finding = Finding("x", Severity.INFO, "said", (entry.at("text"),))
    shown = made(Account(site.account.program, site.account.manifest, (finding,), (), TODAY))
    assert "About\nWho installed it?" in shown.page("findings.html").text


def test_a_role_says_how_often_it_is_asked_and_where_it_takes_part() -> None:
    page = project_site("example").page("roles/maintenance-manager.html").text
    for said in ("at most 4 invitations, 4 allowed", "7,764 people", "I don't care whose van it is.", "Repair visit"):
        assert said in page


def test_only_customers_decide_on_contracts() -> None:
    site = project_site("example")
    assert "customers, strategic: decides on the contract" in site.page("roles/plant-director.html").text
    assert "partners, strategic\n" in site.page("roles/dealer-principal.html").text


def test_an_owner_says_where_it_acts_and_by_when() -> None:
    page = project_site("example").page("teams/dealer-care.html").text
    for said in ("makes first contact within 2 business days", "reviews the cases together, quarterly", "#dealer-care"):
        assert said in page
    assert "comes in at step 1, if nobody acted within 2 business days\n" in page


def test_a_finding_leads_from_the_list_to_what_it_is_about_and_back() -> None:
    site = project_site("gallery/john-deere")
    findings = site.page("findings.html")
    assert "`" not in findings.text
    for finding in site.account.findings:
        label = finding.primary
        assert label is not None
        assert f"{label.where.source.name}:{label.line}" in findings.text
    assert "surveys/sales-experience.html" in findings.links
    about = site.page("surveys/sales-experience.html")
    assert "Findings about this" in about.text
    assert any(link.startswith("../findings.html#finding-") for link in about.links)
    for excused in site.account.silenced:
        assert excused.reason in findings.text


def test_what_goes_out_of_use_says_when_wherever_it_is_named() -> None:
    site = site_of(
        [
            {**one(contact("a", owner="old-desk", retired="2027-01-31"), contact("b")), "retired": "2027-06-30"},
            {"kind": "team", "id": "old-desk", "title": "Old desk", "retired": "2027-03-03"},
            survey(0, "breakdown.a", retired="2026-01-02"),
            {**LOOP, "retired": "2028-01-01"},
            {"kind": "report", "id": "board", "metrics": ["effort"], "to": ["marketing"], "every": "monthly"}
            | {"retired": "2027-02-02"},
            {"kind": "population", "id": "old-count", "retired": "2020-01-01"}
            | {"groups": [{"role": "maintenance-manager", "people": 99}]},
            {"kind": "population", "id": "count", "as_of": "2026-10-31"}
            | {"groups": [{"role": "maintenance-manager", "people": 7}]},
        ]
    )
    assert "Out of use from\n3 March 2027" in site.page("teams/old-desk.html").text
    overview = site.page("index.html").text
    assert "Old desk out of use from 3 March 2027" in overview
    assert "A visit that was hard for the customer out of use from 1 January 2028" in overview
    assert "out of use from 31 January 2027" in site.page("journeys/breakdown.html").text.split("\n")
    role = site.page("roles/maintenance-manager.html").text
    assert "Survey 0 out of use from 2 January 2026" in role
    # As in the calendar, a count that is out of use counts nobody.
    assert "7 people, counted on 31 October 2026" in role and "Old count" not in role
    assert "Board out of use from 2 February 2027 monthly" in site.page("metrics/effort.html").text


# LANGUAGES


def test_titles_stand_in_the_chosen_language_and_others_beside_them() -> None:
    english = project_site("example")
    german = made(english.account, locale="de")
    assert "<h1><bdi>A pump's service life</bdi></h1>" in english.files["journeys/service.html"].data.decode()
    page = german.files["journeys/service.html"].data.decode()
    assert '<h1><bdi lang="de">Das Leben einer Pumpe</bdi></h1>' in page
    assert "<bdi>A pump's service life</bdi></span>" in page
    assert {entry[1] for entry in german.index if entry[3].endswith("#touchpoint-repair-visit")} == {"Reparatureinsatz"}


def test_texts_run_from_right_to_left_where_their_language_does() -> None:
    site = site_of(
        [{**one(contact("a", emotion=1), contact("b", emotion=-1)), "title": {"ar": HOSTILE["arabic"], "en": "Call"}}],
        locale="ar",
    )
    page = site.files["journeys/breakdown.html"].data.decode()
    assert f'<h1><bdi lang="ar" dir="rtl">{HOSTILE["arabic"]}</bdi></h1>' in page
    assert '<ol class="strip" dir="rtl">' in page
    assert 'class="curve from-right"' in page


def test_everything_is_found_under_its_names_in_all_languages() -> None:
    site = project_site("example")
    found = {(kind, href): f"{title} {more}" for kind, title, more, href in site.index}
    assert found["touchpoint", "journeys/service.html#touchpoint-repair-visit"] == (
        "Repair visit service.repair-visit Reparatureinsatz"
    )
    kinds = {kind for kind, _ in found}
    assert kinds == {"program", *FOLDERS, "loop", "stage", "touchpoint", "question"}
    asked = {question.question for each in site.account.manifest.each("survey") for question in each.spec.questions}
    assert sum(kind == "question" for kind, _ in found) >= len(asked)


# SIZE AND LOOK


def test_a_document_is_read_for_its_places_once(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []

    def counted(given: str) -> Any:
        composed.append(given)
        return composer(given)

    many = [journey(20, 4, name=f"journey-{number}") for number in range(8)]
    account = linked(text([*BASE, *many, survey(0, "journey-0.contact-1")]))
    monkeypatch.setattr("cxprog.document.composer", counted)
    made(account)
    assert len(composed) == len(set(composed)) < len(account.program.documents)


def test_pages_look_as_they_did(golden: Golden) -> None:
    site = made(linked(program(5, 2)))
    for path in ("journeys/breakdown.html", "surveys/survey-0.html", "teams/marketing.html"):
        golden(f"site/{path}", site.files[path].data)
