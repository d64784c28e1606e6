"""One JSON object per line and finding, for tools that read a stream."""

from __future__ import annotations

from cxprog.finding import Run
from cxprog.report._encode import encode
from cxprog.report._findings import LINE


def render(run: Run, *, color: bool = False) -> str:
    """Write each finding as `json` does, with the version of the format in every line."""
    return "".join(encode(LINE.of(run, finding), indent=None, sort=True) for finding in run.findings)
