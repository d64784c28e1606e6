"""Which surveys the rules are about."""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.plugin import settings_of
from cxprog.program import Entry, Program


def covered_surveys(program: Program) -> Iterator[tuple[Entry, int]]:
    """Surveys that ask an audience of the settings, each with the index in `asks` of the first such role."""
    audiences = settings_of(program, "data-protection")["audiences"]
    for survey in program.each("survey"):
        for index, name in enumerate(survey.node.asks):
            role = program.get("role", name)
            if role is not None and role.node.audience in audiences:
                yield survey, index
                break
