"""`cxprog trace`: from a line of output to the YAML, and back."""

from __future__ import annotations

from pathlib import Path

import click

from cxprog.cli._options import env_option
from cxprog.cli._project import build_all, found, read
from cxprog.cli._said import prefix_of, refuse


@click.command()
@click.argument("place", metavar="FILE:LINE")
@env_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Output folder [default: dist].")
def trace(place: str, environment: str | None, out: Path | None) -> None:
    """Say which YAML a line of an output file comes from, or what is made from a line of YAML."""
    from cxprog.folder import PROGRAM_FILE
    from cxprog.trace import TraceError, traced
    from cxprog.workspace import find_project

    file, colon, number = place.rpartition(":")
    if not colon or not number.isdigit() or int(number) < 1:
        raise click.UsageError("write the place as FILE:LINE, for example dist/surveyjs/visit-effort.json:12")
    path = Path(file)
    # An output folder may lie outside its project: then the project is the one that the person stands in.
    inside = path.exists() and any((above / PROGRAM_FILE).is_file() for above in path.resolve().parents)
    folder = found(lambda: find_project(path if inside else Path()))
    output = (out or folder / "dist").resolve()
    _, project = read(folder, output)
    options = {"as_of": None, "strict": False, "environment": environment}
    built = build_all(project, options, ())
    if built.manifest is None:
        refuse(built.run, folder)
    resolved = path.resolve()
    is_output = resolved.is_relative_to(output)
    name = (
        resolved.relative_to(output if is_output else folder).as_posix()
        if resolved.is_relative_to(folder) or is_output
        else file
    )
    if (
        is_output
        and name in built.artifacts
        and resolved.is_file()
        and resolved.read_bytes() != built.artifacts[name].data
    ):
        click.echo(f"note: {file} is not what the program builds now; run `cxprog build` first", err=True)
    try:
        for line in traced(built, name, int(number), is_output, prefix_of(folder)):
            click.echo(line)
    except TraceError as error:
        raise click.ClickException(str(error)) from None
