"""Findings as JSON objects, each kind defined once: what a field holds, means, and comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from cxprog.finding import Edit, Finding, Fix, Label, Run, Severity, Silenced, Step, Where
from cxprog.source import Source

FORMAT_VERSION = 1
"""Rises only when a field goes away or changes its meaning."""

T = TypeVar("T")
Schema = Mapping[str, object]
Field = tuple[Schema, Callable[[Run, T], object]]
"""What a field may hold, as JSON Schema, and how to read it from a value."""


@dataclass(frozen=True)
class Record(Generic[T]):
    """One kind of JSON object. Schema and values come from the same table, so that they cannot part."""

    description: str
    fields: Mapping[str, Field[T]]

    def schema(self) -> dict[str, object]:
        """JSON Schema of the object; every field is always there."""
        return {
            "type": "object",
            "description": self.description,
            "properties": {name: dict(schema) for name, (schema, _) in self.fields.items()},
            "required": sorted(self.fields),
            "additionalProperties": False,
        }

    def of(self, run: Run, value: T) -> dict[str, object]:
        """The object of one value."""
        return {name: read(run, value) for name, (_, read) in self.fields.items()}


# KINDS OF FIELDS


def text(description: str) -> Schema:
    """Any text."""
    return {"type": "string", "description": description}


def number(description: str, least: int = 0) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "description": description}


def one(name: str, description: str) -> Schema:
    """An object of a kind that the schema defines under this name."""
    return {"$ref": f"#/$defs/{name}", "description": description}


def many(items: Schema, description: str) -> Schema:
    """A list."""
    return {"type": "array", "items": dict(items), "description": description}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    described = {"description": schema["description"]}
    plain = {key: value for key, value in schema.items() if key != "description"}
    return {"anyOf": [plain, {"type": "null"}], **described}


_REF: Mapping[str, Schema] = {
    name: {"$ref": f"#/$defs/{name}"} for name in ("label", "step", "edit", "finding", "silenced")
}


# RECORDS, THE SMALLEST FIRST


class _Offset(NamedTuple):
    source: Source
    offset: int


class Mark(NamedTuple):
    label: Label
    primary: bool


def _start(where: Where) -> _Offset:
    return _Offset(where.source, where.span.start)


def _end(where: Where) -> _Offset:
    return _Offset(where.source, max(where.span))


_LINE = number("Line, from 1.", 1)
_COLUMN = number("Column in Unicode characters, from 1.", 1)
_PATH = text("File, as it can be opened from where the command ran.")

POSITION = Record[_Offset](
    "A place between two characters of a file.",
    {
        "line": (_LINE, lambda run, at: at.source.position(at.offset).line),
        "column": (_COLUMN, lambda run, at: at.source.position(at.offset).column),
        "offset": (
            number("Unicode characters before it; a byte order mark does not count."),
            lambda run, at: at.offset,
        ),
    },
)

_FIRST = one("position", "In front of the first character.")
_LAST = one("position", "Behind the last character.")

LABEL = Record[Mark](
    "A place, and why it is shown.",
    {
        "path": (_PATH, lambda run, mark: run.path(mark.label)),
        "start": (_FIRST, lambda run, mark: POSITION.of(run, _start(mark.label.where))),
        "end": (_LAST, lambda run, mark: POSITION.of(run, _end(mark.label.where))),
        "text": (text("Why the place is shown; may be empty."), lambda run, mark: mark.label.text),
        "primary": (
            {"type": "boolean", "description": "The place the message is about."},
            lambda run, mark: mark.primary,
        ),
    },
)

STEP = Record[Step](
    "One line of a concrete counterexample.",
    {
        "day": (
            {
                "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
                "description": "Day on which it happens, in the program's clock; null where it has none.",
            },
            lambda run, step: step.day or None,
        ),
        "text": (text("What happens."), lambda run, step: step.text),
        "labels": (
            many(_REF["label"], "Places it rests on: the survey, its trigger, the guard that is missing."),
            lambda run, step: [LABEL.of(run, Mark(label, False)) for label in step.labels],
        ),
    },
)

EDIT = Record[Edit](
    "Replace a range of a file by a text.",
    {
        "path": (_PATH, lambda run, edit: run.path(Label(edit.where))),
        "start": (_FIRST, lambda run, edit: POSITION.of(run, _start(edit.where))),
        "end": (_LAST, lambda run, edit: POSITION.of(run, _end(edit.where))),
        "text": (text("The new text; empty to delete."), lambda run, edit: edit.text),
    },
)

FIX = Record[Fix](
    "One verified way to make a finding go away.",
    {
        "title": (text("What applying it does."), lambda run, fix: fix.title),
        "edits": (
            many(_REF["edit"], "All of them belong together."),
            lambda run, fix: [EDIT.of(run, edit) for edit in fix.edits],
        ),
    },
)


def _labels(run: Run, finding: Finding) -> list[dict[str, object]]:
    return [LABEL.of(run, Mark(label, number == 0)) for number, label in enumerate(finding.labels)]


def _primary(name: str, key: str) -> Callable[[Run, Finding], object]:
    """Read a coordinate of the primary place; null for a finding about the project as a whole."""
    side = _end if name == "end" else _start
    return lambda run, finding: finding.primary and POSITION.of(run, side(finding.primary.where))[key]


_SEVERITIES = [severity.value for severity in Severity if severity is not Severity.OFF]

FINDING = Record[Finding](
    "One message: what is wrong, where, why it matters, what to do.",
    {
        "rule": (
            text("Id of the rule; `cxprog explain <id>` prints its page."),
            lambda run, finding: finding.rule,
        ),
        "severity": (
            {"enum": _SEVERITIES, "description": "How bad it is."},
            lambda run, finding: finding.severity.value,
        ),
        "message": (text("The fact with its numbers."), lambda run, finding: finding.message),
        "help": (text("What to do; may be empty."), lambda run, finding: finding.help),
        "fingerprint": (
            {
                "type": "string",
                "pattern": "^[0-9a-f]{16}$",
                "description": "Stays when lines elsewhere change.",
            },
            lambda run, finding: finding.fingerprint,
        ),
        "path": (or_null(_PATH), lambda run, finding: finding.primary and run.path(finding.primary)),
        "line": (or_null(_LINE), _primary("start", "line")),
        "column": (or_null(_COLUMN), _primary("start", "column")),
        "end_line": (or_null(number("Line of the end, from 1.", 1)), _primary("end", "line")),
        "end_column": (or_null(number("Column just behind the end, from 1.", 1)), _primary("end", "column")),
        "labels": (
            many(_REF["label"], "The primary place first, then related ones; none for the whole project."),
            _labels,
        ),
        "witness": (
            many({"type": "string"}, "Lines of a concrete counterexample; empty where the rule gives none."),
            lambda run, finding: [step.words for step in finding.witness],
        ),
        "steps": (
            many(_REF["step"], "The same counterexample, line by line: on which day, what, and by what in the YAML."),
            lambda run, finding: [STEP.of(run, step) for step in finding.witness],
        ),
        "fix": (
            or_null(one("fix", "A way to make it go away, where one is known.")),
            lambda run, finding: finding.fix and FIX.of(run, finding.fix),
        ),
    },
)

SILENCED = Record[Silenced](
    "A finding that an allow-comment or a waiver keeps from counting.",
    {
        "finding": (
            one("finding", "What would have been reported."),
            lambda run, silenced: FINDING.of(run, silenced.finding),
        ),
        "reason": (text("Why it is accepted."), lambda run, silenced: silenced.reason),
        "owner": (text("Who accepted it."), lambda run, silenced: silenced.owner),
        "until": (text("Last day of the exception, YYYY-MM-DD."), lambda run, silenced: silenced.until),
    },
)

SUMMARY = Record[None](
    "Counts of the run.",
    {
        "errors": (number("Findings of severity `error`."), lambda run, _: run.count(Severity.ERROR)),
        "warnings": (number("Findings of severity `warning`."), lambda run, _: run.count(Severity.WARNING)),
        "infos": (number("Findings of severity `info`."), lambda run, _: run.count(Severity.INFO)),
        "silenced": (number("Findings that do not count."), lambda run, _: len(run.silenced)),
        "files": (number("YAML files read."), lambda run, _: run.files),
        "documents": (number("YAML documents read."), lambda run, _: run.documents),
    },
)


def _version(run: Run, value: object) -> str:
    from cxprog import __version__

    return __version__


TOOL = Record[None](
    "What wrote the report.",
    {
        "name": ({"const": "cxprog", "description": "Always `cxprog`."}, lambda run, _: "cxprog"),
        "version": (text("Its version."), _version),
    },
)

_FORMAT_VERSION: Field[object] = (
    {"const": FORMAT_VERSION, "description": "Rises when a field goes away or changes its meaning."},
    lambda run, value: FORMAT_VERSION,
)

LINE = Record[Finding](
    "One line of the `jsonl` format: a finding that stands alone.",
    {"format_version": _FORMAT_VERSION, **FINDING.fields},
)

REPORT = Record[None](
    "Everything `cxprog check` found in one run.",
    {
        "format_version": _FORMAT_VERSION,
        "tool": (one("tool", "What wrote the report."), lambda run, _: TOOL.of(run, None)),
        "summary": (one("summary", "Counts of the run."), lambda run, _: SUMMARY.of(run, None)),
        "findings": (
            many(_REF["finding"], "In reading order: by file, line, column, rule."),
            lambda run, _: [FINDING.of(run, finding) for finding in run.findings],
        ),
        "silenced": (
            many(_REF["silenced"], "Findings that allow-comments and waivers keep from counting."),
            lambda run, _: [SILENCED.of(run, silenced) for silenced in run.silenced],
        ),
    },
)
