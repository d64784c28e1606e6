"""Templates of `cxprog init`: each is a sound project from the first minute on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, build_project, check_project
from cxprog.manifest import Manifest, lower
from cxprog.report import render
from cxprog.starting import instantiate, template_names
from cxprog.target import built_in_names
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
    assert {path.partition("/")[0] for path in built.artifacts} == {"manifest.json", *built_in_names()}


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
    for command in ("cxprog check", "cxprog build", "cxprog graph"):
        assert f"    {command}" in files["README.md"]
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
