"""What commands say: reports with their exit status, texts in the terminal's encoding, paths as a person types them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from cxprog.finding import Run

EXIT_FINDINGS, EXIT_USAGE, EXIT_NOTHING = 1, 2, 3


def report(
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
    run = replace(run, prefix=prefix_of(folder), titles=titles)
    printed = []
    for wanted in options["formats"] or ("full",):
        name, _, file = wanted.partition("=")
        if name not in FORMATS:
            raise click.UsageError(f"there is no format `{name}`; the formats are {', '.join(FORMATS)}")
        color = not file and has_color(options["color"])
        text = forms[name]() if name in forms else render(name, run, color=color)
        if file:
            Path(file).write_text(text, encoding="utf-8", errors="surrogateescape")
        else:
            printed.append(text)
    rank = -1 if options["fail_on"] == "never" else Severity(options["fail_on"]).rank
    status = EXIT_FINDINGS if any(finding.severity.rank <= rank for finding in run.findings) else 0
    text = "".join(printed)
    print_text(text)
    keep(text, status)
    if status:
        raise click.exceptions.Exit(status)


def refuse(run: Run, folder: Path) -> NoReturn:
    """Say what keeps a program from being built, and leave with status 1."""
    report(run, folder, {"formats": (), "color": "auto", "fail_on": "never"})
    raise click.exceptions.Exit(EXIT_FINDINGS)


def _titles(run: Run) -> dict[str, str]:
    """Summary lines of what was found; those of plugins' rules are known to their pages only."""
    from cxprog.codes import CODES
    from cxprog.reference import summary
    from cxprog.rules import all_rules

    wanted = {finding.rule for finding in run.findings} | {silenced.finding.rule for silenced in run.silenced}
    own = {code: summary(code) for code in sorted(wanted) if code in CODES}
    return {**own, **{rule.id: rule.summary for rule in all_rules() if rule.id in wanted}}


def print_text(text: str, out: Path | None = None) -> None:
    """Print in the terminal's encoding, or write to a file; what cannot be shown is escaped rather than a crash."""
    if out is not None:
        out.write_bytes(text.encode("utf-8", "backslashreplace"))
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def has_color(wanted: str) -> bool:
    """Whether to print in color, for `auto`, `always` or `never`; NO_COLOR is honored."""
    if wanted != "auto":
        return wanted == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def prefix_of(folder: Path) -> str:
    """What to put before a name of the project so that it opens from where the person stands."""
    relative = os.path.relpath(folder)
    return "" if relative == "." else Path(relative).as_posix() + "/"


def shown_path(path: Path) -> str:
    """A path as short as it can be written from where the person stands."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(os.fspath(path)) else os.fspath(path)


def print_page(text: str) -> None:
    """Print a long text, through the pager where a person reads."""
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        print_text(text if text.endswith("\n") else text + "\n")
