"""What is generated and committed is what the code generates now; `pytest --update` rewrites it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from cxprog.cli import main
from cxprog.codes import CODES
from cxprog.language import KINDS
from cxprog.reference import reference_files, schema_files
from tests.conftest import difference

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "cxprog" / "pages"


def stale(folder: Path, pattern: str, files: Mapping[str, str], update: bool) -> list[str]:
    """What is wrong with a folder of generated files, after rewriting it if asked to."""
    if update:
        for old in {path.relative_to(folder).as_posix() for path in folder.rglob(pattern)} - files.keys():
            (folder / old).unlink()
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != text.encode():
                path.write_bytes(text.encode())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob(pattern)}
    return [
        *(f"{name} is missing" for name in files.keys() - found.keys()),
        *(f"{name} is not generated" for name in found.keys() - files.keys()),
        *(
            f"{name} differs:\n{difference(found[name], text.encode())}"
            for name, text in files.items()
            if name in found and found[name] != text.encode()
        ),
    ]


def test_the_reference_is_what_the_code_says(request: pytest.FixtureRequest) -> None:
    wrong = stale(ROOT / "docs", "*.md", reference_files(), request.config.getoption("--update"))
    assert not wrong, "`pytest --update` rewrites docs/:\n" + "\n".join(sorted(wrong))


def test_the_schemas_are_what_the_models_say(request: pytest.FixtureRequest) -> None:
    wrong = stale(ROOT / "schemas" / "json", "*", schema_files(), request.config.getoption("--update"))
    assert not wrong, "`pytest --update` rewrites schemas/json/:\n" + "\n".join(sorted(wrong))


def test_generating_twice_gives_the_same() -> None:
    assert [*reference_files().items()] == [*reference_files().items()]
    assert [*schema_files().items()] == [*schema_files().items()]


def test_every_finding_and_every_kind_has_a_page_and_no_page_is_left_over() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == sorted(CODES)
    assert sorted(path.stem for path in (PAGES / "kinds").iterdir()) == sorted(KINDS)


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    for below, sub in command.commands.items() if isinstance(command, click.Group) else ():
        yield from commands(sub, f"{name} {below}")


def test_every_command_and_every_option_has_help() -> None:
    silent = []
    for name, command in commands(main, "cxprog"):
        options = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
        silent += [name] * (not command.help) + [f"{name} {option.opts[0]}" for option in options if not option.help]
    assert silent == []
