"""JSON Schemas of the language for editors and integrators, from the models of its kinds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cxprog.language import KINDS, model_of
from cxprog.reference._kinds import kind_summary

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_IN_PART = ".part"
"""Ending of the definitions that hold for a document which gives only what differs from another one."""


def schema_files() -> Mapping[str, str]:
    """Text of every published schema, by file name."""
    from cxprog.display.difference_json import schema as difference_schema
    from cxprog.display.privacy_json import schema as privacy_schema
    from cxprog.display.proofs_json import schema as proofs_schema
    from cxprog.emitters._gate_settings import schema as gate_settings_schema
    from cxprog.manifest import manifest_schema
    from cxprog.report.json import schema as findings_schema

    schemas: dict[str, Schema] = {f"{kind}.schema.json": _kind_schema(kind) for kind in KINDS}
    schemas["program-file.schema.json"] = _any_kind(
        "Document of a cxprog program",
        "Any document of a program; `kind` says which keys it takes. Files in `overlays/` have their own schema.",
        "{kind}.schema.json",
    )
    schemas["overlay-file.schema.json"] = _any_kind(
        "Document of a cxprog overlay",
        "What is different in one environment: the `kind` and `id` of a document, and only the keys that differ.",
        "{kind}.schema.json#/$defs/{kind}" + _IN_PART,
    )
    schemas["manifest-1.schema.json"] = manifest_schema()
    schemas["findings-1.schema.json"] = dict(findings_schema())
    schemas["proofs-1.schema.json"] = dict(proofs_schema())
    schemas["privacy-1.schema.json"] = dict(privacy_schema())
    schemas["difference-1.schema.json"] = dict(difference_schema())
    schemas["gate-settings-1.schema.json"] = dict(gate_settings_schema())
    return {name: json.dumps(schemas[name], indent=2, ensure_ascii=False) + "\n" for name in sorted(schemas)}


def _kind_schema(kind: str) -> Schema:
    """Whole documents, or with `extends` documents in part; both are definitions that other schemas can name."""
    whole = _definitions(kind)
    in_part = {name + _IN_PART: _in_part(definition, name == kind) for name, definition in whole.items()}
    return {
        "$schema": _DRAFT,
        "title": kind,
        "description": f"{kind_summary(kind)}.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{kind}{_IN_PART}"},
        "else": {"$ref": f"#/$defs/{kind}"},
        "$defs": {**whole, **in_part},
    }


def _any_kind(title: str, description: str, reference: str) -> Schema:
    return {
        "$schema": _DRAFT,
        "title": title,
        "description": description,
        "type": "object",
        "properties": {"kind": {"description": "What this document describes.", "enum": list(KINDS)}},
        "required": ["kind", "id"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": reference.format(kind=kind)},
            }
            for kind in KINDS
        ],
    }


def _definitions(kind: str) -> dict[str, Schema]:
    """The document and the maps inside it, under names that are unique among all kinds."""
    own = model_of(kind).model_json_schema(by_alias=True, mode="validation", ref_template=f"#/$defs/{kind}.{{model}}")
    below = {f"{kind}.{name}": part for name, part in own.pop("$defs", {}).items()}
    if kind == "program":
        below |= _with_targets(own["properties"]["targets"])
        _with_rules(own["properties"]["rules"])
    return {name: _each(definition, _tidy) for name, definition in {kind: own, **below}.items()}


def _with_targets(targets: Schema) -> dict[str, Schema]:
    """Offer the built-in targets with their options; plugins may add others."""
    from cxprog.target import built_in, built_in_names

    below: dict[str, Schema] = {}
    offered: Schema = {}
    for name in built_in_names():
        target = built_in(name)
        options = target.options.model_json_schema(ref_template=f"#/$defs/program.{name}.{{model}}")
        below |= {f"program.{name}.{part}": schema for part, schema in options.pop("$defs", {}).items()}
        offered[name] = {"anyOf": [options, {"type": "null"}], "description": f"{target.summary}."}
    next(option for option in targets["anyOf"] if option.get("type") == "object")["properties"] = offered
    return below


def _with_rules(rules: Schema) -> None:
    """Offer the built-in rules; plugins may add others."""
    from cxprog.rules import all_rules

    (severity,) = rules["patternProperties"].values()
    rules["properties"] = {rule.id: {**severity, "description": f"{rule.summary}."} for rule in all_rules()}


# WALKING A SCHEMA


def _each(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The schema with every schema inside it changed, the innermost first."""
    result: Schema = {}
    for word, value in schema.items():
        if word in ("properties", "patternProperties"):
            result[word] = {key: _each(below, change) for key, below in value.items()}
        elif word in ("anyOf", "oneOf", "allOf"):
            result[word] = [_each(below, change) for below in value]
        elif isinstance(value, dict) and word in ("items", "additionalProperties", "propertyNames"):
            result[word] = _each(value, change)
        else:
            result[word] = value
    return change(result)


def _tidy(schema: Schema) -> Schema:
    """What an editor shows: no titles made from field names, no defaults that only say "nothing"."""
    schema.pop("title", None)
    if "default" in schema and (schema["default"] is None or isinstance(schema["default"], dict | list)):
        del schema["default"]
    if "description" in schema:
        schema["description"] = " ".join(schema["description"].split())
    if "patternProperties" in schema:
        schema.setdefault("additionalProperties", False)
    if "anyOf" in schema:
        schema = _flat(schema)
    return schema


def _flat(schema: Schema) -> Schema:
    """Alternatives of alternatives as one list; a single one that may also have no value without a list."""
    options = [*_options(schema["anyOf"])]
    rest = {word: value for word, value in schema.items() if word != "anyOf"}
    single = [option for option in options if option.get("type") != "null"]
    if len(single) == 1 and len(options) == 2:
        return _or_nothing({**single[0], **rest})
    return {"anyOf": options, **rest}


def _options(options: list[Schema]) -> Iterator[Schema]:
    for option in options:
        if option.keys() <= {"anyOf", "description"}:
            yield from _options(option["anyOf"])
        else:
            yield option


def _or_nothing(schema: Schema) -> Schema:
    """The same, or a key without a value."""
    kind = schema.get("type")
    if kind == "null" or (isinstance(kind, list) and "null" in kind) or "const" in schema:
        return schema
    if "anyOf" in schema:
        nothing = any(option.get("type") == "null" for option in schema["anyOf"])
        return schema if nothing else {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if isinstance(kind, str):
        words: Schema = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [kind, "null"], **words}
    described = ("description", "default")
    bare = {word: value for word, value in schema.items() if word not in described}
    told = {word: value for word, value in schema.items() if word in described}
    return {"anyOf": [bare, {"type": "null"}], **told}


def _in_part(definition: Schema, is_document: bool) -> Schema:
    """The same map without what has to be there; a key without a value takes away what the other document has."""

    def loosen(schema: Schema) -> Schema:
        if "$ref" in schema:
            schema["$ref"] += _IN_PART
        schema.pop("required", None)
        if "properties" in schema:
            schema["properties"] = {key: _or_nothing(below) for key, below in schema["properties"].items()}
        return schema

    loosened = _each(definition, loosen)
    if is_document:
        loosened["properties"]["id"] = definition["properties"]["id"]
        loosened["required"] = ["kind", "id"]
    return loosened
