"""Which small groups follow from published totals, by adding and subtracting them in any way.

An atom is a sort of person whom every total counts as a whole: the finest cross of all cuts. A published total gives
the number of people in some atoms and the sum of their scores. A reader learns the total of a group exactly if its
indicator is a combination of those of published totals: if it lies in their row space.

Instead of a basis, one random vector of the null space decides that: a change of the data that leaves all published
totals as they are. What it cannot change, the reader knows. Arithmetic is in whole numbers modulo a large prime, so a
group that is known is never missed, and another is taken for known with a chance of 1 in 2**61; each group that is
named comes with an equation that was checked in exact fractions, so that none is named in vain.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import combinations
from random import Random
from typing import NamedTuple

PRIME = 2**61 - 1
"""A Mersenne prime: large enough that equal sums by chance do not happen."""
SIZE_MAX = 4
"""Atoms of the largest group that is looked for among all groups; larger ones are looked for among given ones."""
_PAIRS_MAX = 4_000_000
"""Most pairs of small atoms whose sums are compared."""


class Disclosure(NamedTuple):
    """A group that readers can work out."""

    atoms: frozenset[int]
    people: int
    equation: tuple[tuple[int, Fraction], ...]
    """Published totals by index, ascending, each with its factor: they add up to the group and nothing else."""


class Found(NamedTuple):
    """What is known of a set of published totals."""

    disclosures: tuple[Disclosure, ...]
    """Groups below the threshold that readers can work out, the smallest first, none of which holds another."""
    is_complete: bool
    """Whether there are no others: every group that is small enough was looked at."""


def disclosures(
    people: Sequence[int], published: Sequence[Collection[int]], at_least: int, groups: Iterable[Collection[int]] = ()
) -> Found:
    """The groups of fewer than `at_least` people that follow from published totals.

    `people` holds the number of people of each atom; `published` the atoms that each total counts. Groups of up to
    `SIZE_MAX` atoms are all looked at; larger ones only where `groups` names them. Atoms without anybody belong to no
    group. Raises ValueError where an atom has fewer than no people or a total counts one that there is not.
    """
    if any(count < 0 for count in people):
        raise ValueError("an atom cannot have fewer than no people")
    if any(not 0 <= atom < len(people) for cell in published for atom in cell):
        raise ValueError("a published total counts an atom that there is not")
    space = _Space(people, published)
    found: dict[frozenset[int], int] = {}
    holding: dict[int, list[frozenset[int]]] = defaultdict(list)
    for group, count in space.small_groups(at_least, groups):
        if not any(other <= group for column in group for other in holding[column]):
            found[group] = count
            for column in group:
                holding[column].append(group)
    named = (Disclosure(space.atoms_of(group), count, space.equation(group)) for group, count in found.items())
    return Found(tuple(sorted(named, key=lambda each: (each.people, sorted(each.atoms)))), space.is_complete)


class _Space:
    """The row space of published totals, over the atoms that somebody belongs to.

    Atoms that the same totals count are one column: no combination tells them apart.
    """

    def __init__(self, people: Sequence[int], published: Sequence[Collection[int]]) -> None:
        cells_of: dict[int, list[int]] = {atom: [] for atom, count in enumerate(people) if count}
        for number, cell in enumerate(published):
            for atom in sorted(set(cell)):
                if atom in cells_of:
                    cells_of[atom].append(number)
        together: dict[tuple[int, ...], list[int]] = {}
        for atom, numbers in cells_of.items():
            together.setdefault(tuple(numbers), []).append(atom)
        self._cells = list(together)
        """Published totals of each column."""
        self._atoms = [frozenset(atoms) for atoms in together.values()]
        self._people = [sum(people[atom] for atom in atoms) for atoms in together.values()]
        self._column_of = {atom: column for column, atoms in enumerate(self._atoms) for atom in atoms}
        self._rows: dict[int, list[int]] = defaultdict(list)
        for column, counted_by in enumerate(self._cells):
            for number in counted_by:
                self._rows[number].append(column)
        self._values = _null_vector(_sparser(self._rows.values()), len(self._atoms))
        self.is_complete = True

    def atoms_of(self, columns: Iterable[int]) -> frozenset[int]:
        """The atoms of some columns."""
        return frozenset().union(*(self._atoms[column] for column in columns))

    def small_groups(self, at_least: int, groups: Iterable[Collection[int]]) -> Iterator[tuple[frozenset[int], int]]:
        """Columns of the groups of fewer people that are known, and how many these are; the fewest columns first."""
        values, people = self._values, self._people
        small = [column for column, count in enumerate(people) if count < at_least and self._cells[column]]
        for size in range(1, SIZE_MAX + 1):
            for group in self._summing_to_zero(small, size, at_least):
                yield frozenset(group), sum(people[column] for column in group)
        fewest = sorted(people[column] for column in small)[: SIZE_MAX + 1]
        self.is_complete &= len(fewest) <= SIZE_MAX or sum(fewest) >= at_least
        for named in groups:
            held = {atom for atom in named if atom in self._column_of}
            columns = frozenset(self._column_of[atom] for atom in held)
            count = sum(people[column] for column in columns)
            is_known = sum(values[column] for column in columns) % PRIME == 0
            if columns and is_known and count < at_least and self.atoms_of(columns) == held:
                yield columns, count

    def _summing_to_zero(self, small: list[int], size: int, at_least: int) -> Iterator[tuple[int, ...]]:
        """Groups of so many columns whose values add up to 0, and whose people to less than the threshold."""
        values, people = self._values, self._people
        # Each of the others has at least one person, so that only so small columns can take part.
        able = [column for column in small if people[column] + size - 1 < at_least]
        if size == 1:
            yield from ((column,) for column in able if values[column] == 0)
            return
        # Who is known already adds nothing to a group, and neither does what is known of others together.
        able = [column for column in able if values[column]]
        half = size // 2
        if len(able) ** (size - half) > _PAIRS_MAX:
            self.is_complete = False
            return
        by_sum: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for part in combinations(able, half):
            by_sum[sum(values[column] for column in part) % PRIME].append(part)
        seen = set()
        for part in combinations(able, size - half):
            wanted = -sum(values[column] for column in part) % PRIME
            for other in by_sum.get(wanted, ()) if wanted else ():
                group = tuple(sorted((*part, *other)))
                if len(set(group)) == size and group not in seen:
                    seen.add(group)
                    if sum(people[column] for column in group) < at_least:
                        yield group

    def equation(self, columns: frozenset[int]) -> tuple[tuple[int, Fraction], ...]:
        """Published totals and factors that add up to a group of columns."""
        factors = _combination(self._rows, columns)
        if not _adds_up(self._rows, factors, columns):
            raise AssertionError("an equation does not hold in exact arithmetic")
        return tuple(sorted(factors.items()))


def _sparser(rows: Iterable[Sequence[int]]) -> list[frozenset[int]]:
    """Rows with the same combinations and fewer columns: each without others that lie in it and not in each other.

    A total for a country is that of its regions, as far as these are published; only what they leave over is new.
    """
    whole = sorted({frozenset(row) for row in rows}, key=lambda row: (len(row), sorted(row)))
    holding: dict[int, list[frozenset[int]]] = defaultdict(list)
    found: dict[frozenset[int], None] = {}
    for row in whole:
        left = set(row)
        for column in sorted(row):
            if column in left:
                # Rows come in order of size, so the last one that fits is the largest.
                part = next((other for other in reversed(holding[column]) if other <= left), None)
                if part is not None:
                    left -= part
        if left:
            found[frozenset(left)] = None
        for column in row:
            holding[column].append(row)
    return list(found)


def _null_vector(rows: Sequence[Collection[int]], columns: int) -> list[int]:
    """A random vector, modulo the prime, that every row takes to 0; the same for the same rows."""
    random = Random(len(rows))
    values = [random.randrange(1, PRIME) for _ in range(columns)]
    pivots: dict[int, dict[int, int]] = {}
    order: dict[int, int] = {}
    often = Counter(column for row in rows for column in row)
    for row in sorted(rows, key=lambda row: (len(row), sorted(row))):
        reduced = _reduced(dict.fromkeys(row, 1), pivots, order)
        if reduced:
            # The column that the fewest rows hold fills in the least.
            pivot = min(reduced, key=lambda column: (often[column], column))
            inverse = pow(reduced[pivot], -1, PRIME)
            pivots[pivot] = {column: factor * inverse % PRIME for column, factor in reduced.items() if column != pivot}
            order[pivot] = len(order)
    for pivot in sorted(order, key=order.__getitem__, reverse=True):
        values[pivot] = -sum(factor * values[column] for column, factor in pivots[pivot].items()) % PRIME
    return values


def _reduced(row: dict[int, int], pivots: Mapping[int, Mapping[int, int]], order: Mapping[int, int]) -> dict[int, int]:
    """A row without the pivots of those before it, which are taken out in the order in which they were chosen."""
    waiting = [(order[column], column) for column in row if column in order]
    heapify(waiting)
    while waiting:
        _, pivot = heappop(waiting)
        times = row.pop(pivot, 0)
        if not times:
            continue
        for column, factor in pivots[pivot].items():
            before = row.get(column, 0)
            after = (before - times * factor) % PRIME
            if after:
                row[column] = after
                if not before and column in order:
                    heappush(waiting, (order[column], column))
            elif before:
                del row[column]
    return row


def _combination(rows: Mapping[int, Sequence[int]], columns: frozenset[int]) -> dict[int, Fraction]:
    """Factors of rows that add up to the indicator of some columns, as few as are found; checked by whoever asks.

    Least sum of factors first, by a linear program whose answer is rounded; else by elimination in fractions.
    """
    near = _near(rows, columns)
    rounded = _least(near, columns)
    return rounded if rounded is not None else _eliminated(near, columns)


def _near(rows: Mapping[int, Sequence[int]], columns: frozenset[int]) -> dict[int, Sequence[int]]:
    """The rows that are linked to the columns at all."""
    by_column: dict[int, list[int]] = defaultdict(list)
    for number, row in rows.items():
        for column in row:
            by_column[column].append(number)
    reached: set[int] = set()
    seen, waiting = set(columns), sorted(columns)
    while waiting:
        for number in by_column[waiting.pop()]:
            if number not in reached:
                reached.add(number)
                fresh = [column for column in rows[number] if column not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
    return {number: rows[number] for number in sorted(reached)}


def _least(rows: Mapping[int, Sequence[int]], columns: frozenset[int]) -> dict[int, Fraction] | None:
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linprog

    numbers = list(rows)
    place = {column: index for index, column in enumerate(sorted({column for row in rows.values() for column in row}))}
    pairs = [(place[column], index) for index, number in enumerate(numbers) for column in rows[number]]
    matrix = sparse.csr_array((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=(len(place), len(numbers)))
    wanted = np.zeros(len(place))
    wanted[[place[column] for column in columns]] = 1
    both = sparse.hstack((matrix, -matrix)).tocsr()
    found = linprog(np.ones(2 * len(numbers)), A_eq=both, b_eq=wanted, method="highs-ds")
    if found.status != 0:
        return None
    amounts = found.x[: len(numbers)] - found.x[len(numbers) :]
    factors = {
        number: value
        for number, amount in zip(numbers, amounts.tolist(), strict=True)
        if (value := Fraction(amount).limit_denominator(1000))
    }
    return factors if _adds_up(rows, factors, columns) else None


def _adds_up(rows: Mapping[int, Sequence[int]], factors: Mapping[int, Fraction], columns: frozenset[int]) -> bool:
    totals: dict[int, Fraction] = defaultdict(Fraction)
    for number, factor in factors.items():
        for column in rows[number]:
            totals[column] += factor
    return all(total == (column in columns) for column, total in totals.items()) and columns <= totals.keys()


def _eliminated(rows: Mapping[int, Sequence[int]], columns: frozenset[int]) -> dict[int, Fraction]:
    """The same by elimination: exact, with more rows than are needed."""
    pivots: list[tuple[int, dict[int, Fraction], dict[int, Fraction]]] = []
    target: dict[int, Fraction] = {column: Fraction(1) for column in columns}
    made: dict[int, Fraction] = {}
    for number, row in sorted(rows.items(), key=lambda pair: (len(pair[1]), pair[0])):
        values: dict[int, Fraction] = {column: Fraction(1) for column in row}
        origin = {number: Fraction(1)}
        for pivot, other, source in pivots:
            if times := values.get(pivot):
                _subtract(values, other, times)
                _subtract(origin, source, times)
        if values:
            pivot = min(values)
            lead = values[pivot]
            scaled = {column: value / lead for column, value in values.items()}
            pivots.append((pivot, scaled, {cell: value / lead for cell, value in origin.items()}))
    for pivot, other, source in pivots:
        if times := target.get(pivot):
            _subtract(target, other, times)
            _subtract(made, source, -times)
    return made


def _subtract(values: dict[int, Fraction], other: Mapping[int, Fraction], times: Fraction) -> None:
    for key, value in other.items():
        left = values.get(key, Fraction(0)) - times * value
        if left:
            values[key] = left
        else:
            values.pop(key, None)
