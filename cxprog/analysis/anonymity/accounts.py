"""How much of a number one account decides, and how many equal answers those of unequal accounts are worth.

The weight of an account is its part of the number when it answers and all others do as expected; its answers share it.
Where a metric is worth its accounts' value, accounts of one segment are taken as equal, so the true largest is larger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cxprog.analysis.anonymity.precision import effective_answers

if TYPE_CHECKING:
    from cxprog.language.kinds.population import Group

Values = tuple[tuple[str, str], ...]
"""Dimension and value; nothing for the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one group of a population adds to a metric."""

    population: str
    index: int
    """Place of the group in the population."""
    group: Group
    answers: float
    heard: float
    """How many different people answer at most."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that decides most of a number, one of several alike."""

    weight: float
    """Its part of the number, from 0 to 1."""
    by: Values
    """Its segment."""
    accounts: int
    """How many accounts are like it."""
    answers: float
    """About how many answers it gives when it answers."""
    population: str
    index: int
    """Place of the first group of its segment."""


class Weight(NamedTuple):
    """Accounts that are alike in what they add to a number."""

    first: Part
    accounts: int
    likely: float
    """How likely one of them is heard of."""
    value: float
    """What one adds when it is heard of: its part of the revenue, or its number of answers."""
    answers: float
    """How many answers one gives when it is heard of."""


def weights(parts: Iterable[Part], by_value: bool) -> tuple[Weight, ...]:
    """Accounts by segment; nothing where nobody says how many there are, or what they are worth."""
    found = []
    for segment in _segments(parts):
        accounts, revenue = _accounts_of(segment), max(part.group.revenue_share or 0 for part in segment)
        if not accounts or (by_value and not revenue):
            return ()
        silent = 1.0
        for part in segment:
            silent *= (1 - part.heard / part.group.people) ** (part.group.people / accounts)
        if silent < 1:
            answers = sum(part.answers for part in segment) / accounts / (1 - silent)
            value = revenue / accounts if by_value else answers
            found.append(Weight(segment[0], accounts, 1 - silent, value, answers))
    return tuple(found)


def accounts_in(parts: Iterable[Part]) -> int:
    """How many accounts some groups have; 0 where a group with people does not say so."""
    counts = [_accounts_of(segment) for segment in _segments(parts)]
    return sum(counts) if all(counts) else 0


def worth(found: Sequence[Weight]) -> float:
    """As many equal answers as the expected ones are worth."""
    return effective_answers((each.value / each.answers, each.accounts * each.likely * each.answers) for each in found)


def largest(found: Sequence[Weight]) -> Account:
    """The account that decides most, of at least one."""
    total = sum(each.accounts * each.likely * each.value for each in found)
    weight, each = max(
        ((each.value / (each.value + total - each.likely * each.value), each) for each in found),
        key=lambda pair: pair[0],
    )
    by = tuple(each.first.group.by.items())
    return Account(weight, by, each.accounts, each.answers, each.first.population, each.first.index)


def _segments(parts: Iterable[Part]) -> tuple[list[Part], ...]:
    """Groups with people by segment: several roles of the same accounts."""
    found: dict[tuple[str, Values], list[Part]] = {}
    for part in parts:
        if part.group.people:
            found.setdefault((part.population, tuple(sorted(part.group.by.items()))), []).append(part)
    return tuple(found.values())


def _accounts_of(segment: Iterable[Part]) -> int:
    """How many accounts a segment has; 0 where a group of it does not say so."""
    counts = [part.group.accounts or 0 for part in segment]
    return max(counts) if all(counts) else 0
