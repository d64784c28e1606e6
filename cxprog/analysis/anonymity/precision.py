"""How far a number from few answers can lie from the truth: intervals of 95 % for NPS, shares and means.

Shares are from 0 to 1, NPS from -100 to 100. Where the claim is about the people of one population at one time, and n
of its N answered, intervals shrink by `sqrt((N - n) / (N - 1))` (Cochran, Sampling Techniques, 3rd edition, 1977,
sections 2.6 and 3.2); for a claim about what produces the answers, as with targets over time, N is
left out. What those think who did not answer, no interval knows.

Intervals of given answers come first, then margins to plan with, then changes, then how likely answers come at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import atan, ceil, cos, exp, fsum, inf, lgamma, log, log1p, pi, sin, sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""
_SEEN = 0.8416212335729143
"""One-sided 80 % of the normal distribution."""


class Interval(NamedTuple):
    """Where the truth lies, 19 times of 20."""

    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of its length, the margin of error."""
        return (self.high - self.low) / 2


def correction(answers: int, people: int | None) -> float:
    """By what intervals shrink where so many of all people answered; 1 where nothing is said of all people.

    Raises ValueError where more answered than there are.
    """
    if answers < 1 or (people is not None and answers > people):
        raise ValueError(f"{answers} answers of {people} people")
    if people is None:
        return 1.0
    return sqrt((people - answers) / (people - 1)) if people > 1 else 0.0


def effective_answers(weights: Iterable[tuple[float, float]]) -> float:
    """As many equal answers as unequal ones are worth: the square of their sum over the sum of their squares.

    Each weight comes with the number of answers that have it. Kish, Weighting for Unequal Pi, Journal of Official
    Statistics 8 (1992). ValueError where nothing has any weight.
    """
    given = tuple(weights)
    squares = fsum(count * weight**2 for weight, count in given)
    if squares == 0:
        raise ValueError("no answers with a weight")
    return fsum(count * weight for weight, count in given) ** 2 / squares


# INTERVALS OF GIVEN ANSWERS


def nps(promoters: float, detractors: float, answers: int, people: int | None = None) -> Interval:
    """The interval of an NPS, with three answers added, one quarter of each to promoters and detractors.

    The adjusted Wald interval of Rocks, Interval Estimation for the Net Promoter Score, The American Statistician 70
    (2016); the plain one holds too rarely below 30 answers. Counts need not be whole, for planning.
    """
    if promoters < 0 or detractors < 0 or promoters + detractors > answers:
        raise ValueError(f"{promoters} promoters and {detractors} detractors of {answers} answers")
    shrink = correction(answers, people)
    if shrink == 0:
        exact = 100 * (promoters - detractors) / answers
        return Interval(exact, exact)
    for_, against = (promoters + 0.75) / (answers + 3), (detractors + 0.75) / (answers + 3)
    middle = for_ - against
    margin = Z * sqrt((for_ + against - middle**2) / (answers + 3)) * shrink
    return Interval(max(-100.0, 100 * (middle - margin)), min(100.0, 100 * (middle + margin)))


def share(hits: int, answers: int, people: int | None = None) -> Interval:
    """The interval of a share, such as top boxes (Wilson, Journal of the American Statistical Association 22, 1927).

    With `people`, it counts as many answers as would be as precise among endless people.
    """
    if not 0 <= hits <= answers:
        raise ValueError(f"{hits} of {answers} answers")
    shrink = correction(answers, people)
    part = hits / answers
    if shrink == 0:
        return Interval(part, part)
    count = answers / shrink**2
    middle = (part + Z**2 / (2 * count)) / (1 + Z**2 / count)
    margin = Z * sqrt(part * (1 - part) / count + Z**2 / (4 * count**2)) / (1 + Z**2 / count)
    return Interval(max(0.0, middle - margin), min(1.0, middle + margin))


def mean_half_width(deviation: float, answers: int, people: int | None = None, effective: float | None = None) -> float:
    """The margin of error of a mean: Student's t with `answers - 1` degrees of freedom; infinite for one answer.

    Student, The Probable Error of a Mean, Biometrika 6 (1908). `deviation` is the standard deviation of single answers.
    `effective` says how many equal answers they are worth, where they count differently.
    """
    shrink = correction(answers, people)
    if shrink == 0:
        return 0.0
    count = float(answers) if effective is None else effective
    return inf if count < 2 else student(int(count) - 1) * deviation / sqrt(count) * shrink


@cache
def student(freedom: int) -> float:
    """Two-sided 95 % of Student's t distribution with so many degrees of freedom, right to eight digits.

    Up to 200 degrees from the finite series of Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
    26.7.3 and 26.7.4; above from the expansion 26.7.5, whose first term left out is below 1e-9 there.
    """
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    if freedom > _SERIES_MAX:
        return Z + fsum(_polynomial(terms) / below / freedom**power for power, (terms, below) in enumerate(_TERMS, 1))
    low, high = Z, 13.0
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 0.95 else (low, middle)
    return high


_SERIES_MAX = 200
_TERMS = (
    ({3: 1, 1: 1}, 4),
    ({5: 5, 3: 16, 1: 3}, 96),
    ({7: 3, 5: 19, 3: 17, 1: -15}, 384),
    ({9: 79, 7: 776, 5: 1482, 3: -1920, 1: -945}, 92160),
)
"""Terms of 26.7.5: powers of `Z` with their factors, over a number."""


def _polynomial(terms: dict[int, int]) -> float:
    return fsum(factor * Z**power for power, factor in terms.items())


def _within(bound: float, freedom: int) -> float:
    """How likely Student's t lies between the bounds with both signs."""
    angle = atan(bound / sqrt(freedom))
    is_odd = freedom % 2
    term = cos(angle) if is_odd else 1.0
    total = term if freedom > 1 else 0.0
    for step in range(3 if is_odd else 2, freedom - 1, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    return 2 / pi * (angle + sin(angle) * total) if is_odd else sin(angle) * total


# MARGINS TO PLAN WITH


def normal_half_width(
    deviation: float, answers: int, people: int | None = None, effective: float | None = None
) -> float:
    """The margin of error by the normal distribution (Cochran 1977, section 2.8), from what `mean_half_width` takes."""
    count = answers if effective is None else effective
    return Z * deviation / sqrt(count) * correction(answers, people)


def answers_needed(half_width: float, deviation: float, people: int | None = None) -> int:
    """Fewest answers for a margin of error by the normal distribution (Cochran 1977, section 4.4).

    As Krejcie and Morgan tabulate it for shares, Determining Sample Size for Research Activities, Educational and
    Psychological Measurement 30 (1970).
    """
    return _of_all((Z * deviation / half_width) ** 2, people)


def as_precise_as(answers: int, people: int) -> int:
    """Fewest of some people whose answers describe these as well as so many do endless people (Cochran 1977, 4.4)."""
    return _of_all(float(answers), people)


def _of_all(endless: float, people: int | None) -> int:
    """Whole answers, where so many were needed of endless people."""
    return ceil(endless if people is None else people * endless / (people - 1 + endless))


def mean_answers_needed(half_width: float, deviation: float, people: int | None = None) -> int:
    """Fewest answers, at least two, for a margin of error of a mean as `mean_half_width` has it.

    With `people`, all of them where no fewer do.
    """
    count = max(2, answers_needed(half_width, deviation, people))
    while (people is None or count < people) and mean_half_width(deviation, count, people) > half_width:
        count += 1
    return count if people is None else min(count, people)


def nps_half_width(answers: int, variance: float, people: int | None = None, effective: float | None = None) -> float:
    """The margin of error to plan with, in points: `variance` is that of one answer at -1, 0 or 1, at most 1.

    As Lewis and Sauro plan it, Sample Size Estimation for NPS Confidence Intervals (MeasuringU, 2021), without the
    three answers that they add; 0.6 to 0.72 is a usual variance.
    """
    return normal_half_width(100 * sqrt(variance), answers, people, effective)


def nps_answers_needed(half_width: float, variance: float, people: int | None = None) -> int:
    """Fewest answers for a margin of error in points, planned as `nps_half_width` does."""
    return answers_needed(half_width, 100 * sqrt(variance), people)


def share_half_width(answers: int, people: int | None = None, effective: float | None = None) -> float:
    """The widest margin of error of a share: Wilson's where one half agree."""
    shrink = correction(answers, people)
    count = answers if effective is None else effective
    return Z / (2 * sqrt(count / shrink**2 + Z**2)) if shrink else 0.0


def share_answers_needed(half_width: float, people: int | None = None) -> int:
    """Fewest answers, at least one, for a margin of error of a share, planned as `share_half_width` does."""
    return max(1, _of_all((Z / (2 * half_width)) ** 2 - Z**2, people))


# CHANGES


def change_half_width(before: float, after: float) -> float:
    """The margin of error of a change, from the margins of both values: what lies below is no more than chance.

    Squares of margins add up (Newcombe, Interval Estimation for the Difference Between Independent Proportions,
    Statistics in Medicine 17, 1998, method 10); of two equal ones it is one times the square root of two.
    """
    return sqrt(before**2 + after**2)


def change_seen(before: float, after: float) -> float:
    """The smallest true change that will be told from chance four times of five.

    Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition, 1988, chapter 2: a power of 80 %.
    """
    return change_half_width(before, after) * (Z + _SEEN) / Z


# HOW LIKELY ANSWERS COME


def likely_at_least(least: int, people: int, rate: float) -> float:
    """How likely so many answer, where each of some people does with this chance: the binomial distribution."""
    return likely_at_least_of(least, [(people, rate)])


def likely_at_least_of(least: int, groups: Iterable[tuple[int, float]]) -> float:
    """How likely so many answer in several groups together, each of so many people who answer with this chance.

    The distribution of the sum by convolution (Feller, An Introduction to Probability Theory and Its Applications,
    volume 1, 3rd edition, 1968, XI.2): exact, for what adds up to less than `least` consists of counts below it.
    """
    if least <= 0:
        return 1.0
    fewer = [1.0]
    for people, rate in groups:
        own = _binomial(people, rate, least)
        size = min(least, len(fewer) + len(own) - 1)
        fewer = [
            fsum(fewer[first] * own[total - first] for first in _fitting(total, len(fewer), len(own)))
            for total in range(size)
        ]
    return min(1.0, max(0.0, 1 - fsum(fewer)))


def _fitting(total: int, first: int, second: int) -> range:
    """Places in a list whose counterpart, adding up to the total, lies in a second one."""
    return range(max(0, total - second + 1), min(first, total + 1))


def _binomial(people: int, rate: float, below: int) -> list[float]:
    """How likely 0, 1, 2 and so on of some people answer, for counts below a number."""
    if rate <= 0:
        return [1.0]
    if rate >= 1:
        return [0.0] * min(people, below) + ([1.0] if people < below else [])
    sides = log(rate), log1p(-rate)
    whole = lgamma(people + 1)
    return [
        exp(whole - lgamma(hits + 1) - lgamma(people - hits + 1) + hits * sides[0] + (people - hits) * sides[1])
        for hits in range(min(people + 1, below))
    ]
