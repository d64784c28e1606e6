"""The command line: the only place that touches files, the clock, the environment and the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from cxprog.check import Today
    from cxprog.compiler import Built, Project
    from cxprog.finding import Run
    from cxprog.plugin import Plugins

EXIT_FINDINGS, EXIT_USAGE, EXIT_NOTHING = 1, 2, 3
_FORMATS = ("concise", "full", "github", "gitlab", "json", "jsonl", "junit", "markdown", "rdjson", "sarif")

Command = TypeVar("Command", bound=Callable[..., Any])


def run() -> NoReturn:
    """Run the command line and leave the process; mistakes of the file system end here, as one line each."""
    status = EXIT_USAGE
    try:
        # Outside its standalone mode, click hands back the status of a command that ends with `Exit`.
        status = main(prog_name="cxprog", standalone_mode=False, obj=tuple(sys.argv[1:])) or 0
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except BrokenPipeError:
        status = 0  # whoever reads our output has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        click.echo(f"error: {error.strerror or error}{where}", err=True)
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo(
            "internal error: this is a mistake in cxprog, not in your program. Nothing was written. "
            "Please report it with the lines above and, if you can, the YAML that caused it.",
            err=True,
        )
    _leave(status)


def _leave(status: int) -> NoReturn:
    """Leave without taking every object apart first, which would take as long as reading them."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        pass
    os._exit(status)


# OPTIONS THAT SEVERAL COMMANDS TAKE

_env_option = click.option("--env", "environment", metavar="NAME", help="Apply the overlay of this environment.")
_out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="File to write to [default: standard output]."
)


def _project_argument(command: Command) -> Command:
    return click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")(command)


def _report_options(command: Command) -> Command:
    for option in (
        click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today."),
        click.option("--strict", is_flag=True, help="Unused and expired exceptions are errors."),
        click.option("--env", "environment", metavar="NAME", help="Apply the overlay of this environment."),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="Color of the report; NO_COLOR is honored.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["error", "warning", "info", "never"]),
            default="error",
            help="Severity from which the exit status is 1.",
        ),
        click.option(
            "--format",
            "formats",
            multiple=True,
            metavar="FORMAT[=FILE]",
            help=f"Report format, repeatable: {', '.join(_FORMATS)}.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "--version", "-V", package_name="cxprog", message="cxprog %(version)s")
def main() -> None:
    """Customer-experience programs as code: describe, check, draw and build them from YAML."""


# CHECK AND BUILD


@main.command()
@_project_argument
@_report_options
@click.option("--no-cache", is_flag=True, help="Check anew, even if nothing has changed since the last time.")
def check(path: Path, no_cache: bool, **options: Any) -> None:
    """Check a program and say everything that is wrong with it."""
    from cxprog import memory
    from cxprog.compiler import check_project

    folder, project = _read(path)
    checked = check_project(project, _today(options), options["environment"])
    # What plugins say depends on more than the files of the project, so it is never taken from memory.
    settings = checked.program.settings
    has_plugins = settings is None or settings.node is None or bool(settings.node.plugins)

    typed = click.get_current_context().obj  # nothing where the command was not typed, as in tests

    def keep(text: str, status: int) -> None:
        if typed and not has_plugins:
            memory.remember(typed, os.fspath(folder), text, status)

    _report(checked.run, folder, options, keep)


@main.command()
@_project_argument
@_report_options
@click.option("--only", multiple=True, metavar="TARGET", help="Build only this target, repeatable.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder to write to [default: dist].")
def build(path: Path, only: tuple[str, ...], out: Path | None, **options: Any) -> None:
    """Check a program and write everything that is made from it."""
    from cxprog.output import NotOurs, write_output
    from cxprog.workspace import find_project

    folder = _found(lambda: find_project(path))
    output = out if out is not None else folder / "dist"
    _, project = _read(path, output)
    built = _build(project, options, only)
    if built.manifest is not None:
        files = {name: artifact.data for name, artifact in built.artifacts.items()}
        try:
            written = write_output(output, files, lambda name: bool(only) and not name.startswith(_folders(only)))
        except NotOurs as error:
            raise click.ClickException(str(error)) from None
    summary = f"nothing was written: {_shown(output)} is as it was"
    if built.manifest is not None:
        summary = (
            f"{_shown(output)}: {len(written.changed)} files written, {len(written.unchanged)} unchanged, "
            f"{len(written.removed)} removed"
        )
    try:
        _report(built.run, folder, options)
    finally:
        click.echo(summary, err=True)


def _build(project: Project, options: dict[str, Any], only: tuple[str, ...]) -> Built:
    from cxprog.compiler import build_project
    from cxprog.finding import did_you_mean

    progress = _progress()
    built = build_project(project, _today(options), options["environment"], only, progress)
    progress("")
    unknown = [name for name in only if name not in built.targets]
    if unknown and built.manifest is not None:
        meant = did_you_mean(unknown[0], built.targets) or f"the targets are {', '.join(built.targets)}"
        raise click.UsageError(f"the program has no target `{unknown[0]}`; {meant}")
    return built


def _folders(only: Iterable[str]) -> tuple[str, ...]:
    return ("manifest.json", *(f"{name}/" for name in only))


def _progress() -> Callable[[str], None]:
    """Say on a terminal what is being built, on one line that wipes itself away."""
    if not sys.stderr.isatty():
        return lambda name: None

    def show(name: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{'building ' + name if name else ''}")
        sys.stderr.flush()

    return show


# GRAPHS


@main.command()
@_project_argument
@click.option("--journey", metavar="ID", help="The journey to draw; needed when there are several.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["dot", "json", "mermaid", "png", "svg"]),
    default="dot",
    show_default=True,
    help="Form of the picture; json and dot also draw --references.",
)
@click.option("--references", is_flag=True, help="Draw what refers to what in the whole program instead.")
@_env_option
@_out_option
def graph(
    path: Path, journey: str | None, form: str, references: bool, environment: str | None, out: Path | None
) -> None:
    """Draw a journey, or what refers to what."""
    folder, project = _read(path)
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
    built = build_target(project, _today(options), target, options["environment"])
    if built.manifest is None:
        _refuse(built.run, folder)
    journeys = [resolved.id for resolved in built.manifest.each("journey")]
    chosen = journey or (journeys[0] if len(journeys) == 1 else None)
    if chosen not in journeys:
        listed = ", ".join(journeys) or "none"
        raise click.UsageError(f"choose one of the journeys with --journey ID: {listed}")
    artifact = built.artifacts.get(f"{target}/{chosen}.{ending}")
    if artifact is None:
        _report(built.run, folder, {"formats": (), "color": "auto", "fail_on": "never"})
        raise click.ClickException(f"the journey could not be drawn as {form}")
    return artifact.data


def _reference_graph(project: Project, form: str, options: dict[str, Any]) -> bytes:
    from cxprog.compiler import check_project
    from cxprog.display import NotThere, references

    try:
        return references.written(check_project(project, _today(options), options["environment"]).program, form)
    except NotThere as error:
        raise click.UsageError(str(error)) from None


# TESTING


@main.command("test")
@_project_argument
@_report_options
@click.option("--run", "pattern", metavar="REGEX", help="Run only the tests whose id matches.")
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the results as JUnit XML, also when nothing was run: the same test cases as --format junit=FILE.",
)
@click.option(
    "--min-coverage",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail when the tests exercise less of the program.",
)
def run_tests(path: Path, pattern: str | None, junit: Path | None, min_coverage: float | None, **options: Any) -> None:
    """Play the scenarios of a program and say which end otherwise than expected."""
    from dataclasses import replace

    from cxprog import scenarios
    from cxprog.compiler import check_project

    folder, project = _read(path)
    checked = check_project(project, _today(options), options["environment"])
    if checked.has_errors:
        _refuse(checked.run, folder)
    suite = scenarios.run_tests(checked, options["environment"], _pattern(pattern))
    least = min_coverage if suite.tested else None
    run = replace(scenarios.result(suite, checked.run, least), prefix=_prefix(folder))
    forms = scenarios.forms(suite, run)
    if junit is not None:
        junit.write_text(forms["junit"](), encoding="utf-8", errors="surrogateescape")
    if not suite.tested:
        click.echo(f"error: {scenarios.nothing(checked, pattern)}", err=True)
        # A build server looks for its file, whether or not there was anything to run.
        written = tuple(form for form in options["formats"] if form.startswith("junit="))
        if written:
            _report(run, folder, {**options, "formats": written}, forms=forms)
        raise click.exceptions.Exit(EXIT_NOTHING)
    listed = "".join(f"{line}\n" for line in scenarios.lines(suite, run))
    if options["formats"]:
        click.echo(listed, nl=False, err=True)
    else:
        _print(listed + ("\n" if run.findings else ""))
    if run.findings or options["formats"]:
        _report(run, folder, options, forms=forms)


def _pattern(text: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text is not None else None
    except re.error as error:
        raise click.UsageError(f"--run takes a regular expression, and `{text}` is none: {error}") from None


# COVERAGE AND ASSESSMENT


def _form_option(*forms: str) -> Callable[[Command], Command]:
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help="Form.")


@main.command()
@_project_argument
@_env_option
@_form_option("table", "json", "html")
@click.option("--grid", "name", metavar="NAME", help="Show this grid only, with all its evidence.")
@_out_option
def coverage(path: Path, environment: str | None, name: str | None, form: str, out: Path | None) -> None:
    """Show which published practices, steps and phases the program puts to work, and what is missing."""
    from cxprog.display.coverage import written

    _print(_lowered(path, environment, None, partial(written, form=form, name=name)), out)


@main.command()
@_project_argument
@_env_option
@_form_option("table", "json", "markdown")
@click.option("--of", metavar="TEAM", help="Show the assessments of this team only.")
@click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today.")
@click.option("--form", "blank", is_flag=True, help="Print the form to fill in instead.")
@_out_option
def assess(path: Path, environment: str | None, as_of: str | None, blank: bool, out: Path | None, **how: Any) -> None:
    """Add up the self-assessments of a program: bands, stage, trend, disagreement, and the coverage beside them."""
    from cxprog.display import assess, assess_form

    text = assess_form.render() if blank else _lowered(path, environment, as_of, partial(assess.written, **how))
    _print(text, out)


def _lowered(path: Path, environment: str | None, as_of: str | None, write: Callable[..., str]) -> str:
    """What is written about a program without errors, its manifest and a day."""
    from cxprog.compiler import check_project
    from cxprog.display import NothingThere, NotThere
    from cxprog.manifest import lower

    today = _today({"as_of": as_of, "strict": False})
    folder, project = _read(path)
    checked = check_project(project, today, environment)
    if checked.has_errors:
        _refuse(checked.run, folder)
    try:
        return write(checked.program, lower(checked.program, environment), today.date)
    except NotThere as error:
        raise click.UsageError(str(error)) from None
    except NothingThere as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOTHING) from None


# LOOKING THINGS UP


@main.command()
@click.argument("name", required=False)
def explain(name: str | None) -> None:
    """Explain a rule, a finding, a target, a kind of document or one of its keys."""
    from cxprog.finding import did_you_mean
    from cxprog.reference import names, page

    plugins = _plugins_here()
    known = names(plugins.rules, plugins.targets)
    if name is None:
        click.echo("\n".join(known))
        return
    text = page(name, plugins.rules, plugins.targets)
    if text is None:
        meant = did_you_mean(name, known) or "`cxprog explain` alone lists everything"
        raise click.UsageError(f"there is nothing called `{name}`; {meant}")
    _page(text)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def rules(as_json: bool) -> None:
    """List every rule with its severity and summary; in a project, those of its plugins too."""
    from cxprog.rules import all_rules

    listed = sorted((*all_rules(), *_plugins_here().rules), key=lambda rule: rule.id)
    if as_json:
        import json

        rows = [
            {"id": rule.id, "severity": str(rule.severity), "pack": rule.pack, "summary": rule.summary}
            for rule in listed
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    width = max(len(rule.id) for rule in listed)
    for rule in listed:
        pack = f" [{rule.pack}]" if rule.pack else ""
        click.echo(f"{rule.id:<{width}}  {rule.severity:<7}  {rule.summary}{pack}")


def _plugins_here() -> Plugins:
    """The plugins of the project that the person stands in; none outside a project, or where they cannot be loaded."""
    from cxprog.compiler import plugins_of
    from cxprog.plugin import Plugins
    from cxprog.workspace import NothingToRead, find_project, read_project

    try:
        return plugins_of(read_project(find_project(Path())))
    except NothingToRead:
        return Plugins()


@main.command()
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
        click.echo(f"{_shown(out)}: {len(files)} schemas", err=True)
        return
    known = {file.removesuffix(".schema.json"): file for file in files}
    if name is None:
        click.echo("\n".join(known))
        return
    if name not in known:
        raise click.UsageError(f"there is no schema `{name}`; {did_you_mean(name, known) or ', '.join(known)}")
    click.echo(files[known[name]], nl=False)


@main.command()
@click.argument("place", metavar="FILE:LINE")
@_env_option
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
    folder = _found(lambda: find_project(path if inside else Path()))
    output = (out or folder / "dist").resolve()
    _, project = _read(folder, output)
    options = {"as_of": None, "strict": False, "environment": environment}
    built = _build(project, options, ())
    if built.manifest is None:
        _refuse(built.run, folder)
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
        for line in traced(built, name, int(number), is_output, _prefix(folder)):
            click.echo(line)
    except TraceError as error:
        raise click.ClickException(str(error)) from None


# STARTING


@main.command()
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


@main.command()
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell; load it from the shell's start-up file."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "cxprog", "_CXPROG_COMPLETE").source())


# SHARED


def _today(options: dict[str, Any]) -> Today:
    import datetime

    from cxprog.check import Today

    text = options["as_of"]
    if text is None:
        return Today(datetime.date.today().isoformat(), options["strict"])
    try:
        return Today(datetime.date.fromisoformat(text).isoformat(), options["strict"])
    except ValueError:
        raise click.UsageError(f"--as-of takes a day as YYYY-MM-DD, not `{text}`") from None


def _read(path: Path, output: Path | None = None) -> tuple[Path, Project]:
    from cxprog.workspace import find_project, read_project

    folder = _found(lambda: find_project(path))
    return folder, read_project(folder, output if output is not None else folder / "dist")


Found = TypeVar("Found")


def _found(look: Callable[[], Found]) -> Found:
    from cxprog.workspace import NothingToRead

    try:
        return look()
    except NothingToRead as error:
        click.echo(f"error: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOTHING) from None


def _report(
    run: Run,
    folder: Path,
    options: dict[str, Any],
    keep: Callable[[str, int], None] = lambda text, status: None,
    forms: Mapping[str, Callable[[], str]] = {},
) -> None:
    """Print the report in every form asked for, and leave with status 1 when it is bad enough.

    A command may bring reports of its own by the name of their format.
    """
    from dataclasses import replace

    from cxprog.finding import Severity
    from cxprog.report import FORMATS, render

    named = [wanted.partition("=")[0] for wanted in options["formats"]]
    titles = _titles(run) if "sarif" in named else {}  # only this format shows them
    run = replace(run, prefix=_prefix(folder), titles=titles)
    printed = []
    for wanted in options["formats"] or ("full",):
        name, _, file = wanted.partition("=")
        if name not in FORMATS:
            raise click.UsageError(f"there is no format `{name}`; the formats are {', '.join(FORMATS)}")
        color = not file and _has_color(options["color"])
        text = forms[name]() if name in forms else render(name, run, color=color)
        if file:
            Path(file).write_text(text, encoding="utf-8", errors="surrogateescape")
        else:
            printed.append(text)
    rank = -1 if options["fail_on"] == "never" else Severity(options["fail_on"]).rank
    status = EXIT_FINDINGS if any(finding.severity.rank <= rank for finding in run.findings) else 0
    text = "".join(printed)
    _print(text)
    keep(text, status)
    if status:
        raise click.exceptions.Exit(status)


def _refuse(run: Run, folder: Path) -> NoReturn:
    """Say what keeps a program from being built, and leave with status 1."""
    _report(run, folder, {"formats": (), "color": "auto", "fail_on": "never"})
    raise click.exceptions.Exit(EXIT_FINDINGS)


def _titles(run: Run) -> dict[str, str]:
    """Summary lines of what was found; those of plugins' rules are known to their pages only."""
    from cxprog.codes import CODES
    from cxprog.reference import summary
    from cxprog.rules import all_rules

    wanted = {finding.rule for finding in run.findings} | {silenced.finding.rule for silenced in run.silenced}
    own = {code: summary(code) for code in sorted(wanted) if code in CODES}
    return {**own, **{rule.id: rule.summary for rule in all_rules() if rule.id in wanted}}


def _print(text: str, out: Path | None = None) -> None:
    """Print in the terminal's encoding, or write to a file; what cannot be shown is escaped rather than a crash."""
    if out is not None:
        out.write_bytes(text.encode("utf-8", "backslashreplace"))
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _has_color(wanted: str) -> bool:
    if wanted != "auto":
        return wanted == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _prefix(folder: Path) -> str:
    """What to put before a name of the project so that it opens from where the person stands."""
    relative = os.path.relpath(folder)
    return "" if relative == "." else Path(relative).as_posix() + "/"


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return relative if len(relative) < len(os.fspath(path)) else os.fspath(path)


def _page(text: str) -> None:
    """Print a long text, through the pager where a person reads."""
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        _print(text if text.endswith("\n") else text + "\n")
