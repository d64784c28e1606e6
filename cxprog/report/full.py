"""Findings with the source lines they are about, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxprog.finding import Finding, Label, Run
from cxprog.report._characters import one_line
from cxprog.report._color import Paint, painter
from cxprog.report._snippet import draw, underline
from cxprog.report._words import place, places, summary, timeline
from cxprog.source import Source

_RULES_MAX = 5
"""Rules named in the hint at the end."""


def render(run: Run, *, color: bool = False) -> str:
    """Write each finding with its snippets, witness and help, then a summary."""
    paint = painter(color)
    blocks = ["\n".join(_finding(run, finding, paint)) for finding in run.findings]
    end = [line for line in (_hint(run), paint(summary(run), "strong")) if line]
    return "\n\n".join([*blocks, "\n".join(end)]) + "\n"


def _finding(run: Run, finding: Finding, paint: Paint) -> Iterator[str]:
    title = paint(f"{finding.severity}[{one_line(finding.rule)}]", finding.severity)
    yield title + paint(f": {one_line(finding.message)}", "strong")
    gutter = len(str(max((underline(label).last for label in finding.labels), default=0)))
    blank = paint(f"{' ' * gutter} |", "gutter")
    arrow = "-->"
    for source, labels in _by_source(finding).items():
        yield f"{' ' * gutter}{paint(arrow, 'gutter')} {place(run, labels[0])}"
        if source.text or any(label.text for label in labels):
            yield blank
            yield from _snippet(finding, labels, gutter, paint)
            yield blank
        arrow = ":::"
    yield from _notes(run, finding, gutter, paint)


def _by_source(finding: Finding) -> dict[Source, list[Label]]:
    """Labels by source, the primary label's first."""
    grouped: dict[Source, list[Label]] = {}
    for label in finding.labels:
        grouped.setdefault(label.where.source, []).append(label)
    return grouped


def _snippet(finding: Finding, labels: Sequence[Label], gutter: int, paint: Paint) -> Iterator[str]:
    marks = [
        (label, "^", finding.severity.value) if label is finding.primary else (label, "-", "related")
        for label in labels
    ]
    return (row.text(paint) for row in draw(marks, gutter))


def _notes(run: Run, finding: Finding, gutter: int, paint: Paint) -> Iterator[str]:
    margin = f"{' ' * gutter} {paint('=', 'gutter')} "
    if finding.witness:
        yield f"{margin}{paint('witness:', 'strong')}"
        yield from _witness(run, finding, " " * (gutter + 5), paint)
    if finding.help:
        yield f"{margin}{paint('help:', 'strong')} {one_line(finding.help)}"
    if finding.fix:
        yield f"{margin}{paint('fix:', 'strong')} {one_line(finding.fix.title)}"


def _witness(run: Run, finding: Finding, margin: str, paint: Paint) -> Iterator[str]:
    """The timeline; below each step, behind the column of days, the places that it rests on."""
    indent = max((len(step.when) for step in finding.witness), default=0)
    for text, step in timeline(finding):
        yield margin + text
        if step.labels:
            yield f"{margin}{' ' * (indent + 2)}{paint(places(run, step), 'gutter')}"


def _hint(run: Run) -> str:
    rules = list(dict.fromkeys(one_line(finding.rule) for finding in run.findings))
    if len(rules) < 2:
        return f"run `cxprog explain {rules[0]}` to read about this rule" if rules else ""
    more = f" and {len(rules) - _RULES_MAX} more" if len(rules) > _RULES_MAX else ""
    return f"run `cxprog explain <rule>` to read about {', '.join(rules[:_RULES_MAX])}{more}"
