"""A report: which metrics or comments, cut how, shown to whom and when."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import EITHER, LONG, SHORT, Node, Part
from cxprog.language.types import AnswerRef, Id, Many, MetricRef, OwnerRef, Pace, Text


class Minimum(Part):
    """Fewest answers a cell needs before it is shown."""

    scores: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a score is shown."""
    comments: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before comments are shown."""


class Viewer(Part):
    """A team or partner, and how much of the report it sees."""

    who: OwnerRef
    """The team or partner that sees it."""
    sees: Literal["all", "own"] = "all"
    """`all`: everything; `own`: only what concerns its own customers."""


class Report(Node):
    """What is shown to whom."""

    kind: Literal["report"]
    """Always `report`."""
    metrics: Many[MetricRef] = ()
    """Metrics that are shown."""
    comments: Many[AnswerRef] = ()
    """Open answers shown, each as `<survey>.<question>`."""
    cut_by: Many[Id] = ()
    """Dimensions that the numbers are cut by, as in the population table."""
    totals: bool = True
    """Whether totals over all cuts are shown as well."""
    counts: bool = True
    """Whether the number of answers is shown."""
    every: Pace = Pace("minutes", 0)
    """How often it is sent: `monthly`, `quarterly`, or `immediately`."""
    to: Annotated[Many[Annotated[Annotated[OwnerRef, SHORT] | Annotated[Viewer, LONG], EITHER]], Field(min_length=1)]
    """Teams and partners that see it; `{who: <id>, sees: own}` for one that sees only its own part."""
    minimum: Minimum = Minimum()
    """Fewest answers a cell needs before it is shown."""
    note: Text | None = None
    """Words shown with the report."""
