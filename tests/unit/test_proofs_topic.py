"""The page `cxprog explain proofs` keeps its word: its program checks certificates, and what surprises is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.specs import Specs
from cxprog.codes import CODES
from cxprog.compiler import check_project
from cxprog.display.proofs import proofs, written
from cxprog.reference import _written
from cxprog.workspace import read_project
from tests.checking import project
from tests.stated_rules import GALLERY, TODAY

PAGE = _written.topic("proofs")


# THE PROGRAM THAT CHECKS CERTIFICATES


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """What `cxprog prove --format json` prints of the example."""
    program = check_project(read_project(GALLERY.parent / "example"), TODAY).program
    return json.loads(written(proofs(program, verdicts(Specs.of_program(program))), "json"))  # type: ignore[no-any-return]


def checks(data: object) -> subprocess.CompletedProcess[str]:
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found
    command = [sys.executable, "-c", found[1]]
    return subprocess.run(command, input=json.dumps(data), capture_output=True, text=True, timeout=60, check=False)


def certificates(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for limit in data["limits"] for verdict in limit["verdicts"] for each in verdict["certificates"]]


def test_the_program_accepts_the_example(example: dict[str, Any]) -> None:
    done = checks(example)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(certificates(example))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda each: each.update(at_most=each["at_most"] - 1),
        lambda each: each["rows"][each["cases"][0]["uses"][0][0]].update(at_most=9),
        lambda each: each["cases"][0].update(uses=[]),
        lambda each: each.update(cases=[]),
        lambda each: each["cases"][0].update(sent=[0], unsent=[0]),
        lambda each: each["sends"].append([each["sends"][0][0], 0, 1]),
    ],
    ids=["less", "weaker row", "no rows", "no cases", "contradiction", "another send"],
)
def test_the_program_refuses_what_does_not_add_up(example: dict[str, Any], spoil: Any) -> None:
    data = json.loads(json.dumps(example))
    spoil(next(each for each in certificates(data) if each["at_most"] > 1))
    assert checks(data).returncode == 1


def test_the_program_reads_cases() -> None:
    """Two sends of which one row says nothing: cases tell them apart, as long as they cover all choices."""
    case = {"sent": [0], "unsent": [], "uses": [], "caps": [[1, "1/1"]]}
    other = {"sent": [], "unsent": [0], "uses": [], "caps": [[1, "1/1"]]}
    certificate = {"at_most": 2, "sends": [["sv", 0, 1], ["sv", 1, 1]], "rows": [], "cases": [case, other]}
    verdict = {"profile": {"roles": []}, "at_most": 2, "certificates": [certificate]}
    data = {"limits": [{"words": "some", "verdicts": [verdict]}]}
    assert checks(data).returncode == 0
    certificate["cases"] = [case]
    assert checks(data).returncode == 1


# WHAT SURPRISES

QUESTION = "{kind: question, id: q, type: ces, text: How easy was it?}\n---\n"
WAVE = (
    "{kind: survey, id: %s, purpose: relational, asks: [buyer], identity: identified, minutes: 3, questions: [q], %s}"
)
TOOL = "{kind: channel, id: %s, type: survey, tool: A, enforces: {%s}}\n---\n"
LIMIT = "\n---\n{kind: policy, id: p, frequency: [{%s}]%s}\n"


def survey(name: str, rest: str) -> str:
    return WAVE % (name, rest)


def answers(text: str, limit: str, more: str = "") -> set[tuple[str, int]]:
    """Answer and least that was found, for each sort of person."""
    done = check_project(project(QUESTION + text + LIMIT % (limit, more)), TODAY)
    assert not [each for each in done.findings if each.rule in CODES], done.findings
    found = verdicts(Specs.of_program(done.program))
    return {(each.answer, int(each.least)) for each in found if each.part == "frequency"}


RESTS = TOOL % ("a", "rest: 30d") + TOOL % ("b", "rest: 30d")
EVENT = "when: {event: arrival}"


@pytest.mark.parametrize(
    ("text", "limit", "answer"),
    [
        (survey("a", "when: {every: half-yearly, window: 14d}"), "at_most: 2, within: 365d", "violated"),
        (survey("a", "when: {every: half-yearly}"), "at_most: 2, within: 365d", "proved"),
        (
            TOOL % ("t", "own_rest: true") + survey("a", f"{EVENT}, rest: {{own: 90d}}, through: t"),
            "at_most: 4, within: 365d",
            "violated",
        ),
        (
            TOOL % ("t", "own_rest: true") + survey("a", f"{EVENT}, rest: {{own: 92d}}, through: t"),
            "at_most: 4, within: 365d",
            "proved",
        ),
        (survey("a", "when: {every: monthly}"), "gap: 30d", "violated"),
        (survey("a", "when: {every: monthly}"), "gap: 28d", "proved"),
        (TOOL % ("t", "rest: 1d") + survey("a", f"{EVENT}, through: t"), "at_most: 1, each: quarter", "violated"),
        (survey("a", "when: {on: [2027-03-31, 2027-04-01]}"), "at_most: 1, each: quarter", "proved"),
        (survey("a", "when: {on: [2027-03-31, 2027-04-01]}"), "at_most: 1, within: 90d", "violated"),
        (
            RESTS + survey("x", f"{EVENT}, through: a") + "\n---\n" + survey("y", f"{EVENT}, through: b"),
            "gap: 30d",
            "violated",
        ),
        (
            RESTS + survey("x", f"{EVENT}, through: a") + "\n---\n" + survey("y", f"{EVENT}, through: a"),
            "gap: 30d",
            "proved",
        ),
        (
            RESTS
            + survey("x", f"{EVENT}, through: a")
            + "\n---\n"
            + survey("y", f"{EVENT}, through: a, rest: {{respects: false}}"),
            "gap: 30d",
            "violated",
        ),
        (
            TOOL % ("t", "rest: 30d, evaluated_at: trigger, send_delay: 3d") + survey("x", f"{EVENT}, through: t"),
            "gap: 30d",
            "violated",
        ),
        (
            TOOL % ("t", "rest: 30d, counts_per: record, records_per_person: 3") + survey("x", f"{EVENT}, through: t"),
            "at_most: 2, within: 30d",
            "violated",
        ),
        (
            TOOL % ("t", "rest: 30d, counts_per: record, records_per_person: 3") + survey("x", f"{EVENT}, through: t"),
            "at_most: 3, within: 30d",
            "proved",
        ),
        (survey("a", "when: {every: yearly}, reminders: [{after: 7d}]"), "at_most: 1, within: 30d", "proved"),
        (
            survey("a", "when: {every: yearly}, reminders: [{after: 7d}]"),
            "at_most: 1, within: 30d, reminders: counted",
            "violated",
        ),
    ],
)
def test_what_surprises_is_so(text: str, limit: str, answer: str) -> None:
    assert {found for found, _ in answers(text, limit)} == {answer}


def test_four_in_each_year_may_be_eight_in_one() -> None:
    days = "2027-12-28, 2027-12-29, 2027-12-30, 2027-12-31, 2028-01-01, 2028-01-02, 2028-01-03, 2028-01-04"
    assert answers(survey("a", f"when: {{on: [{days}]}}"), "at_most: 4, each: year") == {("proved", 0)}
    assert answers(survey("a", f"when: {{on: [{days}]}}"), "at_most: 7, within: 365d") == {("violated", 8)}


def test_waiting_brings_invitations_together() -> None:
    """A wave of 20 December waits until 7 January, three days before the next survey."""
    freeze = ", freezes: [{first: 2027-12-18, last: 2028-01-06}]"
    waits = "on_block: defer, defer_for: 30d"
    first, second = "when: {on: [2027-12-20]}, through: t", "when: {on: [2028-01-10]}"
    for more, answer in ((f", {waits}", "violated"), ("", "proved")):
        text = TOOL % ("t", "freezes: true") + survey("x", first + more) + "\n---\n" + survey("y", second)
        assert {found for found, _ in answers(text, "gap: 14d", freeze)} == {answer}
