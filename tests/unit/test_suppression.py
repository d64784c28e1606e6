"""What to hide besides: cases worked out by hand, then against all sets of totals."""

from __future__ import annotations

from random import Random

import pytest

from cxprog.analysis.anonymity import suppression as module
from cxprog.analysis.anonymity.differencing import disclosures
from cxprog.analysis.anonymity.suppression import suppression
from tests.anonymity import tables

DEALERS = [20, 12, 6, 2]
"""Customers of three dealers in Germany, and two who buy from nobody."""
TOTALS = [[0, 1, 2, 3], [0], [1], [2]]
"""The country, and each dealer."""


def people(published: list[list[int]], counts: list[int]) -> list[int]:
    """What each total is worth: its people."""
    return [sum(counts[atom] for atom in cell) for cell in published]


def test_the_smallest_total_of_an_equation_is_hidden() -> None:
    # Germany minus three dealers = 2 people: of 40, 20, 12 and 6 the last one costs least, and 6 + 2 is large enough.
    told = suppression(DEALERS, TOTALS, 5, people(TOTALS, DEALERS))
    assert (told.hidden, told.loss, told.is_safe, told.is_smallest, told.reason) == ((3,), 6, True, True, "")


def test_nothing_is_hidden_where_nothing_follows() -> None:
    told = suppression([20, 12, 6], [[0, 1, 2], [0], [1], [2]], 5, [38, 20, 12, 6])
    assert (told.hidden, told.loss, told.is_safe, told.is_smallest) == ((), 0, True, True)


def test_what_is_hidden_must_not_be_too_small_itself() -> None:
    # Without the dealer of 2, the two who buy from nobody and these two are 4 people; without the one of 12, 14 are.
    counts = [20, 12, 2, 2]
    told = suppression(counts, TOTALS, 5, people(TOTALS, counts), groups=[[2], [3], [2, 3]])
    assert told.is_safe
    assert told.is_smallest
    left = [cell for number, cell in enumerate(TOTALS) if number not in told.hidden]
    assert disclosures(counts, left, 5, [[2], [3], [2, 3]]).disclosures == ()


def test_totals_that_have_to_stay_are_not_hidden() -> None:
    assert suppression(DEALERS, TOTALS, 5, people(TOTALS, DEALERS), fixed=[3]).hidden == (2,)
    stuck = suppression(DEALERS, TOTALS, 5, people(TOTALS, DEALERS), fixed=[0, 1, 2, 3])
    assert not stuck.is_safe
    assert not stuck.is_smallest
    assert stuck.reason
    assert [sorted(each.atoms) for each in stuck.left] == [[3]]


def test_of_equally_cheap_sets_the_one_with_fewer_totals_is_chosen() -> None:
    counts = [10, 10, 10, 2]
    assert suppression(counts, TOTALS, 5, [0, 0, 0, 0]).hidden in {(0,), (1,), (2,), (3,)}


def test_a_total_that_is_published_twice_is_hidden_twice() -> None:
    twice = [*TOTALS, [2], [1]]
    told = suppression(DEALERS, twice, 5, people(twice, DEALERS))
    assert (told.hidden, told.loss, told.is_smallest) == ((3, 4), 12, True)
    # Where the dealer of 6 has to stay in one place, that of 20 costs less than that of 12 in two.
    assert suppression(DEALERS, twice, 5, people(twice, DEALERS), fixed=[4]).hidden == (1,)


def test_the_order_of_totals_does_not_matter() -> None:
    for seed in range(100):
        table = tables.Table(seed)
        order = list(range(len(table.published)))
        Random(seed).shuffle(order)
        shuffled = [table.published[place] for place in order]
        ones = suppression(table.people, table.published, table.at_least, [1] * len(order), table.hidden)
        others = suppression(table.people, shuffled, table.at_least, [1] * len(order), table.hidden)
        assert ones.hidden == tuple(sorted(order[place] for place in others.hidden))


@pytest.mark.parametrize("losses", [[1, 2, 3], [1, 2, 3, -1]])
def test_each_total_needs_a_loss(losses: list[int]) -> None:
    with pytest.raises(ValueError, match="loss of 0 or more"):
        suppression(DEALERS, TOTALS, 5, losses)


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_proposals_are_safe_and_smallest(start: int) -> None:
    wrong = [each for seed in range(start, start + 20) for each in tables.wrong_proposals(seed)[0]]
    assert wrong == []


def test_without_time_for_the_smallest_it_is_safe_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORK_MAX", 0)
    for seed in range(200):
        table = tables.Table(seed)
        losses = [sum(table.people[atom] for atom in cell) for cell in table.published]
        told = suppression(table.people, table.published, table.at_least, losses, table.hidden)
        assert told.is_safe
        assert not table.groups(frozenset(told.hidden))
