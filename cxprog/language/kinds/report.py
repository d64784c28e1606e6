"""A report: which metrics or comments, cut how, shown to whom and when."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import EITHER, LONG, SHORT, Node, Part
from cxprog.language.types import (
    AnswerRef,
    BestPractice,
    Cadence,
    ChannelRef,
    Id,
    Key,
    LoopRef,
    Many,
    MetricRef,
    Name,
    OwnerRef,
    Pace,
    ReaderRef,
    TaxonomyRef,
    Text,
)


class Minimum(Part):
    """Fewest answers a cell needs before it is shown."""

    scores: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a score is shown."""
    comments: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before comments are shown."""


class Viewer(Part):
    """A team or partner, and how much of the report it sees."""

    who: ReaderRef
    """The team, partner or role that sees it, or a word such as `account-manager`."""
    sees: Literal["all", "own"] = "all"
    """`all`: everything; `own`: only what concerns its own customers or its own account."""


class Benchmark(Part):
    """What numbers are set against."""

    against: Literal["own-past", "own-markets", "competitors"]
    """Earlier values, other markets of the company, or competitors."""
    by: Literal["score", "change", "rank"] = "score"
    """Whether values are compared, their change over time, or ranks."""
    over: Cadence | None = None
    """The time over which a change is measured."""


class Report(Node):
    """What is shown to whom."""

    kind: Literal["report"]
    """Always `report`."""
    metrics: Many[MetricRef] = ()
    """Metrics that are shown."""
    comments: Many[AnswerRef] = ()
    """Open answers shown, each as `<survey>.<question>`."""
    comments_with: Many[Key] = ()
    """What stands beside each open answer, such as `day` or `account`: it can tie the answer to a person."""
    topics: Many[TaxonomyRef] = ()
    """Taxonomies whose codes are counted and shown."""
    loops: Many[LoopRef] = ()
    """Loops whose cases are shown: how many, how late, for which causes."""
    cut_by: Many[Id] = ()
    """What the numbers are cut by: dimensions of the population table, or `role`, `account`, `partner`, `survey`,
    `stage`, `touchpoint`, `code`."""
    totals: Literal["all", "nested", "none"] = "all"
    """Which totals are shown beside the finest groups: `all`, over each of the cuts and all of them; `nested`, in the
    order of `cut_by`, such as the whole, then each country, then each tier in it; or `none`."""
    filters: Many[Id] = ()
    """What readers can filter by besides: each dimension can be fixed to one of its values, or left open."""
    hide: Many[Mapping[Id, Name]] = ()
    """Groups and totals that are never shown, each by its values: `{country: AT, tier: gold}`, or `{country: AT}` for
    the total of a country."""
    counts: bool = True
    """Whether the number of answers is shown."""
    every: Pace = Pace("months", 0)
    """How often it is sent: `monthly`, `quarterly`, `immediately` with each answer, `on-demand` for whoever looks."""
    to: Annotated[Many[Annotated[Annotated[ReaderRef, SHORT] | Annotated[Viewer, LONG], EITHER]], Field(min_length=1)]
    """Teams, partners and roles that see it, or words such as `account-manager`; `{who: <id>, sees: own}` for one that
    sees only its own part."""
    covers: Cadence | None = None
    """The time that each edition covers; the time since the last one when left out."""
    form: Literal["dashboard", "scorecard", "summary"] | None = None
    """What it looks like."""
    pages: Annotated[int, Field(ge=1)] | None = None
    """Most pages it may have."""
    benchmark: Benchmark | None = None
    """What the numbers are set against, and how."""
    through: ChannelRef | None = None
    """The tool in which it is shown."""
    owner: OwnerRef | None = None
    """The team or partner that presents it; the program's owner when left out."""
    minimum: Minimum = Minimum()
    """Fewest answers a cell needs before it is shown."""
    note: Text | None = None
    """Words shown with the report."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""
