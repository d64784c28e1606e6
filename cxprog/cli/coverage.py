"""`cxprog coverage`: which published practices a program puts to work."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cxprog.cli._options import env_option, form_option, out_option, project_argument
from cxprog.cli._project import lowered
from cxprog.cli._said import print_text


@click.command()
@project_argument
@env_option
@form_option("table", "json", "html")
@click.option("--grid", "name", metavar="NAME", help="Show this grid only, with all its evidence.")
@out_option
def coverage(path: Path, environment: str | None, name: str | None, form: str, out: Path | None) -> None:
    """Show which published practices, steps and phases the program puts to work, and what is missing."""
    from cxprog.display.coverage import written

    print_text(lowered(path, environment, None, partial(written, form=form, name=name)), out)
