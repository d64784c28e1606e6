"""`cxprog assess`: the self-assessments of a program, added up."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from cxprog.cli._options import env_option, form_option, out_option, project_argument
from cxprog.cli._project import lowered
from cxprog.cli._said import print_text


@click.command()
@project_argument
@env_option
@form_option("table", "json", "markdown")
@click.option("--of", metavar="TEAM", help="Show the assessments of this team only.")
@click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today.")
@click.option("--form", "blank", is_flag=True, help="Print the form to fill in instead.")
@out_option
def assess(path: Path, environment: str | None, as_of: str | None, blank: bool, out: Path | None, **how: Any) -> None:
    """Add up the self-assessments of a program: bands, stage, trend, disagreement, and the coverage beside them."""
    from cxprog.display import assess, assess_form

    text = assess_form.render() if blank else lowered(path, environment, as_of, partial(assess.written, **how))
    print_text(text, out)
