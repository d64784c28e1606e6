"""What each metric can expect: how many answers, how far it can be trusted then, how much one account decides.

Expected answers come from populations, sampling and response rates, as `cxprog.reach` adds them up. Margins are of
95 %, planned by how far answers usually lie apart. One is about what produces the answers and fits targets and trends;
the other describes these people in this time, corrected for how many of them there are. Both take each answer as given
by itself: colleagues who think alike, and people who answer again, make margins wider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from cxprog.analysis.anonymity.accounts import Account, Part, Values, accounts_in, largest, weights, worth
from cxprog.analysis.anonymity.spread import Spread, spread_of
from cxprog.analysis.specs import Specs, asking, specs_of
from cxprog.facts import understood
from cxprog.reach import about_days, is_among, share_asked, times_asked

if TYPE_CHECKING:
    from cxprog.program import Program

YEAR = 365
"""Days that count where no report says how long; who looks rarely wants more."""
FEW = 10
"""From so many answers on a change can be shown at all."""
STEADY = 30
"""From so many answers on a number is more than a hint."""
SHOWN_MAX = 5
"""Most groups that are described one by one."""

Size = Literal["few", "indicative", "steady"]
_Answer = TypeVar("_Answer")


class Expectation(NamedTuple):
    """What a number can expect in some time."""

    answers: float
    is_most: bool
    """Whether fewer may come: events start a survey, and everybody is counted as often as can be."""
    worth: float
    """As many equal answers as they are worth; fewer where some count for more than others."""
    people: int
    """How many people are asked."""
    size: Size
    """`few`: no change is shown; `indicative`: no more than a hint; `steady`."""
    margin: float | None
    """Margin of error, for a claim about what produces the answers; None where hardly anybody answers."""
    margin_here: float | None
    """Margin of error of a description of these people in this time; None also where shoppers answer for others."""
    change: float | None
    """Smallest change between two such times that is more than chance."""
    account: Account | None
    """The account that decides most; None where that is not known, or the number is about one account anyway."""
    moves: float | None
    """How far the number moves when the people of this account change from the worst to the best answer."""


class Cell(NamedTuple):
    """One group that a report shows."""

    by: Values
    expectation: Expectation


@dataclass(frozen=True)
class Edition:
    """A metric in one report."""

    report: str
    days: float
    """Days that one edition covers."""
    whole: Expectation | None
    count: int
    """How many groups it is cut into; those without people, or never shown, are left out."""
    few: int
    """How many of them expect too few answers to show a change."""
    indicative: int
    """How many of them expect answers for no more than a hint."""
    smallest: tuple[Cell, ...]
    """The groups with the fewest answers, at most five."""
    reason: str
    """Why the groups are not known; empty otherwise."""


class Number(NamedTuple):
    """What one metric can expect."""

    metric: str
    surveys: tuple[str, ...]
    """Surveys that feed it."""
    spread: Spread
    year: Expectation | None
    editions: tuple[Edition, ...]
    """The reports that show it, by id; those that come with each answer are left out."""
    reason: str
    """Why nothing is expected; empty otherwise."""


def numbers(specs: Specs) -> tuple[Number, ...]:
    """What each metric in use that is worked out from answers can expect, by id."""
    outlook = Outlook(specs)
    return tuple(
        Number(
            name,
            outlook.surveys(name),
            spread,
            outlook.expected(name, YEAR),
            tuple(outlook.edition(name, *each) for each in outlook.reports(name)),
            outlook.reason(name, YEAR),
        )
        for name, metric in specs.in_use("metric")
        if (spread := spread_of(metric)) is not None
    )


def outlook_of(program: Program) -> Outlook | None:
    """The outlook of a linked program, one for all rules; None where mistakes in it might change the numbers."""
    if not understood(program, "survey", "question", "population", "metric", "report", "channel", "event", "journey"):
        return None
    return program.once("outlook", "", lambda: Outlook(specs_of(program)))


class Outlook:
    """What a program can expect of its metrics, each answer worked out when it is first asked for."""

    def __init__(self, specs: Specs) -> None:
        self._specs = specs
        self._fed = asking(specs, "metric")
        self._reports = tuple(specs.in_use("report"))
        self._populations = tuple(specs.in_use("population"))
        self._kept: dict[tuple[Any, ...], Any] = {}

    def surveys(self, metric: str) -> tuple[str, ...]:
        """Surveys in use that feed a metric."""
        return self._fed.get(metric, ())

    def reports(self, metric: str) -> Iterator[tuple[str, Any, float]]:
        """Reports in use that show a metric and cover some time, by id, with what they say and these days."""
        for name, spec in self._reports:
            days = days_of(spec)
            if metric in spec.metrics and days is not None:
                yield name, spec, days

    def days(self, metric: str) -> float:
        """The longest time that a report of a metric covers: over it the number is read; a year where none does."""
        return max((days for _, _, days in self.reports(metric)), default=YEAR)

    def parts(self, metric: str, days: float) -> tuple[Part, ...] | str:
        """What each group adds to a metric in so many days, or why that is not known."""
        return self._once(("parts", metric, days), lambda: self._added(metric, days))

    def expected(self, metric: str, days: float) -> Expectation | None:
        """What a metric can expect in so many days; None where that is not known."""
        parts = self.parts(metric, days)
        if isinstance(parts, str):
            return None
        return self._once(("expected", metric, days), lambda: self.expected_of(metric, parts))

    def expected_of(self, metric: str, parts: Iterable[Part], among: int | None = None) -> Expectation | None:
        """What a metric can expect of some groups; None where that is not known.

        `among` says for how many accounts or partners it is worked out, where it is not over everybody together.
        """
        chosen = tuple(parts)
        spec: Any = self._specs.get("metric", metric)
        spread, sharing = spread_of(spec), self._sharing(metric, chosen) if among is None else among
        if spread is None or not sharing:
            return None
        found = _expectation(spec, spread, chosen, sharing, spec.per is None and among is None)
        surveys: list[Any] = [self._specs.get("survey", name) for name in self.surveys(metric)]
        if any(each.purpose == "mystery-shop" for each in surveys):
            found = found._replace(margin_here=None)
        return found._replace(is_most=any(each.when.every is None and not each.when.on for each in surveys))

    def reason(self, metric: str, days: float) -> str:
        """Why nothing is expected of a metric; empty where something is."""
        parts = self.parts(metric, days)
        if isinstance(parts, str) or self._sharing(metric, parts):
            return parts if isinstance(parts, str) else ""
        return f"nobody counts the {self._per(metric)}s that it is worked out for"

    def cells(self, metric: str, report: Any) -> Mapping[Values, tuple[Part, ...]] | str:
        """The groups that a report cuts a metric into, with what each part adds, or why they are not known."""
        known = {"role", *(name for _, spec in self._populations for name in spec.dimensions)}
        unknown = next((name for name in report.cut_by if name not in known), None)
        if unknown or (report.cut_by and self._per(metric) == "partner"):
            return f"nobody counts people by `{unknown or 'partner'}`"
        parts = self.parts(metric, days_of(report) or YEAR)
        if isinstance(parts, str):
            return parts
        return self._once(("cells", metric, *_layout(report)), lambda: _cut(parts, report.cut_by, report.hide))

    def edition(self, metric: str, name: str, report: Any, days: float) -> Edition:
        """A metric in one report."""
        whole, cells = self.expected(metric, days), self.cells(metric, report)
        if isinstance(cells, str):
            return Edition(name, days, whole, 0, 0, 0, (), cells)
        # Many reports are cut alike.
        counted = self._once(("sizes", metric, *_layout(report)), lambda: self._sizes(metric, cells))
        return Edition(name, days, whole, len(cells), *counted, "")

    def _sizes(self, metric: str, cells: Mapping[Values, tuple[Part, ...]]) -> tuple[int, int, tuple[Cell, ...]]:
        """How many groups expect few answers, how many answers for a hint, and the smallest ones."""
        counts = sorted(
            (sum(part.answers for part in parts) / sharing, by)
            for by, parts in cells.items()
            if (sharing := self._sharing(metric, parts))
        )
        sizes = [size_of(answers) for answers, _ in counts]
        found = ((by, self.expected_of(metric, cells[by])) for _, by in counts[:SHOWN_MAX])
        smallest = tuple(Cell(by, expected) for by, expected in found if expected is not None)
        return sizes.count("few"), sizes.count("indicative"), smallest

    def _added(self, metric: str, days: float) -> tuple[Part, ...] | str:
        surveys = self.surveys(metric)
        found: dict[tuple[str, int], Part] = {}
        for survey in surveys:
            asked = self._asked(survey, days)
            if isinstance(asked, str):
                return asked
            for part in asked:
                place = part.population, part.index
                found[place] = _together(found[place], part) if place in found else part
        return tuple(found[place] for place in sorted(found)) if surveys else "no survey asks for it"

    def _asked(self, name: str, days: float) -> tuple[Part, ...] | str:
        """What one survey gets from each group."""
        survey: Any = self._specs.get("survey", name)
        asked = [
            (population, index, group, spec.response_rate if group.response_rate is None else group.response_rate)
            for population, spec in self._populations
            for index, group in enumerate(spec.groups)
            if is_among(survey, group)
        ]
        if not asked:
            return f"no population counts the people whom `{name}` asks"
        for population, _, group, rate in asked:
            if rate is None and group.people:
                return f"no response rate is given for `{group.role}` in `{population}`"
        times = times_asked(self._specs, survey, days)
        if times is None:
            return f"nothing limits how often `{name}` asks one person"
        often = times * share_asked(survey.sampling, sum(group.people for _, _, group, _ in asked), times, days)
        return tuple(
            Part(population, index, group, often * willing, min(often, 1) * willing)
            for population, index, group, rate in asked
            for willing in [group.people * (rate or 0)]
        )

    def _per(self, metric: str) -> str | None:
        spec: Any = self._specs.get("metric", metric)
        per: str | None = spec.per
        return per

    def _sharing(self, metric: str, parts: Iterable[Part]) -> int:
        """Among how many accounts or partners the answers are divided; 1: it is over everybody, 0: not known."""
        per = self._per(metric)
        if per is None:
            return 1
        if per == "partner":
            return max((spec.organizations for _, spec in self._specs.in_use("partner")), default=0)
        return accounts_in(parts)

    def _once(self, about: tuple[Any, ...], answer: Callable[[], _Answer]) -> _Answer:
        if about not in self._kept:
            self._kept[about] = answer()
        found: _Answer = self._kept[about]
        return found


def days_of(report: Any) -> float | None:
    """Days that one edition of a report covers; a year for whoever looks; None where it comes with each answer."""
    every = report.covers or report.every
    return about_days(every) or (None if every.measure == "minutes" else YEAR)


def size_of(answers: float) -> Size:
    """What a number from so many answers can be used for."""
    return "few" if round(answers) < FEW else "indicative" if round(answers) < STEADY else "steady"


def answers_words(found: Expectation) -> str:
    """How many answers are expected, as a person says it: `about 43 answers`, `at most about 1 answer`."""
    count = round(found.answers)
    if count == 0:
        return "hardly any answer"
    return f"{'at most ' if found.is_most else ''}about {count:,} answer{'' if count == 1 else 's'}"


def time_words(days: float) -> str:
    """So many days as a person says it: `a quarter`, `45 days`."""
    return _TIMES.get(int(days)) or f"{days:.0f} days"


_TIMES = {1: "a day", 7: "a week", 14: "two weeks", 30: "a month", 91: "a quarter", 182: "half a year", 365: "a year"}


def _together(one: Part, other: Part) -> Part:
    """What two surveys add: all answers, and the people of the one that hears more, for some answer both."""
    return replace(one, answers=one.answers + other.answers, heard=max(one.heard, other.heard))


def _layout(report: Any) -> tuple[Any, ...]:
    """What two reports have in common that are cut alike over the same time."""
    return days_of(report), report.cut_by, tuple(tuple(sorted(each.items())) for each in report.hide)


def _cut(
    parts: Iterable[Part], names: tuple[str, ...], hidden: Iterable[Mapping[str, str]]
) -> Mapping[Values, tuple[Part, ...]]:
    """Parts by their values of some dimensions; those without people, or of unknown value, are left out."""
    found: dict[tuple[str, ...], list[Part]] = {}
    for part in parts if names else ():
        by = part.group.by
        values = tuple([part.group.role if name == "role" else by.get(name, "unknown") for name in names])
        if part.group.people and "unknown" not in values:
            found.setdefault(values, []).append(part)
    never = {tuple(each.get(name) for name in names) for each in hidden if each.keys() == set(names)}
    return {
        tuple(zip(names, values, strict=True)): tuple(each) for values, each in found.items() if values not in never
    }


def _expectation(metric: Any, spread: Spread, parts: tuple[Part, ...], sharing: int, is_over_all: bool) -> Expectation:
    answers, heard, people = (
        sum(amounts) / sharing
        for amounts in (
            [part.answers for part in parts],
            [part.heard for part in parts],
            [part.group.people for part in parts],
        )
    )
    found = weights(parts, metric.weight_by != "none") if is_over_all else ()
    count, once, everybody = round(answers), min(round(heard), round(people)), round(people)
    effective = min(worth(found), count) if found and metric.weight_by != "none" else float(count)
    margin = spread.margin(count, None, effective) if count else None
    account = largest(found) if found else None
    return Expectation(
        answers,
        False,
        effective,
        everybody,
        size_of(answers),
        margin,
        spread.margin(once, everybody, effective) if count and once else None,
        None if margin is None else spread.change(margin),
        account,
        None if account is None else account.weight * spread.length,
    )
