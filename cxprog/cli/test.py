"""`cxprog test`: the scenarios of a program, played."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from cxprog.cli._options import project_argument, report_options
from cxprog.cli._project import read, today_of
from cxprog.cli._said import EXIT_NOTHING, prefix_of, print_text, refuse, report


@click.command()
@project_argument
@report_options
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
def test(path: Path, pattern: str | None, junit: Path | None, min_coverage: float | None, **options: Any) -> None:
    """Play the scenarios of a program and say which end otherwise than expected."""
    from dataclasses import replace

    from cxprog import scenarios
    from cxprog.compiler import check_project

    folder, project = read(path)
    checked = check_project(project, today_of(options), options["environment"])
    if wrong := scenarios.obstacles(checked):
        refuse(replace(checked.run, findings=wrong), folder)
    suite = scenarios.run_tests(checked, options["environment"], _pattern(pattern))
    least = min_coverage if suite.tested else None
    run = replace(scenarios.result(suite, checked.run, least), prefix=prefix_of(folder))
    forms = scenarios.forms(suite, run)
    if junit is not None:
        junit.write_text(forms["junit"](), encoding="utf-8", errors="surrogateescape")
    if not suite.tested:
        click.echo(f"error: {scenarios.nothing(checked, pattern)}", err=True)
        # A build server looks for its file, whether or not there was anything to run.
        written = tuple(form for form in options["formats"] if form.startswith("junit="))
        if written:
            report(run, folder, {**options, "formats": written}, forms=forms)
        raise click.exceptions.Exit(EXIT_NOTHING)
    listed = "".join(f"{line}\n" for line in scenarios.lines(suite, run))
    if options["formats"]:
        click.echo(listed, nl=False, err=True)
    else:
        print_text(listed + ("\n" if run.findings else ""))
    if run.findings or options["formats"]:
        report(run, folder, options, forms=forms)


def _pattern(text: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text is not None else None
    except re.error as error:
        raise click.UsageError(f"--run takes a regular expression, and `{text}` is none: {error}") from None
