"""House rules: an organization's own Cerberus schemas, checked over documents with positions."""

from __future__ import annotations

import re
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
    for key, rules in schema.items():
        yield from _rule_findings(document, (kind, key), rules)


_RULE_HELP = "a rule says type, required, allowed, regex, min, max and so on, as in the Cerberus library"


def _rule_findings(document: Document, path: Path, rules: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with the demands on one key: one mistake at most, as each makes the library say several things."""
    from cerberus import Validator
    from cerberus.schema import SchemaError

    place, text = path, ""
    try:
        for place, pattern in _patterns(rules, path):  # noqa: B007, the place is named when the pattern is none
            re.compile(pattern)
        Validator({path[-1]: rules})
        return
    except re.error as error:
        text = f"its pattern is not one: {error}"
    except SchemaError as error:
        nested = error.args[0] if isinstance(error.args[0], dict) else {}
        mistakes = sorted(_flatten(nested, ()), key=lambda mistake: _IS_VAGUE.search(mistake[1]) is not None)
        inner, text = mistakes[0] if mistakes else ((), str(error))
        place = (path[0], *inner) if inner else path
    except Exception:  # the library trusts the types of what stands here
        text, place = "its demands do not make sense", path
    key = str(place[-1])
    help_text = did_you_mean(key, _RULES) if "unknown rule" in text else ""
    if (read := re.fullmatch(r"Unsupported types: (.+)", text)) is not None:
        text = f"`{read[1]}` is not a type"
        help_text = "the types are string, integer, float, number, boolean, list and dict"
    text = f"there is no rule `{key}`" if "unknown rule" in text else text.rstrip(".")
    label = document.at(*place, part="key")
    yield found("house-schema", f"this house rule cannot be used: {text}", label, help=help_text or _RULE_HELP)


_IS_VAGUE = re.compile(r"definitions? validate|more than one rule|callable type")
_RULES = (
    "allow_unknown", "allof", "allowed", "anyof", "check_with", "contains", "dependencies", "empty", "excludes",
    "forbidden", "items", "keysrules", "max", "maxlength", "meta", "min", "minlength", "noneof", "nullable", "oneof",
    "readonly", "regex", "require_all", "required", "schema", "type", "valuesrules",
)  # fmt: skip


def _patterns(rules: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every pattern in the demands on a key, with its place."""
    if isinstance(rules, dict):
        for key, value in rules.items():
            if key == "regex" and isinstance(value, str):
                yield (*path, key), value
            yield from _patterns(value, (*path, key))
    elif isinstance(rules, list):
        for index, value in enumerate(rules):
            yield from _patterns(value, (*path, index))


def _check_kind(kind: str, document: Document, schema: dict[str, Any], program: Program) -> Iterator[Finding]:
    from cerberus import Validator

    validator = Validator(schema, allow_unknown=True)
    for entry in program.entries.get(kind, {}).values():
        if entry.node is None or entry.document.has_doubts:
            continue
        try:
            if validator.validate(entry.document.data, normalize=False):
                continue
        except Exception as error:  # demands that do not fit what stands there
            text = f"this house rule cannot be used: {error}"
            yield found("house-schema", text, document.at(kind, part="key"), help=_RULE_HELP)
            return
        for path, text in _flatten(validator.errors, ()):
            if any(_FORM.fullmatch(str(step)) for step in path):
                continue  # what is wrong with each of several forms; that none of them fits is said as well
            rule_path = (kind, str(path[0])) if path and str(path[0]) in schema else (kind,)
            key = ".".join(str(step) for step in path)
            own = (schema.get(str(path[0])) or {}) if path else {}
            meta = own.get("meta")
            allowed = own.get("allowed") if "unallowed" in text and len(path) == 1 else None
            listed = f"allowed: {', '.join(map(str, allowed))}" if isinstance(allowed, list) else ""
            yield found(
                "house-rule",
                f"`{key}` {in_words(text, entry.document.value(path))}",
                entry.at(*path),
                document.at(*rule_path, part="key", text="the house rule"),
                help=str(meta.get("help", "")) if isinstance(meta, dict) else listed,
            )


_FORM = re.compile(r"(?:any|all|none|one)of definition \d+")
_TYPES: Mapping[str, str] = {
    "boolean": "true or false",
    "dict": "a map",
    "float": "a number",
    "integer": "a whole number",
    "list": "a list",
    "number": "a number",
    "string": "a text",
}
_LIKE: tuple[tuple[str, str], ...] = (
    (r"required field", "is required here"),
    (r"null value not allowed", "needs a value"),
    (r"unknown field", "is not allowed here"),
    (r"empty values not allowed", "must not be empty"),
    (r"max value is (.+)", r"must be at most \1"),
    (r"min value is (.+)", r"must be at least \1"),
    (r"value does not match regex '(.+)'", r"must look like `\1`"),
    (r"unallowed values? (.+)", r"cannot be `\1`"),
    (r"missing members? (.+)", r"has to hold \1"),
    (r"field '(.+)' is required", r"needs `\1` beside it"),
    (r"'(.+)' must not be present with '.+'", r"cannot stand together with `\1`"),
    (r"no definitions validate|one or more definitions don't validate", "fits none of the forms that are allowed"),
    (r"more than one rule validate|none or more than one rule validate", "does not fit exactly one of the forms"),
)
"""Words of the Cerberus library, and ours; both follow the name of the key."""


def in_words(text: str, value: Any) -> str:
    """What the Cerberus library says of a value, in our words; they follow the name of the key."""
    if length := re.fullmatch(r"(min|max) length is (\d+)", text):
        one, many = ("item", "items") if isinstance(value, list) else ("character", "characters")
        return (
            f"must have at {'least' if length[1] == 'min' else 'most'} {length[2]} {one if length[2] == '1' else many}"
        )
    if typed := re.fullmatch(r"must be of (\w+) type", text):
        return f"must be {_TYPES.get(typed[1], typed[1])}"
    for theirs, ours in _LIKE:
        if re.fullmatch(theirs, text):
            return re.sub(theirs, ours, text, count=1)
    return f"is not right: {text.rstrip('.')}"


def _flatten(errors: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Cerberus nests errors as {key: [text or {key: ...}]}; give each text with its path."""
    for key, entries in errors.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict):
                yield from _flatten(entry, (*path, key))
            else:
                yield (*path, key), str(entry)
