"""SurveyJS forms: what is written, where it comes from, and what is said to be left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxprog.check import Today
from cxprog.compiler import Built, Project, build_project, place_of
from cxprog.source import Source
from cxprog.target import Address

Golden = Callable[[str, str | bytes], None]

PROGRAM = (Path(__file__).parents[1] / "golden" / "surveyjs" / "cxprog.yaml").read_text("utf-8")
SMALL = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2c
clock: Europe/Lisbon
owner: office
targets: {surveyjs: {}}
---
{kind: team, id: office, people: [{mail: cx@example.com}]}
---
{kind: role, id: guest, audience: customer, level: operational}
---
{kind: event, id: checked-out, type: event}
---
{kind: question, id: nps, type: nps, text: How likely are you to recommend us?}
---
{kind: question, id: why, type: open-text, text: Why?}
"""


def survey(**keys: Any) -> str:
    """A document of kind `survey`, as JSON, which is YAML."""
    usual = {
        "kind": "survey",
        "id": "stay",
        "purpose": "pulse",
        "asks": ["guest"],
        "when": {"event": "checked-out"},
        "identity": "identified",
        "minutes": 1,
        "questions": ["nps"],
    }
    return "\n---\n" + json.dumps({**usual, **keys}, ensure_ascii=False)


def question(**keys: Any) -> str:
    """A document of kind `question`."""
    return "\n---\n" + json.dumps({"kind": "question", "text": "?", **keys}, ensure_ascii=False)


def built(text: str) -> Built:
    """Build a program that has no mistakes."""
    result = build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))
    assert not [finding.message for finding in result.run.findings if finding.severity == "error"]
    return result


def form(text: str, name: str = "stay") -> dict[str, Any]:
    """The form of a survey."""
    loaded: dict[str, Any] = json.loads(built(text).artifacts[f"surveyjs/{name}.json"].data)
    return loaded


def elements(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a form."""
    found: list[dict[str, Any]] = form["pages"][0]["elements"]
    return found


def said(text: str) -> list[str]:
    """What the target has to say, a line for each finding."""
    return [
        f"{finding.severity} {finding.rule}: {finding.message.removeprefix('surveyjs: ')}"
        for finding in built(text).run.findings
        if finding.message.startswith("surveyjs: ")
    ]


# FILES


def test_files(golden: Golden) -> None:
    artifacts = {path: artifact for path, artifact in built(PROGRAM).artifacts.items() if "/" in path}
    assert list(artifacts) == [
        "surveyjs/crossing.json",
        "surveyjs/delivery/crossing.json",
        "surveyjs/delivery/harbor-office.json",
        "surveyjs/delivery/pulse.json",
        "surveyjs/harbor-office.json",
        "surveyjs/losses.json",
        "surveyjs/pulse.json",
    ]
    for path, artifact in artifacts.items():
        golden(path, artifact.data)


def test_the_order_of_documents_changes_nothing() -> None:
    documents = PROGRAM.split("\n---\n")
    turned = built("\n---\n".join(reversed(documents))).artifacts
    for path, artifact in built(PROGRAM).artifacts.items():
        if path != "manifest.json":
            assert turned[path].data == artifact.data


def test_a_page_for_each_question() -> None:
    paged = SMALL.replace("{surveyjs: {}}", "{surveyjs: {page: each}}")
    assert form(paged + survey())["questionsOnPageMode"] == "questionPerPage"
    assert "questionsOnPageMode" not in form(SMALL + survey())


def test_a_survey_named_like_the_loss_report_keeps_its_form() -> None:
    result = built(SMALL + survey(id="losses", identity="anonymous"))
    assert json.loads(result.artifacts["surveyjs/losses.form.json"].data)["pages"]
    assert json.loads(result.artifacts["surveyjs/losses.json"].data)[0]["what"] == "not-enforced"
    assert json.loads(result.artifacts["surveyjs/delivery/losses.json"].data)["form"] == "losses.form.json"


def test_the_promise_to_respondents_does_not_show_in_the_form() -> None:
    forms = [form(SMALL + survey(identity=identity)) for identity in ("identified", "confidential", "anonymous")]
    assert forms[0] == forms[1] == forms[2]
    assert [(each["type"], each["name"]) for each in elements(forms[0])] == [("rating", "nps")]


# RECORDS


def values(form: dict[str, Any]) -> list[str]:
    """What a form stores beside the answers."""
    return [each["name"] for each in form.get("calculatedValues", ()) if each.get("includeIntoResult")]


@pytest.mark.parametrize("identity", ["identified", "confidential"])
def test_records_are_handed_over_by_whoever_opens_the_form(identity: str) -> None:
    text = SMALL + survey(identity=identity, records=["contact", "hashed-mail", "contact", "order"], title="Why {nps}?")
    result = built(text)
    loaded = json.loads(result.artifacts["surveyjs/stay.json"].data)
    assert loaded["calculatedValues"] == [
        {"name": "cx_contact", "includeIntoResult": True},
        {"name": "cx_hashed-mail", "includeIntoResult": True},
        {"name": "cx_order", "includeIntoResult": True},
        {"name": "left_brace", "expression": "'{'"},
    ]
    origins = result.artifacts["surveyjs/stay.json"].origins
    assert origins[("calculatedValues", 2, "name")] == Address("survey", "stay", ("records", 3))
    assert not [line for line in said(text) if "records" in line]


def test_records_that_only_the_receiver_of_answers_knows() -> None:
    text = SMALL + survey(records=["time", "account", "network-address"])
    assert values(form(text)) == ["cx_account"]
    assert said(text) == [
        "info not-enforced: no form knows what `stay` records beside each answer: `time`, `network-address`"
    ]
    delivery = json.loads(built(text).artifacts["surveyjs/delivery/stay.json"].data)
    assert delivery["records"] == ["time", "account", "network-address"]


def test_an_anonymous_survey_hands_on_nothing_that_tells_who_answers() -> None:
    tolerated = SMALL.replace("targets:", "rules: {identity-revealed: warning}\ntargets:")
    text = tolerated + survey(identity="anonymous", records=["contact", "time"], link="personal", kept_for="30d")
    assert "calculatedValues" not in form(text)
    delivery = json.loads(built(text).artifacts["surveyjs/delivery/stay.json"].data)
    assert (delivery["records"], delivery["link"]) == ([], "open")
    assert set(said(text)) == {
        "info not-enforced: forms cannot keep what their surveys promise, and no channel is named that could: "
        "anonymity (`stay`); forgetting who answered after 30 days (`stay`)",
        "info not-enforced: `stay` is anonymous and gives everybody a link of their own: "
        "neither its form nor its delivery does",
        "info not-enforced: `stay` is anonymous and records `contact`, `time`: neither its form nor its delivery does",
    }


ASKING = [
    ("your-name", "open-text", {"en": "Anything else?"}),
    ("phone", "number", {"en": "Anything else?"}),
    ("last", "open-text", {"en": "What is your e-mail?"}),
    ("last", "open-text", {"en": "Anything else?", "de": "Wie lautet Ihr Vor- und Nachname?"}),
    ("last", "open-text", {"fr": "Laissez votre adresse e-mail, s’il vous plaît."}),
]


@pytest.mark.parametrize(("name", "type_name", "text"), ASKING)
def test_an_anonymous_form_asks_nobody_who_they_are(name: str, type_name: str, text: dict[str, str]) -> None:
    asked = question(id=name, type=type_name, text=text)
    after = {"question": "why", "when": f"{name} is answered"}
    stay = SMALL.replace("targets:", "locale: fr\ntargets:" if "fr" in text else "targets:") + asked
    anonymous = survey(identity="anonymous", questions=["nps", name, after], locales=[*text])
    assert [each["name"] for each in elements(form(stay + anonymous))] == ["nps", "why"]
    told = said(stay + anonymous)
    assert (
        f"warning not-expressible: the form of `stay` leaves out `{name}`, which asks who answers: "
        "the survey is anonymous"
    ) in told
    assert any("always shows `why`" in line for line in told)
    known = survey(identity="confidential", questions=["nps", name], locales=[*text])
    assert [each["name"] for each in elements(form(stay + known))] == ["nps", name]


@pytest.mark.parametrize(
    ("name", "type_name", "text"),
    [
        ("brand-name", "open-text", "Which name comes to your mind first?"),
        ("newsletter", "open-text", "What do you think of our e-mails to you?"),
        ("name", "single-choice", "What is your name for it?"),
        ("orders", "number", "How many people answered your phone calls?"),
    ],
)
def test_a_question_about_names_is_asked_all_the_same(name: str, type_name: str, text: str) -> None:
    choices = [{"id": "a"}, {"id": "b"}] if type_name == "single-choice" else []
    asked = question(id=name, type=type_name, text=text, choices=choices)
    loaded = form(SMALL + asked + survey(identity="anonymous", questions=[name]))
    assert [each["name"] for each in elements(loaded)] == [name]


# TEXTS FOR COLLEAGUES


def test_notes_for_colleagues_are_not_shown_to_respondents() -> None:
    noted = SMALL + survey(description="ask gently", questions=["mood"])
    noted += question(id="mood", type="nps", title="Mood", description="asked since 2019")
    assert "ask gently" not in json.dumps(form(noted))
    assert "asked since 2019" not in json.dumps(form(noted))
    delivery = json.loads(built(noted).artifacts["surveyjs/delivery/stay.json"].data)
    assert delivery["description"] == {"en": "ask gently"}
    assert delivery["answers"][0]["description"] == {"en": "asked since 2019"}


def test_keys_of_the_organization_are_handed_on() -> None:
    delivery = json.loads(built(SMALL + survey(**{"x-cost-center": 7})).artifacts["surveyjs/delivery/stay.json"].data)
    assert delivery["x-cost-center"] == 7


# LANGUAGES


@pytest.mark.parametrize(
    ("offered", "codes"),
    [
        (["en"], ["en"]),
        (["pt-BR", "pt"], ["pt-br", "pt"]),
        (["nl-BE", "zh-TW", "zh-Hans-CN"], ["nl-BE", "zh-tw", "zh-cn"]),
        (["en-GB", "de-AT"], ["en", "de"]),
        (["de-CH", "de"], ["de-ch", "de"]),
        (["de-CH", "de-AT"], ["de", "de-at"]),
        (["nb", "nn", "te", "my"], ["no", "nn", "tel", "mm"]),
        (["ga"], ["ga"]),
    ],
)
def test_locales_are_spelt_as_surveyjs_does(offered: list[str], codes: list[str]) -> None:
    delivery = built(SMALL + survey(locales=offered)).artifacts["surveyjs/delivery/stay.json"]
    assert json.loads(delivery.data)["locales"] == dict(zip(offered, codes, strict=True))


TITLE = {"en": "Stay", "de": "Aufenthalt", "fr": "Séjour"}


@pytest.mark.parametrize(
    ("offered", "title", "locale"),
    [
        (["de", "en"], {"default": "Stay", "de": "Aufenthalt"}, None),
        (["fr", "de"], {"default": "Séjour", "fr": "Séjour", "de": "Aufenthalt"}, "fr"),
        (["fr-CA", "it"], {"default": "Séjour", "fr": "Séjour"}, "fr"),
        (["it", "de"], {"default": "Stay", "de": "Aufenthalt"}, "it"),
    ],
)
def test_texts_have_one_shape_and_fall_back(offered: list[str], title: dict[str, str], locale: str | None) -> None:
    loaded = form(SMALL + survey(title=TITLE, locales=offered))
    assert loaded["title"] == title
    assert loaded.get("locale") == locale
    assert set(elements(loaded)[0]["title"]) == {"default"}


def test_the_form_opens_in_the_locale_of_the_program() -> None:
    german = SMALL.replace("owner: office\n", "owner: office\nlocale: de\n")
    assert form(german + survey(title=TITLE, locales=["fr", "en", "de"]))["locale"] == "de"


# LOSSES


def test_what_a_channel_does_not_guarantee() -> None:
    promises = {"rest": {"own": "30d"}, "caps": [{"at_most": 2, "within": "90d"}], "identity": "anonymous"}
    assert said(SMALL + survey()) == []
    assert said(SMALL + survey(**promises)) == [
        "info not-enforced: forms cannot keep what their surveys promise, and no channel is named that could: "
        "rest between two invitations (`stay`); caps on invitations (`stay`); anonymity (`stay`)"
    ]
    channel = "\n---\n" + json.dumps({"kind": "channel", "id": "tool", "type": "survey", "tool": "SurveyJS"})
    several = "".join(survey(id=f"stay-{n}", identity="confidential", through="tool") for n in range(7))
    assert said(SMALL + channel + several) == [
        "info not-enforced: forms cannot keep what their surveys promise, and `tool` does not guarantee it: "
        "confidentiality (`stay-0`, `stay-1`, `stay-2`, `stay-3`, `stay-4` and 2 more)"
    ]
    keeping = {"own_rest": True, "caps": True, "freezes": True, "anonymity": True, "minimum_group": True}
    keeper = channel.replace('"SurveyJS"', f'"SurveyJS", "enforces": {json.dumps(keeping)}')
    quiet = "\n---\n{kind: policy, id: quiet, severity: info, freezes: [{first: 2027-08-01, last: 2027-08-14}]}"
    assert said(SMALL + keeper + quiet + several + survey(through="tool", **promises)) == []


def test_freezes_and_days_that_a_channel_does_not_keep() -> None:
    quiet = "\n---\n{kind: policy, id: quiet, severity: info, freezes: [{first: 2027-08-01, last: 2027-08-14}]}"
    abroad = {"kind": "channel", "id": "tool", "type": "survey", "tool": "T", "enforces": {"clock": "Asia/Tokyo"}}
    asked = survey(through="tool") + survey(id="open", through="tool", when={"always": True})
    assert said(SMALL + quiet + f"\n---\n{json.dumps(abroad)}" + asked) == [
        "info not-enforced: forms cannot keep what their surveys promise, and `tool` does not guarantee it: "
        "days on which nobody may be asked (`stay`); days as the program's clock counts them (`stay`)"
    ]


def test_a_condition_on_what_was_not_asked_before_is_left_out_and_said() -> None:
    tolerated = SMALL.replace("targets:", "rules: {condition-outside-survey: warning}\ntargets:")
    turned = tolerated + survey(questions=[{"question": "why", "when": "nps <= 6"}, "nps"])
    assert "visibleIf" not in elements(form(turned))[0]
    assert said(turned) == [
        "warning not-expressible: the form of `stay` always shows `why`: its condition looks at `nps`, "
        "which the survey does not ask before"
    ]


def test_a_question_that_is_asked_twice_has_two_names_and_one_answer() -> None:
    tolerated = SMALL.replace("targets:", "rules: {question-repeated: warning}\ntargets:")
    twice = tolerated + survey(questions=["nps", {"question": "why", "when": "nps < 7"}, "why"])
    assert [(each["name"], each.get("valueName")) for each in elements(form(twice))] == [
        ("nps", None),
        ("why_1", "why"),
        ("why_2", "why"),
    ]
    delivery = json.loads(built(twice).artifacts["surveyjs/delivery/stay.json"].data)
    assert [each["name"] for each in delivery["answers"]] == ["nps", "why"]


def test_words_that_a_box_for_a_number_has_no_place_for() -> None:
    scale = {"lowest": 0, "highest": 30, "low": "none", "high": "many"}
    assert said(SMALL + survey(questions=["nights"]) + question(id="nights", type="number", scale=scale)) == [
        "warning not-expressible: no form shows the words at the ends of the scale of `nights`: "
        "SurveyJS asks for a number in an empty box"
    ]


def test_a_locale_that_surveyjs_has_no_words_for_is_said_once() -> None:
    both = SMALL + survey(locales=["en", "ga"]) + survey(id="again", locales=["ga", "de-LI"])
    assert said(both) == [
        "warning not-expressible: SurveyJS has no words of its own in `ga`: "
        "buttons and error messages appear in English"
    ]


# ORIGINS


def test_values_lead_back_to_the_program() -> None:
    result = built(PROGRAM)
    origins = result.artifacts["surveyjs/crossing.json"].origins
    why = ("pages", 0, "elements", 1)
    assert origins[()] == Address("survey", "crossing")
    assert origins[why] == Address("question", "recommend-why")
    assert origins[(*why, "title", "pt-br")] == Address("question", "recommend-why", ("text", "pt-BR"))
    assert origins[(*why, "visibleIf")] == Address("survey", "crossing", ("questions", 1, "when"))
    assert origins[("pages", 0, "elements", 7, "choices", 1)] == Address("question", "reason", ("choices", 1))
    label = place_of(origins[(*why, "visibleIf")], result.checked.program)
    assert label is not None
    assert label.where.source.line(label.line).strip() == "- {question: recommend-why, when: recommend <= 6}"


def test_every_origin_stands_in_its_file_and_in_the_program() -> None:
    result = built(PROGRAM)
    for path, artifact in result.artifacts.items():
        if path.startswith("surveyjs/") and path != "surveyjs/losses.json":
            known = set(paths(json.loads(artifact.data), ()))
            assert artifact.origins
            assert set(artifact.origins) <= known
            assert all(place_of(address, result.checked.program) for address in artifact.origins.values())


def paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Every path of plain data."""
    yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in below:
        yield from paths(part, (*path, step))


# CODES


CAUSES = (
    "\n---\n{kind: taxonomy, id: causes, codes: [{id: parts, codes: [{id: late-part, title: {en: Late, de: Spät}}]}, "
    "{id: people}]}"
)


def test_a_taxonomy_takes_the_place_of_choices() -> None:
    text = SMALL + CAUSES + question(id="what", type="multiple-choice", codes="causes")
    (element,) = elements(form(text + survey(questions=["what"], locales=["en", "de"])))
    assert element["type"] == "checkbox"
    # The finest codes, with their titles; those without one are named by their id.
    assert element["choices"] == [
        {"value": "late-part", "text": {"default": "Late", "de": "Spät"}},
        {"value": "people", "text": {"default": "People"}},
    ]


def test_a_comment_that_is_filed_later_is_still_a_comment() -> None:
    text = SMALL + CAUSES + question(id="told", type="open-text", codes="causes") + survey(questions=["told"])
    (element,) = elements(form(text))
    assert element["type"] == "comment" and "choices" not in element
    delivery = json.loads(built(text).artifacts["surveyjs/delivery/stay.json"].data)
    assert [answer["codes"] for answer in delivery["answers"]] == ["causes"]
