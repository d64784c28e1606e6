"""Templates of `cxprog init`: complete small projects that ship with the package."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from cxprog.language.types import ID
from cxprog.manifest import humanized

_RENAMED = {"gitignore": ".gitignore"}
"""Files that must not act inside this repository carry another name here."""


class BadName(ValueError):
    """The new project's folder has a name that makes no id; the message says what does."""


def template_names() -> tuple[str, ...]:
    """Names of the templates."""
    return tuple(sorted(entry.name for entry in _templates().iterdir() if entry.is_dir() and entry.name[0] not in "._"))


def instantiate(template: str, name: str) -> dict[str, bytes]:
    """Files of a new project by path; its id is made from the folder's name."""
    program_id = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not re.match(ID, program_id) or len(program_id) > 63:
        raise BadName(f"`{name}` makes no id; choose a folder name that starts with a letter, such as `dealer-care`")
    made: dict[str, bytes] = {}
    for path, entry in _walk(_templates() / template, ""):
        data = entry.read_bytes()
        if path == "cxprog.yaml":
            text = data.decode().replace("my-program", program_id).replace("My program", humanized(program_id))
            data = text.encode()
        made[_RENAMED.get(path, path)] = data
    return made


def _templates() -> Traversable:
    return files("cxprog") / "templates"


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += [] if entry.name.startswith("__") else _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry))
    return found
