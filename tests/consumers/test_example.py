"""What the example and every template build is loaded by the programs it is made for."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cxprog.check import Today
from cxprog.compiler import Built, build_project
from cxprog.workspace import read_project
from tests.consumers import harness

pytestmark = pytest.mark.consumer

ROOT = Path(__file__).parent.parent.parent
PROJECTS = [ROOT / "programs" / "example", *sorted(path.parent for path in ROOT.glob("cxprog/templates/*/cxprog.yaml"))]

# Read off programs/example/loops.yaml by hand: owner and those told for `open`; owner and monitor for a missed
# deadline; the step of the ladder and the monitor for an escalation.
RECEIVERS = """
detractor-call       open           key-accounts
detractor-call       first-contact  cx-office key-accounts
detractor-call       escalation-1   cx-office
detractor-call       escalation-2   cx-office management-board
hard-repair          open           dealers
hard-repair          resolve        cx-office dealers
hard-repair          escalation-1   cx-office dealer-care
hard-repair          escalation-2   cx-office service-management
hard-repair          closed         key-accounts
help-alert           open           dealer-care dealers service-desk
help-alert           first-contact  dealers service-desk
help-alert           escalation-1   service-desk
help-alert           escalation-2   service-desk service-management
part-trouble         open           dealers spare-parts
part-trouble         first-contact  cx-office spare-parts
part-trouble         escalation-1   cx-office service-management
written-complaint    open           service-desk
written-complaint    first-contact  cx-office service-desk
written-complaint    escalation-1   cx-office service-management
start-up-rescue      open           field-service
start-up-rescue      escalation-1   cx-office service-management
shaken-director      open           key-accounts
shaken-director      escalation-1   cx-office management-board
promoter-thanks      open           key-accounts
promoter-thanks      escalation-1   cx-office
quiet-key-account    open           key-accounts
quiet-key-account    escalation-1   cx-office management-board
silent-workshop      open           dealers key-accounts
silent-workshop      escalation-1   cx-office service-management
dealer-call          open           dealer-care
dealer-call          escalation-1   cx-office management-board
portal-rescue        open           dealer-care spare-parts
portal-rescue        escalation-1   cx-office dealer-care
repair-review        open           service-management
repair-review        decision       cx-office dealer-care field-service service-management spare-parts
relationship-review  open           cx-office
relationship-review  review         cx-office key-accounts management-board marketing
dealer-review        open           dealer-care
same-cause-again     open           service-management
same-cause-again     decision       cx-office service-management spare-parts
invitations-stopped  open           cx-office
invitations-stopped  review         cx-office management-board
"""

# The same for cases that name more: what is different for key accounts, and for the dealer who serves the customer.
NAMED = """
hard-repair        open           account_value=key  dealers
hard-repair        escalation-3   account_value=key  cx-office key-accounts
written-complaint  open           account_value=key  key-accounts
written-complaint  escalation-2   account_value=key  cx-office management-board
written-complaint  open           touchpoint=service.repair-visit  dealers
part-trouble       open           partner=gold-dealers  gold-dealers spare-parts
part-trouble       open           partner=registered-dealers  registered-dealers spare-parts
silent-workshop    open           partner=silver-dealers  key-accounts silver-dealers
"""


@pytest.fixture(scope="module", params=PROJECTS, ids=[path.name for path in PROJECTS])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """A project, built into a folder."""
    result = build_project(read_project(request.param), Today("2026-11-22"))
    assert result.manifest is not None, [finding.message for finding in result.run.findings]
    folder = tmp_path_factory.mktemp(request.param.name)
    for name, artifact in result.artifacts.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(artifact.data)
    return folder, result


def test_survey_core_loads_every_form(built: tuple[Path, Built]) -> None:
    folder, result = built
    assert result.manifest is not None
    surveys = {survey.id: survey.spec for survey in result.manifest.each("survey")}
    forms = [json.loads((folder / "surveyjs" / f"{name}.json").read_text("utf-8")) for name in surveys]
    for (name, survey), report in zip(surveys.items(), harness.survey_core_many(forms), strict=True):
        assert report.clean, (name, report)
        assert list(report.questions) == [asked.question for asked in survey.questions]
        assert {*survey.locales} <= {*report.locales}


def test_promtool_accepts_the_rules_and_their_tests_pass(built: tuple[Path, Built]) -> None:
    folder, _ = built
    checked = harness.promtool_check_rules(folder / "prometheus" / "rules.yml")
    assert checked, checked
    tested = harness.promtool_test_rules(folder / "prometheus" / "rules_test.yml")
    assert tested, tested


def test_amtool_accepts_the_configuration_and_every_route_leads_where_it_should(built: tuple[Path, Built]) -> None:
    folder, _ = built
    config = folder / "alertmanager" / "alertmanager.yml"
    checked = harness.amtool_check_config(config)
    assert checked, checked
    cases = json.loads((folder / "alertmanager" / "routes_test.json").read_text("utf-8"))
    with ThreadPoolExecutor() as pool:
        reached = list(pool.map(lambda case: sorted(harness.amtool_routes(config, case["labels"])), cases))
    assert reached == [sorted(case["receivers"]) for case in cases]


def test_each_loop_of_the_example_reaches_exactly_the_receivers_that_the_yaml_names(tmp_path: Path) -> None:
    result = build_project(read_project(PROJECTS[0]), Today("2026-11-22"), only=["alertmanager"])
    assert result.manifest is not None
    rows = [(*line.split()[:2], "", *line.split()[2:]) for line in RECEIVERS.split("\n") if line]
    assert {row[0] for row in rows} == {loop.id for loop in result.manifest.each("loop")}
    rows += [tuple(line.split()) for line in NAMED.split("\n") if line]
    config = tmp_path / "alertmanager.yml"
    for name in ("alertmanager.yml", "cxprog.tmpl"):
        (tmp_path / name).write_bytes(result.artifacts[f"alertmanager/{name}"].data)
    with ThreadPoolExecutor() as pool:
        labels = [
            {"loop": loop, "deadline": deadline, **dict([named.split("=")] if named else [])}
            for loop, deadline, named, *_ in rows
        ]
        reached = pool.map(lambda each: sorted(harness.amtool_routes(config, each)), labels)
        for each, (_, _, _, *receivers), found in zip(labels, rows, reached, strict=True):
            # Without a pager for the service desk, where the moment is no reason to use one.
            assert [name.removesuffix("/no-pager") for name in found] == receivers, each


def test_mermaid_and_graphviz_read_every_journey(built: tuple[Path, Built]) -> None:
    folder, result = built
    assert result.manifest is not None
    journeys = [journey.id for journey in result.manifest.each("journey")]
    diagrams = harness.mermaid([(folder / "mermaid" / f"{name}.mmd").read_text("utf-8") for name in journeys])
    for name, diagram in zip(journeys, diagrams, strict=True):
        assert not diagram.error, (name, diagram.error)
        graph = harness.graphviz_parse((folder / "journey_graph" / f"{name}.dot").read_text("utf-8"))
        assert not graph.errors and not graph.warnings, (name, graph)
        assert (folder / "journey_graph" / f"{name}.svg").stat().st_size > 1000
        assert (folder / "journey_graph" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
