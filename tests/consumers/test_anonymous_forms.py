"""Files made from anonymous surveys hold nothing that tells who answered, read as the programs they are made for do.

The program may say what it likes: surveys that record who answers, have personal links and ask for names keep their
promise in the files all the same. The same programs with another promise show that the check can fail.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxprog.check import Today
from cxprog.compiler import Project, build_project, check_project
from cxprog.source import Source
from cxprog.workspace import read_project
from tests.consumers import harness
from tests.consumers.identifying import (
    plain,
    sheets,
    told_by_delivery,
    told_by_form,
    told_by_routes,
    told_by_rules,
    told_by_series,
    told_by_workbook,
    told_by_xform,
)

if os.environ.get("CI") != "true":
    pytest.importorskip("pyxform")
    pytest.importorskip("cxprog_xlsform")

pytestmark = pytest.mark.consumer

PROGRAMS = Path(__file__).parents[2] / "programs"
TODAY = Today("2026-11-22")
TARGETS = "plugins: {xlsform: }\ntargets: {surveyjs: {}, xlsform: {}, prometheus: {}, alertmanager: {}}\n"
Files = dict[str, bytes]


# PROGRAMS


def files(project: Project) -> Files:
    """What a project builds, whatever the rules say of its promises."""
    head, *others = sorted(project.sources, key=lambda source: source.name != "cxprog.yaml")
    text = re.sub(r"(?m)^(?:targets|plugins):.*\n(?:[ #].*\n)*", "", head.text)
    quiet = sorted({each.rule for each in check_project(project, TODAY).findings if each.severity == "error"})
    rules = "".join(f"  {name}: info\n" for name in quiet)
    head = Source(head.name, re.sub(r"(?m)^(?=owner:)", TARGETS + (f"rules:\n{rules}" if rules else ""), text, count=1))
    built = build_project(replace(project, sources=(head, *others)), TODAY)
    wrong = [finding.message for finding in built.run.findings if finding.severity == "error"]
    assert built.artifacts, wrong
    return {path: artifact.data for path, artifact in built.artifacts.items()}


def promising(project: Project, identity: str) -> Project:
    """A project in which every survey makes one promise, and says more than an anonymous one may."""
    more = f"identity: {identity}\nlink: personal\nrecords: [contact, hashed-mail, time, account]\nkept_for: 30d\n"
    pattern = re.compile(r"(?m)^(?:link|records|kept_for):.*\n")
    texts = ((each.name, pattern.sub("", each.text)) for each in project.sources)
    promised = ((name, re.sub(r"(?m)^identity: .*\n", more, text)) for name, text in texts)
    return replace(project, sources=tuple(Source(name, text) for name, text in promised))


IDS = (
    "name", "your-name", "email", "e-mail", "phone", "contact-id", "device-id", "user-name", "employee-number",
    "constructor", "meta", "start", "end", "today", "deviceid", "cx", "x-1", "locale", "equals", "score",
)  # fmt: skip
TYPES = ("nps", "osat", "ces", "open-text", "number", "yes-no", "single-choice", "multiple-choice", "ranking")
TEXTS = (
    "How was it?",
    "What is your e-mail address?",
    "Please enter your name",
    "Dear {contact} {cx_contact}, how was it?",
    "${cx_contact} ${deviceid} ${username} ${email}",
    "{{ $labels.contact }} {{ .X }} {% user %}",
    '"cookieName": "c", "includeIntoResult": true',
    "https://example.com/?contact={contact}&token=7",
    "<input name='email'> [me](mailto:{email})",
)
SAYS = (
    "link: personal", "link: open", "kept_for: 30d", "reminders: [{after: 7d}]", "x-cookieName: contact",
    "x-embedded: {contact: 17, email: a@example.com}", "open_for: 30d", "sender: undisclosed",
    "sampling: {share: 0.5}", "incentive: {type: results}",
)  # fmt: skip
RECORDS = (
    "name", "mail", "phone", "contact", "hashed-mail", "pseudonym", "account", "response", "order", "network-address",
    "time", "day", "week", "month",
)  # fmt: skip
HEAD = """\
kind: program
language: 1
id: made-up
version: 1.0.0
model: b2c
clock: Europe/Lisbon
owner: office
---
{kind: team, id: office, people: [{mail: cx@example.com}]}
---
{kind: role, id: guest, audience: customer, level: operational}
---
{kind: event, id: checked-out, type: event}
---
{kind: metric, id: mood, type: osat, scale: {lowest: 1, highest: 5}, direction: higher-is-better, minimum_n: 10}
---
{kind: question, id: mood, type: osat, text: How are you?, metric: mood}
---
kind: loop
id: worse
type: outer
title: "{{ $labels.contact }} ${email} {contact}"
when: mood < 3
minimum_n: 10
owner: office
review: {every: quarterly, decision_within: 30d}
---
kind: loop
id: bad-mood
type: outer
when: stay-0.mood <= 2
owner: office
review: {every: quarterly}
"""


def made_up(seed: int, identity: str) -> Project:
    """A program with settings and texts that look as if they could tell who answers."""
    chance = random.Random(seed)
    names = chance.sample(IDS, 6)
    documents = [question(chance, name) for name in names]
    for number in range(2):
        asked = ["mood", *chance.sample(names, 4)]
        lines = [
            f"kind: survey\nid: stay-{number}\npurpose: pulse\nasks: [guest]\nwhen: {{event: checked-out}}\nminutes: 1",
            f"identity: {identity}",
            f"title: {json.dumps(chance.choice(TEXTS))}",
            f"invitation: {json.dumps(chance.choice(TEXTS))}",
            f"thanks: {json.dumps(chance.choice(TEXTS))}",
            f"records: {json.dumps(['contact', *chance.choices(RECORDS, k=chance.randrange(5))])}",
            *{line.partition(":")[0]: line for line in chance.sample(SAYS, 4)}.values(),
            f"questions: {json.dumps(asked)}",
        ]
        documents.append("\n".join(lines))
    return Project((Source("cxprog.yaml", HEAD + "".join(f"---\n{each}\n" for each in documents)),))


def question(chance: random.Random, name: str) -> str:
    """A question of some type, worded in some way."""
    type_name, text = chance.choice(TYPES), json.dumps(chance.choice(TEXTS))
    choices = "choices: [{id: email, text: E-mail}, {id: b, text: '${contact} {contact}'}]\n"
    return f"kind: question\nid: {name}\ntype: {type_name}\ntext: {text}\nx-note: {text}\n" + (
        choices if "choice" in type_name or type_name == "ranking" else ""
    )


@cache
def built(name: str, identity: str) -> Files:
    """The files of a program whose surveys all make one promise."""
    if name.isdigit():
        return files(made_up(int(name), identity))
    return files(promising(read_project(PROGRAMS / name), identity))


NAMES = ("example", "gallery/hewlett-packard", "gallery/safeco", "gallery/cigna", *map(str, range(24)))
each_program = pytest.mark.parametrize("name", NAMES)


def forms(made: Files) -> Iterator[tuple[str, Any, Any]]:
    """Survey, form and delivery of each SurveyJS form."""
    for path, data in made.items():
        if found := re.fullmatch(r"surveyjs/delivery/(.+)\.json", path):
            yield found[1], json.loads(made[f"surveyjs/{found[1]}.json"]), json.loads(data)


def workbooks(made: Files) -> Iterator[tuple[str, bytes]]:
    """Survey and workbook of each XLSForm."""
    for path, data in made.items():
        if found := re.fullmatch(r"xlsform/(.+)\.xlsx", path):
            yield found[1], data


# FORMS


@each_program
def test_a_surveyjs_form_holds_answers_and_nothing_else(name: str) -> None:
    found = list(forms(built(name, "anonymous")))
    assert found
    assert {survey: told_by_form(form) for survey, form, _ in found} == {survey: [] for survey, _, _ in found}
    assert {survey: told_by_delivery(each) for survey, _, each in found} == {survey: [] for survey, _, _ in found}


@each_program
def test_the_check_sees_what_other_forms_store(name: str) -> None:
    for survey, form, delivery in forms(built(name, "identified")):
        told = told_by_form(form)
        assert "calculated value cx_contact" in told, survey
        assert any(place.endswith("/includeIntoResult") for place in told)
        assert "records" in told_by_delivery(delivery)


def test_the_blind_study_as_it_is_published() -> None:
    made = files(read_project(PROGRAMS / "gallery" / "hewlett-packard"))
    ((_, form, delivery),) = [each for each in forms(made) if each[2]["identity"] == "anonymous"]
    assert delivery["survey"] == "competitive-loyalty-study"
    assert (told_by_form(form), told_by_delivery(delivery)) == ([], [])
    assert [element["name"] for element in form["pages"][0]["elements"]] == [
        "customer-recommend",
        "customer-why",
        "pricing-fit",
    ]


ANSWERS = {"rating": 3, "slider": 3, "boolean": "yes", "text": 3, "comment": "So so"}
HANDED_OVER = {
    variable: "17"
    for key in (*RECORDS, "userid", "device-id", "email", "contactId", "token")
    for variable in (key, f"cx_{key}")
}
"""What a host may set, whether or not the form asks for it."""


def answered(form: Any) -> dict[str, Any]:
    """An answer to every question of a form."""
    elements = form["pages"][0]["elements"]
    return {each["name"]: ANSWERS.get(each["type"]) or _chosen(each) for each in elements}


def _chosen(element: Any) -> Any:
    values = [choice["value"] for choice in element["choices"]]
    return values[0] if element["type"] == "radiogroup" else values


def test_a_finished_form_hands_over_answers_and_nothing_else() -> None:
    surveys = [(name, *each[:2]) for name in NAMES for each in forms(built(name, "anonymous"))]
    results = harness.survey_core_complete_many((form, answered(form), HANDED_OVER) for _, _, form in surveys)
    for (name, survey, form), result in zip(surveys, results, strict=True):
        assert result is not None, (name, survey)
        asked = {each["name"] for each in form["pages"][0]["elements"]}
        assert result.keys() <= asked, (name, survey)
        assert "17" not in json.dumps(result), (name, survey)


def test_a_finished_form_of_another_promise_hands_over_what_is_recorded() -> None:
    surveys = [each[:2] for each in forms(built("example", "confidential"))]
    results = harness.survey_core_complete_many((form, answered(form), HANDED_OVER) for _, form in surveys)
    assert surveys
    for (survey, _), result in zip(surveys, results, strict=True):
        assert result is not None, survey
        stored = {key for key in result if key.startswith("cx_")}
        assert stored == {"cx_contact", "cx_hashed-mail", "cx_account"}
        assert [result[key] for key in sorted(stored)] == ["17"] * 3


def test_every_form_still_loads_without_a_word() -> None:
    every = [
        form
        for name in NAMES
        for identity in ("anonymous", "identified")
        for _, form, _ in forms(built(name, identity))
    ]
    reports = harness.survey_core_many(every)
    assert not [report.errors for report in reports if report.errors]
    told = [finding for report in reports for finding in report.lint if finding.severity == "error"]
    assert not told


# TABLETS


def xform(data: bytes, folder: Path) -> str:
    """A workbook as pyxform converts it for ODK."""
    from pyxform.xls2xform import convert

    file = folder / "form.xlsx"
    file.write_bytes(data)
    return convert(file, validate=False).xform


@each_program
def test_a_workbook_holds_answers_and_nothing_else(name: str, tmp_path: Path) -> None:
    found = list(workbooks(built(name, "anonymous")))
    assert found
    for survey, data in found:
        assert told_by_workbook(sheets(data)) == [], survey
        assert told_by_xform(xform(data, tmp_path)) == [], survey
        delivery = json.loads(built(name, "anonymous")[f"xlsform/delivery/{survey}.json"])
        assert told_by_delivery(delivery) == []


def test_the_check_sees_what_other_workbooks_store(tmp_path: Path) -> None:
    for survey, data in workbooks(built("example", "identified")):
        told = told_by_workbook(sheets(data))
        assert {"type end", "name cx_time", "type hidden", "name cx_contact", "name cx_hashed-mail"} <= {*told}, survey
        converted = told_by_xform(xform(data, tmp_path))
        assert {"/data/cx_contact", "/data/cx_time is filled by preload, preloadParams"} <= {*converted}, survey


METADATA = (
    "start",
    "end",
    "today",
    "deviceid",
    "phonenumber",
    "username",
    "email",
    "audit",
    "subscriberid",
    "simserial",
)


def test_the_check_knows_every_field_that_a_device_fills(tmp_path: Path) -> None:
    from openpyxl import Workbook

    for type_name in METADATA:
        book, file = Workbook(), tmp_path / "form.xlsx"
        rows = [
            ["type", "name", "label"],
            [type_name, "audit" if type_name == "audit" else "q", ""],
            ["text", "a", "A"],
        ]
        for row in rows:
            book.worksheets[0].append(row)
        book.worksheets[0].title = "survey"
        for title in ("choices", "settings"):
            book.create_sheet(title).append(["name" if title == "choices" else "form_id"])
        book.save(file)
        assert told_by_workbook(sheets(file.read_bytes())) == [f"type {type_name}"]
        assert told_by_xform(xform(file.read_bytes(), tmp_path)), type_name


# ALERTS


@each_program
def test_alerts_tell_nobody_apart(name: str) -> None:
    made = built(name, "anonymous")
    rules = yaml.safe_load(made["prometheus/rules.yml"])
    config = yaml.safe_load(made["alertmanager/alertmanager.yml"])
    assert sum(len(group["rules"]) for group in rules["groups"]) > 1
    assert told_by_rules(rules) == []
    assert told_by_series(json.loads(made["prometheus/series.json"])) == []
    assert told_by_routes(config, made["alertmanager/cxprog.tmpl"].decode()) == []


def test_the_check_sees_labels_by_respondent() -> None:
    made = built("example", "anonymous")
    rules = yaml.safe_load(made["prometheus/rules.yml"])
    rule = next(
        each for group in rules["groups"] for each in group["rules"] if each["expr"].startswith("sum by (survey")
    )
    for key, value in (
        ("expr", rule["expr"].replace("by (survey", "by (contact, survey")),
        ("expr", rule["expr"].replace("{survey=", '{respondent!="",survey=')),
        ("labels", {**rule["labels"], "email": "a@example.com"}),
        ("annotations", {**rule["annotations"], "summary": "{{ $labels.contact }} is unhappy"}),
        ("annotations", {**rule["annotations"], "summary": '{{ index $labels "contact" }} is unhappy'}),
        ("annotations", {**rule["annotations"], "respondent": "somebody"}),
    ):
        (told,) = told_by_rules({"groups": [{"rules": [{**rule, key: value}]}]})
        assert told.startswith(rule["alert"])
    series = json.loads(made["prometheus/series.json"])
    series["series"][0]["labels"]["contact"] = "id of the person"
    assert told_by_series(series) == [f"{series['series'][0]['name']}: contact"]
    config = yaml.safe_load(made["alertmanager/alertmanager.yml"])
    config["route"]["group_by"].append("contact")
    config["route"]["routes"][0]["matchers"].append('email="a@example.com"')
    text = "{{ .CommonLabels.respondent }}"
    assert sorted(told_by_routes(config, text)) == ["contact", "email", "respondent"]


# THE LISTS


def test_made_up_programs_try_what_the_lists_name() -> None:
    tried = {plain(name) for name in IDS}
    assert {"name", "email", "phone", "contactid", "deviceid"} <= tried
    left_out = [
        finding["message"]
        for name in map(str, range(24))
        for target in ("surveyjs", "xlsform")
        for finding in json.loads(built(name, "anonymous")[f"{target}/losses.json"])
        if finding["what"] == "not-expressible" and "asks who answers" in finding["message"]
    ]
    assert len(left_out) > 20, "the made-up programs ask too seldom"
