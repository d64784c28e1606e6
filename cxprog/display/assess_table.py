"""Assessments as tables of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest
from textwrap import wrap

from cxprog.assess import Round, Statement, competencies, decimal, stage_of, stages
from cxprog.assess.signs import Suggestion
from cxprog.display import one_line, wrapped
from cxprog.display._assessed import Assessed, Line, verdict
from cxprog.manifest import Manifest

_WIDTHS = (25, 11, 11, 12, 11, 10)
"""Widths of the columns."""
_LISTED_MAX = 6
"""Most statements that are listed by name."""


def render(manifest: Manifest, assessed: Sequence[Assessed], signs: Suggestion | None) -> str:
    """Every assessed part of the company, then what the signs of the partnership say."""
    parts = [list(_part(each)) for each in assessed]
    if signs is not None:
        parts.append(list(_signs(manifest, signs)))
    return "\n\n\n".join("\n".join(part) for part in parts) + "\n"


def _part(assessed: Assessed) -> Iterator[str]:
    last, before = assessed.last, assessed.before
    yield from wrapped(f"{one_line(assessed.name)}: self-assessment of {last.date}, {_forms(last)}", 0)
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
    yield ""
    yield from wrapped(_stage(assessed), 0)
    yield from _facts(assessed)
    if before is not None:
        yield ""
        yield from _trend(assessed)


def _forms(of: Round) -> str:
    count = f"{len(of.forms)} form{'s' if len(of.forms) > 1 else ''}"
    return f"{count} by {', '.join(of.participants)}" if of.participants else count


def _row(*cells: str) -> Iterator[str]:
    columns = [wrap(cell, width - 1) for cell, width in zip(cells, _WIDTHS, strict=True)]
    for line in zip_longest(*columns, fillvalue=""):
        yield "".join(f"{text:<{width}}" for text, width in zip(line, _WIDTHS, strict=True)).rstrip()


def _of(line: Line) -> str:
    return f"{line.score.words}/{line.most}"


def signed(difference: Fraction | None) -> str:
    """A difference with its sign; empty where there is nothing to compare with."""
    if difference is None:
        return ""
    return f"+{decimal(difference)}" if difference > 0 else decimal(difference)


def _stage(assessed: Assessed) -> str:
    """The stage in words, which the total alone decides."""
    total = assessed.last.total
    stage = stage_of(total)
    said = f"stage: {stage.title.lower()} ({stage.number} of {len(stages())}), by the total alone"
    if assessed.before is not None and (was := stage_of(assessed.before.total)) != stage:
        said += f"; it was {was.title.lower()}"
    if assessed.to_next:
        above, points = assessed.to_next
        said += f"; {points_words(points)} to {above.title.lower()}"
    return said


def points_words(points: Fraction) -> str:
    """How many points are missing; a part of a tenth counts as a tenth, so that `0` never means some."""
    tenths = -(-points * 10 // 1)
    shown = decimal(Fraction(tenths, 10))
    return f"{shown} point{'' if shown == '1' else 's'}"


def _facts(assessed: Assessed) -> Iterator[str]:
    last = assessed.last
    if len(last.forms) > 1:
        totals = [form.total for form in last.forms]
        low, high = min(totals, key=lambda each: each.sum), max(totals, key=lambda each: each.sum)
        apart = "" if stage_of(low) == stage_of(high) else f" ({stage_of(low).title} to {stage_of(high).title})".lower()
        yield from _fact("forms", f"totals from {low.words} to {high.words}{apart}")
    if last.disagreements:
        spans = (f"{_statement(each)} ({lowest} to {highest})" for each, lowest, highest in last.disagreements)
        yield from _fact("disagreement", "; ".join(spans))
    if lowest := last.lowest():
        several = f"{len(lowest)} statements share the lowest answer"
        yield from _fact("lowest answers", several if len(lowest) > _LISTED_MAX else "; ".join(map(_statement, lowest)))
    if assessed.unshown:
        yield from _fact("answered high, nothing in the program shows it", "; ".join(map(_statement, assessed.unshown)))
    if assessed.unfelt:
        unfelt = (f"{_statement(each)} ({number})" for each, number in assessed.unfelt)
        yield from _fact("answered low, though the program works on it", "; ".join(unfelt))
    if assessed.uncovered:
        yield ""
        count = f"{len(assessed.uncovered)} of {len(assessed.processes.cells)}"
        yield f"not covered, {count} pairs of process and competency:"
        yield from _uncovered(assessed)
    if assessed.due:
        late = f"overdue since {assessed.due}" if assessed.is_overdue else f"due by {assessed.due}"
        yield from _fact(
            "next assessment", f"{late}; {assessed.every_words.partition(' (')[0]} asks for one {_rhythm(assessed)}"
        )


def _uncovered(assessed: Assessed) -> Iterator[str]:
    titles = {column.id: column.title.lower() for column in assessed.processes.columns}
    for row in assessed.processes.rows:
        names = [titles[cell.column] for cell in assessed.uncovered if cell.row == row.id]
        if names:
            listed = "every competency" if len(names) == len(titles) else ", ".join(names)
            yield from wrapped(f"{row.title.lower()}: {listed}", 2)


def _rhythm(assessed: Assessed) -> str:
    return assessed.every.words if assessed.every else ""


def _fact(title: str, text: str) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    yield from wrapped(text, 2)


def _statement(statement: Statement) -> str:
    return f"{statement.number} {statement.title}"


def _trend(assessed: Assessed) -> Iterator[str]:
    yield "over time:"
    for before, after in assessed.changes:
        parts = [f"{line.title.lower()} {signed(line.since)}" for line in assessed.lines(after, before) if line.since]
        change = f"total {signed(after.total.value - before.total.value) or '0'}"
        stage = f"{stage_of(before.total).title} to {stage_of(after.total).title}".lower()
        moved = f", {stage}" if stage_of(before.total) != stage_of(after.total) else ""
        others = "; other participants" if before.participants != after.participants else ""
        text = f"{before.date} to {after.date}: {change}{moved}{'; ' if parts else ''}{', '.join(parts)}{others}"
        yield from wrapped(text, 2)


def _signs(manifest: Manifest, signs: Suggestion) -> Iterator[str]:
    declared = manifest.settings.partnership
    yield "How customers are shared with partners"
    yield from wrapped(f"{verdict(signs, declared)} (that a majority decides is our reading)", 0)
    yield ""
    for reason in signs.reasons:
        yield from wrapped(f"{reason.sign}: {reason.structure}. {reason.says}", 2)
