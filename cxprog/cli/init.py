"""`cxprog init`: a new project from a template."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--template", default="starter", show_default=True, metavar="NAME", help="What to start from.")
@click.option(
    "--list",
    "listing",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda c, p, v: _list_templates(c, v),
    help="List the templates.",
)
def init(folder: Path, template: str) -> None:
    """Make a new project that passes its check."""
    from cxprog.finding import did_you_mean
    from cxprog.starting import BadName, instantiate, template_names

    if template not in template_names():
        meant = did_you_mean(template, template_names()) or f"the templates are {', '.join(template_names())}"
        raise click.UsageError(f"there is no template `{template}`; {meant}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.ClickException(f"`{folder}` is not empty; choose a new folder")
    try:
        files = instantiate(template, folder.resolve().name)
    except BadName as error:
        raise click.ClickException(str(error)) from None
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    click.echo(f"{folder}: {len(files)} files from the template `{template}`")
    import shlex

    where = shlex.quote(os.fspath(folder))
    click.echo(f"next:\n  cxprog check {where}\n  cxprog build {where}")


def _list_templates(context: click.Context, value: bool) -> None:
    if value:
        from cxprog.starting import template_names

        click.echo("\n".join(template_names()))
        context.exit()
