"""Whole files as people write them: those in `ok` stay silent, those in `bad` get one finding for each mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.document import decode
from cxprog.finding import Run
from cxprog.report import render

Golden = Callable[[str, str | bytes], None]
CASES = Path(__file__).parent / "cases"
OK = sorted((CASES / "ok").glob("*.yaml"))
BAD = sorted((CASES / "bad").glob("*.yaml"))


def checked(file: Path) -> Run:
    """What checking finds in a file that is a project of its own; a CSV file of the same name lies beside it."""
    table = file.with_suffix(".csv")
    tables = {table.name: decode(table.name, table.read_bytes())[0]} if table.is_file() else {}
    project = Project((decode(file.name, file.read_bytes())[0],), tables)
    return check_project(project, Today("2026-11-22")).run


@pytest.mark.parametrize("file", OK, ids=lambda file: file.stem)
def test_a_sound_file_stays_silent(file: Path) -> None:
    run = checked(file)
    assert not run.findings, render("full", run)


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_every_mistake_is_reported_once(file: Path, request: pytest.FixtureRequest) -> None:
    actual, expected = render("concise", checked(file)), file.with_suffix(".txt")
    if request.config.getoption("--update"):
        expected.write_text(actual, "utf-8")
    assert actual == expected.read_text("utf-8")


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_messages_as_people_read_them(file: Path, golden: Golden) -> None:
    golden(f"cases/{file.stem}.txt", render("full", checked(file)))


def test_ten_mistakes_give_ten_findings() -> None:
    file = CASES / "bad" / "ten-mistakes.yaml"
    run = checked(file)
    places = {(label.line, label.column): finding for finding in run.findings if (label := finding.primary)}
    lines = file.read_text("utf-8").splitlines()
    marked = {(line, column): lines[line - 1][column - 1 :] for line, column in places}
    assert sorted(marked.values()) == sorted(
        (
            "Field service: North",
            "tier: silver",
            "buyers]",
            "telephone",
            "moment of truth: true",
            "3",
            "visit-effort",
            "operator",
            "und visit-effort.effort >= 1",
            "buyer",
        )
    )
    assert len(run.findings) == 10
    assert sum("did you mean" in finding.help for finding in run.findings) == 3
