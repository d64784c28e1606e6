"""A survey or other listening post: whom it asks, when, what, and under which promise."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from cxprog.language.base import EITHER, LONG, SHORT, Inner, Node, Part, Share, exactly_one
from cxprog.language.types import (
    BestPractice,
    Cadence,
    ChannelRef,
    Condition,
    Date,
    Delay,
    Duration,
    EventRef,
    Id,
    Key,
    Locale,
    Many,
    Mode,
    Name,
    Operands,
    OwnerRef,
    PartnerRef,
    Purpose,
    QuestionRef,
    RoleRef,
    StepRef,
    TeamRef,
    Text,
    TouchpointRef,
)

_STARTS = ("after", "before", "event", "milestone", "change", "every", "on", "always")


class Repeat(Part):
    """Further invitations after the first one."""

    every: Cadence
    """Time between two invitations."""
    times: Annotated[int, Field(ge=1, le=100)]
    """How many further invitations there are."""


class Trigger(Part):
    """What starts an invitation: exactly one of after, before, event, milestone, change, every, on, always."""

    after: TouchpointRef | None = None
    """The person passed this touchpoint."""
    before: EventRef | None = None
    """A date of the account lies ahead, such as `renewal`; `delay` says how long before."""
    event: EventRef | None = None
    """A business event happened, such as `ticket-closed`."""
    milestone: EventRef | None = None
    """A project reached this point, such as `go-live`."""
    change: EventRef | None = None
    """The company changed something that people will notice, such as `new-portal`."""
    every: Cadence | None = None
    """A regular wave: `quarterly`, `yearly`, `90d`."""
    on: Many[Date] | None = None
    """Waves on these days."""
    always: bool | None = None
    """`true`: open all the time, nobody is invited."""
    starting: Date | None = None
    """Day of the first regular wave, for `every`."""
    window: Duration | None = None
    """Time over which the invitations of one wave are spread."""
    delay: Delay | None = None
    """How long after the trigger, or before the date of `before`, the invitation goes out: `2d`, `1d..3d`."""

    repeat: Repeat | None = None
    """Further invitations after the first one, for a trigger that is no wave."""

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        exactly_one(self, _STARTS)
        return self


class Sampling(Part):
    """Who of the role is asked."""

    share: Share | None = None
    """Share of the people that is asked each time; 0.3 is 30 %."""
    count: Annotated[int, Field(ge=1)] | None = None
    """How many people are asked each time, or in the time that `within` names."""
    within: Duration | None = None
    """The time in which `count` people are asked, where there are no waves: 2,500 calls a year are
    `{count: 2500, within: 1y}`."""
    draw: Literal["random", "chosen"] = "random"
    """Whether chance decides who is asked, or somebody chooses."""
    chosen_by: Many[TeamRef] = ()
    """Teams that choose, where somebody does."""
    criteria: Many[Text] = ()
    """Who qualifies, where not everybody holding the role does."""
    among: Mapping[Id, Many[Name]] = {}
    """The segments that are asked, by dimension of the population: `{country: [DE, AT]}`."""
    balanced_by: Many[Id] = ()
    """Dimensions of the population whose groups are drawn in equal parts."""
    passed: Many[StepRef] = ()
    """Only people who passed one of these since the last wave."""
    key_accounts: Literal["always", "sampled", "only"] = "always"
    """Whether people of key accounts are always asked, drawn like everybody else, or the only ones asked."""
    census: bool = False
    """Whether everybody holding the role is asked in each wave, without exception."""


class Rest(Part):
    """How long people are left alone."""

    own: Duration | None = None
    """Shortest time between two invitations of one person to this survey."""
    respects: bool = True
    """Whether the channel's shared rest keeps invitations to this survey back."""
    starts: bool = True
    """Whether an invitation to this survey starts the channel's shared rest."""


class Cap(Part):
    """A limit that the tool enforces for this survey."""

    at_most: Annotated[int, Field(ge=1)]
    """Most invitations to one person."""
    within: Duration
    """Length of the window; every day starts one."""


class Reminder(Part):
    """A second message to those who did not answer."""

    after: Duration
    """How long after the invitation the reminder goes out."""


class Incentive(Part):
    """What respondents get for answering."""

    type: Literal["none", "results", "donation", "gift", "money"]
    """What kind of reward it is; `results`: they get to see what came out."""
    value: Text | None = None
    """What the reward is exactly."""


class Asked(Part):
    """A question in this survey, with what is particular to it here."""

    question: QuestionRef
    """The question that is asked."""
    required: bool = False
    """Whether it has to be answered."""
    when: Annotated[Condition, Operands(bare="question")] | None = None
    """Shown only if this holds for earlier answers of the same survey, e.g. `visit-ces <= 3`."""


class Sender(Part):
    """A partner that signs the invitation."""

    partner: PartnerRef
    """The partner that signs."""


class Asking(NamedTuple):
    """A question as a survey asks it."""

    place: int
    """Index in the survey's list."""
    question: str
    when: Condition | None


class Survey(Node):
    """A survey, an interview or another way to listen."""

    kind: Literal["survey"]
    """Always `survey`."""
    purpose: Purpose
    """What the survey is for: the whole relationship, one contact, a quick look, a project milestone, a talk, a board,
    a test purchase, or what employees hear from customers (`field-feedback`)."""
    asks: Annotated[Many[RoleRef], Field(min_length=1)]
    """Roles that are asked."""
    about: Many[RoleRef] = ()
    """Roles whose experience the answers tell of, where somebody else answers: the customer a colleague has met, the
    guests of a mystery visit."""
    partners: Many[PartnerRef] = ()
    """Only people of these partners, or customers of these partners, are asked; everybody when left out."""
    mode: Many[Mode] = ()
    """How answers are given; online when left out."""
    asked_by: OwnerRef | None = None
    """The team or partner whose people ask the questions, where somebody does."""
    recorded: bool = False
    """Whether the talk is recorded; who hears the recording knows who speaks."""
    when: Trigger
    """What starts an invitation."""
    listens_to: Many[StepRef] = ()
    """Touchpoints, steps or stages it asks about; for `when: {after: ...}` that touchpoint when left out."""
    sampling: Sampling = Sampling()
    """Who of the roles is asked."""
    rest: Rest = Rest()
    """How long people are left alone."""
    caps: Many[Cap] = ()
    """Limits the tool enforces for this survey."""
    reminders: Many[Reminder] = ()
    """Messages to those who did not answer."""
    on_block: Literal["drop", "defer"] = "drop"
    """What happens to an invitation that a rest or cap keeps back: `drop` forgets it, `defer` sends it later."""
    defer_for: Duration | None = None
    """How long a deferred invitation may wait before it is dropped."""
    priority: int = 0
    """Which of several deferred invitations goes first; the higher number does."""
    identity: Literal["identified", "confidential", "anonymous"]
    """The promise to respondents: their contacts see who said what (`identified`), they are known but shown only in
    groups (`confidential`), or nobody knows who they are (`anonymous`)."""
    link: Literal["personal", "open"] | None = None
    """`personal`: everybody gets a link of their own, which tells who answers; `open`: all use the same one. When left
    out, `open` for anonymous surveys and `personal` for all others."""
    records: Many[Key] = ()
    """What is stored beside each answer, such as `time`, `order` or `hashed-mail`: it can tie the answer to a
    person."""
    kept_for: Duration | None = None
    """How long answers are kept together with what tells who gave them."""
    sender: Annotated[
        Annotated[Literal["company", "joint", "undisclosed"], SHORT] | Annotated[Sender, LONG], EITHER
    ] = "company"
    """Who signs the invitation: the company, both together, nobody by name, or `{partner: ...}`."""
    minutes: Annotated[float, Field(gt=0, le=240)]
    """How many minutes answering takes."""
    open_for: Duration | None = None
    """How long an invitation can be answered."""
    questions: Annotated[
        Many[Annotated[Annotated[QuestionRef, SHORT] | Annotated[Asked, LONG], EITHER]], Field(min_length=1)
    ]
    """The questions, in order."""
    incentive: Incentive = Incentive(type="none")
    """What respondents get for answering."""
    locales: Many[Locale] = ()
    """Locales the survey is offered in; the program's locale when left out."""
    through: ChannelRef | None = None
    """The channel (the tool) it runs in."""
    owner: OwnerRef | None = None
    """The team or partner that answers for the survey; the program's owner when left out."""
    invitation: Text | None = None
    """First lines of the invitation."""
    thanks: Text | None = None
    """Words shown after the last answer."""
    shared_theme: Name | None = None
    """Theme that a partner survey and a customer survey have in common, so that answers can be set side by side."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""

    @cached_property
    def asked(self) -> tuple[Asking, ...]:
        """The questions, in order, whichever way they are written."""
        return tuple(
            Asking(index, item, None) if isinstance(item, str) else Asking(index, item.question, item.when)
            for index, item in enumerate(self.questions)
        )

    @classmethod
    def inner(cls, data: dict[str, Any]) -> Iterator[Inner]:
        """Answers: what a question gets in this survey."""
        questions = data.get("questions")
        for index, asked in enumerate(questions if isinstance(questions, list) else ()):
            name = asked.get("question") if isinstance(asked, dict) else asked
            if isinstance(name, str):
                yield Inner("answer", name, ("questions", index))
