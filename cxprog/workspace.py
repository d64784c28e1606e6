"""A project's folder, read for the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cxprog.compiler import Project
from cxprog.document import decode
from cxprog.finding import Finding
from cxprog.house import HOUSE
from cxprog.program import PROGRAM_FILE
from cxprog.source import Source

MARKER = ".cxprog.json"
"""File that makes an output folder ours; it lists what was written, so that nothing else is ever removed."""
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv"))


class NothingToRead(Exception):
    """There is no project where the person pointed; the message says where it was looked for."""


# READING


def find_project(start: Path) -> Path:
    """The folder with `cxprog.yaml`: where the person stands or points, or above it."""
    if not start.exists():
        raise NothingToRead(f"there is no file or folder `{start}`")
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / PROGRAM_FILE).is_file():
            return folder
    raise NothingToRead(
        f"there is no `{PROGRAM_FILE}` in `{start}` or above it; `cxprog init NAME` makes a new project"
    )


def read_project(folder: Path, output: Path | None = None) -> Project:
    """Read every YAML and CSV file of a project; links out of it, hidden folders and the output are left out."""
    sources: list[Source] = []
    tables: dict[str, Source] = {}
    house: list[Source] = []
    unread: list[Finding] = []
    for name, path in _files(folder, output):
        if path.endswith(".csv"):
            if os.path.getsize(path) <= _TABLE_SIZE_MAX:
                tables[name], findings = _read(name, path)
                unread.extend(findings)
            continue
        source, findings = _read(name, path)
        unread.extend(findings)
        (house if name.startswith(HOUSE) else sources).append(source)
    return Project(tuple(sources), tables, tuple(house), tuple(unread))


_TABLE_SIZE_MAX = 64 * 1024 * 1024


def _read(name: str, path: str) -> tuple[Source, tuple[Finding, ...]]:
    with open(path, "rb") as file:
        return decode(name, file.read())


def _files(folder: Path, output: Path | None) -> Iterator[tuple[str, str]]:
    """Names relative to the project with forward slashes, and paths, in an order that no file system decides."""
    root = os.fspath(folder)
    stack = [("", root)]
    while stack:
        prefix, here = stack.pop()
        with os.scandir(here) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            name = prefix + entry.name
            if entry.name.startswith(".") or (entry.is_symlink() and not _inside(root, entry.path)):
                continue
            if entry.is_dir(follow_symlinks=False):
                is_output = output is not None and os.path.realpath(entry.path) == os.path.realpath(output)
                is_project = os.path.exists(os.path.join(entry.path, PROGRAM_FILE))
                if entry.name not in _SKIPPED and not is_output and not is_project and not _is_output(entry.path):
                    stack.append((name + "/", entry.path))
            elif entry.name.endswith((".yaml", ".yml", ".csv")) and entry.is_file():
                yield name, entry.path


def _inside(root: str, path: str) -> bool:
    return os.path.isfile(path) and os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)


def _is_output(path: str) -> bool:
    return os.path.exists(os.path.join(path, MARKER))
