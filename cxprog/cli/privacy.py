"""`cxprog privacy`: who learns what of the answers, against what those who are asked were promised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxprog.cli._options import env_option, form_option, out_option, project_argument
from cxprog.cli._project import today_of, understood
from cxprog.cli._said import EXIT_FINDINGS, EXIT_NOTHING, prefix_of, print_text

if TYPE_CHECKING:
    from cxprog.display._private import Privacy
    from cxprog.program import Program


@click.command()
@project_argument
@env_option
@form_option("text", "html", "markdown", "json")
@click.option("--survey", metavar="ID", help="Show this survey only, and who learns something of it.")
@click.option("--audience", metavar="ID", help="Show this team, partner or role only.")
@click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today.")
@out_option
@click.option(
    "--svg",
    "drawing",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also draw where the answers go into this file.",
)
def privacy(
    path: Path,
    environment: str | None,
    form: str,
    survey: str | None,
    audience: str | None,
    as_of: str | None,
    out: Path | None,
    drawing: Path | None,
) -> None:
    """Show who learns what of the answers, and prove that promises to respondents are kept.

    The exit status is 0 when everything that is shown is kept, else 1.
    """
    from cxprog.display.privacy import picture, written

    today = today_of({"as_of": as_of, "strict": False})
    read, checked = understood(path, environment, today)
    shown = _privacy(checked.program, today.date, survey, audience, environment, prefix_of(read))
    print_text(written(shown, form), out)
    if drawing is not None:
        drawing.write_text(picture(shown), encoding="utf-8")
    if not shown.is_kept:
        raise click.exceptions.Exit(EXIT_FINDINGS)


def _privacy(
    program: Program, today: str, survey: str | None, audience: str | None, environment: str | None, prefix: str
) -> Privacy:
    from cxprog.display import NothingThere, NotThere
    from cxprog.display import privacy as display

    try:
        return display.privacy(
            program,
            display.known_of(program),
            today,
            survey=survey,
            audience=audience,
            environment=environment,
            prefix=prefix,
        )
    except NotThere as error:
        raise click.UsageError(str(error)) from None
    except NothingThere as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOTHING) from None
