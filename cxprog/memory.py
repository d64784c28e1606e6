"""What `check` said the last time, said again when nothing it could depend on has changed.

An answer is kept in the user's own cache folder, never in the project: what lies in a project is not to be trusted.
It is disposable, and `--no-cache` or `CXPROG_CACHE=off` does without it. `tests/test_memory.py` compares it with a run
that remembers nothing.
"""

from __future__ import annotations

import marshal
import os
import sys
import time

from cxprog import __version__
from cxprog.folder import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Seen = tuple[tuple[str, int, int], ...]

_SETTLED_SECONDS = 1.0
"""A file changed more recently than this could change again without its time stamp showing it."""
_SURROUNDINGS = ("NO_COLOR", "TERM", "PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LC_CTYPE", "LANG", "TZ")


def recalled(arguments: Sequence[str]) -> tuple[str, int] | None:
    """Output and exit status of the same command on the same files; None when anything may be different."""
    place = _place(arguments)
    if place is None:
        return None
    try:
        with open(place, "rb") as file:
            kept = marshal.load(file)
        folder, seen, made_with, day, text, status = kept
        if day == _today() and made_with == _tool() and seen == _seen(folder):
            return str(text), int(status)
    except (OSError, ValueError, EOFError, TypeError):
        pass  # nothing kept, or kept by something else; the run itself will tell
    return None


def remember(arguments: Sequence[str], folder: str, text: str, status: int) -> None:
    """Keep what a command said about a folder; a disk that does not want it is no reason to fail."""
    place = _place(arguments)
    if place is None:
        return
    try:
        seen = _seen(folder)
        newest = max((stamp for _, stamp, _ in seen), default=0) / 1e9
        if time.time() - newest < _SETTLED_SECONDS:
            return
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        beside = f"{place}.{os.getpid()}"
        with open(beside, "wb") as file:
            marshal.dump((folder, seen, _tool(), _today(), text, status), file)
        os.replace(beside, place)
    except (OSError, ValueError):
        pass


def _place(arguments: Sequence[str]) -> str | None:
    """The file for a command as it was typed, where it was typed; None for commands that are not remembered."""
    folder = _cache_folder()
    # A format that goes to a file has to be written anew, and a day that was named is part of what was typed.
    if folder is None or "--no-cache" in arguments or any("=" in argument for argument in arguments):
        return None
    import hashlib

    typed = [*arguments, os.getcwd(), str(sys.stdout.isatty())]
    typed += [f"{name}={os.environ.get(name)}" for name in _SURROUNDINGS]
    name = hashlib.sha256("\0".join(typed).encode("utf-8", "surrogateescape")).hexdigest()
    return os.path.join(folder, f"{name[:32]}.answer")


def _cache_folder() -> str | None:
    named = os.environ.get("CXPROG_CACHE")
    if named:
        return None if named == "off" else named
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/cxprog")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "cxprog")


def _seen(folder: str) -> Seen:
    """Name, time stamp and size of every file that a run reads."""

    def look() -> Iterator[tuple[str, int, int]]:
        for name, entry in files(folder, os.path.join(folder, "dist")):
            state = entry.stat()
            yield (name, 0, 0) if name.endswith("/") else (name, state.st_mtime_ns, state.st_size)

    return tuple(look())


def _tool() -> tuple[str, str, int]:
    """The release, the Python it runs on, and when its newest file was written."""
    newest = 0
    stack = [os.path.dirname(__file__)]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    stack.append(entry.path)
                elif not entry.name.endswith(".pyc"):
                    newest = max(newest, entry.stat().st_mtime_ns)
    return __version__, sys.version, newest


def _today() -> str:
    return time.strftime("%Y-%m-%d")
