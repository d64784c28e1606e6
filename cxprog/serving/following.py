"""Building again when a file of the program was saved: which files count, when to look, and what is said about it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cxprog.folder import files
from cxprog.report._characters import one_line
from cxprog.serving.state import Outcome

if TYPE_CHECKING:
    from threading import Event

Seen = Mapping[str, tuple[int, int, int]]
"""Files of a program by name, each with what changes when it is saved: time, size and identity."""

_LOOK_SECONDS = 1
"""How often files are looked at unasked: not every file system says when one was saved."""
_QUIET_MILLISECONDS, _WAIT_MILLISECONDS = 50, 400
"""Saving several files takes an editor a while: wait until all is quiet, but no longer than this."""


class Built(NamedTuple):
    """What a build came to, and one line about it."""

    outcome: Outcome
    line: str
    is_read: bool = True
    """Whether the files could be read; otherwise it is tried again although none of them was saved."""


def follow(
    wake: Iterable[object],
    look: Callable[[], Seen],
    build: Callable[[], Built],
    show: Callable[[Outcome], None],
    say: Callable[[str], None],
) -> None:
    """Build each time that the files are different when they may have been saved.

    What is saved during a build wakes up once more when that has ended, and so leads to one further build.
    """
    before: Seen | None = None
    known: Seen = {}
    last = ""
    for _ in wake:
        seen = look()
        if seen == before:
            continue
        started = time.monotonic()
        built = build()
        show(built.outcome)
        line = f"{changes(known, seen)}{built.line}"
        if built.is_read or line != last:
            say(f"{line}; {time.monotonic() - started:.2f} s")
        last = line
        before = seen if built.is_read else None
        known = seen


def changes(before: Seen, after: Seen) -> str:
    """Which files are different, in words; empty where there were none before, or none differ."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if not before or not names:
        return ""
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{one_line(names[0])}{others} changed: "


def look_at(folder: Path, output: Path) -> Seen:
    """The files of a program as they are now; none where the folder is gone."""
    seen = {}
    try:
        for name, entry in files(os.fspath(folder), os.fspath(output)):
            if name.endswith("/"):
                seen[name] = (0, 0, 0)  # a project of its own, of which only matters that it is there
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                continue  # an editor is just replacing it
            seen[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
    except OSError:
        return {}
    return seen


def saves(folder: Path, stop: Event) -> Iterator[None]:
    """Give a sign at first, soon after every save below a folder, and every second, until stopped.

    The folder may go and come back. A sign alone does not mean that a file of the program has changed.
    """
    from watchfiles import watch

    yield
    while not stop.is_set():
        here = _identity(folder)
        # More folders than the system watches, or one that is gone or may not be read: then look at times.
        with suppress(OSError, RuntimeError):
            for _ in watch(
                folder,
                watch_filter=None,
                debounce=_WAIT_MILLISECONDS,
                step=_QUIET_MILLISECONDS,
                stop_event=stop,
                rust_timeout=_LOOK_SECONDS * 1000,
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield
                if _identity(folder) != here:
                    break
        stop.wait(_LOOK_SECONDS)
        yield


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one of its name; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
