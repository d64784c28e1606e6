"""JUnit XML, which nearly every build server shows as test results."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from cxprog.finding import Finding, Run, Severity, Silenced
from cxprog.report._characters import one_line, visible
from cxprog.report._place import path_of
from cxprog.report._words import body, exception, place


def render(run: Run, *, color: bool = False) -> str:
    """Write one suite: errors and warnings fail, silenced findings are skipped, a run without any passes."""
    suites = Element("testsuites")
    suite = SubElement(suites, "testsuite", {"name": "cxprog", **_counts(run)})
    for finding in run.findings:
        _found(run, finding, suite)
    for silenced in run.silenced:
        _skipped(run, silenced, suite)
    if not len(suite):
        SubElement(suite, "testcase", classname="cxprog", name="no findings")
    ElementTree.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(suites, encoding="unicode")}\n'


def _counts(run: Run) -> dict[str, str]:
    counts = {
        "tests": max(len(run.findings) + len(run.silenced), 1),
        "failures": run.count(Severity.ERROR) + run.count(Severity.WARNING),
        "errors": 0,
        "skipped": len(run.silenced),
    }
    return {name: str(count) for name, count in counts.items()}


def _found(run: Run, finding: Finding, suite: Element) -> None:
    case = _case(run, finding, suite)
    if finding.severity is Severity.INFO:
        SubElement(case, "system-out").text = _text(run, finding)
        return
    failure = SubElement(case, "failure", type=finding.severity.value, message=one_line(finding.message))
    failure.text = _text(run, finding)


def _skipped(run: Run, silenced: Silenced, suite: Element) -> None:
    skipped = SubElement(_case(run, silenced.finding, suite), "skipped", message=exception(silenced))
    skipped.text = _text(run, silenced.finding)


def _case(run: Run, finding: Finding, suite: Element) -> Element:
    label = finding.primary
    where = f" at {label.line}:{label.column}" if label else ""
    classname = visible(path_of(run, finding))
    return SubElement(suite, "testcase", classname=classname, name=f"{one_line(finding.rule)}{where}")


def _text(run: Run, finding: Finding) -> str:
    """Everything a person needs; characters that XML cannot hold are among those written out."""
    places = (f"{place(run, label)}: {one_line(label.text)}".rstrip(": ") for label in finding.labels)
    return "\n".join([body(finding, run), *places])
