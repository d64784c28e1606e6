"""Assessments as tables of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from cxprog.assess import competencies, stage_of
from cxprog.assess.signs import Suggestion
from cxprog.display import one_line, wrapped
from cxprog.display._assessed import Assessed, Line, verdict
from cxprog.display._facts import COLUMNS, Fact, facts, forms_words, signed, stage_words
from cxprog.manifest import Manifest

_WIDTHS = (25, 11, 11, 12, 11, 10)
"""Widths of the columns."""


def render(manifest: Manifest, assessed: Sequence[Assessed], signs: Suggestion | None) -> str:
    """Every assessed part of the company, then what the signs of the partnership say."""
    parts = [list(_part(each)) for each in assessed]
    if signs is not None:
        parts.append(list(_signs(manifest, signs)))
    return "\n\n\n".join("\n".join(part) for part in parts) + "\n"


def _part(assessed: Assessed) -> Iterator[str]:
    last, before = assessed.last, assessed.before
    yield from wrapped(f"{one_line(assessed.name)}: self-assessment of {last.date}, {forms_words(last)}", 0)
    yield ""
    since = f"since {before.date}" if before else ""
    yield from _row("competency", "total", "band", since, "practices", "processes")
    for competency, line in zip(competencies(), assessed.lines(last, before), strict=True):
        beside = assessed.beside(competency)
        processes = f"{len(beside.processes)} of {len(assessed.processes.rows)}"
        yield from _row(
            line.title.lower(), _of(line), line.level.title, signed(line.since), str(len(beside.practices)), processes
        )
    total = assessed.total(last, before)
    yield from _row("total", _of(total), "", signed(total.since), "", "")
    yield from wrapped(COLUMNS, 0)
    yield ""
    yield from wrapped(f"stage: {stage_of(last.total).title.lower()} {stage_words(assessed)}", 0)
    for fact in facts(assessed):
        yield from _fact(fact)


def _row(*cells: str) -> Iterator[str]:
    columns = [wrap(cell, width - 1) for cell, width in zip(cells, _WIDTHS, strict=True)]
    for line in zip_longest(*columns, fillvalue=""):
        yield "".join(f"{text:<{width}}" for text, width in zip(line, _WIDTHS, strict=True)).rstrip()


def _of(line: Line) -> str:
    return f"{line.score.words}/{line.most}"


def _fact(fact: Fact) -> Iterator[str]:
    yield ""
    yield f"{fact.title}:"
    texts = [item.text for item in fact.items]
    for text in texts if fact.is_list else ("; ".join(texts),):
        yield from wrapped(text, 2)


def _signs(manifest: Manifest, signs: Suggestion) -> Iterator[str]:
    declared = manifest.settings.partnership
    yield "How customers are shared with partners"
    yield from wrapped(f"{verdict(signs, declared)} (that a majority decides is our reading)", 0)
    yield ""
    for reason in signs.reasons:
        yield from wrapped(f"{reason.title}: {reason.structure}. {reason.says}", 2)
