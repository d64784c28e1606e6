"""What differs between two versions of a program as JSON, each object defined once: what a field holds and means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from cxprog.display._differing import Said
from cxprog.finding import Run
from cxprog.renderers._board_difference import (
    Difference,
    Version,
)
from cxprog.renderers._board_facets import SORTS
from cxprog.renderers._board_values import Phrase, Words
from cxprog.report._encode import encode
from cxprog.report._findings import Field, Record, Schema, many, one, or_null, text

FORMAT_VERSION = 1
"""Rises only when a field goes away or changes its meaning."""


def render(difference: Difference) -> str:
    """Everything as one JSON text; its keys are sorted, so that two can be compared line by line."""
    return encode(DIFFERENCE.of(_RUN, difference), sort=True)


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of what `render` writes, to be published as `difference-1.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cxprog board --against, format version {FORMAT_VERSION}",
        **DIFFERENCE.schema(),
        "$defs": {name: record.schema() for name, record in _DEFINED.items()},
    }


_RUN = Run(())
"""Records of findings need one; nothing here does."""


class _Of(NamedTuple):
    """Something with the journey whose locale says it."""

    said: Said
    value: Any


def _below(record: Record[_Of], said: Said, values: Iterable[Any]) -> list[dict[str, object]]:
    return [record.of(_RUN, _Of(said, value)) for value in values]


def _each(record: Record[_Of], name: str, run: Run, of: _Of) -> object:
    return _below(record, of.said, getattr(of.value, name))


def _plain(said: Said, phrases: Iterable[Phrase]) -> list[str]:
    return [said.plain(phrase) for phrase in phrases]


def _title(run: Run, of: _Of) -> str:
    title: Words = of.value.title
    return of.said.plain((title,))


def _many(name: str, description: str) -> Schema:
    return many({"$ref": f"#/$defs/{name}"}, description)


_TITLE = text("What it is called now, or was where it is gone.")
_ID = text("The id that it has now, or had where it is gone.")
_CHANGES = _many("change", "What is not as it was; empty where everything is.")


# RECORDS, THE SMALLEST FIRST

CHANGE = Record[_Of](
    "One thing that is not as it was.",
    {
        "sort": (
            {
                "enum": list(SORTS),
                "description": "What happened: it came, went, changed its place, its owner, its times, its name, or "
                "anything else.",
            },
            lambda run, of: of.value.sort,
        ),
        "what": (
            text("What it is about, such as `owner`; empty for what came or went as a whole."),
            lambda run, of: of.said.plain(of.value.what),
        ),
        "before": (
            many({"type": "string"}, "What it was, in words; of a list, what is no longer in it."),
            lambda run, of: _plain(of.said, of.value.before),
        ),
        "after": (
            many({"type": "string"}, "What it is, in words; of a list, what is new in it."),
            lambda run, of: _plain(of.said, of.value.after),
        ),
    },
)

_OWN: Mapping[str, Field[_Of]] = {
    "id": (_ID, lambda run, of: of.value.id),
    "title": (_TITLE, _title),
    "changes": (_CHANGES, partial(_each, CHANGE, "changes")),
}

TOUCHPOINT = Record[_Of](
    "A touchpoint of either version.",
    {
        "id": _OWN["id"],
        "id_before": (
            or_null(text("The id that it had; null where it is new.")),
            lambda run, of: of.value.before.id if of.value.before else None,
        ),
        "title": (_TITLE, lambda run, of: of.said.plain((of.value.shown.title,))),
        "changes": _OWN["changes"],
    },
)

SECTION = Record[_Of](
    "A step, or the touchpoints of a stage without steps.",
    {
        "id": (text("Id of the step; empty where there is none."), lambda run, of: of.value.id),
        "title": (
            or_null(text("What the step is called; null where there is none.")),
            lambda run, of: of.said.plain((of.value.title,)) if of.value.title else None,
        ),
        "changes": _OWN["changes"],
        "touchpoints": (
            _many("touchpoint", "Those of both versions, in one order."),
            partial(_each, TOUCHPOINT, "touchpoints"),
        ),
    },
)

STAGE = Record[_Of](
    "A stage of either version.",
    {**_OWN, "sections": (_many("section", "Its steps, in one order."), partial(_each, SECTION, "sections"))},
)

HUNG = Record[_Of](
    "A survey, metric, loop or practice of either version.",
    {
        **_OWN,
        "kind": (
            {"enum": ["survey", "metric", "loop", "practice"], "description": "Which of them it is."},
            lambda run, of: of.value.kind,
        ),
    },
)

JOURNEY = Record[_Of](
    "A journey of either version.",
    {
        "id": _OWN["id"],
        "title": (_TITLE, lambda run, of: of.said.plain((of.value.board.title,))),
        "changes": _OWN["changes"],
        "differs": (
            {"type": "boolean", "description": "Whether anything in it or on it is not as it was."},
            lambda run, of: of.value.differs,
        ),
        "stages": (_many("stage", "Those of both versions, in one order."), partial(_each, STAGE, "stages")),
        "hung": (
            _many("hung", "What listens to it, is measured at it, follows from it or supports it."),
            partial(_each, HUNG, "hung"),
        ),
    },
)

VERSION = Record[Version](
    "One of the two versions.",
    {
        "name": (text("How it was asked for."), lambda run, version: version.name),
        "version": (text("The version that the program gives itself."), lambda run, version: version.version),
    },
)

DIFFERENCE = Record[Difference](
    "What differs between two versions of a program.",
    {
        "format_version": (
            {"const": FORMAT_VERSION, "description": "Version of this form."},
            lambda run, difference: FORMAT_VERSION,
        ),
        "before": (one("version", "The older version."), lambda run, found: VERSION.of(run, found.before)),
        "after": (one("version", "The newer version."), lambda run, found: VERSION.of(run, found.after)),
        "journeys": (
            _many("journey", "All journeys of both versions, by id."),
            lambda run, found: [JOURNEY.of(run, _Of(Said(each), each)) for each in found.journeys],
        ),
        "elsewhere": (
            many({"type": "string"}, "Documents that differ in what no board tells, as `kind:id`."),
            lambda run, found: list(found.elsewhere),
        ),
    },
)

_DEFINED: Mapping[str, Record[Any]] = {
    "version": VERSION,
    "journey": JOURNEY,
    "stage": STAGE,
    "section": SECTION,
    "touchpoint": TOUCHPOINT,
    "hung": HUNG,
    "change": CHANGE,
}
