"""`cxprog build`: everything that is made from a program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from cxprog.cli._options import project_argument, report_options
from cxprog.cli._project import at_commit, build_all, found, read
from cxprog.cli._said import report, shown_path


@click.command()
@project_argument
@report_options
@click.option("--only", multiple=True, metavar="TARGET", help="Build only this target, repeatable.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder to write to [default: dist].")
def build(path: Path, only: tuple[str, ...], out: Path | None, **options: Any) -> None:
    """Check a program and write everything that is made from it."""
    from cxprog.output import NotOurs, write_output
    from cxprog.workspace import find_project

    folder = found(lambda: find_project(path))
    output = out if out is not None else folder / "dist"
    _, project = read(path, output)
    built = build_all(at_commit(folder, project), options, only)
    if built.manifest is not None:
        files = {name: artifact.data for name, artifact in built.artifacts.items()}
        try:
            written = write_output(output, files, lambda name: bool(only) and not name.startswith(_folders(only)))
        except NotOurs as error:
            raise click.ClickException(str(error)) from None
    summary = f"nothing was written: {shown_path(output)} is as it was"
    if built.manifest is not None:
        summary = (
            f"{shown_path(output)}: {len(written.changed)} files written, {len(written.unchanged)} unchanged, "
            f"{len(written.removed)} removed{_dropped(written.removed, built.targets)}"
        )
        if "site/index.html" in built.artifacts:
            summary += f"\nopen {shown_path(output / 'site' / 'index.html')} in a browser"
    try:
        report(built.run, folder, options)
    finally:
        click.echo(summary, err=True)


def _dropped(removed: Iterable[str], targets: Iterable[str]) -> str:
    """Which targets those files were of that the program does not have any more."""
    gone = sorted({name.partition("/")[0] for name in removed if "/" in name} - set(targets))
    return f" ({', '.join(gone)}: no longer among the targets)" if gone else ""


def _folders(only: Iterable[str]) -> tuple[str, ...]:
    return ("manifest.json", *(f"{name}/" for name in only))
