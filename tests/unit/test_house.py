"""House rules: what an organization demands of its documents, and mistakes in the demands themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking import checked, full, mistakes, page
from tests.yaml_texts import values

Golden = Callable[[str, str | bytes], None]

TEAM = "kind: team\nid: sales\ntitle: Sales\nhours: {days: [mon, tue]}\n"
RULES = {
    "required key": "team:\n  x-cost-center: {type: string, required: true, meta: {help: ask the finance office}}\n",
    "pattern": "team:\n  id: {regex: 'team-.+|cx.+'}\n",
    "allowed words": "team:\n  title: {allowed: [Office]}\n",
    "inside a map": "team:\n  hours: {schema: {days: {maxlength: 1}}}\n",
    "inside a list": "team:\n  hours: {schema: {days: {schema: {allowed: [mon]}}}}\n",
    "several forms": "team:\n  title: {anyof: [{allowed: [A]}, {allowed: [B]}]}\n",
    "beside another key": "team:\n  title: {dependencies: [description]}\n",
    "without another key": "team:\n  title: {excludes: hours}\n",
    "key that must not stand": "team:\n  hours: {forbidden: [x], schema: {}}\n",
    "kind nobody knows": "teams:\n  id: {regex: x}\n",
    "list of rules": "team: [id]\n",
    "number as a rule": "team:\n  id: 5\n",
    "no rules": "team:\n",
    "rule nobody knows": "team:\n  id: {regexp: x}\n",
    "type nobody knows": "team:\n  id: {type: text}\n",
    "type that is a number": "team:\n  id: {type: [string, 5]}\n",
    "required of what": "team:\n  id: {required: maybe}\n",
    "pattern that is none": "team:\n  id: {regex: '('}\n",
    "pattern that is none, inside": "team:\n  hours: {schema: {opens: {regex: '*'}}}\n",
    "code": "team:\n  id: {check_with: os.system}\n",
    "nothing that is YAML": "team: {id: {regex: x}\n",
}


def test_what_is_said(golden: Golden) -> None:
    cases = {}
    for name, text in RULES.items():
        run = checked(TEAM, {"schemas/house/rules.yaml": text})
        cases[name] = (text, [finding for finding in mistakes(run) if "cx-office" not in full([finding])])
    golden("messages/house.txt", page(cases))


@pytest.mark.parametrize("name", RULES)
def test_one_mistake_gets_one_message(name: str) -> None:
    run = checked(TEAM, {"schemas/house/rules.yaml": RULES[name]})
    about = [finding for finding in mistakes(run) if "sales" in full([finding]) or "schemas" in full([finding])]
    about = [finding for finding in about if finding.labels[0].where.source.name != "cxprog.yaml"]
    assert len(about) == (0 if name == "key that must not stand" else 1), full(about)


def test_a_finding_shows_both_places() -> None:
    (finding,) = mistakes(checked(TEAM, {"schemas/house/rules.yaml": RULES["pattern"]}))
    here, there = finding.labels
    assert (here.where.source.name, here.line, here.column) == ("text.yaml", 2, 5)
    assert (there.where.source.name, there.line, there.column) == ("schemas/house/rules.yaml", 2, 3)


def test_an_allow_comment_silences_a_house_rule() -> None:
    allow = "# cxprog: allow[house-rule] until=2027-03-31 owner=cx-office -- renamed in spring"
    run = checked(TEAM.replace("id: sales", f"id: sales {allow}"), {"schemas/house/rules.yaml": RULES["pattern"]})
    assert mistakes(run) == () and len(run.silenced) == 1


def test_documents_with_mistakes_are_left_alone() -> None:
    run = checked(TEAM.replace("Sales", "[Sales]"), {"schemas/house/rules.yaml": RULES["pattern"]})
    assert [finding.rule for finding in mistakes(run)] == ["bad-text"]


@given(
    st.dictionaries(
        st.sampled_from(("regex", "type", "allowed", "max", "schema", "anyof", "meta", "x")), values, max_size=3
    )
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_demand_is_used_or_explained(rules: dict[str, object]) -> None:
    import json

    text = "team:\n  title: " + json.dumps(rules, ensure_ascii=False) + "\n"
    for finding in checked(TEAM, {"schemas/house/rules.yaml": text}).findings:
        assert finding.rule != "rule-failed"
        assert all(label.where.span.end <= len(label.where.source.text) for label in finding.labels)
