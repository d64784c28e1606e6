"""A downstream tool and what it can itself guarantee."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    ChannelRef,
    Delay,
    Duration,
    Many,
    Name,
    OwnerRef,
    Zone,
)


class SharedCap(Part):
    """A limit on all invitations from a tool."""

    at_most: Annotated[int, Field(ge=1)]
    """Most invitations to one person."""
    within: Duration
    """Length of the window; every day starts one."""


class Enforces(Part):
    """What the tool guarantees without anybody watching."""

    rest: Duration | None = None
    """Shared rest: shortest time between any two invitations from this tool to the same person."""
    shared_caps: Many[SharedCap] = ()
    """Shared caps: most invitations from this tool to the same person. Surveys that respect the shared rest are kept
    back by them, and those that start it count."""
    own_rest: bool = False
    """Whether the tool keeps the rest that a survey sets for itself (`rest: {own: ...}`)."""
    caps: bool = False
    """Whether the tool keeps the caps that surveys set."""
    freezes: bool = False
    """Whether the tool sends nothing on the days that policies freeze."""
    anonymity: bool = False
    """Whether answers can be stored without a link to the person."""
    minimum_group: bool = False
    """Whether small groups are hidden in reports."""
    clock: Zone | None = None
    """Time zone in which the tool counts days; the program's clock when left out."""
    evaluated_at: Literal["send", "trigger"] = "send"
    """When rests and caps are checked: just before sending, or already when the trigger comes in."""
    send_delay: Delay | None = None
    """Time between trigger and sending, where checks happen at the trigger."""
    counts_per: Literal["person", "record", "account"] = "person"
    """Whose invitations the tool counts together."""
    records_per_person: Annotated[int, Field(ge=1)] | None = None
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
