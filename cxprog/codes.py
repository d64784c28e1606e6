"""Ids of the findings that the stages themselves make, with their severity; rules bring their own."""

from __future__ import annotations

from collections.abc import Mapping

from cxprog.finding import Finding, Fix, Label, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CODES: Mapping[str, Severity] = {
    # text
    "not-utf8": _E,
    "file-too-large": _E,
    "control-character": _E,
    "syntax-error": _E,
    "tab-indent": _E,
    "nested-too-deep": _E,
    "duplicate-key": _E,
    "alias-used": _E,
    "anchor-used": _E,
    "tag-used": _E,
    "merge-key": _E,
    "key-not-text": _E,
    "not-a-mapping": _E,
    # silencing
    "allow-malformed": _E,
    "allow-unused": _W,
    "allow-expired": _W,
    "waiver-unused": _W,
    "waiver-expired": _W,
    # language
    "missing-kind": _E,
    "unknown-kind": _E,
    "missing-id": _E,
    "bad-id": _E,
    "missing-key": _E,
    "unknown-key": _E,
    "wrong-type": _E,
    "wrong-value": _E,
    "bad-duration": _E,
    "bad-condition": _E,
    "bad-text": _E,
    "bad-table": _E,
    "table-missing": _E,
    "newer-language": _E,
    "unknown-rule": _E,
    # layers of documents
    "extends-cycle": _E,
    "extends-unknown": _E,
    "overlay-unknown": _E,
    "overlay-without-effect": _W,
    "environment-unknown": _E,
    # linking
    "program-missing": _E,
    "program-repeated": _E,
    "duplicate-id": _E,
    "unknown-reference": _E,
    "wrong-kind-reference": _E,
    "ambiguous-reference": _E,
    "reference-cycle": _E,
    # targets, house rules and plugins
    "unknown-target": _E,
    "target-option": _E,
    "target-failed": _E,
    "not-expressible": _W,
    "not-enforced": _I,
    "layout-engine-missing": _W,
    "house-schema": _E,
    "house-rule": _E,
    "plugin-missing": _E,
    "plugin-settings": _E,
    "plugin-failed": _E,
    "rule-failed": _E,
    # scenarios
    "test-failed": _E,
    "story-impossible": _E,
    "limit-broken": _E,
    "tests-cover-too-little": _E,
}
"""Severity by id. Every id has a page `cxprog/pages/<id>.md`, which `cxprog explain` prints."""


def found(
    code: str,
    message: str,
    *labels: Label,
    help: str = "",
    severity: Severity | None = None,
    fix: Fix | None = None,
) -> Finding:
    """Make a finding of one of the stages' own ids; an id outside the table is a bug and raises KeyError."""
    return Finding(code, severity or CODES[code], message, labels, help, fix=fix)
