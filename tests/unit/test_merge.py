"""Layers of a document: `extends` within a kind, overlays by environment, and where each part of the result stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cxprog.document import parse
from cxprog.merge import apply_overlays, environment_of, resolve_extends
from cxprog.source import Source
from tests.checking import built, checked, concise, full, mistakes

Golden = Callable[[str, str | bytes], None]

SURVEY = """\
kind: survey
id: visit
purpose: relational
asks: [buyer]
when: {every: quarterly}
identity: confidential
minutes: 2
questions: [score]
---
kind: question
id: score
type: nps
text: How likely are you to recommend us?
"""
TEXTS = {
    "base": "kind: journey\nid: base\nactor: customer\ntitle: {en: Base, de: Basis}\nretired: 2030-01-01\nstages:\n"
    "  - id: one\n    roles: [buyer]\n    touchpoints:\n      - {id: call, channel: phone, emotion: -1}\n"
    "      - {id: visit, channel: on-site}\n  - id: two\n",
    "over": "kind: journey\nid: over\nextends: base\ntitle: {en: Over}\nstages:\n"
    "  - id: two\n    goal: done\n  - id: one\n    roles: []\n    touchpoints:\n      - {id: call, emotion: 2}\n"
    "      - {id: letter, channel: mail}\n  - id: three\n",
}


def merged() -> Any:
    documents = [document for name, text in TEXTS.items() for document in parse(Source(f"{name}.yaml", text))[0]]
    resolved, broken, findings = resolve_extends(documents)
    assert not broken and not findings
    return next(document for document in resolved if document.data and document.data["id"] == "over")


def test_what_extends_puts_together() -> None:
    assert merged().data == {
        "kind": "journey",
        "id": "over",
        "extends": "base",
        "actor": "customer",
        "title": {"en": "Over", "de": "Basis"},
        "stages": [
            {
                "id": "one",
                "roles": [],
                "touchpoints": [
                    {"id": "call", "channel": "phone", "emotion": 2},
                    {"id": "visit", "channel": "on-site"},
                    {"id": "letter", "channel": "mail"},
                ],
            },
            {"id": "two", "goal": "done"},
            {"id": "three"},
        ],
    }


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "over.yaml:2"),
        (("id",), "over.yaml:2"),
        (("actor",), "base.yaml:3"),
        (("title", "en"), "over.yaml:4"),
        (("title", "de"), "base.yaml:4"),
        (("stages", 0, "touchpoints", 0, "emotion"), "over.yaml:11"),
        (("stages", 0, "touchpoints", 0, "channel"), "base.yaml:10"),
        (("stages", 0, "touchpoints", 1), "base.yaml:11"),
        (("stages", 0, "touchpoints", 2, "channel"), "over.yaml:12"),
        (("stages", 0, "roles"), "over.yaml:9"),
        (("stages", 1, "goal"), "over.yaml:7"),
        (("stages", 2, "id"), "over.yaml:13"),
    ],
)
def test_every_part_stands_where_it_was_written(path: tuple[str | int, ...], place: str) -> None:
    label = merged().at(*path)
    assert f"{label.where.source.name}:{label.line}" == place


def test_lists_without_ids_are_replaced() -> None:
    base, over = (
        parse(Source(name, f"kind: policy\nid: {name}\n{text}"))[0][0]
        for name, text in (
            ("a", "freezes: [{first: 2027-01-01}]\n"),
            ("b", "extends: a\nfreezes: [{last: 2027-02-01}]\n"),
        )
    )
    resolved = resolve_extends((base, over))[0]
    assert resolved[1].data is not None
    assert resolved[1].data["freezes"] == [{"last": "2027-02-01"}]


def test_a_chain_of_three() -> None:
    texts = ("id: a\nmonitor: x", "id: b\nextends: a\nowner: y", "id: c\nextends: b\nmonitor: z")
    documents = [parse(Source(f"{text[4]}.yaml", f"kind: loop\n{text}\n"))[0][0] for text in texts]
    for order in (documents, documents[::-1]):
        resolved, _, _ = resolve_extends(order)
        assert [document.data for document in resolved][2] == {
            "kind": "loop", "id": "c", "extends": "b", "monitor": "z", "owner": "y",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("overlays/test/a.yaml", "test"),
        ("overlays/test/deep/a.yaml", "test"),
        ("overlays/a.yaml", None),
        ("journeys/overlays/test/a.yaml", None),
        ("cxprog.yaml", None),
    ],
)
def test_environments_are_folders(name: str, environment: str | None) -> None:
    assert environment_of(name) == environment


def test_two_overlays_of_one_document_apply_in_the_order_of_their_names() -> None:
    base = parse(Source("a.yaml", "kind: team\nid: a\n"))[0]
    first = parse(Source("overlays/test/1.yaml", "kind: team\nid: a\ntitle: First\n"))[0]
    second = parse(Source("overlays/test/2.yaml", "kind: team\nid: a\ntitle: Second\n"))[0]
    for overlays in ((*first, *second), (*second, *first)):
        (document,), findings = apply_overlays(base, overlays)
        assert document.data == {"kind": "team", "id": "a", "title": "Second"} and not findings


def test_a_key_without_a_value_takes_the_key_away() -> None:
    overlay = {"overlays/test/a.yaml": "kind: survey\nid: visit\nminutes: 5\nthrough:\n"}
    tool = "---\nkind: channel\nid: tool\ntype: survey\ntool: Surveys\n"
    text = SURVEY.replace("minutes: 2\n", "minutes: 2\nthrough: tool\n") + tool
    assert mistakes(checked(text, overlay)) == ()


# MISTAKES


def overlay(text: str, name: str = "overlays/test/a.yaml") -> dict[str, str]:
    return {name: text}


CASES: dict[str, tuple[str, dict[str, str]]] = {
    "overlay of nothing": (SURVEY, overlay("kind: survey\nid: other\nminutes: 3\n")),
    "overlay of a name that is near": (SURVEY, overlay("kind: survey\nid: visits\nminutes: 3\n")),
    "overlay of another kind": (SURVEY, overlay("kind: loop\nid: visit\n")),
    "overlay of no kind": (SURVEY, overlay("kind: surveys\nid: visit\nminutes: 3\n")),
    "overlay without an id": (SURVEY, overlay("kind: survey\nminutes: 3\n")),
    "overlay without effect": (SURVEY, overlay("kind: survey\nid: visit\nminutes: 2\n")),
    "overlay beside the environments": (SURVEY, overlay("kind: survey\nid: visit\nminutes: 3\n", "overlays/a.yaml")),
    "mistake in an overlay": (SURVEY, overlay("kind: survey\nid: visit\nminutes: two\nasks: [buyers]\n")),
    "misspelt key in an overlay": (SURVEY, overlay("kind: survey\nid: visit\nminuets: 3\n")),
    "required key taken away": (SURVEY, overlay("kind: survey\nid: visit\npurpose:\n")),
    "base that is no YAML": (SURVEY.replace("id: visit", "id: visit: x"), overlay("kind: survey\nid: visit\n")),
    "two environments, one mistake in the base": (
        SURVEY.replace("minutes: 2", "minutes: two"),
        dict.fromkeys(("overlays/a/x.yaml", "overlays/b/x.yaml"), "kind: question\nid: score\ntitle: T\n"),
    ),
    "extends nothing": (SURVEY + "---\nkind: survey\nid: other\nextends: yearly\n", {}),
    "extends a name that is near": (SURVEY + "---\nkind: survey\nid: other\nextends: visits\n", {}),
    "extends another kind": (SURVEY + "---\nkind: survey\nid: other\nextends: score\n", {}),
    "extends itself": (SURVEY + "---\nkind: survey\nid: other\nextends: other\n", {}),
    "circle of three": (
        "".join(f"---\nkind: team\nid: {name}\nextends: {base}\n" for name, base in ("ab", "bc", "ca")),
        {},
    ),
    "base with mistakes": (
        SURVEY.replace("minutes: 2\n", "").replace("relational", "relashional")
        + "---\nkind: survey\nid: other\nextends: visit\n---\nkind: survey\nid: third\nextends: other\n",
        {},
    ),
    "base that is missing, with things inside": (
        "kind: journey\nid: repair\nactor: customer\nextends: nothing\n---\n"
        + SURVEY.replace("{every: quarterly}", "{after: repair.call}"),
        {},
    ),
    "base of a misspelt kind": (
        SURVEY.replace("kind: survey", "kind: surway") + "---\nkind: survey\nid: other\nextends: visit\n",
        {},
    ),
    "misspelt extends": (SURVEY + "---\nkind: survey\nid: other\nextend: visit\n", {}),
}  # fmt: skip


def test_what_is_said_of_mistakes(golden: Golden) -> None:
    parts = []
    for name, (text, files) in CASES.items():
        run = checked(text, files)
        lines = [f"{finding.labels[0].where.source.name}" for finding in mistakes(run)]
        assert all(lines)
        parts.append(f"# {name}\n\n{full(mistakes(run))}\n")
    golden("messages/layers.txt", "\n\n".join(parts))


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_gets_one_message(name: str) -> None:
    several = {"mistake in an overlay": 2, "base with mistakes": 2}
    run = checked(*CASES[name])
    assert len(mistakes(run)) == several.get(name, 1), concise(run)


def test_places_point_into_the_overlay() -> None:
    run = checked(*CASES["mistake in an overlay"])
    assert [finding.labels[0].where.source.name for finding in mistakes(run)] == ["overlays/test/a.yaml"] * 2


def test_an_unknown_environment() -> None:
    run = checked(SURVEY, overlay("kind: survey\nid: visit\nminutes: 3\n"), environment="tests")
    assert [(finding.rule, finding.help) for finding in mistakes(run)] == [
        ("environment-unknown", "did you mean `test`?")
    ]


def test_the_manifest_says_where_inherited_parts_stand() -> None:
    text = SURVEY + "---\nkind: survey\nid: other\nextends: visit\nminutes: 4\n"
    manifest = built(text).manifest
    assert manifest is not None
    assert manifest.get("survey", "other").minutes == 4
    origin = manifest.nodes["survey"]["other"].origin
    assert (origin.document, origin.line) == ("survey:other", 1)
    assert "extends" not in manifest.to_json()
