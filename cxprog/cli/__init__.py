"""The command line: the only place that touches files, the clock, the environment and the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import NoReturn

import click

from cxprog.cli._said import EXIT_USAGE


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


class _Commands(MutableMapping[str, click.Command]):
    """The files of this folder: each holds the command that it is named after, and is imported when that is wanted."""

    def __init__(self) -> None:
        # `pkgutil` would say the same, and take as long to import as all the commands.
        files = (name.removesuffix(".py") for name in os.listdir(os.path.dirname(__file__)) if name.endswith(".py"))
        self._commands: dict[str, click.Command | None] = dict.fromkeys(name for name in files if name[0] != "_")

    def __getitem__(self, name: str) -> click.Command:
        command = self._commands[name]
        if command is None:
            command = self._commands[name] = getattr(import_module(f"{__name__}.{name}"), name)
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._commands))

    def __len__(self) -> int:
        return len(self._commands)

    def __contains__(self, name: object) -> bool:
        return name in self._commands


@click.group(commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "--version", "-V", package_name="cxprog", message="cxprog %(version)s")
def main() -> None:
    """Customer-experience programs as code: describe, check, draw and build them from YAML."""
