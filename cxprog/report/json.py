"""A whole run as one JSON object with a published schema."""

from __future__ import annotations

from cxprog.finding import Run
from cxprog.report import _findings
from cxprog.report._encode import encode


def render(run: Run, *, color: bool = False) -> str:
    """Write the object; its keys are sorted, so that two reports can be compared line by line."""
    return encode(_findings.REPORT.of(run, None), sort=True)


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of what `render` writes, published as `findings-1.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cxprog findings, format version {_findings.FORMAT_VERSION}",
        **_findings.REPORT.schema(),
        "$defs": {
            "tool": _findings.TOOL.schema(),
            "summary": _findings.SUMMARY.schema(),
            "finding": _findings.FINDING.schema(),
            "line": _findings.LINE.schema(),
            "label": _findings.LABEL.schema(),
            "step": _findings.STEP.schema(),
            "position": _findings.POSITION.schema(),
            "fix": _findings.FIX.schema(),
            "edit": _findings.EDIT.schema(),
            "silenced": _findings.SILENCED.schema(),
        },
    }
