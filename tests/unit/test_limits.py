"""Limits come from the program's own policies, else from its packs; the strictest counts."""

from __future__ import annotations

import pytest

from cxprog.document import parse
from cxprog.limits import frequency_limits, limit, pack_policies
from cxprog.program import Program, link
from cxprog.source import Source
from tests.checking import PROGRAM


def program(text: str, packs: str = "[b2b, b2b2c]") -> Program:
    settings = PROGRAM.replace("targets: {}", f"packs: {packs}")
    linked, findings = link([*parse(Source("cxprog.yaml", settings))[0], *parse(Source("text.yaml", text))[0]])
    assert not findings
    return linked


def policy(name: str, body: str, severity: str = "error") -> str:
    return f"kind: policy\nid: {name}\nseverity: {severity}\n{body}\n---\n"


@pytest.mark.parametrize("name", ["b2b", "b2b2c"])
def test_every_number_of_a_pack_has_a_source(name: str) -> None:
    for policy in pack_policies(name):
        parts = [getattr(policy, key) for key in ("metrics", "incentives", "follow_up", "promises", "coverage")]
        given = [part for part in (*parts, *policy.frequency) if part is not None]
        assert len(given) == 1 and given[0].source


def test_a_pack_that_is_not_named_asks_for_nothing() -> None:
    assert limit(program("", "[]"), "metrics", "cut_from") is None
    assert not list(frequency_limits(program("", "[]")))


def test_a_pack_asks_where_the_program_does_not() -> None:
    found = limit(program(""), "metrics", "cut_from")
    assert found is not None
    assert (found.value, found.labels, found.severity) == (30, (), None)
    assert found.words.startswith("the b2b pack (")


@pytest.mark.parametrize(
    ("part", "key", "mild", "strict"),
    [
        ("metrics", "cut_from", "20", "40"),
        ("incentives", "respondents", "gift", "none"),
        ("incentives", "staff_on", "[participation, improvement]", "[participation]"),
        ("incentives", "shadow_period", "quarterly", "yearly"),
        ("follow_up", "first_contact", "5bd", "24h"),
        ("coverage", "complete", "[six-ds]", "[six-ds, capabilities]"),
    ],
)
def test_the_strictest_of_the_program_s_own_policies_counts(part: str, key: str, mild: str, strict: str) -> None:
    one = policy("b", f"{part}: {{{key}: {mild}}}", "info")
    other = policy("a", f"{part}: {{{key}: {strict}, source: House rule 7}}", "warning")
    found = limit(program(one + other), part, key)
    assert found is not None
    assert found.words == "the policy `a` (House rule 7)"
    assert found.severity == "warning"
    assert found.labels[0].line == 9


def test_own_limits_on_invitations_replace_those_of_a_pack() -> None:
    (found,) = frequency_limits(program(policy("mine", "frequency: [{at_most: 4, within: 365d}]")))
    assert (found[0].at_most, found[1].words) == (4, "the policy `mine`")
    (pack,) = frequency_limits(program(""))
    assert pack[0].at_most == 2
