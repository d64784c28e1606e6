"""A new rule, emitter or command is one hand-written file: it is listed, run and built without touching another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cxprog

PACKAGE = Path(cxprog.__file__).parent

RULE = '''\
"""A team has no description.

Nobody outside the team knows what it is for.

```yaml bad
kind: team
id: silent  # <-
```

```yaml good
kind: team
id: silent
description: Answers the phone.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    """Teams without a description."""
    for team in program.each("team"):
        if team.node.description is None:
            yield say(f"the team `{team.id}` does not say what it is for", team.at(), help="add `description:`")
'''

EMITTER = '''\
"""Address book: one line of text for each team."""

from __future__ import annotations

from cxprog.manifest import Manifest
from cxprog.target import Address, Artifact, Produced, TargetOptions, emitter


class Options(TargetOptions):
    """Options."""

    separator: str = ": "
    """What stands between id and title."""


@emitter("text/plain", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    """One file."""
    teams = list(manifest.each("team"))
    lines = [f"{team.id}{options.separator}{manifest.text(team.spec.title)}" for team in teams]
    origins = {number: Address("team", team.id) for number, team in enumerate(teams, 1)}
    yield Artifact.text("teams.txt", "\\n".join(lines) + "\\n", origins)
'''

RENDERER = '''\
"""Name plate: the program's id."""

from __future__ import annotations

from cxprog.manifest import Manifest
from cxprog.target import Artifact, Produced, TargetOptions, renderer


@renderer("text/plain", on_request=True)
def produce(manifest: Manifest, options: TargetOptions) -> Produced:
    """One file."""
    yield Artifact.text("plate.txt", f"{manifest.program} {manifest.commit}\\n")
'''

COMMAND = '''\
"""`cxprog hello`: a word."""

import click


@click.command()
def hello() -> None:
    """Say a word."""
    click.echo("hello")
'''

PROGRAM = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: care
targets: {address_book: {separator: " = "}}
---
kind: team
id: care
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A copy of the package beside a small project."""
    shutil.copytree(PACKAGE, tmp_path / "packages" / "cxprog", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "cxprog.yaml").write_text(PROGRAM)
    return tmp_path


def run(scratch: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.fspath(scratch / "packages"), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "from cxprog.__main__ import main; main()", *arguments],
        cwd=scratch / "project",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def test_a_rule_is_one_file(scratch: Path) -> None:
    (scratch / "packages" / "cxprog" / "rules" / "team_undescribed.py").write_text(RULE)
    (scratch / "project" / "cxprog.yaml").write_text(PROGRAM.replace('{address_book: {separator: " = "}}', "{}"))
    assert "team-undescribed" in run(scratch, "rules")
    assert "Nobody outside the team" in run(scratch, "explain", "team-undescribed")
    assert "the team `care` does not say what it is for" in run(scratch, "check")


def test_an_emitter_is_one_file(scratch: Path) -> None:
    (scratch / "packages" / "cxprog" / "emitters" / "address_book.py").write_text(EMITTER)
    assert "separator" in run(scratch, "explain", "address_book")
    run(scratch, "build")
    assert (scratch / "project" / "dist" / "address_book" / "teams.txt").read_text() == "care = Care\n"
    assert "cxprog.yaml:11:5: team `care`" in run(scratch, "trace", "dist/address_book/teams.txt:1")


def test_what_is_made_on_request_is_made_where_it_is_named(scratch: Path) -> None:
    (scratch / "packages" / "cxprog" / "renderers" / "name_plate.py").write_text(RENDERER)
    plate = scratch / "project" / "dist" / "name_plate" / "plate.txt"
    (scratch / "project" / "cxprog.yaml").write_text(PROGRAM.replace('targets: {address_book: {separator: " = "}}', ""))
    run(scratch, "build")
    assert plate.parent.parent.is_dir()
    assert not plate.exists()
    (scratch / "project" / "cxprog.yaml").write_text(
        PROGRAM.replace('{address_book: {separator: " = "}}', "{name_plate: {}}")
    )
    run(scratch, "build")
    assert plate.read_text() == "small \n"


def test_a_command_is_one_file(scratch: Path) -> None:
    (scratch / "packages" / "cxprog" / "cli" / "hello.py").write_text(COMMAND)
    assert "hello       Say a word." in run(scratch, "--help")
    assert run(scratch, "hello") == "hello\n"
    assert "Did you mean 'hello'?" in run(scratch, "helo")


def test_a_mistake_in_an_option_is_a_finding_with_its_place(scratch: Path) -> None:
    (scratch / "packages" / "cxprog" / "emitters" / "address_book.py").write_text(EMITTER)
    (scratch / "project" / "cxprog.yaml").write_text(PROGRAM.replace("separator", "seperator"))
    said = run(scratch, "check", "--format", "concise")
    assert "cxprog.yaml:8:26: error[target-option]" in said
    assert "did you mean `separator`?" in run(scratch, "check")
