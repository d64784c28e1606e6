"""What may stand where: values of the language, messages for what may not, and the form meant instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cxprog.language import KINDS, meant, model_of
from cxprog.language.shape import shape_of
from cxprog.language.types import (
    COUNTRY,
    ID,
    IN_MANIFEST,
    LOCALE,
    MAIL,
    TIME,
    VERSION,
    Cadence,
    Date,
    Delay,
    Duration,
    OneWord,
    Pace,
    Rate,
)
from tests.checking import PROGRAM, checked, full, mistakes, page

Golden = Callable[[str, str | bytes], None]

SURVEY = """\
kind: survey
id: visit
purpose: relational
asks: [buyer]
when: {every: quarterly}
identity: confidential
minutes: 2
questions: [score]
---
kind: question
id: score
type: nps
text: How likely are you to recommend us?
"""
JOURNEY = """\
kind: journey
id: repair
actor: customer
stages:
  - id: visit
    touchpoints:
      - id: call
        channel: phone
"""


def survey(old: str, new: str) -> str:
    assert old in SURVEY
    return SURVEY.replace(old, new, 1)


def journey(old: str, new: str) -> str:
    assert old in JOURNEY
    return JOURNEY.replace(old, new, 1)


def called(line: str) -> str:
    return journey("channel: phone", f"channel: phone\n        {line}")


def asked(line: str) -> str:
    return survey("minutes: 2", f"minutes: 2\n{line}")


def team(line: str) -> str:
    return f"kind: team\nid: service\n{line}\n"


CASES = {
    # keys
    "key in another case": survey("purpose", "Purpose"),
    "key with spaces": called("moment of truth: true"),
    "key with hyphens": called("moment-of-truth: true"),
    "key in camel case": called("momentOfTruth: true"),
    "key in the plural": survey("purpose", "purposes"),
    "key nobody knows": asked("colour: blue"),
    "key with a capital X": asked("X-legal-basis: contract"),
    "key without the hyphen": asked("xlegal: contract"),
    "key that is a number": survey("identity", "5"),
    "key without a name": asked("'': 5"),
    "key of something inside": team("mail: [care@example.com]"),
    "key without a space in brackets": team("alerts: {mail: [care@example.com], chat:care}"),
    "two keys with mistakes": survey("purpose", "purpos").replace("asks", "aks"),
    "another name for a key that is missing": survey("[score]", "[{name: score}]"),
    "another name beside the right one": asked("minute: 3"),
    "missing key": survey("minutes: 2\n", ""),
    "missing key of an item": called("next: [{when: always}]"),
    "key without a value": survey("purpose: relational", "purpose:"),
    "list without items": survey("[buyer]", "[]"),
    "item without a value": survey("[score]", "[null]"),
    "list with too few items": called("owner: {joint: [cx-office]}"),
    "list with too few numbers": "kind: assessment\nid: a\ndate: 2026-01-01\npurposeful_leadership: [1, 2, 3, 4]\n"
    "compelling_brand_values: [1, 2, 3, 4, 5, 5]\nemployee_engagement: [1, 2, 3, 4, 6]\n"
    "customer_connectedness: [1, 2, 3, 4, 5]\n",
    # kinds and ids
    "kind in another case": survey("kind: survey", "kind: Survey"),
    "kind in the plural": survey("kind: survey", "kind: surveys"),
    "kind nobody knows": survey("kind: survey", "kind: poll"),
    "kind of something inside": "kind: touchpoint\nid: call\nchannel: phone\n",
    "kind as a list": survey("kind: survey", "kind: [survey]"),
    "kind without a value": survey("kind: survey", "kind:"),
    "kind in curly quotes": survey("kind: survey", "kind: “survey”"),
    "key Kind": survey("kind: survey", "Kind: survey"),
    "type instead of kind": survey("kind: survey", "type: survey"),
    "no kind": survey("kind: survey\n", ""),
    "no id": survey("id: visit\n", ""),
    "name instead of id": survey("id: visit", "name: visit"),
    "key ID": survey("id: visit", "ID: visit"),
    "id with capitals and spaces": survey("id: visit", "id: Visit Effort"),
    "id with an umlaut": survey("id: visit", "id: größe_1"),
    "id that starts with a digit": survey("id: visit", "id: 2026-visit"),
    "id that is a number": survey("id: visit", "id: 12"),
    "id that is too long": survey("id: visit", f"id: {'a' * 64}"),
    "event with spaces": survey("{every: quarterly}", "{event: Ticket Closed}"),
    # one and many
    "one value where a list stands": survey("asks: [buyer]", "asks: buyer"),
    "several values in one text": survey("asks: [buyer]", "asks: buyer, operator"),
    "map where a list stands": survey("asks: [buyer]", "asks: {role: buyer}"),
    "map where a list of maps stands": asked("caps: {at_most: 1, within: 90d}"),
    "maps by id where a list stands": journey("  - id: visit\n    ", "  visit:\n    "),
    "list where one value stands": survey("purpose: relational", "purpose: [relational]"),
    "several words where one stands": survey("relational", "relational, pulse"),
    "list where one id stands": asked("owner: [cx-office]"),
    "owners without joint": called("owner: [cx-office, dealer]"),
    "list in a list": survey("[score]", "[[score]]"),
    "dash without a space": survey("asks: [buyer]", "asks:\n  -buyer"),
    "text where a map stands": survey("{every: quarterly}", "quarterly"),
    "duration where a map stands": asked("rest: 90d"),
    "duration where an item is a map": asked("reminders: [5d]"),
    "number where a map stands": "kind: metric\nid: m\ntype: nps\ntarget: 50\n",
    "address where a map stands": team("alerts: care@example.com"),
    "name where a map stands": team("people: [Anna Muster]"),
    "words where a map stands": "kind: taxonomy\nid: t\ncodes: [parts]\n",
    "text where a map without a hint stands": team("hours: 9-17"),
    "map without its colon's space": team("alerts:\n  chat:care"),
    "one of several keys, none given": survey("{every: quarterly}", "{}"),
    "one of several keys, two given": survey("{every: quarterly}", "{every: quarterly, event: arrival}"),
    "two things in one waiver": "kind: waiver\nid: w\nrule: survey-too-long\ncovers: {role: buyer, team: cx-office}\n"
    "reason: pilot\nowner: cx-office\nuntil: 2027-01-01\n",
    "nothing in a test": SURVEY + "---\nkind: test\nid: t\nstarts: 2027-01-01\ncontacts: [{id: anna, roles: [buyer]}]\n"
    "given: [{on: 2027-01-01, who: anna}]\nexpect: [{on: 2027-01-02, who: anna, told: dealer, suppressed: visit}]\n",
    # words and numbers
    "word in another case": survey("relational", "Relational"),
    "word in the plural": survey("relational", "relationals"),
    "word with a space": journey("channel: phone", "channel: on site"),
    "part of a word": "kind: practice\nid: p\ntype: board\n",
    "word nobody knows": survey("relational", "survey"),
    "weekday in full": team("hours: {days: [Monday]}"),
    "weekdays as a range": team("hours: {days: mon-fri}"),
    "yes": called("moment_of_truth: yes"),
    "off": asked("sampling: {census: off}"),
    "true in quotes": called("moment_of_truth: 'true'"),
    "one for true": called("moment_of_truth: 1"),
    "number with a unit": survey("minutes: 2", "minutes: 2 min"),
    "number in words": survey("minutes: 2", "minutes: two"),
    "number in quotes": survey("minutes: 2", "minutes: '2'"),
    "number with a comma": survey("minutes: 2", "minutes: 2,5"),
    "number with a comma in brackets": asked("sampling: {share: 0,3}"),
    "number that is too small": survey("minutes: 2", "minutes: 0"),
    "number that is too large": called("emotion: 3"),
    "percent": asked("sampling: {share: 30%}"),
    "share above one": asked("sampling: {share: 30}"),
    "fraction of a person": asked("sampling: {count: 2.5}"),
    "thousands with a point": asked("sampling: {count: 2.500}"),
    "thousands with a space": asked("sampling: {count: 2 500}"),
    "word instead of a number": called("emotion: happy"),
    "list instead of a number": "kind: test\nid: t\nstarts: 2027-01-01\ncontacts: [{id: anna, roles: [buyer]}]\n"
    "given: [{on: 2027-01-01, who: anna, event: arrival, values: {q: [1]}}]\n"
    "expect: [{on: 2027-01-02, told: dealer}]\n",
    # times
    "days in words": asked("rest: {own: 90 days}"),
    "days as a map": asked("rest: {own: {days: 90}}"),
    "condition as a map": "kind: loop\nid: l\ntype: inner\nwhen: {text: visit.score <= 6, test: {}}\n",
    "weeks in words": asked("rest: {own: two weeks}"),
    "months": asked("rest: {own: 3 months}"),
    "m": asked("rest: {own: 3m}"),
    "business days in words": "kind: loop\nid: l\ntype: inner\nresolve: 5 business days\n",
    "half days": asked("rest: {own: 1.5d}"),
    "duration without a unit": asked("rest: {own: 90}"),
    "duration in capitals": asked("rest: {own: 90D}"),
    "duration below zero": asked("rest: {own: -5d}"),
    "duration as a list": asked("rest: {own: [90d]}"),
    "cadence misspelt": survey("quarterly", "quaterly"),
    "cadence in words": survey("quarterly", "twice a year"),
    "cadence as a number": survey("quarterly", "90"),
    "cadence of no time": survey("quarterly", "0d"),
    "cadence nobody knows": survey("quarterly", "sometimes"),
    "range with a hyphen": survey("{every: quarterly}", "{event: arrival, delay: 1-3 days}"),
    "range with one unit": survey("{every: quarterly}", "{event: arrival, delay: 1..3d}"),
    "range without an end": survey("{every: quarterly}", "{event: arrival, delay: 1d..}"),
    "range upside down": survey("{every: quarterly}", "{event: arrival, delay: 3d..1d}"),
    "range upside down in two units": survey("{every: quarterly}", "{event: arrival, delay: 2d..12h}"),
    "rate in words": called("at_most: once a week"),
    "rate without a window": called("at_most: 1"),
    "american date": survey("quarterly}", "quarterly, starting: 3/31/2027}"),
    "german date": survey("quarterly}", "quarterly, starting: 31.3.2027}"),
    "date that may be two": survey("quarterly}", "quarterly, starting: 04/05/2027}"),
    "date in words": survey("{every: quarterly}", "\n  every: quarterly\n  starting: March 31, 2027"),
    "date as a number": survey("quarterly}", "quarterly, starting: 20270331}"),
    "date with a time": survey("quarterly}", "quarterly, starting: 2027-03-31 09:00}"),
    "day that does not exist": survey("quarterly}", "quarterly, starting: 2027-02-30}"),
    "week of a year": survey("quarterly}", "quarterly, starting: 2027-W05-1}"),
    "no date at all": survey("quarterly}", "quarterly, starting: soon}"),
    "time without a zero": team("hours: {opens: 9:00}"),
    "time in the afternoon": team("hours: {closes: 5 pm}"),
    "time as a number": team("hours: {opens: 9}"),
    "time with a point": team("hours: {opens: 9.30}"),
    "time that does not exist": team("hours: {closes: 25:00}"),
    # texts and names
    "text that is a number": asked("title: 2026"),
    "text that is true": asked("title: true"),
    "text that is a list": asked("title: [Visit]"),
    "text with a colon": called("pains:\n          - Waiting: nobody says how long"),
    "locale in capitals": asked("title: {DE: Besuch}"),
    "locale with wrong capitals": asked("title: {DE-de: Besuch}"),
    "locale with an underscore": asked("title: {en_US: Visit}"),
    "locale in words": asked("title: {german: Besuch}"),
    "locale without a text": asked("title: {en: }"),
    "locale with a number": asked("title: {en: 5}"),
    "no locale": asked("title: {}"),
    "locales in a list": asked("locales: [de_DE]"),
    "country in words": team("holidays: Germany"),
    "country in small letters": team("holidays: de"),
    "zone without its continent": team("clock: Berlin"),
    "zone misspelt": team("clock: Europe/Berln"),
    "zone by its offset": team("clock: GMT+1"),
    "zone by letters": team("clock: CEST"),
    "zone that is a path": team("clock: ../../etc/passwd"),
    "address with a name": team("alerts: {mail: [Anna <anna@example.com>]}"),
    "no address": team("alerts: {mail: [anna]}"),
    "empty name": team("alerts: {chat: ''}"),
    "dimension in capitals": "kind: population\nid: p\ndimensions: [country]\n"
    "groups: [{role: buyer, by: {Country: DE}, people: 5}]\n",
    "segment that is a number": "kind: population\nid: p\ndimensions: [tier]\n"
    "groups: [{role: buyer, by: {tier: 1}, people: 5}]\n",
    "spreadsheet": "kind: population\nid: p\nfile: people.xlsx\n",
}  # fmt: skip
SETTINGS = """\
kind: program
language: 1
id: pumps
version: 1.0
model: B2B
clock: Europe/Berlin
owner: cx-office
packs: [b2c]
targets: [surveyjs]
rules: {Survey-Too-Long: warning, survey-without-end: loud}
plugins: acme
"""


def said(text: str) -> Any:
    return mistakes(checked(text))


def test_what_is_said_of_mistakes(golden: Golden) -> None:
    cases = {name: (text, said(text)) for name, text in CASES.items()}
    cases["settings of the program"] = (SETTINGS, mistakes(checked("kind: team\nid: cx-office\n", program=SETTINGS)))
    golden("messages/language.txt", page(cases))


@pytest.mark.parametrize(
    ("kind", "words"), [("assessment", "an assessment"), ("event", "an event"), ("team", "a team")]
)
def test_the_article_fits_the_kind(kind: str, words: str) -> None:
    messages = [finding.message for finding in said(f"kind: {kind}\nid: one\ncolor: red\n")]
    assert f"`color` is not a key of {words}" in messages


@pytest.mark.parametrize("answers", ["15", "6", "often", "[often, 1, 2, 3, 4]", "[3.5, 1, 2, 3, 4]", "[1, 2, 3, 4]"])
def test_five_answers_are_no_total(answers: str) -> None:
    others = ("compelling_brand_values", "employee_engagement", "customer_connectedness")
    rest = "".join(f"{name}: [1, 2, 3, 4, 5]\n" for name in others)
    (finding,) = said(f"kind: assessment\nid: a\ndate: 2026-01-01\npurposeful_leadership: {answers}\n{rest}")
    assert "each from 1 (never) to 5 (always) and not their total" in finding.help
    assert "`cxprog assess --form`" in finding.help
    assert finding.fix is None


def test_all_keys_that_one_map_lacks_are_one_finding() -> None:
    signs = PROGRAM.replace("clock:", "partnership_signs: {reliance: partner}\nclock:")
    messages = [finding.message for finding in mistakes(checked("", program=signs))]
    assert messages == [
        "`end_customers`, `partner`, `ownership` and `representation` are missing",
        "`partner` is not one of the values of `reliance`",
    ]
    (short,) = said(survey("minutes: 2\nquestions: [score]\n", ""))
    assert short.help.startswith("add `minutes:` (how many minutes answering takes) and `questions:` (")


def test_keys_that_a_base_lacks_already_are_not_missed_again() -> None:
    base = survey("minutes: 2\nquestions: [score]\n", "")
    (finding,) = said(f"{base}---\nkind: survey\nid: other\nextends: visit\nminutes: 3\n")
    assert finding.message == "`minutes` and `questions` are missing"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("advisory boards", "the nearest of 38 values: `establish-partner-advisory-boards` (best practices it puts to"),
        ("xyz", "and 26 more (best practices it puts to work; `cxprog coverage` shows"),
    ],
)
def test_of_many_values_the_nearest_are_shown(word: str, expected: str) -> None:
    (finding,) = said(asked(f"realizes: [{word}]"))
    assert expected in finding.help


SEVERAL = {"two keys with mistakes": 2, "list with too few numbers": 3, "nothing in a test": 2}


@pytest.mark.parametrize("name", list(CASES))
def test_one_mistake_gets_one_message(name: str) -> None:
    findings = said(CASES[name])
    assert len(findings) == SEVERAL.get(name, 1), full(findings)
    assert all(finding.help for finding in findings), full(findings)
    assert not any(finding.message.endswith(".") or finding.message[0].isupper() for finding in findings)


@pytest.mark.parametrize("name", [name for name, text in CASES.items() if said(text)[0].fix])
def test_a_fix_makes_the_mistake_go_away(name: str) -> None:
    text = CASES[name]
    finding = said(text)[0]
    assert finding.fix is not None
    for edit in finding.fix.edits:
        text = text[: edit.where.span.start] + edit.text + text[edit.where.span.end :]
    assert finding.message not in [after.message for after in said(text)], text
    assert len(said(text)) <= len(said(CASES[name]))


def test_every_sort_of_mistake_that_a_model_can_find_has_words_of_ours() -> None:
    """Replace every scalar of sound documents by values of every type: no message may be the library's."""
    strange: tuple[Any, ...] = (
        None,
        True,
        0,
        -1,
        2.5,
        10**30,
        "",
        "x y",
        "2027-13-45",
        [],
        [1],
        {},
        {"x": 1},
        [[]],
        "..",
    )
    theirs = re.compile(
        r"Input should|Extra inputs|valid (?:string|integer|number)|Field required|unable to|Value error"
    )
    for kind in KINDS:
        for key in shape_of(model_of(kind)).keys:
            for value in strange:
                text = f"kind: {kind}\nid: a\n" + (f"{key}: {_yaml(value)}\n" if key not in ("kind", "id") else "")
                for finding in said(text):
                    assert not theirs.search(finding.message + finding.help), (text, finding.message)


def _yaml(value: Any) -> str:
    import json

    return json.dumps(value)


# VALUES


def parsed(kind: type[OneWord], value: Any) -> Any:
    return TypeAdapter(kind).dump_python(TypeAdapter(kind).validate_python(value))


@pytest.mark.parametrize(
    ("kind", "value", "expected", "words"),
    [
        (Duration, "90d", {"days": 90}, "90 days"),
        (Duration, "48h", {"minutes": 2880}, "48 hours"),
        (Duration, "90min", {"minutes": 90}, "90 minutes"),
        (Duration, "1h", {"minutes": 60}, "1 hour"),
        (Duration, "2w", {"days": 14}, "14 days"),
        (Duration, "1y", {"days": 365}, "365 days"),
        (Duration, "8bh", {"business_minutes": 480}, "8 business hours"),
        (Duration, "1bd", {"business_days": 1}, "1 business day"),
        (Duration, "0d", {"days": 0}, "0 days"),
        (Cadence, "quarterly", {"months": 3}, "quarterly"),
        (Cadence, "fortnightly", {"days": 14}, "fortnightly"),
        (Cadence, "90d", {"days": 90}, "every 90 days"),
        (Pace, "immediately", {"minutes": 0}, "immediately"),
        (Pace, "monthly", {"months": 1}, "monthly"),
        (Delay, "2d", {"earliest": {"days": 2}, "latest": {"days": 2}}, "2 days"),
        (Delay, "12h..3d", {"earliest": {"minutes": 720}, "latest": {"days": 3}}, "12 hours to 3 days"),
        (Rate, "1 per 14d", {"at_most": 1, "within": {"days": 14}}, "1 per 14 days"),
    ],
)
def test_values_written_as_one_word(kind: type[OneWord], value: str, expected: Any, words: str) -> None:
    assert parsed(kind, value) == expected
    assert TypeAdapter(kind).validate_python(expected, context=IN_MANIFEST).dump() == expected  # type: ignore[attr-defined]
    with pytest.raises(ValidationError):
        parsed(kind, expected)
    assert TypeAdapter(kind).validate_python(value).words == words  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(
            (Duration, value)
            for value in ("", "d", "90", "90 d", "1.5d", "-1d", "90D", "9999999d", "٩d", 90, None, [], True)
        ),
        *((Duration, value) for value in ({}, {"days": -1}, {"days": True}, {"weeks": 1}, {"days": 1, "months": 1})),
        *((Cadence, value) for value in ("0d", "Quarterly", "daily ", 7, None)),
        *((Pace, value) for value in ("0d", "at once")),
        *((Delay, value) for value in ("", "..", "1d..", "..1d", "3d..1d", "2d..12h", "1d..2d..3d", 2)),
        *((Rate, value) for value in ("0 per 1d", "1 per", "1  per 1d", "per 1d", "1 per 0", 1)),
    ],
)
def test_what_is_no_such_value(kind: type[OneWord], value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


# WHAT WAS MEANT


GOOD: tuple[tuple[Callable[[str], str | None], Callable[[str], bool]], ...] = (
    (meant.duration, lambda text: bool(parsed(Duration, text))),
    (meant.cadence, lambda text: bool(parsed(Cadence, text))),
    (meant.rate, lambda text: bool(parsed(Rate, text))),
    (meant.time, lambda text: bool(re.fullmatch(TIME, text))),
    (meant.truth, lambda text: text in ("true", "false")),
    (meant.number, lambda text: bool(re.fullmatch(r"-?\d+(\.\d+)?(e[-+]\d+)?", text))),
    (meant.locale, lambda text: bool(re.fullmatch(LOCALE, text))),
    (meant.country, lambda text: bool(re.fullmatch(COUNTRY, text))),
    (meant.mail, lambda text: bool(re.fullmatch(MAIL, text))),
    (meant.version, lambda text: bool(re.fullmatch(VERSION, text))),
    (meant.identifier, lambda text: bool(re.fullmatch(ID, text)) and len(text) <= 63),
)
HABITS = st.one_of(
    st.text(st.sampled_from("0123456789 .,:-/%dhwymobinutseakr@<>ÄöDE_vAM"), max_size=12),
    st.from_regex(
        r"(every |once a |twice a |at most )?[0-9.,]{0,3} ?(day|week|month|year|business day|h|min)s?", fullmatch=True
    ),
    st.from_regex(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}", fullmatch=True),
)


@pytest.mark.parametrize(("meaning", "is_good"), GOOD, ids=lambda each: getattr(each, "__name__", ""))
@given(text=HABITS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_what_is_offered_can_be_written(
    meaning: Callable[[str], str | None], is_good: Callable[[str], bool], text: str
) -> None:
    if offered := meaning(text):
        assert is_good(offered), offered


@given(HABITS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_dates_and_delays_that_are_offered_can_be_written(text: str) -> None:
    for day in meant.dates(text):
        assert TypeAdapter(Date).validate_python(day) == day
    if (offered := meant.delay(text)) and offered.count("..") <= 1:
        assert re.fullmatch(r"\d+[a-z]+(\.\.\d+[a-z]+)?", offered)


@pytest.mark.parametrize(
    ("meaning", "text", "expected"),
    [
        (meant.duration, "5 days", "5d"),
        (meant.duration, "2 weeks", "2w"),
        (meant.duration, "1 month", "30d"),
        (meant.duration, "a quarter", "90d"),
        (meant.duration, "one and a half days", None),
        (meant.duration, "1.5 weeks", "252h"),
        (meant.duration, "0.5h", "30min"),
        (meant.duration, "8 working hours", "8bh"),
        (meant.cadence, "every 2 weeks", "fortnightly"),
        (meant.cadence, "annually", "yearly"),
        (meant.cadence, "every 90 days", "90d"),
        (meant.delay, "between 1 and 3 days", "1d..3d"),
        (meant.rate, "2 per month", "2 per 30d"),
        (meant.rate, "twice a year", "2 per 1y"),
        (meant.time, "24:00", None),
        (meant.time, "12am", "00:00"),
        (meant.time, "12:30 pm", "12:30"),
        (meant.number, "2.500", "2500"),
        (meant.number, "2.5", "2.5"),
        (meant.number, "1'000", "1000"),
        (meant.locale, "pt_br", "pt-BR"),
        (meant.country, "uk", "GB"),
        (meant.identifier, "Müller & Söhne", "mueller-and-soehne"),
        (meant.identifier, "KeyAccount", "key-account"),
        (meant.identifier, "123", None),
        (meant.version, "v2", "2.0.0"),
    ],
)
def test_meant(meaning: Callable[[str], str | None], text: str, expected: str | None) -> None:
    assert meaning(text) == expected
