"""Groups of few columns whose values add up to 0 modulo the prime, and whose people to less than a threshold.

A group is cut in two halves, and sums of halves are compared: in plain Python where there are few, else sorted in
arrays, one part of all residues after the other, so that memory stays small. Everybody counts at least one person, so
a low threshold leaves only small groups of small columns. Groups in which a smaller one adds up to 0 may be left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from math import comb
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.analysis.anonymity._null import PRIME

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORK_BY_HAND = 40_000
"""Up to so many sums, plain Python is faster than loading a library."""
_WORK_MAX = 150_000_000
"""Most sums for the groups of a size: pairs of 12,000 single people."""
_WORK_MAX_LARGE = 20_000_000
"""The same for groups of more than `_SIZE_SMALL` columns, of which there may be many sizes."""
_SIZE_SMALL = 4
_AT_A_TIME = 4_000_000
"""Sums that are held in memory together."""
_GROUPS_MAX = 200_000
"""Most groups of a size that are told: whoever can work out so many can work out nearly everything."""


class Sums(NamedTuple):
    """Groups that add up to 0."""

    groups: tuple[tuple[int, ...], ...]
    """Indices, ascending, of the columns of each; those of fewer columns first."""
    is_complete: bool
    """Whether each other one holds one of these."""


def zero_sums(values: Sequence[int], people: Sequence[int], at_least: int) -> Sums:
    """The groups of columns that add up to 0, of fewer people than `at_least`.

    `values` are residues modulo `PRIME`; every column has at least one of the `people`.
    """
    found: list[tuple[int, ...]] = []
    found += ((column,) for column, value in enumerate(values) if not value and people[column] < at_least)
    # Whose value is 0 adds nothing to a group.
    search = _Search({column: value for column, value in enumerate(values) if value}, people, at_least)
    size, is_complete = 2, True
    while search.is_possible(size) and (is_complete or size <= _SIZE_SMALL):
        groups = search.groups(size)
        is_complete &= groups is not None
        found += sorted(groups or set())
        size += 1
    return Sums(tuple(found), is_complete)


class _TooMany(Exception):
    """More groups than are told."""


class _Half(NamedTuple):
    """One part of the groups of a size."""

    size: int
    people_max: int
    """Most people in it."""


class _Search:
    """Columns in classes of the same value, for no sum tells these apart."""

    def __init__(self, values: dict[int, int], people: Sequence[int], at_least: int) -> None:
        self._people = people
        self._at_least = at_least
        self._members: dict[int, list[int]] = defaultdict(list)
        for column, value in values.items():
            if people[column] < at_least:
                self._members[value].append(column)
        self._counts = sorted(people[column] for members in self._members.values() for column in members)
        self._fewest = sorted(
            (min(people[column] for column in members), value) for value, members in self._members.items()
        )
        """Each class after the people of its smallest column."""

    def is_possible(self, size: int) -> bool:
        """Whether so many columns can have so few people."""
        return len(self._counts) >= size and sum(self._counts[:size]) < self._at_least

    def groups(self, size: int) -> set[tuple[int, ...]] | None:
        """The groups of so many columns; None where they are too many."""
        large, most = size - size // 2, self._at_least - 1
        # Any group can be cut so that the larger half has no more than its share of the people.
        halves = _Half(large, large * most // size), _Half(size - large, most - large)
        able = [(fewest, value) for fewest, value in self._fewest if fewest + size - 1 <= most]
        work = max(_work(able, half) for half in halves)
        if work > (_WORK_MAX if size <= _SIZE_SMALL else _WORK_MAX_LARGE):
            return None
        ways = _by_hand(able, halves) if work <= _WORK_BY_HAND else _Arrays(able).zero_sums(halves, work)
        found: set[tuple[int, ...]] = set()
        try:
            for values in ways:
                found.update(self._of_values(values))
                if len(found) > _GROUPS_MAX:
                    return None
        except _TooMany:
            return None
        return found

    def _of_values(self, values: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The groups of columns with these values."""
        chosen = (combinations(self._members[value], number) for value, number in Counter(values).items())
        for parts in product(*chosen):
            group = tuple(sorted(column for part in parts for column in part))
            if sum(self._people[column] for column in group) < self._at_least:
                yield group


def _work(able: Sequence[tuple[int, int]], half: _Half) -> int:
    """How many sums it takes to find the halves: each of one column less, with every column."""
    ways = Counter({(0, 0): 1})
    for fewest, number in Counter(fewest for fewest, _ in able).items():
        more: Counter[tuple[int, int]] = Counter()
        for (size, people), count in ways.items():
            for extra in range(half.size - size):
                if people + extra * fewest <= half.people_max:
                    more[size + extra, people + extra * fewest] += count * comb(number + extra - 1, extra)
        ways = more
    return len(able) * sum(count for (size, _), count in ways.items() if size == half.size - 1)


# BY HAND


def _by_hand(able: Sequence[tuple[int, int]], halves: tuple[_Half, _Half]) -> Iterable[tuple[int, ...]]:
    """Values, ascending, that add up to 0, two halves together; none in which two do so."""
    large, small = halves
    by_sum: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for part in _parts(able, *small):
        by_sum[sum(part) % PRIME].append(part)
    found: dict[tuple[int, ...], None] = {}
    for part in _parts(able, *large):
        if wanted := -sum(part) % PRIME:
            for other in by_sum.get(wanted, ()):
                if len(part) == 1 or not any(PRIME - value in part for value in other):
                    found[tuple(sorted((*part, *other)))] = None
    return found


def _parts(able: Sequence[tuple[int, int]], size: int, people_max: int, first: int = 0) -> Iterator[tuple[int, ...]]:
    """Values of so many classes, which may be the same, with so few people."""
    if not size:
        yield ()
        return
    for index in range(first, len(able)):
        fewest, value = able[index]
        if fewest * size > people_max:
            return  # those after it have as many people
        for rest in _parts(able, size - 1, people_max - fewest, index):
            yield (value, *rest)


# IN ARRAYS


class _Parts(NamedTuple):
    """Some classes together, one row each."""

    members: NDArray[Any]
    """Places of the classes, ascending."""
    sums: NDArray[Any]
    people: NDArray[Any]


class _Arrays:
    """Classes by ascending value."""

    def __init__(self, able: Sequence[tuple[int, int]]) -> None:
        import numpy as np

        classes = sorted((value, fewest) for fewest, value in able)
        self._values = np.array([value for value, _ in classes], np.uint64)
        self._people = np.array([fewest for _, fewest in classes], np.int64)
        opposite = np.uint64(PRIME) - self._values
        place = np.searchsorted(self._values, opposite).clip(max=len(classes) - 1)
        self._opposite = np.where(self._values[place] == opposite, place, -1)
        """Where the class is whose value makes 0 with that of a class; -1 where there is none."""

    def zero_sums(self, halves: tuple[_Half, _Half], work: int) -> Iterator[tuple[int, ...]]:
        """Values, ascending, that add up to 0, two halves together; none in which two do so."""
        large, small = halves
        windows = work // _AT_A_TIME + 1
        for window in range(windows):
            low, high = PRIME * window // windows, PRIME * (window + 1) // windows
            ones = self._parts(large, low, high)
            others = self._parts(small, PRIME - high + 1, PRIME - low + 1)
            yield from self._together(ones, others)

    def _parts(self, half: _Half, low: int, high: int) -> _Parts:
        """The halves with a sum from `low` to below `high`, other than 0; both are taken modulo the prime."""
        import numpy as np

        none = np.zeros(1, np.uint64)
        parts = _Parts(np.zeros((1, 0), np.int64), none, none.astype(np.int64))
        for left in range(half.size - 1, -1, -1):
            parts = self._longer(parts, half.people_max - left, *((0, PRIME) if left else (low, high)))
        return parts

    def _longer(self, parts: _Parts, people_max: int, low: int, high: int) -> _Parts:
        """Each part with each class from its last one on, such that the sum lies between two residues."""
        import numpy as np

        rows, added = self._chosen(parts, low, high)
        people = parts.people[rows] + self._people[added]
        is_kept = people <= people_max
        for member in parts.members.T:
            is_kept &= self._opposite[added] != member[rows]
        if parts.members.shape[1]:
            is_kept &= added >= parts.members[rows, -1]
        rows, added, people = rows[is_kept], added[is_kept], people[is_kept]
        sums = (parts.sums[rows] + self._values[added]) % np.uint64(PRIME)
        is_kept = sums != 0
        members = np.column_stack((parts.members[rows], added))
        return _Parts(members[is_kept], sums[is_kept], people[is_kept])

    def _chosen(self, parts: _Parts, low: int, high: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Rows of parts, and the classes that lead from there to between two residues: a stretch of the circle."""
        import numpy as np

        prime, size = np.uint64(PRIME), len(self._values)
        begin = (np.uint64(low) + (prime - parts.sums)) % prime
        end = (np.uint64(high) + (prime - parts.sums)) % prime
        first, last = np.searchsorted(self._values, begin), np.searchsorted(self._values, end)
        counts = last - first + np.where(begin < end, 0, size)
        rows = np.repeat(np.arange(len(counts)), counts)
        steps = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return rows, (first[rows] + steps) % size

    def _together(self, ones: _Parts, others: _Parts) -> Iterator[tuple[int, ...]]:
        """Two parts whose sums make 0, as values; without those in which two values do."""
        import numpy as np

        order = np.argsort(others.sums, kind="stable")
        ordered, wanted = others.sums[order], np.uint64(PRIME) - ones.sums
        first, last = np.searchsorted(ordered, wanted), np.searchsorted(ordered, wanted, side="right")
        counts = last - first
        if counts.sum() > 2 * _AT_A_TIME:
            raise _TooMany
        rows = np.repeat(np.arange(len(counts)), counts)
        steps = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        these, those = ones.members[rows], others.members[order[first[rows] + steps]]
        if these.shape[1] > 1:
            is_known = (these[:, :, None] == self._opposite[those][:, None, :]).any(axis=(1, 2))
            these, those = these[~is_known], those[~is_known]
        both = np.unique(np.sort(np.hstack((these, those)), axis=1), axis=0)
        yield from map(tuple, self._values[both].tolist())
