"""Reading a project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxprog.folder import MARKER
from cxprog.workspace import NothingToRead, find_project, read_project


def test_a_project_is_found_from_inside_and_from_a_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text("kind: program\n")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.yaml").write_text("")
    assert find_project(tmp_path / "deep" / "er") == tmp_path.resolve()
    assert find_project(tmp_path / "deep" / "er" / "a.yaml") == tmp_path.resolve()


def test_no_project_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(NothingToRead, match=r"cxprog\.yaml"):
        find_project(tmp_path)
    with pytest.raises(NothingToRead, match="there is no file or folder"):
        find_project(tmp_path / "missing")


def test_what_belongs_to_a_project(tmp_path: Path) -> None:
    for name in (
        "cxprog.yaml", "b.yml", "a/x.yaml", "a/people.csv", "schemas/house/rules.yaml", "notes.txt",
        ".hidden/no.yaml", "node_modules/no.yaml", "other/cxprog.yaml", "other/no.yaml", "dist/no.yaml",
        "old-output/no.yaml",
    ):  # fmt: skip
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")
    (tmp_path / "old-output" / MARKER).write_text('{"files": []}')
    project = read_project(tmp_path, tmp_path / "dist")
    assert sorted(source.name for source in project.sources) == ["a/x.yaml", "b.yml", "cxprog.yaml"]
    assert list(project.tables) == ["a/people.csv"]
    assert [source.name for source in project.house] == ["schemas/house/rules.yaml"]


def test_links_that_lead_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("token: 1\n")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "cxprog.yaml").write_text("")
    (folder / "inside.yaml").symlink_to(folder / "cxprog.yaml")
    (folder / "outside.yaml").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    assert sorted(source.name for source in read_project(folder).sources) == ["cxprog.yaml", "inside.yaml"]
