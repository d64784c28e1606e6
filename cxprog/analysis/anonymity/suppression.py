"""Which further totals to hide, at the smallest loss, so that no small group follows from those that stay published.

Every equation that gives a group away must lose one of its totals. The lightest choice of totals that breaks all
equations found so far is hidden, what readers can then still work out gives new equations, and so on until nothing is
left: complementary suppression (Fischetti and Salazar, Solving the cell suppression problem on tabular data with linear
constraints, Management Science 47, 2001). Hiding never gives anything away, and fewer equations have no heavier choice,
so the first choice that leaves nothing is the smallest of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from cxprog.analysis.anonymity._hitting import greedy, lightest, smallest_sets
from cxprog.analysis.anonymity._protecting import protecting
from cxprog.analysis.anonymity._space import Space
from cxprog.analysis.anonymity.differencing import Disclosure, disclosures

_WORK_MAX = 60_000_000
"""Work after which no smaller loss is sought, but a good one: totals times sorts of people of a linear program, and as
many for the rest as take as long."""
_WORK_OF_LOOK = 60
"""The same for looking through what follows, for each number in a total."""
_WORK_OF_CHOICE = 100
"""The same for the lightest choice, for each total of an equation."""
_PAIRS_OF_TRIAL = 10
"""The same for trying whether a total can be shown again: one for so many pairs of sorts of people."""
_TRIALS = 24
"""Totals that are shown again before what follows is worked out anew."""
_STEPS = 6
"""Times that more is hidden on top of a choice, to learn more equations from what is left."""
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
        self._fixed = frozenset(number for number, total in enumerate(totals) if total.is_fixed)
        self._equations: list[frozenset[int]] = []
        self._work = 0

    def run(self) -> tuple[frozenset[int], bool, str]:
        """Numbers of the totals to hide, whether that is known to be the smallest loss, and why not."""
        try:
            return self._run()
        except _Stuck:
            return frozenset(), False, "totals that have to stay give a small group away by themselves"

    def _run(self) -> tuple[frozenset[int], bool, str]:
        best: list[frozenset[int]] = []
        found = self._found(frozenset())
        while True:
            self._add(found)
            choice = lightest(self._equations, self._losses)
            self._work += _WORK_OF_CHOICE * sum(map(len, self._equations))
            if choice.is_lightest and best and self._loss(best[0]) == self._loss(choice.members):
                return best[0], True, ""
            found = self._found(choice.members)
            if not found and choice.is_lightest:
                return choice.members, True, ""
            if not choice.is_lightest or self._work > _WORK_MAX:
                best += (self._protected(start) for start in (choice.members, frozenset[int]()))
                return min(best, key=self._order), False, "too many totals to know whether another choice loses less"
            best = sorted((*best, *self._made_safe(choice.members, found)), key=self._order)[:1]

    # WHAT FOLLOWS

    def _found(self, hidden: frozenset[int]) -> list[frozenset[int]]:
        """Equations that give small groups away when some totals are hidden, without the totals that have to stay."""
        space, known = self._known(hidden)
        equations = [each for group in known[:_GROUPS_AT_A_TIME] for each in space.equations.plain(group)]
        hard = (group for group in known if not space.equations.plain(group))
        for group in islice(hard, _HARD_AT_A_TIME):
            equations.append(space.equations.any(group))
            self._work += space.size
        found = [frozenset(number for number, _ in each) - self._fixed for each in equations]
        if not all(found):
            raise _Stuck
        return found

    def _known(self, hidden: frozenset[int]) -> tuple[Space, list[frozenset[int]]]:
        """What is left when some totals are hidden, and the columns of groups that follow, the smallest first."""
        space = Space(self._people, [total.atoms for total in self.totals], hidden)
        self._work += _WORK_OF_LOOK * sum(map(len, space.rows.values()))
        known, _ = space.small_groups(self._at_least, self._groups)
        return space, sorted(known, key=lambda group: (space.people_of(group), sorted(space.atoms_of(group))))

    def _add(self, found: Iterable[frozenset[int]]) -> None:
        self._equations = smallest_sets((*self._equations, *found))

    # WHAT IS SAFE

    def _made_safe(self, chosen: frozenset[int], found: Sequence[frozenset[int]]) -> Iterator[frozenset[int]]:
        """Choices with a few more totals, if they are safe; the equations on the way are kept."""
        for _ in range(_STEPS):
            self._add(found)
            chosen |= greedy(smallest_sets(found), self._losses)
            found = self._found(chosen)
            if not found:
                yield self._lean(chosen)
                return
        self._add(found)

    def _protected(self, hidden: frozenset[int]) -> frozenset[int]:
        """A safe choice that holds another or parts of it: each group that follows is protected in its turn."""
        space, known = self._known(hidden)
        while known:
            more, work = protecting(known, space.rows, self._losses, self._fixed)
            self._work += work
            hidden |= more or greedy(smallest_sets(self._found(hidden)), self._losses)
            space, known = self._known(hidden)
        return self._lean(hidden)

    def _lean(self, hidden: frozenset[int]) -> frozenset[int]:
        """A safe choice without totals that it hides in vain, those that lose the most first."""
        waiting = sorted(hidden, key=lambda number: (self._losses[number], -number))
        work = 0
        while waiting and work < _WORK_MAX:
            space = Space(self._people, [total.atoms for total in self.totals], hidden, min(len(waiting), _TRIALS) + 2)
            while waiting and space.vectors > 2 and work < _WORK_MAX:
                number = waiting.pop()
                if any(each & hidden == {number} for each in self._equations):
                    continue
                work += space.columns**2 // _PAIRS_OF_TRIAL
                if not space.showing(number, 2).small_groups(self._at_least, self._groups)[0]:
                    hidden -= {number}
                    space = space.showing(number, space.vectors - 1)
        return hidden

    def _loss(self, chosen: Iterable[int]) -> int:
        return sum(self._losses[number] for number in chosen)

    def _order(self, chosen: frozenset[int]) -> tuple[int, list[int]]:
        return self._loss(chosen), sorted(chosen)


class _Stuck(Exception):
    """Totals that have to stay give a group away."""
