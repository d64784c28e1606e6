"""Equations that show how published totals give a group away: checked in exact fractions, and as short as they come.

Most are a total less parts of it, which are found by trying; what needs other factors, such as halves, is found by a
linear program whose answer is rounded, or else by elimination.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from cxprog.analysis.anonymity._null import PRIME, null_vectors

_TRIES_MAX = 3_000
"""Totals that are tried for one equation, before a linear program is."""
_NEAR_MANY = 1_000
"""From so many totals on, it pays to find out whether the smaller ones are enough."""
_SIZES = (8, 32, 128)
"""Columns of smaller totals."""

_DENOMINATOR_MAX = 1000
"""Factors are rounded to fractions with denominators up to this: nearly all have 1, 2 or 3."""
_NOISE = 1e-7
"""Below this, what a solver says is taken for 0."""

Rows = Mapping[int, frozenset[int]]
"""Totals by number: the columns that each adds up."""
Equation = tuple[tuple[int, Fraction], ...]
"""Totals, ascending, each with its factor."""


class Equations:
    """Equations from one set of totals."""

    def __init__(self, rows: Mapping[int, Collection[int]]) -> None:
        self._rows = {number: frozenset(row) for number, row in rows.items()}
        self._counting: dict[int, list[int]] = defaultdict(list)
        """Totals that count a column, the largest first."""
        for number in sorted(self._rows, key=lambda number: (-len(self._rows[number]), number)):
            for column in self._rows[number]:
                self._counting[column].append(number)
        self._values: dict[int, list[int]] = {}
        """For a size, a random vector that all totals take to 0 which are no larger."""

    def of(self, columns: frozenset[int]) -> Equation:
        """An equation for a group of columns that is known to follow from the totals; it adds up exactly."""
        return min(self.plain(columns), key=self._length, default=None) or self.any(columns)

    def plain(self, columns: frozenset[int]) -> tuple[Equation, ...]:
        """Equations that take parts from a whole, one for each whole of which parts are found."""
        return tuple(self._checked(factors, columns) for factors in self._less_parts(columns))

    def any(self, columns: frozenset[int]) -> Equation:
        """An equation with factors of any kind; takes much longer."""
        enough = self._enough(columns)
        return self._checked(_least(enough, columns) or _eliminated(enough, columns), columns)

    def _length(self, equation: Equation) -> tuple[int, list[tuple[int, int]]]:
        return len(equation), sorted((len(self._rows[number]), number) for number, _ in equation)

    def _checked(self, factors: Mapping[int, Fraction], columns: frozenset[int]) -> Equation:
        if not _adds_up(self._rows, factors, columns):
            raise AssertionError("an equation does not hold in exact arithmetic")
        return tuple(sorted(factors.items()))

    def _less_parts(self, columns: frozenset[int]) -> Iterator[dict[int, Fraction]]:
        """Each total that counts all columns, less others that lie in it and make up the rest, if that is found."""
        counting = [self._counting[column] for column in sorted(columns)]
        wholes = [number for number in counting[0] if all(number in others for others in counting[1:])]
        tries = _Tries(self._rows, self._counting)
        for whole in sorted(wholes, key=lambda number: (len(self._rows[number]), number)):
            parts = tries.parts(self._rows[whole] - columns)
            if parts is not None:
                yield {whole: Fraction(1)} | dict.fromkeys(parts, Fraction(-1))

    def _enough(self, columns: frozenset[int]) -> Rows:
        """Totals that the group follows from: all that are linked to it, or of many only smaller ones."""
        near = self._near(columns, len(self._counting))
        if len(near) < _NEAR_MANY:
            return near
        enough = (size for size in _SIZES if sum(self._values_of(size)[column] for column in columns) % PRIME == 0)
        return next((self._near(columns, size) for size in enough), near)

    def _near(self, columns: frozenset[int], size: int) -> Rows:
        """The totals of at most so many columns that are linked to the given ones at all."""
        reached: set[int] = set()
        seen, waiting = set(columns), sorted(columns)
        while waiting:
            for number in self._counting[waiting.pop()]:
                if number not in reached and len(self._rows[number]) <= size:
                    reached.add(number)
                    fresh = self._rows[number] - seen
                    seen |= fresh
                    waiting.extend(fresh)
        return {number: self._rows[number] for number in sorted(reached)}

    def _values_of(self, size: int) -> list[int]:
        if size not in self._values:
            small = [row for row in self._rows.values() if len(row) <= size]
            (self._values[size],) = null_vectors(small, 1 + max(self._counting), 1)
        return self._values[size]


class _Tries:
    """Tries at making up a set of columns of totals that do not overlap."""

    def __init__(self, rows: Rows, counting: Mapping[int, list[int]]) -> None:
        self._rows = rows
        self._counting = counting
        self._left = _TRIES_MAX

    def parts(self, columns: frozenset[int]) -> tuple[int, ...] | None:
        """Totals that make up the columns, the largest first; None if none are found."""
        if not columns:
            return ()
        rarest = min(columns, key=lambda column: (len(self._counting[column]), column))
        for number in self._counting[rarest]:
            self._left -= 1
            if self._left < 0:
                return None
            if self._rows[number] <= columns:
                others = self.parts(columns - self._rows[number])
                if others is not None:
                    return (number, *others)
        return None


def _least(rows: Rows, columns: frozenset[int]) -> dict[int, Fraction] | None:
    """The factors whose sizes add up to the least; None where what was found in floating point does not add up."""
    amounts = _amounts(rows, columns)
    rounded = {
        number: value
        for number, amount in amounts.items()
        if (value := Fraction(amount).limit_denominator(_DENOMINATOR_MAX))
    }
    if _adds_up(rows, rounded, columns):
        return rounded
    exact = _eliminated({number: rows[number] for number, amount in amounts.items() if abs(amount) > _NOISE}, columns)
    return exact if _adds_up(rows, exact, columns) else None


def _amounts(rows: Rows, columns: frozenset[int]) -> dict[int, float]:
    """About the same, by a linear program; empty where the solver gave up."""
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linprog

    numbers = list(rows)
    place = {column: index for index, column in enumerate(sorted({column for row in rows.values() for column in row}))}
    pairs = [(place[column], index) for index, number in enumerate(numbers) for column in sorted(rows[number])]
    matrix = sparse.csr_array((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=(len(place), len(numbers)))
    wanted = np.zeros(len(place))
    wanted[[place[column] for column in sorted(columns)]] = 1
    both = sparse.hstack((matrix, -matrix)).tocsr()
    # Presolve leaves many totals out that follow from others, which makes the search fifty times as long.
    options = {"presolve": False}
    found = linprog(np.ones(2 * len(numbers)), A_eq=both, b_eq=wanted, method="highs-ds", options=options)
    if found.status != 0:
        return {}
    amounts = found.x[: len(numbers)] - found.x[len(numbers) :]
    return dict(zip(numbers, amounts.tolist(), strict=True))


def _adds_up(rows: Rows, factors: Mapping[int, Fraction], columns: Iterable[int]) -> bool:
    totals: dict[int, Fraction] = defaultdict(Fraction)
    for number, factor in factors.items():
        for column in rows[number]:
            totals[column] += factor
    return {column: total for column, total in totals.items() if total} == dict.fromkeys(columns, Fraction(1))


def _eliminated(rows: Rows, columns: frozenset[int]) -> dict[int, Fraction]:
    """The same by elimination: exact, with more totals than are needed."""
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
