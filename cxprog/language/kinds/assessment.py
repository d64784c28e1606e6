"""A dated self-assessment of the four customer-experience competencies."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node
from cxprog.language.types import Date, Many, TeamRef

Scores = Annotated[Many[Annotated[int, Field(ge=1, le=5)]], Field(min_length=5, max_length=5)]


class Assessment(Node):
    """Twenty statements, five for each competency, each answered from 1 (never) to 5 (always)."""

    kind: Literal["assessment"]
    """Always `assessment`."""
    date: Date
    """Day of the assessment."""
    of: TeamRef | None = None
    """The part of the company that is assessed; the whole company when left out."""
    by: TeamRef | None = None
    """The team that filled it in."""
    purposeful_leadership: Scores
    """Five answers on purposeful leadership, each from 1 (never) to 5 (always) and not their total,
    in the order of the statements that `cxprog assess --form` prints."""
    compelling_brand_values: Scores
    """Five answers on compelling brand values, each from 1 (never) to 5 (always) and not their total,
    in the order of the statements that `cxprog assess --form` prints."""
    employee_engagement: Scores
    """Five answers on employee engagement, each from 1 (never) to 5 (always) and not their total,
    in the order of the statements that `cxprog assess --form` prints."""
    customer_connectedness: Scores
    """Five answers on customer connectedness, each from 1 (never) to 5 (always) and not their total,
    in the order of the statements that `cxprog assess --form` prints."""
