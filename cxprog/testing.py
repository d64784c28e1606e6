"""Check the examples in a rule's page, for its tests and for those of plugin authors."""

from __future__ import annotations

import re

from cxprog.document import Document, parse
from cxprog.finding import Finding, Run, Severity, in_reading_order
from cxprog.merge import resolve_extends
from cxprog.program import Program, link
from cxprog.report import render
from cxprog.rule import EXAMPLE_PROGRAM, Example, Rule
from cxprog.source import Source

EXAMPLE_FILE = "example.yaml"
"""Name under which an example is compiled, and so the one that its findings show."""
SURROUNDINGS_FILE = "cxprog.yaml"
"""Name of the documents that every example may refer to."""
SUMMARY_LENGTH_MAX = 90
"""Longest summary line of a page, in characters."""

_MARK = re.compile(r"[ \t]*# <-[ \t]*$", re.MULTILINE)
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ExampleError(ValueError):
    """An example that cannot be compiled; the message holds the findings as `cxprog check` prints them."""


def example_program(example: Example) -> Program:
    """Link an example with the documents that every example may refer to.

    Documents of the example take the place of those with the same kind and id. ExampleError when it has mistakes.
    """
    own, findings = parse(Source(EXAMPLE_FILE, _MARK.sub("", example.text)))
    around, _ = parse(Source(SURROUNDINGS_FILE, EXAMPLE_PROGRAM))
    replaced = {document.name for document in own}
    documents = (*(document for document in around if document.name not in replaced), *own)
    extended, broken, extend_findings = resolve_extends(documents)
    program, link_findings = link(extended, broken)
    mistakes = (*findings, *extend_findings, *link_findings)
    if mistakes:
        raise ExampleError(render("full", _run(mistakes, own)))
    return program


def check_example(rule: Rule, example: Example) -> tuple[Finding, ...]:
    """What a rule, and no other, finds in an example, in reading order. ExampleError when the example has mistakes."""
    return in_reading_order(rule.run(example_program(example)))


def render_example(rule: Rule, example: Example) -> str:
    """What `cxprog check` would print of a rule's findings in an example."""
    program = example_program(example)
    own = tuple(document for document in program.documents if document.source.name == EXAMPLE_FILE)
    return render("full", _run(tuple(rule.run(program)), own))


def page_mistakes(rule: Rule) -> tuple[str, ...]:
    """Every way in which a rule's page breaks its word; a sound page gives none.

    >>> from cxprog.rules import all_rules
    >>> [page_mistakes(rule) for rule in all_rules() if page_mistakes(rule)]
    []
    """
    mistakes = [text for holds, text in _shape(rule) if not holds]
    for number, example in enumerate(rule.examples, 1):
        name = f"example {number} ({'good' if example.is_good else 'bad'})"
        try:
            lines = _lines(check_example(rule, example))
        except ExampleError as error:
            mistakes.append(f"{name} does not compile:\n{error}")
            continue
        if lines != sorted(set(example.marked_lines)):
            mistakes.append(f"{name} is reported on lines {lines}, marked are {list(example.marked_lines)}")
    return tuple(mistakes)


def _shape(rule: Rule) -> tuple[tuple[bool, str], ...]:
    first, _, rest = rule.doc.strip().partition("\n")
    sorts = [example.is_good for example in rule.examples]
    bad = [example for example in rule.examples if not example.is_good]
    good = [example for example in rule.examples if example.is_good]
    return (
        (_ID.fullmatch(rule.id) is not None, f"the id `{rule.id}` is not lower-case words joined by hyphens"),
        (0 < len(rule.summary) < SUMMARY_LENGTH_MAX, f"the summary line has {len(rule.summary)} characters"),
        (first.endswith(".") and ". " not in first, "the summary line is not one sentence that ends with a full stop"),
        (rest.startswith("\n"), "no empty line stands behind the summary line"),
        (rule.severity is not Severity.OFF, "a rule has a severity of its own; `off` is for programs to say"),
        (bool(bad), "there is no ```yaml bad example"),
        (bool(good), "there is no ```yaml good example"),
        (sorts == sorted(sorts), "a good example stands before a bad one"),
        (all(example.marked_lines for example in bad), "a bad example marks no line with `# <-`"),
        (not any(example.marked_lines for example in good), "a good example marks a line with `# <-`"),
    )


def _lines(findings: tuple[Finding, ...]) -> list[int]:
    """Lines of the example on which findings have their primary label; 0 stands for any other place."""
    labels = (finding.primary for finding in findings)
    return sorted({label.line if label and label.where.source.name == EXAMPLE_FILE else 0 for label in labels})


def _run(findings: tuple[Finding, ...], documents: tuple[Document, ...]) -> Run:
    return Run(in_reading_order(findings), files=1, documents=len(documents))
