"""Loops become alerts: rules, their tests, the series they need, and routes; YAML in, artifacts out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml

from cxprog.check import Today
from cxprog.compiler import Built, Project, build_project
from cxprog.source import Source

Golden = Callable[[str, str | bytes], None]

BASE = """\
kind: program
language: 1
id: harbor-pumps
version: 2.1.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
account_managers: cx-office
targets: {prometheus: {}, alertmanager: {}}
---
{kind: team, id: cx-office, title: CX office, alerts: {mail: [cx@example.com]}}
---
kind: team
id: field-service
alerts: {mail: [field@example.com], chat: "#field", pager: field-on-call}
---
{kind: partner, id: dealer, type: dealer, manager: cx-office, contacts: [{mail: dealers@example.com}]}
---
{kind: role, id: maintenance, audience: customer, level: tactical}
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [maintenance]
    touchpoints:
      - {id: hotline, channel: phone, owner: field-service, handoff: {to: dealer}}
      - {id: first-visit, channel: on-site, owner: {joint: [field-service, dealer], lead: dealer}}
---
{kind: question, id: visit-ces, type: ces, text: How easy was it?}
---
{kind: question, id: visit-why, type: open-text, text: Why?}
---
{kind: question, id: visits, type: number, text: How many visits did it take?}
---
{kind: question, id: fixed, type: yes-no, text: Is it fixed?}
---
{kind: question, id: problem, type: single-choice, text: What was it?, choices: [{id: late}, {id: rude}, {id: other}]}
---
{kind: question, id: wishes, type: multiple-choice, text: What next?, choices: [{id: call-back}, {id: training}]}
---
{kind: question, id: recommend, type: nps, text: Would you recommend us?, metric: dealer-nps}
---
{kind: metric, id: dealer-nps, type: nps, minimum_n: 20}
---
{kind: metric, id: wallet-share, type: operational}
---
kind: survey
id: visit-effort
purpose: transactional
asks: [maintenance]
when: {after: breakdown.first-visit}
listens_to: [breakdown.hotline, breakdown.first-visit]
identity: identified
minutes: 2
questions: [visit-ces, visit-why, visits, fixed, problem, wishes]
owner: field-service
---
kind: survey
id: relationship
purpose: relational
asks: [maintenance]
when: {every: yearly}
identity: identified
minutes: 5
questions: [recommend]
"""

HARD_VISIT = """\
kind: loop
id: hard-visit
type: inner
title: {en: Hard visit, de: Schwerer Besuch}
when: visit-effort.visit-ces <= 3
owner: touchpoint-owner
tell: [cx-office]
first_contact: 8bh
resolve: 5bd
escalate: [{after: 2bd, to: cx-office}]
"""
FALLING = """\
kind: loop
id: falling-loyalty
type: outer
when: dealer-nps < 10
minimum_n: 30
owner: cx-office
review: {every: monthly, by: [cx-office]}
"""
QUIET = """\
kind: loop
id: quiet-accounts
type: inner
silence: {survey: relationship, within: 90d}
severity: critical
owner: account-manager
"""


def built(*documents: str, options: str = "targets: {prometheus: {}, alertmanager: {}}") -> Built:
    """Compile the base program with some loops."""
    text = "---\n".join([BASE.replace("targets: {prometheus: {}, alertmanager: {}}", options), *documents])
    return build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))


def loaded(result: Built, path: str) -> Any:
    """An artifact as data."""
    return yaml.safe_load(result.artifacts[path].data)


def rules(result: Built) -> dict[str, Mapping[str, Any]]:
    """Alerting rules by name."""
    return {
        rule["alert"]: rule for group in loaded(result, "prometheus/rules.yml")["groups"] for rule in group["rules"]
    }


def loop(when: str, **keys: str) -> str:
    """An inner loop on a condition."""
    more = "".join(f"{key}: {value}\n" for key, value in {"owner": "cx-office", **keys}.items())
    return f"kind: loop\nid: probe\ntype: inner\nwhen: {json.dumps(when)}\n{more}"


def notes(result: Built, target: str) -> list[str]:
    """What a target could not do, as its users read it."""
    return [
        f"{finding.rule}: {finding.message.removeprefix(f'{target}: ')}"
        for finding in result.run.findings
        if finding.message.startswith(f"{target}: ")
    ]


def test_every_file_as_it_is_written(golden: Golden) -> None:
    result = built(HARD_VISIT, FALLING, QUIET)
    written = {
        path: artifact.data
        for path, artifact in result.artifacts.items()
        if path.startswith(("prometheus/", "alertmanager/"))
    }
    assert sorted(written) == [
        "alertmanager/alertmanager.yml",
        "alertmanager/cxprog.tmpl",
        "alertmanager/routes_test.json",
        "prometheus/losses.json",
        "prometheus/rules.yml",
        "prometheus/rules_test.yml",
        "prometheus/series.json",
        "prometheus/series.md",
    ]
    for path, data in written.items():
        golden(path, data)


def test_document_order_changes_no_byte() -> None:
    first, second = built(HARD_VISIT, FALLING, QUIET), built(QUIET, HARD_VISIT, FALLING)
    names = [path for path in first.artifacts if path.startswith(("prometheus/", "alertmanager/"))]
    # The line on which a loop stands is part of its alerts.
    same = [re.sub(rb"cxprog\.yaml:\d+", b"", first.artifacts[name].data) for name in names]
    assert same == [re.sub(rb"cxprog\.yaml:\d+", b"", second.artifacts[name].data) for name in names]


def test_a_program_without_loops_writes_nothing() -> None:
    assert not [path for path in built().artifacts if path.startswith(("prometheus/", "alertmanager/"))]


def test_a_loop_that_is_only_reviewed_alerts_when_its_reviews_are_missed() -> None:
    review = "kind: loop\nid: causes\ntype: outer\nowner: cx-office\nreview: {every: monthly, decision_within: 90d}\n"
    result = built(review)
    assert [name for name in rules(result) if name.startswith("CxCauses")] == ["CxCausesReview", "CxCausesDecision"]
    assert reached(result) == {"": ["cx-office"], "review": ["cx-office"], "decision": ["cx-office"]}
    idle = "kind: loop\nid: causes\ntype: outer\nowner: cx-office\nretired: 2026-01-01\n"
    assert not [path for path in built(idle).artifacts if path.startswith(("prometheus/", "alertmanager/"))]


# CONDITIONS


@pytest.mark.parametrize(
    ("when", "answers"),
    [
        ("visit-effort.visit-ces <= 3", "1|2|3"),
        ("visit-effort.visit-ces < 3", "1|2"),
        ("visit-effort.visit-ces > 6", "7"),
        ("visit-effort.visit-ces >= 6.5", "7"),
        ("visit-effort.visit-ces = 4", "4"),
        ("visit-effort.visit-ces != 4", "1|2|3|5|6|7"),
        ("visit-effort.visit-ces in (1, 7)", "1|7"),
        ("not (visit-effort.visit-ces <= 3)", "4|5|6|7"),
        ("not (not (visit-effort.visit-ces <= 3))", "1|2|3"),
        ("visit-effort.visit-ces >= 3 and visit-effort.visit-ces <= 5", "3|4|5"),
        ("visit-effort.visit-ces < 2 or visit-effort.visit-ces > 6", "1|7"),
        ("not (visit-effort.visit-ces < 2 or visit-effort.visit-ces > 6)", "2|3|4|5|6"),
        ("not (visit-effort.visit-ces > 2 and visit-effort.visit-ces < 6)", "1|2|6|7"),
        ("visit-effort.visit-ces <= 3 or visit-effort.visit-ces is empty", "1|2|3|_empty"),
        ("visit-effort.visit-ces is answered and not (visit-effort.visit-ces > 1)", "1"),
        ("visit-effort.visit-ces is answered", "1|2|3|4|5|6|7"),
        ("not (visit-effort.visit-ces is answered)", "_empty"),
        ("visit-effort.problem = rude", "rude"),
        ("visit-effort.problem != rude", "late|other"),
        ("visit-effort.problem in (late, rude)", "late|rude"),
        ("not (visit-effort.problem in (late, rude))", "other"),
        ("visit-effort.fixed = no", "no"),
        ("visit-effort.visit-why is answered", "_answered"),
        ("visit-effort.visits is empty", "_empty"),
        ("visit-effort.wishes = call-back", "call-back"),
        ("visit-effort.wishes in (call-back, training)", "call-back|training"),
        ("visit-effort.wishes is answered", "call-back|training"),
    ],
)
def test_conditions_on_one_question_become_its_answers(when: str, answers: str) -> None:
    expr = rules(built(loop(when)))["CxProbe"]["expr"]
    (counted,) = re.findall(r'answer=~?"([^"]*)"', expr)
    assert counted == answers
    question = when.partition(".")[2].split()[0].strip("()")
    assert f'survey="visit-effort",question="{question}"' in expr


def test_questions_joined_by_or_are_counted_side_by_side() -> None:
    either = rules(built(loop("visit-effort.visit-ces <= 2 or relationship.recommend <= 6")))["CxProbe"]["expr"]
    assert either == (
        "sum by (survey, touchpoint, account_tier) ("
        'increase(cx_answers_total{survey="relationship",question="recommend",answer=~"0|1|2|3|4|5|6"}[66h]) or '
        'increase(cx_answers_total{survey="visit-effort",question="visit-ces",answer=~"1|2"}[66h])) > 0'
    )
    neither = rules(built(loop("not (visit-effort.visit-ces > 2 and relationship.recommend > 6)")))["CxProbe"]["expr"]
    assert neither == either


@pytest.mark.parametrize(
    "when",
    [
        "visit-effort.visit-ces <= 3 and visit-effort.visit-why is answered",
        "not (visit-effort.visit-ces <= 3 or visit-effort.problem = other)",
        "visit-effort.visits > 2",
        "visit-effort.visit-why = 'again'",
        "visit-effort.wishes != training",
        "visit-effort.wishes = training and visit-effort.wishes = call-back",
        "visit-effort.visit-ces <= 3 and dealer-nps < 10",
    ],
)
def test_what_counters_cannot_tell_is_left_to_the_integration(when: str) -> None:
    result = built(loop(when, minimum_n="30"))
    assert rules(result)["CxProbe"]["expr"] == (
        'sum by (survey, touchpoint, account_tier) (increase(cx_loop_matches_total{loop="probe"}[66h])) > 0'
    )
    (note,) = (note for note in notes(result, "prometheus") if "has to judge" in note)
    assert note.startswith("not-enforced: the integration has to judge when `probe` starts, because ")
    (series,) = (
        series
        for series in loaded(result, "prometheus/series.json")["series"]
        if series["name"] == "cx_loop_matches_total"
    )
    assert series["read"][0]["condition"]["test"]


def test_what_somebody_wrote_never_becomes_a_label() -> None:
    result = built(loop("visit-effort.visit-why is answered or visit-effort.visits is answered"))
    (answers,) = (
        series for series in loaded(result, "prometheus/series.json")["series"] if series["name"] == "cx_answers_total"
    )
    assert [read["labels"]["answer"] for read in answers["read"]] == [["_answered", "_empty"]] * 2


@pytest.mark.parametrize(
    ("when", "expr"),
    [
        ("wallet-share < 0.3", 'max(cx_metric{metric="wallet-share"}) < 0.3'),
        ("wallet-share = -5", 'max(cx_metric{metric="wallet-share"}) == -5'),
        (
            "dealer-nps < 10",
            'max(cx_metric{metric="dealer-nps"}) < 10 and max(cx_metric_answers{metric="dealer-nps"}) >= 20',
        ),
        (
            "not (wallet-share > 0.3 or wallet-share in (0.1, 0.2))",
            '(max(cx_metric{metric="wallet-share"}) <= 0.3) and '
            '(max(cx_metric{metric="wallet-share"}) != 0.1 and max(cx_metric{metric="wallet-share"}) != 0.2)',
        ),
        (
            "dealer-nps in (0, 1) or wallet-share is empty",
            '((max(cx_metric{metric="dealer-nps"}) == 0 or max(cx_metric{metric="dealer-nps"}) == 1) and '
            'max(cx_metric_answers{metric="dealer-nps"}) >= 20) or (absent(max(cx_metric{metric="wallet-share"})))',
        ),
        (
            "not dealer-nps >= 10",
            'max(cx_metric{metric="dealer-nps"}) < 10 and max(cx_metric_answers{metric="dealer-nps"}) >= 20',
        ),
        (
            "dealer-nps is answered",
            'max(cx_metric{metric="dealer-nps"}) and max(cx_metric_answers{metric="dealer-nps"}) >= 20',
        ),
        (
            "not dealer-nps is answered",
            'absent(max(cx_metric{metric="dealer-nps"}) and max(cx_metric_answers{metric="dealer-nps"}) >= 20)',
        ),
    ],
)
def test_metrics_are_compared_and_guarded(when: str, expr: str) -> None:
    assert rules(built(loop(when)))["CxProbe"]["expr"] == expr


def test_the_larger_of_two_fewest_numbers_counts() -> None:
    assert rules(built(loop("dealer-nps < 10", minimum_n="30")))["CxProbe"]["expr"].endswith(">= 30")
    assert rules(built(loop("dealer-nps < 10", minimum_n="5")))["CxProbe"]["expr"].endswith(">= 20")


def test_each_alert_is_tested_on_both_sides_of_its_boundary() -> None:
    tests = loaded(built(HARD_VISIT, FALLING, QUIET), "prometheus/rules_test.yml")["tests"]
    assert [test["name"] for test in tests][:15] == [
        "CxFallingLoyalty fires at dealer-nps = 9",
        "CxFallingLoyalty stays silent at dealer-nps = 10",
        "CxFallingLoyalty stays silent at dealer-nps = 9 from 29 answers to dealer-nps",
        "CxFallingLoyaltyReview fires after 5356860 s",
        "CxFallingLoyaltyReview stays silent after 5356800 s",
        "CxHardVisit fires on visit-effort.visit-ces = 3",
        "CxHardVisit stays silent on visit-effort.visit-ces = 4 5 6 7 _empty",
        "CxHardVisitFirstContact fires with a case overdue",
        "CxHardVisitFirstContact stays silent with none",
        "CxHardVisitResolve fires with a case overdue",
        "CxHardVisitResolve stays silent with none",
        "CxHardVisitEscalation1 fires with a case overdue",
        "CxHardVisitEscalation1 stays silent with none",
        "CxQuietAccounts fires after 7776060 s",
        "CxQuietAccounts stays silent after 7776000 s",
    ]
    assert [test["name"].partition(" ")[2] for test in tests][15:] == [
        "fires without the series",
        "stays silent with it",
    ] * 5


def test_values_between_two_limits_are_tried() -> None:
    tests = loaded(built(loop("wallet-share > 0.25 and wallet-share < 0.75")), "prometheus/rules_test.yml")["tests"]
    assert [test["name"] for test in tests if test["name"].startswith("CxProbe ")] == [
        "CxProbe fires at wallet-share = 0.5",
        "CxProbe stays silent at wallet-share = 0.25",
    ]


def test_a_loop_may_wait_for_a_condition_and_a_silence() -> None:
    both = loop("visit-effort.visit-ces <= 3", silence="{survey: relationship, within: 90d}")
    alerts = rules(built(both))
    assert [name for name in alerts if name.startswith("CxProbe")] == ["CxProbe", "CxProbe_2"]
    assert "cx_last_answer_timestamp_seconds" in alerts["CxProbe_2"]["expr"]


def test_business_time_is_left_to_the_integration() -> None:
    quiet = QUIET.replace("90d", "60bd")
    result = built(quiet)
    assert "cx_loop_matches_total" in rules(result)["CxQuietAccounts"]["expr"]
    assert (
        "not-enforced: the integration has to judge when `quiet-accounts` starts, because PromQL does not know "
        "business time"
    ) in notes(result, "prometheus")


# LABELS AND TEXTS


def test_alert_names_are_unique() -> None:
    ids = ("a-1", "a1", "hard-visit", "hard-visit-resolve", "answers-total-missing")
    documents = [HARD_VISIT.replace("id: hard-visit", f"id: {name}") for name in ids]
    names = list(rules(built(*documents)))
    groups = loaded(built(*documents), "prometheus/rules.yml")["groups"]
    assert len(names) == sum(len(group["rules"]) for group in groups)
    assert {"CxA1", "CxA1_2", "CxHardVisitResolve", "CxHardVisitResolve_2", "CxAnswersTotalMissing"} <= set(names)


def test_no_label_tells_respondents_apart() -> None:
    result = built(HARD_VISIT, FALLING, QUIET)
    exprs = " ".join(rule["expr"] for rule in rules(result).values())
    grouped = {label for by in re.findall(r"by \(([^)]*)\)", exprs) for label in by.split(", ")}
    assert grouped == {"survey", "touchpoint", "account_tier"}
    assert set(loaded(result, "alertmanager/alertmanager.yml")["route"]["group_by"]) <= {
        "loop", "deadline", "account_value", "partner", "cause", *grouped
    }  # fmt: skip


def test_locale_and_window_are_options() -> None:
    result = built(HARD_VISIT, options="targets: {prometheus: {locale: de, window: 4d}, alertmanager: {}}")
    rule = rules(result)["CxHardVisit"]
    assert rule["annotations"]["summary"] == "Schwerer Besuch"
    assert "[4d]" in rule["expr"]


def test_texts_say_who_must_act_and_by_when() -> None:
    alerts = rules(built(HARD_VISIT))
    assert alerts["CxHardVisit"]["annotations"] == {
        "summary": "Hard visit",
        "description": 'answers in the last 66h that meet visit-effort.visit-ces <= 3: {{ printf "%.0f" $value }}',
        "owner": '{{ if eq $labels.touchpoint "breakdown.first-visit" }}Dealer{{ else }}Field service{{ end }}',
        "due": "first contact within 8 business hours, resolved within 5 business days",
        "origin": alerts["CxHardVisit"]["annotations"]["origin"],
    }
    assert alerts["CxHardVisitEscalation1"]["annotations"]["owner"] == "CX office"
    assert alerts["CxHardVisitResolve"]["annotations"]["summary"] == "resolution overdue: Hard visit"


def test_every_rule_route_and_series_leads_back_to_the_yaml() -> None:
    artifacts = built(HARD_VISIT, FALLING).artifacts
    traced = {
        path: {
            "/".join(map(str, place)): f"{address.kind}:{address.id}" + "".join(f"/{step}" for step in address.path)
            for place, address in artifacts[path].origins.items()
            if isinstance(place, tuple)
        }
        for path in (
            "prometheus/rules.yml",
            "prometheus/series.json",
            "alertmanager/alertmanager.yml",
            "alertmanager/routes_test.json",
        )
    }
    assert traced["prometheus/rules.yml"]["groups/0"] == "loop:falling-loyalty"
    assert traced["prometheus/rules.yml"]["groups/1/rules/3"] == "loop:hard-visit/escalate/0"
    assert traced["prometheus/series.json"]["series/0/read/0"] == "loop:hard-visit"
    assert traced["alertmanager/alertmanager.yml"]["route/routes/1"] == "loop:hard-visit"
    assert traced["alertmanager/alertmanager.yml"]["receivers/1"] == "partner:dealer/alerts"
    assert traced["alertmanager/alertmanager.yml"]["time_intervals/0"].endswith("/hours")
    assert traced["alertmanager/routes_test.json"]["2"] == "loop:falling-loyalty/review/every"
    assert traced["alertmanager/routes_test.json"]["3"] == "loop:hard-visit/when"


# COMMENTS, EVENTS, CAUSES, SILENCE

CODED = """\
{kind: taxonomy, id: causes, codes: [{id: parts, codes: [{id: late-part}]}, {id: people}], codes_per_comment: 3}
---
{kind: question, id: said, type: open-text, text: What was hard?, codes: causes}
---
{kind: question, id: chosen, type: multiple-choice, text: What was hard?, codes: causes}
---
kind: survey
id: coded
purpose: transactional
asks: [maintenance]
when: {after: breakdown.first-visit}
identity: identified
minutes: 2
questions: [said, chosen]
"""
COMPLAINT = """\
{kind: event, id: complaint, type: event, affects: [breakdown.hotline], owner: field-service}
---
kind: loop
id: complained
type: inner
event: complaint
owner: touchpoint-owner
first_contact: 8bh
key_accounts: {first_contact: 2bh, owner: account-manager}
escalate: [{after: 1bd, to: cx-office}, {after: 2bd, to: cx-office, accounts: key}]
close: {tell: [field-service]}
"""


@pytest.mark.parametrize(
    ("when", "answers"),
    [
        ("coded.said = people", "people"),
        ("coded.said = parts", "parts|late-part"),
        ("coded.said in (late-part, people)", "late-part|people"),
        ("coded.said is answered", "_answered"),
        ("coded.said is empty", "_empty"),
        ("coded.chosen = late-part", "late-part"),
        ("coded.chosen is answered", "late-part|people"),
    ],
)
def test_a_comment_counts_for_each_of_its_codes(when: str, answers: str) -> None:
    result = built(CODED, loop(when))
    (counted,) = re.findall(r'answer=~?"([^"]*)"', rules(result)["CxProbe"]["expr"])
    assert counted == answers
    (read,) = loaded(result, "prometheus/series.json")["series"][0]["read"]
    own = (
        ["_answered", "parts", "late-part", "people", "_empty"] if "said" in when else ["late-part", "people", "_empty"]
    )
    assert read["labels"]["answer"] == own


def test_comments_wait_for_whoever_files_them() -> None:
    never = built(CODED, loop("coded.said = people"))
    assert (
        "not-enforced: a comment starts `probe` only once it is filed under codes, and nothing says how often"
    ) in notes(never, "prometheus")
    daily = CODED.replace("codes_per_comment: 3", "coding: {every: daily}")
    assert "not-enforced: a comment starts `probe` only once it is filed under codes, which is daily" in notes(
        built(daily, loop("coded.said = people")), "prometheus"
    )
    assert not any("filed" in note for note in notes(built(CODED, loop("coded.said is answered")), "prometheus"))


def test_two_codes_at_once_are_left_to_the_integration() -> None:
    expr = rules(built(CODED, loop("coded.said = parts and coded.said = people")))["CxProbe"]["expr"]
    assert "cx_loop_matches_total" in expr


def test_events_open_cases_where_they_are_noticed() -> None:
    result = built(COMPLAINT)
    alerts = rules(result)
    assert alerts["CxComplained"]["expr"] == (
        'sum by (touchpoint, account_tier) (increase(cx_events_total{event="complaint",account_value!="key"}[66h])) > 0'
    )
    assert alerts["CxComplained"]["labels"]["event"] == "complaint"
    assert alerts["CxComplainedKeyAccount"]["labels"]["account_value"] == "key"
    assert alerts["CxComplainedKeyAccount"]["annotations"]["owner"] == "CX office"
    assert alerts["CxComplainedKeyAccount"]["annotations"]["due"] == "first contact within 2 business hours"
    assert [name for name in alerts if name.startswith("CxComplained")] == [
        "CxComplained",
        "CxComplainedFirstContact",
        "CxComplainedEscalation1",
        "CxComplainedClosed",
        "CxComplainedKeyAccount",
        "CxComplainedFirstContactKeyAccount",
        "CxComplainedEscalation1KeyAccount",
        "CxComplainedEscalation2KeyAccount",
        "CxComplainedClosedKeyAccount",
    ]
    within = {
        (read["labels"]["deadline"], read["labels"]["account_value"]): (read["within"]["words"], read["counted_by"])
        for series in loaded(result, "prometheus/series.json")["series"]
        if series["name"] == "cx_cases_overdue"
        for read in series["read"]
    }
    assert within == {
        ("first-contact", "other"): ("8 business hours", ["field-service"]),
        ("escalation-1", "other"): ("1 business day", ["field-service"]),
        ("first-contact", "key"): ("2 business hours", ["cx-office"]),
        ("escalation-1", "key"): ("1 business day", ["cx-office"]),
        ("escalation-2", "key"): ("2 business days", ["cx-office"]),
    }


def test_a_cause_that_recurs() -> None:
    again = "kind: loop\nid: again\ntype: outer\nowner: cx-office\nrecurs: {of: causes, at_least: 4, within: 60bd%s}\n"
    each = rules(built(CODED, again % ""))["CxAgain"]
    assert each["expr"] == 'max by (cause) (cx_cause_cases{loop="again"}) >= 4'
    assert each["annotations"]["description"].startswith("cases filed under the same cause within 60 business days: ")
    result = built(CODED, again % ", cause: parts")
    assert rules(result)["CxAgain"]["expr"] == 'max by (cause) (cx_cause_cases{loop="again",cause="parts"}) >= 4'
    (series,) = (
        each for each in loaded(result, "prometheus/series.json")["series"] if each["name"] == "cx_cause_cases"
    )
    assert series["read"][0]["taxonomy"] == "causes"
    assert (
        "not-enforced: the integration has to judge when `again` starts, because only the case system knows what cases "
        "are filed under"
    ) in notes(result, "prometheus")
    assert series["read"][0]["within"] == {"business_days": 60, "words": "60 business days"}


@pytest.mark.parametrize(
    ("silence", "expr"),
    [
        (
            "{survey: relationship}",
            'min by (account_tier) (cx_last_answer_timestamp_seconds{survey="relationship",accounts="key"}) > 63244800',
        ),
        (
            "{survey: relationship, of: invitations}",
            'max(cx_last_invitation_timestamp_seconds{survey="relationship",accounts="any"}) > 63244800',
        ),
        (
            "{survey: relationship, of: invitations, accounts: all, within: 9d}",
            "min by (account_tier) "
            '(cx_last_invitation_timestamp_seconds{survey="relationship",accounts="all"}) > 777600',
        ),
    ],
)
def test_a_silence_lasts_twice_the_rhythm_where_nothing_else_is_said(silence: str, expr: str) -> None:
    document = f"kind: loop\nid: quiet\ntype: inner\nowner: cx-office\nsilence: {silence}\n"
    assert rules(built(document))["CxQuiet"]["expr"] == f"time() - {expr}"


@pytest.mark.parametrize(
    ("every", "days"), [("monthly", 62), ("quarterly", 184), ("half-yearly", 366), ("yearly", 732), ("45d", 90)]
)
def test_months_are_counted_as_long_as_they_can_be(every: str, days: int) -> None:
    review = f"kind: loop\nid: causes\ntype: outer\nowner: cx-office\nreview: {{every: {every}}}\n"
    assert rules(built(review))["CxCausesReview"]["expr"].endswith(f"> {days * 86400}")


def test_a_metric_belongs_to_no_account() -> None:
    falling = FALLING + "key_accounts: {owner: field-service}\nescalate: [{after: 9d, to: cx-office, accounts: key}]\n"
    result = built(falling)
    assert not [name for name in rules(result) if "KeyAccount" in name or "Escalation" in name]
    assert any("treats all accounts alike" in note for note in notes(result, "prometheus"))


# WHEN PEOPLE WORK


def test_alerts_last_until_holidays_are_over() -> None:
    """From the Thursday before Easter at five to the Tuesday after it at nine are 112 hours."""
    team = "kind: team\nid: desk\nholidays: DE\nalerts: {mail: [desk@example.com]}\n"
    years = "targets: {prometheus: {}, alertmanager: {holidays: [2027]}}"
    document = loop("visit-effort.visit-ces <= 3", owner="desk")
    assert "[114h]" in rules(built(team, document, options=years))["CxProbe"]["expr"]
    assert "[66h]" in rules(built(team, document))["CxProbe"]["expr"]
    night = team + 'hours: {days: [mon, tue, wed, thu, fri], opens: "22:00", closes: "06:00"}\n'
    assert "[114h]" in rules(built(night, document, options=years))["CxProbe"]["expr"]


@pytest.mark.parametrize(
    ("hours", "window"),
    [
        ("", "66h"),
        ("hours: {days: [mon, tue, wed, thu, fri, sat, sun]}", "18h"),
        ('hours: {days: [mon], opens: "08:00", closes: "20:00"}', "158h"),
        ('hours: {days: [mon, tue, wed, thu, fri, sat, sun], opens: "00:00", closes: "00:00"}', "1h"),
        ('hours: {days: [mon, tue, wed, thu, fri, sat, sun], opens: "22:00", closes: "06:30"}', "18h"),
    ],
)
def test_alerts_last_until_somebody_comes_to_work(hours: str, window: str) -> None:
    team = f"kind: team\nid: night-desk\nalerts: {{mail: [night@example.com]}}\n{hours}\n"
    result = built(team, loop("visit-effort.visit-ces <= 3", owner="night-desk"))
    assert f"[{window}]" in rules(result)["CxProbe"]["expr"]
    critical = built(team, loop("visit-effort.visit-ces <= 3", owner="night-desk", severity="critical"))
    assert "[1h]" in rules(critical)["CxProbe"]["expr"]


@pytest.mark.parametrize(
    ("hours", "intervals"),
    [
        ("[mon, tue, wed, thu, fri]", [(["monday:friday"], "09:00", "17:00")]),
        ("[sat, sun, mon]", [(["sunday:monday", "saturday"], "09:00", "17:00")]),
        ("[mon, tue, wed, thu, fri, sat, sun]", [(["sunday:saturday"], "09:00", "17:00")]),
        ('[fri], opens: "22:00", closes: "06:00"', [(["friday"], "22:00", "24:00"), (["saturday"], "00:00", "06:00")]),
        ('[sun], opens: "18:00", closes: "00:00"', [(["sunday"], "18:00", "24:00")]),
    ],
)
def test_business_hours_become_time_intervals(hours: str, intervals: list[tuple[list[str], str, str]]) -> None:
    team = f"kind: team\nid: desk\nclock: Asia/Tokyo\nalerts: {{mail: [d@example.com]}}\nhours: {{days: {hours}}}\n"
    config = loaded(built(team, loop("dealer-nps < 1", owner="desk")), "alertmanager/alertmanager.yml")
    (interval,) = config["time_intervals"]
    assert config["route"]["routes"][0]["routes"][0]["active_time_intervals"] == [interval["name"]]
    assert [
        (part["weekdays"], part["times"][0]["start_time"], part["times"][0]["end_time"], part["location"])
        for part in interval["time_intervals"]
    ] == [(*expected, "Asia/Tokyo") for expected in intervals]


# WHO IS TOLD


def test_the_partner_is_the_one_who_serves_the_customer() -> None:
    broker = "{kind: partner, id: broker, type: broker, manager: field-service, alerts: {mail: [b@example.com]}}\n"
    result = built(broker, loop("visit-effort.visit-ces <= 3", owner="partner", tell="[partner-manager]"))
    cases = {
        (case["labels"].get("partner"), case["labels"].get("touchpoint")): case["receivers"]
        for case in loaded(result, "alertmanager/routes_test.json")
        if "loop" in case["labels"]
    }
    assert cases == {
        ("broker", None): ["broker", "field-service"],
        ("dealer", None): ["cx-office", "dealer"],
        (None, "breakdown.first-visit"): ["cx-office", "dealer"],
        # Nobody says whose customer it was: never all partners, since a complaint is no business of a competitor.
        (None, "breakdown.hotline"): ["cx-office", "field-service"],
        (None, None): ["cx-office", "field-service"],
    }
    assert rules(result)["CxProbe"]["expr"].startswith("sum by (survey, touchpoint, account_tier, partner) ")
    assert rules(result)["CxProbe"]["annotations"]["owner"].startswith('{{ if eq $labels.partner "broker" }}Broker')
    (note,) = (note for note in notes(result, "alertmanager") if "label `partner`" in note)
    assert note.startswith("not-enforced: who serves a customer is known to the data only: alerts of the loop `probe`")


def test_a_metric_says_nothing_about_who_serves_the_customer() -> None:
    broker = "{kind: partner, id: broker, type: broker, manager: field-service, alerts: {mail: [b@example.com]}}\n"
    result = built(broker, loop("dealer-nps < 1", owner="partner"))
    assert reached(result)["open"] == ["cx-office"]
    assert any("`partner` in the loop `probe` stands for nobody" in note for note in notes(result, "alertmanager"))


def test_holidays_are_written_down_for_the_years_that_an_option_names() -> None:
    teams = (
        "kind: team\nid: desk\nholidays: DE\nalerts: {mail: [d@example.com]}\n---\nkind: team\nid: far\nholidays: XX\n"
    )
    teams += "alerts: {mail: [f@example.com]}\n"
    document = loop("visit-effort.visit-ces <= 3", owner="desk", tell="[far]")
    result = built(teams, document, options="targets: {alertmanager: {holidays: [2027]}}")
    config = loaded(result, "alertmanager/alertmanager.yml")
    assert config["time_intervals"][-1]["name"] == "holidays of DE, Europe/Berlin"
    muted = [route.get("mute_time_intervals") for route in config["route"]["routes"][0]["routes"]]
    assert muted == [["holidays of DE, Europe/Berlin"], None]
    assert notes(result, "alertmanager") == [
        "not-enforced: Alertmanager knows the nationwide public holidays of DE in 2027 only; alerts also go out on "
        "those of other years, and on regional ones",
        "not-enforced: the public holidays of XX are not known, so alerts also go out on those",
    ]


@pytest.mark.parametrize("wrong", ["[1999]", "[2027.5]", "['2027']", "2027"])
def test_years_are_checked(wrong: str) -> None:
    options = f"targets: {{prometheus: {{}}, alertmanager: {{holidays: {wrong}}}}}"
    findings = built(HARD_VISIT, options=options).run.findings
    assert "target-option" in {finding.rule for finding in findings}


def reached(result: Built) -> dict[str, list[str]]:
    """Receivers by `deadline touchpoint`, as the routing test expects them."""
    return {
        f"{case['labels'].get('deadline', '')} {case['labels'].get('touchpoint', '')}".strip(): case["receivers"]
        for case in loaded(result, "alertmanager/routes_test.json")
    }


def test_recipients_of_each_alert() -> None:
    watched = HARD_VISIT.replace("tell: [cx-office]", "monitor: cx-office")
    assert reached(built(watched)) == {
        "": ["cx-office"],
        "open breakdown.hotline": ["field-service"],
        "open breakdown.first-visit": ["dealer"],
        "open": ["field-service"],
        "first-contact breakdown.hotline": ["cx-office", "field-service"],
        "first-contact breakdown.first-visit": ["cx-office", "dealer"],
        "first-contact": ["cx-office", "field-service"],
        "resolve breakdown.hotline": ["cx-office", "field-service"],
        "resolve breakdown.first-visit": ["cx-office", "dealer"],
        "resolve": ["cx-office", "field-service"],
        "escalation-1 breakdown.hotline": ["cx-office"],
        "escalation-1 breakdown.first-visit": ["cx-office"],
        "escalation-1": ["cx-office"],
    }


def test_with_one_touchpoint_an_alert_need_not_name_it() -> None:
    program = BASE.replace("listens_to: [breakdown.hotline, breakdown.first-visit]\n", "")
    document = loop("visit-effort.visit-ces <= 3", owner="touchpoint-owner", tell="[partner-manager]")
    result = build_project(Project((Source("cxprog.yaml", f"{program}---\n{document}"),)), Today("2026-11-22"))
    assert reached(result)["open"] == reached(result)["open breakdown.first-visit"] == ["cx-office", "dealer"]
    routes = loaded(result, "alertmanager/alertmanager.yml")["route"]["routes"][0]["routes"]
    assert [route["matchers"] for route in routes] == [['deadline="open"'], ['deadline="open"']]


def test_a_stage_stands_for_its_touchpoints() -> None:
    whole = BASE.replace("[breakdown.hotline, breakdown.first-visit]", "[breakdown.repair]")
    text = f"{whole}---\n{HARD_VISIT}"
    result = build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))
    assert reached(result) == reached(built(HARD_VISIT))


def test_words_that_lead_to_nobody_fall_to_the_owner_of_the_survey() -> None:
    lenient = "rules: {account-manager-missing: warning, partner-without-manager: warning}\n"
    program = BASE.replace("account_managers: cx-office\n", lenient).replace("manager: cx-office, ", "")
    document = loop("visit-effort.visit-ces <= 3", owner="account-manager", tell="[partner-manager]")
    result = build_project(Project((Source("cxprog.yaml", f"{program}---\n{document}"),)), Today("2026-11-22"))
    assert reached(result)["open breakdown.first-visit"] == ["field-service"]
    assert notes(result, "alertmanager") == [
        "not-expressible: `account-manager` in the loop `probe` stands for nobody, so alerts go to the survey's owner",
        "not-expressible: `partner-manager` in the loop `probe` stands for nobody where the partner is `dealer`",
    ]


def test_holidays_and_missing_addresses_are_told() -> None:
    teams = (
        "kind: team\nid: mute\nholidays: AT\n---\nkind: team\nid: desk\nholidays: DE\npeople: [{mail: d@example.com}]\n"
    )
    result = built(teams, loop("visit-effort.visit-ces <= 3", owner="mute", tell="[desk]"))
    assert notes(result, "alertmanager") == [
        "not-expressible: alerts for the team `mute` reach nobody: it has no mail address, chat or pager",
        "not-enforced: Alertmanager knows no public holidays, so alerts also go out on those of AT, DE",
    ]
    receivers = {each["name"]: each for each in loaded(result, "alertmanager/alertmanager.yml")["receivers"]}
    assert receivers["mute"] == {"name": "mute"}
    assert [mail["to"] for mail in receivers["desk"]["email_configs"]] == ["d@example.com"]


def test_a_condition_that_no_answer_meets_is_told() -> None:
    never = loop("visit-effort.visit-ces > 6 and visit-effort.visit-ces < 7", first_contact="8bh")
    result = built(never, options="rules: {condition-impossible: warning}\ntargets: {prometheus: {}, alertmanager: {}}")
    assert "CxProbe" not in rules(result)
    assert "CxProbeFirstContact" in rules(result)
    assert (
        "not-expressible: the loop `probe` has no alert for new cases, because no answer can meet its condition"
        in notes(result, "prometheus")
    )


def test_no_secret_is_written() -> None:
    options = """\
targets:
  alertmanager:
    group_by: [touchpoint]
    smtp_smarthost: "mail.example.com:587"
    smtp_from: cx@example.com
    smtp_auth_username: cx
    smtp_auth_password_file: /run/secrets/smtp
    slack_api_url_file: /run/secrets/slack
    pagerduty_key_folder: /run/secrets/pagers/"""
    config = loaded(built(HARD_VISIT, options=options), "alertmanager/alertmanager.yml")
    assert config["global"] == {
        "smtp_smarthost": "mail.example.com:587",
        "smtp_from": "cx@example.com",
        "smtp_auth_username": "cx",
        "smtp_auth_password_file": "/run/secrets/smtp",
        "slack_api_url_file": "/run/secrets/slack",
    }
    assert config["route"]["group_by"] == ["touchpoint"]
    field = next(each for each in config["receivers"] if each["name"] == "field-service")
    assert field["pagerduty_configs"][0]["routing_key_file"] == "/run/secrets/pagers/field-service"


@pytest.mark.parametrize(
    "wrong", ["group_by: [respondent]", "group_by: []", "smtp_smarthost: mail", "repeat_interval: 4"]
)
def test_options_are_checked(wrong: str) -> None:
    findings = built(HARD_VISIT, options=f"targets: {{alertmanager: {{{wrong}}}}}").run.findings
    assert [finding.rule for finding in findings if finding.severity == "error"] == ["target-option"]
