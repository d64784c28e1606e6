"""The tests of a program, run: failures as findings, what they exercise, and how all of it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import SubElement

from cxprog.codes import found
from cxprog.finding import Finding, Run, Severity, in_reading_order, nearest_word, steps
from cxprog.report._characters import one_line

if TYPE_CHECKING:
    from cxprog.analysis.scenario import Outcome
    from cxprog.compiler import Checked
    from cxprog.program import Entry, Program


@dataclass(frozen=True)
class Tested:
    """One test and how it ended."""

    entry: Entry
    title: str
    """Its name for people, in the program's locale."""
    outcome: Outcome
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing about it is wrong; a limit whose policy only warns does not make it fail."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class Suite:
    """All tests that were run."""

    tested: tuple[Tested, ...]
    parts: Mapping[str, Mapping[str, str]]
    """What the program has to exercise, by sort, and each in words."""
    is_whole: bool = True
    """Whether these are all tests of the program."""

    @cached_property
    def used(self) -> frozenset[str]:
        """What the tests exercised."""
        used = frozenset(name for each in self.tested for name in each.outcome.used)
        return used.intersection(name for names in self.parts.values() for name in names)

    @property
    def percent(self) -> float:
        """How much of the program the tests exercise; 100 where there is nothing to exercise."""
        total = sum(map(len, self.parts.values()))
        return 100 * len(self.used) / total if total else 100.0


_LIMITS = ("surveyed-too-often", "asked-in-freeze")
"""Rules about limits: a scenario may be there to show how one is broken, so they are no obstacle."""


def obstacles(checked: Checked) -> tuple[Finding, ...]:
    """The findings that keep tests from being played."""
    return tuple(
        finding
        for finding in checked.run.findings
        if finding.severity is Severity.ERROR and finding.rule not in _LIMITS
    )


def run_tests(checked: Checked, environment: str | None, pattern: re.Pattern[str] | None = None) -> Suite:
    """Run the tests of a program without errors, or those whose id matches."""
    from cxprog.analysis.parts import everything
    from cxprog.analysis.scenario import run
    from cxprog.manifest import lower

    manifest = lower(checked.program, environment)
    tested = []
    for resolved in manifest.each("test"):
        if pattern is None or pattern.search(resolved.id):
            entry = checked.program.entries["test"][resolved.id]
            outcome = run(manifest, resolved.spec)
            found_here = tuple(_findings(checked.program, entry, outcome))
            tested.append(Tested(entry, manifest.text(resolved.spec.title), outcome, found_here))
    return Suite(tuple(tested), everything(manifest), pattern is None)


def result(suite: Suite, checked: Run, least: float | None) -> Run:
    """What went wrong, as a run for reports; `least` is the percentage of the program that has to be exercised."""
    findings = [finding for each in suite.tested for finding in each.findings]
    if least is not None and suite.percent < least:
        findings.append(_too_little(suite, least))
    return Run(in_reading_order(findings), files=checked.files, documents=checked.documents)


def _too_little(suite: Suite, percent: float) -> Finding:
    told = found(
        _TOO_LITTLE,
        f"the tests exercise {_figure(suite.percent)} % of the program, and {_figure(percent)} % is asked for",
        help="add scenarios for what is listed, or ask for less with --min-coverage",
    )
    return replace(told, witness=steps(_not_exercised(suite)))


_TOO_LITTLE = "tests-cover-too-little"


def _findings(program: Program, entry: Entry, outcome: Outcome) -> Iterator[Finding]:
    for wrong in outcome.contradictions:
        label = entry.at(*wrong.path, part=wrong.part)
        yield found("story-impossible", f"in the test `{entry.id}`, {wrong.message}", label, help=wrong.help)
    if outcome.contradictions:
        return  # whatever follows from a story that cannot happen proves nothing
    for failure in outcome.failures:
        told = found("test-failed", f"{entry.id}: {failure.message}", entry.at(*failure.path), help=failure.help)
        yield replace(told, witness=steps(failure.around))
    for breach in outcome.breaches:
        policy = program.entries["policy"][breach.policy]
        labels = (
            entry.at("id", text="in this scenario"),
            policy.at(*breach.path, text=f"the {_NAMES[breach.path[0]]}"),
        )
        told = found(
            "limit-broken",
            f"{entry.id}: {breach.message}",
            *labels,
            help=_WHAT_TO_DO[breach.path[0]],
            severity=Severity(policy.node.severity),
        )
        yield replace(told, witness=steps(breach.counted))


_NAMES: Mapping[str | int, str] = {"frequency": "limit", "freezes": "freeze"}
"""The parts of a policy that invitations can break, in words."""
_WHAT_TO_DO: Mapping[str | int, str] = {
    "frequency": "let a rest or a cap keep such an invitation back, or change the scenario if it cannot happen",
    "freezes": "if the tool sends nothing on these days, say so with `enforces: {freezes: true}` of its channel; "
    "otherwise somebody has to stop it",
}


# SHOWING


def lines(suite: Suite, run: Run) -> Iterator[str]:
    """The tests by id, whether they passed, what they exercise, and what they do not, each on a line.

    A choice of tests exercises a part of the program, so what is missing is not listed then, nor twice.
    """
    width = max((len(each.entry.id) for each in suite.tested), default=0)
    for each in suite.tested:
        yield f"{'passed' if each.passed else 'FAILED'}  {each.entry.id:<{width}}  {one_line(each.title)}"
    yield ""
    yield f"{passed(suite)}; they exercise {_figure(suite.percent)} % of the program: " + (
        ", ".join(f"{len(suite.used & names.keys())} of {len(names)} {sort}" for sort, names in suite.parts.items())
    )
    is_listed = any(finding.rule == _TOO_LITTLE for finding in run.findings)
    yield from _not_exercised(suite) if suite.is_whole and not is_listed else ()


def _not_exercised(suite: Suite) -> Iterator[str]:
    idle = [name for name in suite.parts["loops"] if name not in suite.used]
    missing = [
        f"{_NOUNS[sort]} {words}"
        for sort, names in suite.parts.items()
        for name, words in names.items()
        # Nobody takes a route of a loop that opens no case, which says enough.
        if name not in suite.used and (sort != "routes" or name.partition(".")[0] not in idle)
    ]
    if missing:
        yield "not exercised:"
    yield from (f"  {one_line(line)}" for line in missing[:_MISSING_MAX])
    if len(missing) > _MISSING_MAX:
        yield f"  and {len(missing) - _MISSING_MAX} more"


_NOUNS: Mapping[str, str] = {
    "loops": "loop",
    "routes": "route of loop",
    "policies": "policy",
    "surveys": "survey",
    "touchpoints": "touchpoint",
}
_MISSING_MAX = 20


def passed(suite: Suite) -> str:
    """`3 of 4 tests passed`."""
    return f"{sum(each.passed for each in suite.tested)} of {len(suite.tested)} tests passed"


def nothing(checked: Checked, pattern: str | None) -> str:
    """Why no test was run, and what to do about it."""
    known = sorted(checked.program.entries.get("test", ()))
    if not known:
        return "no scenario yet; `cxprog explain test` shows one to copy"
    near = nearest_word(pattern or "", known)
    listed = ", ".join(f"`{name}`" for name in known[:_LISTED_MAX])
    more = f" and {len(known) - _LISTED_MAX} more" if len(known) > _LISTED_MAX else ""
    hint = f"did you mean `{near}`?" if near else f"there are {listed}{more}"
    return f"no test has an id that matches `{pattern}`; {hint}"


_LISTED_MAX = 12


def forms(suite: Suite, run: Run) -> Mapping[str, Callable[[], str]]:
    """Reports that say something else of tests than of a check: test cases, and what passed where nothing is wrong."""
    own: dict[str, Callable[[], str]] = {"junit": lambda: junit(suite, run)}
    if run.findings:
        return own
    said = f"{passed(suite)}\n"
    return {**own, "full": lambda: said, "concise": lambda: said, "markdown": lambda: f"**cxprog**: {said}"}


def _figure(percent: float) -> str:
    """Rounded down, so that 100 % is all."""
    return f"{int(percent * 10) / 10:g}"


def junit(suite: Suite, run: Run) -> str:
    """JUnit XML: a test case for each test, and one where they exercise too little; valid also without any test."""
    lacking = [finding for finding in run.findings if finding.rule == _TOO_LITTLE]
    failed = sum(not each.passed for each in suite.tested) + len(lacking)
    number = len(suite.tested) + len(lacking)
    counts = {"tests": str(number), "failures": str(failed), "errors": "0", "skipped": "0"}
    root = ElementTree.Element("testsuites")
    shown = SubElement(root, "testsuite", {"name": "cxprog test", **counts})
    for each in suite.tested:
        label = each.entry.at("id")
        where = {"file": one_line(run.path(label)), "line": str(label.line)}
        case = SubElement(shown, "testcase", {"classname": where["file"], "name": each.entry.id, **where})
        if not each.passed:
            message = f"{len(each.findings)} findings" if len(each.findings) > 1 else each.findings[0].message
            failure = SubElement(case, "failure", type="test-failed", message=one_line(message))
            failure.text = "\n".join(line for finding in each.findings for line in _text(run, finding))
    for finding in lacking:
        case = SubElement(shown, "testcase", {"classname": "cxprog test", "name": finding.rule})
        failure = SubElement(case, "failure", type=finding.rule, message=one_line(finding.message))
        failure.text = "\n".join(_text(run, finding))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _text(run: Run, finding: Finding) -> Iterator[str]:
    label = finding.primary
    place = f"{run.path(label)}:{label.line}: " if label else ""
    yield one_line(f"{place}{finding.message}")
    yield from (f"    {one_line(step.text)}" for step in finding.witness)
    if finding.help:
        yield f"    help: {one_line(finding.help)}"
