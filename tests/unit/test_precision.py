"""Intervals against published values and another library."""

from __future__ import annotations

from math import comb, inf

import pytest

from cxprog.analysis.anonymity import precision


@pytest.mark.parametrize(
    ("answers", "points"),
    [(10, 53), (20, 37), (30, 30), (50, 24), (100, 17), (200, 12), (385, 8.5), (500, 7.4), (1100, 5.0)],
)
def test_margins_of_an_nps_with_the_usual_spread(answers: int, points: float) -> None:
    digits = 1 if points != int(points) or points == 5 else 0
    assert round(precision.nps_half_width(answers, 0.72), digits) == points


@pytest.mark.parametrize(
    ("half_width", "people", "needed"),
    [
        (5, None, 1107),
        (8, None, 433),
        (10, None, 277),
        (15, None, 123),
        (20, None, 70),
        (5, 100, 92),
        (5, 200, 170),
        (5, 400, 294),
        (5, 1000, 526),
        (10, 100, 74),
        (10, 200, 117),
        (10, 400, 164),
        (10, 1000, 217),
    ],
)
def test_answers_that_an_nps_needs(half_width: float, people: int | None, needed: int) -> None:
    found = precision.nps_answers_needed(half_width, 0.72, people)
    assert abs(found - needed) <= 1  # published rounded, here rounded up
    assert precision.nps_half_width(found, 0.72, people) <= half_width + 1e-9
    assert precision.nps_half_width(found - 1, 0.72, people) > half_width


def test_eleven_hundred_answers_are_five_points() -> None:
    assert precision.nps_half_width(1100, 0.716) == pytest.approx(5.0, abs=0.001)


def test_the_adjusted_interval_by_hand() -> None:
    # Of 10 answers 7 promote and 1 detracts: 7.75 and 1.75 of 13; middle 6/13, spread 9.5/13 - (6/13)**2.
    found = precision.nps(7, 1, 10)
    margin = 100 * precision.Z * ((9.5 / 13 - (6 / 13) ** 2) / 13) ** 0.5
    assert found.low == pytest.approx(600 / 13 - margin)
    assert found.high == pytest.approx(600 / 13 + margin)


@pytest.mark.parametrize(("hits", "answers"), [(0, 5), (5, 5), (3, 10), (81, 263), (15, 148)])
def test_shares_as_another_library_has_them(hits: int, answers: int) -> None:
    from scipy.stats import binomtest

    said = binomtest(hits, answers).proportion_ci(method="wilson")
    found = precision.share(hits, answers)
    assert (found.low, found.high) == pytest.approx((said.low, said.high), abs=1e-9)


def test_a_share_as_published() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263.
    found = precision.share(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(("answers", "quantile"), [(2, 12.706), (5, 2.776), (11, 2.228), (31, 2.042), (121, 1.980)])
def test_means_use_the_published_quantiles_of_student(answers: int, quantile: float) -> None:
    assert precision.mean_half_width(1.0, answers) * answers**0.5 == pytest.approx(quantile, abs=0.0006)


def test_whoever_asks_everybody_and_hears_all_knows() -> None:
    assert precision.nps(3, 1, 8, people=8) == (25, 25)
    assert precision.share(3, 8, people=8) == (0.375, 0.375)
    assert precision.mean_half_width(2.0, 8, people=8) == 0
    assert precision.mean_half_width(2.0, 1) == inf
    assert precision.mean_half_width(2.0, 1, people=1) == 0


@pytest.mark.parametrize(("rate", "people"), [(0.10, 89), (0.20, 44), (0.30, 28), (0.50, 16)])
def test_people_who_make_five_answers_nearly_sure(rate: float, people: int) -> None:
    assert precision.likely_at_least(5, people, rate) >= 0.95 > precision.likely_at_least(5, people - 1, rate)
    by_hand = 1 - sum(comb(people, count) * rate**count * (1 - rate) ** (people - count) for count in range(5))
    assert precision.likely_at_least(5, people, rate) == pytest.approx(by_hand)


def test_the_expected_number_alone_is_met_little_more_than_half_the_time() -> None:
    assert 0.5 < precision.likely_at_least(5, 50, 0.1) < 0.65
    assert precision.likely_at_least(0, 3, 0.5) == 1
    assert precision.likely_at_least(4, 3, 0.5) == 0


@pytest.mark.parametrize(
    ("promoters", "detractors", "answers", "people"), [(6, 5, 10, None), (1, 1, 10, 9), (-1, 0, 3, None)]
)
def test_counts_that_cannot_be_are_refused(promoters: int, detractors: int, answers: int, people: int | None) -> None:
    with pytest.raises(ValueError, match="answers"):
        precision.nps(promoters, detractors, answers, people)
