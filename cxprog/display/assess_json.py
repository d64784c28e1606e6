"""Assessments as JSON, in whole numbers; `cxprog explain assess` documents the form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cxprog.assess import Class, Round, Score, band_of, competencies, stage_of, statements
from cxprog.assess.signs import STRUCTURES, Suggestion
from cxprog.display._assessed import Assessed
from cxprog.manifest import Manifest

FORMAT_VERSION = 1
"""Version of the form; raised only when a reader of the old one would misread the new one."""


def render(manifest: Manifest, assessed: Sequence[Assessed], signs: Suggestion | None) -> str:
    """Everything that was assessed, as one JSON text."""
    data = {
        "format_version": FORMAT_VERSION,
        "program": manifest.program,
        "version": manifest.version,
        "assessed": [_part(each) for each in assessed],
        "partnership": _signs(manifest, signs) if signs else None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _part(assessed: Assessed) -> dict[str, Any]:
    return {
        "of": assessed.last.of,
        "as_of": assessed.as_of,
        "next_due": assessed.due,
        "overdue": assessed.is_overdue,
        "rounds": [_round(each) for each in assessed.rounds],
        "changes": [_change(before, after) for before, after in assessed.changes],
        "coverage": [_beside(assessed, competency) for competency in competencies()],
        "grid": [
            {
                "process": cell.row,
                "competency": cell.column,
                "evidence": [f"{sign.kind}:{sign.id}" for sign in cell.evidence],
            }
            for cell in assessed.processes.cells
        ],
        "answered_high_not_shown": [each.id for each in assessed.unshown],
        "answered_low_though_shown": [each.id for each, _ in assessed.unfelt],
    }


def _round(of: Round) -> dict[str, Any]:
    return {
        "date": of.date,
        "n": len(of.forms),
        "forms": [
            {"id": form.id, "by": form.by, "answers": list(form.answers), "total": form.total.sum} for form in of.forms
        ],
        "competencies": [
            {
                "id": each.id,
                **_score(of.of_competency(each)),
                "band": _level(band_of(of.of_competency(each))),
                "answers": {statement.id: list(of.answers(statement)) for statement in each.statements},
            }
            for each in competencies()
        ],
        "total": {**_score(of.total), "stage": _level(stage_of(of.total))},
        "disagreements": [
            {"statement": each.id, "lowest": lowest, "highest": highest} for each, lowest, highest in of.disagreements
        ],
    }


def _score(score: Score) -> dict[str, int]:
    """A mean as the sum over all forms and their number."""
    return {"sum": score.sum, "n": score.forms}


def _level(level: Class) -> dict[str, Any]:
    return {"number": level.number, "id": level.id}


def _change(before: Round, after: Round) -> dict[str, Any]:
    """Differences as fractions: `{"numerator": 3, "denominator": 2}` is one and a half points."""
    return {
        "from": before.date,
        "to": after.date,
        "total": _difference(after.total, before.total),
        "competencies": {
            each.id: _difference(after.of_competency(each), before.of_competency(each)) for each in competencies()
        },
        "statements": {each.id: _difference(after.score(each), before.score(each)) for each in statements()},
        "stage": [stage_of(before.total).id, stage_of(after.total).id],
        "same_participants": before.participants == after.participants,
    }


def _difference(after: Score, before: Score) -> dict[str, int]:
    difference = after.value - before.value
    return {"numerator": difference.numerator, "denominator": difference.denominator}


def _beside(assessed: Assessed, competency: Any) -> dict[str, Any]:
    beside = assessed.beside(competency)
    return {
        "competency": competency.id,
        "practices": list(beside.practices),
        "processes_covered": len(beside.processes),
        "published_practices": {"shown": beside.realized, "of": beside.listed},
    }


def _signs(manifest: Manifest, signs: Suggestion) -> dict[str, Any]:
    return {
        "declared": manifest.settings.partnership,
        "suggested": signs.structure,
        "counts": {name: signs.count(name) for name in STRUCTURES},
        "reasons": [{"sign": each.sign, "structure": each.structure, "says": each.says} for each in signs.reasons],
    }
