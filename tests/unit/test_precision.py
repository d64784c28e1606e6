"""Intervals, margins and numbers of answers against published tables, another library and exact probabilities."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import product
from math import comb, factorial, inf, sqrt

import pytest

from cxprog.analysis.anonymity import precision
from cxprog.analysis.anonymity.precision import Interval

# NET PROMOTER SCORES


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


def test_with_the_largest_spread_an_nps_needs_more() -> None:
    assert precision.nps_answers_needed(5, 1) == 1537
    assert precision.nps_answers_needed(10, 1) == 385


def test_eleven_hundred_answers_are_five_points() -> None:
    assert precision.nps_half_width(1100, 0.716) == pytest.approx(5.0, abs=0.001)


@pytest.mark.parametrize(("people", "needed"), [(100, 92), (200, 170), (400, 294), (1000, 525), (1_000_000, 1099)])
def test_fewer_people_need_fewer_answers_to_be_described_as_well(people: int, needed: int) -> None:
    assert precision.as_precise_as(1100, people) == needed
    assert precision.nps_half_width(needed, 0.72, people) <= precision.nps_half_width(1100, 0.72)
    assert precision.nps_half_width(needed - 1, 0.72, people) > precision.nps_half_width(1100, 0.72)


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        (5, (53, 63, 49)),
        (10, (42, 51, 36)),
        (30, (27, 33, 21)),
        (50, (21, 27, 16)),
        (100, (15, 19, 11)),
        (200, (11, 14, 8)),
        (385, (8, 10, 6)),
        (1000, (5, 6, 4)),
    ],
)
def test_adjusted_margins_of_an_nps_as_tabulated(answers: int, points: tuple[int, int, int]) -> None:
    # Promoters and detractors: half and a fifth, half and half, seven tenths and one twentieth.
    for (promoters, detractors), expected in zip(((0.5, 0.2), (0.5, 0.5), (0.7, 0.05)), points, strict=True):
        found = precision.nps(promoters * answers, detractors * answers, answers)
        middle = 100 * (promoters - detractors) * answers / (answers + 3)
        margin = max(found.high - middle, middle - found.low)  # one end may lie at 100
        assert abs(margin - expected) < 0.55  # 62.46 of 5 answers, half and half, is tabulated as 63


@pytest.mark.parametrize(("half_width", "needed"), [(10, 232), (5, 935)])
def test_answers_that_the_adjusted_interval_needs(half_width: float, needed: int) -> None:
    # Lewis and Sauro: n = s² Z² / d² - 3, with half of all promoters and a fifth detractors.
    assert precision.nps(0.5 * needed, 0.2 * needed, needed).half_width <= half_width
    fewer = needed - 1
    assert precision.nps(0.5 * fewer, 0.2 * fewer, fewer).half_width > half_width


def test_the_adjusted_interval_by_hand() -> None:
    # Of 10 answers 7 promote and 1 detracts: 7.75 and 1.75 of 13; middle 6/13, spread 9.5/13 - (6/13)**2.
    found = precision.nps(7, 1, 10)
    margin = 100 * precision.Z * ((9.5 / 13 - (6 / 13) ** 2) / 13) ** 0.5
    assert found.low == pytest.approx(600 / 13 - margin)
    assert found.high == pytest.approx(600 / 13 + margin)


# HOW OFTEN INTERVALS HOLD

Shares = tuple[float, float]
"""Parts of promoters and detractors."""
MIXED, LOYAL = (0.45, 0.20), (0.70, 0.05)


def plain(promoters: int, detractors: int, answers: int, people: int | None = None) -> Interval:
    """The Wald interval, as most calculators have it."""
    middle = (promoters - detractors) / answers
    spread = (promoters + detractors) / answers - middle**2
    margin = precision.Z * sqrt(spread / answers) * precision.correction(answers, people)
    return Interval(100 * (middle - margin), 100 * (middle + margin))


def counts(shares: Shares, answers: int, people: int | None) -> Iterator[tuple[int, int, float]]:
    """Every number of promoters and detractors among so many answers, with how likely it is."""
    for promoters, detractors in product(range(answers + 1), repeat=2):
        others = answers - promoters - detractors
        if others < 0:
            continue
        if people is None:
            ways = factorial(answers) // (factorial(promoters) * factorial(detractors) * factorial(others))
            rest = 1 - sum(shares)
            yield promoters, detractors, ways * shares[0] ** promoters * shares[1] ** detractors * rest**others
        else:
            all_of = [round(share * people) for share in shares]
            ways = comb(all_of[0], promoters) * comb(all_of[1], detractors) * comb(people - sum(all_of), others)
            yield promoters, detractors, ways / comb(people, answers)


def coverage(interval: Callable[..., Interval], shares: Shares, answers: int, people: int | None = None) -> float:
    """How likely an interval holds the truth, exactly."""
    truth = 100 * (shares[0] - shares[1])
    return sum(
        likely
        for promoters, detractors, likely in counts(shares, answers, people)
        for found in [interval(promoters, detractors, answers, people)]
        if found.low - 1e-9 <= truth <= found.high + 1e-9
    )


@pytest.mark.parametrize(
    ("shares", "interval", "published"),
    [
        (MIXED, plain, (0.856, 0.900, 0.924, 0.935, 0.943)),
        (MIXED, precision.nps, (0.967, 0.954, 0.947, 0.947, 0.947)),
        (LOYAL, plain, (0.804, 0.859, 0.917, 0.914, 0.944)),
        (LOYAL, precision.nps, (0.915, 0.948, 0.951, 0.954, 0.950)),
    ],
)
def test_how_often_intervals_of_an_nps_hold(
    shares: Shares, interval: Callable[..., Interval], published: tuple[float, ...]
) -> None:
    for answers, expected in zip((5, 10, 20, 30, 100), published, strict=True):
        assert coverage(interval, shares, answers) == pytest.approx(expected, abs=0.005)  # 40,000 draws


@pytest.mark.parametrize(
    ("interval", "published"), [(plain, (0.936, 0.932, 0.945)), (precision.nps, (0.929, 0.930, 0.940))]
)
def test_how_often_corrected_intervals_hold(interval: Callable[..., Interval], published: tuple[float, ...]) -> None:
    for answers, expected in zip((10, 30, 100), published, strict=True):
        assert coverage(interval, LOYAL, answers, 2 * answers) == pytest.approx(expected, abs=0.005)


def test_the_plain_interval_fails_where_the_adjusted_one_holds() -> None:
    for shares in (MIXED, LOYAL):
        assert coverage(plain, shares, 10) <= 0.90
        assert coverage(precision.nps, shares, 10) >= 0.945


def test_means_of_few_answers_hold_with_student_only() -> None:
    draw = random.Random(20261122)
    weights, draws, answers = (5, 10, 30, 35, 20), 4000, 6
    truth = sum(weight * value for value, weight in enumerate(weights, 1)) / sum(weights)
    held, held_by_normal = 0, 0
    for _ in range(draws):
        given = draw.choices(range(1, 6), weights, k=answers)
        mean = sum(given) / answers
        deviation = sqrt(sum((each - mean) ** 2 for each in given) / (answers - 1))
        held += abs(mean - truth) <= precision.mean_half_width(deviation, answers)
        held_by_normal += abs(mean - truth) <= precision.normal_half_width(deviation, answers)
    assert held_by_normal / draws < 0.91 < 0.93 < held / draws < 0.97


# SHARES AND MEANS


@pytest.mark.parametrize(("hits", "answers"), [(0, 5), (5, 5), (3, 10), (81, 263), (15, 148), (999, 1000)])
def test_shares_as_another_library_has_them(hits: int, answers: int) -> None:
    from scipy.stats import binomtest

    said = binomtest(hits, answers).proportion_ci(method="wilson")
    found = precision.share(hits, answers)
    assert (found.low, found.high) == pytest.approx((said.low, said.high), abs=1e-9)


@pytest.mark.parametrize(
    ("hits", "answers", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_as_published(hits: int, answers: int, low: float, high: float) -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
    found = precision.share(hits, answers)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_share_of_few_people_counts_as_more_answers() -> None:
    # 10 of 19 people are as precise as 10 * 18 / 9 = 20 of endless ones.
    assert precision.share(3, 10, people=19) == pytest.approx(precision.share(6, 20))
    assert precision.share_half_width(10, 19) == pytest.approx(precision.share_half_width(20))


@pytest.mark.parametrize("answers", [1, 2, 10, 30, 385])
def test_a_share_to_plan_with_is_the_widest_one(answers: int) -> None:
    widths = [precision.share(hits, answers).half_width for hits in range(answers + 1)]
    assert max(widths) <= precision.share_half_width(answers) + 1e-12
    if answers % 2 == 0:
        assert precision.share(answers // 2, answers).half_width == pytest.approx(precision.share_half_width(answers))


@pytest.mark.parametrize("half_width", [0.03, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("people", [None, 50, 400, 10_000])
def test_answers_that_a_share_needs(half_width: float, people: int | None) -> None:
    needed = precision.share_answers_needed(half_width, people)
    assert precision.share_half_width(needed, people) <= half_width + 1e-12
    assert precision.share_half_width(needed - 1, people) > half_width


@pytest.mark.parametrize(
    ("people", "needed"),
    [(10, 10), (50, 44), (100, 80), (200, 132), (300, 169), (400, 196), (500, 217), (1000, 278), (2000, 322),
     (5000, 357), (10_000, 370), (100_000, 384)],
)  # fmt: skip
def test_answers_as_krejcie_and_morgan_have_them(people: int, needed: int) -> None:
    assert abs(precision.answers_needed(0.05, 0.5, people) - needed) <= 1  # there rounded, here rounded up


@pytest.mark.parametrize(
    ("deviation", "half_width", "needed"),
    [(0.95, 0.1, 347), (0.95, 0.2, 87), (0.95, 0.3, 39), (1.5, 0.2, 217), (1.5, 0.3, 97), (1.5, 0.5, 35),
     (2.1, 0.3, 189), (2.1, 0.5, 68)],
)  # fmt: skip
def test_answers_that_means_need(deviation: float, half_width: float, needed: int) -> None:
    assert precision.answers_needed(half_width, deviation) == needed
    found = precision.mean_answers_needed(half_width, deviation)
    assert needed < found <= needed + 3
    assert precision.mean_half_width(deviation, found) <= half_width < precision.mean_half_width(deviation, found - 1)


def test_no_more_answers_are_needed_than_there_are_people() -> None:
    assert precision.mean_answers_needed(0.01, 0.95, 5) == 5
    assert precision.mean_answers_needed(0.2, 0.95, 1) == 1
    assert precision.mean_answers_needed(9, 0.95) == 2
    found = precision.mean_answers_needed(0.2, 0.95, 100)
    assert precision.mean_half_width(0.95, found, 100) <= 0.2 < precision.mean_half_width(0.95, found - 1, 100)


@pytest.mark.parametrize(("answers", "quantile"), [(2, 12.706), (5, 2.776), (11, 2.228), (31, 2.042), (121, 1.980)])
def test_means_use_the_published_quantiles_of_student(answers: int, quantile: float) -> None:
    assert precision.mean_half_width(1.0, answers) * answers**0.5 == pytest.approx(quantile, abs=0.0006)


def test_quantiles_of_student_as_another_library_has_them() -> None:
    from scipy.stats import t

    for freedom in (*range(1, 260), 1000, 10_000, 1_000_000):
        assert precision.student(freedom) == pytest.approx(t.ppf(0.975, freedom), rel=1e-10)


def test_whoever_asks_everybody_and_hears_all_knows() -> None:
    assert precision.nps(3, 1, 8, people=8) == (25, 25)
    assert precision.share(3, 8, people=8) == (0.375, 0.375)
    assert precision.share_half_width(8, people=8) == 0
    assert precision.normal_half_width(2.0, 8, people=8) == 0
    assert precision.mean_half_width(2.0, 8, people=8) == 0
    assert precision.mean_half_width(2.0, 1) == inf
    assert precision.mean_half_width(2.0, 1, people=1) == 0


def test_unequal_answers_are_worth_fewer_equal_ones() -> None:
    assert precision.effective_answers([(3.0, 40)]) == pytest.approx(40)
    assert precision.effective_answers([(20, 1), (1, 80)]) == pytest.approx(100**2 / (400 + 80))
    assert precision.nps_half_width(81, 0.72, effective=20) == precision.nps_half_width(20, 0.72)
    assert precision.share_half_width(81, effective=20) == precision.share_half_width(20)
    assert precision.mean_half_width(1, 81, effective=20.9) == pytest.approx(precision.student(19) / sqrt(20.9))
    assert precision.mean_half_width(1, 81, effective=1.9) == inf
    with pytest.raises(ValueError, match="weight"):
        precision.effective_answers([(0, 5)])


# CHANGES


def test_a_change_is_less_certain_than_both_values() -> None:
    assert precision.change_half_width(10, 10) == pytest.approx(10 * sqrt(2))
    assert precision.change_half_width(3, 4) == 5


def test_a_change_that_is_seen_four_times_of_five() -> None:
    from scipy.stats import norm

    shift = precision.change_seen(10, 10) / (precision.change_half_width(10, 10) / precision.Z)
    seen = norm.sf(precision.Z - shift) + norm.cdf(-precision.Z - shift)
    assert seen == pytest.approx(0.8, abs=0.0001)


# HOW LIKELY ANSWERS COME


@pytest.mark.parametrize(("rate", "people"), [(0.10, 89), (0.20, 44), (0.30, 28), (0.50, 16)])
def test_people_who_make_five_answers_nearly_sure(rate: float, people: int) -> None:
    assert precision.likely_at_least(5, people, rate) >= 0.95 > precision.likely_at_least(5, people - 1, rate)
    by_hand = 1 - sum(comb(people, count) * rate**count * (1 - rate) ** (people - count) for count in range(5))
    assert precision.likely_at_least(5, people, rate) == pytest.approx(by_hand)


def test_chances_as_another_library_has_them() -> None:
    from scipy.stats import binom

    for people, rate, least in product((1, 7, 300, 40_000), (0.001, 0.25, 0.5, 0.97), (1, 5, 30, 250)):
        said = binom.sf(least - 1, people, rate)
        assert precision.likely_at_least(least, people, rate) == pytest.approx(said, abs=1e-9)


def test_the_expected_number_alone_is_met_little_more_than_half_the_time() -> None:
    assert 0.5 < precision.likely_at_least(5, 50, 0.1) < 0.65
    assert precision.likely_at_least(0, 3, 0.5) == 1
    assert precision.likely_at_least(4, 3, 0.5) == 0
    assert precision.likely_at_least(3, 3, 1) == 1
    assert precision.likely_at_least(1, 3, 0) == 0


def test_groups_with_different_rates_together() -> None:
    groups = [(3, 0.2), (4, 0.9), (2, 0.5), (1, 0.0), (2, 1.0)]
    for least in range(13):
        by_hand = sum(
            _likely(answering, groups)
            for answering in product(*(range(people + 1) for people, _ in groups))
            if sum(answering) >= least
        )
        assert precision.likely_at_least_of(least, groups) == pytest.approx(by_hand, abs=1e-12)


def _likely(answering: tuple[int, ...], groups: list[tuple[int, float]]) -> float:
    total = 1.0
    for count, (people, rate) in zip(answering, groups, strict=True):
        total *= comb(people, count) * rate**count * (1 - rate) ** (people - count)
    return total


def test_a_group_may_be_told_in_parts() -> None:
    whole = precision.likely_at_least(10, 60, 0.2)
    assert precision.likely_at_least_of(10, [(25, 0.2), (35, 0.2)]) == pytest.approx(whole, abs=1e-12)
    assert precision.likely_at_least_of(10, []) == 0


@pytest.mark.parametrize(
    ("promoters", "detractors", "answers", "people"), [(6, 5, 10, None), (1, 1, 10, 9), (-1, 0, 3, None)]
)
def test_counts_that_cannot_be_are_refused(promoters: int, detractors: int, answers: int, people: int | None) -> None:
    with pytest.raises(ValueError, match="answers"):
        precision.nps(promoters, detractors, answers, people)


def test_freedom_and_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="degrees of freedom"):
        precision.student(0)
    with pytest.raises(ValueError, match="6 of 5 answers"):
        precision.share(6, 5)
