"""Published programs fit the language: each row is there, clean or waived, built, and said in more than free text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from cxprog.finding import Severity
from cxprog.report import render
from tests.conftest import difference
from tests.gallery import GALLERY, PAGE, Row, Shown, page, rows, show, table, used_by

ROWS = rows()
KEYS_MIN = 20
"""Fewest keys that hold more than free text; the shortest row has a few more."""
WITHOUT_SOURCE = ("program", "team", "role", "test")
"""Kinds that every program needs whatever it is modelled on, and stories that are ours."""

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)


@cache
def shown(row: Row) -> Shown:
    """Each row is built once for all tests."""
    return show(row)


def test_every_row_has_its_folder_and_every_folder_its_row() -> None:
    assert [row.id for row in ROWS] == [f"S{number:02}" for number in range(1, 31)]
    assert sorted(row.folder for row in ROWS) == sorted(path.name for path in GALLERY.iterdir() if path.is_dir())


@each_row
def test_a_row_is_clean_or_waived(row: Row) -> None:
    run = shown(row).built.run
    assert not [each for each in run.findings if each.severity is not Severity.INFO], "\n" + render("full", run)


@each_row
def test_a_row_builds_every_target(row: Row) -> None:
    built = shown(row).built
    assert built.manifest is not None
    assert "manifest.json" in built.artifacts
    assert len(built.targets) >= 5


@each_row
def test_the_scenarios_of_a_row_end_as_they_should(row: Row) -> None:
    suite = shown(row).suite
    assert suite is None or [each.entry.id for each in suite.tested if not each.passed] == []


def test_at_least_five_rows_carry_scenarios() -> None:
    assert sum("test" in shown(row).kinds for row in ROWS) >= 5


@each_row
def test_every_document_says_where_it_comes_from(row: Row) -> None:
    program = shown(row).built.checked.program
    unsaid = [
        f"{kind} {entry.id}"
        for kind, entries in program.entries.items()
        if kind in shown(row).kinds and kind not in WITHOUT_SOURCE
        for entry in entries.values()
        if not entry.node.source
    ]
    assert unsaid == []


@each_row
def test_a_row_is_said_in_more_than_free_text(row: Row) -> None:
    assert not [key for document in shown(row).documents for key in _each_key(document) if key.startswith("x-")]
    keys, free = shown(row).keys, [name for name, words in shown(row).uses.items() if words is None]
    assert len(keys) >= KEYS_MIN
    assert len(keys) > 2 * len(free)


@each_row
def test_a_row_names_its_source_and_marks_what_is_assumed(row: Row) -> None:
    folder = GALLERY / row.folder
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert all(title in " ".join(readme.split()) for title in row.source.split("; "))
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml")))
    # Every program needs a version, and no report prints one.
    assert re.search(r"^version: .* # assumed", texts, re.MULTILINE)


def test_the_page_is_what_the_folders_hold(request: pytest.FixtureRequest) -> None:
    text = page(map(shown, ROWS))
    if request.config.getoption("--update"):
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    found = PAGE.read_bytes()
    assert found == text.encode(), "`pytest --update` rewrites it:\n" + difference(found, text.encode())


def test_the_table_has_a_line_for_each_row() -> None:
    all_shown = [shown(row) for row in ROWS]
    short, full = (table(all_shown, is_full) for is_full in (False, True))
    assert re.findall(r"^S\d\d", short, re.MULTILINE) == [row.id for row in ROWS]
    assert short.endswith("30 of 30 rows are clean or waived, built, and pass their tests")
    assert all(name in " ".join(full.split()) for name in used_by(all_shown))


def _each_key(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _each_key(value)
    elif isinstance(data, list):
        for item in data:
            yield from _each_key(item)
