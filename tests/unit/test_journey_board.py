"""Journey boards: YAML in; one self-contained page a journey out, and a layout in which nothing moves for no reason."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxprog.check import Today
from cxprog.compiler import Project, build_project
from cxprog.manifest import Manifest
from cxprog.renderers._board_layout import LANES, Layout, laid_out
from cxprog.renderers._board_lines import curve, relay
from cxprog.renderers._board_reading import boards
from cxprog.renderers.journey_board import produce
from cxprog.source import Source
from cxprog.target import Address, Artifact
from cxprog.trace import traced
from tests.journeys import BASE, HOSTILE, LOOP, OWNERS, hostile_program, journey, manifest_of, program, survey, text

Golden = Callable[[str, str | bytes], None]


def drawn(manifest: Manifest, **options: Any) -> dict[str, Artifact]:
    """Artifacts by path."""
    produced = list(produce.produce(manifest, produce.options(**options)))
    return {each.path: each for each in produced if isinstance(each, Artifact)}


def page_of(yaml: str, name: str = "breakdown", **options: Any) -> str:
    return drawn(manifest_of(yaml), **options)[f"{name}.html"].data.decode()


def layout_of(yaml: str) -> Layout:
    (board,) = boards(manifest_of(yaml), None)
    return laid_out(board)


def contact(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "channel": "web", "owner": "marketing", **keys}


def one(touchpoints: list[dict[str, Any]], *others: Mapping[str, Any], **stage: Any) -> str:
    """A journey with one stage of these touchpoints."""
    repair = {"id": "repair", "roles": ["operator"], "touchpoints": touchpoints, **stage}
    return text([*BASE, {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": [repair]}, *others])


# READING PAGES


_BLOCKS = {"p", "li", "dt", "dd", "td", "th"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def each(self) -> Iterator[Element]:
        """It and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.each()

    @property
    def text(self) -> str:
        """What it says, on one line."""
        return " ".join("".join(self._said()).split())

    def _said(self) -> Iterator[str]:
        for child in self.children:
            yield from (child,) if isinstance(child, str) else child._said()
        if self.tag in _BLOCKS:
            yield " "

    def find(self, **wanted: str) -> Iterator[Element]:
        """Elements below it with these attributes; `class_` is one of its classes."""
        for element in self.each():
            classes = element.attributes.get("class", "").split()
            if all(
                value in classes if name == "class_" else element.attributes.get(name) == value
                for name, value in wanted.items()
            ):
                yield element

    def one(self, **wanted: str) -> Element:
        """The only one."""
        (found,) = self.find(**wanted)
        return found


_EMPTY = {"meta", "input", "link", "br", "img", "hr"}


class _Parser(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in _EMPTY:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag and self.at.parent is not None, f"</{tag}> closes <{self.at.tag}>"
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parsed(page: str) -> Element:
    """The page as a tree; each element has to be closed."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    assert parser.at is parser.root
    return parser.root


# THE FILES


@cache
def five() -> str:
    return page_of(program(5, 3))


def test_a_small_journey(golden: Golden) -> None:
    golden("journey_board/five.html", five())


def test_from_the_program_to_the_files() -> None:
    project = Project((Source("cxprog.yaml", program(5, 3)),))
    built = build_project(project, Today("2026-11-22"), only=["journey_board"])
    assert sorted(built.artifacts) == ["journey_board/breakdown.html", "manifest.json"]


def test_twice_the_same() -> None:
    yaml = program(25, 5, steps=True)
    assert drawn(manifest_of(yaml)) == drawn(manifest_of(yaml))


def test_each_journey_has_its_page() -> None:
    yaml = text([*BASE, journey(3, 1, name="first"), journey(3, 1, name="second")])
    assert list(drawn(manifest_of(yaml))) == ["first.html", "second.html"]


def test_lines_lead_back_to_what_they_show() -> None:
    yaml = program(12, 2, steps=True)
    artifact = drawn(manifest_of(yaml))["breakdown.html"]
    lines = artifact.data.decode().split("\n")
    places = {
        'id="card-contact-4"': Address("journey", "breakdown", ("stages", 0, "steps", 1, "touchpoints", 2)),
        'data-detail="contact-11"': Address("journey", "breakdown", ("stages", 1, "touchpoints", 6)),
        'data-from="survey:survey-1"': Address("survey", "survey-1"),
        'class="legend"': Address("journey", "breakdown"),
    }
    for mark, place in places.items():
        number = next(at for at, line in enumerate(lines, 1) if mark in line)
        assert artifact.line_origins[number] == place


def test_a_line_of_the_page_is_traced_to_its_line_in_the_yaml() -> None:
    yaml = "\n---\n".join(json.dumps(document, indent=1) for document in (*BASE, journey(5, 2)))
    built = build_project(Project((Source("cxprog.yaml", yaml),)), Today("2026-11-22"), only=["journey_board"])
    path = "journey_board/breakdown.html"
    lines = built.artifacts[path].data.decode().split("\n")
    number = next(at for at, line in enumerate(lines, 1) if 'id="card-contact-3"' in line)
    found = next(iter(traced(built, path, number, is_output=True)))
    line = int(found.split(":")[1])
    assert '"contact-3"' in "".join(yaml.split("\n")[line - 1 : line + 2])
    # And back: nothing comes from the title alone, so what comes of its touchpoint is told.
    title = next(at for at, text in enumerate(yaml.split("\n"), 2) if '"id": "contact-3"' in text)
    (there,) = (each for each in traced(built, "cxprog.yaml", title, is_output=False) if path in each)
    assert str(number) in there
    assert there.endswith(" (of /stages/1/touchpoints/1)")


# SELF-CONTAINED AND INERT


def test_a_page_needs_nothing_but_itself() -> None:
    for page in (five(), page_of(hostile_program(), "hostile")):
        root = parsed(page)
        attributes = [(name, value) for element in root.each() for name, value in element.attributes.items()]
        assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "srcset", "action")]
        assert all(value.startswith("#") for name, value in attributes if name.endswith("href"))
        assert all(target.startswith("#sign-") for target in re.findall(r"url\(([^)]*)", page))
        assert "@import" not in page and "@font-face" not in page


def test_the_only_script_is_ours() -> None:
    root = parsed(page_of(hostile_program(), "hostile"))
    (script,) = (element for element in root.each() if element.tag == "script")
    digest = hashlib.sha256("".join(map(str, script.children)).encode()).digest()
    policy = root.one(**{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'")


def test_every_title_is_there_as_text() -> None:
    root = parsed(page_of(hostile_program(), "hostile"))
    for name, title in HOSTILE.items():
        heading = root.one(id=f"title-{name}")
        assert heading.text == " ".join(title.split()), name
        assert {element.tag for element in heading.each()} <= {"h3", "a", "bdi"}, name


def test_no_title_turns_the_words_around_it() -> None:
    root = parsed(page_of(hostile_program(), "hostile"))
    override = HOSTILE["override"]
    for element in root.each():
        if any(isinstance(child, str) and override in child for child in element.children):
            assert element.tag in ("bdi", "option", "desc", "title"), element


# WHAT THE BOARD SAYS


def cells(root: Element, lane: str) -> list[str]:
    return [element.text for element in root.find(class_=f"in-{lane}") if "cell" in element.attributes["class"].split()]


def test_whose_board_it_is_and_where_it_comes_from() -> None:
    root = parsed(five())
    said = root.text
    for words in ("Journey of the customer", "3 stages · 5 touchpoints · 1 moment of truth", "version 2.1.0"):
        assert words in said
    assert "cxprog.yaml, document journey:breakdown" in root.one(class_="source").text


def test_cards_say_what_when_and_who() -> None:
    joint = {"joint": ["field-service", "dealer"], "lead": "dealer"}
    keys = {"side": "back", "at_most": "1 per 14d", "retired": "2027-01-31", "owner": joint, "moment_of_truth": True}
    root = parsed(page_of(one([contact("a", **keys), {"id": "b", "channel": "phone"}])))
    (back,) = cells(root, "backstage")
    for words in (
        "Moment of truth", "web, backstage", "Field service", "Dealer (partner) leads", "Operator",
        "at most 1 per 14 days", "out of use from 2027-01-31",
    ):  # fmt: skip
        assert words in back
    hidden, front = cells(root, "touchpoints")
    assert hidden == "backstage: A"
    assert "nobody owns this" in front and "the journey ends here" in front
    assert cells(root, "truths") == ["A owner: Dealer · nobody listens"]


def test_goals_pains_and_opportunities() -> None:
    first = contact("a", pains=["Too long", "Too far"], evidence="partly", opportunities=["Come sooner"])
    root = parsed(page_of(one([first, contact("b")], goal="Get it running")))
    assert cells(root, "goals") == ["Goal: Get it running"]
    assert cells(root, "pains") == ["Too long Too far partly backed by data"]
    assert cells(root, "opportunities") == ["Come sooner"]


def test_the_curve_has_a_sign_a_word_and_a_kind_of_line_for_its_evidence() -> None:
    felt = [("a", -2, "full"), ("b", 1, "partly"), ("c", 2, "none")]
    touchpoints = [contact(name, emotion=emotion, evidence=evidence) for name, emotion, evidence in felt]
    root = parsed(page_of(one([*touchpoints, contact("d")])))
    assert cells(root, "emotion") == [
        "How it feels: −2 (very bad), full data",
        "How it feels: +1 (good), some data",
        "How it feels: +2 (very good), no data",
    ]
    looks = {element.attributes["class"] for element in root.find(class_="stroke")}
    assert looks == {"stroke full", "stroke partly", "stroke none"}
    described = root.one(id="curve-desc").text
    assert "lowest at A, highest at C" in described
    (table,) = (element for element in root.each() if element.tag == "table")
    rows = [element.text for element in table.each() if element.tag == "tr"]
    assert rows[1:] == [
        "Repair A −2 (very bad) backed by data",
        "Repair B +1 (good) partly backed by data",
        "Repair C +2 (very good) no data behind it",
        "Repair D nobody said",
    ]


def test_the_curve_bridges_what_nobody_said_and_meets_at_the_edges_of_columns() -> None:
    touchpoints = [contact("a", emotion=2), contact("b"), contact("c", emotion=-2), contact("d", emotion=0)]
    strokes = curve(layout_of(one(touchpoints)).columns)
    assert [[stroke.look for stroke in own] for own in strokes] == [
        ["unsaid"], ["unsaid"], ["unsaid", "none"], ["none"],
    ]  # fmt: skip
    ends = [[re.findall(r"-?[\d.]+", stroke.path) for stroke in own] for own in strokes]
    assert ends[0][0][-1] == ends[1][0][1] and ends[1][0][-1] == ends[2][0][1]
    assert ends[2][1][-1] == ends[3][0][1]


def test_surveys_span_what_they_listen_to() -> None:
    whole = survey(1, "breakdown.repair", minutes=4.5, asks=["buyer", "operator"], title="Whole")
    made = layout_of(one([contact("a"), contact("b"), contact("c")], survey(0, "breakdown.b"), whole))
    lane = next(lane for lane in made.lanes if lane.name == "surveys")
    assert [(card.key, card.span, card.row) for card in lane.cards] == [
        ("survey-0", (1, 1), 0),
        ("survey-1", (0, 2), 1),
    ]
    root = parsed(page_of(one([contact("a"), contact("b"), contact("c")], survey(0, "breakdown.b"), whole)))
    said = cells(root, "surveys")
    assert "Whole asks Buyer, Operator after Contact identified · 4.5 min about all of Repair" in said
    assert cells(root, "metrics") == ["Ease of repair CES · from 30 answers fed by Survey 0, Whole"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"after": "breakdown.a", "delay": "1d..3d"}, "1 day to 3 days after A"),
        ({"event": "contact", "delay": "2d"}, "2 days after Contact"),
        ({"every": "quarterly", "window": "14d"}, "quarterly over 14 days"),
        ({"on": ["2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01", "2027-05-01"]}, "and 2 more days"),
        ({"always": True}, "open all the time"),
        ({"event": "contact", "repeat": {"every": "monthly", "times": 2}}, "after Contact, then monthly, 2 more times"),
    ],
)
def test_when_somebody_is_asked(when: dict[str, Any], said: str) -> None:
    root = parsed(page_of(one([contact("a")], survey(0, "breakdown.a", when=when))))
    assert said in cells(root, "surveys")[0]


def test_who_must_act_and_by_when() -> None:
    keys = {
        "key_accounts": {"first_contact": "4bh", "owner": "key-accounts"},
        "escalate": [{"after": "2bd", "to": "academy"}, {"after": "5bd", "to": "account-manager", "accounts": "key"}],
        "tell": ["order-desk"],
        "close": {"tell": ["service-desk"]},
    }
    yaml = one([contact("a", owner="dealer")], survey(0, "breakdown.a"), {**LOOP, **keys})
    root = parsed(page_of(yaml))
    (card,) = cells(root, "loops")
    assert card.startswith("A visit that was hard for the customer Dealer")
    assert "first contact within 8 business hours" in card and "settled within 5 business days" in card
    assert "key accounts: Key accounts" in card and "first contact within 4 business hours" in card
    details = root.one(**{"data-detail": "a"}).text
    for words in (
        "starts when survey-0.visit-ces <= 3", "Dealer must act", "after 2 business days: Academy",
        "after 5 business days (key accounts): Key accounts", "told at once: Order desk",
        "told the outcome: Service desk",
    ):  # fmt: skip
        assert words in details
    assert details.count("Academy") == 1


def test_ways_that_leap_are_drawn_with_who_goes_them() -> None:
    touchpoints = [
        contact("a", next=["b", {"to": "c", "when": "Under warranty"}]),
        contact("b", next=[{"to": "c", "when": "Solved"}, {"to": "a", "when": "Not solved"}]),
        contact("c", owner="dealer", next=["a", "c"]),
    ]
    (lane,) = (lane for lane in layout_of(one(touchpoints)).lanes if lane.name == "ways")
    ways = {(arc.source, arc.target): arc.is_back for arc in lane.arcs}
    assert ways == {(0, 2): False, (1, 2): False, (1, 0): True, (2, 0): True, (2, 2): True}
    root = parsed(page_of(one(touchpoints)))
    labels = {element.text for element in root.find(class_="arc-label")}
    assert labels == {"Under warranty", "Solved", "Not solved", "back to A", "back to C"}
    (card,) = (said for said in cells(root, "touchpoints") if "Under warranty" in said)
    assert "Under warranty: C" in card


def test_handoffs_are_named_and_drawn_from_owner_to_owner() -> None:
    handoff = {"to": "dealer", "passes": "The history", "pains": ["Half is lost"]}
    touchpoints = [contact("a", handoff=handoff), contact("b", owner="dealer"), contact("c", owner="academy")]
    root = parsed(page_of(one(touchpoints)))
    assert cells(root, "handoffs") == [
        "Handoff: Marketing to Dealer The history Half is lost",
        "Handoff: Dealer to Academy nobody has said what is handed over",
    ]
    drawn_relay = relay(layout_of(one(touchpoints)))
    assert [owner and owner.id for owner in drawn_relay.owners] == ["dealer", "academy", "marketing"]
    assert [{track.look for track in own} for own in drawn_relay.tracks] == [{"handoff"}] * 3
    assert [[station.row for station in own] for own in drawn_relay.stations] == [[2], [0], [1]]
    assert root.one(id="relay-desc").text == "Marketing from A; Dealer from B; Academy from C."


def test_what_nobody_owns_has_a_row_of_its_own() -> None:
    made = relay(layout_of(one([contact("a"), {"id": "b", "channel": "web"}])))
    assert [owner and owner.id for owner in made.owners] == ["marketing", None]


def test_support_comes_from_practices_and_from_the_other_side() -> None:
    stage = {"id": "other", "roles": ["operator"], "touchpoints": [contact("x", title="Price request")]}
    other = {"kind": "journey", "id": "back-office", "actor": "partner", "stages": [stage]}
    practice = {
        "kind": "practice", "id": "joint-visits", "type": "joint-visit", "every": "monthly", "owner": "academy",
        "works_on": ["breakdown.repair"],
    }  # fmt: skip
    yaml = one([contact("a", counterpart="back-office.x"), contact("b")], other, practice)
    root = parsed(page_of(yaml))
    assert sorted(cells(root, "support")) == [
        "Joint visits joint visit · monthly Academy",
        "Price request behind it, in “Back office”: Price request",
    ]
    back = parsed(page_of(yaml, "back-office"))
    assert cells(back, "support") == ["A behind it, in “Breakdown”: A"]


def test_practices_for_a_phase_support_the_stages_of_that_phase() -> None:
    stages = [
        {"id": phase, "phase": phase, "roles": ["operator"], "touchpoints": [contact(f"at-{phase}")]}
        for phase in ("onboarding", "growth")
    ]
    made = {"kind": "journey", "id": "dealers", "actor": "partner", "stages": stages}
    practice = {"kind": "practice", "id": "help", "type": "help-desk", "phase": "growth"}
    made_layout = layout_of(text([*BASE, made, practice]))
    (lane,) = (lane for lane in made_layout.lanes if lane.name == "support")
    assert [(card.key, card.span) for card in lane.cards] == [("help", (1, 1))]


def test_other_journeys_are_named_where_the_path_leads_over() -> None:
    stage = {"id": "other", "roles": ["operator"], "touchpoints": [contact("x", next=["breakdown.a"])]}
    other = {"kind": "journey", "id": "purchase", "actor": "customer", "stages": [stage]}
    yaml = one([contact("a", next=[{"to": "purchase.x", "when": "They buy again"}])], other)
    (said,) = cells(parsed(page_of(yaml)), "touchpoints")
    assert "goes on in “Purchase”: X, when: They buy again" in said
    assert "comes from “Purchase”: X" in said
    assert "ends here" not in said


def test_the_source_of_each_touchpoint_is_named() -> None:
    root = parsed(five())
    said = root.one(**{"data-detail": "contact-2"}).text
    assert re.search(r"cxprog\.yaml, line \d+ of the document journey:breakdown, touchpoint contact-2", said)


def test_a_journey_without_touchpoints_says_so() -> None:
    made = {"kind": "journey", "id": "empty", "actor": "customer", "stages": [{"id": "one"}, {"id": "two"}]}
    root = parsed(page_of(text([*BASE, made]), "empty"))
    assert root.text.count("no touchpoints yet") == 4
    assert "Nothing is said yet about: what the customer wants, how it feels, pains" in root.text


def test_what_listens_to_an_empty_stage_or_works_on_it_is_shown() -> None:
    made = {"kind": "journey", "id": "empty", "actor": "customer", "stages": [{"id": "one"}, {"id": "two"}]}
    practice = {"kind": "practice", "id": "visits", "type": "joint-visit", "works_on": ["empty.one"]}
    root = parsed(page_of(text([*BASE, made, practice, survey(0, "empty.two")]), "empty"))
    assert [said.partition(" asks")[0] for said in cells(root, "surveys")] == ["Survey 0"]
    assert cells(root, "metrics") == ["Ease of repair CES · from 30 answers fed by Survey 0"]
    assert cells(root, "support") == ["Visits joint visit Marketing"]


# LANES


def test_only_lanes_that_hold_something_are_drawn() -> None:
    made = layout_of(one([contact("a", pains=["Slow"])]))
    assert [lane.name for lane in made.lanes] == ["touchpoints", "pains", "owners"]
    assert set(made.empty) == set(LANES) - {"touchpoints", "pains", "owners"}


def test_lanes_can_be_chosen() -> None:
    root = parsed(page_of(program(12, 2), lanes=["surveys", "touchpoints"]))
    heads = [element.text for element in root.find(class_="lane-head")]
    assert heads == ["Touchpoints", "Who listens"]
    assert "Nothing is said yet" not in root.text


def test_the_line_of_visibility_lies_above_what_is_behind_it() -> None:
    rows = layout_of(one([contact("a"), contact("b", side="back")])).first_rows
    assert rows["touchpoints"] < rows["sight"] < rows["backstage"] < rows["owners"]


# LANGUAGES


def german() -> str:
    titles = {"title": {"en": "Repair visit", "de": "Reparatureinsatz"}}
    return one(
        [contact("a", **titles), contact("b", title={"en": "Invoice"})], title={"en": "Repair", "de": "Reparatur"}
    )


def test_all_languages_are_in_the_page() -> None:
    root = parsed(page_of(german()))
    texts = {
        element.text: element.attributes.get("data-l")
        for element in root.one(id="title-a").each()
        if element.tag == "bdi"
    }
    assert texts == {"Repair visit": "en", "Reparatureinsatz": "de"}
    assert [element.attributes.get("data-l") for element in root.one(id="title-b").each() if element.tag == "bdi"] == [
        None
    ]


def test_a_page_opens_in_the_language_that_is_chosen() -> None:
    page = page_of(german(), locale="de")
    root = parsed(page)
    (html_element,) = (element for element in root.each() if element.tag == "html")
    assert html_element.attributes["data-locale"] == "de"
    assert "Reparatur · " not in page and '[data-locale="de"] bdi[data-l]:not([data-l~="de"])' in page
    (choice,) = (element for element in root.each() if element.attributes.get("name") == "locale")
    assert choice.text == "de en"


def test_a_page_in_one_language_offers_no_choice() -> None:
    assert not [each for each in parsed(five()).each() if each.attributes.get("name") == "locale"]


@pytest.mark.parametrize("locale", ["ar", "he", "fa", "ur-PK"])
def test_a_board_runs_from_right_to_left(locale: str) -> None:
    root = parsed(page_of(one([contact("a", title={locale: "מבקר", "en": "Visit"})]), locale=locale))
    assert root.one(id="board").attributes["dir"] == "rtl"
    (own,) = (each for each in root.one(id="title-a").each() if each.attributes.get("lang") == locale)
    assert own.attributes["dir"] == "rtl"


# COLORS


def _themes() -> dict[str, dict[str, str]]:
    """Colors by name, light and dark."""
    style = five().partition("<style>")[2].partition("</style>")[0]
    light = style.partition(":root {")[2].partition("}")[0]
    dark = style.partition('[data-theme="dark"] {')[2].partition("}")[0]
    return {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", own)) for name, own in (("light", light), ("dark", dark))
    }


TEXT_ON = {
    "ink": ("page", "card", "faint", "truth", "pain", "idea"),
    "soft": ("page", "card", "faint", "truth"),
    "link": ("page", "card"),
    "on-stage": ("stage",),
    "on-truth": ("truth-card",),
}
"""Colors of text, and what lies behind it."""
MARKS_ON = {"outline": ("page", "card", "truth"), "truth-star": ("truth-card",), "pain-line": ("pain",)}
"""Colors of signs."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colors_stand_out(theme: str) -> None:
    colors = _themes()[theme]
    for least, pairs in ((4.5, TEXT_ON), (3, MARKS_ON)):
        for front, backs in pairs.items():
            for back in backs:
                assert _contrast(colors[front], colors[back]) >= least, (front, back)
    # Kinds of evidence: against the page, or against the dark edge that goes with them.
    for name in ("none", "partly", "full"):
        assert max(_contrast(colors[name], colors[back]) for back in ("page", "casing")) >= 3


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# NOTHING MOVES FOR NO REASON


@st.composite
def sketches(draw: st.DrawFn) -> dict[str, Any]:
    """A small journey, with who owns what, ways between, and surveys of touchpoints and stages."""
    count = draw(st.integers(1, 9))
    names = [f"contact-{number}" for number in range(count)]
    ways = st.one_of(
        st.none(),
        st.lists(
            st.one_of(
                st.sampled_from(names), st.fixed_dictionaries({"to": st.sampled_from(names), "when": st.just("Maybe")})
            ),
            max_size=3,
        ),
    )
    touchpoints = [
        contact(
            name,
            owner=draw(st.sampled_from(OWNERS[:4])),
            next=draw(ways),
            side=draw(st.sampled_from(["front", "back"])),
            emotion=draw(st.one_of(st.none(), st.integers(-2, 2))),
            moment_of_truth=draw(st.booleans()),
        )
        for name in names
    ]
    # Equal cuts make a stage without touchpoints.
    cuts = sorted([0, count, *draw(st.lists(st.integers(0, count), max_size=3))])
    stages = [touchpoints[start:end] for start, end in pairwise(cuts)]
    places = [f"breakdown.{name}" for name in names] + [f"breakdown.stage-{number}" for number in range(len(stages))]
    listening = [draw(st.lists(st.sampled_from(places), max_size=3, unique=True)) for _ in range(4)]
    return {"stages": stages, "listening": listening}


def sketched(sketch: dict[str, Any]) -> Layout:
    """The layout of a sketch; what it names and what is gone is left out."""
    stages = sketch["stages"]
    known = {touchpoint["id"] for stage in stages for touchpoint in stage}
    made = [
        {
            "id": f"stage-{number}",
            "roles": ["operator"],
            "touchpoints": [
                {**touchpoint, "next": next_of(touchpoint, known)}
                if touchpoint["next"] is not None
                else {key: value for key, value in touchpoint.items() if key != "next"}
                for touchpoint in stage
            ],
        }
        for number, stage in enumerate(stages)
    ]
    surveys = []
    for number, places in enumerate(sketch["listening"]):
        left = [place for place in places if "stage-" in place or place.partition(".")[2] in known]
        surveys += [survey(number, *left)] if left else []
    whole = {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": made}
    return layout_of(text([*BASE, whole, *surveys]))


def next_of(touchpoint: dict[str, Any], known: set[str]) -> list[Any]:
    return [way for way in touchpoint["next"] if (way["to"] if isinstance(way, dict) else way) in known]


def columns(layout: Layout) -> list[str]:
    return [column.touchpoint.id if column.touchpoint else "" for column in layout.columns]


def rows(layout: Layout) -> dict[tuple[str, str], int]:
    """Row of what hangs on touchpoints, by lane and key."""
    return {(lane.name, card.key): card.row for lane in layout.lanes for card in lane.cards}


def check_order(before: Layout, after: Layout) -> None:
    """What is on both boards stands in the same order, in the same stage."""
    stages_before = {column.touchpoint.id: column.stage for column in before.columns if column.touchpoint}
    stages_after = {column.touchpoint.id: column.stage for column in after.columns if column.touchpoint}
    both = stages_before.keys() & stages_after.keys()
    assert [name for name in columns(before) if name in both] == [name for name in columns(after) if name in both]
    assert {name: stages_before[name] for name in both} == {name: stages_after[name] for name in both}
    order_before = [owner and owner.id for owner in relay(before).owners]
    order_after = [owner and owner.id for owner in relay(after).owners]
    shared = set(order_before) & set(order_after)
    assert [name for name in order_before if name in shared] == [name for name in order_after if name in shared]


def arcs(layout: Layout) -> dict[tuple[str, str], Any]:
    names = columns(layout)
    return {(names[arc.source], names[arc.target]): arc for lane in layout.lanes for arc in lane.arcs}


relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(sketch=sketches(), data=st.data())
def test_a_new_touchpoint_moves_nothing_past_anything(sketch: dict[str, Any], data: st.DataObject) -> None:
    before = sketched(sketch)
    stage = data.draw(st.integers(0, len(sketch["stages"]) - 1))
    place = data.draw(st.integers(0, len(sketch["stages"][stage])))
    new = contact("new", owner=data.draw(st.sampled_from(OWNERS[:4])), next=None)
    stages = [list(own) for own in sketch["stages"]]
    stages[stage].insert(place, new)
    after = sketched({**sketch, "stages": stages})
    check_order(before, after)
    at = columns(after).index("new")
    for name in filter(None, columns(before)):
        was, now = columns(before).index(name), columns(after).index(name)
        # An empty stage has a column already.
        grown = len(columns(after)) - len(columns(before))
        assert now == was + (grown if was >= at else 0)
    assert {key: row for key, row in rows(after).items() if key in rows(before)} == rows(before)
    old, new_arcs = arcs(before), arcs(after)
    for one_way, other_way in combinations(sorted(old.keys() & new_arcs.keys()), 2):
        if _share_columns(old[one_way], old[other_way]):
            was_above = old[one_way].row < old[other_way].row
            assert (new_arcs[one_way].row < new_arcs[other_way].row) == was_above


def _share_columns(one_arc: Any, other: Any) -> bool:
    return bool(one_arc.span.first < other.span.last and other.span.first < one_arc.span.last)


@relaxed
@given(sketch=sketches(), data=st.data())
def test_a_touchpoint_that_goes_leaves_the_others_in_order(sketch: dict[str, Any], data: st.DataObject) -> None:
    before = sketched(sketch)
    gone = data.draw(st.sampled_from([touchpoint["id"] for stage in sketch["stages"] for touchpoint in stage]))
    stages = [[touchpoint for touchpoint in stage if touchpoint["id"] != gone] for stage in sketch["stages"]]
    after = sketched({**sketch, "stages": stages})
    check_order(before, after)
    left = [name for name in columns(before) if name != gone]
    assert [name for name in columns(after) if name] == [name for name in left if name]


@relaxed
@given(sketch=sketches(), data=st.data(), title=st.sampled_from(list(HOSTILE.values())))
def test_a_new_title_moves_nothing_at_all(sketch: dict[str, Any], data: st.DataObject, title: str) -> None:
    before = sketched(sketch)
    renamed = data.draw(st.sampled_from([touchpoint["id"] for stage in sketch["stages"] for touchpoint in stage]))
    stages = [
        [{**touchpoint, "title": title} if touchpoint["id"] == renamed else touchpoint for touchpoint in stage]
        for stage in sketch["stages"]
    ]
    after = sketched({**sketch, "stages": stages})
    assert (columns(after), rows(after), after.first_rows) == (columns(before), rows(before), before.first_rows)
    assert {way: arc.row for way, arc in arcs(after).items()} == {way: arc.row for way, arc in arcs(before).items()}


@relaxed
@given(sketch=sketches())
def test_no_two_cards_take_the_same_place(sketch: dict[str, Any]) -> None:
    layout = sketched(sketch)
    for lane in layout.lanes:
        for one_card, other in combinations(lane.cards, 2):
            is_apart = one_card.span.last < other.span.first or other.span.last < one_card.span.first
            assert one_card.row != other.row or is_apart, lane.name
        assert {card.row for card in lane.cards} | {arc.row for arc in lane.arcs} == set(range(lane.rows))
