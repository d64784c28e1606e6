"""`cxprog calendar`: who is asked how often, week by week."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

import click

from cxprog.cli._options import env_option, form_option, out_option, project_argument
from cxprog.cli._project import lowered
from cxprog.cli._said import has_color, print_text

_WIDTHS = (60, 200)
"""Fewest and most columns that a text is made for."""


@click.command()
@project_argument
@env_option
@form_option("text", "html", "ics", "json")
@click.option(
    "--from",
    "since",
    metavar="DATE",
    help="Begin with the week of this day (YYYY-MM-DD) [default: the first day of this month].",
)
@click.option(
    "--weeks", type=click.IntRange(1, 520), default=53, show_default=True, metavar="N", help="Show so many weeks."
)
@click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today.")
@out_option
def calendar(
    path: Path, environment: str | None, form: str, since: str | None, weeks: int, as_of: str | None, out: Path | None
) -> None:
    """Show week by week who is asked how often, with waves, freezes and worst cases."""
    from cxprog.display.calendar import written

    columns = shutil.get_terminal_size((100, 24)).columns
    write = partial(
        written,
        form=form,
        since=since,
        weeks=weeks,
        width=min(max(columns, _WIDTHS[0]), _WIDTHS[1]),
        color=out is None and has_color("auto"),
        blocks=out is not None or _has_blocks(),
    )
    print_text(lowered(path, environment, as_of, write, despite_rules=True), out)


def _has_blocks() -> bool:
    """Whether the terminal's encoding has more than letters."""
    try:
        "▁█≤·…".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
