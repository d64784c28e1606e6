"""Metrics from a handful of answers, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from cxprog.analysis.measure import Reply, measure
from tests.unit.test_scenario import answer, happens, manifest_of, story

QUESTION = "kind: question\nid: q\ntext: What?\nmetric: m\n"
CHOICES = "choices: [{id: price}, {id: speed}, {id: care}]\n"


@pytest.mark.parametrize(
    ("question", "metric", "values", "expected"),
    [
        ("type: nps", "type: nps", [10, 9, 8, 7, 6, 0], 0),
        ("type: nps", "type: nps", [10, 10, 9, 3], 50),
        ("type: osat", "type: osat", [5, 4, 3], 4),
        ("type: ces", "type: ces", [7, 2], 4.5),
        ("type: rating", "type: mean", [1, 2], 1.5),
        ("type: osat", "type: top-box", [5, 5, 4, 1], 0.5),
        ("type: osat", "type: top-box\nscale: {lowest: 0, highest: 100}", [5, 5, 4, 1], 50),
        ("type: rating\ndirection: lower-is-better", "type: top-box", [1, 5, 5, 5], 0.25),
        ("type: yes-no", "type: ratio", ["yes", "yes", "no", "no", "no"], 0.4),
        (f"type: multiple-choice\n{CHOICES}", "type: ratio\nchoice: care", [("price", "care"), ("speed",)], 0.5),
        (
            f"type: ranking\n{CHOICES}",
            "type: ranking\nchoice: care",
            [("care", "price"), ("price", "speed", "care")],
            2,
        ),
        ("type: osat", "type: operational", [5], None),
        ("type: osat", "type: osat", [], None),
    ],
)
def test_values(question: str, metric: str, values: list[Any], expected: float | None) -> None:
    manifest = manifest_of(QUESTION + question, f"kind: metric\nid: m\n{metric}\n")
    replies = [Reply("q", value, 1, {}) for value in values]
    assert measure(manifest, "m", [*replies, Reply("other", 1, 1, {})]) == (expected, len(values))


def test_alike_people_count_as_many() -> None:
    manifest = manifest_of(QUESTION + "type: osat\n", "kind: metric\nid: m\ntype: osat\n")
    assert measure(manifest, "m", [Reply("q", 5, 3, {}), Reply("q", 1, 1, {})]) == (4, 4)


def test_the_share_of_groups_in_a_band() -> None:
    manifest = manifest_of(
        QUESTION + "type: osat\n",
        "kind: metric\nid: m\ntype: osat\nminimum_n: 2\nbands: [{id: low, lowest: 1}, {id: high, lowest: 4}]\n",
        "kind: metric\nid: leading\ntype: ratio\nshare_of: {metric: m, band: high, by: country}\n",
    )
    answers = {"DE": (5, 2), "AT": (4, 2), "CH": (2, 2), "NO": (5, 1)}  # one answer from Norway is too few
    replies = [Reply("q", value, count, {"country": country}) for country, (value, count) in answers.items()]
    found = measure(manifest, "leading", replies)
    assert found.value == pytest.approx(2 / 3) and found.answers == 7


CODED = """\
kind: question
id: comment
type: open-text
text: Anything else?
codes: causes
---
kind: survey
id: coded
purpose: transactional
asks: [buyer]
when: {event: visit}
identity: identified
minutes: 2
questions: [comment]
---
kind: loop
id: parts-again
type: inner
when: coded.comment = parts
owner: cx-office
"""


@pytest.mark.parametrize(
    ("comment", "opens"),
    [("[no-stock]", True), ("[parts]", True), ("[people]", False), ("No stock again", False)],
)
def test_comments_are_filed_under_codes(comment: str, opens: bool) -> None:
    given = (
        "{on: 2027-02-01, who: anna, event: visit}\n"
        f"{{on: 2027-02-02, who: anna, answers: coded, values: {{comment: {comment}}}}}"
    )
    assert any("a case of `parts-again` opens" in line for line in happens(CODED, story(given))) is opens


def test_a_metric_of_several_surveys_counts_all_of_them() -> None:
    survey = (
        "kind: survey\nid: {}\npurpose: transactional\nasks: [buyer]\nwhen: {{event: visit}}\nidentity: identified\n"
        "minutes: 2\nquestions: [ease]\n"
    )
    loop = "kind: loop\nid: trend\ntype: outer\nwhen: effort < 4\nminimum_n: 2\nowner: board\n"
    given = "\n".join(
        (
            "{on: 2027-02-01, who: anna, event: visit}",
            answer("2027-02-02", 3, survey="one"),
            answer("2027-02-03", 3, survey="two"),
        )
    )
    found = happens(survey.format("one"), survey.format("two"), loop, story(given))
    assert [line for line in found if "opens" in line] == ["2027-02-03 09:00  a case of `trend` opens"]
