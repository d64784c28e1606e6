"""Self-assessments added up: totals, bands and stage, what changed since the last one, where people disagree."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from cxprog.language.types import Cadence
from cxprog.published import table

# THE INSTRUMENT


@dataclass(frozen=True)
class Statement:
    """One of the twenty statements."""

    number: int
    """From 1, in the order of the lists of an assessment."""
    id: str
    title: str
    """A few words for tables."""
    says: str
    shown_by: str
    """What of a program shows it; empty where nothing does."""


@dataclass(frozen=True)
class Competency:
    """A competency with its five statements."""

    id: str
    title: str
    statements: tuple[Statement, ...]

    @property
    def key(self) -> str:
        """The key of an assessment that holds its answers."""
        return self.id.replace("-", "_")


@dataclass(frozen=True)
class Class:
    """A band of a competency, or a stage of the whole."""

    number: int
    """From 1 for the lowest."""
    id: str
    title: str
    start: int
    """The lowest total that belongs to it; it reaches up to the start of the next."""
    says: str


@cache
def competencies() -> tuple[Competency, ...]:
    """The four competencies, in the order of the source."""
    number = 0
    found = []
    for each in table("assessment")["competencies"]:
        own = []
        for item in each["statements"]:
            number += 1
            own.append(Statement(number, item["id"], item["title"], item["says"], item.get("shown_by", "")))
        found.append(Competency(each["id"], each["title"], tuple(own)))
    return tuple(found)


def bands() -> tuple[Class, ...]:
    """Bands of a competency's total, 5 to 25, from the lowest."""
    return _classes("bands")


def stages() -> tuple[Class, ...]:
    """Stages of the total of all, 20 to 100, from the lowest."""
    return _classes("stages")


def statements() -> tuple[Statement, ...]:
    """The twenty statements, in order."""
    return tuple(statement for competency in competencies() for statement in competency.statements)


@cache
def _classes(key: str) -> tuple[Class, ...]:
    listed = table("assessment")[key]
    return tuple(
        Class(number, each["id"], each["title"], each["from"], each.get("says", ""))
        for number, each in enumerate(listed, 1)
    )


# SCORES


@dataclass(frozen=True)
class Score:
    """A total over one or several forms; compared exactly, rounded only to be shown."""

    sum: int
    """Sum over all forms."""
    forms: int

    @property
    def value(self) -> Fraction:
        """The mean of the forms' totals."""
        return Fraction(self.sum, self.forms)

    @property
    def words(self) -> str:
        """The mean with one decimal at most, rounded down, so that no total looks like one of a higher band."""
        return decimal(self.value)


def decimal(value: Fraction) -> str:
    """A number with one decimal at most, cut off rather than rounded: `10.5`, `62`, `-1`."""
    tenths = int(value * 10)
    whole, tenth = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def band_of(score: Score) -> Class:
    """The band of a competency's total."""
    return _class_of(score, bands())


def stage_of(score: Score) -> Class:
    """The stage of the total of all."""
    return _class_of(score, stages())


def _class_of(score: Score, classes: Sequence[Class]) -> Class:
    return next(each for each in reversed(classes) if score.sum >= each.start * score.forms or each is classes[0])


def next_stage(score: Score) -> tuple[Class, Fraction] | None:
    """The stage above, and how many points are missing; None at the top."""
    above = stage_of(score).number
    if above == len(stages()):
        return None
    return stages()[above], stages()[above].start - score.value


def is_weak(band: Class) -> bool:
    """Whether a competency in this band asks for something to be done."""
    return band.id in table("assessment")["weak_bands"]


# ROUNDS


@dataclass(frozen=True)
class Form:
    """One filled-in assessment."""

    id: str
    by: str | None
    answers: tuple[int, ...]
    """Twenty answers, in the order of the statements."""

    @property
    def total(self) -> Score:
        """Sum of all answers."""
        return Score(sum(self.answers), 1)


@dataclass(frozen=True)
class Round:
    """Every form of one part of the company that was filled in on one day."""

    of: str | None
    """The team that was assessed; None for the whole company."""
    date: str
    forms: tuple[Form, ...]

    def answers(self, statement: Statement) -> tuple[int, ...]:
        """The answers to a statement, one of each form."""
        return tuple(form.answers[statement.number - 1] for form in self.forms)

    def score(self, *statements: Statement) -> Score:
        """The total over some statements."""
        return Score(sum(sum(self.answers(statement)) for statement in statements), len(self.forms))

    def of_competency(self, competency: Competency) -> Score:
        """The total of a competency."""
        return self.score(*competency.statements)

    @property
    def total(self) -> Score:
        """The total of all statements."""
        return self.score(*statements())

    @property
    def participants(self) -> tuple[str, ...]:
        """The teams that filled in a form."""
        return tuple(sorted({form.by for form in self.forms if form.by}))

    @property
    def disagreements(self) -> tuple[tuple[Statement, int, int], ...]:
        """Statements whose lowest and highest answers lie two or more apart, with these answers."""
        spans = ((each, min(self.answers(each)), max(self.answers(each))) for each in statements())
        return tuple(span for span in spans if span[2] - span[1] >= 2)

    def lowest(self) -> tuple[Statement, ...]:
        """The statements with the lowest answers of all, in order; none where all answers are alike."""
        sums = [sum(self.answers(each)) for each in statements()]
        if min(sums) == max(sums):
            return ()
        return tuple(each for each, total in zip(statements(), sums, strict=True) if total == min(sums))


def rounds(assessments: Iterable[Any], as_of: str) -> Mapping[str | None, tuple[Round, ...]]:
    """Rounds by the part of the company and in order of their days; those after `as_of` are left out."""
    collected: dict[tuple[str, str], list[Any]] = {}
    for node in assessments:
        if node.date <= as_of:
            collected.setdefault((node.of or "", node.date), []).append(node)
    found: dict[str | None, tuple[Round, ...]] = {}
    for (of, date), nodes in sorted(collected.items()):
        forms = tuple(Form(node.id, node.by, _answers(node)) for node in sorted(nodes, key=lambda node: str(node.id)))
        found[of or None] = (*found.get(of or None, ()), Round(of or None, date, forms))
    return found


def _answers(node: Any) -> tuple[int, ...]:
    return tuple(answer for competency in competencies() for answer in getattr(node, competency.key))


def repeated(assessments: Iterable[Any]) -> tuple[tuple[Any, Any], ...]:
    """Pairs of assessments that one team filled in for one part of the company on one day, the first one first."""
    first: dict[tuple[Any, ...], Any] = {}
    pairs = []
    for node in sorted(assessments, key=lambda node: str(node.id)):
        key = (node.of, node.date, node.by)
        if key in first:
            pairs.append((first[key], node))
        first.setdefault(key, node)
    return tuple(pairs)


def due(last: str, every: Cadence) -> str | None:
    """The day by which the next round is due; None for a rhythm in working time."""
    day = every.after(datetime.date.fromisoformat(last))
    return day.isoformat() if day else None
