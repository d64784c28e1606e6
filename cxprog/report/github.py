"""Workflow commands that GitHub Actions turns into annotations beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Mapping

from cxprog.finding import Finding, Label, Run, Severity
from cxprog.report._characters import one_line
from cxprog.report._place import extent
from cxprog.report._words import body

_COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def render(run: Run, *, color: bool = False) -> str:
    """Write one command per finding."""
    return "".join(f"{_command(run, finding)}\n" for finding in run.findings)


def _command(run: Run, finding: Finding) -> str:
    properties = _place(run, finding.primary) if finding.primary else {}
    properties["title"] = finding.rule
    listed = ",".join(f"{key}={one_line(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{body(finding, run).translate(_IN_MESSAGE)}"


def _place(run: Run, label: Label) -> dict[str, str]:
    start, end = extent(label.where)
    place = {"file": run.path(label), "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:  # columns of a range over several lines are refused
        place |= {"col": str(start.column), "endColumn": str(end.column)}
    order = ("file", "line", "col", "endLine", "endColumn")
    return {key: place[key] for key in order if key in place}
