"""What is said about limits does not depend on the order of what is written, nor on ids."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.values import Send, Verdict
from cxprog.analysis.specs import Specs
from cxprog.check import Today
from cxprog.compiler import check_project
from cxprog.workspace import read_project
from tests.frequency import small
from tests.frequency.compare import specs_of

Documents = list[dict[str, Any]]

_EXAMPLE = Path(__file__).parents[2] / "programs" / "example"
_TODAY = Today("2026-11-22")
_READ = ("program", "survey", "role", "channel", "event", "journey", "partner", "policy", "population")
"""Kinds that the proofs read."""
_NAMED = ("survey", "role", "channel")
_GROUPS = 15
_SEEDS_OF_GROUP = 10
_UNORDERED = {"asks", "may_also_be", "shares_rest_with", "partners", "surveys", "roles", "purposes", "senders"}
"""Keys of lists whose items have no order; those of `among` are another."""


# WHAT IS CHANGED


def _shuffled(documents: Documents, chance: random.Random) -> Documents:
    """The same documents and lists in another order; limits stay, since verdicts name them by their place."""
    found = [_list_items_shuffled(each, chance) for each in documents]
    chance.shuffle(found)
    return found


def _list_items_shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    if isinstance(value, dict):
        pairs = [
            (name, _list_items_shuffled(each, chance, "asks" if key == "among" else name))
            for name, each in value.items()
        ]
        chance.shuffle(pairs)
        return dict(pairs)
    if isinstance(value, list):
        items = [_list_items_shuffled(each, chance) for each in value]
        if key in _UNORDERED:
            chance.shuffle(items)
        return items
    return value


def _new_names(documents: Documents, chance: random.Random) -> dict[str, str]:
    """Other ids for surveys, roles and channels, whose order is not that of the old ones."""
    found: dict[str, str] = {}
    for kind in _NAMED:
        names = [each["id"] for each in documents if each["kind"] == kind]
        fresh = [f"{kind}-{number}" for number in range(len(names))]
        chance.shuffle(fresh)
        found.update(zip(names, fresh, strict=True))
    return found


_REFERENCES = ("asks", "may_also_be", "shares_rest_with", "surveys", "roles", "through", "sender")


def _renamed(documents: Documents, names: Mapping[str, str]) -> Documents:
    """The same documents with other ids everywhere."""
    found = [_references_renamed(copy.deepcopy(each), names) for each in documents]
    for each in found:
        if each["kind"] in _NAMED:
            each["id"] = names[each["id"]]
    return found


def _references_renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_references_renamed(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, each in value.items():
        if key in _REFERENCES and isinstance(each, str):
            found[key] = names.get(each, each)
        elif key in _REFERENCES and isinstance(each, list) and all(isinstance(item, str) for item in each):
            found[key] = [names.get(item, item) for item in each]
        else:
            found[key] = _references_renamed(each, names)
    return found


# WHAT IS COMPARED


def _meant(found: tuple[Verdict, ...], specs: Specs, names: Mapping[str, str]) -> Counter[tuple[Any, ...]]:
    """What is said without telling apart who is alike: surveys by what they say, roles by their new names."""
    return Counter(
        (
            (each.policy, each.part, each.index),
            (tuple(sorted(names.get(role, role) for role in each.profile.roles)), *each.profile[1:]),
            (each.answer, each.at_most, each.least, each.most),
            _shape(each, specs, names),
        )
        for each in found
    )


def _shape(verdict: Verdict, specs: Specs, names: Mapping[str, str]) -> Any:
    witness = verdict.witness
    if witness is None:
        return None
    sends = sorted(_alike(each, specs, names) for each in witness.sends)
    anchors = sorted((_content(specs, name, names), day) for name, day in witness.anchors.items())
    return tuple(sends), witness.first, witness.last, witness.total, tuple(anchors)


def _alike(send: Send, specs: Specs, names: Mapping[str, str]) -> tuple[Any, ...]:
    """A send by its days and by what its survey says; equal surveys and contacts may stand for each other."""
    when = (send.day, send.cause, send.checked, send.repeat, send.reminder, send.shift)
    return *when, _content(specs, send.survey, names)


def _content(specs: Specs, survey: str, names: Mapping[str, str]) -> str:
    spec = specs.get("survey", survey)
    assert spec is not None
    said = _references_renamed(spec.model_dump(mode="json", exclude={"id", "asks"}), names)
    return repr(said)


def _check(documents: Documents, chance: random.Random) -> None:
    specs = specs_of(documents)
    found = verdicts(specs)
    assert verdicts(specs_of(_shuffled(documents, chance))) == found
    names = _new_names(documents, chance)
    renamed = specs_of(_renamed(documents, names))
    assert _meant(verdicts(renamed), renamed, {}) == _meant(found, specs, names)


# PROGRAMS


@pytest.mark.parametrize("group", range(_GROUPS))
def test_order_and_ids_change_nothing_in_small_programs(group: int) -> None:
    for seed in range(group * _SEEDS_OF_GROUP, (group + 1) * _SEEDS_OF_GROUP):
        _check(small.documents(seed), random.Random(seed))


def test_order_and_ids_change_nothing_in_the_example() -> None:
    program = check_project(read_project(_EXAMPLE, _EXAMPLE / "dist"), _TODAY).program
    documents = [entry.document.data for kind in _READ for entry in program.each(kind)]
    _check(documents, random.Random("example"))


def test_order_of_files_changes_nothing_in_the_example() -> None:
    project = read_project(_EXAMPLE, _EXAMPLE / "dist")
    turned = replace(project, sources=tuple(reversed(project.sources)))
    first, second = (Specs.of_program(check_project(each, _TODAY).program) for each in (project, turned))
    assert verdicts(first) == verdicts(second)
