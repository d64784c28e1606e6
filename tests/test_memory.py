"""An answer from memory is the answer of a run that remembers nothing, whatever has changed in between."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: care
---
kind: team
id: care
"""
QUESTION = "kind: question\nid: lonely\ntype: ces\ntext: How easy was it?\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "deep").mkdir(parents=True)
    (folder / "cxprog.yaml").write_text(PROGRAM)
    (folder / "deep" / "question.yaml").write_text(QUESTION)
    settle(folder)
    return folder


def settle(folder: Path) -> None:
    """Make every file look as if it was written a while ago: fresh ones are not remembered."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 60, time.time() - 60))


def check(folder: Path, *arguments: str, traced: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    option = ["-X", "importtime"] if traced else []
    return subprocess.run(
        [sys.executable, *option, "-m", "cxprog", "check", *arguments],
        cwd=folder,
        env={**os.environ, "CXPROG_CACHE": str(folder.parent / "cache"), **environment},
        capture_output=True,
        text=True,
    )


def is_from_memory(done: subprocess.CompletedProcess[str]) -> bool:
    return "pydantic" not in done.stderr


def test_the_second_time_nothing_is_read_and_the_same_is_said(project: Path) -> None:
    first = check(project, traced=True)
    second = check(project, traced=True)
    assert (is_from_memory(first), is_from_memory(second)) == (False, True)
    assert (second.stdout, second.returncode) == (first.stdout, first.returncode)
    assert "question-unused" in second.stdout


def test_findings_keep_their_exit_status(project: Path) -> None:
    check(project, "--fail-on", "warning")
    again = check(project, "--fail-on", "warning", traced=True)
    assert (again.returncode, is_from_memory(again)) == (1, True)


def edit(folder: Path) -> None:
    (folder / "deep" / "question.yaml").write_text(QUESTION.replace("lonely", "lonelier"))


def touch(folder: Path) -> None:
    os.utime(folder / "cxprog.yaml", (1, 1))


def add(folder: Path) -> None:
    (folder / "deep" / "more.yaml").write_text(QUESTION.replace("lonely", "second"))


def remove(folder: Path) -> None:
    (folder / "deep" / "question.yaml").unlink()


def make_a_project_inside(folder: Path) -> None:
    (folder / "deep" / "cxprog.yaml").write_text("")


def add_house_rules(folder: Path) -> None:
    (folder / "schemas" / "house").mkdir(parents=True)
    (folder / "schemas" / "house" / "a.yaml").write_text("team:\n  title: {required: true}\n")


@pytest.mark.parametrize("change", [edit, touch, add, remove, make_a_project_inside, add_house_rules])
def test_any_change_is_noticed(project: Path, change: Callable[[Path], None]) -> None:
    check(project)
    change(project)
    again = check(project, traced=True)
    assert not is_from_memory(again)
    assert again.stdout == check(project, "--no-cache").stdout


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--format", "concise"), {}),
        (("--strict",), {}),
        ((), {"NO_COLOR": "1"}),
        (("--no-cache",), {}),
        ((), {"CXPROG_CACHE": "off"}),
    ],
)
def test_another_way_of_asking_is_another_question(
    project: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    check(project)
    assert not is_from_memory(check(project, *arguments, traced=True, **environment))


def test_a_file_written_just_now_is_not_trusted(project: Path) -> None:
    (project / "cxprog.yaml").write_text(PROGRAM)
    # A time stamp in the future is what a clock that ran ahead leaves.
    os.utime(project / "cxprog.yaml", (time.time() + 60, time.time() + 60))
    check(project)
    assert not is_from_memory(check(project, traced=True))


def test_a_report_that_goes_to_a_file_is_written_every_time(project: Path) -> None:
    for _ in range(2):
        check(project, "--format", "json=out.json")
        assert (project / "out.json").stat().st_size > 0
        (project / "out.json").unlink()


def test_a_broken_memory_is_no_obstacle(project: Path) -> None:
    first = check(project)
    for kept in (project.parent / "cache").iterdir():
        kept.write_bytes(b"\xff not an answer")
    again = check(project)
    assert (again.stdout, again.stderr) == (first.stdout, "")


def test_a_folder_that_cannot_be_written_is_no_obstacle(project: Path) -> None:
    (project.parent / "cache").write_text("a file where the folder should be")
    assert check(project).stderr == ""


def test_programs_with_plugins_are_checked_anew(project: Path) -> None:
    (project / "cxprog.yaml").write_text(PROGRAM.replace("owner: care", "owner: care\nplugins: {nobody: {}}"))
    settle(project)
    check(project)
    assert not (project.parent / "cache").exists()
