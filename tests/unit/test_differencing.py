"""What readers work out of published totals: cases worked out by hand, then against plain linear algebra."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxprog.analysis.anonymity.differencing import disclosures
from tests.anonymity import tables


def found(
    people: list[int], published: list[list[int]], at_least: int = 5
) -> dict[frozenset[int], dict[int, Fraction]]:
    """Groups and their equations."""
    said = disclosures(people, published, at_least)
    return {each.atoms: dict(each.equation) for each in said.disclosures}


def test_a_total_less_its_parts_is_the_rest() -> None:
    # Germany has 40 customers; three dealers have 20, 12 and 6 of them. Two buy from nobody.
    assert found([20, 12, 6, 2], [[0, 1, 2, 3], [0], [1], [2]]) == {
        frozenset({3}): {0: Fraction(1), 1: Fraction(-1), 2: Fraction(-1), 3: Fraction(-1)}
    }


def test_two_hidden_parts_cover_each_other() -> None:
    assert found([20, 12, 6, 2], [[0, 1, 2, 3], [0], [1]]) == {}


def test_hidden_parts_that_are_too_small_together_are_known_together() -> None:
    assert found([20, 12, 2, 2], [[0, 1, 2, 3], [0], [1]]).keys() == {frozenset({2, 3})}


def test_three_overlapping_totals_give_what_no_two_of_them_do() -> None:
    # A and B, B and C, A and C: half of the first less half of the second and half of the third is A.
    said = found([3, 20, 20], [[0, 1], [1, 2], [0, 2]])
    assert said == {frozenset({0}): {0: Fraction(1, 2), 1: Fraction(-1, 2), 2: Fraction(1, 2)}}


def test_a_cell_without_people_hides_nothing() -> None:
    # Nobody is in the second cell, so the first is the whole row.
    assert found([3, 0, 9], [[0, 1, 2], [2]]).keys() == {frozenset({0})}


def test_people_who_are_always_counted_together_are_one_group() -> None:
    assert found([3, 4, 9], [[0, 1, 2], [2]]) == {}
    assert found([3, 1, 9], [[0, 1, 2], [2]]).keys() == {frozenset({0, 1})}


def test_groups_of_more_parts_are_looked_at_where_they_are_named() -> None:
    # Six single people, each of whom a total of its own holds back by one other.
    people = [1] * 6 + [10] * 6
    published = [[0, 1, 2, 3, 4, 5, 6], [6], *[[single, 6 + single] for single in range(6)]]
    named = disclosures(people, published, 8, groups=[range(6)])
    assert frozenset(range(6)) in {each.atoms for each in named.disclosures} or any(
        each.atoms < frozenset(range(6)) for each in named.disclosures
    )


@pytest.mark.parametrize("first", range(0, 2000, 200))
def test_small_tables_give_away_what_linear_algebra_says(first: int) -> None:
    assert [wrong for seed in range(first, first + 200) for wrong in tables.mistakes(seed)] == []


@pytest.mark.parametrize(("people", "published"), [([-1], [[0]]), ([1], [[1]])])
def test_numbers_that_cannot_be_are_refused(people: list[int], published: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="an atom"):
        disclosures(people, published, 5)
