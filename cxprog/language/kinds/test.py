"""A test: given events and answers at certain times, what must happen and what must not."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cxprog.language.base import Node, Part, exactly_one
from cxprog.language.types import (
    Date,
    EventRef,
    Id,
    LoopRef,
    Many,
    ResponsibleRef,
    RoleRef,
    SurveyRef,
    TouchpointRef,
)


class Contact(Part):
    """A person in the scenario."""

    id: Id
    """Name within the test."""
    roles: Annotated[Many[RoleRef], Field(min_length=1)]
    """Roles the person holds."""
    by: Mapping[Id, str] = {}
    """Segment of the person, e.g. `{country: DE}`."""
    key_account: bool = False
    """Whether the person belongs to a key account."""


class Given(Part):
    """Something that happens: exactly one of passes, event, answers."""

    on: Date
    """Day on which it happens."""
    who: Id
    """The person it happens to."""
    passes: TouchpointRef | None = None
    """The person passes a touchpoint."""
    event: EventRef | None = None
    """A business event, milestone or change of that name happens."""
    answers: SurveyRef | None = None
    """The person answers this survey, with `values`."""
    values: Mapping[Id, int | float | str] = {}
    """Answers to the survey, by question."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        exactly_one(self, ("passes", "event", "answers"))
        return self


class Expected(Part):
    """Something that must happen: exactly one of invited, suppressed, case, told."""

    on: Date
    """Day on which it must happen."""
    who: Id | None = None
    """The person it concerns."""
    invited: SurveyRef | None = None
    """The person is invited to this survey."""
    suppressed: SurveyRef | None = None
    """An invitation to this survey is kept back."""
    case: LoopRef | None = None
    """A case of this loop is opened."""
    told: ResponsibleRef | None = None
    """This team or partner gets an alert."""
    by: LoopRef | None = None
    """The loop that the alert comes from."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        exactly_one(self, ("invited", "suppressed", "case", "told"))
        return self


class Test(Node):
    """A scenario, and what must follow from it."""

    kind: Literal["test"]
    """Always `test`."""
    starts: Date
    """First day of the scenario."""
    contacts: Annotated[Many[Contact], Field(min_length=1)]
    """People in the scenario."""
    given: Many[Given] = ()
    """What happens, in order."""
    expect: Annotated[Many[Expected], Field(min_length=1)]
    """What must follow."""
