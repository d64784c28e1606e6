"""A downstream tool and what it can itself guarantee."""

from __future__ import annotations

from typing import Literal

from cxprog.language.base import Node, Part
from cxprog.language.types import ChannelRef, Delay, Duration, Many, Name, TeamRef


class Enforces(Part):
    """What the tool guarantees without anybody watching."""

    rest: Duration | None = None
    """Shared rest: time between any two invitations from this tool to the same contact."""
    caps: bool = False
    """Whether caps on invitations are kept."""
    anonymity: bool = False
    """Whether answers can be stored without a link to the person."""
    minimum_group: bool = False
    """Whether small groups are hidden in reports."""
    evaluated_at: Literal["send", "trigger"] = "send"
    """When rests and caps are checked: just before sending, or already when the trigger comes in."""
    send_delay: Delay | None = None
    """Time between trigger and sending, where checks happen at the trigger."""
    counts_per: Literal["person", "record", "account"] = "person"
    """Whose invitations are counted together."""
    records_per_person: int | None = None
    """Most records one person can have, where checks count records."""


class Channel(Node):
    """A downstream tool."""

    kind: Literal["channel"]
    """Always `channel`."""
    type: Literal["survey", "alerting", "metrics", "crm", "ticketing", "community", "other"]
    """What the tool does."""
    tool: Name
    """Product name."""
    enforces: Enforces = Enforces()
    """What the tool guarantees."""
    shares_rest_with: Many[ChannelRef] = ()
    """Other channels whose invitations this one knows of and counts in its rest."""
    owner: TeamRef | None = None
    """The team that runs it; the program's owner when left out."""
