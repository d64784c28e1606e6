"""A practice: what a program does besides surveys, such as boards, councils, visits, training, recognition."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    BestPractice,
    Cadence,
    Capability,
    Competency,
    Delay,
    Duration,
    FollowerRef,
    Id,
    Many,
    Mode,
    Name,
    OwnerRef,
    Phase,
    PlaceRef,
    Process,
    Relationship,
    ReportRef,
    Reward,
    RoleRef,
    SurveyRef,
    TeamRef,
    Text,
    WholePracticeRef,
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
    per: Id | None = None
    """What the numbers are counted for, such as `site`, `region` or `account`; the whole practice when left out."""
    lead: Many[RoleRef] = ()
    """Roles of those who lead the members or speak for them."""
    chosen_by: Many[OwnerRef] = ()
    """Teams and partners that have a say in who is chosen."""
    open_to: Literal["invited", "everybody"] = "invited"
    """Whether members are invited, or anybody may join."""
    accounts_at_most: Annotated[int, Field(ge=1)] | None = None
    """Most accounts that each member looks after."""
    duties: Many[Text] = ()
    """What members do besides meeting."""
    expenses: Literal["company", "members", "shared"] | None = None
    """Who pays for travel and other expenses."""
    criteria: Many[Text] = ()
    """How members are chosen."""
    term: Delay | None = None
    """How long somebody is a member: `1y`, or a range such as `1y..2y`."""


class Practice(Node):
    """Something the program does regularly or always offers."""

    kind: Literal["practice"]
    """Always `practice`."""
    type: Literal[
        "advisory-board", "council", "community", "joint-visit", "executive-sponsor", "training", "recognition",
        "workshop", "champion-network", "story-campaign", "help-desk", "roadshow", "co-design", "coaching",
        "enablement", "business-review", "communication", "service-standard", "partner-selection",
        "partner-agreement", "other",
    ]  # fmt: skip
    """What sort of practice it is."""
    owner: OwnerRef | None = None
    """The team or partner that runs it; the program's owner when left out."""
    part_of: WholePracticeRef | None = None
    """The practice it is a part of."""
    sponsor: TeamRef | None = None
    """The team that backs it and clears the way."""
    every: Cadence | None = None
    """How often it takes place; left out when it is always there."""
    lasts: Duration | None = None
    """How long one meeting takes."""
    mode: Many[Mode] = ()
    """How those who take part meet."""
    alongside: Name | None = None
    """Event that it is attached to."""
    answers_within: Duration | None = None
    """How soon whoever asks something gets an answer."""
    members: Members = Members()
    """Who takes part."""
    goals: Many[Text] = ()
    """What the practice is for."""
    agenda: Many[Text] = ()
    """What is talked about each time."""
    agenda_by: Many[Literal["company", "members"]] = ()
    """Who decides what is talked about."""
    decides: Many[Text] = ()
    """What it may decide by itself."""
    works_on: Many[PlaceRef] = ()
    """Journeys, stages, steps or touchpoints it works on."""
    reaches: Many[RoleRef] = ()
    """Roles it is meant for, where these are not its members."""
    inputs: Many[ReportRef] = ()
    """Reports it works with."""
    follows: Many[SurveyRef] = ()
    """Surveys whose results it takes up, once they have been reviewed."""
    listens_with: Many[SurveyRef] = ()
    """Surveys or interviews it feeds or uses."""
    outputs: Many[Text] = ()
    """What comes out of it."""
    feeds: Many[FollowerRef] = ()
    """Practices and loops that work on with what comes out of it."""
    rewards: Many[Reward] = ()
    """What is recognized or rewarded, for practices of recognition."""
    prize: Text | None = None
    """What somebody who is recognized gets."""
    capability: Capability | None = None
    """The capability it builds; that of what it realizes when left out."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""
    process: Process | None = None
    """The business process it serves; that of what it realizes when left out."""
    competency: Many[Competency] = ()
    """The customer-experience competencies it builds."""
    relationship: Many[Relationship] = ()
    """Whose relationship it serves."""
    phase: Phase | None = None
    """Phase of the partner life cycle it belongs to."""
