"""The lightest choice that has a member in each of given sets: by trying, or for many sets by an integer program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

Sets = Sequence[frozenset[int]]
_WORK_BY_HAND = 50_000
"""Sets that are looked at in trying by hand; beyond that, a solver is loaded."""
_NODES_MAX = 500
"""Branches of the integer program; beyond that, the best choice so far is taken."""
_NOISE = 1e-6


class Choice(NamedTuple):
    """Members that meet every set."""

    members: frozenset[int]
    is_lightest: bool
    """Whether no other choice is lighter."""


def lightest(sets: Iterable[frozenset[int]], weights: Sequence[int]) -> Choice:
    """The choice of least weight that meets all sets, none of which is empty; weights are not below 0.

    Of several that are as light, the one that is found is the same for the same sets.
    """
    needed = smallest_sets(sets)
    tried = _Trying(weights)
    tried.meet(needed, frozenset(), 0)
    if tried.left >= 0:
        return Choice(tried.best, True)
    return _solved(needed, weights) or Choice(greedy(needed, weights), False)


def smallest_sets(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Sets without those that hold another: whoever meets that meets them."""
    found: list[frozenset[int]] = []
    for one in sorted(set(sets), key=lambda each: (len(each), sorted(each))):
        if not any(other <= one for other in found):
            found.append(one)
    return found


def greedy(sets: Sequence[frozenset[int]], weights: Sequence[int]) -> frozenset[int]:
    """A choice that meets all sets: always the member next that meets the most of the rest for its weight."""
    chosen: set[int] = set()
    left = list(sets)
    while left:
        meets: dict[int, int] = {}
        for one in left:
            for member in one:
                meets[member] = meets.get(member, 0) + 1
        member = min(meets, key=lambda member: (weights[member] / meets[member], -meets[member], member))
        chosen.add(member)
        left = [one for one in left if member not in one]
    return without_idle(chosen, sets, weights)


def without_idle(chosen: Iterable[int], sets: Sequence[frozenset[int]], weights: Sequence[int]) -> frozenset[int]:
    """A choice without members that it does not need, the heaviest first."""
    kept = set(chosen)
    for member in sorted(kept, key=lambda member: (-weights[member], -member)):
        if all(len(one & kept) > 1 for one in sets if member in one):
            kept.discard(member)
    return frozenset(kept)


class _Trying:
    """Branch and bound: whichever set is smallest, one of its members must be chosen."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._weights = weights
        self.left = _WORK_BY_HAND
        self.best: frozenset[int] = frozenset()
        self._weight: int | None = None

    def meet(self, sets: Sequence[frozenset[int]], chosen: frozenset[int], weight: int) -> None:
        """Try all choices that hold those already chosen; of the given sets none is met yet."""
        self.left -= 1 + len(sets)
        if self.left < 0 or (self._weight is not None and weight + self._least(sets) >= self._weight):
            return
        if not sets:
            self.best, self._weight = chosen, weight
            return
        refused: set[int] = set()
        fewest: frozenset[int] = min(sets, key=len)
        for member in sorted(fewest, key=lambda member: (self._weights[member], member)):
            left = [one - refused for one in sets if member not in one]
            if all(left):
                self.meet(left, chosen | {member}, weight + self._weights[member])
            refused.add(member)

    def _least(self, sets: Sequence[frozenset[int]]) -> int:
        """What at least is added: sets that share no member each need one of their own."""
        met: set[int] = set()
        total = 0
        for one in sorted(sets, key=len):
            if met.isdisjoint(one):
                met |= one
                total += min(self._weights[member] for member in one)
        return total


def _solved(sets: Sequence[frozenset[int]], weights: Sequence[int]) -> Choice | None:
    """The same by an integer program; what it says is checked against the sets."""
    import numpy as np
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    members = sorted(frozenset().union(*sets))
    place = {member: index for index, member in enumerate(members)}
    pairs = [(row, place[member]) for row, one in enumerate(sets) for member in sorted(one)]
    matrix = sparse.csr_array((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=(len(sets), len(members)))
    found = milp(
        [weights[member] for member in members],
        constraints=LinearConstraint(matrix, lb=1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(members)),
        options={"node_limit": _NODES_MAX, "mip_rel_gap": 0},
    )
    if found.x is None:
        return None
    chosen = {member for member, amount in zip(members, found.x.tolist(), strict=True) if amount > 0.5}
    if not all(one & chosen for one in sets):
        return None
    kept = _first(without_idle(chosen, sets, weights), sets, weights)
    bound = found.mip_dual_bound
    is_lightest = bound is not None and sum(weights[member] for member in kept) <= ceil(bound - _NOISE)
    return Choice(kept, is_lightest)


def _first(chosen: frozenset[int], sets: Sequence[frozenset[int]], weights: Sequence[int]) -> frozenset[int]:
    """A choice that is as light, with members that come first where one can stand for another."""
    kept = set(chosen)
    for member in sorted(chosen, reverse=True):
        needing = [one for one in sets if one & kept == {member}]
        able = frozenset.intersection(*needing) if needing else frozenset()
        kept.discard(member)
        kept.add(min(other for other in able | {member} if weights[other] == weights[member]))
    return frozenset(kept)
