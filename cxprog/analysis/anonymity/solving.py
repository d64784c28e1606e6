"""Which small groups follow from the totals that a reader sees, and what to hide besides; each question asked once."""

from __future__ import annotations

from typing import NamedTuple

from cxprog.analysis.anonymity.differencing import Found, disclosures
from cxprog.analysis.anonymity.totals import Hide, Totals

SIZE_MAX = 100_000_000
"""Most pairs of a sort of people and a total that is shown, for one reader and number: 10,000 by 10,000."""
WORK_MAX = 200_000_000
"""Most such pairs of all questions of a program together; the smallest questions are asked first."""
EQUATIONS_MAX = 5
"""Groups of one question for which it is worked out how they follow."""
EQUATED_MAX = 100
"""So many questions get equations."""
EFFORT, FULL_EFFORT = 3_000, 30_000
"""Pairs of a group that follows and a total that is shown for which it is worked out what to hide: for rules, which
have to be quick, and where somebody asks for everything. Who has more has reports to think over."""


class Puzzle(NamedTuple):
    """What is shown, without names: alike ones are solved once."""

    answers: tuple[int, ...]
    """Answers of each sort of people, as many as the threshold where there are more."""
    shown: tuple[tuple[int, ...], ...]
    """Whom each total counts."""
    at_least: int
    hidden: tuple[tuple[int, ...], ...]
    """Groups that are too small to be shown."""

    @property
    def size(self) -> int:
        """How large it is: pairs of a sort of people and a total."""
        return len(self.answers) * len(self.shown)

    @property
    def is_open(self) -> bool:
        """Whether there is anything that could be worked out."""
        return bool(self.shown) and any(0 < count < self.at_least for count in self.answers)


class Proposal(NamedTuple):
    """What to hide besides."""

    hide: Hide
    is_smallest: bool
    """Whether hiding less does not do."""


_NOTHING = Found((), True)


def puzzle_of(totals: Totals) -> Puzzle:
    """What is shown of some totals."""
    shown = totals.shown
    hidden = {group.sorts for group in totals.groups} - shown.keys()
    small = sorted(sorts for sorts in hidden if totals.count(sorts) < totals.at_least)
    answers = tuple(min(count, totals.at_least) for count in totals.answers)
    return Puzzle(answers, tuple(shown), totals.at_least, tuple(small))


class Solving:
    """What has been worked out so far; how groups follow, and what to hide, for a program's first questions only."""

    def __init__(self, effort: int) -> None:
        self._effort = effort
        self._found: dict[Puzzle, Found] = {}
        self._hidden: dict[tuple[Puzzle, tuple[int, ...], frozenset[int]], tuple[tuple[int, ...], bool] | None] = {}
        self._broken = 0

    def found(self, puzzle: Puzzle) -> Found:
        """The small groups that follow, of which the first have equations."""
        if not puzzle.is_open:
            return _NOTHING
        if puzzle not in self._found:
            equations = EQUATIONS_MAX if self._broken < EQUATED_MAX else 0
            found = disclosures(puzzle.answers, puzzle.shown, puzzle.at_least, puzzle.hidden, equations_max=equations)
            self._broken += bool(found.disclosures)
            self._found[puzzle] = found
        return self._found[puzzle]

    def proposal(self, totals: Totals) -> Proposal | None:
        """What to hide so that nothing follows any more, with the fewest answers; None where nothing was found.

        The whole of a report stays, where that can be. What is proposed is looked through again.
        """
        puzzle, shown = puzzle_of(totals), list(totals.shown.items())
        effort = len(self.found(puzzle).disclosures) * len(shown)
        if effort > self._effort:
            return None
        self._effort -= effort
        whole = frozenset(place for place, (_, groups) in enumerate(shown) if any(not group.by for group in groups))
        losses = tuple(totals.count(sorts) for sorts, _ in shown)
        for fixed in dict.fromkeys((whole, frozenset[int]())):
            chosen = self._suppressed(puzzle, losses, fixed)
            if chosen is not None:
                places, is_smallest = chosen
                groups = [group for place in places for group in shown[place][1]]
                hide = frozenset((group.report, group.by) for group in groups)
                # A total that is hidden by name needs no further names for what filters leave of it.
                hide -= {
                    (group.report, group.by)
                    for group in groups
                    if group.by != group.cut and (group.report, group.cut) in hide
                }
                left = totals.without(hide)
                if not self.found(puzzle_of(left)).disclosures:
                    # A group is hidden in all parts of the time, which may be more than was chosen.
                    return Proposal(hide, is_smallest and len(shown) - len(left.shown) == len(places))
        return None

    def _suppressed(
        self, puzzle: Puzzle, losses: tuple[int, ...], fixed: frozenset[int]
    ) -> tuple[tuple[int, ...], bool] | None:
        from cxprog.analysis.anonymity.suppression import suppression

        key = puzzle, losses, fixed
        if key not in self._hidden:
            told = suppression(puzzle.answers, puzzle.shown, puzzle.at_least, losses, puzzle.hidden, sorted(fixed))
            self._hidden[key] = (tuple(told.hidden), told.is_smallest) if told.is_safe else None
        return self._hidden[key]
