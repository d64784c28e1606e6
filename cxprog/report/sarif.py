"""SARIF 2.1.0, the exchange format of code scanning services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from cxprog.finding import Edit, Finding, Fix, Label, Run, Severity, Silenced, Where
from cxprog.report._characters import one_line
from cxprog.report._encode import encode
from cxprog.report._place import extent
from cxprog.report._words import body, exception

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def render(run: Run, *, color: bool = False) -> str:
    """Write a log with one run; silenced findings are results with a suppression."""
    every = [*run.findings, *(silenced.finding for silenced in run.silenced)]
    rules = sorted({finding.rule for finding in every})
    results = [_result(run, finding, rules) for finding in run.findings]
    results += [_suppressed(run, silenced, rules) for silenced in run.silenced]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules, run.titles)},
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "results": results,
            }
        ],
    }
    return encode(log)


def _driver(rules: list[str], titles: Mapping[str, str]) -> dict[str, object]:
    from cxprog import __version__

    return {
        "name": "cxprog",
        "semanticVersion": __version__,
        "rules": [_rule(rule, titles.get(rule, rule)) for rule in rules],
    }


def _rule(rule: str, title: str) -> dict[str, object]:
    page = {"text": f"Run `cxprog explain {rule}` to read about this rule."}
    return {"id": rule, "shortDescription": {"text": title}, "help": page}


def _result(run: Run, finding: Finding, rules: list[str]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": _message(body(finding)),
        "partialFingerprints": {"cxprog/v1": finding.fingerprint},
    }
    if finding.primary:
        result["locations"] = [_location(run, finding.primary)]
    if related := finding.labels[1:]:
        result["relatedLocations"] = [
            {"id": number, **_location(run, label)} for number, label in enumerate(related, 1)
        ]
    if flow := [*_flow(run, finding)]:
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(run, finding.fix)]
    return result


def _suppressed(run: Run, silenced: Silenced, rules: list[str]) -> dict[str, object]:
    kind = {"comment": "inSource", "waiver": "external"}[silenced.by]
    suppression = {"kind": kind, "status": "accepted", "justification": exception(silenced)}
    return {**_result(run, silenced.finding, rules), "suppressions": [suppression]}


def _flow(run: Run, finding: Finding) -> Iterator[dict[str, object]]:
    """The witness as the places one steps through; those that explain a step lie one level deeper, at the same time.

    A step without a place stays in the message alone: viewers open a file for every location of a flow.
    """
    for order, step in enumerate(finding.witness, 1):
        for index, label in enumerate(step.labels):
            text = one_line(label.text) if index else one_line(step.words)
            yield {
                "location": _location(run, label._replace(text=text)),
                "executionOrder": order,
                "nestingLevel": 1 if index else 0,
                "importance": "important" if index else "essential",
            }


def _location(run: Run, label: Label) -> dict[str, object]:
    physical = {"artifactLocation": {"uri": _uri(run, label.where)}, "region": _region(label.where)}
    message = {"message": _message(one_line(label.text))} if label.text else {}
    return {"physicalLocation": physical, **message}


def _message(text: str) -> dict[str, str]:
    """Plain text in which nothing is a placeholder (`{0}`) or a link (`[text](target)`) to its reader."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _region(where: Where) -> dict[str, int]:
    start, end = extent(where)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(run: Run, fix: Fix) -> dict[str, object]:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(_uri(run, edit.where), []).append(edit)
    changes = [
        {
            "artifactLocation": {"uri": uri},
            "replacements": [
                {"deletedRegion": _region(edit.where), "insertedContent": {"text": edit.text}} for edit in edits
            ],
        }
        for uri, edits in files.items()
    ]
    return {"description": _message(one_line(fix.title)), "artifactChanges": changes}


def _uri(run: Run, where: Where) -> str:
    """Relative reference; bytes of a name that is not UTF-8 are kept as they are on disk."""
    path = run.path(Label(where))
    return ("file://" if path.startswith("/") else "") + quote(path, errors="surrogateescape")
