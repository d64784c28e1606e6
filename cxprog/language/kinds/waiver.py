"""A waiver: a dated, owned, reasoned exception from one rule for one thing."""

from typing import Literal, Self

from pydantic import model_validator

from cxprog.language.base import Node, Part, exactly_one
from cxprog.language.types import (
    AssessmentRef,
    ChannelRef,
    Date,
    EventRef,
    Id,
    JourneyRef,
    LoopRef,
    MetricRef,
    PartnerRef,
    PolicyRef,
    PopulationRef,
    PracticeRef,
    ProgramRef,
    QuestionRef,
    ReportRef,
    RoleRef,
    StageRef,
    SurveyRef,
    TaxonomyRef,
    TeamRef,
    Text,
    TouchpointRef,
)


class Waived(Part):
    """The one thing the exception is for: exactly one of these keys."""

    survey: SurveyRef | None = None
    """A survey."""
    journey: JourneyRef | None = None
    """A whole journey."""
    stage: StageRef | None = None
    """A stage, as `<journey>.<stage>`."""
    touchpoint: TouchpointRef | None = None
    """A touchpoint, as `<journey>.<touchpoint>`."""
    question: QuestionRef | None = None
    """A question."""
    metric: MetricRef | None = None
    """A metric."""
    loop: LoopRef | None = None
    """A loop."""
    report: ReportRef | None = None
    """A report."""
    practice: PracticeRef | None = None
    """A practice."""
    role: RoleRef | None = None
    """A role."""
    team: TeamRef | None = None
    """A team."""
    partner: PartnerRef | None = None
    """A partner."""
    channel: ChannelRef | None = None
    """A channel."""
    policy: PolicyRef | None = None
    """A policy."""
    event: EventRef | None = None
    """An event."""
    taxonomy: TaxonomyRef | None = None
    """A taxonomy."""
    population: PopulationRef | None = None
    """A population."""
    assessment: AssessmentRef | None = None
    """An assessment."""
    program: ProgramRef | None = None
    """The program, for what is found in its document of kind `program`: what it lacks as a whole."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        exactly_one(self, type(self).model_fields)
        return self


class Waiver(Node):
    """An exception from one rule for one thing, until a day."""

    kind: Literal["waiver"]
    """Always `waiver`."""
    rule: Id
    """The rule that does not count for what is covered."""
    covers: Waived
    """The thing for which the rule does not count."""
    reason: Text
    """Why the exception is right."""
    owner: TeamRef
    """The team that answers for the exception."""
    until: Date
    """Last day of the exception."""
