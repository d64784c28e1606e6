"""A test: given events and answers at certain times, what must happen and what must not."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cxprog.language.base import Node, Part, exactly_one
from cxprog.language.types import (
    Date,
    EventRef,
    Id,
    LoopRef,
    Many,
    Moment,
    Name,
    PartnerRef,
    ReaderRef,
    ReportRef,
    ResponsibleRef,
    RoleRef,
    SurveyRef,
    TouchpointRef,
)

HAPPENS = ("passes", "event", "answers", "contacted", "closed")
"""Keys of what can happen, of which one is given."""
FOLLOWS = ("invited", "reminded", "suppressed", "case", "told", "report", "nothing")
"""Keys of what can follow, of which one is given."""
Reason = Literal[
    "own-rest", "shared-rest", "cap", "shared-cap", "freeze", "not-sampled", "not-qualified", "same-day",
    "waited-too-long", "too-few", "difference", "not-for-them",
]  # fmt: skip


def _one_or_many(value: Any) -> str:
    return "<many>" if isinstance(value, list | tuple) else "<one>"


Answer = Annotated[
    Annotated[int | float | str, Tag("<one>")] | Annotated[Many[str], Tag("<many>")], Discriminator(_one_or_many)
]
"""An answer to one question; told apart by its form, so that a mistake is reported once."""


class Contact(Part):
    """A person in the scenario, or several alike ones."""

    id: Id
    """Name within the test."""
    roles: Annotated[Many[RoleRef], Field(min_length=1)]
    """Roles the person holds."""
    by: Mapping[Id, str] = {}
    """Segment of the person, e.g. `{country: DE}`."""
    account: Name | None = None
    """The account the person belongs to; people who name the same one belong together. One of its own when left out."""
    key_account: bool = False
    """Whether the person belongs to a key account."""
    partner: PartnerRef | None = None
    """The partner that serves the person, or that the person works for."""
    drawn: bool = True
    """Whether chance picks the person wherever a survey asks only some."""
    people: Annotated[int, Field(ge=1)] = 1
    """How many alike people the entry stands for, where a metric needs many answers; all do the same."""


class Given(Part):
    """Something that happens: exactly one of passes, event, answers, contacted, closed."""

    on: Moment
    """Day on which it happens, or the moment in the program's clock: `2027-02-03` or `2027-02-03T14:30`. A day alone
    means the start of business hours."""
    who: Id | None = None
    """The person it happens to; left out, an event is everybody's, and a case nobody's in particular."""
    passes: TouchpointRef | None = None
    """The person passes this touchpoint."""
    event: EventRef | None = None
    """This event happens."""
    answers: SurveyRef | None = None
    """The person answers this survey, with `values`."""
    values: Mapping[Id, Answer] = {}
    """Answers to the survey, by question. A list holds several choices, a ranking, or the codes that a comment is filed
    under."""
    contacted: LoopRef | None = None
    """Somebody gets in touch about the person's case of this loop."""
    closed: LoopRef | None = None
    """The person's case of this loop is closed."""
    code: Id | None = None
    """How the case ended: one of the loop's close codes."""
    causes: Many[Id] = ()
    """Root causes that the case is filed under."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        exactly_one(self, HAPPENS)
        return self


class Expected(Part):
    """Something that must follow: exactly one of invited, reminded, suppressed, case, told, report, nothing."""

    on: Moment | None = None
    """Day on which it must happen, or the moment to the minute; at any time of the scenario when left out."""
    until: Date | None = None
    """Last day of a stretch that begins with `on`."""
    who: Id | None = None
    """The person it concerns."""
    never: bool = False
    """`true`: it must not happen."""
    invited: SurveyRef | None = None
    """The person is invited to this survey."""
    reminded: SurveyRef | None = None
    """The person is reminded of this survey."""
    suppressed: SurveyRef | None = None
    """An invitation to this survey is kept back."""
    because: Reason | None = None
    """Why an invitation is kept back, or why the report hides something."""
    case: LoopRef | None = None
    """Something happens to a case of this loop: see `state`."""
    state: Literal["opened", "contacted", "escalated", "overdue", "closed"] = "opened"
    """What happens to the case."""
    first_contact_by: Moment | None = None
    """When somebody has to have been in touch, for a case that opens."""
    resolve_by: Moment | None = None
    """When the matter has to be settled, for a case that opens."""
    told: ResponsibleRef | None = None
    """This team or partner gets an alert."""
    by: LoopRef | None = None
    """The loop that the alert comes from."""
    deadline: (
        Annotated[str, Field(pattern=r"^(open|first-contact|resolve|decision|closed|escalation-[1-9])$")] | None
    ) = None
    """What the alert is about: `open` for a new case, `first-contact`, `resolve` or `decision` for a missed deadline,
    `escalation-1` for the first step of the ladder, `closed` for the outcome. For a case that is overdue or escalated,
    which deadline it has missed or which step it has reached."""
    alone: bool = False
    """`true`: nobody else is told of the same thing."""
    report: ReportRef | None = None
    """What somebody sees in this report, from the answers so far: see `to`, `shows`, `hides`."""
    to: ReaderRef | None = None
    """Who looks at the report."""
    cell: Mapping[Id, str] = {}
    """The group that is looked at, e.g. `{country: DE}`; the total when left out."""
    shows: Many[Id] = ()
    """Metrics of the report that are shown, and questions whose comments are."""
    hides: Many[Id] = ()
    """Metrics of the report that are hidden, and questions whose comments are."""
    nothing: Literal["invited", "told", "opened", "happens"] | None = None
    """What must not happen: nobody is `invited` (or reminded), nobody is `told`, no case is `opened`, or none of
    these `happens`. With `who` it is about that person, with `by` about that loop."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        exactly_one(self, FOLLOWS)
        return self


class Test(Node):
    """A scenario, and what must follow from it."""

    kind: Literal["test"]
    """Always `test`."""
    starts: Date
    """First day of the scenario."""
    ends: Date | None = None
    """Last day of the scenario; the last day that is named when left out."""
    contacts: Annotated[Many[Contact], Field(min_length=1)]
    """People in the scenario."""
    given: Many[Given] = ()
    """What happens, in order; waves and planned changes come by themselves."""
    expect: Annotated[Many[Expected], Field(min_length=1)]
    """What must follow."""
