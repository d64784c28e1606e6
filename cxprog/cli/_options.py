"""Arguments and options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_FORMATS = ("concise", "full", "github", "gitlab", "json", "jsonl", "junit", "markdown", "rdjson", "sarif")

Command = TypeVar("Command", bound=Callable[..., Any])

env_option = click.option("--env", "environment", metavar="NAME", help="Apply the overlay of this environment.")
out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="File to write to [default: standard output]."
)


def project_argument(command: Command) -> Command:
    """The folder of a project, or a file in it."""
    return click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")(command)


def report_options(command: Command) -> Command:
    """What says how findings are reported, and as of which day."""
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


def form_option(*forms: str) -> Callable[[Command], Command]:
    """In which form a command prints; the first one unless another is asked for."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help="Form.")
