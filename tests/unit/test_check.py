"""Severities and exceptions: what silences a finding, what cannot, and what is said of exceptions nobody needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cxprog.check import Today, check
from cxprog.codes import CODES
from cxprog.document import parse
from cxprog.finding import Finding, Severity, Silenced
from cxprog.program import Program, link
from cxprog.rule import Rule, Say
from cxprog.source import Source
from tests.checking import PROGRAM, checked, concise

TODAY = Today("2026-11-22")
ALLOW = "# cxprog: allow[no-title] until=2027-03-31 owner=cx-office -- pilot until spring"
WAIVER = """\
---
kind: waiver
id: pilot
rule: no-title
covers: {team: sales}
reason: {en: pilot until spring, de: Pilot bis zum Frühjahr}
owner: cx-office
until: 2027-03-31
"""


ASSESSMENT = """\
date: 2026-10-15
purposeful_leadership: [3, 3, 3, 3, 3]
compelling_brand_values: [3, 3, 3, 3, 3]
employee_engagement: [3, 3, 3, 3, 3]
customer_connectedness: [3, 3, 3, 3, 3]
"""


def no_title(program: Program, say: Say) -> Iterator[Finding]:
    for team in program.each("team"):
        if team.node.title is None:
            yield say(f"team `{team.id}` has no title", team.at("id"))


RULE = Rule("no-title", Severity.WARNING, "A team has no title.\n", no_title)


def ran(text: str, *rules: Rule, today: Today = TODAY) -> tuple[tuple[Finding, ...], tuple[Silenced, ...]]:
    titled = PROGRAM.replace("id: cx-office", "id: cx-office\ntitle: Office", 1)
    documents = [*parse(Source("cxprog.yaml", titled))[0], *parse(Source("text.yaml", text))[0]]
    program, findings = link(documents)
    found, silenced = check(program, rules or (RULE,), today)
    return (*findings, *found), silenced


def rules_of(text: str, *rules: Rule, today: Today = TODAY) -> list[str]:
    return [finding.rule for finding in ran(text, *rules, today=today)[0]]


def strict(text: str) -> list[tuple[str, str]]:
    findings, _ = ran(text, today=replace(TODAY, is_strict=True))
    return [(finding.rule, str(finding.severity)) for finding in findings]


# WHAT SILENCES


def test_a_rule_speaks() -> None:
    assert rules_of("kind: team\nid: sales\n") == ["no-title"]


@pytest.mark.parametrize(
    "text",
    [
        f"kind: team\nid: sales {ALLOW}\n",
        f"kind: team\n{ALLOW}\nid: sales\n",
        f"kind: team\nid: sales {ALLOW.replace('no-title', 'other-rule, no-title').replace('other-rule, ', '')}\n",
        f"kind: team\nid: sales\n{WAIVER}",
    ],
)
def test_an_exception_silences(text: str) -> None:
    findings, silenced = ran(text)
    assert findings == ()
    (only,) = silenced
    assert (only.finding.rule, only.owner, only.until) == ("no-title", "cx-office", "2027-03-31")
    assert only.reason == "pilot until spring"


def test_an_exception_silences_nothing_elsewhere() -> None:
    assert rules_of(f"kind: team\nid: sales\nalerts: {{}} {ALLOW}\n") == ["no-title", "allow-unused"]
    assert rules_of(f"kind: team\nid: sales\n---\nkind: team\nid: service\n{WAIVER}") == ["no-title"]
    assert rules_of(f"kind: team\nid: a # {ALLOW[10:]}\n") == ["no-title"]


def test_a_waiver_covers_what_lies_inside() -> None:
    def quiet(program: Program, say: Say) -> Iterator[Finding]:
        for touchpoint in program.each("touchpoint"):
            yield say(f"`{touchpoint.id}` is quiet", touchpoint.at("channel"))

    text = """\
kind: journey
id: repair
actor: customer
stages: [{id: visit, touchpoints: [{id: call, channel: phone}, {id: fix, channel: web}]}]
"""
    rule = Rule("no-title", Severity.ERROR, "Quiet.\n", quiet)
    assert rules_of(text, rule) == ["no-title", "no-title"]
    assert rules_of(text + WAIVER.replace("{team: sales}", "{journey: repair}"), rule) == []
    assert rules_of(text + WAIVER.replace("{team: sales}", "{touchpoint: repair.fix}"), rule) == ["no-title"]
    assert rules_of(text + WAIVER.replace("{team: sales}", "{stage: repair.visit}"), rule) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("event", "type: event"),
        ("taxonomy", "codes: [{id: parts}]"),
        ("population", "dimensions: [country]"),
        ("policy", "anonymity: {scores_from: 5}"),
        ("assessment", ASSESSMENT),
    ],
)
def test_a_waiver_covers_a_document_of_its_kind(kind: str, text: str) -> None:
    def of_that_kind(program: Program, say: Say) -> Iterator[Finding]:
        found = (program.get(kind, name) for name in ("one", "two"))
        return (say(f"`{entry.id}` has no title", entry.at("id")) for entry in found if entry)

    rule = Rule("no-title", Severity.ERROR, "A thing has no title.\n", of_that_kind)
    documents = f"kind: {kind}\nid: one\n{text}\n---\nkind: {kind}\nid: two\n{text}\n"
    assert rules_of(documents, rule) == ["no-title", "no-title"]
    assert rules_of(documents + WAIVER.replace("{team: sales}", f"{{{kind}: two}}"), rule) == ["no-title"]


def test_a_waiver_covers_what_is_found_in_the_program_as_a_whole() -> None:
    def nothing_there(program: Program, say: Say) -> Iterator[Finding]:
        assert program.settings is not None
        yield say("the program has no journey", program.settings.at("model"))

    rule = Rule("no-title", Severity.ERROR, "There is no journey.\n", nothing_there)
    assert rules_of("kind: team\nid: sales\n", rule) == ["no-title"]
    waiver = WAIVER.replace("{team: sales}", "{program: pumps}")
    assert rules_of(f"kind: team\nid: sales\n{waiver}", rule) == []


@pytest.mark.parametrize("day", ["2027-03-30", "2027-03-31"])
def test_an_exception_counts_up_to_its_last_day(day: str) -> None:
    assert rules_of(f"kind: team\nid: sales {ALLOW}\n", today=Today(day)) == []
    assert rules_of(f"kind: team\nid: sales\n{WAIVER}", today=Today(day)) == []


# EXCEPTIONS NOBODY NEEDS


def test_exceptions_that_ran_out() -> None:
    later = Today("2027-04-01")
    assert rules_of(f"kind: team\nid: sales {ALLOW}\n", today=later) == ["no-title", "allow-expired"]
    assert rules_of(f"kind: team\nid: sales\n{WAIVER}", today=later) == ["no-title", "waiver-expired"]


def test_exceptions_that_silence_nothing() -> None:
    assert rules_of(f"kind: team\nid: sales {ALLOW}\ntitle: Sales\n") == ["allow-unused"]
    assert rules_of(f"kind: team\nid: sales\ntitle: Sales\n{WAIVER}") == ["waiver-unused"]


def test_a_comment_names_the_rules_it_does_not_need() -> None:
    other = Rule("other-rule", Severity.ERROR, "Other.\n", lambda program, say: iter(()))
    text = f"kind: team\nid: sales {ALLOW.replace('no-title', 'no-title, other-rule')}\n"
    findings, silenced = ran(text, RULE, other)
    assert [finding.message for finding in findings] == [
        "nothing here is found by `other-rule`, so there is nothing to allow"
    ]
    assert len(silenced) == 1


def test_strict_runs_take_them_for_errors() -> None:
    assert strict(f"kind: team\nid: sales {ALLOW}\ntitle: S\n") == [("allow-unused", "error")]
    assert strict(f"kind: team\nid: sales\ntitle: Sales\n{WAIVER}") == [("waiver-unused", "error")]
    old = ALLOW.replace("2027-03-31", "2026-03-31")
    assert strict(f"kind: team\nid: sales {old}\n") == [("no-title", "warning"), ("allow-expired", "error")]


def test_nothing_is_called_unneeded_while_a_text_is_not_understood() -> None:
    assert rules_of(f"kind: team\nid: sales {ALLOW}\ntitle: [Sales]\n") == ["bad-text"]
    assert rules_of(f"kind: team\nid: sales {ALLOW}\ntitle: Sales\n---\nkind: team\nid: x\nowner: y\n") == [
        "unknown-key"
    ]


def test_a_waiver_with_a_mistake_brings_no_second_finding() -> None:
    text = f"kind: team\nid: sales\n{WAIVER}"
    assert rules_of(text.replace("team: sales", "team: sails")) == ["unknown-reference"]
    assert rules_of(text.replace("rule: no-title", "rule: no-titel")) == ["unknown-rule"]


# WHAT CANNOT BE SILENCED


@pytest.mark.parametrize("code", [code for code, severity in CODES.items() if severity is Severity.ERROR])
def test_mistakes_in_the_text_cannot_be_allowed(code: str) -> None:
    if code != "house-rule":
        allow = ALLOW.replace("no-title", code)
        assert rules_of(f"kind: team\nid: sales\ntitle: Sales {allow}\n") == ["allow-malformed"]
        assert rules_of(f"kind: team\nid: sales\ntitle: Sales\n{WAIVER.replace('no-title', code)}") == ["wrong-value"]


def test_an_unknown_reference_stays_an_error() -> None:
    allow = ALLOW.replace("no-title", "unknown-reference")
    run = checked(f"kind: team\nid: sales\nparent: seles {allow}\n", program=f"{PROGRAM}---\nkind: team\nid: other\n")
    assert [line.split("error")[1] for line in concise(run)] == [
        "[unknown-reference] there is no team `seles`",
        "[allow-malformed] `unknown-reference` cannot be allowed",
    ]


# SEVERITIES


def overridden(rules: str, text: str = "kind: team\nid: sales\n") -> list[tuple[str, str]]:
    program = PROGRAM.replace("targets: {}", f"rules: {rules}").replace("id: cx-office", "id: cx-office\ntitle: O", 1)
    linked, _ = link([*parse(Source("cxprog.yaml", program))[0], *parse(Source("text.yaml", text))[0]])
    findings, _ = check(linked, (RULE,), TODAY)
    return [(finding.rule, str(finding.severity)) for finding in findings]


def test_a_program_sets_the_severity_of_rules() -> None:
    assert overridden("{no-title: error}") == [("no-title", "error")]
    assert overridden("{no-title: off}") == []
    assert overridden("{allow-unused: off}", f"kind: team\nid: a {ALLOW}\ntitle: A\n") == []
    assert overridden("{allow-unused: info}", f"kind: team\nid: a {ALLOW}\ntitle: A\n") == [("allow-unused", "info")]


def test_names_of_no_rule() -> None:
    assert overridden("{no-titel: error}") == [("no-title", "warning"), ("unknown-rule", "error")]
    assert overridden("{unknown-reference: off}") == [("no-title", "warning"), ("wrong-value", "error")]
    allow = ALLOW.replace("no-title", "no-titles")
    assert rules_of(f"kind: team\nid: sales {allow}\n") == ["no-title", "unknown-rule"]


def test_an_owner_nobody_knows() -> None:
    findings, _ = ran(f"kind: team\nid: sales {ALLOW.replace('cx-office', 'cx-ofice')}\n")
    assert [(finding.rule, finding.help) for finding in findings] == [("allow-malformed", "did you mean `cx-office`?")]


def test_a_rule_that_stops_is_a_finding_and_the_others_still_speak() -> None:
    def broken(program: Program, say: Say) -> Iterator[Finding]:
        raise RuntimeError("no luck")
        yield

    findings, _ = ran("kind: team\nid: sales\n", Rule("broken", Severity.INFO, "Broken.\n", broken), RULE)
    assert [finding.rule for finding in findings] == ["rule-failed", "no-title"]
    assert "RuntimeError: no luck" in findings[0].message


# ENVIRONMENTS


def test_an_exception_that_one_environment_needs_is_not_unused() -> None:
    survey = "kind: survey\nid: s\npurpose: relational\nasks: [buyer]\nwhen: {every: quarterly}\nminutes: 2\n"
    survey += "identity: confidential\nquestions: [score]\n---\n"
    score, other = (
        f"kind: question\nid: {name} # cxprog: allow[question-unused] until=2027-03-31 owner=cx-office -- pilot\n"
        "type: nps\ntext: How likely?\n"
        for name in ("score", "other")
    )

    def said(text: str, files: dict[str, str], **settings: Any) -> list[str]:
        run = checked(text, files, **settings)
        return [finding.rule for finding in run.findings if finding.rule in ("allow-unused", "question-unused")]

    overlay = {"overlays/test/a.yaml": "kind: survey\nid: s\nquestions: [other]\n"}
    assert said(f"{survey}{score}", {}) == ["allow-unused"]
    assert said(f"{survey}{score}---\n{other}", overlay) == []
    assert said(f"{survey}{score}---\n{other}", overlay, environment="test") == []
    assert said(f"{survey}{score}---\n{other}", {}) == ["allow-unused"]
