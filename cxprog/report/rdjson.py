"""Reviewdog's diagnostic format, for comments on any code review service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxprog.finding import Finding, Label, Run, Severity, Where
from cxprog.report._characters import one_line
from cxprog.report._encode import encode
from cxprog.report._place import extent, path_of
from cxprog.report._words import body
from cxprog.source import Position, Source

_SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "ERROR",
    Severity.WARNING: "WARNING",
    Severity.INFO: "INFO",
}


def render(run: Run, *, color: bool = False) -> str:
    """Write one diagnostic result."""
    diagnostics = [_diagnostic(run, finding) for finding in run.findings]
    return encode({"source": {"name": "cxprog"}, "diagnostics": diagnostics})


def _diagnostic(run: Run, finding: Finding) -> dict[str, object]:
    label = finding.primary
    diagnostic: dict[str, object] = {
        "message": body(finding),
        "location": _location(run, label) if label else {"path": path_of(run, finding)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if suggestions := _suggestions(finding):
        diagnostic["suggestions"] = suggestions
    if related := [*_related(run, finding)]:
        diagnostic["related_locations"] = related
    return diagnostic


def _related(run: Run, finding: Finding) -> Iterator[dict[str, object]]:
    """The other places of the finding, then those of its witness, each of the latter behind its step."""
    for label in finding.labels[1:]:
        yield {"message": one_line(label.text), "location": _location(run, label)}
    for step in finding.witness:
        for label in step.labels:
            message = ": ".join(part for part in (one_line(step.words), one_line(label.text)) if part)
            yield {"message": message, "location": _location(run, label)}


def _suggestions(finding: Finding) -> list[dict[str, object]]:
    """Edits of the file that the finding is about: a suggestion cannot name another one."""
    if finding.fix is None or finding.primary is None:
        return []
    edits = finding.fix.edits
    if any(edit.where.source is not finding.primary.where.source for edit in edits):
        return []  # half a fix is none
    return [{"range": _range(edit.where), "text": edit.text} for edit in edits]


def _location(run: Run, label: Label) -> dict[str, object]:
    return {"path": run.path(label), "range": _range(label.where)}


def _range(where: Where) -> dict[str, object]:
    start, end = extent(where)
    return {"start": _position(where.source, start), "end": _position(where.source, end)}


def _position(source: Source, position: Position) -> dict[str, int]:
    """Line, and column in bytes of UTF-8: that is what the format counts."""
    before = source.line(position.line)[: position.column - 1]
    return {"line": position.line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
