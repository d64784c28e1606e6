"""What `cxprog coverage` prints, by the name of its form."""

from __future__ import annotations

from cxprog.coverage import GRIDS
from cxprog.display import NotThere
from cxprog.finding import did_you_mean
from cxprog.manifest import Manifest
from cxprog.program import Program


def written(program: Program, manifest: Manifest, today: str, *, form: str, name: str | None) -> str:
    """The coverage of a program as `table`, `json` or `html`; of one grid, or of all; every day is alike to it.

    NotThere when there is no such grid.
    """
    if name is not None and name not in GRIDS:
        meant = did_you_mean(name, GRIDS) or f"the grids are {', '.join(GRIDS)}"
        raise NotThere(f"there is no grid `{name}`; {meant}")
    from cxprog.display._shown import Shown

    shown = Shown(program, manifest, (name,) if name else GRIDS)
    if form == "json":
        from cxprog.display.coverage_json import render as as_json

        return as_json(shown)
    if form == "html":
        from cxprog.display.coverage_page import render as as_page

        return as_page(shown)
    from cxprog.display.coverage_table import render as as_table

    return as_table(shown, detailed=name is not None)
