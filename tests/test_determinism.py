"""Same input, same bytes: whatever the order of files and documents, the hash seed, the locale or the time zone."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cxprog.check import Today
from cxprog.cli._project import at_commit
from cxprog.compiler import Built, Project, build_project
from cxprog.folder import MARKER
from cxprog.source import Source
from cxprog.workspace import read_project

EXAMPLE = Path(__file__).parent.parent / "programs" / "example"
TODAY = Today("2026-11-22")


@pytest.fixture(scope="module")
def project() -> Project:
    return at_commit(EXAMPLE, read_project(EXAMPLE))


@pytest.fixture(scope="module")
def built(project: Project) -> Built:
    return build_project(project, TODAY)


def artifacts(built: Built) -> dict[str, bytes]:
    assert built.manifest is not None, [finding.message for finding in built.run.findings]
    return {path: artifact.data for path, artifact in built.artifacts.items()}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_files_are_read_changes_nothing(project: Project, built: Built, seed: int) -> None:
    sources = list(project.sources)
    random.Random(seed).shuffle(sources)
    again = build_project(replace(project, sources=tuple(sources)), TODAY)
    assert artifacts(again) == artifacts(built)
    assert again.run == built.run or [f.message for f in again.run.findings] == [f.message for f in built.run.findings]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_documents_in_a_file_changes_nothing(project: Project, built: Built, seed: int) -> None:
    chance = random.Random(seed)
    sources = tuple(_shuffled(source, chance) for source in project.sources)
    again = build_project(replace(project, sources=sources), TODAY)
    assert again.manifest is not None
    assert without_lines(artifacts(again)) == without_lines(artifacts(built))


def without_lines(files: dict[str, bytes]) -> dict[str, bytes]:
    """All but the site, which says in which line of its file everything stands."""
    return {path: data for path, data in files.items() if not path.startswith("site/")}


def _shuffled(source: Source, chance: random.Random) -> Source:
    texts = re.split(r"(?m)^---\n", source.text)
    if texts and not texts[0].strip():
        texts = texts[1:]
    chance.shuffle(texts)
    return Source(source.name, "---\n".join(text if text.endswith("\n") else text + "\n" for text in texts))


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "de_DE.UTF-8", "TZ": "America/Chicago", "PYTHONUTF8": "0"},
    ],
    ids=["plain", "turkish", "german"],
)
def test_hash_seed_locale_and_time_zone_change_nothing(
    built: Built, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    output = tmp_path / "dist"
    command = [sys.executable, "-m", "cxprog", "build", os.fspath(EXAMPLE), "--out", os.fspath(output)]
    done = subprocess.run(
        [*command, "--as-of", TODAY.date], env={**os.environ, **surroundings}, capture_output=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    written = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and path.name != MARKER
    }
    assert written == artifacts(built)
