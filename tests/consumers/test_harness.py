"""Each consumer accepts a good file and refuses a bad one: what accepts everything proves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.consumers import harness
from tests.consumers.harness import Edge, Group, Task

pytestmark = pytest.mark.consumer

FORM: dict[str, Any] = {
    "title": {"default": "Relationship", "de": "Beziehung"},
    "pages": [
        {
            "name": "start",
            "elements": [
                {
                    "type": "rating",
                    "name": "nps",
                    "rateMin": 0,
                    "rateMax": 10,
                    "title": {"default": "Would you recommend us?", "de": "Empfehlen Sie uns?"},
                },
                {
                    "type": "panel",
                    "name": "low",
                    "visibleIf": "{nps} <= 6",
                    "elements": [{"type": "comment", "name": "why", "isRequired": True}],
                },
            ],
        }
    ],
    "calculatedValues": [{"name": "band", "expression": "iif({nps} <= 6, 'detractor', 'other')"}],
}


def broken(**changes: Any) -> dict[str, Any]:
    """Give the form's first question something SurveyJS does not know."""
    form: dict[str, Any] = json.loads(json.dumps(FORM))
    form["pages"][0]["elements"][0].update(changes)
    return form


def test_survey_core_reports_a_good_form() -> None:
    report = harness.survey_core(FORM)
    assert report.clean
    assert report.questions == {"nps": "rating", "why": "comment"}
    assert sorted(report.locales) == ["de", "en"]


def test_survey_core_refuses_bad_forms() -> None:
    key, kind, reference, good = harness.survey_core_many(
        [broken(shade="red"), broken(type="ratng"), broken(visibleIf="{nobody} = 1"), FORM]
    )
    assert "unknownproperty" in key.errors[0]
    assert kind.errors
    assert "nps" not in kind.questions
    assert not reference.errors
    assert [(lint.rule, lint.severity) for lint in reference.lint] == [("reference/unknown", "error")]
    assert good.clean


def test_survey_core_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "form.json"
    file.write_text(json.dumps(FORM), "utf-8")
    assert harness.survey_core(file) == harness.survey_core(FORM)


def test_survey_core_follows_answers() -> None:
    assert harness.survey_core_visible(FORM, {"nps": 9}) == ("nps",)
    low, answered = harness.survey_core_fill_many([(FORM, {"nps": 3}, "de"), (FORM, {"nps": 3, "why": "slow"}, "")])
    assert low.visible == ("nps", "why")
    assert low.required == ("why",)
    assert low.titles["nps"] == "Empfehlen Sie uns?"
    assert low.calculated == {"band": "detractor"}
    assert not low.complete
    assert answered.complete
    assert answered.data == {"nps": 3, "why": "slow"}


RULES = """\
groups:
  - name: cx
    rules:
      - {alert: CxNpsBelowTarget, expr: cx_nps < 20, for: 24h, labels: {owner: support}}
"""

RULE_TEST = """\
rule_files: [rules.yml]
evaluation_interval: 1h
tests:
  - interval: 1h
    input_series: [{series: 'cx_nps{step="renewal"}', values: 10x40}]
    alert_rule_test:
      - eval_time: 30h
        alertname: CxNpsBelowTarget
        exp_alerts: [{exp_labels: {owner: support, step: renewal}}]
"""


def test_promtool_checks_rules(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES)
    assert harness.promtool_check_rules(rules)
    rules.write_text(RULES.replace("cx_nps <", "cx_nps <<"))
    assert "could not parse expression" in str(harness.promtool_check_rules(rules))
    rules.write_text(RULES + RULES.splitlines(keepends=True)[-1])
    refused = harness.promtool_check_rules(rules)
    assert not refused, refused
    assert "duplicate" in refused.output


def test_promtool_tests_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text(RULES)
    expected = tmp_path / "test.yml"
    expected.write_text(RULE_TEST)
    assert harness.promtool_test_rules(expected)
    expected.write_text(RULE_TEST.replace("owner: support", "owner: sales"))
    assert not harness.promtool_test_rules(expected)


ROUTING = """\
route:
  receiver: cx-office
  routes:
    - {matchers: ['owner="sales"'], receiver: sales, continue: true}
    - {matchers: ['tier="gold"'], receiver: account-managers}
receivers: [{name: cx-office}, {name: sales}, {name: account-managers}]
"""


def test_amtool_checks_and_routes(tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(ROUTING)
    assert harness.amtool_check_config(config)
    assert harness.amtool_routes(config, {"owner": "sales", "tier": "gold"}) == ["sales", "account-managers"]
    assert harness.amtool_routes(config, {"owner": 'the "other" \\ team'}) == ["cx-office"]


def test_amtool_refuses_an_undefined_receiver(tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(ROUTING.replace("receiver: sales,", "receiver: sails,"))
    assert 'undefined receiver "sails"' in harness.amtool_check_config(config).output
    with pytest.raises(ValueError, match="undefined receiver"):
        harness.amtool_routes(config, {"owner": "sales"})


FLOWCHART = """\
flowchart LR
  subgraph stage-1 [Getting started]
    welcome["Welcome #amp; #quot;hello#quot; #35;1"]
    setup
  end
  welcome -->|after 3 days| setup
"""

JOURNEY = """\
journey
  title Onboarding
  section Start
    Sign: 5: Buyer, Account manager
    Wait: nine: Buyer
"""


def test_mermaid_reads_diagrams() -> None:
    flowchart, journey, cut, unknown = harness.mermaid([FLOWCHART, JOURNEY, "flowchart LR\n  a -->", "digraph {}"])
    assert flowchart.type == "flowchart-v2"
    assert flowchart.nodes == {"welcome": 'Welcome & "hello" #1', "setup": "setup"}
    assert flowchart.edges == (Edge("welcome", "setup", "after 3 days"),)
    (group,) = flowchart.groups
    assert (group.title, set(group.nodes)) == ("Getting started", {"welcome", "setup"})

    assert (journey.type, journey.title, journey.sections) == ("journey", "Onboarding", ("Start",))
    assert journey.tasks == (
        Task("Start", "Sign", 5, ("Buyer", "Account manager")),
        Task("Start", "Wait", None, ("Buyer",)),
    )

    assert "Parse error" in cut.error
    assert unknown.error


DOT = """\
digraph "onboarding" {
  subgraph cluster_start { label="Start"; welcome [label=<<B>Welcome</B> &amp; hello>]; setup; }
  welcome -> setup [label="after 3 days"];
}
"""


def test_graphviz_reads_a_graph() -> None:
    graph = harness.graphviz_parse(DOT)
    assert not graph.errors
    assert not graph.warnings
    assert graph.directed
    assert graph.nodes == {"welcome": "<B>Welcome</B> &amp; hello", "setup": "setup"}
    assert graph.edges == (Edge("welcome", "setup", "after 3 days"),)
    assert graph.groups == (Group("cluster_start", "Start", ("welcome", "setup")),)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("->", "-> ->", "syntax error"),
        ("</B>", "</I>", "mismatched tag in line 1"),
        ("digraph", "graph", "syntax error"),
    ],
)
def test_graphviz_refuses_a_bad_graph(before: str, after: str, words: str) -> None:
    assert words in " ".join(harness.graphviz_parse(DOT.replace(before, after)).errors)


def test_graphviz_warns_of_an_unknown_shape() -> None:
    graph = harness.graphviz_parse("digraph { a [shape=potato] }")
    assert not graph.errors
    assert "potato" in graph.warnings[0]


def test_sarif_is_checked() -> None:
    run = {"tool": {"driver": {"name": "cxprog"}}, "results": [{"message": {"text": "asked too often"}}]}
    assert harness.sarif_errors({"version": "2.1.0", "runs": [run]}) == []
    run["results"] = [{"message": "asked too often"}]
    (error,) = harness.sarif_errors({"version": "2.1.0", "runs": [run]})
    assert error.startswith("$.runs[0].results[0].message: ")


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_consumer_skips_but_fails_in_ci(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    # Neither the real folder of fetched programs.
    monkeypatch.setattr(harness, "_HERE", tmp_path / "tests" / "consumers")
    with pytest.raises(outcome, match="consumer promtool is not installed: run script/test"):
        harness.promtool_check_rules(tmp_path)


def test_a_crash_of_a_consumer_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.CompletedProcess([sys.executable], 1, "", "boom")
    monkeypatch.setattr(harness, "_finished", lambda *_: done)
    with pytest.raises(RuntimeError, match="boom"):
        harness.mermaid(["journey"])
    assert harness.graphviz_parse("digraph {}").errors == ("boom",)
