"""One finding per line, as editors and `grep` like it."""

from __future__ import annotations

from cxprog.finding import Finding, Run
from cxprog.report._characters import one_line
from cxprog.report._color import Paint, painter
from cxprog.report._words import place, summary


def render(run: Run, *, color: bool = False) -> str:
    """Write `path:line:column: severity[rule] message` lines and a summary."""
    paint = painter(color)
    return "\n".join([*(_line(run, finding, paint) for finding in run.findings), summary(run), ""])


def _line(run: Run, finding: Finding, paint: Paint) -> str:
    where = f"{paint(place(run, finding.primary), 'strong')}: " if finding.primary else ""
    kind = paint(f"{finding.severity}[{one_line(finding.rule)}]", finding.severity)
    return f"{where}{kind} {one_line(finding.message)}"
