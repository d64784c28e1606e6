"""Writing the output folder in one step, whatever happens in between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cxprog.folder import MARKER
from cxprog.output import NotOurs, write_output

TRIES = 50


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def test_a_second_build_touches_only_what_changed(tmp_path: Path) -> None:
    output = tmp_path / "dist"
    first = write_output(output, {"a.txt": b"a", "deep/b.txt": b"b", "gone.txt": b"c"})
    assert (first.changed, first.unchanged, first.removed) == (("a.txt", "deep/b.txt", "gone.txt"), (), ())
    os.utime(output / "a.txt", (1, 1))
    second = write_output(output, {"a.txt": b"a", "deep/b.txt": b"new"})
    assert (second.changed, second.unchanged, second.removed) == (("deep/b.txt",), ("a.txt",), ("gone.txt",))
    assert (output / "a.txt").stat().st_mtime == 1
    assert {name for name in tree(output) if name != MARKER} == {"a.txt", "deep/b.txt"}
    assert beside(output) == []


def test_the_same_again_leaves_the_folder_itself_alone(tmp_path: Path) -> None:
    output = tmp_path / "dist"
    write_output(output, {"a.txt": b"a"})
    before = output.stat().st_ino
    assert write_output(output, {"a.txt": b"a"}).changed == ()
    assert output.stat().st_ino == before


def test_files_of_others_are_never_removed(tmp_path: Path) -> None:
    output = tmp_path / "dist"
    write_output(output, {"a.txt": b"a"})
    (output / "note.txt").write_text("mine")
    write_output(output, {"b.txt": b"b"})
    assert {name for name in tree(output) if name != MARKER} == {"b.txt", "note.txt"}


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(NotOurs, match="did not write"):
        write_output(tmp_path, {"a.txt": b"a"})
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
    with pytest.raises(NotOurs, match="is a file"):
        write_output(tmp_path / "precious.txt", {"a.txt": b"a"})


def test_building_one_target_keeps_the_others(tmp_path: Path) -> None:
    output = tmp_path / "dist"
    write_output(output, {"one/a": b"a", "two/b": b"b", "two/c": b"c"})
    write_output(output, {"two/b": b"new"}, is_kept=lambda path: not path.startswith("two/"))
    assert {name: data for name, data in tree(output).items() if name != MARKER} == {"one/a": b"a", "two/b": b"new"}


def test_what_a_cut_off_build_left_is_cleared(tmp_path: Path) -> None:
    output = tmp_path / "dist"
    write_output(output, {"a": b"a"})
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    (tmp_path / f".dist.new-{dead.stdout.strip()}").mkdir()
    (tmp_path / ".dist.new-mine").mkdir()
    write_output(output, {"a": b"b"})
    assert beside(output) == [".dist.new-mine"]


def test_a_crash_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    output = tmp_path / "dist"
    write_output(output, {"a": b"a"})
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    output.rename(tmp_path / f".dist.old-{dead.stdout.strip()}")
    assert write_output(output, {"a": b"a"}).changed == ()


def test_a_full_disk_leaves_the_old_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "dist"
    write_output(output, {"a": b"a", "b": b"b"})
    before = tree(output)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_output(output, {"a": b"new", "b": b"new"})
    assert tree(output) == before
    assert beside(output) == []


def test_a_build_that_is_killed_leaves_the_old_or_the_new_output_whole(tmp_path: Path) -> None:
    states = []
    for number in range(2):
        project = tmp_path / f"project-{number}"
        _write_project(project, number)
        subprocess.run(_build(project, tmp_path / "dist"), check=True, capture_output=True)
        states.append(tree(tmp_path / "dist"))
    assert states[0] != states[1]
    start = time.monotonic()
    subprocess.run(_build(tmp_path / "project-0", tmp_path / "dist"), check=True, capture_output=True)
    usual = time.monotonic() - start
    chance = random.Random(7)
    seen = []
    for number in range(TRIES):
        process = subprocess.Popen(
            _build(tmp_path / f"project-{number % 2}", tmp_path / "dist"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # Most of a run reads and checks; the last part writes, and that is where a kill could hurt.
        time.sleep(usual * chance.uniform(0.5, 1.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(states.index(tree(tmp_path / "dist")))
    assert set(seen) <= {0, 1}


def _build(project: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "cxprog", "build", os.fspath(project), "--out", os.fspath(output)]


def _write_project(folder: Path, number: int) -> None:
    folder.mkdir()
    surveys = "".join(
        f"---\nkind: survey\nid: survey-{n}\ntitle: Version {number}\npurpose: pulse\n"
        f"asks: [buyer]\nwhen: {{every: yearly}}\n"
        f"identity: confidential\nminutes: 2\nquestions: [easy]\n"
        for n in range(60 + number)
    )
    (folder / "cxprog.yaml").write_text(
        "kind: program\nlanguage: 1\nid: killed\nversion: 1.0.0\nmodel: b2b\nclock: Europe/Berlin\nowner: office\n"
        "targets: {surveyjs: {}}\n---\nkind: team\nid: office\n---\nkind: role\nid: buyer\naudience: customer\n"
        "level: tactical\n---\nkind: question\nid: easy\ntype: ces\ntext: How easy was it?\n" + surveys
    )
