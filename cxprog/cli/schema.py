"""`cxprog schema`: the JSON Schemas."""

from __future__ import annotations

from pathlib import Path

import click

from cxprog.cli._said import shown_path


@click.command()
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Write every schema into this folder.")
def schema(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a kind, of the manifest or of the findings."""
    from cxprog.finding import did_you_mean
    from cxprog.reference import schema_files

    files = schema_files()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (out / file).write_text(text, encoding="utf-8")
        click.echo(f"{shown_path(out)}: {len(files)} schemas", err=True)
        return
    known = {file.removesuffix(".schema.json"): file for file in files}
    if name is None:
        click.echo("\n".join(known))
        return
    if name not in known:
        raise click.UsageError(f"there is no schema `{name}`; {did_you_mean(name, known) or ', '.join(known)}")
    click.echo(files[known[name]], nl=False)
