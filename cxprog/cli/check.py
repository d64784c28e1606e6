"""`cxprog check`: everything that is wrong with a program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from cxprog.cli._options import project_argument, report_options
from cxprog.cli._project import read, today_of
from cxprog.cli._said import report


@click.command()
@project_argument
@report_options
@click.option("--no-cache", is_flag=True, help="Check anew, even if nothing has changed since the last time.")
def check(path: Path, no_cache: bool, **options: Any) -> None:
    """Check a program and say everything that is wrong with it."""
    from cxprog import memory
    from cxprog.compiler import check_project

    folder, project = read(path)
    checked = check_project(project, today_of(options), options["environment"])
    # What plugins say depends on more than the files of the project, so it is never taken from memory.
    settings = checked.program.settings
    has_plugins = settings is None or settings.node is None or bool(settings.node.plugins)

    typed = click.get_current_context().obj  # nothing where the command was not typed, as in tests

    def keep(text: str, status: int) -> None:
        if typed and not has_plugins:
            memory.remember(typed, os.fspath(folder), text, status)

    report(checked.run, folder, options, keep)
