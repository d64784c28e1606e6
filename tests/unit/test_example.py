"""The example program: it checks clean, it holds what the tutorial promises, and it builds in every environment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cxprog.check import Today
from cxprog.compiler import Checked, Project, build_project, check_project
from cxprog.language import KINDS, model_of
from cxprog.language.shape import shape_of, texts
from cxprog.manifest import Manifest, lower, walk
from cxprog.merge import OVERLAYS, environment_of
from cxprog.report import render
from cxprog.source import Source
from cxprog.target import built_in, built_in_names
from cxprog.workspace import read_project

EXAMPLE = Path(__file__).parents[2] / "programs" / "example"
TODAY = Today("2026-11-22", is_strict=True)
LOCALES = {"en", "de"}


@cache
def project() -> Project:
    return read_project(EXAMPLE, EXAMPLE / "dist")


@cache
def checked(environment: str | None = None) -> Checked:
    return check_project(project(), TODAY, environment)


@cache
def lowered(environment: str | None) -> Manifest:
    return lower(checked(environment).program, environment)


@pytest.fixture
def manifest() -> Manifest:
    return lowered(None)


def specs(manifest: Manifest, kind: str) -> dict[str, Any]:
    return {node.id: node.spec for node in manifest.each(kind)}


# CHECKING


def test_nothing_is_found_but_what_the_waiver_is_for() -> None:
    assert render("concise", checked().run).splitlines()[-1].startswith("no findings in ")
    assert [(each.finding.rule, each.by) for each in checked().silenced] == [("moment-of-truth-unheard", "waiver")]


BROKEN = (
    # What README.md suggests to break, and what must be said then.
    ("journeys/purchase.yaml", ", lead: field-service}", "}", "joint-touchpoint-without-lead"),
    ("loops.yaml", "repair-effort.repair-ease <= 3", "repair-effort.repair-ease <= 9", "condition-impossible"),
    ("journeys/purchase.yaml", "to: field-service\n", "to: marketing\n", "handoff-to-bystander"),
    ("questions.yaml", "  de: Was ist der wichtigste Grund für Ihre Antwort?\n", "", "locale-missing"),
    ("surveys/customers.yaml", "x-legal-basis: contract\n", "", "house-rule"),
    ("surveys/customers.yaml", "locales: [en, de]\n", "", "house-rule"),
)


@pytest.mark.parametrize(("name", "before", "after", "rule"), BROKEN)
def test_what_the_tutorial_breaks_is_found(name: str, before: str, after: str, rule: str) -> None:
    whole = project()
    (kept,) = (source for source in whole.sources if source.name == name)
    assert before in kept.text
    broken = Source(name, kept.text.replace(before, after))
    sources = tuple(broken if source is kept else source for source in whole.sources)
    findings = check_project(replace(whole, sources=sources), TODAY).findings
    assert rule in {finding.rule for finding in findings}


# WHAT IT HOLDS


def test_it_uses_every_kind_of_document(manifest: Manifest) -> None:
    assert set(manifest.nodes) == set(KINDS)


def test_no_document_is_lost_on_the_way(manifest: Manifest) -> None:
    overlays = 1
    assert sum(map(len, manifest.nodes.values())) == checked().run.documents - overlays


def test_journeys_of_customers_and_partners(manifest: Manifest) -> None:
    journeys = specs(manifest, "journey")
    assert sorted(journey.actor for journey in journeys.values()) == ["customer", "customer", "partner"]
    phases = [stage.phase for stage in journeys["dealership"].stages]
    assert phases == ["recruitment", "onboarding", "growth", "evaluation", "expansion", "exit"]


def test_touchpoints_of_company_partners_and_both(manifest: Manifest) -> None:
    assert len(manifest.touchpoints) == 25
    owned = {frozenset(party.kind for party in touchpoint.owners) for touchpoint in manifest.touchpoints}
    assert owned == {frozenset(("team",)), frozenset(("partner",)), frozenset(("team", "partner"))}
    assert all(touchpoint.lead for touchpoint in manifest.touchpoints)
    assert {touchpoint.lead.kind for touchpoint in manifest.touchpoints if touchpoint.lead} == {"team", "partner"}


def test_moments_of_truth_are_heard_and_lead_to_a_case(manifest: Manifest) -> None:
    moments = {
        f"{journey.id}.{touchpoint.id}"
        for journey in manifest.each("journey")
        for _, _, _, touchpoint in walk(journey.spec)
        if touchpoint.moment_of_truth
    }
    waived = {waiver.covers.touchpoint for waiver in specs(manifest, "waiver").values()}
    assert len(moments) == 6
    assert waived < moments
    assert all(manifest.touchpoint_by_address[address].surveys for address in moments - waived)


def test_roles_tiers_and_countries(manifest: Manifest) -> None:
    assert len(specs(manifest, "role")) == 6
    assert {role.audience for role in specs(manifest, "role").values()} == {"customer", "partner", "employee"}
    tiers = {partner.tier for partner in specs(manifest, "partner").values()} - {None}
    assert tiers == {"gold", "silver", "registered"}
    groups = specs(manifest, "population")["customers-and-dealers"].groups
    assert {group.by["country"] for group in groups} == {"DE", "AT", "CH", "NL", "NO"}
    assert {group.by["tier"] for group in groups} == tiers


def test_every_dealer_is_counted_once(manifest: Manifest) -> None:
    partners = specs(manifest, "partner")
    by_tier = {partner.tier: partner.organizations for partner in partners.values() if partner.tier}
    principals = Counter[str]()
    for group in manifest.get("population", "customers-and-dealers").groups:
        principals[group.by["tier"]] += group.people if group.role == "dealer-principal" else 0
    assert principals == by_tier
    assert sum(by_tier.values()) == partners["dealers"].organizations


def test_surveys_of_every_purpose(manifest: Manifest) -> None:
    surveys = specs(manifest, "survey")
    assert len(surveys) == 8
    assert {survey.purpose for survey in surveys.values()} == {
        "relational", "transactional", "pulse", "milestone", "interview", "board", "mystery-shop",
    }  # fmt: skip


def test_metrics_loops_reports_and_the_rest(manifest: Manifest) -> None:
    assert len(specs(manifest, "metric")) == 8
    assert {loop.type for loop in specs(manifest, "loop").values()} == {"inner", "outer"}
    partners = specs(manifest, "partner")
    reports = specs(manifest, "report")
    to_partners = [name for name in reports if any(viewer.who in partners for viewer in reports[name].to)]
    assert to_partners == ["dealer-scorecard", "tier-overview"]
    assert len(specs(manifest, "waiver")) == 1
    assert [source.name for source in project().sources if source.name.startswith(OVERLAYS)] == [
        "overlays/pilot/repair-effort.yaml"
    ]


def test_respondents_can_read_everything_in_both_locales(manifest: Manifest) -> None:
    missing = [place for place, text in respondent_texts(manifest) if set(text) != LOCALES]
    assert missing == []


def respondent_texts(manifest: Manifest) -> Iterator[tuple[str, dict[str, str]]]:
    for kind in ("survey", "question"):
        for node in manifest.each(kind):
            data = node.spec.model_dump(mode="json", exclude_none=True)
            # The title of a question is made from its id and shown to nobody who answers.
            data = {key: value for key, value in data.items() if (kind, key) != ("question", "title")}
            for path, text in texts(shape_of(model_of(kind)), data):
                assert isinstance(text, dict)
                yield f"{kind} {node.id}: {'.'.join(map(str, path))}", text


def test_nobody_in_it_can_be_taken_for_a_real_person() -> None:
    for source in project().sources:
        for word in source.text.split():
            if "@" in word:
                assert "@harbor-pumps.example" in word, f"{source.name}: {word}"


# BUILDING


@pytest.mark.parametrize("environment", [None, "pilot"])
def test_it_builds(environment: str | None) -> None:
    result = build_project(project(), TODAY, environment)
    # What a target cannot express or keep it says; that is no mistake of the program.
    assert {finding.rule for finding in result.run.findings} <= {"not-expressible", "not-enforced"}
    usual = {name for name in built_in_names() if not built_in(name).on_request}
    assert {path.partition("/")[0] for path in result.artifacts} == {"manifest.json", *usual}


def test_the_pilot_is_the_only_environment_and_differs() -> None:
    assert {environment_of(source.name) for source in project().sources} == {None, "pilot"}
    base, pilot = lowered(None), lowered("pilot")
    differing = [
        (kind, name)
        for kind, nodes in base.nodes.items()
        for name, node in nodes.items()
        if node.hash != pilot.nodes[kind][name].hash
    ]
    assert differing == [("survey", "repair-effort")]
