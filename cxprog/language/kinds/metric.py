"""A number that is watched: how it is computed, from how many answers it may be shown, what it may be used for."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.kinds.question import Scale
from cxprog.language.types import Date, Id, LinkedMetricRef, Many, Name, TeamRef, Text


class Band(Part):
    """A range of values that is treated alike."""

    id: Id
    """Name of the band."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""
    lowest: float
    """Lowest value of the band."""


class Target(Part):
    """A value to reach."""

    value: float
    """Value to reach."""
    by: Date
    """Day by which it should be reached."""
    reason: Text | None = None
    """Why this value, where a rule asks for a reason."""


class Metric(Node):
    """A number that is watched."""

    kind: Literal["metric"]
    """Always `metric`."""
    type: Literal["nps", "osat", "csat", "ces", "mean", "top-box", "ratio", "ranking", "operational"]
    """How it is computed; `operational` comes from another system, such as share of wallet."""
    scale: Scale | None = None
    """Lowest and highest possible value."""
    direction: Literal["higher-is-better", "lower-is-better"] | None = None
    """Whether a higher or a lower value is better."""
    bands: Many[Band] = ()
    """Ranges that are treated alike, each from its lowest value up."""
    minimum_n: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers from which the metric is shown or used."""
    use: Literal["signal", "indicator", "target", "incentive"] = "signal"
    """What it is used for: `signal` starts follow-up, `indicator` is watched, `target` steers, `incentive` pays."""
    weight_by: Literal["none", "account-value"] = "none"
    """Whether answers of valuable accounts count more."""
    linked_to: Many[LinkedMetricRef] = ()
    """Operational metrics it is compared with, such as share of wallet or renewals."""
    target: Target | None = None
    """A value to reach."""
    for_maturity: Many[Literal["new", "developing", "mature"]] = ()
    """Maturity of the partners it is used for; all when left out."""
    owner: TeamRef | None = None
    """The team that answers for it; the program's owner when left out."""
    unit: Name | None = None
    """Unit of an operational metric, such as `%` or `EUR`."""
