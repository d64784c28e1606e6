"""Phrases that several formats share."""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Label, Run, Severity, Silenced, Step
from cxprog.report._characters import one_line, visible


def summary(run: Run) -> str:
    """One line: how many findings of which severity, in how much text."""
    counts = [
        _count(run.count(Severity.ERROR), "error"),
        _count(run.count(Severity.WARNING), "warning"),
        *([_count(infos, "info")] if (infos := run.count(Severity.INFO)) else []),
    ]
    what = ", ".join(counts) if run.findings else "no findings"
    silenced = f"; {len(run.silenced)} silenced" if run.silenced else ""
    return f"{what} in {_count(run.files, 'file')} ({_count(run.documents, 'document')}){silenced}"


def place(run: Run, label: Label) -> str:
    """`path:line:column`, as editors and terminals make links of it."""
    return f"{visible(run.path(label))}:{label.line}:{label.column}"


def body(finding: Finding, run: Run | None = None) -> str:
    """Message, witness and help in lines of plain text, for formats that have one field for all of them.

    The run adds the places of the witness, where a format has no field of its own for them.
    """
    lines = [one_line(finding.message)]
    for text, step in timeline(finding):
        lines += [f"  {text}", *([f"    {places(run, step)}"] if run and step.labels else [])]
    if finding.help:
        lines.append(f"help: {one_line(finding.help)}")
    return "\n".join(lines)


def timeline(finding: Finding) -> Iterator[tuple[str, Step]]:
    """The witness, a line for each step, with the days in a column."""
    width = max((len(step.when) for step in finding.witness), default=0)
    for step in finding.witness:
        yield (f"{step.when:>{width}}  " if width else "") + one_line(step.text), step


def places(run: Run, step: Step) -> str:
    """The lines that a step rests on, each with its reasons: `at surveys.yaml:3 (the survey), surveys.yaml:8`."""
    lines: dict[str, list[str]] = {}
    for label in step.labels:
        reasons = lines.setdefault(f"{visible(run.path(label))}:{label.line}", [])
        reasons += [one_line(label.text)] if label.text else []
    listed = (line + (f" ({'; '.join(reasons)})" if reasons else "") for line, reasons in lines.items())
    return f"at {', '.join(listed)}" if lines else ""


def exception(silenced: Silenced) -> str:
    """Why a finding does not count, who said so, and until when."""
    return one_line(f"{silenced.reason} ({silenced.owner}, until {silenced.until})")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
