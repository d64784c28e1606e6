"""Differences of boards: YAML before and YAML after in; what changed out, as values and in every form."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxprog.cli import main
from cxprog.display import NotThere
from cxprog.display._differing import LOOKS
from cxprog.display.difference import FORMS, difference, written
from cxprog.display.difference_json import schema
from cxprog.renderers._board_difference import Difference, JourneyPair, TouchpointPair, merged
from cxprog.renderers._board_facets import SORTS
from tests.journeys import BASE, HOSTILE, LOOP, hostile_program, manifest_of, program, survey, text
from tests.journeys import journey as long_journey

Golden = Callable[[str, str | bytes], None]
NAMES = ("main", "the files as they are")


def contact(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "channel": "web", "owner": "marketing", **keys}


def stage(name: str, *touchpoints: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"id": name, "roles": ["operator"], "touchpoints": list(touchpoints), **keys}


def journey(*stages: dict[str, Any], name: str = "repair", **keys: Any) -> dict[str, Any]:
    return {"kind": "journey", "id": name, "actor": "customer", "stages": list(stages), **keys}


def compared(before: list[Any], after: list[Any], **options: Any) -> Difference:
    """What differs between two programs: the documents besides those that all programs here have."""
    manifests = [manifest_of(text([*BASE, *documents])) for documents in (before, after)]
    return difference(manifests[0], manifests[1], NAMES, **options)


def facts(found: Difference) -> list[str]:
    """Everything that is not as it was, one line each, as the JSON form says it."""
    said: list[str] = []
    for own in json.loads(written(found, "json"))["journeys"]:
        stages = [("stage", each) for each in own["stages"]]
        sections = [("step", section) for _, each in stages for section in each["sections"]]
        touchpoints = [("", each) for _, section in sections for each in section["touchpoints"]]
        hung = [(each["kind"], each) for each in own["hung"]]
        for sort, part in (("journey", own), *stages, *sections, *touchpoints, *hung):
            for change in part["changes"]:
                values = f"{'; '.join(change['before'])} -> {'; '.join(change['after'])}" if change["what"] else ""
                line = f"{sort} {part['id']} {change['sort']}: {change['what']} {values}"
                said.append(" ".join(line.split()).removesuffix(":"))
    return said


# TOUCHPOINTS


A, B, C, D = (contact(name) for name in "abcd")

PLACES: Mapping[str, tuple[list[Any], list[Any], list[str]]] = {
    "added": ([stage("one", A, C)], [stage("one", A, B, C)], ["b added"]),
    "removed": ([stage("one", A, B, C)], [stage("one", A, C)], ["b removed"]),
    "another stage": (
        [stage("one", A, B), stage("two", C)],
        [stage("one", A), stage("two", B, C)],
        ["b moved: stage One -> Two"],
    ),
    "past the edge of a stage only": (
        [stage("one", A, B), stage("two", C)],
        [stage("one", A), stage("two", B, C, D)],
        ["b moved: stage One -> Two", "d added"],
    ),
    "to the front": ([stage("one", A, B, C)], [stage("one", C, A, B)], ["c moved: order after B -> first"]),
    "to the end": ([stage("one", A, B, C)], [stage("one", B, C, A)], ["a moved: order first -> after C"]),
    "stages in another order": (
        [stage("one", A, B), stage("two", C), stage("three", D)],
        [stage("three", D), stage("one", A, B), stage("two", C)],
        ["stage three moved: order after Two -> first"],
    ),
    "a stage more": ([stage("one", A)], [stage("one", A), stage("two", B)], ["stage two added", "b added"]),
    "a stage less": ([stage("one", A), stage("two", B)], [stage("one", A)], ["stage two removed", "b removed"]),
    "a stage that is called otherwise": (
        [stage("one", A, title="Need")],
        [stage("one", A, title="Wish")],
        ["stage one title: title Need -> Wish"],
    ),
    "a stage with another id": (
        [stage("one", A, title="Need")],
        [stage("first", A, title="Need")],
        ["stage first title: id one -> first"],
    ),
    "another id, surely": (
        [stage("one", A, contact("old", title="Visit"))],
        [stage("one", A, contact("new", title="Visit", emotion=1))],
        ["new title: id old -> new", "new other: how it feels not known -> +1"],
    ),
    "another id, in another stage": (
        [stage("one", A, contact("old", title="Visit")), stage("two", B)],
        [stage("one", A), stage("two", B, contact("new", title="Visit"))],
        ["old removed", "new added"],
    ),
    "another id, but of which": (
        [stage("one", A, contact("old", title="Visit"))],
        [stage("one", A, contact("new", title="Visit"), contact("newer", title="Visit"))],
        ["old removed", "new added", "newer added"],
    ),
    "another id, with a way to it": (
        [stage("one", contact("a", next=["old"]), B, contact("old", title="Visit"))],
        [stage("one", contact("a", next=["new"]), B, contact("new", title="Visit"))],
        ["new title: id old -> new"],
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_what_came_went_or_moved(case: str) -> None:
    before, after, expected = PLACES[case]
    assert sorted(facts(compared([journey(*before)], [journey(*after)]))) == sorted(expected)


def test_steps_are_places() -> None:
    def steps(first: list[Any], second: list[Any], **keys: Any) -> list[Any]:
        held = [{"id": "go", "touchpoints": first}, {"id": "do", "title": "Do", "touchpoints": second, **keys}]
        return [journey({"id": "one", "roles": ["operator"], "steps": held})]

    assert facts(compared(steps([A, B], [C]), steps([A], [B, C]))) == ["b moved: step One, Go -> One, Do"]
    assert facts(compared(steps([A], [B]), steps([A], [B], title="Work"))) == ["step do title: title Do -> Work"]


JOINT = {"joint": ["dealer", "service-desk"], "lead": "dealer"}
SAME_OWNERS = {"joint": ["service-desk", "dealer"], "lead": "service-desk"}
OWN: Mapping[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "owner": ({}, {"owner": "dealer"}, ["a owner: owner Marketing -> Dealer"]),
    "joint owners": (
        {"owner": "dealer"},
        {"owner": JOINT},
        ["a owner: owner Dealer -> Dealer (leads) + Service desk"],
    ),
    "lead": (
        {"owner": JOINT},
        {"owner": SAME_OWNERS},
        ["a owner: lead Dealer (leads) + Service desk -> Service desk (leads) + Dealer"],
    ),
    "bound": ({}, {"at_most": "1 per 7d"}, ["a time: at most none -> 1 per 7 days"]),
    "title": ({"title": "Call"}, {"title": "Phone call"}, ["a title: title Call -> Phone call"]),
    "title in one language": (
        {"title": {"en": "Call", "de": "Anruf"}},
        {"title": {"en": "Call", "de": "Telefonat"}},
        ["a title: title (de) Anruf -> Telefonat"],
    ),
    "a translation": (
        {"title": {"en": "Call"}},
        {"title": {"en": "Call", "de": "Anruf"}},
        ["a title: title (de) none -> Anruf"],
    ),
    "channel": ({}, {"channel": "phone"}, ["a other: channel web -> phone"]),
    "side": ({}, {"side": "back"}, ["a other: side in sight -> backstage"]),
    "truth": ({}, {"moment_of_truth": True}, ["a other: moment of truth no -> yes"]),
    "emotion": ({"emotion": 1}, {"emotion": -2}, ["a other: how it feels +1 -> −2"]),
    "evidence": (
        {"evidence": "none"},
        {"evidence": "full"},
        ["a other: evidence no data behind it -> backed by data"],
    ),
    "pains": ({"pains": ["Slow", "Dear"]}, {"pains": ["Dear", "Rude"]}, ["a other: pains Slow -> Rude"]),
    "a pain in one language": (
        {"pains": [{"en": "Slow", "de": "Lahm"}]},
        {"pains": [{"en": "Slow", "de": "Langsam"}]},
        ["a other: pains (de) Lahm -> Langsam"],
    ),
    "opportunities": ({}, {"opportunities": ["Faster"]}, ["a other: opportunities -> Faster"]),
    "roles": ({"roles": ["buyer"]}, {"roles": ["operator"]}, ["a other: who takes part Buyer -> Operator"]),
    "ways": ({}, {"next": ["b", {"to": "c", "when": "It fails"}]}, ["a other: goes on to -> C, when: It fails"]),
    "retired": ({}, {"retired": "2027-01-01"}, ["a other: out of use from none -> 2027-01-01"]),
    "handoff": (
        {},
        {"handoff": {"to": "dealer", "passes": "The file"}},
        ["a other: handed over -> to Dealer: The file"],
    ),
}


@pytest.mark.parametrize("case", OWN)
def test_what_is_not_as_it_was(case: str) -> None:
    before, after, expected = OWN[case]
    pair = [[journey(stage("one", contact("a", **keys), B, C))] for keys in (before, after)]
    found = [line for line in facts(compared(*pair)) if line.startswith("a ")]
    assert found == expected


def test_a_new_name_of_a_team_is_no_new_owner() -> None:
    renamed = [{**each, "title": "Growth"} if each["id"] == "marketing" else each for each in BASE]
    whole = journey(stage("one", A, B))
    found = difference(manifest_of(text([*BASE, whole])), manifest_of(text([*renamed, whole])), NAMES)
    assert facts(found) == []


def test_what_no_board_tells_is_named_all_the_same() -> None:
    renamed = [{**each, "title": "Growth"} if each["id"] == "marketing" else each for each in BASE]

    def since(*touchpoints: dict[str, Any]) -> Difference:
        old, new = [*BASE, journey(stage("one", A, B))], [*renamed, journey(stage("one", *touchpoints))]
        return difference(manifest_of(text(old)), manifest_of(text(new)), NAMES)

    found = since(A, B)
    assert (found.differing, found.elsewhere) == ((), ("team:marketing",))
    for form in ("html", "svg", "markdown"):
        said = re.sub(r"<[^>]*>|\s+", " ", written(found, form).decode())
        assert "No difference on the boards." in said, form
        assert "1 other document differs: team marketing." in said, form
    assert json.loads(written(found, "json"))["elsewhere"] == ["team:marketing"]
    assert since(A).elsewhere == ("team:marketing",), "the journey itself is told"


def test_going_on_to_what_comes_next_is_no_change() -> None:
    """Otherwise whoever puts a touchpoint between two others would change the first one."""
    before, after = [journey(stage("one", A, C))], [journey(stage("one", A, B, C))]
    assert facts(compared(before, after)) == ["b added"]
    moved = [journey(stage("one", contact("a", next=["c"]), B, C))]
    assert facts(compared(before, moved)) == ["b added"]


# WHAT LISTENS, WHO ACTS


def listening(when: dict[str, Any], first_contact: str = "8bh", **keys: Any) -> list[Any]:
    loop = {**LOOP, "first_contact": first_contact, "escalate": [{"after": "2bd", "to": "key-accounts"}]}
    return [journey(stage("one", A, B)), survey(0, "repair.a", when=when, **keys), loop]


def test_times_of_surveys_and_loops_are_told_where_they_apply_and_as_a_whole() -> None:
    before, after = listening({"event": "contact"}), listening({"event": "contact", "delay": "3d"}, "4bh")
    loop = "loop “A visit that was hard for the customer”, first contact"
    assert facts(compared(before, after)) == [
        "a time: survey “Survey 0” after Contact -> 3 days after Contact",
        f"a time: {loop} 8 business hours -> 4 business hours",
        "survey survey-0 time: goes out after Contact -> 3 days after Contact",
        "loop hard-visit time: first contact 8 business hours -> 4 business hours",
    ]


def test_a_survey_that_comes_brings_what_hangs_on_it() -> None:
    made = listening({"event": "contact"})
    assert facts(compared(made[:1], made)) == [
        "a other: surveys -> Survey 0",
        "a other: metrics -> Ease of repair",
        "a other: loops -> A visit that was hard for the customer",
        "survey survey-0 added",
        "metric effort added",
        "loop hard-visit added",
    ]


def test_a_new_title_of_a_touchpoint_does_not_change_the_survey_after_it() -> None:
    def named(title: str) -> list[Any]:
        whole = journey(stage("one", contact("a", title=title), B))
        return [whole, survey(0, "repair.a", when={"after": "repair.a", "delay": "1d"})]

    assert facts(compared(named("Call"), named("Talk"))) == ["a title: title Call -> Talk"]


def test_surveys_and_practices_as_a_whole() -> None:
    practice = {"kind": "practice", "id": "visits", "type": "joint-visit", "works_on": ["repair.a"], "owner": "academy"}
    before = [*listening({"event": "contact"}), {**practice, "every": "monthly"}]
    after = [
        *listening({"event": "contact"}, minutes=5, identity="confidential"),
        {**practice, "every": "quarterly", "owner": "dealer"},
    ]
    after[2] = {**after[2], "title": "Hard visits"}
    assert facts(compared(before, after)) == [
        "survey survey-0 other: promise identified -> confidential",
        "survey survey-0 other: takes 2 min -> 5 min",
        "loop hard-visit title: title A visit that was hard for the customer -> Hard visits",
        "practice visits time: takes place monthly -> quarterly",
        "practice visits owner: owner Academy -> Dealer",
    ]


# JOURNEYS


def test_whole_journeys_come_and_go() -> None:
    one, other = journey(stage("one", A)), journey(stage("one", A, B), name="purchase")
    found = compared([one], [one, other])
    assert [(each.id, each.sorts, each.differs) for each in found.journeys] == [
        ("purchase", ("added",), True),
        ("repair", (), False),
    ]
    assert "1 journey added, 2 touchpoints added" in written(found, "markdown").decode()
    gone = compared([one, other], [one])
    assert [each.sorts for each in gone.differing] == [("removed",)]


def test_one_journey_can_be_chosen() -> None:
    before = [journey(stage("one", A), name=name) for name in ("repair", "purchase")]
    after = [journey(stage("one", A, B), name=name) for name in ("repair", "purchase")]
    assert [each.id for each in compared(before, after).differing] == ["purchase", "repair"]
    assert [each.id for each in compared(before, after, journey="repair").differing] == ["repair"]
    with pytest.raises(NotThere, match=r"neither version has a journey `repiar`; did you mean `repair`\?"):
        compared(before, after, journey="repiar")


def test_owners_look_the_same_whichever_journeys_are_shown() -> None:
    before = [journey(stage("one", contact("a", owner="academy")), name="purchase"), journey(stage("one", A))]
    after = [before[0], journey(stage("one", A, B))]
    assert compared(before, after, journey="repair").owners == ("academy", "marketing")


# A RICH EXAMPLE


@cache
def rich() -> Difference:
    before = [json.loads(part) for part in program(14, 4, steps=True).split("\n---\n")]
    after = deepcopy(before)
    stages = next(each for each in after if each["kind"] == "journey")["stages"]
    stages[0]["touchpoints"][0]["title"] = "Look for a pump"
    stages[2]["steps"][1]["touchpoints"].append(stages[3]["touchpoints"].pop(1))
    stages[2]["steps"][0]["touchpoints"][0]["owner"] = {"joint": ["academy", "dealer"], "lead": "academy"}
    del stages[1]["touchpoints"][0]
    warranty = contact("warranty", title={"en": "Warranty check", "de": "Garantie"}, pains=["Slow"])
    stages[1]["touchpoints"].append(warranty)
    stages[1]["title"] = "Buy & order"
    listening = next(each for each in after if each["id"] == "survey-1")
    listening["when"] = {"event": "contact", "delay": "3d"}
    next(each for each in after if each["id"] == "hard-visit")["first_contact"] = "4bh"
    for each in after:
        if each["kind"] == "survey" and each["id"] == "survey-0":
            each["listens_to"] = ["breakdown.contact-0", "breakdown.contact-2"]
    manifests = [manifest_of(text(documents)) for documents in (before, after)]
    return difference(manifests[0], manifests[1], NAMES)


@pytest.mark.parametrize(("form", "ending"), [("html", "html"), ("svg", "svg"), ("markdown", "md"), ("json", "json")])
def test_a_rich_example(golden: Golden, form: str, ending: str) -> None:
    golden(f"board_difference/rich.{ending}", written(rich(), form))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_the_same_each_time(form: str) -> None:
    again = rich.__wrapped__()
    assert written(again, form) == written(rich(), form)


def test_the_json_has_the_published_form() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(written(rich(), "json")), schema())


def test_letters_of_the_picture_are_big_enough() -> None:
    svg = written(rich(), "svg").decode()
    root = ElementTree.fromstring(svg)
    assert root.attrib["width"] == "800"
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', svg)]
    assert len(sizes) > 50 and min(sizes) >= 11
    names = {each.tag.rpartition("}")[2]: each.text for each in root}
    assert names["title"] and "Warranty check: added" in (names["desc"] or "")


def test_signs_stand_out() -> None:
    for sort, look in LOOKS.items():
        for behind in (look.fill, "#FFFFFF", "#F5F6F8"):
            assert contrast(look.line, behind) >= 4.5, sort
    assert len({look.sign for look in LOOKS.values()}) == len({look.word for look in LOOKS.values()}) == len(SORTS)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_picture_is_a_png_too() -> None:
    data = written(rich(), "png")
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20]) == 1600


def test_pages_are_self_contained_and_run_nothing() -> None:
    page = written(rich(), "html").decode()
    assert "<script" not in page and "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page) and "url(http" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_diagrams_stay_small() -> None:
    many = [contact(f"c{number}") for number in range(60)]
    before = [journey(*(stage(f"s{start}", *many[start : start + 6]) for start in range(0, 60, 6)))]
    after = deepcopy(before)
    for own in after[0]["stages"]:
        for touchpoint in own["touchpoints"][::2]:
            touchpoint["channel"] = "phone"
    markdown = written(compared(before, after), "markdown").decode()
    diagrams = re.findall(r"```mermaid\n(.*?)```", markdown, re.DOTALL)
    boxes = [len(re.findall(r"^ +stage\d+x\d+\[", diagram, re.MULTILINE)) for diagram in diagrams]
    assert len(boxes) > 1 and max(boxes) <= 25 and sum(boxes) == 60
    few = deepcopy(before)
    few[0]["stages"][4]["touchpoints"][3]["channel"] = "phone"
    markdown = written(compared(before, few), "markdown").decode()
    assert "… 24 unchanged" in markdown and "… 2 unchanged" in markdown and "… 30 unchanged" in markdown


def changed(count: int, title: str) -> Difference:
    """A long journey in which every touchpoint is called otherwise."""
    before = [long_journey(count, 8)]
    after = deepcopy(before)
    for own in after[0]["stages"]:
        for touchpoint in own["touchpoints"]:
            touchpoint["title"] = title
    return compared([*before, journey(stage("one", A))], [*after, journey(stage("one", A, B))])


@pytest.mark.parametrize(
    ("count", "title"), [(700, "New"), (200, HOSTILE["quotes"]), (60, "<" * 3000), (1, "<" * 9000)]
)
def test_a_comment_is_never_too_long_and_says_what_it_leaves_out(count: int, title: str) -> None:
    markdown = written(changed(count, title), "markdown").decode()
    assert len(markdown) <= 60_000
    shown = len(re.findall(r"^\| .*renamed", markdown, re.MULTILINE))
    (left_out,) = re.findall(r"^_Left out, .*\._$", markdown, re.MULTILINE)
    lines = re.findall(rf" (\d+) of {count + 1} lines", left_out)
    assert shown == count - sum(map(int, lines)) and f"**{count} touchpoints renamed".replace(
        "1 touchpoints", "1 touchpoint"
    )
    # What there is room for is there.
    assert "the diagrams of 1 journey" in left_out and "added | **B**" in markdown.replace("&nbsp;", " ")
    assert markdown.count("```mermaid") == 1


def test_a_comment_that_is_short_enough_leaves_nothing_out() -> None:
    markdown = written(changed(60, "New"), "markdown").decode()
    assert "Left out" not in markdown and markdown.count("```mermaid") > 2


# HOSTILE TEXTS


@cache
def hostile() -> Difference:
    """Every hostile title new, gone, and in place of another one."""
    after = manifest_of(hostile_program())
    documents = [json.loads(part) for part in hostile_program().split("\n---\n")]
    whole = next(each for each in documents if each["kind"] == "journey")
    titles = list(HOSTILE.values())
    held = [touchpoint for own in whole["stages"] for touchpoint in own["touchpoints"]]
    for number, touchpoint in enumerate(held):
        touchpoint["title"] = titles[number - 1]
        touchpoint["pains"] = [titles[number - 2]]
    held[-1]["id"] = "gone"
    found = difference(manifest_of(text(documents)), after, (HOSTILE["markdown"], HOSTILE["script"]))
    assert {"added", "removed", "title", "other"} <= {*found.counts}
    return found


def test_hostile_titles_stay_text_in_pages() -> None:
    page = written(hostile(), "html").decode()
    tags = re.findall(r"<[^>]*>", page)
    assert not [tag for tag in tags if "onmouseover" in tag or "alert" in tag or "script" in tag.partition(" ")[0]]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "onmouseover=" in page


def test_hostile_titles_stay_text_in_pictures() -> None:
    root = ElementTree.fromstring(written(hostile(), "svg"))
    tags = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert tags == {"svg", "title", "desc", "rect", "g", "text", "path", "circle"}
    assert written(hostile(), "png").startswith(b"\x89PNG")


def test_hostile_titles_stay_text_in_markdown() -> None:
    markdown = written(hostile(), "markdown").decode()
    table = [line for line in markdown.split("\n") if line.startswith("|")]
    assert {line.count("|") for line in table} == {4}
    plain = re.sub(r"<br>|```mermaid\n.*?```", "", markdown, flags=re.DOTALL)
    assert "<" not in plain and "`" not in plain and "](" not in plain and "://" not in plain
    # Nobody is told, and no thread is linked.
    assert "&#64;\N{WORD JOINER}nobody &#35;\N{WORD JOINER}12" in plain


def test_hostile_titles_keep_their_value_in_json() -> None:
    text_of = json.loads(written(hostile(), "json"))
    (own,) = text_of["journeys"]
    titles = [each["title"] for part in own["stages"] for held in part["sections"] for each in held["touchpoints"]]
    assert {*titles} == {*HOSTILE.values()}


# NOTHING MOVES FOR NO REASON


@given(
    before=st.permutations(range(8)),
    after=st.permutations(range(8)),
    gone=st.sets(st.integers(0, 7)),
    new=st.sets(st.integers(0, 7)),
)
def test_both_orders_are_in_one(before: list[int], after: list[int], gone: set[int], new: set[int]) -> None:
    old = [str(number) for number in before if number not in new]
    own = [str(number) for number in after if number not in gone]
    order, moved = merged(old, own)
    assert sorted(order) == sorted({*old, *own})
    assert [name for name in order if name in own] == own
    stayed = [name for name in old if name not in moved]
    assert [name for name in order if name in stayed] == stayed
    # Nobody could call fewer things moved.
    common = [name for name in old if name in own]
    assert len(moved) == len(common) - longest_in_both(common, [name for name in own if name in old])


def longest_in_both(one: list[str], other: list[str]) -> int:
    """How many names can be left of both so that they have the same order: a textbook table."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for at, name in enumerate(one):
        for beside, named in enumerate(other):
            known = table[at][beside] + 1 if name == named else max(table[at][beside + 1], table[at + 1][beside])
            table[at + 1][beside + 1] = known
    return table[-1][-1]


@given(order=st.permutations(range(6)), at=st.integers(0, 5), to=st.integers(0, 5))
def test_one_thing_that_moves_moves_alone(order: list[int], at: int, to: int) -> None:
    names = [str(number) for number in order]
    after = list(names)
    after.insert(to, after.pop(at))
    _, moved = merged(names, after)
    # Of two neighbors that changed places, either may have moved.
    assert len(moved) == (0 if at == to else 1)


@st.composite
def programs(draw: st.DrawFn) -> list[Any]:
    """A journey of some of nine touchpoints, in any order, in up to three stages with or without steps."""
    names = draw(st.lists(st.sampled_from("abcdefghi"), unique=True, min_size=1))
    cuts = sorted([0, len(names), *draw(st.lists(st.integers(0, len(names)), max_size=2))])
    own = [contact(name, owner=draw(st.sampled_from(["marketing", "dealer"]))) for name in names]
    stages: list[dict[str, Any]] = []
    for number, (start, end) in enumerate(pairwise(cuts)):
        held = own[start:end]
        if len(held) > 1 and draw(st.booleans()):
            steps = [{"id": f"s{number}-1", "touchpoints": held[:1]}, {"id": f"s{number}-2", "touchpoints": held[1:]}]
            stages.append({"id": f"s{number}", "roles": ["operator"], "steps": steps})
        else:
            stages.append(stage(f"s{number}", *held))
    order = draw(st.permutations(stages))
    return [journey(*order), survey(0, f"repair.{names[0]}")]


relaxed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def only(found: Difference) -> JourneyPair:
    (own,) = found.journeys
    return own


def did(pair: TouchpointPair, sort: str) -> bool:
    return sort in pair.sorts


@relaxed
@given(before=programs(), after=programs())
def test_every_touchpoint_is_shown_once_and_what_stayed_keeps_its_order(before: list[Any], after: list[Any]) -> None:
    own = only(compared(before, after))
    shown = [pair.id for pair in own.touchpoints]
    old, new = (names_in(documents) for documents in (before, after))
    assert sorted(shown) == sorted({*old, *new})
    assert [name for name in shown if name in new] == new
    assert {pair.id for pair in own.touchpoints if did(pair, "added")} == {*new} - {*old}
    assert {pair.id for pair in own.touchpoints if did(pair, "removed")} == {*old} - {*new}
    was = {name: number for number, name in enumerate(old)}
    for part in own.stages:
        for section in part.sections:
            stayed = [each.id for each in section.touchpoints if each.before and not did(each, "moved")]
            assert [was[name] for name in stayed] == sorted(was[name] for name in stayed)


def names_in(documents: list[Any]) -> list[str]:
    holders = [holder for own in documents[0]["stages"] for holder in (own, *own.get("steps", ()))]
    return [touchpoint["id"] for holder in holders for touchpoint in holder.get("touchpoints", ())]


@relaxed
@given(documents=programs())
def test_a_program_is_no_different_from_itself(documents: list[Any]) -> None:
    found = compared(documents, documents)
    assert found.differing == () and facts(found) == []
    assert b"No difference" in written(found, "markdown") and b"Nothing that the boards show" in written(found, "html")
    assert b"No difference" in written(found, "svg")


@relaxed
@given(before=programs(), after=programs())
def test_the_other_way_round_what_came_has_gone(before: list[Any], after: list[Any]) -> None:
    there, back = only(compared(before, after)), only(compared(after, before))
    for one, other in (("added", "removed"), ("removed", "added")):
        assert {each.id for each in there.touchpoints if did(each, one)} == {
            each.id for each in back.touchpoints if did(each, other)
        }
    owners = [{each.id for each in own.touchpoints if did(each, "owner")} for own in (there, back)]
    assert owners[0] == owners[1]


# THE COMMAND


Run = Callable[..., Result]
PROGRAM = text([*BASE, journey(stage("one", A, B, title="First"))])
CHANGED = text([*BASE, journey(stage("one", A, contact("b", owner="dealer"), title="First"))])


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder with a program that has changed since the last commit."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cxprog.yaml").write_text(CHANGED, "utf-8")

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(main, ("board", *arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def repository(tmp_path: Path, run: Run) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    (tmp_path / "cxprog.yaml").write_text(PROGRAM, "utf-8")
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false")
    for arguments in (("init", "--quiet", "-b", "main"), ("add", "cxprog.yaml"), ("commit", "--quiet", "-m", "one")):
        subprocess.run(("git", *who, *arguments), cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "cxprog.yaml").write_text(CHANGED, "utf-8")


def test_the_board_of_the_only_journey(run: Run) -> None:
    result = run()
    assert result.exit_code == 0 and result.stdout.startswith("<!DOCTYPE html>") and "First" in result.stdout


def test_a_journey_has_to_be_chosen_from_several(run: Run, tmp_path: Path) -> None:
    both = text([*BASE, *(journey(stage("one", A), name=name) for name in ("repair", "purchase"))])
    (tmp_path / "cxprog.yaml").write_text(both, "utf-8")
    result = run()
    assert result.exit_code == 2 and "--journey ID; the journeys are purchase, repair" in result.stderr
    assert run("--journey", "repair", "--locale", "de", "--out", "x.html").exit_code == 0
    assert 'data-locale="de"' in (tmp_path / "x.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as", "svg"), "name it with --against REF"),
        (("--as", "a0", "--against", "main"), "--against goes with html, svg, png, markdown, json"),
        (("--locale", '"><script>'), "--locale takes a language"),
        (("--against", "main", "--journey", "repiar"), "did you mean `repair`?"),
    ],
)
def test_what_does_not_go_together(run: Run, repository: None, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and said in result.stderr


def test_against_a_revision(run: Run, repository: None) -> None:
    result = run("--against", "main", "--as", "markdown")
    assert result.exit_code == 0
    assert "1 touchpoint with a new owner" in result.stdout and "Marketing → Dealer" in result.stdout
    assert "From main (version 2.1.0) to the files as they are (version 2.1.0)" in result.stdout


def test_against_a_folder_and_a_manifest(run: Run, tmp_path: Path) -> None:
    other = tmp_path.parent / f"{tmp_path.name}-before"
    other.mkdir()
    (other / "cxprog.yaml").write_text(PROGRAM, "utf-8")
    (tmp_path / "old.json").write_text(manifest_of(PROGRAM).to_json(), "utf-8")
    for reference in (str(other), "old.json"):
        result = run("--against", reference, "--as", "json")
        assert result.exit_code == 0
        (own,) = json.loads(result.stdout)["journeys"]
        assert own["stages"][0]["sections"][0]["touchpoints"][1]["changes"][0]["sort"] == "owner"


def test_a_reference_to_nothing_says_what_was_tried(run: Run, repository: None) -> None:
    result = run("--against", "mian")
    assert result.exit_code == 3
    for said in ("no manifest.json file", "no folder with a `cxprog.yaml`", "no revision", "did you mean `main`?"):
        assert said in result.stderr
    refused = run("--against", "--output=x")
    assert refused.exit_code == 3 and "cannot be a branch" in refused.stderr


def test_an_older_version_with_errors_is_told_apart(run: Run, repository: None, tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM.replace('"owner": "marketing"}', '"owner": "nobody"}'), "utf-8")
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false")
    subprocess.run(("git", *who, "commit", "--quiet", "-am", "broken"), cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "cxprog.yaml").write_text(CHANGED, "utf-8")
    result = run("--against", "main")
    assert result.exit_code == 1
    assert "the program at `main` has errors" in result.stderr and "there is no team" in result.stdout


def test_errors_in_the_program_itself_are_reported(run: Run, repository: None, tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM.replace('"owner": "marketing"}', '"owner": "nobody"}'), "utf-8")
    for arguments in ((), ("--against", "main")):
        result = run(*arguments)
        assert result.exit_code == 1 and "there is no team" in result.stdout and "at `main`" not in result.stderr


@pytest.mark.parametrize(("content", "status"), [("{}", 1), ("no", 1), (b"\xff\xfe", 1)])
def test_a_file_that_is_no_manifest(run: Run, tmp_path: Path, content: str | bytes, status: int) -> None:
    (tmp_path / "x.json").write_bytes(content.encode() if isinstance(content, str) else content)
    result = run("--against", "x.json")
    assert result.exit_code == status and "`cxprog build` writes one that can be read" in result.stderr


def test_a_manifest_of_another_environment_is_not_compared(run: Run, tmp_path: Path) -> None:
    pilot = manifest_of(PROGRAM).model_copy(update={"environment": "pilot"})
    (tmp_path / "x.json").write_text(pilot.to_json(), "utf-8")
    result = run("--against", "x.json")
    assert result.exit_code == 2 and "add --env pilot" in result.stderr


def test_where_the_program_was_not_there_yet(run: Run, repository: None, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "cxprog.yaml").write_text(PROGRAM, "utf-8")
    result = run("deep", "--against", "main")
    assert result.exit_code == 3 and "there was no program in `deep`" in result.stderr


def test_a_name_that_no_file_can_have_may_be_a_revision(run: Run, repository: None) -> None:
    result = run("--against", f"main{'^0' * 200}", "--as", "markdown")
    assert result.exit_code == 0 and "1 touchpoint with a new owner" in result.stdout


def test_an_environment_that_there_is_not_is_no_fault_of_the_older_version(run: Run, repository: None) -> None:
    result = run("--against", "main", "--env", "nope")
    assert result.exit_code == 1
    assert "there is no environment `nope`" in result.stdout and "at `main`" not in result.stderr


def test_pictures_go_to_files(run: Run, repository: None, tmp_path: Path) -> None:
    assert run("--against", "main", "--as", "png", "--out", "x.png").exit_code == 0
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_to_read_ends_with_3(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").unlink()
    assert run("--against", "main").exit_code == 3
