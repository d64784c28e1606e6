"""amtool accepts the configuration, and every alert reaches exactly those whom the program names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
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

# Read off the YAML by hand: loop, deadline, touchpoint ("" for an alert without one), receivers.
NAMED = """
hard-visit       open           breakdown.first-visit  cx-office dealer dealer-care
hard-visit       open           breakdown.hotline      broker-desk cx-office dealer-care field-service
hard-visit       open           breakdown.spare-parts  broker broker-desk cx-office dealer dealer-care
hard-visit       open           -                      broker-desk cx-office dealer-care field-service
hard-visit       open           elsewhere.entirely     broker-desk cx-office dealer-care field-service
hard-visit       first-contact  breakdown.first-visit  cx-office dealer
hard-visit       first-contact  breakdown.hotline      cx-office field-service
hard-visit       resolve        breakdown.spare-parts  broker cx-office dealer
hard-visit       escalation-1   breakdown.first-visit  cx-office service-director
hard-visit       escalation-2   breakdown.hotline      cx-office key-accounts
risk             open           -                      broker-desk dealer-care key-accounts
risk             first-contact  -                      key-accounts
risk             escalation-1   -                      service-director
promoters        open           -                      dealer-care
promoters        escalation-1   -                      cx-office
complaint        open           breakdown.first-visit  dealer
complaint        open           breakdown.invoice      back-office
complaint        open           -                      back-office field-service
complaint        escalation-1   breakdown.first-visit  dealer-care
complaint        escalation-1   breakdown.spare-parts  broker-desk dealer-care
complaint        escalation-1   breakdown.hotline      broker-desk dealer-care
hard-and-told    open           breakdown.hotline      field-service
hard-and-told    escalation-1   breakdown.hotline      service-director
falling-loyalty  open           -                      broker-desk cx-office dealer-care
effort-rising    open           -                      broker dealer field-service
quiet-accounts   open           -                      dealer-care key-accounts
quiet-accounts   first-contact  -                      key-accounts
no-invitations   open           -                      broker dealer field-service
unknown-loop     open           breakdown.hotline      cx-office
hard-visit       unheard-of     breakdown.hotline      cx-office
"""


def labels_of(loop: str, deadline: str, touchpoint: str) -> dict[str, str]:
    """Labels of an alert as Prometheus sends it."""
    other = {"alertname": "Any", "severity": "normal", "account_tier": "gold"}
    return {"loop": loop, "deadline": deadline, **({"touchpoint": touchpoint} if touchpoint != "-" else {}), **other}


BY_HAND = [
    (labels_of(loop, deadline, touchpoint), receivers)
    for loop, deadline, touchpoint, *receivers in map(str.split, NAMED.strip().splitlines())
]


def written(folder: Path, text: str) -> Path:
    """The emitted configuration of a program, with the files beside it."""
    result = build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))
    assert result.artifacts, [finding.message for finding in result.run.findings if finding.severity == "error"]
    for path, artifact in result.artifacts.items():
        if path.startswith("alertmanager/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(artifact.data)
    return folder / "alertmanager" / "alertmanager.yml"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("program"), PROGRAM)


def astray(config: Path, cases: Iterable[tuple[Mapping[str, str], list[str]]]) -> list[str]:
    """Alerts that amtool routes to other receivers than expected."""
    listed = list(cases)
    with ThreadPoolExecutor(8) as threads:
        routed = list(threads.map(lambda case: harness.amtool_routes(config, case[0]), listed))
    return [
        f"{dict(labels)}: {actual}, not {expected}"
        for (labels, expected), actual in zip(listed, routed, strict=True)
        if actual != expected
    ]


def emitted_cases(config: Path) -> list[tuple[Mapping[str, str], list[str]]]:
    """What routes_test.json says."""
    cases = json.loads(config.with_name("routes_test.json").read_text("utf-8"))
    return [(case["labels"], case["receivers"]) for case in cases]


def test_amtool_accepts_the_configuration(config: Path) -> None:
    report = harness.amtool_check_config(config)
    assert report, report.output
    assert "9 receivers" in report.output
    assert "1 templates" in report.output


def test_every_alert_reaches_exactly_whom_the_program_names(config: Path) -> None:
    assert astray(config, BY_HAND) == []


def test_every_emitted_routing_case_holds(config: Path) -> None:
    cases = emitted_cases(config)
    assert len(cases) == 60
    assert astray(config, cases) == []


def test_emitted_cases_agree_with_those_read_off_by_hand(config: Path) -> None:
    emitted = {
        (labels.get("loop"), labels.get("deadline"), labels.get("touchpoint")): to
        for labels, to in emitted_cases(config)
    }
    for labels, receivers in BY_HAND:
        key = (labels["loop"], labels["deadline"], labels.get("touchpoint"))
        assert emitted.get(key, receivers) == receivers


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("          continue: true\n", ""),
        ('deadline=~"open|first-contact|resolve"', 'deadline=~"open|resolve"'),
        ('touchpoint="breakdown.spare-parts"', 'touchpoint="breakdown.hotline"'),
        ("          receiver: service-director\n", "          receiver: field-service\n"),
        ('loop="risk"', 'loop="risks"'),
        ("touchpoint!~", "touchpoint=~"),
    ],
)
def test_a_wrong_route_is_noticed(config: Path, tmp_path: Path, before: str, after: str) -> None:
    text = config.read_text("utf-8")
    assert before in text
    wrong = tmp_path / config.name
    wrong.write_text(text.replace(before, after), "utf-8")
    wrong.with_name("cxprog.tmpl").write_bytes(config.with_name("cxprog.tmpl").read_bytes())
    assert harness.amtool_check_config(wrong)
    assert astray(wrong, BY_HAND)


def test_only_critical_alerts_ignore_business_hours(config: Path) -> None:
    loaded: dict[str, Any] = yaml.safe_load(config.read_text("utf-8"))
    clocks = {
        interval["name"]: {part["location"] for part in interval["time_intervals"]}
        for interval in loaded["time_intervals"]
    }
    used = {
        (route["matchers"][0], child["receiver"]): [
            place for name in child["active_time_intervals"] for place in clocks[name]
        ]
        for route in loaded["route"]["routes"]
        for child in route["routes"]
        if "active_time_intervals" in child
    }
    assert not [loop for loop, _ in used if loop == 'loop="risk"']
    assert used['loop="hard-visit"', "dealer"] == ["Asia/Tokyo"]
    assert used['loop="hard-visit"', "key-accounts"] == ["America/New_York"]
    assert used['loop="hard-visit"', "cx-office"] == ["Europe/Berlin"]


@pytest.mark.parametrize(
    "options",
    [
        "{}",
        "{group_by: [touchpoint], group_wait: 1m, repeat_interval: 12h}",
        '{smtp_smarthost: "mail.example.com:587", smtp_auth_username: cx, smtp_auth_password_file: /run/secrets/smtp}',
        "{slack_api_url_file: /run/secrets/slack, pagerduty_key_folder: /run/secrets/pagers}",
    ],
)
def test_amtool_accepts_every_option(tmp_path: Path, options: str) -> None:
    report = harness.amtool_check_config(
        written(tmp_path, PROGRAM.replace("alertmanager: {}", f"alertmanager: {options}"))
    )
    assert report, report.output


@pytest.mark.parametrize(
    "hours",
    [
        "{days: [sun, sat]}",
        "{days: [mon, tue, wed, thu, fri, sat, sun]}",
        '{days: [mon, tue, wed, thu, fri, sat, sun], opens: "00:00", closes: "00:00"}',
        '{days: [sat], opens: "20:00", closes: "04:00"}',
        '{days: [mon, wed, fri], opens: "09:00", closes: "09:00"}',
    ],
)
def test_amtool_accepts_all_sorts_of_hours(tmp_path: Path, hours: str) -> None:
    program = PROGRAM.replace("title: CX office\n", f"title: CX office\nhours: {hours}\nclock: Pacific/Kiritimati\n")
    report = harness.amtool_check_config(written(tmp_path, program))
    assert report, report.output


MESSAGE = {
    "receiver": "dealer",
    "status": "firing",
    "alerts": [
        {
            "status": "firing",
            "labels": {"loop": "hard-visit", "deadline": "open"},
            "annotations": {"summary": "<!channel> {{ .X }}", "description": "<b> & {{ end }}", "owner": "Dealer"},
        }
    ],
    "groupLabels": {"loop": "hard-visit", "deadline": "open"},
    "commonLabels": {"loop": "hard-visit", "severity": "high", "touchpoint": "breakdown.hotline"},
    "commonAnnotations": {"summary": "<!channel> {{ .X }}"},
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("cxprog.subject", "<!channel> {{ .X }} (breakdown.hotline)"),
        ("cxprog.slack.title", "&lt;!channel&gt; {{ .X }} (breakdown.hotline)"),
        ("cxprog.slack.text", "description: &lt;b&gt; &amp; {{ end }}\nowner: Dealer\n\n"),
        ("cxprog.pagerduty.severity", "error"),
    ],
)
def test_messages_show_titles_as_they_are(config: Path, tmp_path: Path, template: str, text: str) -> None:
    data = tmp_path / "message.json"
    data.write_text(json.dumps(MESSAGE), "utf-8")
    rendered = harness.amtool_render(config.with_name("cxprog.tmpl"), f'{{{{ template "{template}" . }}}}', data)
    assert rendered.ok
    assert rendered.output == text


def test_a_message_about_several_things_names_what_they_share(config: Path, tmp_path: Path) -> None:
    data = tmp_path / "message.json"
    data.write_text(json.dumps({**MESSAGE, "commonAnnotations": {}, "commonLabels": {}}), "utf-8")
    templates = config.with_name("cxprog.tmpl")
    for name, text in (
        ("subject", "open hard-visit"),
        ("slack.title", "open hard-visit"),
        ("pagerduty.severity", "warning"),
    ):
        rendered = harness.amtool_render(templates, f'{{{{ template "cxprog.{name}" . }}}}', data)
        assert rendered.output == text
