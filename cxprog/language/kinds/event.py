"""An event: something that happens, and that surveys and loops wait for."""

from typing import Literal

from cxprog.language.base import Node
from cxprog.language.types import ChannelRef, Date, Many, OwnerRef, Rate, RoleRef, StepRef


class Event(Node):
    """Something that happens in the business."""

    kind: Literal["event"]
    """Always `event`."""
    type: Literal["event", "milestone", "change", "date"]
    """`event`: it happens to one person or account; `milestone`: a project reaches a point; `change`: the company
    changes something for many; `date`: a day each account has, such as its renewal."""
    at_most: Rate | None = None
    """How often it can happen to one person or account: a bound such as `1 per 365d`, not an average."""
    on: Date | None = None
    """Day of a change that is planned."""
    affects: Many[StepRef] = ()
    """Touchpoints, steps or stages where people notice it."""
    roles: Many[RoleRef] = ()
    """Who notices it."""
    owner: OwnerRef | None = None
    """The team or partner that brings it about or reports it."""
    reported_by: ChannelRef | None = None
    """The tool that reports it."""
