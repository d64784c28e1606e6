"""The rules and their settings: programs in, findings out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from cxprog_data_protection import plugin
from hatchling.builders.wheel import WheelBuilder

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.report import render
from cxprog.rule import EXAMPLE_PROGRAM, Rule
from cxprog.source import Source
from cxprog.testing import page_mistakes

SURVEY = """\
kind: question
id: why
type: open-text
text: {en: What is the main reason?, de: Was ist der Hauptgrund?}
---
kind: survey
id: after-repair
purpose: transactional
asks: [dealer-manager, operator]
when: {event: visit-closed}
identity: confidential
minutes: 2
questions: [why]
locales: [en, de]
---
kind: role
id: dealer-manager
audience: partner
level: tactical
"""


def check(settings: str = "", survey: str = SURVEY) -> str:
    """What the plugin says, one finding a line, with its help below."""
    program = EXAMPLE_PROGRAM.replace("\n", f"\nplugins:\n  data-protection: {{{settings}}}\n", 1)
    sources = (Source("cxprog.yaml", program), Source("survey.yaml", survey))
    own = {*(rule.id for rule in plugin.rules), "plugin-settings", "plugin-failed"}
    run = check_project(Project(sources), Today("2026-11-22")).run
    lines = [line for line in render("concise", run).splitlines() if any(f"[{name}]" in line for name in own)]
    return "\n".join(lines)


@pytest.mark.parametrize("rule", plugin.rules, ids=lambda rule: rule.id)
def test_pages_keep_their_word(rule: Rule) -> None:
    assert page_mistakes(rule) == ()


def test_without_settings() -> None:
    assert check() == (
        "survey.yaml:2:5: warning[open-question-without-note] "
        "the open question `why` has no note on what to leave out\n"
        "survey.yaml:7:5: error[answers-kept-too-long] "
        "the survey `after-repair` does not say how long its answers are kept\n"
        "survey.yaml:7:5: error[no-legal-basis] the survey `after-repair` states no legal basis"
    )


SETTLED = SURVEY.replace("locales:", "x-legal-basis: contract\nx-retention: 1y\nlocales:").replace(
    "type: open-text", "type: open-text\nx-note: {en: Name nobody, de: Keine Namen}"
)


def test_a_settled_survey() -> None:
    assert check(survey=SETTLED) == ""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("retention_days_max: 365", ""),
        ("retention_days_max: 364", "are kept 365 days; at most 364 are allowed"),
        ("legal_bases: [contract]", ""),
        ("legal_bases: [contact]", "`contract` is not one that the organization accepts"),
    ],
)
def test_limits_are_settings(settings: str, said: str) -> None:
    found = check(settings, SETTLED)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("audiences", "is_covered"),
    [("customer", True), ("partner", True), ("employee", False), ("employee, customer", True)],
)
def test_audiences_are_a_setting(audiences: str, is_covered: bool) -> None:
    assert bool(check(f"audiences: [{audiences}]")) is is_covered


@pytest.mark.parametrize(
    ("retention", "said"),
    [
        ("730d", ""),
        ("2y", ""),
        ("104w", ""),
        ("24h", ""),
        ("731d", "are kept 731 days"),
        ("forever", "`forever` does not say after how many days answers are deleted"),
        ("30bd", "`30bd` does not say after how many days answers are deleted"),
        ("90", "`90` does not say after how many days answers are deleted"),
        ("[1y]", "does not say after how many days answers are deleted"),
    ],
)
def test_retention(retention: str, said: str) -> None:
    found = check(survey=SETTLED.replace("x-retention: 1y", f"x-retention: {retention}"))
    assert said in found
    assert bool(found) == bool(said)


def test_anonymous_answers_may_stay() -> None:
    assert check(survey=SETTLED.replace("confidential", "anonymous").replace("x-retention: 1y\n", "")) == ""


@pytest.mark.parametrize("basis", ["[contract]", "{a: contract}", "7", '""'])
def test_a_legal_basis_of_another_form(basis: str) -> None:
    assert "is not one that the organization accepts" in check(survey=SETTLED.replace("contract", basis))


@pytest.mark.parametrize(
    ("note", "missing"),
    [("Name nobody", "de"), ("{de: Keine Namen}", "en"), ('{en: " ", de: ""}', "en, de"), ("[a]", "en, de")],
)
def test_a_note_in_every_locale(note: str, missing: str) -> None:
    survey = SETTLED.replace("{en: Name nobody, de: Keine Namen}", note)
    assert check(survey=survey).endswith(f"the note of the open question `why` has no text in {missing}")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("retention_day_max: 90", "cxprog.yaml:3:21: error[plugin-settings] "
         "`retention_day_max` is not a setting of the plugin `data-protection`"),
        ("retention_days_max: 0", "cxprog.yaml:3:41: error[plugin-settings] "
         "the setting `retention_days_max` of the plugin `data-protection` must be at least 1"),
        ("audiences: [customers]", "cxprog.yaml:3:33: error[plugin-settings] "
         "the setting `audiences.0` of the plugin `data-protection` cannot be `customers`"),
        ("legal_bases: []", "cxprog.yaml:3:34: error[plugin-settings] "
         "the setting `legal_bases` of the plugin `data-protection` must have at least 1 item"),
    ],
)  # fmt: skip
def test_mistakes_in_settings_keep_the_rules_back(settings: str, said: str) -> None:
    assert check(settings) == said


def test_the_wheel_brings_the_schema(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(Path(__file__).parents[1])).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()
    assert {"cxprog_data_protection/settings.yaml", "cxprog_data_protection/py.typed"} <= set(names)
