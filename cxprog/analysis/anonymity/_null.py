"""Random vectors that every published total takes to 0: changes of the data that leave all that is published as it is.

Numbers are whole and modulo a large prime. Rows are eliminated sparsest first (Markowitz, The elimination form of the
inverse and its application to linear programming, Management Science 3, 1957); what has filled in is finished as one
dense matrix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRIME = 2**61 - 1
"""A Mersenne prime: large enough that equal sums by chance do not happen."""
_DENSE_SHARE = 0.1
"""From this share of numbers that are not 0 on, what is left is finished as a dense matrix."""
_DENSE_NUMBERS = range(100_000, 60_000_000)
"""Smaller matrices are not worth loading a library for, larger ones take too much memory."""
_LOOK_EVERY = 16
"""Pivots between two looks at how dense the rest has become."""
_ROWS_AT_A_TIME = 64
"""Rows of a dense matrix that become pivots together."""
_ROWS_LESS = 32
"""Rows of a dense matrix from which pivots are taken together, so that little memory is needed besides."""
_LIMB = 21
"""Bits of the parts of numbers whose products are summed in floating point."""


def null_vectors(rows: Iterable[Collection[int]], columns: int, count: int) -> list[list[int]]:
    """So many random vectors modulo `PRIME` that each row takes to 0, one number a column; the same for the same rows.

    A row is the columns that it adds up.
    """
    elimination = _Elimination(_sparser(rows))
    elimination.run()
    random = Random(columns)
    vectors = [[random.randrange(1, PRIME) for _ in range(columns)] for _ in range(count)]
    for values in vectors:
        elimination.fill(values)
    return vectors


def _sparser(rows: Iterable[Collection[int]]) -> list[frozenset[int]]:
    """Rows with the same combinations and fewer columns: each without others that lie in it and not in each other.

    A total for a country is that of its regions, as far as these are published; only what they leave over is new.
    """
    whole = sorted({frozenset(row) for row in rows}, key=lambda row: (len(row), sorted(row)))
    starting: dict[int, list[frozenset[int]]] = defaultdict(list)
    """Rows by their first column: by the time it is looked at, no part with an earlier one fits any more."""
    found: dict[frozenset[int], None] = {}
    for row in filter(None, whole):
        left = set(row)
        for column in sorted(row):
            if column in left:
                # Rows come in order of size, so the last one that fits is the largest.
                part = next((other for other in reversed(starting[column]) if other <= left), None)
                if part is not None:
                    left -= part
        if left:
            found[frozenset(left)] = None
        starting[min(row)].append(row)
    return list(found)


class _Elimination:
    """Rows made into pivots: a column each, and what it is the negative sum of."""

    def __init__(self, rows: Iterable[Collection[int]]) -> None:
        self._rows = {number: dict.fromkeys(sorted(row), 1) for number, row in enumerate(rows)}
        self._holding: dict[int, set[int]] = defaultdict(set)
        for number, row in self._rows.items():
            for column in row:
                self._holding[column].add(number)
        self._numbers = sum(map(len, self._rows.values()))
        self._pivots: list[tuple[int, dict[int, int]]] = []
        self._rest: _Dense | None = None

    def run(self) -> None:
        """Eliminate: the pivot that fills in the least first."""
        waiting = [(0, column) for column in self._holding]
        heapify(waiting)
        while waiting:
            said, column = heappop(waiting)
            if not self._holding.get(column):
                continue
            if (cost := self._cost(column)) > said:
                heappush(waiting, (cost, column))
                continue
            if len(self._pivots) % _LOOK_EVERY == 0 and self._is_dense():
                self._rest = _Dense(list(self._rows.values()))
                return
            for other in self._eliminate(column):
                heappush(waiting, (self._cost(other), other))

    def fill(self, values: list[int]) -> None:
        """Give the columns of pivots the numbers that follow from those of the others."""
        if self._rest is not None:
            self._rest.fill(values)
        for pivot, row in reversed(self._pivots):
            values[pivot] = -sum(factor * values[column] for column, factor in row.items()) % PRIME

    def _cost(self, column: int) -> int:
        """Numbers that can come up where there were none."""
        held_by = self._holding[column]
        return (len(held_by) - 1) * (min(len(self._rows[number]) for number in held_by) - 1)

    def _is_dense(self) -> bool:
        columns = sum(1 for held_by in self._holding.values() if held_by)
        size = len(self._rows) * columns
        return size in _DENSE_NUMBERS and self._numbers > _DENSE_SHARE * size

    def _eliminate(self, column: int) -> list[int]:
        """Take a column out of all rows but one, which becomes its pivot; the columns that this touched."""
        held_by = self._holding.pop(column)
        chosen = min(held_by, key=lambda number: (len(self._rows[number]), number))
        held_by.discard(chosen)
        row = self._rows.pop(chosen)
        self._numbers -= len(row) + len(held_by)
        inverse = pow(row.pop(column), -1, PRIME)
        pivot = {other: factor * inverse % PRIME for other, factor in row.items()}
        for other in pivot:
            self._holding[other].discard(chosen)
        for number in sorted(held_by):
            self._subtract(number, column, pivot)
        self._pivots.append((column, pivot))
        return [other for other in pivot if self._holding[other]]

    def _subtract(self, number: int, column: int, pivot: dict[int, int]) -> None:
        row, holding = self._rows[number], self._holding
        size = len(row) - 1
        times = row.pop(column)
        for other, factor in pivot.items():
            before = row.get(other, 0)
            after = (before - times * factor) % PRIME
            if after:
                row[other] = after
                if not before:
                    holding[other].add(number)
            elif before:
                del row[other]
                holding[other].discard(number)
        self._numbers += len(row) - size
        if not row:
            del self._rows[number]


class _Dense:
    """The same for a dense matrix, some rows at a time, so that most of the work is products of matrices."""

    def __init__(self, rows: list[dict[int, int]]) -> None:
        import numpy as np

        columns = np.array(sorted({column for row in rows for column in row}))
        matrix = np.zeros((len(rows), len(columns)), np.uint64)
        for number, row in enumerate(rows):
            matrix[number, np.searchsorted(columns, list(row))] = list(row.values())
        self._blocks: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
        """Columns of pivots, other columns, and how often each of these is taken from each of those."""
        while len(matrix):
            block, matrix = matrix[:_ROWS_AT_A_TIME].copy(), matrix[_ROWS_AT_A_TIME:]
            pivots = _reduce(block)
            others = np.setdiff1d(np.arange(len(columns)), pivots)
            block = block[: len(pivots), others]
            self._blocks.append((columns[pivots], columns[others], block))
            matrix = _without(matrix[:, others], matrix[:, pivots], block)
            columns = columns[others]

    def fill(self, values: list[int]) -> None:
        """Give the columns of pivots the numbers that follow from those of the others."""
        import numpy as np

        numbers = np.array(values, np.uint64)
        for pivots, others, block in reversed(self._blocks):
            for pivot, row in zip(pivots.tolist(), block, strict=True):
                numbers[pivot] = -sum(_product(row, numbers[others]).tolist()) % PRIME
        values[:] = numbers.tolist()


def _reduce(block: NDArray[Any]) -> list[int]:
    """Bring a few rows into reduced echelon form, rows of zeros last; the columns of the pivots, row by row."""
    import numpy as np

    pivots: list[int] = []
    for row in range(len(block)):
        columns = np.flatnonzero(block[row])
        if not len(columns):
            continue
        column, place = int(columns[0]), len(pivots)
        block[[place, row]] = block[[row, place]]
        block[place] = _product(block[place], np.uint64(pow(int(block[place, column]), -1, PRIME)))
        for other in range(len(block)):
            if other != place and block[other, column]:
                block[other] = _difference(block[other], _product(block[place], block[other, column]))
        pivots.append(column)
    return pivots


def _without(rows: NDArray[Any], times: NDArray[Any], block: NDArray[Any]) -> NDArray[Any]:
    """What is left of rows, those of zeros left out, when each row of a block is taken from each of them so often."""
    import numpy as np

    limbs = _limbs(block)
    for first in range(0, len(rows), _ROWS_LESS):
        some = slice(first, first + _ROWS_LESS)
        rows[some] = _difference(rows[some], _matrix_product(_limbs(times[some]), limbs))
    left: NDArray[Any] = rows[np.any(rows, axis=1)]
    return left


def _limbs(numbers: NDArray[Any]) -> list[NDArray[Any]]:
    """Numbers in parts of 21 bits, the lowest first, as floating-point numbers: sums of 2,048 products are exact."""
    import numpy as np

    mask = np.uint64(2**_LIMB - 1)
    return [(numbers >> np.uint64(_LIMB * place) & mask).astype(np.float64) for place in range(3)]


def _matrix_product(these: list[NDArray[Any]], those: list[NDArray[Any]]) -> NDArray[Any]:
    import numpy as np

    total = np.zeros((len(these[0]), those[0].shape[1]), np.uint64)
    for weight in range(5):
        places = [(place, weight - place) for place in range(3) if 0 <= weight - place < 3]
        exact = sum(these[place] @ those[other] for place, other in places)
        total = _remainder(total + _rotated(np.asarray(exact).astype(np.uint64), _LIMB * weight % 61))
    return total


def _rotated(numbers: NDArray[Any], bits: int) -> NDArray[Any]:
    """Numbers below 2**61 times a power of two, modulo the prime: bits that leave at the top come in at the bottom."""
    import numpy as np

    top = numbers >> np.uint64(61 - bits)
    return (numbers << np.uint64(bits) & np.uint64(PRIME)) | top


def _product(these: NDArray[Any], those: Any) -> NDArray[Any]:
    """Products modulo the prime of numbers below it: by halves, since a whole product needs 122 bits."""
    import numpy as np

    half, mask = np.uint64(31), np.uint64(2**31 - 1)
    high, low, others_high, others_low = these >> half, these & mask, those >> half, those & mask
    middle = high * others_low + low * others_high
    # 2**62 is 2 and 2**61 is 1, modulo the prime; the four terms are below 2**63 together.
    total = (high * others_high << np.uint64(1)) + (middle >> np.uint64(30))
    total += (middle & np.uint64(2**30 - 1)) << half
    return _remainder(total + _remainder(low * others_low))


def _difference(these: NDArray[Any], those: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return _remainder(these + (np.uint64(PRIME) - those))


def _remainder(numbers: NDArray[Any]) -> NDArray[Any]:
    """Numbers of 64 bits modulo the prime."""
    import numpy as np

    prime = np.uint64(PRIME)
    folded = (numbers & prime) + (numbers >> np.uint64(61))
    return np.where(folded >= prime, folded - prime, folded)
