"""A policy: the limits the program's owners set, each with the source of its number."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part, Share
from cxprog.language.types import (
    Audience,
    Cadence,
    Date,
    Duration,
    Id,
    Many,
    Name,
    Purpose,
    Reward,
    RoleRef,
    Sends,
    SurveyRef,
)


class Of(Part):
    """Which surveys a limit counts."""

    longer_than: Duration | None = None
    """Only surveys that take longer than this."""
    up_to: Duration | None = None
    """Only surveys that take no longer than this."""
    senders: Many[Sends] = ()
    """Only invitations signed like this."""
    purposes: Many[Purpose] = ()
    """Only surveys of these purposes."""
    roles: Many[RoleRef] = ()
    """Only invitations to these roles."""
    audience: Audience | None = None
    """Only invitations to this audience."""
    surveys: Many[SurveyRef] = ()
    """Only these surveys."""
    among: Mapping[Id, Many[Name]] = {}
    """Only people of these segments, by dimension of the population: `{country: [DE, AT]}`."""
    key_accounts: bool | None = None
    """`true`: only people of key accounts; `false`: only all others."""


class FrequencyLimit(Part):
    """A limit on invitations: a count or minutes within a window, or a gap between any two."""

    at_most: Annotated[int, Field(ge=0)] | None = None
    """Most invitations in any window."""
    minutes: Annotated[int, Field(ge=1)] | None = None
    """Most minutes asked for in any window."""
    within: Duration | None = None
    """Length of the window; every day starts one."""
    each: Literal["month", "quarter", "half-year", "year"] | None = None
    """In place of `within`: the limit holds for each of these, and says nothing of windows that lie in two of them.
    Months are those of the calendar, the others begin with the fiscal year."""
    gap: Duration | None = None
    """Shortest time between any two invitations."""
    per: Literal["person", "record", "account", "partner"] = "person"
    """Whose invitations are counted together."""
    of: Of = Of()
    """Which surveys count; all when left out."""
    reminders: Literal["exempt", "counted"] = "exempt"
    """Whether reminders count as invitations."""
    source: Name | None = None
    """Where the number comes from."""


class Freeze(Part):
    """Days on which nobody may be asked."""

    first: Date
    """First day on which nobody may be asked."""
    last: Date
    """Last day on which nobody may be asked."""
    yearly: bool = False
    """Whether the same days are frozen in every later year."""
    reason: Name | None = None
    """Why nobody may be asked then."""


class Anonymity(Part):
    """Fewest answers before something is shown."""

    scores_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a score is shown."""
    comments_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before comments are shown."""
    partners_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a partner sees anything of them."""
    customers_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a customer sees anything of what others said."""
    source: Name | None = None
    """Where the numbers come from."""


class MetricLimits(Part):
    """When a metric may be used for what."""

    alert_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers that a metric needs before it may raise an alert."""
    target_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers that a metric needs before it may be a target."""
    nps_indicator_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers that NPS needs before it may be a performance indicator."""
    cut_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers expected in a group before numbers are cut by it."""
    benchmark_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a number is compared with others."""
    trend_from: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers in each period before a change is shown."""
    nps_margin: Annotated[float, Field(gt=0, le=100)] | None = None
    """Widest margin of error, in points, with which NPS may be a target or pay."""
    score_margin: Annotated[float, Field(gt=0, le=1)] | None = None
    """Widest margin of error with which a mean or a share may be a target or pay, as a part of its scale: 0.05 is 0.2
    on a scale from 1 to 5."""
    account_share: Share | None = None
    """Largest part of a number that one account may decide."""
    source: Name | None = None
    """Where the numbers come from."""


class Incentives(Part):
    """What may be rewarded."""

    respondents: Literal["none", "results", "donation", "gift", "money"] | None = None
    """The most that respondents may be offered."""
    staff_on: Many[Reward] = ()
    """What the company's own teams may be rewarded for."""
    partners_on: Many[Reward] = ()
    """What partners may be rewarded for."""
    shadow_period: Cadence | None = None
    """How long a goal has to run without reward before it may pay."""
    paid_by: Literal["bands", "value"] | None = None
    """`bands`: rewards may depend on whole bands only."""
    downside: Literal["none", "limited", "full"] | None = None
    """The most that may be lost when a goal is missed."""
    source: Name | None = None
    """Where the numbers come from."""


class Coverage(Part):
    """What has to be listened to."""

    revenue_share: Annotated[float, Field(ge=0, le=1)] | None = None
    """Share of revenue whose accounts have to be asked in each period."""
    key_account_from: Annotated[float, Field(ge=0, le=1)] | None = None
    """Share of revenue from which an account is a key account."""
    complete: Many[Literal["six-ds", "partner-life-cycle", "capabilities", "buying-roles"]] = ()
    """Grids of `cxprog coverage` in which nothing that is asked for may be missing; `cxprog explain coverage` says what
    each of them asks for."""
    changes_within: Duration | None = None
    """How soon after a change those who notice it have to be asked."""
    assess_every: Cadence | None = None
    """How often the company assesses itself."""
    every: Cadence | None = None
    """The period in which they have to be asked."""
    source: Name | None = None
    """Where the number comes from."""


class FollowUp(Part):
    """Which answers have to be followed up."""

    nps_below: Annotated[int, Field(ge=0, le=10)] | None = None
    """Answers to an NPS question below this start an inner loop."""
    first_contact: Duration | None = None
    """How soon somebody has to get in touch."""
    source: Name | None = None
    """Where the numbers come from."""


class Promises(Part):
    """What respondents may be promised."""

    identities: Many[Literal["identified", "confidential", "anonymous"]] = ()
    """Promises that surveys may make; any when left out."""
    senders: Many[Sends] = ()
    """Who may sign invitations; anybody when left out."""
    source: Name | None = None
    """Where this comes from."""


class Policy(Node):
    """Limits that the owners of the program set."""

    kind: Literal["policy"]
    """Always `policy`."""
    frequency: Many[FrequencyLimit] = ()
    """How often people may be asked."""
    freezes: Many[Freeze] = ()
    """Days on which nobody may be asked."""
    anonymity: Anonymity | None = None
    """From how many answers things are shown."""
    metrics: MetricLimits | None = None
    """When metrics may be used for what."""
    incentives: Incentives | None = None
    """What may be rewarded."""
    coverage: Coverage | None = None
    """What has to be listened to."""
    follow_up: FollowUp | None = None
    """Which answers have to be followed up."""
    promises: Promises | None = None
    """What respondents may be promised."""
    severity: Literal["error", "warning", "info"] = "error"
    """How bad it is to break one of these limits."""
