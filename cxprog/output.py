"""The output folder, written in one step: whoever looks sees the old or the new state, whole."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cxprog.folder import MARKER


class NotOurs(Exception):
    """The output folder holds files of somebody else; nothing was written."""


@dataclass(frozen=True)
class Written:
    """What a build changed on disk."""

    changed: tuple[str, ...]
    """New or different files."""
    unchanged: tuple[str, ...]
    """Files that already had the right bytes; their time stamps were left alone."""
    removed: tuple[str, ...]
    """Files of an earlier build that the program no longer has."""


def write_output(
    output: Path, files: Mapping[str, bytes], is_kept: Callable[[str], bool] = lambda path: False
) -> Written:
    """Make the output folder hold exactly these files, as one step: whoever looks sees the old or the new state.

    Files of an earlier build for which `is_kept` is true stay, and so does everything that cxprog did not write.
    Raises NotOurs when the folder exists, is not empty and was not written by cxprog, and OSError as the disk does.
    """
    output = Path(os.path.realpath(output))
    _recover(output)
    listed = _listed(output)
    if listed is None and output.is_dir() and any(output.iterdir()):
        raise NotOurs(f"`{output}` holds files that cxprog did not write; choose another folder with --out")
    if output.exists() and not output.is_dir():
        raise NotOurs(f"`{output}` is a file; choose another folder with --out")
    ours = set(listed or ())
    kept = sorted(path for path in ours if path not in files and is_kept(path) and (output / path).is_file())
    wanted = dict(files)
    wanted[MARKER] = _marker({*files, *kept})
    changed = tuple(sorted(path for path, data in wanted.items() if not _same(output / path, data)))
    removed = tuple(sorted(path for path in ours if path not in wanted and path not in kept))
    unchanged = tuple(sorted(path for path in files if path not in changed))
    written = Written(tuple(path for path in changed if path != MARKER), unchanged, removed)
    if changed or removed:
        _exchange(output, wanted, set(changed), {*removed})
    return written


def _marker(paths: Iterable[str]) -> bytes:
    return (json.dumps({"files": sorted(paths)}, indent=1) + "\n").encode()


def _listed(output: Path) -> list[str] | None:
    try:
        return [str(path) for path in json.loads((output / MARKER).read_bytes())["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and not path.is_symlink() and path.read_bytes() == data
    except OSError:
        return False


def _exchange(output: Path, wanted: Mapping[str, bytes], changed: set[str], removed: set[str]) -> None:
    staging = output.with_name(f".{output.name}.new-{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        staging.mkdir()
        for path, data in wanted.items():
            if path in changed:
                place = staging / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        if output.is_dir():
            _take_over(output, staging, skip=changed | removed)
        _swap(staging, output)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _take_over(output: Path, staging: Path, skip: set[str]) -> None:
    """Bring everything else along as it is: what did not change, and what others put there."""
    for folder, _, names in os.walk(output):
        for name in names:
            old = Path(folder, name)
            path = old.relative_to(output).as_posix()
            if path in skip:
                continue
            new = staging / path
            new.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(old, new, follow_symlinks=False)
            except OSError:  # file systems without hard links
                shutil.copy2(old, new, follow_symlinks=False)


_AT_CWD = -100
_RENAME_EXCHANGE = 2
"""Linux: swap two names in one step (renameat2). The same number asks macOS's renamex_np to swap."""


def _swap(staging: Path, output: Path) -> None:
    if not output.exists():
        os.rename(staging, output)
        return
    if _swap_in_one_step(os.fsencode(staging), os.fsencode(output)):
        return
    # No such call here: two steps, and the next run mends what a crash between them leaves.
    old = output.with_name(f".{output.name}.old-{os.getpid()}")
    os.rename(output, old)
    os.rename(staging, output)
    shutil.rmtree(old, ignore_errors=True)


def _swap_in_one_step(first: bytes, second: bytes) -> bool:
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(library.renamex_np(first, second, _RENAME_EXCHANGE) == 0)
        return bool(library.renameat2(_AT_CWD, first, _AT_CWD, second, _RENAME_EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):
        return False


def _recover(output: Path) -> None:
    """Clear what builds that were cut off left beside the output; builds that still run are left alone."""
    if not output.parent.is_dir():
        return
    for beside in sorted(output.parent.glob(f".{output.name}.*-*")):
        state, _, process = beside.name.removeprefix(f".{output.name}.").partition("-")
        if state not in ("new", "old") or not process.isdigit() or _is_running(int(process)):
            continue
        if state == "old" and not output.exists():
            os.rename(beside, output)
        else:
            shutil.rmtree(beside, ignore_errors=True)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
