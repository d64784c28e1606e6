"""Scenarios notice when a loop, a route, a guard or a step of a ladder is broken: the example's and the gallery's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxprog.analysis.scenario import run
from cxprog.answering import answers
from cxprog.check import Today
from cxprog.compiler import check_project
from cxprog.language.types import Duration
from cxprog.manifest import Alert, Manifest, Resolved, lower
from cxprog.workspace import read_project

PROGRAMS = Path(__file__).parents[1] / "programs"
SUITES = (
    PROGRAMS / "example",
    *sorted(file.parent for file in (PROGRAMS / "gallery").glob("*/scenarios.yaml")),
)
CAUGHT_MIN = 0.9
Mutation = tuple[str, Manifest]


@pytest.fixture(scope="module", params=SUITES, ids=lambda folder: folder.name)
def manifest(request: pytest.FixtureRequest) -> Manifest:
    folder: Path = request.param
    checked = check_project(read_project(folder, folder / "dist"), Today("2026-11-22"))
    assert not checked.has_errors
    return lower(checked.program)


def stranger(manifest: Manifest, loop: Any) -> str:
    """A team that has nothing to do with a loop, by name or by a word such as `account-manager`, if there is one."""
    named = {loop.owner, loop.monitor, manifest.settings.account_managers, *(name for _, name in loop.responsible)}
    named |= set(loop.review.by if loop.review else ())
    named |= {partner.spec.manager for partner in manifest.each("partner")}
    told = {loop.owner, loop.monitor, *(step.to for step in loop.escalate)}
    teams = [team.id for team in manifest.each("team")]
    return next((team for team in teams if team not in named), next(team for team in teams if team not in told))


# BREAKING ONE THING


def with_spec(manifest: Manifest, kind: str, name: str, **changes: Any) -> Manifest:
    """The manifest with one document changed."""
    resolved = manifest.nodes[kind][name]
    spec = resolved.spec.model_copy(update=changes)
    # A copy keeps what was worked out from the fields; that has to be worked out anew.
    for key in ("answered", "surveys", "metrics", "responsible"):
        spec.__dict__.pop(key, None)
    return with_nodes(manifest, kind, {**manifest.nodes[kind], name: resolved.model_copy(update={"spec": spec})})


def without(manifest: Manifest, kind: str, name: str) -> Manifest:
    kept = {each: resolved for each, resolved in manifest.nodes[kind].items() if each != name}
    return with_nodes(manifest, kind, kept)


def with_nodes(manifest: Manifest, kind: str, nodes: dict[str, Resolved]) -> Manifest:
    """The manifest with other documents of a kind, and with whoever answers then."""
    mutant = manifest.model_copy(update={"nodes": {**manifest.nodes, kind: nodes}})
    mutant.__dict__.pop("alerts_by_loop", None)
    return mutant.model_copy(
        update={"alerts": tuple(Alert.model_construct(**each._asdict()) for each in answers(mutant))}
    )


_NOTHING_KEPT: dict[str, Any] = {"rest": None, "shared_caps": (), "own_rest": False, "caps": False, "freezes": False}
"""What a tool that keeps nothing says of itself."""


def mutations(manifest: Manifest) -> Iterator[Mutation]:
    for loop in manifest.each("loop"):
        yield f"loop {loop.id} removed", without(manifest, "loop", loop.id)
        yield from routes(manifest, loop.id, loop.spec)
        yield from ladders(manifest, loop.id, loop.spec)
    for survey in manifest.each("survey"):
        yield from survey_guards(manifest, survey.id, survey.spec)
    for channel in manifest.each("channel"):
        for key, nothing in _NOTHING_KEPT.items():
            if getattr(channel.spec.enforces, key):
                enforces = channel.spec.enforces.model_copy(update={key: nothing})
                yield f"{channel.id} keeps no {key}", with_spec(manifest, "channel", channel.id, enforces=enforces)
        for name in channel.spec.shares_rest_with:
            others = tuple(other for other in channel.spec.shares_rest_with if other != name)
            broken = with_spec(manifest, "channel", channel.id, shares_rest_with=others)
            yield f"{channel.id} does not know of {name}", broken
    for policy in manifest.each("policy"):
        for index in range(len(policy.spec.freezes)):
            freezes = policy.spec.freezes[:index] + policy.spec.freezes[index + 1 :]
            broken = with_spec(manifest, "policy", policy.id, freezes=freezes)
            yield f"freeze {index} of {policy.id} removed", broken


def routes(manifest: Manifest, name: str, loop: Any) -> Iterator[Mutation]:
    """Somebody else acts, is told or watches; somebody is not told."""
    for key in ("owner", "monitor"):
        if getattr(loop, key):
            changed = {key: stranger(manifest, loop)}
            yield f"{key} of {name} is somebody else", with_spec(manifest, "loop", name, **changed)
    for index, told in enumerate(loop.tell):
        tell = loop.tell[:index] + loop.tell[index + 1 :]
        yield f"{name} does not tell {told}", with_spec(manifest, "loop", name, tell=tell)
    if loop.key_accounts and loop.key_accounts.owner:
        own = loop.key_accounts.model_copy(update={"owner": stranger(manifest, loop)})
        yield f"key accounts of {name} are somebody else's", with_spec(manifest, "loop", name, key_accounts=own)


def ladders(manifest: Manifest, name: str, loop: Any) -> Iterator[Mutation]:
    """A step is missing, leads to somebody else, comes later; a deadline is missing."""
    for index, step in enumerate(loop.escalate):
        others = loop.escalate[:index], loop.escalate[index + 1 :]
        elsewhere = step.model_copy(update={"to": stranger(manifest, loop)})
        later = step.model_copy(update={"after": Duration(step.after.measure, 2 * step.after.amount)})
        where = f"step {index + 1} of {name}"
        yield f"{where} removed", with_spec(manifest, "loop", name, escalate=(*others[0], *others[1]))
        yield (
            f"{where} leads elsewhere",
            with_spec(manifest, "loop", name, escalate=(*others[0], elsewhere, *others[1])),
        )
        yield f"{where} comes later", with_spec(manifest, "loop", name, escalate=(*others[0], later, *others[1]))
    if loop.first_contact:
        yield f"first contact of {name} removed", with_spec(manifest, "loop", name, first_contact=None)


def survey_guards(manifest: Manifest, name: str, survey: Any) -> Iterator[Mutation]:
    if survey.rest.own:
        rest = survey.rest.model_copy(update={"own": None})
        yield f"own rest of {name} removed", with_spec(manifest, "survey", name, rest=rest)
    for index in range(len(survey.caps)):
        caps = survey.caps[:index] + survey.caps[index + 1 :]
        yield f"cap {index} of {name} removed", with_spec(manifest, "survey", name, caps=caps)


# WHO NOTICES


def is_noticed(manifest: Manifest) -> bool:
    return any(not run(manifest, test.spec).passed for test in manifest.each("test"))


def test_the_scenarios_pass_on_the_program_itself(manifest: Manifest) -> None:
    for test in manifest.each("test"):
        outcome = run(manifest, test.spec)
        assert not outcome.failures + outcome.contradictions + outcome.breaches, test.id


def test_at_least_six_programs_carry_scenarios() -> None:
    assert len(SUITES) >= 6


def test_most_single_mistakes_make_a_scenario_fail(manifest: Manifest) -> None:
    broken = list(mutations(manifest))
    survivors = [words for words, mutant in broken if not is_noticed(mutant)]
    caught = 1 - len(survivors) / len(broken)
    said = f"{len(broken) - len(survivors)} of {len(broken)} mistakes noticed; not noticed: {', '.join(survivors)}"
    print(said)
    assert len(broken) >= 4
    assert caught >= CAUGHT_MIN, said
