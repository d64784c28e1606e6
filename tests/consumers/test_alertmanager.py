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

# Read off the YAML by hand: loop, deadline, touchpoint and other labels ("-" for none), receivers.
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
hard-visit       open           breakdown.hotline,partner=dealer      cx-office dealer-care field-service
hard-visit       open           breakdown.hotline,partner=broker      broker-desk cx-office field-service
hard-visit       open           breakdown.first-visit,partner=broker  broker-desk cx-office dealer
complaint        escalation-1   breakdown.hotline,partner=dealer      dealer-care
help-call        open           breakdown.first-visit  dealer
help-call        open           breakdown.hotline      back-office
help-call        open           partner=broker         broker
help-call        open           breakdown.first-visit,partner=broker  broker
help-call        open           partner=stranger       back-office
help-call        open           account_value=key      key-accounts
help-call        open           breakdown.first-visit,account_value=key,partner=broker  key-accounts
help-call        open           account_value=other,partner=broker    broker
help-call        first-contact  account_value=key      cx-office key-accounts
help-call        resolve        partner=dealer         cx-office dealer
help-call        escalation-1   breakdown.first-visit  cx-office dealer-care
help-call        escalation-1   account_value=key,partner=broker      broker-desk cx-office
help-call        escalation-2   account_value=key      cx-office service-director
help-call        escalation-2   -                      cx-office
help-call        closed         breakdown.first-visit  dealer field-service/no-pager
help-call        closed         breakdown.hotline      field-service/no-pager
praise           open           -                      field-service/no-pager service-director/no-pager
key-parts        open           account_value=key      field-service
key-parts        open           -                      cx-office
same-cause       open           cause=parts            field-service
same-cause       review         -                      cx-office field-service/no-pager key-accounts
same-cause       decision       -                      cx-office field-service/no-pager key-accounts
parts-again      open           cause=parts            broker dealer field-service
invitations-stopped  open       -                      cx-office
nobody-answers   open           partner=broker         broker
nobody-answers   open           -                      dealer-care
nobody-answers   open           account_value=key,partner=broker      key-accounts
unknown-loop     open           breakdown.hotline      cx-office
hard-visit       unheard-of     breakdown.hotline      cx-office
"""


def labels_of(loop: str, deadline: str, named: str) -> dict[str, str]:
    """Labels of an alert as Prometheus sends it."""
    other = {"alertname": "Any", "severity": "normal", "account_tier": "gold"}
    pairs = (each.split("=") if "=" in each else ("touchpoint", each) for each in named.split(",") if each != "-")
    return {"loop": loop, "deadline": deadline, **dict(pairs), **other}


BY_HAND = [
    (labels_of(loop, deadline, named), receivers)
    for loop, deadline, named, *receivers in map(str.split, NAMED.strip().splitlines())
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
    # Eight teams and partners, field service and the service director also without their pagers.
    assert "11 receivers" in report.output
    assert "1 templates" in report.output


def test_every_alert_reaches_exactly_whom_the_program_names(config: Path) -> None:
    assert astray(config, BY_HAND) == []


def test_every_emitted_routing_case_holds(config: Path) -> None:
    cases = emitted_cases(config)
    assert len(cases) == 149
    assert astray(config, cases) == []


_TOLD_APART = ("loop", "deadline", "touchpoint", "partner", "account_value")


def test_emitted_cases_agree_with_those_read_off_by_hand(config: Path) -> None:
    emitted = {tuple(labels.get(name) for name in _TOLD_APART): to for labels, to in emitted_cases(config)}
    for labels, receivers in BY_HAND:
        key = tuple(labels.get(name) for name in _TOLD_APART)
        assert emitted.get(key, receivers) == receivers


@pytest.mark.parametrize(
    ("loop", "before", "after"),
    [
        ("hard-visit", "          continue: true\n", ""),
        ("hard-visit", 'deadline=~"open|first-contact|resolve"', 'deadline=~"open|resolve"'),
        ("hard-visit", 'touchpoint="breakdown.spare-parts"', 'touchpoint="breakdown.hotline"'),
        ("hard-visit", "          receiver: service-director\n", "          receiver: field-service\n"),
        ("risk", 'loop="risk"', 'loop="risks"'),
        ("hard-visit", "touchpoint!~", "touchpoint=~"),
        ("help-call", 'account_value!="key"', 'account_value="key"'),
        ("help-call", '            - partner="broker"\n', ""),
        ("praise", "receiver: field-service/no-pager", "receiver: field-service"),
    ],
)
def test_a_wrong_route_is_noticed(config: Path, tmp_path: Path, loop: str, before: str, after: str) -> None:
    text = config.read_text("utf-8")
    assert before in text
    wrong = tmp_path / config.name
    wrong.write_text(text.replace(before, after), "utf-8")
    wrong.with_name("cxprog.tmpl").write_bytes(config.with_name("cxprog.tmpl").read_bytes())
    assert harness.amtool_check_config(wrong)
    assert astray(wrong, [case for case in BY_HAND if case[0]["loop"] == loop])


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


def test_nobody_is_paged_for_good_news(config: Path) -> None:
    loaded: dict[str, Any] = yaml.safe_load(config.read_text("utf-8"))
    ways = {receiver["name"]: {*receiver} - {"name"} for receiver in loaded["receivers"]}
    assert ways["field-service"] == {"email_configs", "slack_configs", "pagerduty_configs"}
    assert ways["field-service/no-pager"] == {"email_configs", "slack_configs"}
    assert ways["service-director/no-pager"] == set()  # told as a loss: there is no other way to reach it
    paged = {name for name, way in ways.items() if "pagerduty_configs" in way}
    for route in loaded["route"]["routes"]:
        for child in route["routes"]:
            if (
                route["matchers"][0] in ('loop="praise"', 'loop="promoters"')
                or 'deadline="closed"' in child["matchers"]
            ):
                assert child["receiver"] not in paged


def test_key_accounts_come_first(config: Path) -> None:
    loaded: dict[str, Any] = yaml.safe_load(config.read_text("utf-8"))
    waits = {
        'account_value="key"' in child["matchers"]: child.get("group_wait")
        for route in loaded["route"]["routes"]
        for child in route["routes"]
    }
    assert waits == {True: "5s", False: None}


def test_alerts_wait_until_holidays_are_over(tmp_path: Path) -> None:
    path = written(tmp_path, PROGRAM.replace("alertmanager: {}", "alertmanager: {holidays: [2028, 2027]}"))
    report = harness.amtool_check_config(path)
    assert report, report.output
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    intervals = {interval["name"]: interval["time_intervals"] for interval in loaded["time_intervals"]}
    german = intervals["holidays of DE, Europe/Berlin"]
    days = [(part["years"], part["months"], part["days_of_month"]) for part in german]
    assert days[:3] == [(["2027"], ["1"], ["1"]), (["2027"], ["3"], ["26", "29"]), (["2027"], ["5"], ["1", "6", "17"])]
    assert days[-1] == (["2028"], ["12"], ["25", "26"])
    assert {part["location"] for part in intervals["holidays of JP, Asia/Tokyo"]} == {"Asia/Tokyo"}
    # A night shift that begins on a holiday is off until six the next morning.
    nights = intervals["holidays of DE, Europe/Berlin 22:00-06:00"]
    assert [(part["months"], part["days_of_month"], part["times"]) for part in nights[:2]] == [
        (["1"], ["2"], [{"start_time": "00:00", "end_time": "06:00"}]),
        (["1"], ["1"], [{"start_time": "22:00", "end_time": "24:00"}]),
    ]
    muted = {
        (route["matchers"][0], child["receiver"]): child.get("mute_time_intervals")
        for route in loaded["route"]["routes"]
        for child in route["routes"]
    }
    assert muted['loop="hard-visit"', "dealer"] == ["holidays of JP, Asia/Tokyo"]
    assert muted['loop="risk"', "key-accounts"] is None
    assert astray(path, BY_HAND) == []


@pytest.mark.parametrize(
    "options",
    [
        "{}",
        "{holidays: [2027], group_wait_key_accounts: 1s}",
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


def test_a_message_says_that_it_is_about_a_key_account_and_which_cause_recurs(config: Path, tmp_path: Path) -> None:
    data = tmp_path / "message.json"
    labels = {"account_value": "key", "cause": "parts"}
    data.write_text(json.dumps({**MESSAGE, "commonLabels": labels}), "utf-8")
    for name, summary in (("subject", "<!channel> {{ .X }}"), ("slack.title", "&lt;!channel&gt; {{ .X }}")):
        rendered = harness.amtool_render(config.with_name("cxprog.tmpl"), f'{{{{ template "cxprog.{name}" . }}}}', data)
        assert rendered.output == f"Key account: {summary} (parts)"


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
