"""The built wheel, installed into an empty environment outside the repository, makes, checks and builds a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [os.fspath(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.consumer
def test_the_wheel_works_on_its_own(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "wheels", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "wheels").iterdir()
    run(sys.executable, "-m", "venv", tmp_path / "empty", cwd=tmp_path)
    python = tmp_path / "empty" / "bin" / "python"
    lock = ROOT / "requirements" / "runtime.lock"
    run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock, cwd=tmp_path)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=tmp_path)
    cxprog = tmp_path / "empty" / "bin" / "cxprog"
    assert run(cxprog, "--version", cwd=tmp_path).startswith("cxprog ")
    run(cxprog, "init", "new-program", "--template", "b2b2c-interdependent", cwd=tmp_path)
    assert run(cxprog, "check", "new-program", "--strict", "--fail-on", "info", cwd=tmp_path).startswith("no findings")
    run(cxprog, "build", "new-program", cwd=tmp_path)
    made = {path.name for path in (tmp_path / "new-program" / "dist").iterdir()}
    assert {"manifest.json", "journey_graph", "mermaid", "surveyjs", "prometheus", "alertmanager"} <= made
    assert "touchpoint" in run(cxprog, "explain", "journey", cwd=tmp_path)
