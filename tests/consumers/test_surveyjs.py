"""SurveyJS loads our forms, shows our texts letter by letter, and reads our conditions as we mean them."""

from __future__ import annotations

import html
import json
import operator
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cxprog.analysis import truth
from cxprog.check import Today
from cxprog.compiler import Project, build_project
from cxprog.emitters._surveyjs_text import KNOWN
from cxprog.language.condition import Answered, Both, Not, OneOf, Test, in_words, operands, parse_condition
from cxprog.source import Source
from tests.consumers import harness

pytestmark = pytest.mark.consumer

PROGRAM = (Path(__file__).parents[1] / "golden" / "surveyjs" / "cxprog.yaml").read_text("utf-8")
HEAD = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2c
clock: Europe/Lisbon
owner: office
rules: {condition-impossible: off, question-repeated: off}
targets: {surveyjs: {}}
---
{kind: team, id: office, people: [{mail: cx@example.com}]}
---
{kind: role, id: guest, audience: customer, level: operational}
---
{kind: event, id: checked-out, type: event}
"""
Form = dict[str, Any]
Answers = Mapping[str, Any]


def forms(text: str) -> dict[str, Form]:
    """The forms of a program by survey."""
    result = build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))
    assert not [finding.message for finding in result.run.findings if finding.severity == "error"]
    return {
        path.split("/")[1].removesuffix(".json"): json.loads(artifact.data)
        for path, artifact in result.artifacts.items()
        if re.fullmatch(r"surveyjs/(?!losses\.json)[^/]+", path)
    }


def form(questions: list[dict[str, Any]], asked: list[Any], options: str = "{}", **survey: Any) -> Form:
    """The form of one survey with these questions."""
    usual = {
        "kind": "survey",
        "id": "stay",
        "purpose": "pulse",
        "asks": ["guest"],
        "when": {"event": "checked-out"},
        "identity": "identified",
        "minutes": 1,
        "questions": asked,
    }
    documents = [{**usual, **survey}, *({"kind": "question", "text": "?", **question} for question in questions)]
    text = HEAD.replace("surveyjs: {}", f"surveyjs: {options}")
    return forms("\n---\n".join([text, *(json.dumps(document, ensure_ascii=False) for document in documents)]))["stay"]


# LOADING


def test_every_form_loads_without_a_word_from_loader_or_linter() -> None:
    made = forms(PROGRAM)
    reports = dict(zip(made, harness.survey_core_many(made.values()), strict=True))
    assert all(report.clean for report in reports.values()), reports
    assert reports["crossing"].questions == {
        "recommend": "rating",
        "recommend-why": "comment",
        "satisfied": "rating",
        "boarding": "rating",
        "ticket-ease": "rating",
        "deck": "rating",
        "comfort": "slider",
        "reason": "radiogroup",
        "missing": "checkbox",
        "order": "ranking",
        "pet": "boolean",
        "crossings": "text",
    }
    assert set(reports["crossing"].locales) == {"en", "de", "pt-br", "ar"}
    assert set(reports["pulse"].locales) == {"en"}


def test_scales_and_choices_are_those_of_the_program() -> None:
    shown = harness.survey_core_fill(forms(PROGRAM)["crossing"], {"comfort": 3, "pet": "yes"})
    assert shown.values == {
        "recommend": tuple(range(11)),
        "satisfied": (1, 2, 3, 4, 5),
        "boarding": (1, 2, 3, 4, 5),
        "ticket-ease": (1, 2, 3, 4, 5, 6, 7),
        "deck": (-2, -1, 0, 1, 2),
        "reason": ("work", "visit", "day-trip"),
        "missing": ("seats", "food", "signs"),
        "order": ("price", "speed", "view"),
    }


@pytest.mark.parametrize(("lowest", "highest"), [(0, 1), (-10, 9), (0, 20), (1, 1000)])
def test_scales_of_any_length(lowest: int, highest: int) -> None:
    scale = {"lowest": lowest, "highest": highest, "low": "Low", "high": "High"}
    made = form([{"id": "score", "type": "rating", "scale": scale}], [{"question": "score", "required": True}])
    assert harness.survey_core(made).clean
    empty, low, high = harness.survey_core_fill_many([(made, answers, "") for answers in ({}, *ends(lowest, highest))])
    assert not empty.complete
    assert low.complete and high.complete
    if highest - lowest < 20:
        assert low.values["score"] == tuple(range(lowest, highest + 1))
        assert (low.words["score/low"], low.words["score/high"]) == ("Low", "High")
    else:
        assert (low.words[f"score/{lowest}"], low.words[f"score/{highest}"]) == ("Low", "High")


def ends(lowest: int, highest: int) -> Iterator[Answers]:
    """The first and the last value of a scale."""
    yield {"score": lowest}
    yield {"score": highest}


def test_nobody_gets_past_a_required_question_that_is_shown() -> None:
    made = forms(PROGRAM)["crossing"]
    whole = {"recommend": 0, "ticket-ease": 7, "pet": "no"}
    lacking = [{key: value for key, value in whole.items() if key != left_out} for left_out in whole]
    first, *others = harness.survey_core_fill_many([(made, answers, "") for answers in (whole, *lacking)])
    assert first.complete
    assert first.required == tuple(whole)
    assert not any(other.complete for other in others)

    hidden = form(
        [{"id": "nps", "type": "nps"}, {"id": "why", "type": "open-text"}],
        ["nps", {"question": "why", "required": True, "when": "nps <= 6"}],
    )
    low, high = harness.survey_core_fill_many([(hidden, {"nps": 6}, ""), (hidden, {"nps": 7}, "")])
    assert (low.complete, high.complete) == (False, True)


def test_a_number_stays_within_its_scale() -> None:
    made = form([{"id": "nights", "type": "number", "scale": {"lowest": 0, "highest": 9}}], ["nights"])
    filled = harness.survey_core_fill_many([(made, {"nights": nights}, "") for nights in (0, 9, 2.5, 10, -1)])
    assert [each.complete for each in filled] == [True, True, True, False, False]


def test_people_choose_from_the_codes_of_a_taxonomy() -> None:
    head = (
        HEAD
        + "---\n{kind: taxonomy, id: causes, codes: [{id: parts, codes: [{id: late}, {id: wrong}]}, {id: people}]}\n"
    )
    documents = [
        {"kind": "question", "id": "cause", "text": "?", "type": "single-choice", "codes": "causes"},
        {"kind": "question", "id": "causes-all", "text": "?", "type": "ranking", "codes": "causes"},
        {
            "kind": "survey", "id": "stay", "purpose": "pulse", "asks": ["guest"], "when": {"event": "checked-out"},
            "identity": "identified", "minutes": 1,
            "questions": ["cause", {"question": "causes-all", "when": "cause = people"}],
        },
    ]  # fmt: skip
    written = forms(head + "".join(f"---\n{json.dumps(document)}\n" for document in documents))["stay"]
    report = harness.survey_core(written)
    assert report.clean, report
    filled = harness.survey_core_fill(written, {"cause": "people"})
    assert filled.values == dict.fromkeys(("cause", "causes-all"), ("late", "wrong", "people"))
    assert filled.visible == ("cause", "causes-all")
    assert harness.survey_core_visible(written, {"cause": "late"}) == ("cause",)


def test_a_page_for_each_question() -> None:
    questions = [{"id": "nps", "type": "nps"}, {"id": "why", "type": "open-text"}]
    made = form(questions, ["nps", {"question": "why", "when": "nps <= 6"}], "{page: each}")
    assert harness.survey_core(made).clean
    assert harness.survey_core_visible(made, {"nps": 3}) == ("nps", "why")


# TEXTS


def test_every_text_appears_in_every_language() -> None:
    made = forms(PROGRAM)["crossing"]
    expected = {
        "": ("Your crossing", "How likely are you to recommend us?", "Not at all likely", "Work"),
        "de": (
            "Ihre Überfahrt",
            "Wie wahrscheinlich ist es, dass Sie uns empfehlen?",
            "Sehr unwahrscheinlich",
            "Arbeit",
        ),
        "pt-br": ("Sua travessia", "Qual a probabilidade de você nos recomendar?", "Nada provável", "Work"),
        "ar": ("رحلتك", "ما مدى احتمال أن توصي بنا؟", "غير محتمل", "Work"),
    }
    for locale, filled in zip(
        expected, harness.survey_core_fill_many((made, {}, locale) for locale in expected), strict=True
    ):
        words = filled.words
        shown = (words["title"], filled.titles["recommend"], words["recommend/low"], words["reason/work"])
        assert shown == expected[locale]
        assert filled.titles["deck"] in ("How was {deck} 3?", "Wie war {deck} 3?")


def test_a_form_without_english_opens_in_its_own_language() -> None:
    made = form(
        [{"id": "nps", "type": "nps", "text": {"fr": "Oui ?", "de-AT": "Ja?"}}], ["nps"], locales=["fr", "de-AT"]
    )
    shown = harness.survey_core_fill_many([(made, {}, locale) for locale in ("", "de", "de-at", "en", "it")])
    assert [each.titles["nps"] for each in shown] == ["Oui ?", "Ja?", "Ja?", "Oui ?", "Oui ?"]
    assert harness.survey_core(made).clean


HOSTILE = (
    "<script>alert('1')</script>",
    '"]; } // "',
    "{{ .X }} {{nps}} {{{nps}}}",
    "{nps}",
    "{ nps } {} { } {nps",
    "{left_brace} {why:x} {locale} {pageno} {title}",
    "first\nsecond",
    "a \\ b \\n \\u0041 %7B &lt; &amp;",
    "**bold** _x_ [link](javascript:alert)",
    "هل توصي بنا؟ {nps} 🚢👩‍👩‍👧 ﬁ e\u0301 \u200f",
    "100 % {0} {1}",
    "$data #{nps} ${nps} {panel.nps} {row.nps} {#nps} {$self.title}",
)


def test_nothing_in_a_text_means_anything_to_surveyjs() -> None:
    made = [hostile_form(text) for text in HOSTILE]
    assert all(report.clean for report in harness.survey_core_many(made))
    filled = harness.survey_core_fill_many((each, {"nps": 3, "why": "x"}, "") for each in made)
    for text, shown in zip(HOSTILE, filled, strict=True):
        assert set(shown.titles.values()) == {text}
        words = {place: shown.words[place] for place in HOSTILE_PLACES}
        assert words == dict.fromkeys(HOSTILE_PLACES, text)
        assert shown.words["thanks"] == html.escape(text).replace("\n", "<br>")
        assert shown.data == {"nps": 3, "why": "x"}


HOSTILE_PLACES = (
    "title", "description", "nps/low", "nps/high", "long/0", "long/100", "one/a", "one/b", "many/a", "order/b",
)  # fmt: skip


def hostile_form(text: str) -> Form:
    """A form that says the same everywhere."""
    choices = [{"id": "a", "text": text}, {"id": "b", "text": text}]
    words = {"low": text, "high": text}
    questions = [
        {"id": "nps", "type": "nps", "scale": {"lowest": 0, "highest": 10, **words}},
        {"id": "long", "type": "rating", "scale": {"lowest": 0, "highest": 100, **words}},
        {"id": "one", "type": "single-choice", "choices": choices},
        {"id": "many", "type": "multiple-choice", "choices": choices},
        {"id": "order", "type": "ranking", "choices": choices},
        {"id": "sure", "type": "yes-no"},
        {"id": "why", "type": "open-text"},
    ]
    named = [{**question, "text": text} for question in questions]
    return form(named, [question["id"] for question in questions], title=text, invitation=text, thanks=text)


IDS = (
    "constructor", "contains", "correctedanswers", "data", "equals", "false", "iif", "incorrectanswers", "item",
    "locale", "name", "not-equals-x", "null", "page", "pagecount", "pageno", "panel", "question", "questioncount",
    "row", "rowindex", "self", "survey", "title", "tostring", "true", "undefined", "valueof", "x-", "a--b", "x-total",
)  # fmt: skip


def test_no_id_means_anything_to_surveyjs() -> None:
    choices = [{"id": name} for name in IDS]
    made = [
        form(
            [{"id": name, "type": "single-choice", "choices": choices}, {"id": "why", "type": "open-text"}],
            [name, {"question": "why", "when": f"{name} = '{name}'"}],
        )
        for name in IDS
    ]
    reports = harness.survey_core_many(made)
    assert not [report.errors for report in reports if report.errors]
    assert not [report.lint for report in reports if report.lint]
    names = [next(iter(report.questions)) for report in reports]
    cases = [
        (loaded, answers, "")
        for name, own, other, loaded in zip(names, IDS, [*IDS[1:], IDS[0]], made, strict=True)
        for answers in ({name: own}, {name: other}, {})
    ]
    shown = [len(each.visible) for each in harness.survey_core_fill_many(cases)]
    assert shown == [2, 1, 1] * len(IDS)


def test_our_list_of_languages_is_that_of_surveyjs() -> None:
    package = Path(harness.__file__).parent / "node_modules" / "survey-core" / "fesm"
    if not package.exists():
        pytest.skip("survey-core is not installed")
    loaded = re.findall(r"'\./(i18n/[\w-]+\.mjs)'", (package / "survey.i18n.mjs").read_text("utf-8"))
    codes = {re.search(r'localeCode: "([\w-]+)"', (package / name).read_text("utf-8")) for name in loaded}
    assert {code[1] for code in codes if code} | {"en"} == KNOWN


# CONDITIONS


Value = float | str | tuple[str, ...] | None

ANSWERS: Mapping[str, tuple[Value, ...]] = {
    "nps": (None, 0, 3, 6, 7, 10),
    "deck": (None, -2, 0, 1),
    "comfort": (None, 0, 50, 99),
    "nights": (None, 0, -1, 2.5, 14),
    "reason": (None, "work", "day-trip", "true", "undefined", "equals", "null"),
    "missing": (None, ("seats",), ("food", "seats"), ("food",), ("equals", "food")),
    "order": (None, ("price", "speed"), ("speed", "price")),
    "pet": (None, "yes", "no"),
    "why": (None, "bad", "Bad ", "it's", 'say "no"', "a => b", "1,5", "15", "true", "x equals <> y", "c:\\", "{nps}"),
}
"""Answers to try, by question."""
QUESTIONS: list[dict[str, Any]] = [
    {"id": "nps", "type": "nps"},
    {"id": "deck", "type": "rating", "scale": {"lowest": -2, "highest": 2}},
    {"id": "comfort", "type": "rating", "scale": {"lowest": 0, "highest": 99}},
    {"id": "nights", "type": "number"},
    {"id": "reason", "type": "single-choice", "choices": [{"id": each} for each in ANSWERS["reason"] if each]},
    {"id": "missing", "type": "multiple-choice", "choices": [{"id": each} for each in ("seats", "food", "equals")]},
    {"id": "order", "type": "ranking", "choices": [{"id": each} for each in ("price", "speed")]},
    {"id": "pet", "type": "yes-no"},
    {"id": "why", "type": "open-text"},
]
NUMBERS = ("nps", "deck", "comfort", "nights")
COMPARED: Mapping[str, Any] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def test_surveyjs_shows_a_question_exactly_when_its_condition_holds() -> None:
    chance = random.Random(11)
    conditions = [condition(chance, depth=index % 4) for index in range(60)]
    answers = [{name: chance.choice(values) for name, values in ANSWERS.items()} for _ in range(30)]
    answers += [dict.fromkeys(ANSWERS), *({**dict.fromkeys(ANSWERS), name: each} for name, each in every_answer())]
    followed = [{"id": f"follow-{index}", "type": "open-text"} for index in range(len(conditions))]
    asked = [
        {"question": follow["id"], "when": in_words(test)} for follow, test in zip(followed, conditions, strict=True)
    ]
    made = form([*QUESTIONS, *followed], [*ANSWERS, *asked])
    assert not harness.survey_core(made).errors
    given = [{name: each for name, each in one.items() if each is not None} for one in answers]
    filled = harness.survey_core_fill_many((made, one, "") for one in given)
    for one, shown in zip(answers, filled, strict=True):
        expected = [index for index, test in enumerate(conditions) if holds(test, one)]
        visible = [int(name.removeprefix("follow-")) for name in shown.visible if name.startswith("follow-")]
        wrong = sorted(set(expected) ^ set(visible))
        assert not wrong, (one, [(in_words(conditions[index]), visible_if(made, index)) for index in wrong])


def test_tests_of_a_program_take_conditions_as_forms_do() -> None:
    chance = random.Random(11)
    for index in range(400):
        test = condition(chance, depth=index % 4)
        if "why" in {operand.name for operand in operands(test)}:
            continue  # forms do not tell `Bad ` from `bad`
        one = {name: chance.choice(values) for name, values in ANSWERS.items()}
        given = {**one, "order": one["order"][0] if isinstance(one["order"], tuple) else None}
        assert truth.holds(test, given.get) is holds(test, one), (in_words(test), one)


def test_the_linter_has_nothing_to_say_about_conditions() -> None:
    asked = [
        "nps <= 6",
        "not (nps >= 9 or reason = work)",
        "reason in (work, day-trip) and not (deck in (1, 2))",
        "missing = seats or missing != food or missing in (seats, equals)",
        "missing is empty and not (why is empty)",
        "order = price and pet != no and reason = equals",
        "nights > 2.5 and comfort != 50 and nights >= -1",
        "why = 'it is' or why in (\"it's\", 'a => b')",
    ]
    followed = [{"id": f"follow-{index}", "type": "open-text"} for index in range(len(asked))]
    whens = [{"question": follow["id"], "when": when} for follow, when in zip(followed, asked, strict=True)]
    assert harness.survey_core(form([*QUESTIONS, *followed], [*ANSWERS, *whens])).lint == ()


def test_a_condition_nested_as_deeply_as_it_can_be() -> None:
    deep = "not (nps = 3 and " * 14 + "nps = 3" + ")" * 14
    made = form(QUESTIONS, ["nps", {"question": "why", "when": deep}])
    low, high = harness.survey_core_fill_many([(made, {"nps": 3}, ""), (made, {"nps": 4}, "")])
    test = parse_condition(deep)
    assert [len(low.visible) == 2, len(high.visible) == 2] == [holds(test, {"nps": 3}), holds(test, {"nps": 4})]


def test_the_answer_to_a_question_that_is_hidden_again_does_not_count() -> None:
    asked = ["nps", {"question": "reason", "when": "nps <= 6"}, {"question": "why", "when": "reason = work"}, "pet"]
    made = form(QUESTIONS, asked)
    answers = {"nps": 3, "reason": "work", "why": "too early", "pet": "yes"}
    assert harness.survey_core_fill(made, answers).visible == tuple(answers)
    # Stands for a person who goes back to the first question after the last one.
    made["triggers"] = [{"type": "setvalue", "expression": "{pet} = 'yes'", "setToName": "nps", "setValue": 9}]
    back = harness.survey_core_fill(made, answers)
    assert back.visible == ("nps", "pet")
    assert back.data == {"nps": 9, "pet": "yes"}


def every_answer() -> Iterator[tuple[str, Value]]:
    """Each answer alone."""
    return ((name, each) for name, values in ANSWERS.items() for each in values)


def visible_if(form: Form, index: int) -> str:
    """The expression that a condition became."""
    found: str = form["pages"][0]["elements"][len(QUESTIONS) + index]["visibleIf"]
    return found


def condition(chance: random.Random, depth: int) -> Test:
    """Some condition."""
    if depth and chance.random() < 0.3:
        return Not(condition(chance, depth - 1))
    if depth:
        word = chance.choice(("and", "or"))
        text = f" {word} ".join(f"({in_words(condition(chance, depth - 1))})" for _ in range(chance.randint(2, 3)))
        return parse_condition(text)
    return parse_condition(comparison(chance))


def comparison(chance: random.Random) -> str:
    """Some comparison, as text."""
    name = chance.choice(list(ANSWERS))
    values = [text(each) for each in flat(ANSWERS[name])]
    sort = chance.randrange(6)
    if sort == 0:
        return f"{name} is {chance.choice(('answered', 'empty'))}"
    if sort == 1:
        return f"{name} in ({', '.join(chance.choices(values, k=chance.randint(1, 3)))})"
    if sort < 4 and name in NUMBERS:
        return f"{name} {chance.choice(('<', '<=', '>', '>='))} {chance.choice(values)}"
    return f"{name} {chance.choice(('=', '!='))} {chance.choice(values)}"


def flat(values: tuple[Value, ...]) -> Iterator[float | str]:
    """Single values."""
    for each in values:
        if isinstance(each, tuple):
            yield from each
        elif each is not None:
            yield each


def text(value: float | str) -> str:
    """A value as it is written in a condition."""
    if not isinstance(value, str):
        return str(value)
    return f'"{value}"' if "'" in value else f"'{value}'"


def holds(test: Test, answers: Answers) -> bool:
    """Whether a condition holds, as the language means it."""
    return judged(test, answers) is True


def judged(test: Test, answers: Answers) -> bool | None:
    """Whether a condition holds; None where that hangs on a question without an answer."""
    if isinstance(test, Not):
        part = judged(test.part, answers)
        return None if part is None else not part
    if isinstance(test, Both):
        parts = [judged(part, answers) for part in test.parts]
        decisive = test.word == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    value = answers.get(test.operand.name)
    if isinstance(test, Answered):
        return (value is not None) is test.wanted
    if value is None:
        return None
    if isinstance(test, OneOf):
        return any(equal(test.operand.name, value, each) for each in test.values)
    if test.operator in ("=", "!="):
        return equal(test.operand.name, value, test.value) is (test.operator == "=")
    return bool(COMPARED[test.operator](value, test.value))


def equal(name: str, value: Value, other: float | str) -> bool:
    """Whether an answer equals a value; case and blanks around do not count."""
    if name == "order" and isinstance(value, tuple):
        return value[0] == other
    if isinstance(value, tuple):
        return other in value
    if isinstance(value, str) and isinstance(other, str):
        return value.strip().casefold() == other.strip().casefold()
    return value == other
