"""What is said below the scores of an assessment, alike in every form for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from cxprog.assess import Round, Statement, decimal, stage_of, stages
from cxprog.display._assessed import Assessed

_LISTED_MAX = 6
"""Most statements with the lowest answer that are all named."""
_NAMED = 5
"""How many are named where there are more."""

COLUMNS = (
    "Practices: how many practices in use build the competency. Processes: in how many of the five business processes "
    "something in the program builds it."
)
"""What the last two columns count."""


@dataclass(frozen=True)
class Item:
    """One thing that is said."""

    text: str
    says: str = ""
    """The statement in full, where the text has its title."""


@dataclass(frozen=True)
class Fact:
    """A heading, and what stands below it."""

    title: str
    items: tuple[Item, ...]
    is_list: bool = False
    """Whether each item deserves a line of its own."""


def facts(assessed: Assessed) -> Iterator[Fact]:
    """Everything that is said below the scores, in order; headings without anything below them are left out."""
    last = assessed.last
    pairs = len(assessed.processes.cells)
    listed = (
        Fact("forms", tuple(_forms(last))),
        Fact(
            "disagreement",
            tuple(_statement(each, f" ({lowest} to {highest})") for each, lowest, highest in last.disagreements),
        ),
        _lowest(last.lowest()),
        Fact("answered high, nothing in the program shows it", tuple(map(_statement, assessed.unshown))),
        Fact(
            "answered low, though the program works on it",
            tuple(_statement(each, f" (shown by {_counted(count, 'document')})") for each, count in assessed.unfelt),
        ),
        Fact(
            f"not covered, {len(assessed.uncovered)} of {pairs} pairs of process and competency",
            tuple(_uncovered(assessed)),
            is_list=True,
        ),
        Fact("next assessment", tuple(_next(assessed))),
        Fact("over time", tuple(_trend(assessed)), is_list=True),
    )
    return (fact for fact in listed if fact.items)


def stage_words(assessed: Assessed) -> str:
    """What follows the name of the stage: its number, what decides, the stage before and the way to the next."""
    total = assessed.last.total
    stage = stage_of(total)
    said = f"({stage.number} of {len(stages())}), by the total alone"
    if assessed.before is not None and (was := stage_of(assessed.before.total)) != stage:
        said += f"; it was {was.title.lower()}"
    if assessed.to_next:
        above, points = assessed.to_next
        said += f"; {_points(points)} to {above.title.lower()}"
    return said


def signed(difference: Fraction | None) -> str:
    """A difference with its sign; empty where there is nothing to compare with."""
    if difference is None:
        return ""
    return f"+{decimal(difference)}" if difference > 0 else decimal(difference)


def forms_words(of: Round) -> str:
    """How many forms a round has, and which teams filled them in."""
    count = _counted(len(of.forms), "form")
    return f"{count} by {', '.join(of.participants)}" if of.participants else count


def _forms(of: Round) -> Iterator[Item]:
    if len(of.forms) < 2:
        return
    totals = [form.total for form in of.forms]
    low, high = min(totals, key=lambda each: each.sum), max(totals, key=lambda each: each.sum)
    apart = "" if stage_of(low) == stage_of(high) else f" ({stage_of(low).title} to {stage_of(high).title})".lower()
    yield Item(f"totals from {low.words} to {high.words}{apart}")


def _lowest(lowest: tuple[Statement, ...]) -> Fact:
    if len(lowest) <= _LISTED_MAX:
        return Fact("lowest answers", tuple(map(_statement, lowest)))
    title = f"lowest answers, shared by {len(lowest)} statements; the first {_NAMED}"
    return Fact(title, tuple(map(_statement, lowest[:_NAMED])))


def _uncovered(assessed: Assessed) -> Iterator[Item]:
    titles = {column.id: column.title.lower() for column in assessed.processes.columns}
    for row in assessed.processes.rows:
        names = [titles[cell.column] for cell in assessed.uncovered if cell.row == row.id]
        if names:
            listed = "every competency" if len(names) == len(titles) else ", ".join(names)
            yield Item(f"{row.title.lower()}: {listed}")


def _next(assessed: Assessed) -> Iterator[Item]:
    if assessed.due and assessed.every:
        late = f"overdue since {assessed.due}" if assessed.is_overdue else f"due by {assessed.due}"
        yield Item(f"{late}; {assessed.every_words.partition(' (')[0]} asks for one {assessed.every.words}")


def _trend(assessed: Assessed) -> Iterator[Item]:
    for before, after in assessed.changes:
        parts = [f"{line.title.lower()} {signed(line.since)}" for line in assessed.lines(after, before) if line.since]
        change = f"total {signed(after.total.value - before.total.value)}"
        stage = f"{stage_of(before.total).title} to {stage_of(after.total).title}".lower()
        moved = f", {stage}" if stage_of(before.total) != stage_of(after.total) else ""
        others = "; other participants" if before.participants != after.participants else ""
        yield Item(f"{before.date} to {after.date}: {'; '.join((change + moved, *_joined(parts)))}{others}")


def _joined(parts: Iterable[str]) -> Iterator[str]:
    if text := ", ".join(parts):
        yield text


def _statement(statement: Statement, note: str = "") -> Item:
    return Item(f"{statement.number} {statement.title}{note}", statement.says)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _points(points: Fraction) -> str:
    """How many points are missing; a part of a tenth counts as a tenth, so that `0` never means some."""
    tenths = -(-points * 10 // 1)
    shown = decimal(Fraction(tenths, 10))
    return f"{shown} point{'' if shown == '1' else 's'}"
