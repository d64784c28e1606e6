"""promtool accepts the rules, runs their unit tests, and notices when either is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxprog.check import Today
from cxprog.compiler import Project, build_project
from cxprog.source import Source
from tests.consumers import harness

pytestmark = pytest.mark.consumer

PROGRAM = Path(__file__).with_name("alerting.yaml").read_text("utf-8")
TITLE = (
    '<script>alert("1")</script> "]; } {{ .X }} {{{{ `quoted` \'twice\' \\ back\nsecond line שלום עולם 100 % $value {\n'
)
"""What the YAML calls the loop `hard-visit`."""


def written(folder: Path, text: str) -> Path:
    """The folder with the emitted files of a program."""
    result = build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))
    assert result.artifacts, [finding.message for finding in result.run.findings if finding.severity == "error"]
    for path, artifact in result.artifacts.items():
        if path.startswith("prometheus/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(artifact.data)
    return folder / "prometheus"


@pytest.fixture(scope="module")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("program"), PROGRAM)


def changed(emitted: Path, folder: Path, alert: str, file: str, before: str, after: str) -> Path:
    """The unit tests of one alert, beside a copy of the files in which one text is another."""
    for name in ("rules.yml", "rules_test.yml"):
        text = (emitted / name).read_text("utf-8")
        if name == file:
            assert before in text
            text = text.replace(before, after)
        (folder / name).write_text(text, "utf-8")
    tests: dict[str, Any] = yaml.safe_load((folder / "rules_test.yml").read_text("utf-8"))
    tests["tests"] = [test for test in tests["tests"] if test["alert_rule_test"][0]["alertname"] == alert]
    (folder / "rules_test.yml").write_text(json.dumps(tests), "utf-8")
    return folder / "rules_test.yml"


def test_promtool_accepts_the_rules(emitted: Path) -> None:
    report = harness.promtool_check_rules(emitted / "rules.yml")
    assert report, report.output
    rules = yaml.safe_load((emitted / "rules.yml").read_text("utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert f"SUCCESS: {len(alerts)} rules found" in report.output


def test_promtool_runs_the_unit_tests(emitted: Path) -> None:
    report = harness.promtool_test_rules(emitted / "rules_test.yml")
    assert report, report.output
    # Each alert is seen firing, and seen silent.
    rules = yaml.safe_load((emitted / "rules.yml").read_text("utf-8"))
    tests = yaml.safe_load((emitted / "rules_test.yml").read_text("utf-8"))["tests"]
    cases = [case for test in tests for case in test["alert_rule_test"]]
    names = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == names
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == names


@pytest.mark.parametrize(
    ("alert", "before", "after"),
    [
        ("CxHardVisit", 'answer=~"1|2|3"', 'answer=~"1|2|3|4"'),
        ("CxHardVisit", 'answer=~"1|2|3"', 'answer=~"1|2"'),
        ("CxHardVisit", "loop_type: inner", "loop_type: outer"),
        ("CxHardVisit", '{{"{"}}{{"{"}} .X }}', '{{"{"}} .X }}'),
        ("CxHardVisit", "eq $labels.touchpoint", "ne $labels.touchpoint"),
        ("CxComplaint", 'answer=~"late|rude"', 'answer=~"late|other"'),
        ("CxComplaintEscalation1", 'deadline="escalation-1"}', 'deadline="first-contact"}'),
        ("CxFallingLoyalty", ") < 10 and", ") <= 10 and"),
        ("CxFallingLoyalty", ">= 30", ">= 29"),
        ("CxEffortRising", ">= 30", ">= 31"),
        ("CxQuietAccounts", "> 34560000", ">= 34560000"),
        ("CxHelpCall", 'event="complaint-filed",account_value!="key"', 'event="complaint-filed"'),
        ("CxHelpCall", "sum by (touchpoint, account_tier, partner)", "sum by (touchpoint, account_tier)"),
        ("CxHelpCallKeyAccount", 'event="complaint-filed",account_value="key"', 'event="complaint-filed"'),
        (
            "CxHelpCallFirstContactKeyAccount",
            'deadline="first-contact",account_value="key"',
            'deadline="first-contact"',
        ),
        ("CxHelpCallClosed", "cx_cases_closed_total", "cx_cases_overdue"),
        ("CxPraise", 'answer="people"', 'answer=~"people|parts"'),
        ("CxKeyParts", 'answer=~"parts|not-in-stock|wrong-part"', 'answer="parts"'),
        ("CxSameCause", "max by (cause)", "max"),
        ("CxSameCause", ">= 3", ">= 4"),
        ("CxSameCauseReview", "> 5356800", ">= 5356800"),
        ("CxSameCauseDecision", "cx_decisions_overdue", "cx_cases_overdue"),
        ("CxPartsAgain", 'cause="parts"', 'cause="people"'),
        ("CxInvitationsStopped", "> 63244800", "> 63244860"),
        ("CxNobodyAnswersKeyAccount", 'accounts="key"', 'accounts="other"'),
        ("CxCasesOverdueMissing", "absent(cx_cases_overdue)", "cx_cases_overdue"),
    ],
)
def test_promtool_notices_a_wrong_rule(emitted: Path, tmp_path: Path, alert: str, before: str, after: str) -> None:
    assert harness.promtool_test_rules(changed(emitted, tmp_path, alert, "rules.yml", before, before))
    assert not harness.promtool_test_rules(changed(emitted, tmp_path, alert, "rules.yml", before, after))


def test_texts_come_out_as_they_were_written(emitted: Path, tmp_path: Path) -> None:
    """promtool compares every text of every alert, so what the tests expect is what people get to read."""
    tests = yaml.safe_load((emitted / "rules_test.yml").read_text("utf-8"))["tests"]
    texts = [
        alert["exp_annotations"] for test in tests for case in test["alert_rule_test"] for alert in case["exp_alerts"]
    ]
    (hard,) = (text for text in texts if text["summary"] == TITLE)
    assert hard["owner"] == 'Dealer "North"; rm -rf'
    assert hard["about"] == '{{ end }} {{ template "x" }}'
    assert {"Field <b>service</b> {{ .X }} {", "מנהלי לקוחות", 'Dealer "North"; rm -rf, Broker'} & {
        text["owner"] for text in texts
    }
    wrong = changed(emitted, tmp_path, "CxRisk", "rules_test.yml", "summary: ']]> & risk'", "summary: ']]> &amp; risk'")
    assert not harness.promtool_test_rules(wrong)


def test_no_alert_fires_on_what_is_not_known(tmp_path: Path) -> None:
    """promtool plays unknown metrics and questions that were left out against conditions and their opposites."""
    tested = {
        "falls": "dealer-nps < 10",
        "not-good": "not dealer-nps >= 10",
        "known": "dealer-nps is answered",
        "unknown": "not dealer-nps is answered",
        "either": "not (effort > 4.5 and dealer-nps is answered)",
        "not-hard": "not visit-effort.visit-ces <= 3",
    }
    head, *documents = PROGRAM.split("\n---\n")
    kept = [document for document in documents if not document.startswith("kind: loop")]
    kept += [
        f"kind: loop\nid: {name}\ntype: outer\nowner: cx-office\nwhen: {when}\nminimum_n: 20\n"
        "review: {every: monthly, by: [cx-office]}"
        for name, when in tested.items()
    ]
    folder = written(tmp_path, "\n---\n".join([head, *kept]))
    report = harness.promtool_test_rules(folder / "rules_test.yml")
    assert report, report.output
    text = (folder / "rules_test.yml").read_text("utf-8")
    for silent in ("dealer-nps without a value", "from 19 answers to dealer-nps", "visit-ces = 1 2 3 _empty"):
        assert re.search(rf"stays silent (at|on) [^\n]*{silent}", text), silent


HOSTILE = (
    "{",
    "{{",
    "{{{",
    "}}",
    '{{"{"}}',
    "{{- .X -}}",
    "{{/* comment */}}",
    '{{ define "x" }}',
    "  leading and trailing  ",
    "- # : ? | > & * ! % @ ` [ ] { } ,",
    "a: b # c",
    "null",
    "0x15",
    "%!s(MISSING) %d \\n \\u0041",
    "line one\nline two\n\n",
    "tab\tand return\r\nend",
    "right to left \u202eoverride\u202c שלום",
    "emoji \U0001f600 and e\u0301",
    "$labels.loop ${x} $(y)",
    "<!channel> <b>&amp;</b>",
)


def test_no_title_breaks_or_changes_a_rule(tmp_path: Path) -> None:
    head, *documents = PROGRAM.split("\n---\n")
    kept = [document for document in documents if not document.startswith("kind: loop")]
    for number, title in enumerate(HOSTILE):
        told = json.dumps(title, ensure_ascii=False)
        kept.append(f"kind: team\nid: team-{number}\ntitle: {told}\nalerts: {{chat: x}}")
        kept.append(
            f"kind: loop\nid: loop-{number}\ntype: inner\nowner: team-{number}\ntitle: {told}\ndescription: {told}\n"
            "when: visit-effort.visit-ces <= 3"
        )
    folder = written(tmp_path, "\n---\n".join([head, *kept]))
    assert harness.promtool_check_rules(folder / "rules.yml")
    report = harness.promtool_test_rules(folder / "rules_test.yml")
    assert report, report.output
    tests = yaml.safe_load((folder / "rules_test.yml").read_text("utf-8"))["tests"]
    texts = {
        alert["exp_labels"].get("loop"): alert["exp_annotations"]
        for test in tests
        for case in test["alert_rule_test"]
        for alert in case["exp_alerts"]
    }
    for number, title in enumerate(HOSTILE):
        told = texts[f"loop-{number}"]
        assert (told["summary"], told["about"], told["owner"]) == (title, title, title)


def test_ids_that_look_like_something_else(tmp_path: Path) -> None:
    ids = ("y", "on", "null", "true", "e1", "a-1", "a1", "a--b", "trailing-")
    head, *documents = PROGRAM.split("\n---\n")
    kept = [document for document in documents if not document.startswith("kind: loop")]
    rest = "type: inner\nowner: cx-office\nwhen: visit-effort.problem = rude\nfirst_contact: 8bh"
    kept += [f'kind: loop\nid: "{name}"\n{rest}' for name in ids]
    folder = written(tmp_path, "\n---\n".join([head, *kept]))
    assert harness.promtool_check_rules(folder / "rules.yml")
    report = harness.promtool_test_rules(folder / "rules_test.yml")
    assert report, report.output


def test_an_alert_of_friday_evening_is_still_up_on_monday_morning(emitted: Path, tmp_path: Path) -> None:
    """The dealer works until Friday 16:30 and from Monday 08:00, the CX office until 17:00 and from 09:00."""
    labels = {
        "loop": "hard-visit",
        "loop_type": "inner",
        "deadline": "open",
        "severity": "normal",
        "survey": "visit-effort",
        "touchpoint": "breakdown.first-visit",
    }
    tests: dict[str, Any] = yaml.safe_load((emitted / "rules_test.yml").read_text("utf-8"))
    (texts,) = (
        alert["exp_annotations"]
        for test in tests["tests"]
        for case in test["alert_rule_test"]
        for alert in case["exp_alerts"]
        if case["alertname"] == "CxHardVisit"
    )
    series = (
        'cx_answers_total{survey="visit-effort",question="visit-ces",answer="2",touchpoint="breakdown.first-visit"}'
    )
    fires = [{"exp_labels": labels, "exp_annotations": texts}]
    times = {"30m": [], "1h": fires, "65h": fires, "70h": []}
    weekend = {
        "rule_files": [str(emitted / "rules.yml")],
        "evaluation_interval": "30m",
        "tests": [
            {
                "interval": "30m",
                "input_series": [{"series": series, "values": "0x1 1x200"}],
                "alert_rule_test": [
                    {"eval_time": time, "alertname": "CxHardVisit", "exp_alerts": alerts}
                    for time, alerts in times.items()
                ],
            }
        ],
    }
    path = tmp_path / "weekend.yml"
    path.write_text(json.dumps(weekend), "utf-8")
    report = harness.promtool_test_rules(path)
    assert report, report.output
