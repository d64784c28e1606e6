"""The row space of published totals: which groups of atoms readers can work out, and by which equations.

Instead of a basis, random vectors of the null space decide that: changes of the data that leave all published totals
as they are. What these cannot change, the reader knows. Arithmetic is in whole numbers modulo a large prime, so a group
that is known is never missed, and another passes both vectors with a chance of 1 in 2**122. The equation of a group is
checked in exact fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property

from cxprog.analysis.anonymity._equations import Equations
from cxprog.analysis.anonymity._null import PRIME, null_vectors
from cxprog.analysis.anonymity._sums import zero_sums

_VECTORS = 2
"""Vectors that a group that is known has to pass."""


class Space:
    """The row space of published totals, over the atoms that somebody belongs to.

    Atoms that the same totals count are one column: no combination tells them apart. Raises ValueError where an atom
    has fewer than no people or a total counts one that there is not.
    """

    def __init__(
        self,
        people: Sequence[int],
        published: Sequence[Collection[int]],
        hidden: Collection[int] = (),
        vectors: int = _VECTORS,
    ) -> None:
        """`hidden` totals, by index, are not published; `vectors` are drawn, of which `showing` uses one a time."""
        if any(count < 0 for count in people):
            raise ValueError("an atom cannot have fewer than no people")
        if any(not 0 <= atom < len(people) for cell in published for atom in cell):
            raise ValueError("a published total counts an atom that there is not")
        counted_by: dict[int, list[int]] = {atom: [] for atom, count in enumerate(people) if count}
        for number, cell in enumerate(published):
            for atom in sorted(set(cell)):
                if atom in counted_by:
                    counted_by[atom].append(number)
        together: dict[tuple[int, ...], list[int]] = {}
        for atom, numbers in counted_by.items():
            if numbers:  # of whom no total counts, nothing is known
                together.setdefault(tuple(numbers), []).append(atom)
        self._atoms = [frozenset(atoms) for atoms in together.values()]
        self._people = [sum(people[atom] for atom in atoms) for atoms in together.values()]
        self._occupied = counted_by.keys()
        self._column_of = {atom: column for column, atoms in enumerate(self._atoms) for atom in atoms}
        self._totals: dict[int, list[int]] = defaultdict(list)
        for column, counted in enumerate(together):
            for number in counted:
                self._totals[number].append(column)
        self.rows: Mapping[int, Sequence[int]] = {
            number: row for number, row in self._totals.items() if number not in hidden
        }
        self._vectors = null_vectors(self.rows.values(), len(self._atoms), vectors)

    def showing(self, number: int, vectors: int) -> Space:
        """The same with a hidden total published after all, and so many vectors, fewer than there are.

        Vectors that it takes to 0 are those that were, less a multiple of one of them. Has no equations.
        """
        other = copy(self)
        last = self._vectors[-1]
        times = self._sum(last, self._totals.get(number, ()))
        other._vectors = [
            [(value * times - less * each) % PRIME for value, each in zip(values, last, strict=True)]
            if (less := self._sum(values, self._totals.get(number, ())))
            else values
            for values in self._vectors[:vectors]
        ]
        return other

    @property
    def columns(self) -> int:
        """How many columns there are: sorts of people that totals tell apart."""
        return len(self._atoms)

    @property
    def size(self) -> int:
        """Columns times published totals."""
        return self.columns * len(self.rows)

    @property
    def vectors(self) -> int:
        """How many vectors there are."""
        return len(self._vectors)

    @cached_property
    def equations(self) -> Equations:
        """Equations from the published totals."""
        return Equations(self.rows)

    def atoms_of(self, columns: Iterable[int]) -> frozenset[int]:
        """The atoms of some columns."""
        return frozenset().union(*(self._atoms[column] for column in columns))

    def people_of(self, columns: Iterable[int]) -> int:
        """How many people the atoms of some columns have."""
        return sum(self._people[column] for column in columns)

    def small_groups(self, at_least: int, groups: Iterable[Collection[int]]) -> tuple[tuple[frozenset[int], ...], bool]:
        """The columns of groups of fewer people that are known, none of which holds another; whether that is all."""
        sums = zero_sums(self._vectors[0], self._people, at_least)
        candidates = {*map(frozenset, sums.groups), *self._named(at_least, groups)}
        found: list[frozenset[int]] = []
        holding: dict[int, list[frozenset[int]]] = defaultdict(list)
        for group in sorted(candidates, key=lambda group: (len(group), sorted(group))):
            if self._is_known(group) and not any(other <= group for column in group for other in holding[column]):
                found.append(group)
                for column in group:
                    holding[column].append(group)
        return tuple(found), sums.is_complete

    def _named(self, at_least: int, groups: Iterable[Collection[int]]) -> Iterator[frozenset[int]]:
        """The columns of those of the given groups that are made up of columns and small enough."""
        for group in groups:
            held = {atom for atom in group if atom in self._occupied}
            if held <= self._column_of.keys():
                columns = frozenset(self._column_of[atom] for atom in held)
                if columns and self.people_of(columns) < at_least and self.atoms_of(columns) == held:
                    yield columns

    def _is_known(self, columns: frozenset[int]) -> bool:
        """Whether no change that leaves the totals as they are changes the group."""
        return not any(self._sum(values, columns) for values in self._vectors[:_VECTORS])

    def _sum(self, values: Sequence[int], columns: Iterable[int]) -> int:
        return sum(values[column] for column in columns) % PRIME
