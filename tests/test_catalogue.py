"""The pages of the rules keep their word: examples are reported where they say, and read well."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable
from importlib import import_module

import pytest

import cxprog.rules
from cxprog.codes import CODES
from cxprog.finding import Severity
from cxprog.rule import Example, Rule
from cxprog.rules import all_rules
from cxprog.testing import ExampleError, check_example, example_program, page_mistakes, render_example

Golden = Callable[[str, str | bytes], None]

RULES = all_rules()
EXAMPLES = [(rule, number, example) for rule in RULES for number, example in enumerate(rule.examples, 1)]
BAD = [each for each in EXAMPLES if not each[2].is_good]


def named(cases: list[tuple[Rule, int, Example]]) -> list[str]:
    return [f"{rule.id}-{number}" for rule, number, _ in cases]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_keeps_its_word(rule: Rule) -> None:
    assert page_mistakes(rule) == ()


@pytest.mark.parametrize("name", [found.name for found in pkgutil.iter_modules(cxprog.rules.__path__)])
def test_a_module_holds_one_rule_named_like_it(name: str) -> None:
    values = vars(import_module(f"cxprog.rules.{name}")).values()
    assert [value.id for value in values if isinstance(value, Rule)] == [name.replace("_", "-")]


def test_ids_are_used_once_and_unlike_those_of_the_stages() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & CODES.keys()


@pytest.mark.parametrize("name", [*CODES, *(rule.id for rule in RULES)])
def test_ids_are_words_joined_by_hyphens(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)


@pytest.mark.parametrize(("rule", "number", "example"), EXAMPLES, ids=named(EXAMPLES))
def test_an_example_is_about_its_own_rule_only(rule: Rule, number: int, example: Example) -> None:
    program = example_program(example)
    findings = [finding for other in RULES if other is not rule for finding in other.run(program)]
    # Pages leave out the survey where it would only make them longer.
    assert {finding.rule for finding in findings if finding.severity is not Severity.INFO} <= {"question-unused"}


@pytest.mark.parametrize(("rule", "number", "example"), BAD, ids=named(BAD))
def test_a_bad_example_as_people_see_it(rule: Rule, number: int, example: Example, golden: Golden) -> None:
    bad = [other for other in rule.examples if not other.is_good]
    suffix = f"-{number}" if len(bad) > 1 else ""
    golden(f"findings/{rule.id}{suffix}.txt", render_example(rule, example))


@pytest.mark.parametrize(("rule", "number", "example"), BAD, ids=named(BAD))
def test_findings_are_written_for_people(rule: Rule, number: int, example: Example) -> None:
    for finding in check_example(rule, example):
        for text in (finding.message, finding.help, *(label.text for label in finding.labels)):
            assert not text.endswith((".", "!")) and "  " not in text
            assert not re.match(r"[A-Z][a-z]", text)
        assert finding.rule == rule.id and finding.labels
        assert finding.help
        assert len(finding.message) < 120


# PAGES THAT DO NOT KEEP THEIR WORD


def page(text: str) -> Rule:
    """A rule that reports every team, with this page."""
    check = next(rule for rule in RULES if rule.id == "default-text-missing").check
    return Rule("odd-rule", Severity.ERROR, text, check)


def test_a_page_that_promises_the_wrong_line() -> None:
    bad = "```yaml bad\nkind: team  # <-\nid: crew\ntitle: {de: Mannschaft}\n```"
    good = "```yaml good\nkind: team\nid: crew\n```"
    assert page_mistakes(page(f"It is odd.\n\n{bad}\n\n{good}")) == (
        "example 1 (bad) is reported on lines [3], marked are [1]",
    )


def test_a_page_without_examples() -> None:
    assert page_mistakes(page("It is. odd")) == (
        "the summary line is not one sentence that ends with a full stop",
        "no empty line stands behind the summary line",
        "there is no ```yaml bad example",
        "there is no ```yaml good example",
    )


def test_an_example_with_mistakes_of_its_own() -> None:
    example = Example(True, "kind: team\nid: crew\nmember: [ana]\n")
    with pytest.raises(ExampleError, match=r"error\[unknown-key\]: `member` is not a key of a team"):
        example_program(example)


def test_an_example_replaces_documents_of_the_surroundings() -> None:
    program = example_program(Example(True, "kind: team\nid: cx-office\ntitle: Ours\n"))
    assert program.get("team", "cx-office").node.title == "Ours"
    assert program.get("team", "field-service") is not None
