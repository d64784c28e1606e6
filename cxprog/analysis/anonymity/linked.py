"""What each reader can work out of everything it sees of one number.

Where tools hide what small groups could be worked out from, nothing follows whatever the counts turn out to be, and
nothing is searched for. Else the expected counts are gone through: what follows from them is a breach. Where nothing
does, it stays open, for the counts may turn out otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from cxprog.analysis.anonymity.adding import Adding, Whole
from cxprog.analysis.anonymity.company import Reader
from cxprog.analysis.anonymity.differencing import Found
from cxprog.analysis.anonymity.guarded import Guarded
from cxprog.analysis.anonymity.seen import Sight, threshold
from cxprog.analysis.anonymity.solving import FULL_EFFORT, SIZE_MAX, WORK_MAX, Puzzle, Solving, puzzle_of
from cxprog.analysis.anonymity.totals import Totals
from cxprog.analysis.anonymity.values import Answer, Linked, Remainder
from cxprog.analysis.anonymity.views import Viewing
from cxprog.analysis.specs import Specs

REMAINDERS_MAX = 5
"""Groups that are shown of all that can be worked out."""


class Question(NamedTuple):
    """A reader, and a number that it sees in one or several reports."""

    reader: Reader
    sights: tuple[Sight, ...]

    @property
    def what(self) -> str:
        """The number."""
        return self.sights[0].what


class _Open(NamedTuple):
    """A question that is to be searched."""

    question: Question
    guarded: Guarded
    whole: Whole
    puzzles: tuple[Puzzle, ...]

    @property
    def size(self) -> int:
        """How large it is."""
        return sum(puzzle.size for puzzle in self.puzzles)


def _all(question: Question) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Linking:
    """Works out what readers can work out."""

    viewing: Viewing
    is_wanted: Callable[[Question], bool] = field(default=_all)
    """Which questions are asked; all by default."""
    effort: int = FULL_EFFORT
    """How long it is worked out what to hide."""

    @cached_property
    def answers(self) -> tuple[tuple[Question, Linked], ...]:
        """Every number that every reader sees, with what can be worked out of it, by audience and number."""
        told = [(question, self._told(question)) for question in self.questions()]
        waiting = [each for _, each in told if isinstance(each, _Open)]
        searched = self._searched(sorted(waiting, key=lambda each: each.size))
        return tuple((question, each if isinstance(each, Linked) else searched[question]) for question, each in told)

    def questions(self) -> Iterator[Question]:
        """Every reader with every number that it sees; of people in several teams what none of them sees alone."""
        company = self.viewing.company
        for reader in sorted(company.readers):
            by_number: dict[str, list[Sight]] = {}
            for sight in company.sights(reader):
                by_number.setdefault(sight.what, []).append(sight)
            for _, sights in sorted(by_number.items()):
                question = Question(reader, tuple(sights))
                if self._is_more(question) and self.is_wanted(question):
                    yield question

    def _is_more(self, question: Question) -> bool:
        shown = {(sight.report, sight.is_own) for sight in question.sights}
        teams = (Reader(question.reader.audience._replace(id=team), ()) for team in question.reader.teams)
        return all(
            shown
            != {
                (sight.report, sight.is_own)
                for sight in self.viewing.company.sights(team)
                if sight.what == question.what
            }
            for team in teams
        )

    # WITHOUT A SEARCH

    def _told(self, question: Question) -> Linked | _Open:
        if max(sight.minimum for sight in question.sights) <= 1:
            return _linked(question, "not decided", "nobody says from how many answers on it is shown")
        guarded = self.guarded(question)
        if guarded.is_kept:
            words = dict.fromkeys(hop.words for hop in guarded.resting)
            return _linked(question, "proved", "; ".join(words))
        if any(hop.at.path == ("enforces", "remainders") for hop in guarded.resting[:-1]):
            return _linked(question, "not decided", guarded.reason)
        counted = tuple(sight for sight in question.sights if self._adds_up(sight))
        if not counted:
            return _linked(question, "not decided", guarded.reason)
        whole = self._adding.whole(counted, threshold(question.sights))
        if isinstance(whole, str):
            return _linked(question, "not decided", f"{guarded.reason}; {whole}")
        return _Open(question, guarded, whole, tuple(map(puzzle_of, whole.totals)))

    def _adds_up(self, sight: Sight) -> bool:
        """Whether what a report shows can be added and subtracted: means with their counts, or answers themselves.

        Shares of groups and scores made of other numbers are no sums over people.
        """
        if sight.is_comment:
            return True
        metric = self.viewing.specs.get("metric", sight.what)
        is_sum = metric is not None and metric.share_of is None and not metric.made_of
        return is_sum and bool(self.viewing.seen.reports[sight.report].counts)

    @cached_property
    def _adding(self) -> Adding:
        return Adding(self.viewing.counting)

    def guarded(self, question: Question) -> Guarded:
        """What tools keep of a number for a reader; of several reports what is missing first."""
        around = frozenset((sight.report, sight.is_own) for sight in question.sights)
        guards = self.viewing.guards
        told = [guards.guarded(sight.report, question.what, around) for sight in question.sights]
        missing = next((each for each in told if not each.is_kept), None)
        if missing is not None:
            return missing
        hops = dict.fromkeys(hop for each in told for hop in each.resting)
        return told[0]._replace(resting=tuple(hops))

    # SEARCH

    @cached_property
    def _solving(self) -> Solving:
        return Solving(self.effort)

    def _searched(self, waiting: Sequence[_Open]) -> dict[Question, Linked]:
        """The answers, the smallest questions first, until the work is too much."""
        found: dict[Question, Linked] = {}
        known: set[Puzzle] = set()
        work = 0
        for each in waiting:
            fresh = {puzzle for puzzle in each.puzzles if puzzle.is_open} - known
            work += sum(puzzle.size for puzzle in fresh)
            if max((puzzle.size for puzzle in fresh), default=0) > SIZE_MAX or work > WORK_MAX:
                found[each.question] = _linked(each.question, "not decided", f"{each.guarded.reason}; {_large(each)}")
            else:
                known |= fresh
                found[each.question] = self._answered(each)
        return found

    def _answered(self, each: _Open) -> Linked:
        told = [
            (totals, self._solving.found(puzzle))
            for totals, puzzle in zip(each.whole.totals, each.puzzles, strict=True)
        ]
        count = sum(len(found.disclosures) for _, found in told)
        if not count:
            apart = "" if each.whole.is_together else "; its reports are for times that cannot be compared"
            return _linked(each.question, "not decided", f"{each.guarded.reason}{apart}")
        remainders = [remainder for pair in told for remainder in _remainders(each.question, *pair)]
        hide = self._hide([totals for totals, found in told if found.disclosures])
        return replace(
            _linked(each.question, "violated", _together(each.question.reader)),
            remainders=tuple(sorted(remainders, key=lambda one: (one.answers, one.group))[:REMAINDERS_MAX]),
            count=count,
            hide=tuple(sorted(hide[0])),
            is_smallest=hide[1],
        )

    def _hide(self, broken: Sequence[Totals]) -> tuple[frozenset[tuple[str, tuple[tuple[str, str], ...]]], bool]:
        """What to hide for all parts of an audience, and whether less would not do; nothing where none was found."""
        told = [self._solving.proposal(totals) for totals in broken]
        known = [each for each in told if each is not None]
        hide = frozenset(group for each in known for group in each.hide)
        if len(known) < len(told) or any(
            self._solving.found(puzzle_of(each.without(hide))).disclosures for each in broken
        ):
            return frozenset(), False
        return hide, len(known) == 1 and known[0].is_smallest


def _remainders(question: Question, totals: Totals, found: Found) -> Iterator[Remainder]:
    """How groups follow, those of which that was worked out."""
    shown = [groups[0] for groups in totals.shown.values()]
    for each in found.disclosures:
        if each.equation:
            terms = [(factor, totals.total(shown[place])) for place, factor in each.equation]
            yield Remainder(
                question.reader.audience,
                question.what,
                totals.named(each.atoms),
                totals.count(each.atoms),
                totals.at_least,
                tuple(sorted(terms, key=lambda term: (-term[1].answers, term[1].report, term[1].by))),
            )


def _linked(question: Question, answer: Answer, reason: str) -> Linked:
    sights = question.sights
    reports = tuple(sorted({sight.report for sight in sights}))
    least = threshold(sights)
    return Linked(question.reader.audience, question.what, reports, least, answer, (), 0, (), False, reason)


def _large(each: _Open) -> str:
    largest = max(each.puzzles, key=lambda puzzle: puzzle.size)
    return (
        f"{len(largest.shown):,} totals over {len(largest.answers):,} sorts of people are more than are looked through"
    )


def _together(reader: Reader) -> str:
    return f"somebody is in {' and in '.join(f'`{team}`' for team in reader.teams)}" if reader.teams else ""


def linked(specs: Specs) -> tuple[Linked, ...]:
    """Everything that each reader sees of each number, by audience and number, with what can be worked out of it."""
    return tuple(each for _, each in Linking(Viewing(specs)).answers)
