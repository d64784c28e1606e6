"""A project as commands want it: read, checked, built, as of a day; with what ends a command where that fails."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cxprog.cli._said import EXIT_NOTHING, refuse, report

if TYPE_CHECKING:
    from cxprog.check import Today
    from cxprog.compiler import Built, Checked, Project
    from cxprog.plugin import Plugins


def today_of(options: dict[str, Any]) -> Today:
    """The day of `--as-of`, else today; and whether exceptions are taken strictly."""
    import datetime

    from cxprog.check import Today

    text = options["as_of"]
    if text is None:
        return Today(datetime.date.today().isoformat(), options["strict"])
    try:
        return Today(datetime.date.fromisoformat(text).isoformat(), options["strict"])
    except ValueError:
        raise click.UsageError(f"--as-of takes a day as YYYY-MM-DD, not `{text}`") from None


def read(path: Path, output: Path | None = None) -> tuple[Path, Project]:
    """The folder of the project around a path, and its files; what lies in its output folder is not among them."""
    from cxprog.workspace import find_project, read_project

    folder = found(lambda: find_project(path))
    return folder, read_project(folder, output if output is not None else folder / "dist")


def at_commit(folder: Path, project: Project) -> Project:
    """The same project, which knows where its files stand in version control."""
    from dataclasses import replace

    from cxprog.revision import commit_of

    return replace(project, commit=commit_of(folder, project))


Found = TypeVar("Found")


def found(look: Callable[[], Found]) -> Found:
    """What is looked for in files; where there is nothing to read, the command ends with status 3."""
    from cxprog.workspace import NothingToRead

    try:
        return look()
    except NothingToRead as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOTHING) from None


def understood(path: Path, environment: str | None, today: Today) -> tuple[Path, Checked]:
    """The folder and what checking found, also where rules object: that is no obstacle, being misunderstood would be.

    What shows people why a limit is broken must not refuse because it is.
    """
    from dataclasses import replace

    from cxprog.codes import CODES
    from cxprog.compiler import check_project
    from cxprog.finding import Severity

    folder, project = read(path)
    checked = check_project(project, today, environment)
    wrong = tuple(each for each in checked.findings if each.severity is Severity.ERROR and each.rule in CODES)
    if wrong:
        refuse(replace(checked.run, findings=wrong), folder)
    return folder, checked


def lowered(
    path: Path,
    environment: str | None,
    as_of: str | None,
    write: Callable[..., str],
    *,
    despite_rules: bool = False,
) -> str:
    """What is written about a program without errors, or without those that no rule finds, its manifest and a day."""
    from cxprog.compiler import check_project
    from cxprog.display import NothingThere, NotThere
    from cxprog.manifest import lower

    today = today_of({"as_of": as_of, "strict": False})
    if despite_rules:
        _, checked = understood(path, environment, today)
    else:
        folder, project = read(path)
        checked = check_project(project, today, environment)
        if checked.has_errors:
            refuse(checked.run, folder)
    try:
        return write(checked.program, lower(checked.program, environment), today.date)
    except NotThere as error:
        raise click.UsageError(str(error)) from None
    except NothingThere as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOTHING) from None


def build_all(project: Project, options: dict[str, Any], only: tuple[str, ...]) -> Built:
    """Everything that a project makes, or some of its targets; a usage error where there is no such target."""
    from cxprog.compiler import build_project
    from cxprog.finding import did_you_mean
    from cxprog.target import built_in_names

    progress = _progress()
    built = build_project(project, today_of(options), options["environment"], only, progress)
    progress("")
    unknown = [name for name in only if name not in built.targets]
    if unknown and built.manifest is not None:
        if unknown[0] in built_in_names():
            raise click.UsageError(f"`{unknown[0]}` is made only where `targets` in cxprog.yaml names it")
        meant = did_you_mean(unknown[0], built.targets) or f"the targets are {', '.join(built.targets)}"
        raise click.UsageError(f"the program has no target `{unknown[0]}`; {meant}")
    return built


def drawn(built: Built, folder: Path, journey: str | None, path: str, form: str) -> bytes:
    """The file of one journey, or of the only one, whose path has its id in braces; else what is wrong is said."""
    if built.manifest is None:
        refuse(built.run, folder)
    journeys = [resolved.id for resolved in built.manifest.each("journey")]
    chosen = journey or (journeys[0] if len(journeys) == 1 else None)
    if chosen not in journeys:
        raise click.UsageError(_which(journey, {name: built.manifest.get("journey", name).title for name in journeys}))
    artifact = built.artifacts.get(path.format(journey=chosen))
    if artifact is None:
        report(built.run, folder, {"formats": (), "color": "auto", "fail_on": "never"})
        raise click.ClickException(f"the journey could not be drawn as {form}")
    return artifact.data


def _which(journey: str | None, titles: Mapping[str, Mapping[str, str]]) -> str:
    """Which journeys there are, and which of them may have been meant, by id or by title."""
    from cxprog.finding import did_you_mean

    listed = f"the journeys are {', '.join(titles)}" if titles else "the program has none"
    if journey is None:
        return f"choose one of the journeys with --journey ID; {listed}"
    by_title = [name for name, texts in titles.items() if journey.casefold() in map(str.casefold, texts.values())]
    meant = f"did you mean `{by_title[0]}`?" if by_title else did_you_mean(journey.lower(), titles)
    return f"there is no journey `{journey}`; {meant or listed}"


def _progress() -> Callable[[str], None]:
    """Say on a terminal what is being built, on one line that wipes itself away."""
    if not sys.stderr.isatty():
        return lambda name: None

    def show(name: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{'building ' + name if name else ''}")
        sys.stderr.flush()

    return show


def plugins_here() -> Plugins:
    """The plugins of the project that the person stands in; none outside a project, or where they cannot be loaded."""
    from cxprog.compiler import plugins_of
    from cxprog.plugin import Plugins
    from cxprog.workspace import NothingToRead, find_project, read_project

    try:
        return plugins_of(read_project(find_project(Path())))
    except NothingToRead:
        return Plugins()
