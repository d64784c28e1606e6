"""Text in, findings out: the one way in which tests check a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cxprog.check import Today
from cxprog.codes import CODES
from cxprog.compiler import Built, Project, build_project, check_project
from cxprog.finding import Finding, Run
from cxprog.report import render
from cxprog.source import Source

PROGRAM = """\
kind: program
language: 1
id: pumps
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
targets: {}
---
kind: team
id: cx-office
---
kind: partner
id: dealer
type: dealer
---
kind: role
id: buyer
audience: customer
level: strategic
---
kind: event
id: arrival
type: event
"""
"""What the texts of tests may refer to without declaring it."""

Files = Mapping[str, str]


def project(text: str, files: Files | None = None, program: str = PROGRAM) -> Project:
    """A project of `cxprog.yaml`, `text.yaml` and further files: CSV tables, house schemas, overlays."""
    texts = {"cxprog.yaml": program, "text.yaml": text, **(files or {})}
    sources = {name: Source(name, content) for name, content in texts.items() if content}
    house = {name for name in sources if name.startswith("schemas/house/")}
    tables = {name: source for name, source in sources.items() if name.endswith(".csv")}
    yaml = tuple(source for name, source in sources.items() if name not in house and name not in tables)
    return Project(yaml, tables, tuple(sources[name] for name in sorted(house)))


def checked(
    text: str,
    files: Files | None = None,
    *,
    environment: str | None = None,
    strict: bool = False,
    program: str = PROGRAM,
) -> Run:
    """What checking finds on 2026-11-22."""
    return check_project(project(text, files, program), Today("2026-11-22", strict), environment).run


def built(text: str, files: Files | None = None, *, program: str = PROGRAM) -> Built:
    """What building writes on 2026-11-22."""
    return build_project(project(text, files, program), Today("2026-11-22"))


def mistakes(run: Run) -> tuple[Finding, ...]:
    """The findings of the stages, without those of the rules."""
    return tuple(finding for finding in run.findings if finding.rule in CODES)


def concise(run: Run) -> list[str]:
    """The findings of the stages, a line each, without the summary."""
    return render("concise", Run(mistakes(run))).splitlines()[:-1]


def full(findings: Iterable[Finding]) -> str:
    """Findings as people see them, without the summary and the hint."""
    blocks = render("full", Run(tuple(findings))).split("\n\n")
    return "\n\n".join(blocks[:-1])


def page(cases: Mapping[str, tuple[str, Iterable[Finding]]]) -> str:
    """Cases with their texts and what is said of them, to be read from top to bottom."""
    parts = []
    for name, (text, findings) in cases.items():
        shown = "".join(f"    {line}\n" for line in text.replace("\r", "␍").replace("\0", "␀").split("\n")).rstrip()
        parts.append(f"# {name}\n\n{shown}\n\n{full(findings) or 'nothing to say'}\n")
    return "\n\n".join(parts)
