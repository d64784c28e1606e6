"""Assessments as Markdown, for a pull request or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cxprog.assess import competencies, stage_of
from cxprog.assess.signs import Suggestion
from cxprog.display import one_line
from cxprog.display._assessed import Assessed, verdict
from cxprog.display._facts import COLUMNS, Fact, Item, facts, forms_words, signed, stage_words
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
    yield forms_words(last)
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
    yield COLUMNS
    yield ""
    stage = stage_of(last.total)
    yield f"Stage: **{stage.title}** {stage_words(assessed)}. {stage.says}."
    yield ""
    for fact in facts(assessed):
        yield from _fact(fact)


def _fact(fact: Fact) -> Iterator[str]:
    title = f"- **{fact.title[:1].upper()}{fact.title[1:]}**"
    if len(fact.items) == 1 and not fact.is_list:
        yield f"{title}: {_item(fact.items[0])}"
        return
    yield title
    yield from (f"  - {_item(item)}" for item in fact.items)


def _item(item: Item) -> str:
    return f"{item.text}: {item.says}" if item.says else item.text


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
