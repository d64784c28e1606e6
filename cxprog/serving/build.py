"""One build for the browser: the pages, or else what keeps them from being made, whatever that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxprog.compiler import build_project
from cxprog.report._words import summary
from cxprog.serving.following import Built
from cxprog.serving.notices import failure, notices
from cxprog.serving.state import Outcome
from cxprog.workspace import read_project

if TYPE_CHECKING:
    from cxprog.check import Today

_SITE = "site"
"""The pages that are served, as builds name them."""


def build(
    folder: Path,
    output: Path,
    prefix: str,
    today: Callable[[], Today],
    environment: str | None,
    say: Callable[[str], None],
) -> Built:
    """Read a program and make its pages; a file that cannot be read and a mistake in cxprog become notices too."""
    try:
        return _built(folder, output, prefix, today(), environment)
    except Exception as error:
        import traceback

        say(traceback.format_exc())
        return Built(
            Outcome(None, failure(f"cxprog stopped with {type(error).__name__}: {error}", _BUG)),
            "internal error: see above",
        )


def _built(folder: Path, output: Path, prefix: str, today: Today, environment: str | None) -> Built:
    try:
        project = read_project(folder, output)
    except OSError as error:
        message = f"the program in `{folder}` cannot be read: {error.strerror or error}"
        return Built(Outcome(None, failure(message, "put it back; it is looked for every second")), message, False)
    built = build_project(project, today, environment, (_SITE,))
    pages = None
    if built.manifest is not None:
        start = f"{_SITE}/"
        own = {name: artifact.data for name, artifact in built.artifacts.items() if name.startswith(start)}
        pages = {name.removeprefix(start): data for name, data in own.items()}
    run = replace(built.run, prefix=prefix)
    return Built(Outcome(pages, notices(run)), summary(run))


_BUG = (
    "this is a mistake in cxprog, not in your program; please report it with the lines in the terminal and, if you "
    "can, the YAML that caused it"
)
