"""A GitLab Code Quality artifact, shown in the merge request."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cxprog.finding import Finding, Run, Severity
from cxprog.report._encode import encode
from cxprog.report._place import extent, path_of
from cxprog.report._words import body

_SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
}


def render(run: Run, *, color: bool = False) -> str:
    """Write a list with one entry per finding."""
    return encode([_entry(run, finding, mark) for finding, mark in zip(run.findings, _marks(run), strict=True)])


def _entry(run: Run, finding: Finding, fingerprint: str) -> dict[str, object]:
    start, end = extent(finding.primary.where) if finding.primary else (None, None)
    return {
        "description": body(finding, run),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            # A path is matched against those of the change, which never start with a dot.
            "path": path_of(run, finding).removeprefix("./"),
            "lines": {"begin": start.line if start else 1, "end": end.line if end else 1},
        },
    }


def _marks(run: Run) -> list[str]:
    """A fingerprint for each finding; repeats are numbered, for GitLab keeps only one of each."""
    seen: dict[str, int] = {}
    marks = []
    for finding in run.findings:
        repeats = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        numbered = f"{finding.fingerprint}:{repeats}".encode()
        marks.append(finding.fingerprint if repeats == 1 else hashlib.sha256(numbered).hexdigest()[:16])
    return marks
