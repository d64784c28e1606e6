"""How many answers the groups of a report get, and how many groups get fewer than the minimum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from math import prod
from typing import NamedTuple

from cxprog.analysis.anonymity.enough import is_assured, is_small, likely
from cxprog.analysis.anonymity.layout import Layout, Level
from cxprog.analysis.anonymity.populated import Feed, Part, Populated, Row
from cxprog.analysis.anonymity.values import Cell

SMALLEST = 5
"""Groups that are shown of all that are small."""
SPREAD = ("role", "survey", "stage", "touchpoint", "account")
"""Dimensions of answers: by these, people of one group of the population differ, or stand in several groups at once."""


class Ask(NamedTuple):
    """A question about the groups of a report."""

    surveys: tuple[str, ...]
    """Surveys whose answers are counted."""
    days: float
    """Days that one edition covers."""
    layout: Layout
    minimum: int
    part: Part | None
    """The part that is counted; None for everybody."""
    partner: str
    """The partner whose part it is, where groups are told apart by partner and people are not counted by it."""


class Counts(NamedTuple):
    """Numbers of groups of a report."""

    cells: int
    """Groups and totals that are shown, those without people left out."""
    empty: int
    """Groups that hold nobody."""
    small: int
    """Those that are expected to get fewer answers than the minimum."""
    unsure: int
    """Those that are expected to get enough, and do not in 19 of 20 cases."""
    never: int
    """Those that cannot get enough even if everybody who is asked answers."""


class Tally(NamedTuple):
    """What is counted of the groups of a report."""

    counts: Counts
    smallest: tuple[Cell, ...]
    """The smallest, at most five; the fewest answers first."""


Values = tuple[tuple[str, str | None], ...]
"""Dimensions of answers with the value of each; None where answers belong to none."""


class Entry(NamedTuple):
    """People of one group of the population, as far as they stand in the same group of answers."""

    row: Row
    spread: Mapping[str, str | None]
    """Values of the dimensions of answers; None where answers belong to none."""
    factor: float
    """Share of these people that is meant."""
    accounts: int
    """How many such entries there are: one for each account where people are told apart by it."""
    asked: tuple[tuple[float, float, float], ...]
    """For each survey that asks them: trials, the chance of an answer to each, and how many of them are invitations."""

    @property
    def people(self) -> float:
        """How many people it stands for."""
        return float(self.row.group.people * self.factor)

    def value(self, dimension: str) -> str | None:
        """The value of any dimension; None where it has none."""
        return self.spread[dimension] if dimension in self.spread else self.row.value(dimension)


@dataclass
class Sum:
    """What a group adds up to."""

    people: float = 0.0
    expected: float = 0.0
    """Answers."""
    invited: float = 0.0
    """Answers if everybody answers."""
    accounts: int = 1
    """How many groups like this there are."""
    trials: dict[float, float] = field(default_factory=dict)
    """Invitations by the chance of an answer."""

    def add(self, entry: Entry) -> None:
        """Count people of one more sort."""
        self.people += entry.people
        self.accounts = max(self.accounts, entry.accounts)
        for count, chance, invited in entry.asked:
            self.expected += count * chance
            self.invited += invited
            self.trials[chance] = self.trials.get(chance, 0.0) + count


# WHO IS COUNTED


def feeds_of(populated: Populated, ask: Ask) -> Mapping[str, Feed] | str:
    """Whom the surveys of a question ask; the reason where something is not known that it takes."""
    if not ask.surveys:
        return "no survey in use feeds it"
    feeds = {name: populated.feed(name, ask.days) for name in ask.surveys}
    for feed in feeds.values():
        if isinstance(feed, str):
            return feed
    known = {name: feed for name, feed in feeds.items() if isinstance(feed, Feed)}
    unknown = next(filter(None, (_unknown(populated, ask, name) for name in _dimensions(ask.layout))), "")
    return unknown or _uncounted(populated, ask, known) or known


def _dimensions(layout: Layout) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for level in layout.levels for name in level))


def _unknown(populated: Populated, ask: Ask, name: str) -> str:
    """Why nobody knows how many people stand in the groups of a dimension; empty where it is known."""
    if name in populated.dimensions or name in ("role", "survey") or (name == "partner" and ask.partner):
        return ""
    if name == "code":
        return "nobody knows beforehand how often which code is given"
    if name == "account":
        return ""
    if name not in ("stage", "touchpoint"):
        return f"nobody counts people by {name}: no population has this dimension"
    several = next((survey for survey in ask.surveys if len(populated.places(survey, name)) > 1), None)
    return f"`{several}` asks about several {name}s, and nobody knows how answers spread over them" if several else ""


def _uncounted(populated: Populated, ask: Ask, feeds: Mapping[str, Feed]) -> str:
    part = ask.part
    numbers = {number for feed in feeds.values() for number in feed.rows}
    if part is not None:
        numbers = {number for number in numbers if populated.is_in(number, part)}
        if not numbers:
            return "no population counts the people whose answers it would show them"
    rows = (populated.rows[number] for number in numbers)
    by_account = "account" in spread_of(populated, _dimensions(ask.layout))
    if by_account and any(row.group.people and not row.accounts for row in rows):
        return "nobody says to how many accounts the people belong"
    return ""


def entries(populated: Populated, ask: Ask, feeds: Mapping[str, Feed], spread: Level) -> Iterator[Entry]:
    """The people that a question is about, told apart by some dimensions of answers."""
    asking: dict[int, list[str]] = {}
    for name, feed in feeds.items():
        for number in feed.rows:
            asking.setdefault(number, []).append(name)
    answers = answer_values(populated, feeds, spread)
    for number in sorted(asking):
        factor = factor_of(populated, number, ask.part)
        if factor:
            row, accounts = populated.rows[number], 1
            if "account" in spread and row.accounts:
                accounts = max(1, round(row.accounts * factor))
                factor = min(factor, 1 / row.accounts)
            for values, surveys in answers.items():
                asked = tuple(_asked(row, feeds[name], factor) for name in surveys if name in asking[number])
                for own in _own_values(row, spread) if asked else ():
                    yield Entry(row, {**dict(values), **own}, factor, accounts, asked)


def factor_of(populated: Populated, row: int, part: Part | None) -> float:
    """Which share of the people of a group belongs to a part."""
    if part is None:
        return 1.0
    if not populated.is_in(row, part):
        return 0.0
    if part.is_by_partner:
        return 1 / populated.organizations(populated.rows[row].value("partner"))
    return 1 / part.organizations


def _asked(row: Row, feed: Feed, factor: float) -> tuple[float, float, float]:
    count = row.group.people * factor * feed.times
    return count, feed.share * row.rate, count * feed.share


def answer_values(populated: Populated, surveys: Iterable[str], spread: Level) -> dict[Values, list[str]]:
    """Surveys whose answers belong to the same survey, stage and touchpoint, as far as people are told apart by it."""
    found: dict[Values, list[str]] = {}
    for survey in surveys:
        places = {name: next(iter(populated.places(survey, name)), None) for name in ("stage", "touchpoint")}
        values: dict[str, str | None] = {"survey": survey, **places}
        key = tuple((name, values[name]) for name in ("survey", "stage", "touchpoint") if name in spread)
        found.setdefault(key, []).append(survey)
    return found


def _own_values(row: Row, spread: Level) -> Iterator[dict[str, str | None]]:
    """Values of the people themselves: one for each role that they hold."""
    account: dict[str, str | None] = {"account": account_of(row)} if "account" in spread else {}
    for role in row.group.roles if "role" in spread else (None,):
        yield {**account, **({"role": role} if role else {})}


def account_of(row: Row) -> str:
    """What stands for the accounts of a segment, of which each has as many people as the others."""
    return " ".join(("one of", *(str(value) for _, value in sorted(row.group.by.items())))) if row.group.by else "one"


# COUNTING


def tally(populated: Populated, ask: Ask) -> Tally | str:
    """What is counted of the groups of a report; the reason where something is not known that it takes."""
    feeds = feeds_of(populated, ask)
    return feeds if isinstance(feeds, str) else _counted(populated, ask, feeds)


def _counted(populated: Populated, ask: Ask, feeds: Mapping[str, Feed]) -> Tally:
    tables: dict[Level, list[Entry]] = {}
    found: list[tuple[int, Level, Sum]] = []
    empty = 0
    for place, level in enumerate(ask.layout.levels):
        spread = spread_of(populated, level)
        if spread not in tables:
            tables[spread] = list(entries(populated, ask, feeds, spread))
        cells, held = _cells(tables[spread], level, ask.partner)
        empty += _empty(populated, level, held, len(cells))
        hidden = list(ask.layout.hidden(level))
        found += [
            (place, values, cell)
            for values, cell in cells.items()
            if not any(tuple(values[each] for each in places) in named for places, named in hidden)
        ]
    return _summed(found, empty, ask)


def spread_of(populated: Populated, level: Iterable[str]) -> Level:
    """The dimensions of answers among those of a level."""
    chosen = set(level) - (populated.dimensions & {"account"})
    return tuple(name for name in SPREAD if name in chosen)


def _cells(table: Iterable[Entry], level: Level, partner: str) -> tuple[dict[Level, Sum], list[set[str]]]:
    """The groups of a level that hold anybody, and the values of each of its dimensions."""
    cells: dict[Level, Sum] = {}
    held: list[set[str]] = [set() for _ in level]
    for entry in table:
        values = [partner if partner and name == "partner" else entry.value(name) for name in level]
        for known, value in zip(held, values, strict=True):
            if value is not None:
                known.add(value)
        key = tuple(value for value in values if value is not None)
        if entry.people and len(key) == len(level):
            cells.setdefault(key, Sum()).add(entry)
    return cells, held


def _empty(populated: Populated, level: Level, held: list[set[str]], cells: int) -> int:
    """How many groups of a level hold nobody: of cities only those in their own country can."""
    if "account" in spread_of(populated, level):
        return 0
    wider = {name for each in level for name in populated.within.get(each, ())}
    return max(0, prod(len(known) for name, known in zip(level, held, strict=True) if name not in wider) - cells)


def _summed(cells: list[tuple[int, Level, Sum]], empty: int, ask: Ask) -> Tally:
    sums = [cell for _, _, cell in cells]
    small = [cell for cell in sums if is_small(cell.expected, ask.minimum)]
    enough = [cell for cell in sums if not is_small(cell.expected, ask.minimum)]
    # Levels come in order of size, so that of groups with the same number the larger one is named first.
    least = nsmallest(SMALLEST, cells, key=lambda each: (rounded(each[2].expected), *each[:2]))
    counts = Counts(
        _count(sums),
        empty,
        _count(small),
        _count([cell for cell in enough if not is_assured(cell.trials, ask.minimum)]),
        _count([cell for cell in small if is_small(cell.invited, ask.minimum)]),
    )
    return Tally(counts, tuple(_cell(ask, *each) for each in least))


def _cell(ask: Ask, level: int, values: Level, cell: Sum) -> Cell:
    by = tuple(zip(ask.layout.levels[level], values, strict=True))
    return Cell(by, cell.people, cell.expected, likely(cell.trials, ask.minimum))


def _count(cells: Iterable[Sum]) -> int:
    return sum(cell.accounts for cell in cells)


def rounded(expected: float) -> float:
    """Answers as they are compared: sums of the same numbers may differ by their order."""
    return round(expected, 9)


def together(tallies: Mapping[str, Tally]) -> Tally:
    """What is counted of the parts of several partners, each of whom sees one, by partner."""
    named = [
        cell._replace(by=(("partner", name), *(pair for pair in cell.by if pair[0] != "partner")))
        for name, each in sorted(tallies.items())
        for cell in each.smallest
    ]
    counts = zip(*(each.counts for each in tallies.values()), strict=True)
    least = nsmallest(SMALLEST, named, key=lambda cell: (rounded(cell.expected), len(cell.by), cell.by))
    return Tally(Counts(*map(sum, counts)), tuple(least))
