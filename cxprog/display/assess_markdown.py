"""Assessments as Markdown, for a pull request or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cxprog.assess import competencies, stage_of, stages
from cxprog.assess.signs import Suggestion
from cxprog.display import one_line
from cxprog.display._assessed import Assessed, verdict
from cxprog.display.assess_table import points_words, signed
from cxprog.manifest import Manifest

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@:-])")
"""Signs that Markdown gives a meaning."""


def render(manifest: Manifest, assessed: Sequence[Assessed], signs: Suggestion | None) -> str:
    """One section for each assessed part of the company, one for the signs of the partnership."""
    parts = [*(list(_part(each)) for each in assessed), *([list(_signs(manifest, signs))] if signs else [])]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _part(assessed: Assessed) -> Iterator[str]:
    last, before = assessed.last, assessed.before
    yield f"## {escaped(assessed.name)}: self-assessment of {last.date}"
    yield ""
    by = f", by {', '.join(last.participants)}" if last.participants else ""
    yield f"{len(last.forms)} form{'s' if len(last.forms) > 1 else ''}{by}"
    yield ""
    yield f"| competency | total | band | {f'since {before.date}' if before else 'change'} | practices | processes |"
    yield "|---|---:|---|---:|---:|---|"
    for competency, line in zip(competencies(), assessed.lines(last, before), strict=True):
        beside = assessed.beside(competency)
        cells = (
            line.title,
            f"{line.score.words}/{line.most}",
            line.level.title,
            signed(line.since),
            str(len(beside.practices)),
            ", ".join(beside.processes) or "none",
        )
        yield f"| {' | '.join(cells)} |"
    total = assessed.total(last, before)
    yield f"| **total** | {total.score.words}/{total.most} | | {signed(total.since)} | | |"
    yield ""
    stage = stage_of(last.total)
    to_next = ""
    if assessed.to_next:
        above, points = assessed.to_next
        to_next = f"; {points_words(points)} to {above.title}"
    yield f"Stage: **{stage.title}** ({stage.number} of {len(stages())}), by the total alone{to_next}. {stage.says}."
    for each, lowest, highest in last.disagreements:
        yield f"\n- Disagreement ({lowest} to {highest}) on statement {each.number}: {each.says}"
    if assessed.due:
        state = f"overdue since {assessed.due}" if assessed.is_overdue else f"due by {assessed.due}"
        yield f"\nThe next assessment is {state}."


def _signs(manifest: Manifest, signs: Suggestion) -> Iterator[str]:
    yield "## How customers are shared with partners"
    yield ""
    yield f"{verdict(signs, manifest.settings.partnership)} (that a majority decides is our reading)."
    yield ""
    yield "| sign | points to | because |"
    yield "|---|---|---|"
    for reason in signs.reasons:
        yield f"| {reason.title} | {reason.structure} | {reason.says} |"


def escaped(text: str) -> str:
    """A text of the program on one line, with nothing in it that Markdown would act on."""
    return _ACTIVE.sub(r"\\\1", one_line(text))
