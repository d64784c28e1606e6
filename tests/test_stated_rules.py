"""Each rule of the source documents is held: it has pages and policy keys, and a mistake of one line is found."""

from __future__ import annotations

import pytest

from cxprog.language import model_of
from cxprog.rules import all_rules
from tests.stated_rules import Stated, found, stated

STATED = tuple(stated())
RULES = {rule.id: rule for rule in all_rules()}

each_rule = pytest.mark.parametrize("each", STATED, ids=lambda each: each.id)


def test_all_of_them_are_there() -> None:
    assert [each.id for each in STATED] == [f"R{number:02}" for number in range(1, 26)]


@each_rule
def test_a_mistake_of_one_line_is_found(each: Stated) -> None:
    findings = found(each)
    assert findings, f"nothing is said of `{each.mistake.is_now}`"
    assert all(finding.primary and finding.help for finding in findings)


@each_rule
def test_its_rules_name_the_source(each: Stated) -> None:
    titles = ("B2B2C Customer Experience Success", "B2B Customer Experience Best Practices", "B2B customer experience",
              "PX Factor", "A New Approach for B2B")  # fmt: skip
    assert any(title in " ".join(RULES[name].doc.split()) for name in each.rules for title in titles)


@each_rule
def test_its_numbers_stand_in_policies(each: Stated) -> None:
    for parameter in each.parameters:
        model = model_of("policy")
        for key in parameter.split("."):
            assert key in model.model_json_schema()["properties"] or key in str(model.model_json_schema()["$defs"])
