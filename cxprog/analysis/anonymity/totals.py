"""What one reader sees of one number, as totals over sorts of people whom every total counts as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.layout import By
from cxprog.analysis.anonymity.values import Total
from cxprog.analysis.anonymity.words import TIME

Key = tuple[Any, ...]
"""Values of a sort of people."""
OWN = "partner"
"""Under this name stands whose part it is where nothing is cut by it."""
Hide = frozenset[tuple[str, By]]
"""Groups of reports that are never shown."""


class Sort(NamedTuple):
    """People whom every total counts as a whole."""

    values: Key
    """In the order of `Totals.names`: a set of roles for `role`, a word or None for everything else."""
    is_own: bool
    """Whether they belong to the reader's own part."""
    time: int
    """Number of the part of the time in which they answer."""


class Shown(NamedTuple):
    """One group or total of one report."""

    report: str
    by: By
    """As the report has it."""
    cut: By
    """The same without what is fixed by filters: what is hidden under this name is hidden however it is filtered."""
    is_own: bool
    """Whether it is of the reader's own part."""
    time: str
    """Which part of the time it is for, as `2 of 3`; empty where the time is not taken apart."""
    sorts: tuple[int, ...]
    """Whom it counts, by number, ascending."""
    least: int
    """Fewest answers before it is shown."""
    is_hidden: bool
    """Whether the report never shows it."""


@dataclass(frozen=True, eq=False)
class Totals:
    """What one reader sees of one number."""

    reader: str
    """Id of the audience."""
    names: tuple[str, ...]
    """Dimensions by which sorts of people are told apart."""
    sorts: tuple[Sort, ...]
    answers: tuple[int, ...]
    """How many answers of each sort are expected: at least one, unless there is nobody."""
    groups: tuple[Shown, ...]
    """All groups and totals of the reports, also those that are not shown."""
    at_least: int
    """Groups of fewer answers must not be known."""

    def count(self, sorts: Iterable[int]) -> int:
        """How many answers of some sorts of people are expected."""
        return sum([self.answers[sort] for sort in sorts])

    @cached_property
    def shown(self) -> Mapping[tuple[int, ...], list[Shown]]:
        """Groups and totals that are shown, by whom they count."""
        found: dict[tuple[int, ...], list[Shown]] = {}
        for group in self.groups:
            if not group.is_hidden and self.count(group.sorts) >= group.least:
                found.setdefault(group.sorts, []).append(group)
        return found

    def without(self, hide: Hide) -> Totals:
        """The same where some groups are hidden besides."""
        return replace(
            self,
            groups=tuple(
                group._replace(is_hidden=True)
                if (group.report, group.by) in hide or (group.report, group.cut) in hide
                else group
                for group in self.groups
            ),
        )

    # IN WORDS

    def told(self, group: Shown) -> By:
        """A group for people: with whose part it is, and with the part of the time."""
        own = ((OWN, self.reader),) if group.is_own and OWN not in dict(group.by) else ()
        return (*own, *group.by, *(((TIME, group.time),) if group.time else ()))

    def total(self, group: Shown) -> Total:
        """A group as an equation names it."""
        return Total(group.report, self.told(group), self.count(group.sorts))

    def named(self, sorts: Iterable[int]) -> tuple[By, ...]:
        """Some people: by a group of a report where they are one, else each sort of them by its values."""
        wanted = {sort for sort in sorts if self.answers[sort]}
        groups = [
            self.told(each) for each in self.groups if wanted == {sort for sort in each.sorts if self.answers[sort]}
        ]
        if groups:
            return (min(groups, key=lambda told: (len(told), told)),)
        return tuple(dict.fromkeys(self._values(sort) for sort in sorted(wanted)))

    def _values(self, number: int) -> By:
        sort = self.sorts[number]
        named = zip(self.names, sort.values, strict=True)
        return tuple(
            (name, " and ".join(value) if isinstance(value, tuple) else value) for name, value in named if value
        )
