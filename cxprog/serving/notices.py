"""What a build found, as plain texts for a page: every message with its place, its lines and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxprog.finding import Finding, Label, Run, Severity
from cxprog.report._characters import one_line
from cxprog.report._color import painter
from cxprog.report._snippet import draw, underline
from cxprog.report._words import place, places, timeline
from cxprog.source import Source

_NOTICES_MAX = 100
"""Findings listed in a page; a terminal lists them all."""


@dataclass(frozen=True)
class Notice:
    """One message in a page."""

    severity: Severity
    message: str
    rule: str = ""
    place: str = ""
    """`file:line:column`; empty for the project as a whole."""
    code: str = ""
    """Source lines with their marks."""
    steps: tuple[str, ...] = ()
    """A concrete counterexample, in the order in which it happens."""
    help: str = ""


@dataclass(frozen=True)
class Notices:
    """Everything that is said about one build."""

    listed: tuple[Notice, ...] = ()
    """The worst first."""
    counts: tuple[tuple[Severity, int], ...] = ()
    """How many findings of each severity there are, listed or not."""

    @property
    def left_out(self) -> int:
        """Number of findings that are not listed."""
        return sum(count for _, count in self.counts) - len(self.listed)


def notices(run: Run) -> Notices:
    """What a run found; of many findings the worst ones are listed."""
    worst_first = sorted(run.findings, key=lambda finding: finding.severity.rank)
    counts = tuple((severity, count) for severity in Severity if (count := run.count(severity)))
    return Notices(tuple(_notice(run, finding) for finding in worst_first[:_NOTICES_MAX]), counts)


def failure(message: str, help_text: str) -> Notices:
    """What is said where not even findings could be made."""
    return Notices((Notice(Severity.ERROR, one_line(message), help=help_text),), ((Severity.ERROR, 1),))


def _notice(run: Run, finding: Finding) -> Notice:
    return Notice(
        finding.severity,
        one_line(finding.message),
        one_line(finding.rule),
        place(run, finding.primary) if finding.primary else "",
        "\n".join(_code(run, finding)),
        tuple(_steps(run, finding)),
        one_line(finding.help),
    )


def _code(run: Run, finding: Finding) -> Iterator[str]:
    """The lines that a finding is about, file by file; those of other files under the file's name."""
    gutter = len(str(max((underline(label).last for label in finding.labels), default=0)))
    paint = painter(False)
    by_source: dict[Source, list[Label]] = {}
    for label in finding.labels:
        by_source.setdefault(label.where.source, []).append(label)
    for number, (source, labels) in enumerate(by_source.items()):
        if number:
            yield f"{' ' * gutter}::: {place(run, labels[0])}"
        if source.text or any(label.text for label in labels):
            marks = [(label, "^" if label is finding.primary else "-", "") for label in labels]
            yield from (row.text(paint) for row in draw(marks, gutter))


def _steps(run: Run, finding: Finding) -> Iterator[str]:
    for text, step in timeline(finding):
        yield f"{text.strip()} ({places(run, step)})" if step.labels else text.strip()
