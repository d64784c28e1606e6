"""Repairs as edits of the files: one key that is inserted, or one value that is replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from cxprog.analysis.frequency.change import Change
from cxprog.analysis.frequency.repair import Repair
from cxprog.document import Document
from cxprog.finding import Edit, Fix
from cxprog.program import Program
from cxprog.source import Path, Span, Spot


def fix_of(program: Program, repair: Repair) -> Fix | None:
    """The repair as a fix, where it is one edit of a document that stands by itself; None elsewhere."""
    if not repair.is_one_edit or repair.declares or not repair.holds_for_all:
        return None
    (change,) = repair.changes
    document = program.entries[change.kind][change.id].document
    edit = _replaced(document, change) if change.old is not None else _inserted(document, change)
    return Fix(repair.words, (edit,)) if edit else None


def ways(mended: Sequence[Repair], *, is_freeze: bool = False) -> str:
    """What to do, as one sentence: each way was tried and proved."""
    chosen = [repair.words for repair in mended if not repair.declares]
    declared = [repair.words for repair in mended if repair.declares]
    keeps = "freezes" if is_freeze else "a rest or a cap"
    said = "; or ".join(chosen) or f"send it through a tool that keeps {keeps} (`enforces` of its channel)"
    return "; ".join([said, *declared])


def _replaced(document: Document, change: Change) -> Edit | None:
    own, _ = document.trace(change.path)
    if own is not document:
        return None
    source, span = document.locate(change.path, "value")
    return Edit(Spot(source, span), _flow(change.value))


def _inserted(document: Document, change: Change) -> Edit | None:
    """A new key behind the last one of its map, in the style in which the map is written."""
    parent, key = change.path[:-1], change.path[-1]
    data = document.value(parent)
    own, _ = document.trace(parent)
    if own is not document or not isinstance(data, dict) or not data or key in data:
        return None
    last: Path = (*parent, list(data)[-1])
    if document.trace(last)[0] is not document:
        return None
    source, span = document.locate(parent, "value") if parent else (document.source, Span(0, 0))
    pair = f"{key}: {_flow(change.value)}"
    if parent and source.text[span.start] == "{":
        return Edit(Spot(source, Span(span.end - 1, span.end - 1)), f", {pair}")
    source, first = document.locate((*parent, next(iter(data))), "key")
    source, value = document.locate(last, "value")
    written = source.text[: value.end].rstrip()
    end = source.text.find("\n", len(written))
    end = len(source.text) if end < 0 else end
    indent = " " * (source.position(first.start).column - 1)
    return Edit(Spot(source, Span(end, end)), f"\n{indent}{pair}")


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Texts that mean themselves in YAML: durations, ids, dates."""


def _flow(value: Any) -> str:
    """Plain data as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
