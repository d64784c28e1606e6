"""The command line as a person uses it: commands, flags, exit statuses, and what each says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cxprog import __version__
from cxprog.cli import main

PROGRAM = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: care
targets: {}
---
kind: team
id: care
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def write(text: str, name: str = "cxprog.yaml") -> None:
    place = Path(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


# EXIT STATUSES


def test_a_clean_program_ends_with_0(run: Run) -> None:
    write(PROGRAM)
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "no findings in 1 file (2 documents)\n")


def test_findings_end_with_1_and_stand_on_standard_output(run: Run) -> None:
    write(PROGRAM.replace("owner: care", "owner: caer"))
    result = run("check")
    assert result.exit_code == 1
    assert "there is no team `caer`" in result.stdout
    assert "did you mean `care`?" in result.stdout


def test_nothing_to_read_ends_with_3(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 3
    assert "`cxprog init NAME` makes a new project" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "--as-of", "yesterday"), "--as-of takes a day as YYYY-MM-DD"),
        (("check", "--format", "xml"), "the formats are"),
        (("build", "--only", "nothing"), "the program has no target `nothing`"),
        (("explain", "program-mising"), "did you mean `program-missing`?"),
        (("schema", "survy"), "did you mean `survey`?"),
        (("init", "new", "--template", "startr"), "did you mean `starter`?"),
        (("trace", "cxprog.yaml"), "FILE:LINE"),
        (("graph",), "choose one of the journeys"),
        (("chekc",), "No such command"),
    ],
)
def test_wrong_words_end_with_2_and_say_the_right_ones(run: Run, arguments: tuple[str, ...], said: str) -> None:
    write(PROGRAM)
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(("threshold", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_sets_the_severity_that_counts(run: Run, threshold: str, status: int) -> None:
    write(PROGRAM + "---\nkind: question\nid: lonely\ntype: ces\ntext: How easy was it?\n")
    assert run("check", "--fail-on", threshold).exit_code == status


def test_reports_go_to_files_side_by_side(run: Run) -> None:
    write(PROGRAM.replace("owner: care", "owner: caer"))
    result = run("check", "--format", "sarif=out.sarif", "--format", "json=out.json", "--format", "concise")
    assert json.loads(Path("out.json").read_text())["findings"][0]["rule"] == "unknown-reference"
    assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"
    assert result.stdout.startswith("cxprog.yaml:7:8: error[unknown-reference]")


def test_paths_open_from_where_the_person_stands(run: Run) -> None:
    write(PROGRAM.replace("owner: care", "owner: caer"), "deep/er/cxprog.yaml")
    assert "deep/er/cxprog.yaml:7:8" in run("check", "deep/er", "--format", "concise").stdout


def test_color_only_where_it_is_wanted(run: Run) -> None:
    write(PROGRAM.replace("owner: care", "owner: caer"))
    assert "\x1b[" not in run("check").stdout
    assert "\x1b[" in run("check", "--color", "always").stdout


# BUILD


def test_a_build_says_what_it_wrote_and_leaves_it_alone_the_next_time(run: Run) -> None:
    write(PROGRAM)
    assert "dist: 1 files written, 0 unchanged, 0 removed" in run("build").stderr
    assert json.loads(Path("dist/manifest.json").read_text())["program"] == "small"
    assert "dist: 0 files written, 1 unchanged, 0 removed" in run("build").stderr


def test_mistakes_leave_earlier_output_as_it_was(run: Run) -> None:
    write(PROGRAM)
    run("build")
    before = Path("dist/manifest.json").read_bytes()
    write(PROGRAM.replace("owner: care", "owner: caer"))
    result = run("build")
    assert result.exit_code == 1
    assert "nothing was written: dist is as it was" in result.stderr
    assert Path("dist/manifest.json").read_bytes() == before


def test_a_folder_of_somebody_else_is_refused(run: Run) -> None:
    write(PROGRAM)
    write("mine", "elsewhere/precious.txt")
    result = run("build", "--out", "elsewhere")
    assert result.exit_code == 1
    assert "did not write" in result.stderr
    assert os.listdir("elsewhere") == ["precious.txt"]


def test_one_environment_at_a_time_or_all_of_them(run: Run) -> None:
    write(PROGRAM)
    write("kind: team\nid: care\ntitle: 7\n", "overlays/pilot/care.yaml")
    write("kind: team\nid: care\ntitle: Care team\n", "overlays/live/care.yaml")
    assert "overlays/pilot/care.yaml:3:8" in run("check", "--format", "concise").stdout
    assert run("check", "--env", "live").exit_code == 0
    run("build", "--env", "live")
    manifest = json.loads(Path("dist/manifest.json").read_text())
    assert manifest["environment"] == "live"
    assert manifest["nodes"]["team"]["care"]["spec"]["title"] == {"en": "Care team"}
    wrong = run("check", "--env", "pilto")
    assert wrong.exit_code == 1
    assert "did you mean `pilot`?" in wrong.stdout


# LOOKING THINGS UP


def test_every_command_has_help() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


def test_rules_lists_ids_and_severities(run: Run) -> None:
    listed = json.loads(run("rules", "--json").stdout)
    assert len(listed) >= 20
    assert all(rule["severity"] in ("error", "warning", "info") and rule["summary"] for rule in listed)
    assert len(run("rules").stdout.splitlines()) == len(listed)


def test_explain_prints_the_page_of_anything(run: Run) -> None:
    for name in ("question-unused", "unknown-reference", "survey", "surveyjs"):
        assert len(run("explain", name).stdout.splitlines()) > 5, name
    assert "question-unused" in run("explain").stdout


def test_schemas_are_printed_and_written(run: Run) -> None:
    assert json.loads(run("schema", "survey").stdout)["$schema"].startswith("https://json-schema.org/")
    run("schema", "--out", "schemas")
    assert "manifest-1.schema.json" in os.listdir("schemas")


def test_completion_scripts(run: Run) -> None:
    for shell in ("bash", "fish", "zsh"):
        assert "_CXPROG_COMPLETE" in run("completion", shell).stdout


def test_trace_goes_both_ways(run: Run) -> None:
    write(PROGRAM)
    run("build")
    lines = Path("dist/manifest.json").read_text().splitlines()
    title = next(number for number, line in enumerate(lines, 1) if '"clock": "Europe/Berlin"' in line)
    back = run("trace", f"dist/manifest.json:{title}")
    assert "cxprog.yaml:6:8: program `small` /clock" in back.stdout
    there = run("trace", "cxprog.yaml:6")
    assert f"manifest.json: line {title}" in there.stdout


def test_the_reference_graph(run: Run) -> None:
    write(PROGRAM)
    graph = json.loads(run("graph", "--references", "--as", "json").stdout)
    assert graph["edges"] == [{"from": "program:small", "to": "team:care", "path": ["owner"]}]
    assert "program/small" in run("graph", "--references").stdout


# BOARDS


JOURNEYS = """\
---
kind: journey
id: buy
title: {en: Buying a pump, de: Pumpenkauf}
actor: customer
stages: [{id: need, touchpoints: [{id: shop, channel: shop, owner: care}]}]
---
kind: journey
id: repair
actor: customer
stages: [{id: fault, touchpoints: [{id: call, channel: phone, owner: care}]}]
"""


@pytest.mark.parametrize(
    ("journey", "said"),
    [
        ("repiar", "there is no journey `repiar`; did you mean `repair`?"),
        ("Buy", "there is no journey `Buy`; did you mean `buy`?"),
        ("pumpenkauf", "there is no journey `pumpenkauf`; did you mean `buy`?"),
        ("xyz", "there is no journey `xyz`; the journeys are buy, repair"),
    ],
)
def test_a_journey_that_is_not_there(run: Run, journey: str, said: str) -> None:
    write(PROGRAM + JOURNEYS)
    for command in ("board", "graph"):
        done = run(command, "--journey", journey)
        assert (done.exit_code, said in done.stderr) == (2, True), done.output


def test_a_file_that_ends_in_something_else_is_not_written(run: Run) -> None:
    write(PROGRAM + JOURNEYS)
    done = run("board", "--journey", "buy", "--out", "wall.pdf")
    assert done.exit_code == 2
    assert "--as html does not write a file such as `wall.pdf`; name one that ends in .html" in done.stderr
    assert not Path("wall.pdf").exists()
    run("board", "--journey", "buy", "--as", "HTML", "--out", "buy.html")
    assert "Buying a pump" in Path("buy.html").read_text("utf-8")


def test_a_build_says_whose_files_it_removes_and_what_to_open(run: Run) -> None:
    write(PROGRAM.replace("targets: {}", "targets: {site: {}, mermaid: {}}") + JOURNEYS)
    assert f"open {Path('dist/site/index.html')} in a browser" in run("build").stderr
    write(PROGRAM.replace("targets: {}", "targets: {journey_graph: {png: false}}") + JOURNEYS)
    done = run("build")
    assert "removed (mermaid, site: no longer among the targets)" in done.stderr
    assert "in a browser" not in done.stderr
    done = run("build", "--only", "journey_poster")
    assert done.exit_code == 2
    assert "`journey_poster` is made only where `targets` in cxprog.yaml names it" in done.stderr


# STARTING


def test_every_template_passes_its_check(run: Run) -> None:
    names = run("init", "--list").stdout.split()
    assert {"starter", "b2b", "b2b2c-dedicated", "b2b2c-interdependent", "b2b2c-pass-through"} <= set(names)
    for name in names:
        assert run("init", f"my-{name}", "--template", name).exit_code == 0
        result = run("check", f"my-{name}", "--strict", "--fail-on", "info")
        assert result.exit_code == 0, result.stdout


def test_init_never_writes_into_a_folder_with_files(run: Run) -> None:
    write("mine", "taken/precious.txt")
    assert run("init", "taken").exit_code == 1
    assert os.listdir("taken") == ["precious.txt"]


# THE PROCESS


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cxprog", *arguments]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True)


def test_version_needs_no_import(tmp_path: Path) -> None:
    assert process("--version", cwd=tmp_path).stdout == f"cxprog {__version__}\n"
    traced = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cxprog", "--version"], capture_output=True, text=True, cwd=tmp_path
    )
    imported = {line.rpartition("|")[2].strip() for line in traced.stderr.splitlines()}
    assert not imported & {"click", "pydantic", "yaml", "networkx", "cxprog.cli"}


def test_nothing_is_imported_from_a_program_folder(tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM)
    for name in ("yaml", "pydantic", "click", "json", "networkx"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the program folder')\n")
    done = process("check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can read everything")
    (tmp_path / "cxprog.yaml").write_text(PROGRAM)
    (tmp_path / "cxprog.yaml").chmod(0)
    done = process("check", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: Permission denied")


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m cxprog rules | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""


def test_a_terminal_that_knows_no_umlauts_gets_escapes(tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM.replace("id: care", "id: Pflege-für-alle"), encoding="utf-8")
    done = process("check", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "Pflege-f\\xfcr-alle" in done.stdout
