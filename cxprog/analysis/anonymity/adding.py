"""What each reader sees of each number in all reports: the totals that are to be added and subtracted.

A sort of people is what all totals count as a whole: the finest cross of all dimensions by which the reports are cut,
filtered or hidden, with everything that somebody is at once (sets of roles), and with a part of the time where numbers
are shown for shorter and for longer times. It counts as many answers as are expected of it, rounded, and at least one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import floor
from typing import Any, NamedTuple, Self

from cxprog.analysis.anonymity.counting import Counting
from cxprog.analysis.anonymity.guarded import is_refreshed
from cxprog.analysis.anonymity.layout import LEVELS_MAX, Layout, Level
from cxprog.analysis.anonymity.populated import Feed, Part, Populated, Row
from cxprog.analysis.anonymity.seen import Sight
from cxprog.analysis.anonymity.tally import Ask, answer_values, factor_of, feeds_of
from cxprog.analysis.anonymity.totals import OWN, Key, Shown, Sort, Totals

TIMES_MAX = 12
"""Most parts of the time that are told apart."""
LOOKS_MAX = 4_000_000
"""Most pairs of a sort of people and a sort of total that are looked at for one reader and number."""
_NOBODY = 1e-9
"""So few people are nobody: what is left of sums of broken numbers."""


class Times(NamedTuple):
    """How the time is taken apart for some reports that are looked at together."""

    sights: tuple[Sight, ...]
    days: float
    """Days of one part."""
    parts: int
    covered: tuple[int, ...]
    """How many parts an edition of each report covers."""


class Whole(NamedTuple):
    """Everything that a reader sees of a number."""

    totals: tuple[Totals, ...]
    """For each part that somebody of the audience may have, and for reports whose times cannot be compared."""
    is_together: bool
    """Whether all reports are looked at together."""


class _Question(NamedTuple):
    """Whose answers are taken apart by what."""

    surveys: tuple[str, ...]
    names: tuple[str, ...]
    part: Part | None


Held = Mapping[Key, tuple[float, float]]
"""People and expected answers by sort of people."""


@dataclass(frozen=True, eq=False)
class Adding:
    """Makes the totals of readers."""

    counting: Counting

    @property
    def populated(self) -> Populated:
        """Whom surveys ask."""
        return self.counting.populated

    def whole(self, sights: Sequence[Sight], at_least: int) -> Whole | str:
        """What a reader sees of a number in all reports; the reason where something is not known that it takes.

        Groups of fewer answers than `at_least` must not be known.
        """
        surveys = self.populated.seen.surveys_of(sights[0].what)
        layouts: dict[Sight, Layout] = {}
        for sight in sights:
            layout = self._layout(sight)
            if isinstance(layout, str):
                return layout
            layouts[sight] = layout
        parts, names = self._parts(sights), self._names(layouts)
        if isinstance(parts, str):
            return parts
        if reason := self._unknown(surveys, names):
            return reason
        times = self._times(sights, surveys)
        looks = len(times) * len(parts) * sum(len(layout.levels) for layout in layouts.values())
        totals: list[Totals] = []
        for each in times:
            for part in parts:
                question = _Question(surveys, names, part)
                sorts = self._sorts(each, question)
                if looks * len(sorts) > LOOKS_MAX:
                    return f"it is shown for {len(sorts):,} sorts of people, which are more than are looked through"
                totals.append(self._totals(each, names, layouts, sorts, at_least))
        return Whole(tuple(totals), len(times) == 1)

    # WHAT IS SEEN

    def _unknown(self, surveys: tuple[str, ...], names: tuple[str, ...]) -> str:
        """Why nobody knows whom the surveys ask by these dimensions; empty where it is known."""
        key = surveys, names
        if key not in self._reasons:
            feeds = feeds_of(self.populated, Ask(surveys, 1.0, Layout((), (names,), ()), 1, None, ""))
            self._reasons[key] = feeds if isinstance(feeds, str) else ""
        return self._reasons[key]

    @cached_property
    def _reasons(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], str]:
        return {}

    def _layout(self, sight: Sight) -> Layout | str:
        always = self.counting.always(sight)
        if isinstance(always, str):
            return always
        layout = self.counting.layout(sight.report, always)
        if layout is None:
            return f"`{sight.report}` has more than {LEVELS_MAX:,} sorts of totals"
        names = {name for level in layout.levels for name in level}
        if "account" in names - self.populated.dimensions:
            return "nobody counts people by account, so nobody knows how many answers each of them gives"
        return layout

    def _parts(self, sights: Sequence[Sight]) -> Sequence[Part | None] | str:
        """The own part of the audience: one for each partner that it stands for."""
        own = [part for sight in sights for part in [self.counting.part(sight)] if part is not None]
        if not own:
            return [None]
        part = own[0]
        if isinstance(part, str):
            return part
        if not part.is_by_partner:
            return [part]
        ((_, values),) = part.values
        return [Part((("partner", (value,)),), 1, True) for value in values]

    def _names(self, layouts: Mapping[Sight, Layout]) -> tuple[str, ...]:
        """Dimensions by which people are told apart; people of an own part are all of the same partner."""
        same = {"partner"} - self.populated.dimensions
        shown = {
            name
            for sight, layout in layouts.items()
            for level in layout.levels
            for name in level
            if not sight.is_own or name not in same
        }
        return tuple(sorted(shown))

    # TIME

    def _times(self, sights: Sequence[Sight], surveys: Sequence[str]) -> list[Times]:
        """Parts of the time by which all editions can be told apart; else reports of the same length by themselves.

        Of waves that are as long as the longest edition, all editions show the same one.
        """
        days = [self.populated.days(self._report(sight), surveys) for sight in sights]
        waves = [self.populated.wave(survey) for survey in surveys]
        if len(set(days)) == 1 or all(wave is not None and wave >= max(days) for wave in waves):
            return [Times(tuple(sights), max(days), 1, (1,) * len(sights))]
        covered = self._covered(sights)
        if covered is not None:
            return [Times(tuple(sights), min(days), max(covered), covered)]
        alike: dict[float, list[Sight]] = {}
        for sight, length in zip(sights, days, strict=True):
            alike.setdefault(length, []).append(sight)
        return [Times(tuple(each), length, 1, (1,) * len(each)) for length, each in sorted(alike.items())]

    def _report(self, sight: Sight) -> Any:
        return self.populated.seen.reports[sight.report]

    def _covered(self, sights: Sequence[Sight]) -> tuple[int, ...] | None:
        """How many of the shortest editions each edition covers; None where they do not begin together."""
        reports = [self._report(sight) for sight in sights]
        lengths = [report.covers or report.every for report in reports]
        if any(map(is_refreshed, reports)) or {length.measure for length in lengths} != {"months"}:
            return None
        months = [length.amount for length in lengths]
        shortest, longest = min(months), max(months)
        is_whole = not any(longest % each or each % shortest for each in months)
        return tuple(each // shortest for each in months) if is_whole and longest // shortest <= TIMES_MAX else None

    # WHO IS COUNTED

    @cached_property
    def _known(self) -> dict[Any, Mapping[str, Held]]:
        return {}

    def _held(self, question: _Question, days: float) -> Held:
        """The people of a part by sort; of partners by whom people are counted, all are taken apart at once."""
        part = question.part
        if part is None or not part.is_by_partner:
            return self._collected(question, days, by_partner=False).get("", {})
        ((_, (partner,)),) = part.values
        return self._collected(question._replace(part=None), days, by_partner=True).get(partner, {})

    def _collected(self, question: _Question, days: float, *, by_partner: bool) -> Mapping[str, Held]:
        key = question, days, by_partner
        if key not in self._known:
            found: dict[str, dict[Key, tuple[float, float]]] = {}
            for number, values, chance in self._asked(question, days):
                row = self.populated.rows[number]
                label = row.value("partner") if by_partner else ""
                people = row.group.people * self._share(number, label, question.part, by_partner)
                if label is not None:
                    held = found.setdefault(label, {})
                    sort = tuple(_value(row, name, values) for name in question.names)
                    before = held.get(sort, (0.0, 0.0))
                    held[sort] = before[0] + people, before[1] + people * chance
            self._known[key] = found
        return self._known[key]

    def _share(self, row: int, partner: str | None, part: Part | None, by_partner: bool) -> float:
        return 1 / self.populated.organizations(partner) if by_partner else factor_of(self.populated, row, part)

    def _asked(self, question: _Question, days: float) -> Iterator[tuple[int, Mapping[str, str | None], float]]:
        """Groups of the population with where their answers belong, and how many answers one person gives."""
        feeds = {name: self.populated.feed(name, days) for name in question.surveys}
        for values, alike in answer_values(self.populated, feeds, question.names).items():
            chances: dict[int, float] = {}
            for feed in (feeds[name] for name in alike):
                assert isinstance(feed, Feed)  # what is not known for one day is not known for more
                for number in feed.rows:
                    each = feed.times * feed.share * self.populated.rows[number].rate
                    chances[number] = chances.get(number, 0.0) + each
            yield from ((number, dict(values), chance) for number, chance in chances.items())

    # TOTALS

    def _totals(
        self,
        times: Times,
        names: tuple[str, ...],
        layouts: Mapping[Sight, Layout],
        sorts: Sequence[tuple[Sort, float, float]],
        at_least: int,
    ) -> Totals:
        people = tuple(sort for sort, _, _ in sorts)
        groups = [
            shown
            for sight, covered in zip(times.sights, times.covered, strict=True)
            for shown in self._groups(_Report.of(sight, layouts[sight], names, covered, times.parts), people)
        ]
        answers = tuple(max(1, floor(count + 0.5 + _NOBODY)) if people > _NOBODY else 0 for _, people, count in sorts)
        return Totals(times.sights[0].audience.id, names, people, answers, tuple(groups), at_least)

    def _sorts(self, times: Times, question: _Question) -> tuple[tuple[Sort, float, float], ...]:
        """Sorts of people with their number and expected answers, in an order that is not that of the population."""
        is_all = any(not sight.is_own for sight in times.sights)
        key = question, times.days, times.parts, is_all
        if key not in self._sorted:
            own = self._held(question, times.days) if question.part is not None else {}
            everybody = self._held(question._replace(part=None), times.days) if is_all else {}
            self._sorted[key] = tuple(_sorts(own, everybody, times.parts))
        return self._sorted[key]

    @cached_property
    def _sorted(self) -> dict[Any, tuple[tuple[Sort, float, float], ...]]:
        return {}

    def _groups(self, report: _Report, sorts: tuple[Sort, ...]) -> tuple[Shown, ...]:
        """The groups and totals of a report; the same for many partners whose people are told apart alike."""
        key = report, sorts
        if key not in self._grouped:
            self._grouped[key] = tuple(_groups(report, sorts))
        return self._grouped[key]

    @cached_property
    def _grouped(self) -> dict[tuple[_Report, tuple[Sort, ...]], tuple[Shown, ...]]:
        return {}


class _Report(NamedTuple):
    """A report, as far as its groups go."""

    id: str
    is_own: bool
    least: int
    layout: Layout
    names: tuple[str, ...]
    """Dimensions by which sorts of people are told apart."""
    partner: str
    """Whose own part it is, where it is cut by partner and people are not counted by it."""
    covered: int
    """How many parts of the time an edition covers."""
    parts: int

    @classmethod
    def of(cls, sight: Sight, layout: Layout, names: tuple[str, ...], covered: int, parts: int) -> Self:
        """What a sight says of it."""
        is_named = any(OWN in level for level in layout.levels) and OWN not in names
        partner = sight.audience.id if is_named else ""
        return cls(sight.report, sight.is_own, sight.minimum, layout, names, partner, covered, parts)


def _sorts(own: Held, everybody: Held, times: int) -> Iterator[tuple[Sort, float, float]]:
    nobody = (0.0, 0.0)
    for time in range(times):
        for key in sorted({*own, *everybody}, key=_order):
            (people, answers), (all_people, all_answers) = own.get(key, nobody), everybody.get(key, nobody)
            if own:
                yield Sort(key, True, time), people, answers
            if everybody:
                yield Sort(key, False, time), all_people - people, all_answers - answers


def _groups(report: _Report, sorts: Sequence[Sort]) -> Iterator[Shown]:
    mine = [number for number, sort in enumerate(sorts) if sort.is_own or not report.is_own]
    for level in report.layout.levels:
        hidden = list(report.layout.hidden(level))
        cells: dict[tuple[int, Level], list[int]] = {}
        for number in mine:
            for values in _places(sorts[number].values, level, report):
                cells.setdefault((sorts[number].time // report.covered, values), []).append(number)
        for (time, values), members in sorted(cells.items()):
            by = tuple(zip(level, values, strict=True))
            number_of = f"{time + 1} of {report.parts // report.covered}" if report.parts > report.covered else ""
            is_hidden = any(tuple(values[place] for place in places) in named for places, named in hidden)
            cut = tuple(pair for pair in by if pair[0] in report.layout.cut)
            yield Shown(report.id, by, cut, report.is_own, number_of, tuple(members), report.least, is_hidden)


def _value(row: Row, name: str, values: Mapping[str, str | None]) -> Any:
    if name == "role":
        return tuple(sorted(set(row.group.roles)))
    return values[name] if name in values else row.value(name)


def _places(key: Key, level: Level, report: _Report) -> Iterator[Level]:
    """The groups of a level to which a sort of people belongs: none where a value is not known, one for each role."""
    values = dict(zip(report.names, key, strict=True))
    yield from product(*(_choices(values.get(name, report.partner)) for name in level))


def _choices(value: Any) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _order(key: Key) -> tuple[Any, ...]:
    return tuple((value is not None, str(value)) for value in key)
