"""Phrases that several formats share."""

from __future__ import annotations

from cxprog.finding import Finding, Label, Run, Severity, Silenced
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


def body(finding: Finding) -> str:
    """Message, witness and help in lines of plain text, for formats that have one field for all of them."""
    lines = [one_line(finding.message), *(f"  {one_line(line)}" for line in finding.witness)]
    if finding.help:
        lines.append(f"help: {one_line(finding.help)}")
    return "\n".join(lines)


def exception(silenced: Silenced) -> str:
    """Why a finding does not count, who said so, and until when."""
    return one_line(f"{silenced.reason} ({silenced.owner}, until {silenced.until})")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
