"""What the forms of an assessment share: rounds, what changed since the one before, the program beside the scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from cxprog.assess import (
    Class,
    Competency,
    Round,
    Score,
    Statement,
    band_of,
    competencies,
    due,
    next_stage,
    stage_of,
    statements,
)
from cxprog.assess.hints import can_show, shown
from cxprog.assess.signs import Suggestion, suggest
from cxprog.coverage import Cell, Grid, Reading, competencies_of, grid
from cxprog.display._shown import nodes_of
from cxprog.language.types import Cadence
from cxprog.manifest import Manifest
from cxprog.published import practices

_HIGH, _LOW = 4, 2
"""Mean answers from which, and up to which, what the program shows is set against them."""


@dataclass(frozen=True)
class Line:
    """One competency in a round, or all of them."""

    title: str
    id: str
    score: Score
    most: int
    """Highest total that there can be."""
    level: Class
    """Band of a competency, stage of the whole."""
    since: Fraction | None
    """Difference from the round before; None for the first round."""


@dataclass(frozen=True)
class Beside:
    """What the program does for a competency."""

    practices: tuple[str, ...]
    """Practices in use that build it."""
    processes: tuple[str, ...]
    """Titles of the business processes in which something builds it."""
    realized: int
    """How many of the twenty published practices that build it are shown or claimed."""
    listed: int
    """How many of the twenty build it."""


@dataclass(frozen=True)
class Assessed:
    """The assessments of one part of the company."""

    manifest: Manifest
    rounds: tuple[Round, ...]
    """In the order of their days; at least one."""
    as_of: str
    every: Cadence | None
    """How often the program wants to assess itself."""
    every_words: str
    """Who wants that, as in `the b2b pack`."""

    @property
    def last(self) -> Round:
        """The latest round."""
        return self.rounds[-1]

    @property
    def before(self) -> Round | None:
        """The round before the latest."""
        return self.rounds[-2] if len(self.rounds) > 1 else None

    @property
    def name(self) -> str:
        """What was assessed: a team, or the whole program."""
        if self.last.of:
            return self.manifest.text(self.manifest.get("team", self.last.of).title)
        return self.manifest.text(self.manifest.settings.title)

    def lines(self, of: Round, before: Round | None) -> tuple[Line, ...]:
        """The four competencies."""
        return tuple(
            _line(each.title, each.id, of.of_competency(each), 25, before.of_competency(each) if before else None)
            for each in competencies()
        )

    def total(self, of: Round, before: Round | None) -> Line:
        """All of them together."""
        return _line("total", "total", of.total, 100, before.total if before else None)

    @property
    def changes(self) -> Iterator[tuple[Round, Round]]:
        """Neighbors in time."""
        return pairwise(self.rounds)

    @property
    def to_next(self) -> tuple[Class, Fraction] | None:
        """The next stage, and how many points are missing."""
        return next_stage(self.last.total)

    @property
    def due(self) -> str | None:
        """The day by which the next round is due; None where nobody wants a rhythm."""
        return due(self.last.date, self.every) if self.every else None

    @property
    def is_overdue(self) -> bool:
        """Whether that day has passed."""
        return self.due is not None and self.due < self.as_of

    # BESIDE THE SCORES

    @cached_property
    def reading(self) -> Reading:
        """The program as the grids read it."""
        return Reading(nodes_of(self.manifest))

    @cached_property
    def processes(self) -> Grid:
        """Business processes by competencies."""
        return grid("competencies", self.reading.nodes)

    @property
    def uncovered(self) -> tuple[Cell, ...]:
        """Pairs of process and competency for which the program does nothing."""
        return tuple(cell for cell in self.processes.cells if not cell.evidence)

    def beside(self, competency: Competency) -> Beside:
        """What the program does for a competency."""
        built = tuple(
            practice.id
            for practice in self.reading.each("practice")
            if competency.id in {name for name, _ in competencies_of(practice)}
        )
        titles = {row.id: row.title for row in self.processes.rows}
        covered = tuple(
            titles[cell.row] for cell in self.processes.cells if cell.column == competency.id and cell.evidence
        )
        listed = {each.id for each in practices("processes", "processes") if competency.id in each.competencies}
        filled = {cell.column for cell in grid("processes", self.reading.nodes).filled}
        return Beside(built, covered, len(listed & filled), len(listed))

    @property
    def unshown(self) -> tuple[Statement, ...]:
        """Statements answered high of which the program shows nothing, though it could."""
        count = len(self.last.forms)
        return tuple(
            each
            for each in statements()
            if can_show(each.id) and sum(self.last.answers(each)) >= _HIGH * count and not shown(each.id, self.reading)
        )

    @property
    def unfelt(self) -> tuple[tuple[Statement, int], ...]:
        """Statements answered low though the program works on them, with how many things show it."""
        count = len(self.last.forms)
        low = (each for each in statements() if sum(self.last.answers(each)) <= _LOW * count)
        found = ((each, len(shown(each.id, self.reading))) for each in low)
        return tuple((each, number) for each, number in found if number)


def _line(title: str, name: str, score: Score, most: int, before: Score | None) -> Line:
    level = stage_of(score) if name == "total" else band_of(score)
    return Line(title, name, score, most, level, score.value - before.value if before else None)


def suggestion(manifest: Manifest) -> Suggestion | None:
    """What the signs of the partnership add up to; None where none are given."""
    signs = manifest.settings.partnership_signs
    return suggest(signs) if signs else None


def verdict(suggested: Suggestion, declared: str | None) -> str:
    """What the signs say, in a sentence."""
    total = len(suggested.reasons)
    if suggested.structure is None:
        return f"no structure has more than half of the {total} signs"
    said = f"{suggested.count(suggested.structure)} of {total} signs point to {suggested.structure}"
    if declared is None:
        return f"{said}; the program declares none"
    return (
        f"{said}, as the program declares"
        if declared == suggested.structure
        else f"{said}, but the program declares {declared}"
    )


def assessments(manifest: Manifest) -> Iterable[Any]:
    """Assessments in use."""
    nodes: Mapping[str, Any] = nodes_of(manifest)["assessment"]
    return nodes.values()
