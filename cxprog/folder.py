"""Which files belong to a project; kept light, since a run that has nothing to do pays for little else."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM_FILE = "cxprog.yaml"
"""File that makes a folder a project; it holds the document of kind `program`."""
MARKER = ".cxprog.json"
"""File that makes an output folder ours; it lists what was written, so that nothing else is ever removed."""
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv"))
READ = (".yaml", ".yml", ".csv")
"""How files end that a project can consist of."""


def files(root: str, output: str | None) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Files of a project by their name in it, with forward slashes, in an order that no file system decides.

    Left out are hidden files and folders, links that lead out of the project, output folders, and projects inside the
    project; of these the folder itself is given, its name ending in a slash, for it must be noticed when one appears.
    """
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
                if entry.name in _SKIPPED or _is_output(entry.path, output):
                    continue
                if os.path.exists(os.path.join(entry.path, PROGRAM_FILE)):
                    yield f"{name}/", entry
                else:
                    stack.append((f"{name}/", entry.path))
            elif entry.name.endswith(READ) and entry.is_file():
                yield name, entry


def _inside(root: str, path: str) -> bool:
    return os.path.isfile(path) and os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)


def _is_output(path: str, output: str | None) -> bool:
    named = output is not None and os.path.realpath(path) == os.path.realpath(output)
    return named or os.path.exists(os.path.join(path, MARKER))
