"""What readers work out of published totals: cases worked out by hand, then against plain linear algebra."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from random import Random

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


def test_each_group_has_its_equation_unless_fewer_are_asked_for() -> None:
    people, published = [20, 1, 12, 2, 6, 3], [[0, 1], [0], [2, 3], [2], [4, 5], [4]]
    assert [len(each.equation) for each in disclosures(people, published, 5).disclosures] == [2, 2, 2]
    said = disclosures(people, published, 5, equations_max=1)
    assert [(each.people, len(each.equation)) for each in said.disclosures] == [(1, 2), (2, 0), (3, 0)]


def hidden_in(sizes: list[int]) -> tuple[list[int], list[frozenset[int]], list[frozenset[int]]]:
    """People, totals and groups: single people in groups of these sizes, each of which is a total less another.

    Everybody is counted by a total of their own besides, with twenty people of whom nothing else is known.
    """
    people: list[int] = []
    published: list[frozenset[int]] = []
    groups: list[frozenset[int]] = []
    for size in sizes:
        first = len(people)
        people += [50, *[1, 20] * size]
        group = frozenset(range(first + 1, first + 2 * size, 2))
        published += [group | {first}, frozenset({first}), *(frozenset({one, one + 1}) for one in sorted(group))]
        groups.append(group)
    return people, published, groups


def test_all_groups_are_found_among_many_people() -> None:
    people, published, groups = hidden_in([1, 2, 3, 4] * 60)
    said = disclosures(people, published, 5)
    assert {each.atoms for each in said.disclosures} == set(groups)
    assert all(len(each.equation) == 2 for each in said.disclosures)
    assert said.is_complete


def test_a_high_threshold_needs_larger_groups() -> None:
    people, published, groups = hidden_in([9, 5, 7, 3, 9])
    said = disclosures(people, published, 10)
    assert {each.atoms for each in said.disclosures} == set(groups)
    assert said.is_complete
    many, published, groups = hidden_in([9] * 40)
    said = disclosures(many, published, 10)
    assert not said.is_complete
    assert said.disclosures == ()
    named = disclosures(many, published, 10, groups)
    assert {each.atoms for each in named.disclosures} == set(groups)


def test_groups_are_found_under_totals_that_overlap_at_random() -> None:
    random, atoms = Random("overlaps"), range(400)
    people = [random.choice((1, 1, 2, 3, 9)) for _ in atoms]
    published = [frozenset(atom for atom in atoms if random.random() < 0.5) for _ in range(300)]
    single = [atom for atom in atoms if people[atom] == 1]
    groups = [frozenset(single[first : first + 4]) for first in range(0, 40, 4)]
    rests = [frozenset(random.sample(sorted(set(atoms) - group), 150)) for group in groups]
    published += [rest | group for rest, group in zip(rests, groups, strict=True)]
    said = disclosures(people, [*published, *rests], 5)
    assert {each.atoms for each in said.disclosures} == set(groups)
    assert said.is_complete


def test_who_is_known_together_with_many_others_is_told_once_with_each() -> None:
    # A ring of single people, of whom each two neighbors are known together: so is everybody with every second other.
    size = 120
    people = [*[1] * size, *[30] * size]
    ring = [frozenset({one, (one + 1) % size, size + one}) for one in range(size)]
    said = disclosures(people, [*ring, *(frozenset({size + one}) for one in range(size))], 5, equations_max=1)
    assert {each.atoms for each in said.disclosures} == {
        frozenset({one, other}) for one in range(0, size, 2) for other in range(1, size, 2)
    }


def test_small_tables_load_no_library() -> None:
    made = "[20, 12, 6, 2], [[0, 1, 2, 3], [0], [1], [2]], 5"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from cxprog.analysis.anonymity.differencing import disclosures;"
            "from cxprog.analysis.anonymity.suppression import suppression;"
            f"assert disclosures({made}).disclosures; assert suppression({made}, [40, 20, 12, 6]).hidden;"
            "print(*{'numpy', 'scipy'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("first", range(0, 2000, 200))
def test_small_tables_give_away_what_linear_algebra_says(first: int) -> None:
    assert [wrong for seed in range(first, first + 200) for wrong in tables.mistakes(seed)] == []


@pytest.mark.parametrize(("people", "published"), [([-1], [[0]]), ([1], [[1]])])
def test_numbers_that_cannot_be_are_refused(people: list[int], published: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="an atom"):
        disclosures(people, published, 5)
