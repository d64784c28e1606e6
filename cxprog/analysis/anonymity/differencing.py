"""Which small groups follow from published totals, by adding and subtracting them in any way.

An atom is a sort of person whom every total counts as a whole: the finest cross of all cuts. A published total gives
the number of people in some atoms and the sum of their scores. A reader learns the total of a group exactly if its
indicator is a combination of those of published totals: if it lies in their row space.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxprog.analysis.anonymity._space import Space


class Disclosure(NamedTuple):
    """A group that readers can work out."""

    atoms: frozenset[int]
    people: int
    equation: tuple[tuple[int, Fraction], ...]
    """Published totals by index, ascending, each with its factor: they add up to the group and nothing else. Empty
    where no more equations were asked for."""


class Found(NamedTuple):
    """What is known of a set of published totals."""

    disclosures: tuple[Disclosure, ...]
    """Groups below the threshold that readers can work out, the smallest first, none of which holds another."""
    is_complete: bool
    """Whether there are no others: every group that is small enough was looked at."""


def disclosures(
    people: Sequence[int],
    published: Sequence[Collection[int]],
    at_least: int,
    groups: Iterable[Collection[int]] = (),
    *,
    equations_max: int | None = None,
) -> Found:
    """The groups of fewer than `at_least` people that follow from published totals.

    `people` holds the number of people of each atom; `published` the atoms that each total counts. All groups are
    looked at that are small enough: with a threshold up to 5 as long as no more than 12,000 atoms hold a single person,
    with higher ones as far as there are fewer. Those that `groups` names are looked at whatever their size. Atoms
    without anybody belong to no group. Equations are worked out for the first `equations_max` disclosures, all by
    default. Raises ValueError where an atom has fewer than no people or a total counts one that there is not.
    """
    space = Space(people, published)
    found, is_complete = space.small_groups(at_least, groups)
    ordered = sorted(found, key=lambda group: (space.people_of(group), sorted(space.atoms_of(group))))
    named = tuple(
        Disclosure(
            space.atoms_of(group),
            space.people_of(group),
            space.equations.of(group) if equations_max is None or number < equations_max else (),
        )
        for number, group in enumerate(ordered)
    )
    return Found(named, is_complete)
