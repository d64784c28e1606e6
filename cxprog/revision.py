"""A project at a revision of its git repository, and where its texts stand in version control.

Nothing that a repository can name is run: only commands that read objects are used, none of which knows hooks, filters
or programs that show differences; nothing is fetched, and nothing asks for a password.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cxprog.compiler import Project
from cxprog.finding import did_you_mean
from cxprog.folder import MARKER, READ, files
from cxprog.workspace import read_project

_ID_LENGTH = 10
_SHA1_LENGTH = 40
"""Characters of an id in most repositories; in others it is a SHA-256."""
_TIMEOUT_SECONDS = 60
_REGULAR = ("100644", "100755")
"""Modes of files; links, and repositories inside the repository, have others."""
_LINK = "120000"
_HARMLESS = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_ELSEWHERE = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""What git sets for its hooks: from inside one, other folders would be read as if they were the hook's repository.

Besides, what reads names of files as patterns, which goes together with no literal names.
"""


class NoRevision(Exception):
    """There is nothing to read at a revision; the message says why, for people."""


def project_at(folder: Path, revision: str, output: Path | None = None) -> Project:
    """The project in a folder as it was at a branch, a tag or a commit; NoRevision where there was none.

    Links are followed within the folder, as the revision has it; others may lead anywhere.
    """
    if not revision or revision.startswith(("-", "^")) or "\0" in revision:
        raise NoRevision(f"`{revision}` cannot be a branch, a tag or a commit")
    git = _Git.found(folder)
    if git is None:
        raise NoRevision("git is not installed, so no older version can be read")
    done = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    if done.returncode:
        raise NoRevision(_unknown(git, revision))
    commit = done.stdout.decode("ascii").strip()
    blobs = {blob.name: blob for blob in _listed(git, commit) if not blob.is_open}
    with _mirrored(blobs) as mirror:
        own = _mirrored_output(mirror, output, folder)
        _fill(git, mirror, [blobs[name] for name in _read_names(mirror, own)])
        return read_project(mirror, own)


def commit_of(folder: Path, project: Project) -> str:
    """The short id of the last commit that changed the project's files, and whether they have changes since.

    Empty where there is no git, no repository, or nothing committed. Files that git keeps in another form than they
    have in the folder, other than by their line ends, count as changed: what would translate them is a program that
    the repository names.
    """
    git = _Git.found(folder)
    if git is None:
        return ""
    try:
        blobs = {blob.name: blob for blob in _listed(git, "HEAD")}
        own = sorted({*(each.name for each in (*project.sources, *project.house)), *project.tables})
        known = [name for name in own if name in blobs and "\n" not in name]
        if not known:
            return ""
        asked = "\n".join(("HEAD", "--", *known)) + "\n"
        done = git.run("rev-list", "-1", "--stdin", given=os.fsencode(asked))
        if done.returncode or not done.stdout.strip():
            return ""
        short = done.stdout.decode("ascii").strip()[:_ID_LENGTH]
        has_changes = any(_differs(folder / name, blobs.get(name)) for name in own) or _is_gone(folder, blobs)
    except NoRevision:
        return ""
    return f"{short} with changes" if has_changes else short


# GIT


class _Git(NamedTuple):
    """The program, and the folder that it is asked about."""

    program: str
    folder: Path

    @classmethod
    def found(cls, folder: Path) -> _Git | None:
        """The installed program; one that lies in the folder itself came with it, and is not run."""
        program = shutil.which("git")
        if program is None or not os.path.isabs(program):
            return None
        is_inside = Path(os.path.realpath(program)).is_relative_to(os.path.realpath(folder))
        return None if is_inside else cls(program, folder)

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Ask, and wait for the answer."""
        settings = ("--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false")
        environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        try:
            # Never a shell; and `--literal-pathspecs`, since a file may be called like a pattern.
            return subprocess.run(
                (self.program, *settings, "-C", os.fspath(self.folder), *arguments),
                input=given,
                capture_output=True,
                env=environment | _HARMLESS,
                timeout=_TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NoRevision(f"git did not answer within {_TIMEOUT_SECONDS} seconds") from None


def _unknown(git: _Git, revision: str) -> str:
    """Why there is no such revision: no repository, or no such name in it."""
    done = git.run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
    if done.returncode:
        return f"git cannot read a repository here: {_said(done)}"
    names = sorted(set(done.stdout.decode("utf-8", "replace").split("\n")) - {""})
    meant = did_you_mean(revision, names) or _some(names)
    if git.run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        meant += "; this clone lacks older commits, which `git fetch --unshallow` brings"
    return f"git knows no branch, tag or commit `{revision}`; {meant}"


_TRUSTING = "git config --global --add safe.directory "


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of what git complains about, and how to trust a repository of another user."""
    first, *more = done.stderr.decode("utf-8", "replace").strip().split("\n")
    remedy = next((line.strip() for line in more if line.strip().startswith(_TRUSTING)), "")
    return first.removeprefix("fatal: ") + (
        f"; it belongs to another user: to trust it, run `{remedy}`" if remedy else ""
    )


_SHOWN = 8


def _some(names: list[str]) -> str:
    if not names:
        return "nothing has been committed yet"
    return f"there is {', '.join(names[:_SHOWN])}" + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


# WHAT A REVISION HOLDS


class _Blob(NamedTuple):
    """A file of a revision."""

    name: str
    """Path from the project's folder, with forward slashes."""
    id: str
    """Of its contents; of a link within the folder, of what it leads to."""
    is_open: bool
    """Whether it is a link of which the revision does not say what it leads to."""


def _listed(git: _Git, commit: str) -> Iterator[_Blob]:
    """Files below the project's folder that could belong to it."""
    done = git.run("ls-tree", "-r", "-z", commit)
    if done.returncode:
        raise NoRevision(f"git cannot read the files: {_said(done)}")
    regular: dict[str, str] = {}
    links: dict[str, str] = {}
    for entry in done.stdout.split(b"\0"):
        about, _, path = entry.partition(b"\t")
        if path:
            mode, _, blob = about.decode("ascii").split()
            held = regular if mode in _REGULAR else links if mode == _LINK else {}
            held[os.fsdecode(path)] = blob
    contents = zip(links, _contents(git, links.values()), strict=True)
    leading = {name: os.fsdecode(target) for name, target in contents if target is not None}
    for name in (*regular, *links):
        if (name.endswith(READ) or name.rpartition("/")[2] == MARKER) and _is_safe(name):
            found = regular.get(_end(name, leading))
            yield _Blob(name, found or links[name], found is None)


def _end(name: str, links: Mapping[str, str]) -> str:
    """The name of what a name leads to in the end; empty where that is not within the folder, or nowhere."""
    done: list[str] = []
    left = name.split("/")
    for _ in range(_STEPS_MAX):
        if not left:
            return "/".join(done)
        part, *left = left
        target = links.get("/".join((*done, part)))
        if target is not None:
            if target.startswith("/"):
                return ""
            left = [*target.split("/"), *left]
        elif part == "..":
            if not done:
                return ""
            done.pop()
        elif part not in ("", "."):
            done.append(part)
    return ""


_STEPS_MAX = 1000
"""Parts of names after which links are taken to lead in a circle."""


def _is_safe(name: str) -> bool:
    """Whether a name leads to a file below the folder on this system, whoever made up the revision."""
    parts = name.split("/")
    # Hidden files belong to no project; the one that marks an output folder says what else does not.
    is_hidden = any(part.startswith(".") for part in parts[:-1]) or (parts[-1][:1] == "." and parts[-1] != MARKER)
    return not is_hidden and all(part and Path(part).name == part for part in parts)


@contextmanager
def _mirrored(names: Iterable[str]) -> Iterator[Path]:
    """A folder with an empty file for each file of a revision: what reads folders knows which ones it reads."""
    with tempfile.TemporaryDirectory(prefix="cxprog-") as top:
        for name in names:
            place = Path(top, name)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.touch()
            except OSError as error:
                raise NoRevision(f"`{name}` cannot be a file on this system: {error.strerror}") from None
        yield Path(top)


def _read_names(mirror: Path, output: Path | None) -> list[str]:
    """Files that belong to the project."""
    found = files(os.fspath(mirror), os.fspath(output) if output else None)
    return [name for name, _ in found if not name.endswith("/")]


def _mirrored_output(mirror: Path, output: Path | None, folder: Path) -> Path | None:
    """The output folder as it lies in the mirror; None where it lies outside the project."""
    if output is None:
        return None
    relative = os.path.relpath(os.path.realpath(output), os.path.realpath(folder))
    return None if relative.startswith(os.pardir) or os.path.isabs(relative) else mirror / relative


def _fill(git: _Git, mirror: Path, blobs: Sequence[_Blob]) -> None:
    """Put the contents into the files of a mirror."""
    for blob, data in zip(blobs, _contents(git, [blob.id for blob in blobs]), strict=True):
        if data is None:
            raise NoRevision(f"the repository lacks the contents of `{blob.name}`; fetch the whole revision first")
        (mirror / blob.name).write_bytes(data)


def _contents(git: _Git, ids: Collection[str]) -> Iterator[bytes | None]:
    """What files hold; None for what the repository lacks."""
    if not ids:
        return
    asked = "".join(f"{own}\n" for own in ids)
    answer = git.run("cat-file", "--batch", given=asked.encode("ascii")).stdout
    at = 0
    for _ in ids:
        # Where an answer is missing or cut short, so are those after it.
        end = answer.find(b"\n", at) + 1 or len(answer)
        _, _, size = answer[at:end].partition(b" blob ")
        at = end + int(size) + 1 if size else end
        yield answer[end : at - 1] if size else None


# WHAT HAS CHANGED SINCE


def _differs(file: Path, blob: _Blob | None) -> bool:
    """Whether a file is not the one that was committed; line ends aside, which git may translate."""
    if blob is None:
        return True
    if blob.is_open:
        return False
    try:
        data = file.read_bytes()
    except OSError:
        return True  # it went since the project was read
    plain = data.replace(b"\r\n", b"\n")
    return blob.id not in {_id_of(each, len(blob.id)) for each in (data, plain, plain.replace(b"\n", b"\r\n"))}


def _id_of(data: bytes, length: int) -> str:
    """The id that git gives to contents, by the kind of repository."""
    made = hashlib.sha1(usedforsecurity=False) if length == _SHA1_LENGTH else hashlib.sha256()
    made.update(b"blob %d\0" % len(data) + data)
    return made.hexdigest()


def _is_gone(folder: Path, blobs: Mapping[str, _Blob]) -> bool:
    """Whether a committed file of the project is no longer there."""
    missing = [name for name in blobs if not os.path.lexists(folder / name)]
    if not missing:
        return False
    with _mirrored(blobs) as mirror:
        # The usual output folder; others are known by the file that marks them.
        return bool({*missing} & {*_read_names(mirror, mirror / "dist")})
