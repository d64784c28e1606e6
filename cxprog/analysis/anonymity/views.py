"""How small the groups are that each audience is shown: what is expected, what is likely, what tools guarantee."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cxprog.analysis.anonymity.company import Company
from cxprog.analysis.anonymity.counting import Counting
from cxprog.analysis.anonymity.guarded import Guarded, Guards
from cxprog.analysis.anonymity.populated import Populated
from cxprog.analysis.anonymity.seen import Seen, Sight
from cxprog.analysis.anonymity.tally import Tally
from cxprog.analysis.anonymity.values import Answer, View
from cxprog.analysis.specs import Specs


@dataclass(frozen=True, eq=False)
class Viewing:
    """Everything that is shown, with what it rests on; what takes long is worked out once."""

    specs: Specs

    @cached_property
    def seen(self) -> Seen:
        """Who sees what."""
        return Seen(self.specs)

    @cached_property
    def populated(self) -> Populated:
        """Whom surveys ask."""
        return Populated(self.seen)

    @cached_property
    def counting(self) -> Counting:
        """Counts of groups."""
        return Counting(self.populated)

    @cached_property
    def company(self) -> Company:
        """What audiences see altogether."""
        return Company(self.seen)

    @cached_property
    def guards(self) -> Guards:
        """What tools keep."""
        return Guards(self.populated)

    def tally(self, sight: Sight, minimum: int) -> Tally | str:
        """What is counted of the groups that an audience sees, against a minimum; the reason where it is not known."""
        return self.counting.tally(sight, minimum)

    def guarded(self, sight: Sight) -> Guarded:
        """What tools keep of a number that an audience sees."""
        around = self.company.around(sight.audience, sight.what)
        return self.guards.guarded(sight.report, sight.what, around)

    def view(self, sight: Sight) -> View:
        """How small the groups are that an audience is shown."""
        told, guarded = self.tally(sight, sight.minimum), self.guarded(sight)
        report = self.seen.reports[sight.report]
        cells, empty, small, unsure, _ = told.counts if isinstance(told, Tally) else (0, 0, 0, 0, 0)
        expected, assured = _answers(told)
        structural, reason = _structural(sight, told, guarded)
        return View(
            sight.report,
            sight.audience,
            sight.is_own,
            sight.what,
            sight.is_comment,
            sight.minimum,
            sight.limit,
            self.populated.days(report, self.seen.surveys_of(sight.what)),
            cells,
            empty,
            small,
            unsure,
            told.smallest if isinstance(told, Tally) else (),
            expected,
            assured,
            structural,
            "; ".join(filter(None, (told if isinstance(told, str) else "", reason))),
            guarded.resting,
        )


def _answers(told: Tally | str) -> tuple[Answer, Answer]:
    if isinstance(told, str):
        return "not decided", "not decided"
    expected: Answer = "violated" if told.counts.small else "proved"
    return expected, "violated" if told.counts.small or told.counts.unsure else "proved"


def _structural(sight: Sight, told: Tally | str, guarded: Guarded) -> tuple[Answer, str]:
    """The verdict whatever the counts, and why it is not decided."""
    if sight.minimum <= 1:
        return "not decided", "nobody says from how many answers on it is shown"
    if guarded.is_kept:
        return "proved", ""
    is_shown = not guarded.hides and isinstance(told, Tally) and told.counts.small > 0
    return ("violated", "") if is_shown else ("not decided", guarded.reason)


def views(specs: Specs) -> tuple[View, ...]:
    """Every number and list of comments as every audience sees it, by report and in the order of its readers."""
    viewing = Viewing(specs)
    return tuple(viewing.view(sight) for sight in viewing.seen.sights)
