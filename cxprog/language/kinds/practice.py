"""A practice: what a program does besides surveys, such as boards, councils, visits, training, recognition."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    Cadence,
    Capability,
    Competency,
    Duration,
    Id,
    Many,
    OwnerRef,
    Phase,
    Relationship,
    ReportRef,
    RoleRef,
    SurveyRef,
    TeamRef,
    Text,
)


class Members(Part):
    """Who takes part."""

    at_least: Annotated[int, Field(ge=1)] | None = None
    """Fewest members."""
    at_most: Annotated[int, Field(ge=1)] | None = None
    """Most members."""
    of: Many[OwnerRef] = ()
    """Teams and partners that members come from."""
    roles: Many[RoleRef] = ()
    """Respondent roles that members hold."""
    criteria: Many[Text] = ()
    """How members are chosen."""
    term: Duration | None = None
    """How long somebody is a member."""


class Practice(Node):
    """Something the program does regularly or always offers."""

    kind: Literal["practice"]
    """Always `practice`."""
    type: Literal[
        "advisory-board", "council", "community", "joint-visit", "executive-sponsor", "training", "recognition",
        "workshop", "champion-network", "story-campaign", "help-desk", "roadshow", "co-design", "coaching", "other",
    ]  # fmt: skip
    """What sort of practice it is."""
    owner: TeamRef | None = None
    """The team that runs it; the program's owner when left out."""
    sponsor: TeamRef | None = None
    """The team that backs it and clears the way."""
    every: Cadence | None = None
    """How often it takes place; left out when it is always there."""
    lasts: Duration | None = None
    """How long one meeting takes."""
    members: Members = Members()
    """Who takes part."""
    goals: Many[Text] = ()
    """What the practice is for."""
    inputs: Many[ReportRef] = ()
    """Reports it works with."""
    listens_with: Many[SurveyRef] = ()
    """Surveys or interviews it feeds or uses."""
    outputs: Many[Text] = ()
    """What comes out of it."""
    capability: Capability | None = None
    """The capability it builds."""
    realizes: Id | None = None
    """Which practice of that capability it puts to work."""
    competency: Competency | None = None
    """The customer-experience competency it builds."""
    relationship: Relationship | None = None
    """Whose relationship it serves."""
    phase: Phase | None = None
    """Phase of the partner life cycle it belongs to."""
