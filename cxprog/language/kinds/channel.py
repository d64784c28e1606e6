"""A downstream tool and what it can itself guarantee."""

from typing import Literal

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    ChannelRef,
    Delay,
    Duration,
    Many,
    Name,
    OwnerRef,
)


class Enforces(Part):
    """What the tool guarantees without anybody watching."""

    rest: Duration | None = None
    """Shared rest: shortest time between any two invitations from this tool to the same person."""
    caps: bool = False
    """Whether the tool keeps the caps that surveys set."""
    anonymity: bool = False
    """Whether answers can be stored without a link to the person."""
    minimum_group: bool = False
    """Whether small groups are hidden in reports."""
    evaluated_at: Literal["send", "trigger"] = "send"
    """When rests and caps are checked: just before sending, or already when the trigger comes in."""
    send_delay: Delay | None = None
    """Time between trigger and sending, where checks happen at the trigger."""
    counts_per: Literal["person", "record", "account"] = "person"
    """Whose invitations the tool counts together."""
    records_per_person: int | None = None
    """Most records that one person can have in the tool, where it counts per record."""


class Channel(Node):
    """A tool that takes part in the program."""

    kind: Literal["channel"]
    """Always `channel`."""
    type: Literal["survey", "alerting", "metrics", "crm", "ticketing", "community", "portal", "other"]
    """What the tool does."""
    tool: Name
    """Product name."""
    enforces: Enforces = Enforces()
    """What the tool guarantees by itself."""
    shares_rest_with: Many[ChannelRef] = ()
    """Other channels whose invitations this one knows of and counts in its rest."""
    owner: OwnerRef | None = None
    """The team or partner that runs it; the program's owner when left out."""
