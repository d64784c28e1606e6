"""A number that is watched: how it is computed, from how many answers it may be shown, what it may be used for."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.kinds.question import Scale
from cxprog.language.types import (
    BestPractice,
    ChannelRef,
    Date,
    Id,
    LinkedMetricRef,
    Many,
    Name,
    OwnerRef,
    PracticeRef,
    Reward,
    Text,
)


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
    by: Date | None = None
    """Day by which it should be reached."""
    reason: Text | None = None
    """Why this value, where a rule asks for a reason."""


class ShareOf(Part):
    """In how many groups another metric lies in a band."""

    metric: LinkedMetricRef
    """The other metric."""
    band: Id
    """Its band that counts."""
    by: Id
    """The dimension of the population whose groups are counted, such as `country`."""


class Incentive(Part):
    """A reward that depends on the metric."""

    paid_to: Annotated[Many[OwnerRef], Field(min_length=1)]
    """Teams and partners that are rewarded."""
    on: Reward = "scores"
    """What is rewarded: answering fast, taking part, getting better, or the value itself."""
    paid_by: Literal["bands", "value"] = "value"
    """Whether whole bands are rewarded, or every point counts."""
    downside: Literal["none", "limited", "full"] = "full"
    """How much is lost when the goal is missed."""
    shadow_from: Date | None = None
    """Day from which the goal is shown without being paid."""
    pays_from: Date | None = None
    """First day that counts for the reward."""
    explained_in: Many[PracticeRef] = ()
    """Practices that explain the metric to those who are rewarded by it."""


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
    """Metrics it is compared with, such as share of wallet or renewals."""
    driver_of: Many[LinkedMetricRef] = ()
    """Metrics that analysis found to move with it: it is one of their key drivers."""
    made_of: Many[LinkedMetricRef] = ()
    """Metrics that it is worked out from, as a health score is."""
    per: Literal["account", "partner"] | None = None
    """Whether it is worked out for each account or partner by itself; over everybody when left out."""
    choice: Id | None = None
    """The choice of a question that is counted, or whose rank it is."""
    share_of: ShareOf | None = None
    """It is the share of groups, such as countries, in which another metric lies in a band."""
    adjusted_for: Many[Id] = ()
    """Dimensions of the population whose level is taken out before groups are put together."""
    measured_in: ChannelRef | None = None
    """The tool an operational metric comes from."""
    target: Target | None = None
    """A value to reach."""
    goal_of: Many[OwnerRef] = ()
    """Teams and partners whose goals it is part of."""
    incentive: Incentive | None = None
    """Who is rewarded by it, for what, and since when."""
    for_maturity: Many[Literal["new", "developing", "mature"]] = ()
    """Maturity of the partners it is used for; all when left out."""
    owner: OwnerRef | None = None
    """The team or partner that answers for it; the program's owner when left out."""
    unit: Name | None = None
    """Unit of an operational metric, such as `%` or `EUR`."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Other metrics that it is worked out from."""
        return (*self.made_of, *((self.share_of.metric,) if self.share_of else ()))
