"""The rules that the source documents state: each is held by rules of cxprog, and a planted mistake is found."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.finding import Finding
from cxprog.source import Source
from cxprog.workspace import read_project

GALLERY = Path(__file__).parent.parent / "programs" / "gallery"
TODAY = Today("2026-11-22")
"""No clock: an exception that runs out must not change what is found."""
_WIDTH = 110


@dataclass(frozen=True)
class Mistake:
    """One line of a program, and what somebody made of it."""

    program: str
    was: str
    is_now: str
    near: str
    """Text on the line below, where the line stands in the program more than once."""


@dataclass(frozen=True)
class Stated:
    """A rule of the source documents."""

    id: str
    says: str
    rules: tuple[str, ...]
    parameters: tuple[str, ...]
    mistake: Mistake


def stated() -> Iterator[Stated]:
    """Every rule of `programs/gallery/stated-rules.yaml`, in order."""
    for each in yaml.safe_load((GALLERY / "stated-rules.yaml").read_text("utf-8")):
        mistake = each["mistake"]
        yield Stated(
            each["id"],
            each["says"],
            tuple(each["rules"]),
            tuple(each.get("parameters", ())),
            Mistake(mistake["program"], mistake["was"], mistake["is"], mistake.get("near", "")),
        )


@cache
def project(name: str) -> Project:
    """A program of the gallery."""
    return read_project(GALLERY / name)


@cache
def _said_before(name: str) -> frozenset[tuple[str, str]]:
    return frozenset((each.rule, each.message) for each in check_project(project(name), TODAY).run.findings)


def planted(mistake: Mistake) -> Project:
    """The program of the gallery with its mistake."""
    return changed(project(mistake.program), mistake)


def changed(own: Project, mistake: Mistake) -> Project:
    """A project with one line changed. ValueError when the line does not stand there exactly once."""
    line = re.compile(
        rf"^{re.escape(mistake.was)}$(?=\n{re.escape(mistake.near)})"
        if mistake.near
        else rf"^{re.escape(mistake.was)}$",
        re.MULTILINE,
    )
    hits = [(source, found) for source in own.sources for found in line.finditer(source.text)]
    if not hits or (mistake.near and len(hits) > 1):
        raise ValueError(f"{mistake.program} has the line {len(hits)} times: {mistake.was}")
    source, hit = hits[0]
    now = Source(source.name, source.text[: hit.start()] + mistake.is_now + source.text[hit.end() :])
    return Project(tuple(now if each is source else each for each in own.sources), own.tables, own.house)


def found(each: Stated) -> tuple[Finding, ...]:
    """What the rules say of the mistake and did not say before, in the order in which they are listed."""
    before = _said_before(each.mistake.program)
    new = (
        finding
        for finding in check_project(planted(each.mistake), TODAY).run.findings
        if finding.rule in each.rules and (finding.rule, finding.message) not in before
    )
    return tuple(sorted(new, key=lambda finding: each.rules.index(finding.rule)))


def table() -> tuple[str, bool]:
    """All of it for a terminal, and whether each mistake was found."""
    lines: list[str] = []
    is_whole = True
    for each in stated():
        findings = found(each)
        is_whole = is_whole and bool(findings)
        lines.append(f"{each.id}  {each.says}")
        lines.extend(_listed("rules", ", ".join(each.rules)))
        lines.extend(_listed("page", f"docs/rules/{each.rules[0]}.md"))
        if each.parameters:
            lines.extend(_listed("policy", ", ".join(each.parameters)))
        was, now = (text.strip().replace("\n", " / ") for text in (each.mistake.was, each.mistake.is_now))
        lines.extend(_listed("mistake", f"{each.mistake.program}: {was} -> {now or '(removed)'}"))
        for finding in findings[:1]:
            place = f"{finding.primary.where.source.name}:{finding.primary.line}: " if finding.primary else ""
            lines.extend(_listed("finding", f"{place}{finding.severity}[{finding.rule}] {finding.message}"))
        if not findings:
            lines.extend(_listed("finding", "NOT FOUND"))
        lines.append("")
    return "\n".join(lines), is_whole


def _listed(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=f"     {name:<9}", subsequent_indent=" " * 14)


if __name__ == "__main__":
    text, is_whole = table()
    sys.stdout.write(text)
    sys.exit(not is_whole)
