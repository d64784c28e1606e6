"""What the READMEs show is what the program does; `pytest --update` rewrites the shown parts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.specs import Specs
from cxprog.check import Today
from cxprog.cli import main
from cxprog.codes import CODES
from cxprog.compiler import Project, check_project
from cxprog.display._proved import Proofs
from cxprog.display.proofs import pictures, proofs, written
from cxprog.report import render
from cxprog.source import Source

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def block(name: str) -> str:
    read = re.search(rf"<!-- {name}: [^\n]*-->\n```\w+\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert read, name
    return read[1]


def compare(request: pytest.FixtureRequest, name: str, text: str) -> None:
    if request.config.getoption("--update"):
        before = README.read_text(encoding="utf-8")
        shown = re.sub(
            rf"(<!-- {name}: [^\n]*-->\n```\w+\n).*?```",
            lambda found: f"{found[1]}{text}```",
            before,
            flags=re.DOTALL,
        )
        README.write_text(shown, encoding="utf-8")
    assert block(name) == text


def test_the_ten_lines_get_the_findings_that_are_shown(request: pytest.FixtureRequest) -> None:
    program = block("program")
    assert len(program.splitlines()) == 10
    run = check_project(Project((Source("cxprog.yaml", program),)), Today("2026-11-22")).run
    compare(request, "findings", render("full", run))


def test_the_report_gets_the_finding_that_is_shown(request: pytest.FixtureRequest) -> None:
    run = check_project(Project((Source("cxprog.yaml", block("private")),)), Today("2026-11-22")).run
    assert [finding.rule for finding in run.findings] == ["group-worked-out"]
    compare(request, "revealed", render("full", run))


def limited() -> Proofs:
    """The verdicts on the program whose limit is broken."""
    checked = check_project(Project((Source("cxprog.yaml", block("limited")),)), Today("2026-11-22"))
    assert not [each for each in checked.findings if each.rule in CODES]
    return proofs(checked.program, verdicts(Specs.of_program(checked.program)))


def test_the_limit_gets_the_verdict_that_is_shown(request: pytest.FixtureRequest) -> None:
    compare(request, "proof", written(limited(), "text"))


def test_the_picture_is_that_of_the_verdict(request: pytest.FixtureRequest) -> None:
    ((_, picture),) = pictures(limited()).items()
    keep(request, ROOT / "docs" / "images" / "proof.svg", picture.encode())


def test_the_calendar_that_is_shown(request: pytest.FixtureRequest) -> None:
    command = ["calendar", str(ROOT / "programs" / "example"), "--from", "2027-02-01", "--as-of", "2026-11-22"]
    result = CliRunner(env={"COLUMNS": "100"}).invoke(main, [*command, "--weeks", "20"])
    assert result.exit_code == 0, result.output
    shown, _, _ = result.output.partition("\nBY ROLE")
    compare(request, "pressure", shown)


def test_the_help_that_is_shown(request: pytest.FixtureRequest) -> None:
    result = CliRunner().invoke(main, ["--help"], prog_name="cxprog", terminal_width=100)
    compare(request, "help", result.output)


def test_links_lead_somewhere() -> None:
    for readme in (README, ROOT / "cxprog" / "README.md", ROOT / "benchmarks" / "README.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", readme.read_text(encoding="utf-8")):
            assert (readme.parent / target).exists(), f"{readme.name} links to {target}"


def test_the_picture_is_the_one_the_example_builds(request: pytest.FixtureRequest) -> None:
    from cxprog.compiler import build_target
    from cxprog.workspace import read_project

    built = build_target(read_project(ROOT / "programs" / "example"), Today("2026-11-22"), "journey_graph")
    picture = built.artifacts["journey_graph/service.svg"].data
    keep(request, ROOT / "docs" / "images" / "example.svg", picture)


def keep(request: pytest.FixtureRequest, shown: Path, picture: bytes) -> None:
    if request.config.getoption("--update"):
        shown.parent.mkdir(parents=True, exist_ok=True)
        shown.write_bytes(picture)
    assert shown.read_bytes() == picture


def test_the_architecture_lists_every_module_with_its_first_line() -> None:
    package = ROOT / "cxprog"
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", (package / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    found = {}
    for path in sorted(package.iterdir()):
        file = path if path.suffix == ".py" else path / "__init__.py"
        if file.is_file() and not path.stem.startswith("_"):
            doc = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
            found[path.stem] = (doc or "").partition("\n")[0]
    assert dict(rows) == found
