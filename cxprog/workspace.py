"""A project's folder, read for the command line."""

from __future__ import annotations

import os
from pathlib import Path

from cxprog.compiler import Project
from cxprog.document import decode
from cxprog.finding import Finding
from cxprog.folder import PROGRAM_FILE, files
from cxprog.house import HOUSE
from cxprog.source import Source


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
    for name, entry in files(os.fspath(folder), os.fspath(output) if output else None):
        path = entry.path
        if name.endswith("/"):
            continue
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
