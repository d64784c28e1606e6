"""`cxprog board`: a journey as a board for wall and screen, or what two versions of a program make different."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from cxprog.cli._options import env_option, out_option, project_argument
from cxprog.cli._project import at_commit, drawn, read, today_of
from cxprog.cli._said import EXIT_FINDINGS, EXIT_NOTHING, refuse, shown_path

if TYPE_CHECKING:
    from cxprog.compiler import Project
    from cxprog.manifest import Manifest

Poster = Literal["a0", "a1", "a3", "stages"]
_POSTERS: tuple[Poster, ...] = get_args(Poster)
_COMPARED = ("html", "svg", "png", "markdown", "json")
_BINARY = (*_POSTERS, "png")
_ENDINGS = (".html", ".pdf", ".svg", ".png", ".md", ".json")
"""Endings of files that can only mean one form."""
_NOW = "the files as they are"
"""How the version that is compared with another one is called."""


@click.command()
@project_argument
@click.option("--journey", metavar="ID", help="The journey; without --against needed when there are several.")
@click.option(
    "--against",
    metavar="REF",
    help="Show what differs from this version: a branch, a tag, a commit, a folder or a manifest.json.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice([*dict.fromkeys(("html", *_POSTERS, *_COMPARED))], case_sensitive=False),
    default="html",
    show_default=True,
    help="a0 to stages are sheets as PDF; svg, png, markdown and json go with --against.",
)
@env_option
@click.option("--locale", metavar="LOCALE", help="Language of titles, such as de [default: the program's own].")
@out_option
def board(
    path: Path,
    journey: str | None,
    against: str | None,
    form: str,
    environment: str | None,
    locale: str | None,
    out: Path | None,
) -> None:
    """Show a journey as a board, or what changed on it since another version."""
    _can_be_shown(form, against, locale, out)
    folder, project = read(path)
    if against is None:
        data = _board(folder, at_commit(folder, project), journey, form, environment, locale)
    else:
        data = _difference(folder, project, journey, form, environment, locale, against)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        out.write_bytes(data)


def _can_be_shown(form: str, against: str | None, locale: str | None, out: Path | None) -> None:
    from cxprog.language.types import LOCALE

    if against is None and form != "html" and form not in _POSTERS:
        raise click.UsageError(f"--as {form} shows what differs from another version: name it with --against REF")
    if against is not None and form not in _COMPARED:
        raise click.UsageError(f"--as {form} shows one version; --against goes with {', '.join(_COMPARED)}")
    if form in _BINARY and out is None and sys.stdout.isatty():
        raise click.UsageError(f"--as {form} is no text for a terminal: name a file with --out FILE")
    ending = "pdf" if form in _POSTERS else {"markdown": "md"}.get(form, form)
    if out is not None and out.suffix.lower() in _ENDINGS and out.suffix.lower() != f".{ending}":
        raise click.UsageError(
            f"--as {form} does not write a file such as `{out.name}`; name one that ends in .{ending}"
        )
    if locale is not None and not re.fullmatch(LOCALE, locale):
        raise click.UsageError(f"--locale takes a language such as `de` or `pt-BR`, not `{locale}`")


def _options(environment: str | None) -> dict[str, Any]:
    return {"as_of": None, "strict": False, "environment": environment}


# ONE VERSION


def _board(
    folder: Path, project: Project, journey: str | None, form: str, environment: str | None, locale: str | None
) -> bytes:
    from cxprog.compiler import build_target

    target, ending = ("journey_board", "html") if form == "html" else ("journey_poster", f"{form}.pdf")
    given: dict[str, Any] = {"sheets": [form]} if form != "html" else {}
    given |= {"locale": locale} if locale else {}
    built = build_target(project, today_of(_options(environment)), target, environment, given=given)
    return drawn(built, folder, journey, f"{target}/{{journey}}.{ending}", form)


# TWO VERSIONS


def _difference(
    folder: Path,
    project: Project,
    journey: str | None,
    form: str,
    environment: str | None,
    locale: str | None,
    against: str,
) -> bytes:
    from cxprog.display import NothingThere, NotThere
    from cxprog.display.difference import difference, written

    # Mistakes of today come first: whoever can see them can also mend them.
    after = _manifest(folder, project, environment)
    before = _other(folder, against, environment)
    try:
        found = difference(before, after, (against, _NOW), journey=journey, locale=locale)
    except NotThere as error:
        raise click.UsageError(str(error)) from None
    try:
        return written(found, form)
    except NothingThere as error:
        raise click.ClickException(str(error)) from None


def _manifest(folder: Path, project: Project, environment: str | None, which: str = "") -> Manifest:
    """The manifest of a version without errors; of one with errors, they are reported."""
    from cxprog.compiler import check_project
    from cxprog.manifest import lower

    checked = check_project(project, today_of(_options(environment)), environment)
    if checked.has_errors:
        if which:
            click.echo(
                f"error: {which} has errors, so it cannot be compared; the findings below are about it, not about the "
                "program as it is now. Compare with a version that `cxprog check` passes.",
                err=True,
            )
        refuse(checked.run, folder)
    return lower(checked.program, environment)


def _other(folder: Path, against: str, environment: str | None) -> Manifest:
    """The version to compare with: a manifest, else a folder, else a revision."""
    from cxprog.folder import PROGRAM_FILE
    from cxprog.revision import NoRevision, project_at

    place = Path(against)
    # Unlike methods of Path, these take a revision that no file can be called like.
    if against.endswith(".json") and os.path.isfile(place):
        return _loaded(place, environment)
    if os.path.isfile(place / PROGRAM_FILE):
        other, project = read(place)
        return _manifest(other, project, environment, f"the program in `{against}`")
    try:
        project = project_at(folder, against, folder / "dist")
    except NoRevision as error:
        click.echo(
            f"error: `{against}` is no manifest.json file, no folder with a `{PROGRAM_FILE}`, and no revision: {error}",
            err=True,
        )
        raise click.exceptions.Exit(EXIT_NOTHING) from None
    if not any(source.name == PROGRAM_FILE for source in project.sources):
        click.echo(
            f"error: at `{against}` there was no program in `{shown_path(folder)}`; compare with a later revision, or "
            "with a folder or manifest.json that has it",
            err=True,
        )
        raise click.exceptions.Exit(EXIT_NOTHING)
    return _manifest(folder, project, environment, f"the program at `{against}`")


def _loaded(file: Path, environment: str | None) -> Manifest:
    from cxprog.manifest import ManifestError, load_manifest

    try:
        manifest = load_manifest(file)
    except (ManifestError, UnicodeDecodeError) as error:
        click.echo(f"error: {shown_path(file)}: {error}; `cxprog build` writes one that can be read", err=True)
        raise click.exceptions.Exit(EXIT_FINDINGS) from None
    if manifest.environment != environment:
        made = f"the environment `{manifest.environment}`" if manifest.environment else "no environment"
        remedy = f"add --env {manifest.environment}" if manifest.environment else "leave out --env"
        raise click.UsageError(f"{shown_path(file)} was built for {made}; {remedy} to compare like with like")
    return manifest
