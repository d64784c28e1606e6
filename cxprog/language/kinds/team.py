"""A team inside the company that owns touchpoints, surveys or loops."""

from typing import Literal

from cxprog.language.base import Node, Part
from cxprog.language.kinds.program import Hours
from cxprog.language.types import (
    Country,
    Level,
    Mail,
    Many,
    Name,
    ParentRef,
    Zone,
)


class Person(Part):
    """A person or mailbox that can be written to."""

    name: Name | None = None
    """Name as shown to others."""
    mail: Mail | None = None
    """Mail address."""


class Alerts(Part):
    """Where alerts go. Names only: keys and secrets stay in the alerting tool."""

    mail: Many[Mail] = ()
    """Mail addresses that get each alert."""
    chat: Name | None = None
    """Chat channel, for example `#dealer-care`."""
    pager: Name | None = None
    """Name of the on-call service."""


class Team(Node):
    """A team inside the company."""

    kind: Literal["team"]
    """Always `team`."""
    parent: ParentRef | None = None
    """The team this one belongs to."""
    level: Level | None = None
    """`strategic`: executives; `tactical`: managers; `operational`: those who serve customers."""
    people: Many[Person] = ()
    """Who is in the team, or its mailbox."""
    alerts: Alerts = Alerts()
    """Where alerts for the team go."""
    hours: Hours | None = None
    """Business hours; the program's when left out."""
    holidays: Country | None = None
    """Country, as two capital letters, whose public holidays the team keeps; the program's when left out."""
    clock: Zone | None = None
    """Time zone of the team's business hours; the program's when left out."""
