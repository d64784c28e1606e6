"""Places of findings as line and column, and what to name when a finding has none."""

from __future__ import annotations

from cxprog.finding import Finding, Run, Where
from cxprog.source import Position


def extent(where: Where) -> tuple[Position, Position]:
    """First character of a place, and the position just behind its last one."""
    span = where.span
    return where.source.position(span.start), where.source.position(max(span.start, span.end))


def path_of(run: Run, finding: Finding) -> str:
    """File of a finding; some formats demand one, so the project file stands in for the whole project."""
    return run.path(finding.primary) if finding.primary else f"{run.prefix}cxprog.yaml"
