"""`cxprog graph`: one journey, or what refers to what, as a picture."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxprog.cli._options import env_option, out_option, project_argument
from cxprog.cli._project import drawn, read, today_of

if TYPE_CHECKING:
    from cxprog.compiler import Project


@click.command()
@project_argument
@click.option("--journey", metavar="ID", help="The journey to draw; needed when there are several.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["dot", "json", "mermaid", "png", "svg"]),
    default="dot",
    show_default=True,
    help="Form of the picture; json and dot also draw --references. Of a long journey, mermaid is the overview.",
)
@click.option("--references", is_flag=True, help="Draw what refers to what in the whole program instead.")
@env_option
@out_option
def graph(
    path: Path, journey: str | None, form: str, references: bool, environment: str | None, out: Path | None
) -> None:
    """Draw a journey, or what refers to what."""
    folder, project = read(path)
    options = {"as_of": None, "strict": False, "environment": environment}
    data = _reference_graph(project, form, options) if references else _picture(folder, project, journey, form, options)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        out.write_bytes(data)


def _picture(folder: Path, project: Project, journey: str | None, form: str, options: dict[str, Any]) -> bytes:
    from cxprog.compiler import build_target

    if form == "json":
        raise click.UsageError("--as json goes with --references; the manifest has the journeys as JSON")
    target = "mermaid" if form == "mermaid" else "journey_graph"
    ending = {"mermaid": "mmd"}.get(form, form)
    built = build_target(project, today_of(options), target, options["environment"])
    return drawn(built, folder, journey, f"{target}/{{journey}}.{ending}", form)


def _reference_graph(project: Project, form: str, options: dict[str, Any]) -> bytes:
    from cxprog.compiler import check_project
    from cxprog.display import NotThere, references

    try:
        return references.written(check_project(project, today_of(options), options["environment"]).program, form)
    except NotThere as error:
        raise click.UsageError(str(error)) from None
