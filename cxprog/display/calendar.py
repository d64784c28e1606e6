"""What `cxprog calendar` prints, by the name of its form."""

from __future__ import annotations

from datetime import date

from cxprog.display import NotThere
from cxprog.manifest import Manifest
from cxprog.program import Program

WEEKS = 53
"""Weeks that hold the twelve months after any day."""


def written(
    program: Program,
    manifest: Manifest,
    today: str,
    *,
    form: str,
    since: str | None = None,
    weeks: int = WEEKS,
    width: int = 100,
    color: bool = False,
    blocks: bool = True,
) -> str:
    """The calendar of a program as `text`, `html`, `ics` or `json`: so many weeks from the one that holds a day.

    The day is the first one of the month of `today` unless `since` names another; `width` in columns, `color` and
    `blocks` (characters that not every terminal has) are for the text. NotThere when `since` is no day.
    """
    from cxprog.analysis.frequency.prove import verdicts
    from cxprog.analysis.specs import Specs
    from cxprog.display._planned import Planned

    first = _monday(since or f"{today[:7]}-01")
    planned = Planned(manifest, verdicts(Specs.of_manifest(manifest), with_certificates=False), first, weeks)
    if form == "json":
        from cxprog.display.calendar_json import render as as_json

        return as_json(planned)
    if form == "html":
        from cxprog.display.calendar_page import render as as_page

        return as_page(planned)
    if form == "ics":
        from cxprog.display.calendar_ics import render as as_ics

        return as_ics(planned)
    from cxprog.display.calendar_text import render as as_text

    return as_text(planned, width=width, color=color, blocks=blocks)


def _monday(text: str) -> int:
    try:
        day = date.fromisoformat(text)
        # Room for the weeks that follow, on a calendar that ends with the year 9999.
        if text == day.isoformat() and 2 <= day.year <= 9900:
            return day.toordinal() - day.weekday()
    except ValueError:
        pass
    raise NotThere(f"--from takes a day as YYYY-MM-DD, not `{text}`")
