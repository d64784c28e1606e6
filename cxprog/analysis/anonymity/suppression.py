"""Which further totals to hide, at the smallest loss, so that no small group follows from those that stay published.

Every equation that gives a group away must lose one of its totals. The lightest choice of totals that breaks all
equations found so far is hidden, what readers can then still work out gives new equations, and so on until nothing is
left: complementary suppression (Fischetti and Salazar, Solving the cell suppression problem on tabular data with linear
constraints, Management Science 47, 2001). Hiding never gives anything away, and fewer equations have no heavier choice,
so the first choice that leaves nothing is the smallest of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from cxprog.analysis.anonymity._hitting import greedy, lightest, smallest_sets, without_idle
from cxprog.analysis.anonymity._space import Space
from cxprog.analysis.anonymity.differencing import Disclosure, disclosures

_WORK_MAX = 3_000_000
"""Atoms of published totals, counted anew each time that what follows is looked for; beyond that, no smaller loss is
sought, and the first choice that is safe is taken."""
_GROUPS_AT_A_TIME = 200
"""Groups, the smallest first, whose equations are broken before what follows is looked for again."""
_HARD_AT_A_TIME = 4
"""The same of groups without a plain equation: what breaks one of them often breaks many."""


class Suppression(NamedTuple):
    """What to hide besides."""

    hidden: tuple[int, ...]
    """Published totals by index, ascending."""
    loss: int
    """What is lost with them."""
    is_safe: bool
    """Whether no small group that was looked at follows from the rest."""
    is_complete: bool
    """Whether every group that is small enough was looked at."""
    is_smallest: bool
    """Whether it is known that no other choice that is safe loses less."""
    reason: str
    """Why it is not safe, or not known to be the smallest; empty where it is both."""
    left: tuple[Disclosure, ...]
    """Groups that readers can work out in spite of it."""


def suppression(
    people: Sequence[int],
    published: Sequence[Collection[int]],
    at_least: int,
    losses: Sequence[int],
    groups: Iterable[Collection[int]] = (),
    fixed: Collection[int] = (),
) -> Suppression:
    """The published totals to hide with the smallest sum of `losses`, so that `disclosures` finds nothing in the rest.

    `losses` holds a whole number of 0 or more for each published total; `fixed` those, by index, that cannot be hidden.
    The other arguments are those of `disclosures`. The choice does not depend on the order of published totals. Raises
    ValueError where losses are missing or below 0, and where `disclosures` does.
    """
    if len(losses) != len(published) or any(loss < 0 for loss in losses):
        raise ValueError("every published total needs a loss of 0 or more")
    named = tuple(frozenset(group) for group in groups)
    search = _Search(people, _totals(people, published, losses, fixed), at_least, named)
    chosen, is_smallest, reason = search.run()
    hidden = tuple(sorted(index for number in chosen for index in search.totals[number].indices))
    gone = set(hidden)
    kept = [index for index in range(len(published)) if index not in gone]
    found = disclosures(people, [published[index] for index in kept], at_least, named)
    left = tuple(
        each._replace(equation=tuple((kept[cell], factor) for cell, factor in each.equation))
        for each in found.disclosures
    )
    return Suppression(
        hidden,
        sum(losses[index] for index in hidden),
        not left,
        found.is_complete,
        is_smallest and found.is_complete and not left,
        reason,
        left,
    )


class _Total(NamedTuple):
    """Published totals of the same people, which are hidden together or in vain."""

    atoms: frozenset[int]
    """Those that somebody belongs to."""
    indices: tuple[int, ...]
    loss: int
    is_fixed: bool


def _totals(
    people: Sequence[int], published: Sequence[Collection[int]], losses: Sequence[int], fixed: Collection[int]
) -> tuple[_Total, ...]:
    """What is published, by its atoms and so in an order of its own."""
    indices: dict[frozenset[int], list[int]] = {}
    for index, cell in enumerate(published):
        indices.setdefault(frozenset(atom for atom in cell if people[atom]), []).append(index)
    staying = frozenset(fixed)
    return tuple(
        _Total(atoms, tuple(same), sum(losses[index] for index in same), not staying.isdisjoint(same))
        for atoms, same in sorted(indices.items(), key=lambda item: (len(item[0]), sorted(item[0])))
        if atoms
    )


class _Search:
    """The totals and the equations found so far, each as the numbers of totals of which it needs every one."""

    def __init__(
        self,
        people: Sequence[int],
        totals: tuple[_Total, ...],
        at_least: int,
        groups: tuple[frozenset[int], ...],
    ) -> None:
        self.totals = totals
        self._people = people
        self._at_least = at_least
        self._groups = groups
        self._losses = [total.loss for total in totals]
        self._equations: list[frozenset[int]] = []
        self._work = 0

    def run(self) -> tuple[frozenset[int], bool, str]:
        """Numbers of the totals to hide, whether that is known to be the smallest loss, and why not."""
        try:
            return self._run()
        except _Stuck:
            return frozenset(), False, "totals that have to stay give a small group away by themselves"

    def _run(self) -> tuple[frozenset[int], bool, str]:
        best: frozenset[int] | None = None
        found = self._found(frozenset())
        while True:
            self._add(found)
            choice = lightest(self._equations, self._losses)
            found = self._found(choice.members)
            safe = self._made_safe(choice.members, found) if found else choice.members
            best = safe if best is None else min(best, safe, key=self._order)
            if choice.is_lightest and self._loss(best) == self._loss(choice.members):
                return best, True, ""
            if not found or self._work > _WORK_MAX:
                return best, False, "there are too many totals to know that no other choice loses less"

    def _made_safe(self, chosen: frozenset[int], found: Sequence[frozenset[int]]) -> frozenset[int]:
        """A choice with more totals, of which none is needed in vain, so that nothing follows any more."""
        while found:
            self._add(found)
            chosen |= greedy(smallest_sets(found), self._losses)
            found = self._found(chosen)
        lean = without_idle(chosen, self._equations, self._losses)
        if lean != chosen and (found := self._found(lean)):
            self._add(found)
            return chosen
        return lean

    def _add(self, found: Sequence[frozenset[int]]) -> None:
        self._equations = smallest_sets((*self._equations, *found))

    def _found(self, hidden: frozenset[int]) -> list[frozenset[int]]:
        """Equations that give small groups away when some totals are hidden, without the totals that have to stay."""
        kept = [number for number in range(len(self.totals)) if number not in hidden]
        space = Space(self._people, [self.totals[number].atoms for number in kept])
        self._work += sum(len(self.totals[number].atoms) for number in kept)
        known, _ = space.small_groups(self._at_least, self._groups)
        ordered = sorted(known, key=lambda group: (space.people_of(group), sorted(space.atoms_of(group))))
        equations = [each for group in ordered[:_GROUPS_AT_A_TIME] for each in space.equations.plain(group)]
        hard = (group for group in ordered if not space.equations.plain(group))
        equations += [space.equations.any(group) for group in islice(hard, _HARD_AT_A_TIME)]
        found = [
            frozenset(kept[index] for index, _ in each if not self.totals[kept[index]].is_fixed) for each in equations
        ]
        if not all(found):
            raise _Stuck
        return found

    def _loss(self, chosen: Iterable[int]) -> int:
        return sum(self._losses[number] for number in chosen)

    def _order(self, chosen: frozenset[int]) -> tuple[int, list[int]]:
        return self._loss(chosen), sorted(chosen)


class _Stuck(Exception):
    """A small group follows from totals that have to stay."""
