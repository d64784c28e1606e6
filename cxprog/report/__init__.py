"""Runs as text: one format per file, named like it; files with an underscore are parts that formats share."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from cxprog.finding import Run

FORMATS: tuple[str, ...] = tuple(
    sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
)
"""Every format that `render` knows: the files of this folder."""


def render(format: str, run: Run, *, color: bool = False) -> str:
    """Write a run in one of the formats; only that format's own libraries are loaded."""
    if format not in FORMATS:
        raise ValueError(f"unknown report format {format!r}; known: {', '.join(FORMATS)}")
    text: str = import_module(f"{__name__}.{format}").render(run, color=color)
    return text
