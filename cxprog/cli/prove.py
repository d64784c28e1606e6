"""`cxprog prove`: whether every limit on invitations holds in the worst case, with a calendar where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cxprog.cli._options import env_option, form_option, out_option, project_argument
from cxprog.cli._project import today_of, understood
from cxprog.cli._said import EXIT_FINDINGS, EXIT_NOTHING, prefix_of, print_text, shown_path

if TYPE_CHECKING:
    from cxprog.display._proved import Proofs
    from cxprog.program import Program


@click.command()
@project_argument
@env_option
@form_option("text", "json", "html")
@click.option("--policy", metavar="ID", help="Show the limits of this policy only.")
@click.option(
    "--census",
    "with_full_waves",
    is_flag=True,
    help="Also say which limits are broken even when every wave of a census reaches everybody.",
)
@click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today.")
@out_option
@click.option(
    "--svg",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also draw each calendar that breaks a limit into this folder.",
)
def prove(
    path: Path,
    environment: str | None,
    form: str,
    policy: str | None,
    with_full_waves: bool,
    as_of: str | None,
    out: Path | None,
    folder: Path | None,
) -> None:
    """Prove that nobody is asked too often, or show the calendar that does it.

    The exit status is 0 when every limit is proved, else 1.
    """
    from cxprog.display.proofs import written

    read, checked = understood(path, environment, today_of({"as_of": as_of, "strict": False}))
    shown = _proofs(checked.program, policy, environment, prefix_of(read), with_full_waves)
    print_text(written(shown, form), out)
    if folder is not None:
        _draw(shown, folder)
    if not shown.is_proved:
        raise click.exceptions.Exit(EXIT_FINDINGS)


def _proofs(
    program: Program, policy: str | None, environment: str | None, prefix: str, with_full_waves: bool
) -> Proofs:
    from cxprog.analysis.frequency.prove import verdicts
    from cxprog.analysis.specs import specs_of
    from cxprog.display import NothingThere, NotThere
    from cxprog.display.proofs import proofs

    try:
        return proofs(
            program,
            verdicts(specs_of(program)),
            policy=policy,
            environment=environment,
            prefix=prefix,
            with_full_waves=with_full_waves,
        )
    except NotThere as error:
        raise click.UsageError(str(error)) from None
    except NothingThere as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOTHING) from None


def _draw(shown: Proofs, folder: Path) -> None:
    from cxprog.display.proofs import pictures

    folder.mkdir(parents=True, exist_ok=True)
    drawn = pictures(shown)
    for name, text in drawn.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{shown_path(folder)}: {len(drawn)} {'picture' if len(drawn) == 1 else 'pictures'}", err=True)
