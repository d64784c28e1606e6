"""Templates of `cxprog init`: each is a sound project from the first minute on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from cxprog import scenarios
from cxprog.check import Today
from cxprog.compiler import Project, build_project, check_project
from cxprog.display.assess import written
from cxprog.manifest import Manifest, lower
from cxprog.report import render
from cxprog.source import Source
from cxprog.starting import instantiate, template_names
from cxprog.target import built_in, built_in_names
from cxprog.workspace import read_project

NAMES = ("b2b", "b2b2c-dedicated", "b2b2c-interdependent", "b2b2c-pass-through", "starter")
TODAY = Today("2026-11-22", is_strict=True)

Started = Callable[[str], Project]
Manifests = Callable[[str], Manifest]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """A project as `cxprog init` leaves it on disk, read back."""

    @cache
    def start(template: str) -> Project:
        folder = tmp_path_factory.mktemp(template)
        for path, data in instantiate(template, "dealer-care").items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return read_project(folder)

    return start


@pytest.fixture(scope="module")
def manifest(started: Started) -> Manifests:
    """The manifest of a new project."""
    return cache(lambda template: lower(check_project(started(template), TODAY).program))


def test_the_names() -> None:
    assert template_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_it(name: str, started: Started) -> None:
    checked = check_project(started(name), TODAY)
    files, documents = checked.run.files, checked.run.documents
    assert render("full", checked.run) == f"no findings in {files} files ({documents} documents)\n"


@pytest.mark.parametrize("name", NAMES)
def test_it_builds(name: str, started: Started) -> None:
    built = build_project(started(name), TODAY)
    # What a target cannot express or keep it says; that is no mistake of the program.
    assert {finding.rule for finding in built.run.findings} <= {"not-expressible", "not-enforced"}
    usual = {name for name in built_in_names() if not built_in(name).on_request}
    assert {path.partition("/")[0] for path in built.artifacts} == {"manifest.json", *usual}


def stories(project: Project) -> scenarios.Suite:
    checked = check_project(project, TODAY)
    assert not checked.has_errors
    return scenarios.run_tests(checked, None, None)


@pytest.mark.parametrize("name", NAMES)
def test_its_stories_end_as_told_and_exercise_nearly_all_of_it(name: str, started: Started) -> None:
    suite = stories(started(name))
    assert len(suite.tested) >= 2
    assert [tested.entry.id for tested in suite.tested if not tested.passed] == []
    assert suite.percent > 80  # as the README of the repository asks for


BROKEN = [
    ("starter", "when: first-days.ease <= 3", "when: first-days.ease <= 4"),
    ("starter", "owner: delivery-team\nfirst_contact: 2bd", "owner: cx-team\nfirst_contact: 2bd"),
    ("starter", "rest: {own: 180d}", "rest: {own: 60d}"),
    ("starter", "{after: 3bd, to: cx-team}", "{after: 4bd, to: cx-team}"),
    ("b2b", "relationship-check.recommend < 7 or", "relationship-check.recommend <= 7 or"),
    ("b2b", " or renewal-check.recommend < 7", ""),
    ("b2b", "key_accounts: {first_contact: 1bd}", "key_accounts: {first_contact: 2bd}"),
    ("b2b", "key_accounts: always", "key_accounts: sampled"),
    ("b2b", "within: 400d", "within: 500d"),
    ("b2b", "account_managers: account-team", "account_managers: project-team"),
    ("b2b", "{after: 10bd, to: cx-team}", "{after: 10bd, to: project-team}"),
    ("b2b", "minimum_n: 30\nowner", "minimum_n: 31\nowner"),
    ("b2b", "enforces: {rest: 92d}", "enforces: {rest: 15d}"),
    ("b2b2c-dedicated", "when: service-check.need-help = yes", "when: service-check.ease <= 3"),
    ("b2b2c-dedicated", "tell: [dealer-team]\n", ""),
    ("b2b2c-dedicated", "first_contact: 4bh", "first_contact: 1bd"),
    ("b2b2c-dedicated", " or dealer-satisfaction < 4", ""),
    ("b2b2c-dedicated", "enforces: {rest: 92d,", "enforces: {rest: 20d,"),
    ("b2b2c-interdependent", "go-live-satisfied <= 2", "go-live-satisfied <= 3"),
    ("b2b2c-interdependent", "lead: resellers", "lead: support-team"),
    ("b2b2c-interdependent", "{after: 2bd, to: partner-team}", "{after: 2bd, to: support-team}"),
    ("b2b2c-interdependent", " or partner-satisfaction < 4", ""),
    ("b2b2c-interdependent", "enforces: {rest: 92d,", "enforces: {rest: 20d,"),
    ("b2b2c-pass-through", "when: support-check.ease <= 3", "when: support-check.ease <= 4"),
    ("b2b2c-pass-through", "when: support-check.about-purchase = yes", "when: support-check.ease <= 3"),
    ("b2b2c-pass-through", "tell: [channel-team]\n", ""),
    ("b2b2c-pass-through", "{after: 2bd, to: cx-team}", "{after: 2bd, to: channel-team}"),
    ("b2b2c-pass-through", "minimum_n: 30\nowner", "minimum_n: 25\nowner"),
    ("b2b2c-pass-through", "{change: new-ordering, delay: 14d}", "{change: new-ordering, delay: 7d}"),
]
"""For each template, a loop, a route, a guard or a step of a ladder and how somebody might break it."""


@pytest.mark.parametrize(("name", "whole", "broken"), BROKEN)
def test_a_story_fails_when_something_breaks(name: str, whole: str, broken: str, started: Started) -> None:
    project = started(name)
    sources = tuple(
        each if each.name == "scenarios.yaml" else Source(each.name, each.text.replace(whole, broken))
        for each in project.sources
    )
    assert sum(whole in each.text for each in project.sources) == 1
    changed = replace(project, sources=sources)
    checked = check_project(changed, TODAY)
    if checked.has_errors:  # nobody gets as far as the stories where a limit does not hold any more
        assert {finding.rule for finding in checked.findings} == {"surveyed-too-often"}
        return
    assert not all(tested.passed for tested in stories(changed).tested)


@pytest.mark.parametrize("name", NAMES)
def test_its_assessment_is_a_placeholder_that_can_be_added_up(name: str, started: Started) -> None:
    checked = check_project(started(name), TODAY)
    manifest = lower(checked.program)
    (form,) = manifest.each("assessment")
    assert manifest.text(form.spec.title) == "Placeholder, to be replaced by your own answers"
    text = written(checked.program, manifest, TODAY.date, form="table", of=None)
    assert "64/100" in text and "1 form by" in text


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_the_name_of_its_folder(name: str, manifest: Manifests) -> None:
    program = manifest(name)
    assert program.program == "dealer-care"
    assert program.settings.title == {"en": "Dealer care"}
    texts = [data.decode() for data in instantiate(name, "dealer-care").values()]
    assert not any("my-program" in text.lower() or "my program" in text.lower() for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_a_newcomer_what_to_do(name: str) -> None:
    files = {path: data.decode() for path, data in instantiate(name, "dealer-care").items()}
    assert files[".gitignore"].splitlines()[-1] == "dist/"
    for command in ("check", "build", "graph", "test", "coverage", "assess"):
        assert f"    cxprog {command} " in files["README.md"]
    for path, text in files.items():
        assert not path.endswith(".yaml") or "Change first: " in text, path


def test_the_starter_is_small(manifest: Manifests) -> None:
    starter = manifest("starter")
    counts = {kind: len(starter.nodes[kind]) for kind in ("journey", "role", "survey", "metric", "loop", "policy")}
    assert counts == {"journey": 1, "role": 2, "survey": 1, "metric": 1, "loop": 1, "policy": 1}
    assert len(starter.touchpoints) == 4


@pytest.mark.parametrize(
    ("name", "partnership", "capabilities"),
    [
        (
            "b2b2c-dedicated",
            "dedicated",
            {
                "customer-insights-cooperation",
                "cx-capabilities-development",
                "voice-of-the-partner",
                "partner-engagement",
            },
        ),
        (
            "b2b2c-interdependent",
            "interdependent",
            {"voice-of-the-partner", "partner-engagement", "customer-insights-cooperation"},
        ),
        ("b2b2c-pass-through", "pass-through", {"customer-insights-cooperation", "partner-engagement"}),
    ],
)
def test_it_covers_what_its_structure_depends_on(
    name: str, partnership: str, capabilities: set[str], manifest: Manifests
) -> None:
    assert manifest(name).settings.partnership == partnership
    assert {practice.spec.capability for practice in manifest(name).each("practice")} == capabilities


def test_between_businesses_several_roles_of_an_account_are_asked_and_key_accounts_always(manifest: Manifests) -> None:
    survey = manifest("b2b").get("survey", "relationship-check")
    assert len(survey.asks) == 3
    assert survey.sampling.key_accounts == "always"
    assert any(loop.spec.silence and loop.spec.silence.accounts == "key" for loop in manifest("b2b").each("loop"))
