"""Who learns what as text, Markdown, JSON, page and picture: what they say, and that nothing gets through unescaped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from cxprog.analysis.anonymity.values import At, Audience, Hop
from cxprog.cli import main
from cxprog.display import NothingThere, NotThere
from cxprog.display import privacy as display
from cxprog.display._private import Known, Privacy
from cxprog.display._private_alike import alike
from cxprog.display._private_learned import Breach
from cxprog.display.privacy import picture, privacy, written
from cxprog.display.privacy_json import schema
from cxprog.renderers import _engine
from tests.insights import BOARD, CASES, DEALERS, FLOWS, KNOWN, LINKED, NUMBERS, PROGRAM, SETTINGS, VIEWS, program_of

Golden = Callable[[str, str | bytes], None]
FORMS = ("text", "markdown", "json", "html")
TODAY = "2026-11-22"
KEPT = Known((FLOWS["named"], FLOWS["grouped"]), (VIEWS["kept"],), (), NUMBERS, CASES)


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the goldens as they are when a version is released."""
    monkeypatch.setattr("cxprog.__version__", "1.2.3")


def shown(known: Known = KNOWN, **chosen: str) -> Privacy:
    return privacy(program_of(), known, TODAY, prefix="programs/pumps/", **chosen)


def said(text: str) -> str:
    """The text with all white space alike, for words that a line may end between."""
    return " ".join(text.split())


# FORMS


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("json", "json"), ("html", "html")])
def test_every_form(form: str, ending: str, golden: Golden) -> None:
    golden(f"privacy/pumps.{ending}", written(shown(), form))


def test_the_picture(golden: Golden) -> None:
    golden("privacy/pumps.svg", picture(shown()))


def test_the_same_knowledge_gives_the_same_bytes() -> None:
    turned = Known(KNOWN.flows[::-1], KNOWN.views[::-1], KNOWN.linked[::-1], KNOWN.numbers, KNOWN.cases)
    for form in FORMS:
        assert written(shown(), form) == written(shown(turned), form)


def test_text_fits_a_terminal() -> None:
    text = written(shown(), "text")
    assert max(len(line) for line in text.splitlines()) <= 80
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


# WHAT IS SAID


def test_sums_count_promises_minimums_and_what_can_be_worked_out() -> None:
    assert [tally.words for tally in shown().tallies] == [
        "3 promises to those who are asked: 1 kept, 2 broken, 0 not decided",
        "2 minimums in reports: 0 kept, 1 broken, 1 not decided",
        "2 numbers, by what can be worked out: 0 kept, 1 broken, 1 not decided",
    ]


def test_what_is_broken_comes_first_then_what_is_not_decided() -> None:
    answers = [told.answer for told in shown().first]
    assert answers == ["violated"] * 4 + ["not decided"] * 3
    assert [survey.id for survey in shown().surveys] == ["letter-box", "dealer-voice", "visit-effort"]
    assert [who.answer for who in shown().audiences] == ["violated"] * 4 + ["not decided", "proved"]
    assert not shown(KEPT).first


def test_a_promise_is_as_good_as_its_worst_way() -> None:
    both = Known((FLOWS["named"], replace(FLOWS["grouped"], answer="not decided", reason="nobody knows")))
    (survey,) = (each for each in shown(both).surveys if each.id == "visit-effort")
    assert survey.answer == "not decided"
    assert shown(KEPT).is_kept and not shown(both).is_kept


def test_a_group_that_is_too_small_breaks_what_was_promised_to_be_shown_in_groups() -> None:
    known = Known((), (VIEWS["own"],))
    surveys = {each.id: each for each in shown(known).surveys}
    assert surveys["dealer-voice"].because == ("groups below the minimum: `dealer-year` shows them",)
    assert surveys["dealer-voice"].answer == "violated"


def test_who_is_identified_was_promised_no_groups() -> None:
    known = Known((), (replace(VIEWS["kept"], structural="violated"),), (LINKED["identified"],))
    one = shown(known)
    assert one.is_kept and not one.first
    (who,) = (each for each in one.audiences if each.audience.id == "field-service")
    assert [each.answer for each in who.seen] == [None]
    for form in ("text", "markdown", "html"):
        assert "not promised" in written(one, form)


def test_what_was_not_promised_and_is_not_known_is_said_in_one_line() -> None:
    linked = replace(LINKED["identified"], answer="not decided", remainders=(), count=0, hide=(), reason="nobody says")
    one = shown(Known((), (), (linked,)))
    assert one.is_kept
    for form in ("text", "markdown", "html"):
        assert "ot promised, and not known, what can be worked out of" in said(written(one, form))


def test_what_leaves_the_company_is_promised_where_a_policy_says_so() -> None:
    view = replace(VIEWS["kept"], audience=DEALERS, structural="violated")
    assert [told.answer for told in shown(Known((), (view,))).first] == ["violated"]
    text = PROGRAM.replace("partners_from: 10", "customers_from: 10")
    assert privacy(program_of(text), Known((), (view,)), TODAY).is_kept


def test_words_for_what_arrives() -> None:
    by_survey = {(each.flow.survey, each.flow.audience.id): each for who in shown().surveys for each in who.learned}
    arrives = {key: (each.names, each.comments, each.scores) for key, each in by_survey.items()}
    assert arrives == {
        ("visit-effort", "key-accounts"): ("yes", "yes", "yes"),
        ("visit-effort", "field-service"): ("no", "no", "in groups from 5"),
        ("visit-effort", "board"): ("no", "no", "in groups"),
        ("dealer-voice", "dealers"): ("no", "yes", "in groups from 10"),
        ("dealer-voice", "gold-dealers"): ("no", "yes", "in groups"),
        ("dealer-voice", "cx-office"): ("no", "from 10 answers", "in groups"),
        ("letter-box", "field-service"): ("yes", "yes", "no"),
    }
    traits = Known((replace(FLOWS["grouped"], carries=("traits", "score")),))
    assert [each.names for survey in shown(traits).surveys for each in survey.learned] == ["could be found out"]


def rows(known: Known) -> dict[str, list[str]]:
    """Who learns something of the dealers' survey, each with those who belong to it."""
    (survey,) = (each for each in shown(known).surveys if each.id == "dealer-voice")
    return {row.first.flow.audience.id: [each.words for each in row.belonging] for row in alike(survey.learned)}


def test_who_learns_no_more_than_those_they_belong_to_stands_with_them() -> None:
    assert rows(KNOWN) == {"dealers": ["Gold dealers (`gold-dealers`)"], "cx-office": []}
    own = replace(VIEWS["own"], audience=Audience("partner", "gold-dealers"), minimum=3)
    assert rows(replace(KNOWN, views=(own,))) == {"dealers": [], "gold-dealers": [], "cx-office": []}
    more = tuple(replace(each, carries=("identity", *each.carries)) for each in KNOWN.flows)
    assert rows(replace(KNOWN, flows=more)) == rows(KNOWN)
    (first, *others) = (each for each in KNOWN.flows if each.case == "comments-to-partner")
    assert rows(Known((first, *(each for each in more if each.audience == others[0].audience)))) == {
        "dealers": [],
        "gold-dealers": [],
    }


PARTNERS = ("agents", "brokers", "clients")


def many() -> Privacy:
    """Three partners who read the same report, one of whom acts on a case besides."""
    text = PROGRAM.replace("to: [dealers, ", f"to: [{', '.join(PARTNERS)}, dealers, ")
    text += "".join(f"---\nkind: partner\nid: {name}\ntype: broker\n" for name in PARTNERS)
    text += "---\nkind: loop\nid: broken\ntype: inner\nwhen: visit-effort.ease <= 1\nowner: clients\n"
    flows = tuple(
        replace(
            FLOWS["told"],
            audience=Audience("partner", name),
            path=(*FLOWS["told"].path[:-1], Hop(At("report", "dealer-year", ("to", index)), f"`{name}` reads it")),
        )
        for index, name in enumerate(PARTNERS)
    )
    views = tuple(replace(VIEWS["own"], audience=Audience("partner", name)) for name in PARTNERS)
    return privacy(program_of(text), Known(flows, views, (), (), CASES), TODAY)


def test_who_learns_the_same_by_the_last_step_of_one_way_has_one_row() -> None:
    (survey,) = (each for each in many().surveys if each.id == "dealer-voice")
    (row,) = alike(survey.learned)
    assert (row.first.audience, [each.words for each in row.likewise]) == (
        "Agents",
        ["Brokers (`brokers`)", "Clients (`clients`)"],
    )


def test_who_can_learn_the_same_of_everything_has_one_sheet() -> None:
    sheets = {sheet.first.title: [each.title for each in sheet.others] for sheet in many().sheets}
    assert {name: others for name, others in sheets.items() if others} == {"Agents": ["Brokers"]}
    assert "Clients" in sheets
    *_, told = many().first
    assert told.words == (
        "Year of the dealers (`dealer-year`) shows Agents, Brokers and Clients groups of `dealer-osat` below the "
        "minimum"
    )
    for form in ("text", "markdown", "html"):
        assert "ikewise" in written(many(), form)
    assert len(json.loads(written(many(), "json"))["audiences"]) == len(many().audiences)


def test_a_breach_is_told_once_for_all_who_learn_of_it() -> None:
    (told,) = (each for each in shown().first if each.anchor == "survey-dealer-voice" and each.answer == "violated")
    assert told.words == (
        "The voice of our dealers (`dealer-voice`) is confidential, but comments reach a partner; "
        "Dealers and Gold dealers can learn what was written"
    )
    assert told.remedy == "show comments to teams of the company only"
    teams = tuple(replace(FLOWS["told"], audience=Audience("team", f"team-{number}")) for number in range(6))
    (told,) = shown(Known(teams, (), (), (), CASES)).first
    assert "Team 0, Team 1, Team 2 and 3 others can learn" in told.words


def test_facts_say_where_they_come_from_or_that_nothing_is_said() -> None:
    facts = {(survey.id, fact.name): fact.said[0] for survey in shown().surveys for fact in survey.facts}
    assert facts["visit-effort", "asks"].words == "Buyer; about 472 people"
    assert facts["dealer-voice", "asks"].words == (
        "Dealer principal; about 150 people; only country DE or AT; 50 % of them each time"
    )
    assert facts["dealer-voice", "stored beside each answer"].words == (
        "time to the minute and mail address in scrambled form"
    )
    assert facts["visit-effort", "name and answers kept for"].words == "730 days"
    assert facts["dealer-voice", "name and answers kept for"].words == "not said"
    assert facts["letter-box", "tool"].words == "not said"
    assert "May we call you?" in facts["dealer-voice", "permission"].words
    assert all(re.fullmatch(r"programs/pumps/program\.yaml:[0-9]+", each.place) for each in facts.values())


def test_tools_guarantee_some_things_and_nobody_others() -> None:
    guards = {(survey.id, guard.key): guard for survey in shown().surveys for guard in survey.guards}
    kept = {key for key, guard in guards.items() if guard.keepers}
    assert kept == {("visit-effort", "minimum_group"), ("dealer-voice", "minimum_group")}
    assert guards["letter-box", "anonymity"].missing[0].words == "no tool is named, for `letter-box`"
    text = written(shown(), "text")
    assert "guaranteed by a tool: hiding groups below the minimum: `survey-tool`" in said(text)
    assert "guaranteed by nobody: storing answers without a link to the person" in said(text)


def test_exceptions_are_open_or_past() -> None:
    waiver, comment = shown().exempt
    assert (waiver.by, waiver.rule, waiver.id, waiver.is_open) == (
        "waiver",
        "anonymous-survey-with-inner-loop",
        "letter-box",
        False,
    )
    assert (comment.by, comment.kind, comment.id, comment.is_open) == ("comment", "report", "swiss-pilot", True)
    beside = {survey.id: [each.rule for each in survey.exempt] for survey in shown().surveys}
    assert beside == {
        "letter-box": ["anonymous-survey-with-inner-loop"],
        "visit-effort": [],
        "dealer-voice": ["cut-too-small"],
    }


def test_rules_about_privacy_exist() -> None:
    from cxprog.display._private_exempt import RULES
    from cxprog.rules import all_rules

    assert {rule.id for rule in all_rules()} >= RULES


def test_what_is_worked_out_is_told_as_a_sum() -> None:
    (who,) = (each for each in shown().audiences if each.audience.id == "key-accounts")
    assert who.worked_out[0].equations == (
        "everybody in `dealer-year` (94) minus country DE in `dealer-year` (80) "
        "minus country AT in `swiss-pilot` (12) = 2 answers: country CH",
        "in `dealer-year`: half of everybody (94) minus 3/2 times country DE (30) "
        "= 2 answers: country AT and country CH",
    )
    assert who.worked_out[0].more == "and 2 more"
    assert who.worked_out[0].hide == ("country DE in `dealer-year`", "everybody in `swiss-pilot`")


def test_groups_in_a_part_of_the_time_say_so() -> None:
    first = LINKED["difference"].remainders[0]
    parted = replace(LINKED["difference"], remainders=(replace(first, group=((("country", "CH"), ("time", "2")),)),))
    (told,) = (each for who in shown(Known((), (), (parted,))).audiences for each in who.worked_out)
    assert told.equations[0].endswith("= 2 answers: country CH, part 2 of the time")


def test_equations_made_by_hand_add_up() -> None:
    for linked in LINKED.values():
        for remainder in linked.remainders:
            total = sum((factor * each.answers for factor, each in remainder.equation), Fraction())
            assert total == remainder.answers


def test_words_for_the_sizes_of_groups() -> None:
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "4 groups by country in 30 days: 1 expected to be too small, 1 not large enough in 19 of 20 cases"),
        (
            {"expected": "proved", "assured": "proved", "small": 0, "unsure": 0, "empty": 2},
            "4 groups by country in 30 days: large enough in 19 of 20 cases, 2 without anybody",
        ),
        ({"cells": 1, "unsure": 0}, "1 group by country in 30 days: expected to be too small"),
        (
            {"expected": "not decided", "assured": "not decided", "days": 0.0},
            "4 groups by country: whether enough people answer is not known",
        ),
        ({"cells": 0, "smallest": ()}, "no groups by country are known in 30 days"),
    )
    for change, words in changes:
        known = Known((), (replace(VIEWS["kept"], **change),))
        assert [each.groups for who in shown(known).audiences for each in who.seen] == [words]


def test_margins_stand_beside_numbers_that_are_seen_as_a_whole() -> None:
    (who,) = (each for each in shown().audiences if each.audience.id == "field-service")
    assert who.seen[0].exact == "about 94 answers in 30 days, margin of error 0.31 (0.28 for just these people)"
    own = Known((), (replace(VIEWS["kept"], is_own=True),), (), NUMBERS)
    assert [each.exact for who in shown(own).audiences for each in who.seen] == [""]


def test_an_audience_that_depends_on_the_case_has_a_name() -> None:
    word = replace(FLOWS["named"], audience=Audience("word", "touchpoint-owner"))
    audiences = {who.audience.id: who for who in shown(Known((word,))).audiences}
    assert audiences["touchpoint-owner"].title == "whoever is touchpoint owner"
    assert audiences["touchpoint-owner"].place.place == ""


# JSON


def test_json_is_what_its_schema_says() -> None:
    Draft202012Validator.check_schema(schema())
    for known in (KNOWN, KEPT, Known()):
        data = json.loads(written(shown(known), "json"))
        assert not list(Draft202012Validator(schema(), format_checker=FormatChecker()).iter_errors(data))


def test_every_part_of_the_schema_has_a_description() -> None:
    parts: list[Any] = [schema(), *schema()["$defs"].values()]  # type: ignore[attr-defined]
    assert all(part["description"] for part in parts)
    assert all(field["description"] for part in parts for field in part["properties"].values())


def test_json_keeps_answers_and_exact_factors() -> None:
    data = json.loads(written(shown(), "json"))
    assert data["is_kept"] is False
    assert data["summary"]["promises"] == {"proved": 1, "violated": 2, "not_decided": 0}
    keys = next(each for each in data["audiences"] if each["audience"]["id"] == "key-accounts")
    assert [term["factor"] for term in keys["worked_out"][0]["remainders"][1]["equation"]] == ["1/2", "-3/2"]
    step = next(each for each in data["surveys"] if each["id"] == "dealer-voice")["learned"][0]["path"][1]
    line = 1 + PROGRAM.splitlines().index("comments: [dealer-voice.why]")
    assert (step["label"]["path"], step["label"]["start"]["line"]) == ("programs/pumps/program.yaml", line)


# THE PAGE


class Page(HTMLParser):
    """Checks that tags close and headings skip no level, and collects what matters."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.scopes: list[str | None] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [name for key, name in given.items() if key == "id" and name]
        self.links += [link for key, link in given.items() if key in ("href", "src") and link]
        self.levels += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []
        self.scopes += [given.get("scope")] if tag == "th" else []
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("known", [KNOWN, KEPT, Known()])
def test_the_page_is_whole_and_needs_nothing_else(known: Known) -> None:
    text = written(shown(known), "html")
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not re.search(r"<script|https?://(?!www\.w3\.org/2000/svg)|url\(|@import", text)
    assert page.levels[0] == 1 and page.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    assert set(page.scopes) <= {"col", "row"}


HOSTILE = '<img src=x onerror=alert(1)> | `code` [link](x) & "quoted" {{7*7}} ]]> \u202e @all www.x.y'


def hostile() -> Privacy:
    """Titles, reasons, hops and groups that try to be more than text."""
    title = json.dumps(HOSTILE)
    settings = SETTINGS.replace("title: {en: Pumps, de: Pumpen}", f"title: {title}")
    text = re.sub(r"^(title|text|tool): .*$", lambda found: f"{found[1]}: {title}", PROGRAM, flags=re.MULTILINE)
    text = text.replace("reason: Until the new tool runs, letters are read by field service", f"reason: {title}")
    group = ((HOSTILE, HOSTILE),)
    flows = [replace(each, reason=HOSTILE, path=(Hop(At("loop", "letters"), HOSTILE),)) for each in KNOWN.flows]
    views = [
        replace(each, reason=HOSTILE, smallest=(each.smallest[0]._replace(by=group),), resting=flows[0].path)
        for each in KNOWN.views
    ]
    linked = [
        replace(
            each,
            reason=HOSTILE,
            hide=(("service-month", group),),
            remainders=tuple(replace(every, group=(group,)) for every in each.remainders),
        )
        for each in KNOWN.linked
    ]
    known = Known(tuple(flows), tuple(views), tuple(linked), NUMBERS, {"personal-link": Breach(HOSTILE, HOSTILE)})
    return privacy(program_of(text, settings), known, TODAY)


def test_the_page_escapes_whatever_a_program_says() -> None:
    text = written(hostile(), "html")
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text and "{{7*7}}" in text
    Page(text)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_lets_the_reading_direction_turn(form: str) -> None:
    assert "\u202e" not in written(hostile(), form)


def test_markdown_escapes_whatever_a_program_says() -> None:
    text = written(hostile(), "markdown")
    plain = re.sub(r"(?<!\\)`[^`]*`", "", text)
    assert not re.search(r"(?<!\\)<(?!br>)|(?<!\\)\[|(?<!\\)@|www\.", plain)
    for head, *rows in (block.splitlines() for block in text.split("\n\n") if block.startswith("|")):
        columns = {len(re.findall(r"(?<!\\)\|", row)) for row in (head, *rows)}
        assert len(columns) == 1, head


# THE PICTURE


@pytest.mark.parametrize("made", [shown, hostile, lambda: shown(Known())])
def test_the_picture_is_well_formed_and_told_in_words(made: Callable[[], Privacy]) -> None:
    text = picture(made())
    root = ElementTree.fromstring(text)
    names = {child.tag.rpartition("}")[2]: child.text or "" for child in root}
    assert names["title"].startswith("Where answers go: ")
    assert "reaches" in names["desc"]
    assert root.get("role") == "img" and root.get("font-family")
    assert "\u202e" not in text


def test_the_picture_is_told_to_those_who_do_not_see_it() -> None:
    told = re.search(r"<desc[^>]*>(.*)</desc>", picture(shown()))
    assert told is not None
    assert "The voice of our dealers (confidential) reaches Dealers, CX office and Key accounts." in told[1]
    assert "Broken: " in told[1] and "Letter box to Letters" in told[1]
    assert "Not decided: Year of the dealers to CX office" in told[1]


def test_ways_that_are_not_kept_have_a_sign_and_dashes_besides_their_color() -> None:
    text = picture(shown())
    broken = re.findall(r'<path [^>]*stroke="#B3261E"[^>]*>', text)
    assert broken and all("stroke-dasharray" in path for path in broken)
    assert "broken: more than was promised" in text and "not decided" in text
    assert "broken" not in picture(shown(KEPT))


@pytest.mark.parametrize("has_engine", [True, False])
def test_everything_lies_within_the_picture(has_engine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_engine:
        monkeypatch.setattr("cxprog.display._private_layers.arrange", missing)
    text = picture(shown())
    root = ElementTree.fromstring(text)
    width, height = (int(root.get(key) or 0) for key in ("width", "height"))
    boxes = [box for box in root.iter() if box.tag.endswith("rect")]
    assert width == 800 and len(boxes) > 10
    for box in boxes:
        x, y, wide, high = (float(box.get(key) or 0) for key in ("x", "y", "width", "height"))
        assert x >= 0 and x + wide <= width and y >= 0 and y + high <= height


def missing(dot: str) -> None:
    raise _engine.EngineMissing("the Graphviz layout engine is not installed")


def test_without_a_layout_engine_there_is_a_picture(monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:
    monkeypatch.setattr("cxprog.display._private_layers.arrange", missing)
    golden("privacy/pumps-without-engine.svg", picture(shown()))


def test_every_color_is_turned_around_for_dark_pages() -> None:
    text = picture(shown())
    style = text.partition("<style>")[2].partition("</style>")[0]
    drawn = text.partition("</style>")[2]
    for key, color in set(re.findall(r'(fill|stroke)="(#[0-9A-F]{6})"', drawn)):
        assert f"[{key}='{color}']" in style


def test_what_has_the_same_neighbors_is_one_box() -> None:
    text = PROGRAM.replace("to: [field-service, board]", "to: [field-service, board, office-a, office-b]")
    text += "---\nkind: team\nid: office-a\n---\nkind: team\nid: office-b\n"
    offices = (Audience("team", "office-a"), Audience("team", "office-b"))
    flows = tuple(replace(FLOWS["grouped"], audience=office) for office in offices)
    drawn = picture(privacy(program_of(text), Known(flows), TODAY))
    assert "<title>team, partner or role: Field service, Office a and Office b</title>" in drawn


def way(*path: Hop) -> str:
    """The picture in words, where one way breaks the promise of the letter box towards the board."""
    flow = replace(FLOWS["letters"], audience=BOARD, path=path)
    told = re.search(r"Broken: ([^<]*)", picture(shown(Known((flow,)))))
    assert told is not None
    return told[1]


def test_ways_lead_over_tools_data_sets_and_codes() -> None:
    assert way(Hop(At("channel", "portal", ("enforces",)), "any")) == "Letter box to Portal; Portal to Board."
    answers = Hop(At("channel", "survey-tool", ("datasets", 0)), "any")
    assert way(answers) == "Letter box to survey-tool.answers; survey-tool.answers to Board."
    assert way(Hop(At("metric", "visit-ces"), "any"), Hop(At("report", "service-month"), "any")) == (
        "Letter box to Effort of a visit; Effort of a visit to Month of service; Month of service to Board."
    )
    assert way() == "Letter box to Board."


def test_codes_of_comments_are_a_stop_between_surveys_and_reports() -> None:
    text = PROGRAM.replace("comments: [dealer-voice.why]", "topics: [reasons]")
    text = text.replace("type: open-text\ntext: Why?", "type: open-text\ntext: Why?\ncodes: reasons")
    text += "---\nkind: taxonomy\nid: reasons\ncodes: [{id: price}]\n"
    flow = replace(FLOWS["told"], path=(Hop(At("report", "dealer-year", ("topics", 0)), "any"),))
    drawn = picture(privacy(program_of(text), Known((flow,), (), (), (), CASES), TODAY))
    assert "<title>codes of comments: Reasons</title>" in drawn
    assert "Broken: The voice of our dealers to Reasons; Reasons to Year of the dealers" in drawn


def test_who_only_belongs_to_somebody_has_no_way_of_its_own() -> None:
    gold = next(each for each in KNOWN.flows if each.audience.id == "gold-dealers")
    assert "gold" not in picture(shown(Known((FLOWS["told"], gold), (), (), (), CASES))).lower()


# CHOOSING


def test_one_survey() -> None:
    one = shown(survey="visit-effort")
    assert [survey.id for survey in one.surveys] == ["visit-effort"]
    assert {who.audience.id for who in one.audiences} == {"board", "cx-office", "field-service", "key-accounts"}
    assert "Letter" not in picture(one)
    with pytest.raises(NotThere, match="did you mean `visit-effort`"):
        shown(survey="visit-efort")


def test_one_audience() -> None:
    one = shown(audience="dealers")
    assert [who.audience for who in one.audiences] == [DEALERS]
    assert [survey.id for survey in one.surveys] == ["dealer-voice"]
    assert [each.flow.audience for survey in one.surveys for each in survey.learned] == [DEALERS]
    with pytest.raises(NotThere, match="there is no audience `x`"):
        shown(audience="x")


def test_a_program_without_surveys() -> None:
    with pytest.raises(NothingThere, match="add a document of kind `survey`"):
        privacy(program_of("kind: team\nid: cx-office\n---\nkind: team\nid: key-accounts\n"), Known(), TODAY)


# THE COMMAND


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as files, and the analyses replaced by what was made by hand."""
    monkeypatch.setattr(display, "known_of", lambda program: KNOWN)
    (tmp_path / "cxprog.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "program.yaml").write_text(PROGRAM, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_prints_and_fails_on_what_is_not_kept(folder: Path) -> None:
    done = CliRunner().invoke(main, ["privacy", "--as-of", TODAY])
    assert (done.exit_code, done.stdout) == (1, written(privacy(program_of(), KNOWN, TODAY), "text"))
    assert CliRunner().invoke(main, ["privacy", "--audience", "board"]).exit_code == 0


def test_the_command_writes_files_and_the_picture(folder: Path) -> None:
    options = ["--format", "html", "--out", "privacy.html", "--svg", "ways.svg", "--as-of", TODAY]
    done = CliRunner().invoke(main, ["privacy", *options])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "")
    assert (folder / "privacy.html").read_text("utf-8") == written(privacy(program_of(), KNOWN, TODAY), "html")
    assert (folder / "ways.svg").read_text("utf-8") == picture(privacy(program_of(), KNOWN, TODAY))


def test_the_command_refuses_what_it_does_not_understand(folder: Path) -> None:
    assert CliRunner().invoke(main, ["privacy", "--survey", "nobody"]).exit_code == 2
    assert CliRunner().invoke(main, ["privacy", "--audience", "nobody"]).exit_code == 2
    assert CliRunner().invoke(main, ["privacy", "--as-of", "soon"]).exit_code == 2
    (folder / "program.yaml").write_text(PROGRAM.replace("through: portal", "through: nobody"), "utf-8")
    done = CliRunner().invoke(main, ["privacy"])
    assert (done.exit_code, "unknown-reference" in done.stdout) == (1, True)
    (folder / "program.yaml").write_text("kind: team\nid: cx-office\n---\nkind: team\nid: key-accounts\n", "utf-8")
    assert CliRunner().invoke(main, ["privacy"]).exit_code == 3
    (folder / "cxprog.yaml").unlink()
    assert CliRunner().invoke(main, ["privacy"]).exit_code == 3
