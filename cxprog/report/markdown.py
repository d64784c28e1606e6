"""A comment for a pull request: tables of findings, worst first, safe to post whatever they quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxprog.finding import Finding, Run, Severity
from cxprog.report._characters import one_line
from cxprog.report._words import place, places, summary

_LENGTH_MAX = 60_000
"""Code hosts refuse comments of more than 65,536 characters."""
_CELL_LENGTH_MAX = 1_000
_HEADINGS = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Notes"}
_TABLE = "| Rule | Place | Message | Help |\n| --- | --- | --- | --- |\n"
_MARKUP = re.compile(r"[\\`*_\[\]~|$]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MENTION = re.compile(r"([@#])(?=\w)")


def render(run: Run, *, color: bool = False) -> str:
    """Write a summary and a table for each severity; what would be too long for a comment is only counted."""
    parts = [f"**cxprog**: {summary(run)}\n"]
    room = _LENGTH_MAX - len(parts[0])
    written = 0
    for part, findings in _parts(run):
        if len(part) > room:
            break
        parts.append(part)
        room -= len(part)
        written += findings
    if left_out := len(run.findings) - written:
        parts.append(f"\n... and {left_out} more, left out to keep this comment short.\n")
    return "".join(parts)


def _parts(run: Run) -> Iterator[tuple[str, int]]:
    """Pieces of text with the number of findings in each; a heading never comes without a row."""
    for severity, heading in _HEADINGS.items():
        start = f"\n### {heading} ({run.count(severity)})\n\n{_TABLE}"
        for finding in run.findings:
            if finding.severity is severity:
                yield start + _row(run, finding), 1
                start = ""
    # Last, so that a comment without room for everything loses them first.
    start = "\n### Counterexamples\n"
    for finding in run.findings:
        if finding.witness:
            yield start + _witness(run, finding), 0
            start = ""


def _row(run: Run, finding: Finding) -> str:
    where = place(run, finding.primary) if finding.primary else ""
    cells = (_code(finding.rule), _code(where), _escaped(finding.message), _escaped(finding.help))
    return f"| {' | '.join(cells)} |\n"


def _witness(run: Run, finding: Finding) -> str:
    """What a table has no room for: a numbered list, each step with its places below it."""
    where = f" at {_code(place(run, finding.primary))}" if finding.primary else ""
    lines = [f"\n{_code(finding.rule)}{where}: {_escaped(finding.message)}\n"]
    for number, step in enumerate(finding.witness, 1):
        day = f"**{step.when}** " if step.day else ""
        lines.append(f"{number}. {day}{_escaped(step.text)}")
        if step.labels:
            lines.append(f"   {' ' * len(str(number))}{_escaped(places(run, step))}")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    """A code span; text that could end it is written as plain text."""
    text = one_line(text)
    return f"`{text}`" if text and not re.search(r"[`|\\]", text) else _escaped(text)


def _escaped(text: str) -> str:
    """Text that means nothing to Markdown, HTML or the code host: no markup, no tags, no mentions."""
    text = one_line(text)
    if len(text) > _CELL_LENGTH_MAX:
        text = text[:_CELL_LENGTH_MAX] + "…"
    # A zero-width space behind the sign is what keeps `@team` and `#12` from becoming links.
    return _MENTION.sub(r"\1&#8203;", _MARKUP.sub(r"\\\g<0>", text).translate(_ENTITIES))
