"""House rules: an organization's own Cerberus schemas, checked over documents with positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cxprog.codes import found
from cxprog.document import Document, parse
from cxprog.finding import Finding, did_you_mean
from cxprog.language import KINDS
from cxprog.program import Program
from cxprog.source import Path, Source

HOUSE = "schemas/house/"
"""Folder of a project that holds house schemas: YAML files, keyed by kind."""


def house_findings(sources: Iterable[Source], program: Program) -> tuple[Finding, ...]:
    """Mistakes in the house schemas themselves, and what the sound ones find in the program."""
    findings: list[Finding] = []
    schemas: list[tuple[str, Document, dict[str, Any]]] = []
    for source in sources:
        documents, mistakes = parse(source)
        findings.extend(mistakes)
        for document in documents:
            for kind, schema in (document.data or {}).items():
                findings.extend(problems := list(_schema_findings(document, kind, schema)))
                if not problems:
                    schemas.append((kind, document, schema))
    for kind, document, schema in schemas:
        findings.extend(_check_kind(kind, document, schema, program))
    return tuple(findings)


def cerberus_findings(document: Document, path: Path, schema: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Check the map at a path of a document against a Cerberus schema; gives the path and words of each mistake."""
    from cerberus import Validator

    data: Any = document.data
    for step in path:
        data = data[step]
    validator = Validator(schema, allow_unknown=False)
    validator.validate(data or {}, normalize=False)
    for place, text in _flatten(validator.errors, ()):
        yield (*path, *place), text


def _schema_findings(document: Document, kind: str, schema: Any) -> Iterator[Finding]:
    if kind not in KINDS:
        yield found(
            "house-schema",
            f"`{kind}` is not a kind of document, so this house rule would never be asked",
            document.at(kind, part="key"),
            help=did_you_mean(kind, KINDS) or f"the kinds are {', '.join(KINDS)}",
        )
        return
    if not isinstance(schema, dict) or not all(isinstance(rules, dict) for rules in schema.values()):
        wrong = (
            (kind,)
            if not isinstance(schema, dict)
            else (kind, next(k for k, v in schema.items() if not isinstance(v, dict)))
        )
        yield found(
            "house-schema",
            "a house rule maps each key to what is demanded of it",
            document.at(*wrong, part="key"),
            help="for example `x-legal-basis: {type: string, required: true}`",
        )
        return
    from cerberus import Validator
    from cerberus.schema import SchemaError

    for key, rules in schema.items():
        try:
            Validator({key: rules})
        except SchemaError as error:
            for place, text in _flatten(error.args[0], ()) if isinstance(error.args[0], dict) else [((), str(error))]:
                yield found(
                    "house-schema",
                    f"this house rule cannot be used: {text}",
                    document.at(kind, *(place or (key,)), part="key"),
                    help="a rule says type, required, allowed, regex, min, max and so on, as in the Cerberus library",
                )


def _check_kind(kind: str, document: Document, schema: dict[str, Any], program: Program) -> Iterator[Finding]:
    from cerberus import Validator

    validator = Validator(schema, allow_unknown=True)
    for entry in program.entries.get(kind, {}).values():
        if entry.node is None or validator.validate(entry.document.data, normalize=False):
            continue
        for path, text in _flatten(validator.errors, ()):
            rule_path = (kind, str(path[0])) if path and str(path[0]) in schema else (kind,)
            key = ".".join(str(step) for step in path)
            yield found(
                "house-rule",
                f"`{key}` {_LIKE.get(text, text)}",
                entry.at(*path),
                document.at(*rule_path, part="key", text="the house rule"),
                help=str((schema.get(str(path[0])) or {}).get("meta", {}).get("help", "")) if path else "",
            )


_LIKE: Mapping[str, str] = {
    "required field": "is required here",
    "null value not allowed": "needs a value",
    "unknown field": "is not allowed here",
    "empty values not allowed": "must not be empty",
}


def _flatten(errors: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Cerberus nests errors as {key: [text or {key: ...}]}; give each text with its path."""
    for key, entries in errors.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict):
                yield from _flatten(entry, (*path, key))
            else:
                yield (*path, key), str(entry)
