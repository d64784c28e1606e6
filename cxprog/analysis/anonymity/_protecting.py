"""Small groups protected one after the other: which totals to hide so that some change of the data becomes possible.

A reader cannot work a group out if the data can be changed such that the group changes and no published total does. For
one group, a change that touches totals of little weight comes from a linear program, as for tables in Kelly, Golden and
Assad, Cell suppression: disclosure protection for sensitive tabular data, Networks 22, 1992. One change often protects
many groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest

_NEAR_MAX = 2_000
"""Columns that take part in one change: those that the most totals count together with the group."""
_NOISE = 1e-6

Rows = Mapping[int, Sequence[int]]
"""Totals by number: the columns that each adds up."""


def protecting(
    groups: Iterable[Collection[int]], rows: Rows, weights: Sequence[int], fixed: Collection[int]
) -> tuple[frozenset[int], int]:
    """The totals to hide for groups of columns, and the work it took: totals times columns, for each linear program.

    What solvers say is rounded, so whoever asks looks through it again. Nothing is hidden for a group where `fixed`
    totals, which are not hidden, stand in the way.
    """
    shown = {number: list(row) for number, row in rows.items()}
    changes: list[Mapping[int, float]] = []
    hidden: set[int] = set()
    work = 0
    for group in groups:
        if any(abs(_sum(change, group)) > _NOISE for change in changes):
            continue
        program = _Program(group, shown, weights, fixed)
        work += program.size
        change = program.change()
        changes.append(change)
        for number in program.touched(change):
            hidden.add(number)
            del shown[number]
    return frozenset(hidden), work


def _sum(change: Mapping[int, float], columns: Iterable[int]) -> float:
    return sum(change.get(column, 0.0) for column in columns)


class _Program:
    """The linear program of one group: how far totals may be changed by their weights, and the group with them."""

    def __init__(self, group: Collection[int], rows: Rows, weights: Sequence[int], fixed: Collection[int]) -> None:
        self._group = group
        self._weights = weights
        self._fixed = fixed
        self._columns = self._near(rows)
        place = {column: index for index, column in enumerate(self._columns)}
        self._parts = {
            number: part for number, row in rows.items() if (part := [column for column in row if column in place])
        }
        self.size = len(self._columns) * len(self._parts)

    def _near(self, rows: Rows) -> list[int]:
        """The group, and columns that few totals tell apart from it."""
        total: Counter[int] = Counter()
        shared: Counter[int] = Counter()
        group = set(self._group)
        for number, row in rows.items():
            counts = Counter(dict.fromkeys(row, 1 + self._weights[number]))
            total.update(counts)
            if not group.isdisjoint(row):
                shared.update(counts)
        others = total.keys() - group
        near = nsmallest(_NEAR_MAX, others, key=lambda column: (total[column] - 2 * shared[column], column))
        return sorted(group.union(near))

    def change(self) -> dict[int, float]:
        """By how much each column is changed where the group is changed by 1; empty where no change is found."""
        import numpy as np
        from scipy import sparse
        from scipy.optimize import linprog

        place = {column: index for index, column in enumerate(self._columns)}
        pairs = [(place[column], index) for index, part in enumerate(self._parts.values()) for column in part]
        pairs += [(place[column], len(self._parts)) for column in sorted(self._group)]
        factors = np.ones(len(pairs))
        factors[len(pairs) - len(self._group) :] = -1
        shape = (len(place), len(self._parts) + 1)
        matrix = sparse.csc_array((factors, tuple(zip(*pairs, strict=True))), shape=shape)
        gain = np.zeros(shape[1])
        gain[-1] = -1
        # The dual: what can be made of totals, each no more often than its weight. Its prices are the change.
        found = linprog(
            gain,
            A_eq=matrix,
            b_eq=np.zeros(len(place)),
            bounds=[*self._bounds(), (0, None)],
            method="highs-ds",
            options={"presolve": False},
        )
        if found.status != 0:
            return {}
        prices = dict(zip(self._columns, found.eqlin.marginals.tolist(), strict=True))
        gained = _sum(prices, self._group)
        return {column: price / gained for column, price in prices.items() if price} if gained else {}

    def _bounds(self) -> Iterator[tuple[float | None, float | None]]:
        for number in self._parts:
            yield (None, None) if number in self._fixed else (-self._weights[number], self._weights[number])

    def touched(self, change: Mapping[int, float]) -> list[int]:
        """The totals that a change changes, without those that have to stay."""
        return [
            number
            for number, part in self._parts.items()
            if number not in self._fixed and abs(_sum(change, part)) > _NOISE
        ]
