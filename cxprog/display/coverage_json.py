"""Coverage as JSON, for other programs; `cxprog explain coverage` documents the form."""

from __future__ import annotations

import json
from typing import Any

from cxprog.coverage import Cell, Grid, Sign
from cxprog.display._shown import Shown
from cxprog.published import Row

FORMAT_VERSION = 1
"""Version of the form; raised only when a reader of the old one would misread the new one."""


def render(shown: Shown) -> str:
    """The grids as one JSON text."""
    manifest = shown.manifest
    data = {
        "format_version": FORMAT_VERSION,
        "program": manifest.program,
        "version": manifest.version,
        "title": shown.title,
        "environment": manifest.environment,
        "partnership": manifest.settings.partnership,
        "grids": [_grid(grid, shown) for grid in shown.grids],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _grid(grid: Grid, shown: Shown) -> dict[str, Any]:
    return {
        "id": grid.id,
        "title": grid.title,
        "source": grid.source,
        "note": grid.note,
        "rows": [_heading(row) for row in grid.rows],
        "columns": [_heading(column) for column in grid.columns],
        "cells": [_cell(cell, shown) for cell in grid.cells],
    }


def _heading(row: Row) -> dict[str, str]:
    return {"id": row.id, "title": row.title, "says": row.says}


def _cell(cell: Cell, shown: Shown) -> dict[str, Any]:
    return {
        "row": cell.row,
        "column": cell.column,
        "title": cell.title,
        "says": cell.says,
        "state": cell.state,
        "asked": cell.asked,
        "required": cell.is_required,
        "missing": cell.is_missing,
        "evidence": [_sign(sign, shown) for sign in cell.evidence],
        "could_fill": [_sign(sign, shown) | {"lacks": list(sign.missing)} for sign in cell.could_fill],
        "fill": cell.fill,
    }


def _sign(sign: Sign, shown: Shown) -> dict[str, Any]:
    spot = shown.spot(sign)
    return {
        "kind": sign.kind,
        "id": sign.id,
        "path": list(sign.path),
        "file": spot.file if spot else None,
        "line": spot.line if spot else None,
        "why": sign.why,
    }
