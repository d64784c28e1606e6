"""A downstream tool and what it can itself guarantee."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    ChannelRef,
    Delay,
    Duration,
    Id,
    Key,
    Many,
    Name,
    OwnerRef,
    ReaderRef,
    SurveyRef,
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
    remainders: bool = False
    """Whether the tool, where it hides a group, hides further ones from which the first could be worked out: what is
    hidden of a total always adds up to the minimum, or to nobody."""
    steps: bool = False
    """Whether a number that is shown stays as it is until a whole minimum of new answers has come in."""
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


class Dataset(Part):
    """Rows that people can open in the tool, and what each row holds."""

    id: Id
    """Name of the data set."""
    holds: Many[Literal["scores", "comments", "invitations", "people"]] = ("people",)
    """What the rows are: answers with their scores or comments, invitations, or people."""
    of: Many[SurveyRef] = ()
    """Surveys that the answers or invitations belong to; all surveys of the tool when left out."""
    keys: Annotated[Many[Key], Field(min_length=1)]
    """What each row holds that tells it from others; rows of two data sets with a key in common belong together."""
    seen_by: Annotated[Many[ReaderRef], Field(min_length=1)]
    """Teams, partners and roles that can open it."""


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
    datasets: Many[Dataset] = ()
    """Rows that people can open in the tool, such as a log of invitations or the list of contacts."""
    owner: OwnerRef | None = None
    """The team or partner that runs it; the program's owner when left out."""
