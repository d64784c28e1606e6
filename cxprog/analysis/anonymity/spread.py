"""Where values of a metric can lie, and how far answers usually lie apart: what margins are planned with."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any, Literal, NamedTuple

from cxprog.analysis.anonymity import precision

NPS_VARIANCE = 0.72
"""Variance of one answer at -1, 0 or 1 to plan with; from it follow five points with 1,100 answers."""


class Spread(NamedTuple):
    """Where values of a metric can lie, and how far single answers usually lie from their mean."""

    sort: Literal["nps", "mean", "share"]
    lowest: float
    highest: float
    deviation: float
    """Standard deviation of single answers, in the unit of the metric."""

    @property
    def length(self) -> float:
        """From the lowest to the highest value."""
        return self.highest - self.lowest

    def margin(self, answers: int, people: int | None = None, effective: float | None = None) -> float:
        """The margin of error with so many answers, at least one; never more than from one end to the other."""
        if self.sort == "share":
            found = self.length * precision.share_half_width(answers, people, effective)
        else:
            compute = precision.mean_half_width if self.sort == "mean" else precision.normal_half_width
            found = compute(self.deviation, answers, people, effective)
        return min(found, self.length)

    def change(self, margin: float) -> float:
        """The smallest change between two numbers with this margin that is more than chance."""
        return min(precision.change_half_width(margin, margin), self.length)

    def needed(self, margin: float, people: int | None = None) -> int:
        """Fewest answers that leave no more than this margin of error."""
        if self.sort == "share":
            return precision.share_answers_needed(margin / self.length, people)
        compute = precision.mean_answers_needed if self.sort == "mean" else precision.answers_needed
        return compute(margin, self.deviation, people)

    def words(self, amount: float) -> str:
        """So much of a number as a person says it: `17 points`, `12 percentage points`, `0.31`."""
        if self.sort == "nps":
            return _count(amount, "point")
        if self.sort == "share":
            return _count(100 * amount / self.length, "percentage point")
        return f"{amount:.1f}" if amount >= 1 else f"{amount:.2f}"


NPS = Spread("nps", -100, 100, 100 * sqrt(NPS_VARIANCE))
"""How every NPS spreads."""


def spread_of(metric: Any) -> Spread | None:
    """How values of a metric spread; None where they come from no answers, or the scale is not known."""
    if metric.type == "operational" or metric.share_of is not None:
        return None
    if metric.type == "nps":
        return NPS
    if metric.type in ("top-box", "ratio"):
        whole = 100 if metric.scale is not None and metric.scale.highest >= 100 else 1
        return Spread("share", 0, whole, whole / 2)
    if metric.scale is None or metric.scale.highest <= metric.scale.lowest:
        return None
    ends = metric.scale.lowest, metric.scale.highest
    return Spread("mean", *ends, _DEVIATIONS.get(ends, (ends[1] - ends[0]) / 4))


_DEVIATIONS: Mapping[tuple[int, int], float] = {(1, 5): 0.95, (1, 7): 1.5, (0, 10): 2.1}
"""Usual standard deviation of answers by scale; for any other it is a quarter of the scale, no less than for these."""


def _count(amount: float, noun: str) -> str:
    shown = f"{amount:.1f}" if amount < 1 else f"{amount:.0f}"
    return f"{shown} {noun}{'' if shown == '1' else 's'}"
