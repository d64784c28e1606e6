"""How far a number from few answers can lie from the truth: intervals of 95 % for NPS, shares and means.

Shares are from 0 to 1, NPS from -100 to 100. Where the claim is about the people of one population at one time, and n
of its N answered, intervals shrink by `sqrt((N - n) / (N - 1))` (Cochran, Sampling Techniques, 1977, section 2.6); for
a claim about what produces the answers, as with targets over time, N is left out. What those think who did not answer,
no interval knows.
"""

from __future__ import annotations

from math import ceil, inf, sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""


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


def nps(promoters: int, detractors: int, answers: int, people: int | None = None) -> Interval:
    """The interval of an NPS, with three answers added, one quarter of each to promoters and detractors.

    The adjusted Wald interval of Rocks, Interval Estimation for the Net Promoter Score, The American Statistician 70
    (2016); the plain one holds too rarely below 30 answers.
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


def mean_half_width(deviation: float, answers: int, people: int | None = None) -> float:
    """The margin of error of a mean: Student's t with `answers - 1` degrees of freedom; infinite for one answer."""
    shrink = correction(answers, people)
    if shrink == 0:
        return 0.0
    if answers == 1:
        return inf
    from scipy.special import stdtrit

    return float(stdtrit(answers - 1, 0.975)) * deviation / sqrt(answers) * shrink


def nps_half_width(answers: int, variance: float, people: int | None = None) -> float:
    """The margin of error to plan with, in points: `variance` is that of one answer at -1, 0 or 1, at most 1."""
    return 100 * Z * sqrt(variance / answers) * correction(answers, people)


def nps_answers_needed(half_width: float, variance: float, people: int | None = None) -> int:
    """Fewest answers for a margin of error in points, planned as `nps_half_width` does."""
    endless = variance * (100 * Z / half_width) ** 2
    return ceil(endless if people is None else people * endless / (people - 1 + endless))


def likely_at_least(least: int, people: int, rate: float) -> float:
    """How likely so many answer, where each of some people does with this chance."""
    if least <= 0:
        return 1.0
    if least > people:
        return 0.0
    from scipy.special import bdtrc

    return float(bdtrc(least - 1, people, rate))
